//! Takes JSON, one article, a list of them or an answer that holds one, and JSON Lines.
//!
//! The canonical text is the field with the words. Markup in it is stripped; else its paragraphs
//! are found as in a text file. A list of turns, each with a speaker, is one article.

use serde_json::Value;

use super::decode::decode;
use super::draft::Draft;
use super::fields::{self, Fields};
use super::html::markup;
use super::table::passed_over;
use super::{Article, BlockKind, DateSource, Input, ParseError, Place, plain};
use crate::diagnostic::{Diagnostic, Severity};

/// How deep lists of articles may lie in an answer.
const DEEPEST_LIST: usize = 6;

/// Reads a `.json` file.
pub(crate) fn read(input: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    let decoded = decode(input.bytes, None)?;
    let text = decoded.text.trim_start_matches('\u{FEFF}');
    let value = match serde_json::from_str::<Value>(text) {
        Ok(value) => value,
        // Several values, one after the other, are JSON Lines under another name.
        Err(error)
            if error.is_syntax()
                && text.lines().nth(1).is_some_and(|line| line.trim_start().starts_with('{'))
                && text
                    .lines()
                    .next()
                    .is_some_and(|line| serde_json::from_str::<Value>(line).is_ok()) =>
        {
            return lines(text, decoded.note, input);
        }
        Err(error) => match lenient(text) {
            Some(value) => value,
            None => return Err(broken("JSON", &error, error.line())),
        },
    };
    let mut articles = articles(&value, input);
    if articles.is_empty() {
        return Err(ParseError::NotAnArticle { why: what_is_missing(&value) });
    }
    articles[0].notes.extend(decoded.note);
    Ok(articles)
}

/// Reads a `.jsonl` file: a value a line.
pub(crate) fn read_lines(input: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    let decoded = decode(input.bytes, None)?;
    lines(decoded.text.trim_start_matches('\u{FEFF}'), decoded.note, input)
}

/// The articles of JSON Lines. Lines that are broken are told in a note.
fn lines(
    text: &str,
    note: Option<Diagnostic>,
    input: &Input<'_>,
) -> Result<Vec<Article>, ParseError> {
    let mut found: Vec<Article> = Vec::new();
    let mut notes: Vec<Diagnostic> = note.into_iter().collect();
    let mut first: Option<ParseError> = None;
    let mut missing = None;
    let mut blank = 0;
    for (at, line) in text.split('\n').enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<Value>(line) {
            Ok(value) => {
                let read = articles(&value, input);
                if read.is_empty() {
                    blank += 1;
                    missing.get_or_insert_with(|| what_is_missing(&value));
                }
                found.extend(read.into_iter().map(|mut article| {
                    let line = u32::try_from(at + 1).unwrap_or(u32::MAX);
                    article.blocks.iter_mut().for_each(|block| block.line = line);
                    article
                }));
            }
            Err(error) => {
                let fault = broken("JSON Lines", &error, at + 1);
                notes.push(Diagnostic {
                    code: "broken-record",
                    severity: Severity::Loss,
                    span: None,
                    message: fault.to_string(),
                });
                first.get_or_insert(fault);
            }
        }
    }
    match found.first_mut() {
        Some(article) => {
            notes.extend(passed_over(blank));
            article.notes.extend(notes);
        }
        None => {
            let why = missing.unwrap_or_else(|| "no record".to_owned());
            return Err(first.unwrap_or(ParseError::NotAnArticle { why }));
        }
    }
    Ok(found)
}

fn broken(format: &'static str, error: &serde_json::Error, line: usize) -> ParseError {
    let message = error.to_string();
    let why = message.split(" at line ").next().unwrap_or(&message).to_owned();
    ParseError::Broken { format, place: Place::Line(line), why }
}

/// A value from JSON with raw control characters inside its strings, as pages hold it.
pub(crate) fn lenient(text: &str) -> Option<Value> {
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    let mut out = String::with_capacity(text.len());
    let (mut inside, mut escaped) = (false, false);
    for ch in text.chars() {
        match ch {
            '"' if !escaped => inside = !inside,
            _ if inside && ch.is_control() => {
                out.push(' ');
                escaped = false;
                continue;
            }
            _ => {}
        }
        escaped = ch == '\\' && !escaped;
        out.push(ch);
    }
    serde_json::from_str(&out).ok()
}

/// The articles of a value: itself, or those in the lists that it holds.
fn articles(value: &Value, input: &Input<'_>) -> Vec<Article> {
    let mut found = Vec::new();
    let mut todo = vec![(value, 0)];
    while let Some((value, depth)) = todo.pop() {
        if depth > DEEPEST_LIST {
            continue;
        }
        match value {
            Value::Array(items) => todo.extend(items.iter().rev().map(|item| (item, depth + 1))),
            Value::Object(map) => match article(value, input) {
                Some(article) => found.push(article),
                None => {
                    let inner = map.values().filter(|value| value.is_array() || value.is_object());
                    let mut inner: Vec<_> = inner.map(|value| (value, depth + 1)).collect();
                    inner.reverse();
                    todo.extend(inner);
                }
            },
            _ => {}
        }
    }
    found
}

/// The article that an object is, if it holds words.
fn article(value: &Value, input: &Input<'_>) -> Option<Article> {
    let fields = Fields::of(value, &input.config.fields);
    let mut article = match turns(value) {
        Some(draft) => draft.finish(),
        None => {
            let known = fields.title.is_some() || value.as_object()?.len() <= 3;
            of_text(fields.text.as_deref().filter(|text| known || text.len() > 80)?, input)?
        }
    };
    fields::fill_over(&mut article, &fields, DateSource::Metadata, input.lexicon);
    Some(article)
}

/// The article of a field that holds its words, with or without markup. Its head may still hold
/// headline, byline and date.
pub(crate) fn of_text(text: &str, input: &Input<'_>) -> Option<Article> {
    let mut article = if markup::is_markup(text) {
        let mut draft = Draft::default();
        markup::blocks(&mut draft, text, None);
        draft.finish()
    } else {
        let (text, cut) = uncut(text);
        let mut article = Article { text: text.to_owned(), ..Article::default() };
        article.blocks = plain::blocks(&article.text, input.lexicon);
        article.notes.extend(cut.then(|| Diagnostic {
            code: "truncated",
            severity: Severity::Warning,
            span: None,
            message: "the source gives only the beginning of the text".to_owned(),
        }));
        plain::mark_head(&mut article, "", input.lexicon);
        article
    };
    article.blocks.shrink_to_fit();
    (!article.blocks.is_empty()).then_some(article)
}

/// The text without the count of what a news service cut off: `… [+1234 chars]`.
fn uncut(text: &str) -> (&str, bool) {
    let bare = text.trim_end();
    match bare.strip_suffix(" chars]").and_then(|head| head.rsplit_once("[+")) {
        Some((head, count)) if count.bytes().all(|byte| byte.is_ascii_digit()) => (head, true),
        _ => (text, false),
    }
}

/// The turns of a transcript given as a list of objects with a speaker and a text each.
fn turns(value: &Value) -> Option<Draft> {
    let lists = value.as_object()?.values().filter_map(Value::as_array);
    let mut lists = lists.filter(|items| items.len() > 1);
    lists.find_map(|items| {
        let mut draft = Draft::default();
        let mut labelled = 0;
        for item in items {
            let text = ["text", "speech", "content", "words"]
                .iter()
                .find_map(|key| item.get(key)?.as_str())?;
            match ["speaker", "name", "speaker_name"].iter().find_map(|key| item.get(key)?.as_str())
            {
                Some(label) if !label.trim().is_empty() && label != "None" => {
                    draft.push_turn(label.trim(), text, None);
                    labelled += 1;
                }
                _ => draft.push(BlockKind::Paragraph, text, None),
            }
        }
        (labelled > 0).then_some(draft)
    })
}

/// What a value lacks to be an article, for the account of the run.
fn what_is_missing(value: &Value) -> String {
    match value {
        Value::Object(map) if !map.is_empty() => {
            let names: Vec<&str> = map.keys().take(6).map(String::as_str).collect();
            format!("no field holds a text, only {}", names.join(", "))
        }
        Value::Array(items) if items.is_empty() => "an empty list".to_owned(),
        Value::Array(items) => items.first().map_or_else(String::new, |item| match item {
            Value::Object(_) => what_is_missing(item),
            _ => "a list of values, not of articles".to_owned(),
        }),
        _ => "a bare value".to_owned(),
    }
}

#[cfg(test)]
mod tests;
