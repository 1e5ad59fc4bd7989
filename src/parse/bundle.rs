//! Takes the text of an export that holds many articles, or of a single one, and gives its
//! articles: Nexis Uni, the older Lexis, Factiva, ProQuest.
//!
//! Each service parts its articles by a line of its own and gives what it knows of each in
//! fields; [`SERVICES`] is the table of them. The count that the export itself tells is checked;
//! a mismatch is told in a note.

use super::fields::{self, Fields};
use super::json::of_text;
use super::{Article, DateSource, Input, ParseError, plain, when};
use crate::diagnostic::{Diagnostic, Severity};
use crate::lexicon::Lexicon;

/// A service whose exports are known.
struct Service {
    name: &'static str,
    /// What a line that parts articles is; a number in it may count them.
    parts: fn(&str) -> Option<Part>,
    /// How many articles the whole announces, beside what the lines between them say.
    announced: fn(&str) -> Option<usize>,
    /// The fields of a stretch between two such lines; none where it holds no article.
    record: fn(&[&str], &Lexicon) -> Option<Record>,
}

/// A line between articles.
#[derive(Clone, Copy, Debug, Default)]
struct Part {
    /// How many articles it says that there are.
    of: Option<usize>,
}

/// An article as its service gives it.
#[derive(Debug, Default)]
struct Record {
    pairs: Vec<(&'static str, String)>,
    /// Line of the stretch where its text begins, from 0.
    line: usize,
}

const SERVICES: &[Service] = &[
    Service { name: "lexis", parts: of_documents, announced: |_| None, record: lexis },
    Service { name: "nexis", parts: end_of_document, announced: documents, record: nexis },
    Service { name: "factiva", parts: accession, announced: |_| None, record: factiva },
    Service { name: "proquest", parts: rule, announced: |_| None, record: proquest },
];

/// The articles of a text: those of an export, or the one that it is.
///
/// # Errors
/// [`ParseError::Empty`] where it holds no prose.
pub(crate) fn articles(text: &str, input: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    if let Some(articles) = split(text, input) {
        return Ok(articles);
    }
    let blocks = plain::blocks(text, input.lexicon);
    if blocks.is_empty() {
        return Err(ParseError::Empty);
    }
    let mut article = Article { text: text.to_owned(), blocks, ..Article::default() };
    plain::mark_head(&mut article, input.name, input.lexicon);
    Ok(vec![article])
}

/// The articles of an export; nothing where the text is none.
pub(crate) fn split(text: &str, input: &Input<'_>) -> Option<Vec<Article>> {
    let lines: Vec<&str> = text.lines().collect();
    SERVICES.iter().find_map(|service| read(service, &lines, text, input))
}

fn read(service: &Service, lines: &[&str], text: &str, input: &Input<'_>) -> Option<Vec<Article>> {
    let marks: Vec<(usize, Part)> = lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| Some((at, (service.parts)(line.trim())?)))
        .collect();
    if marks.is_empty() {
        return None;
    }
    let mut edges = vec![0];
    edges.extend(marks.iter().map(|(at, _)| at + 1));
    edges.push(lines.len() + 1);
    let mut found = Vec::new();
    let mut records = 0;
    for edge in edges.windows(2) {
        let stretch = &lines[edge[0]..edge[1] - 1];
        let Some(record) = (service.record)(stretch, input.lexicon) else { continue };
        records += 1;
        let pairs = record.pairs.iter().map(|(name, value)| (*name, value.as_str()));
        let fields = Fields::of_row(pairs, &std::collections::BTreeMap::new());
        let words = fields.text.as_deref().filter(|text| !text.trim().is_empty());
        let Some(mut article) = words.and_then(|words| of_text(words, input)) else { continue };
        fields::fill_over(&mut article, &fields, DateSource::Metadata, input.lexicon);
        article.format = service.name;
        let before = u32::try_from(edge[0] + record.line).unwrap_or(u32::MAX);
        for block in &mut article.blocks {
            block.line = block.line.saturating_add(before);
        }
        found.push(article);
    }
    let told = marks.iter().filter_map(|(_, part)| part.of).max();
    let told = told.or_else(|| (service.announced)(text)).unwrap_or(records);
    if told != found.len()
        && let Some(first) = found.first_mut()
    {
        let count = found_count(records, told);
        first.notes.push(note("bundle-count", count));
    }
    (!found.is_empty()).then_some(found)
}

fn found_count(found: usize, told: usize) -> String {
    format!("the export announces {told} articles, {found} were found in it")
}

/// A warning about an article.
pub(crate) fn note(code: &'static str, message: String) -> Diagnostic {
    Diagnostic { code, severity: Severity::Warning, span: None, message }
}

/// `1 of 161 DOCUMENTS`.
fn of_documents(line: &str) -> Option<Part> {
    let mut words = line.split_whitespace();
    words.next()?.parse::<usize>().ok()?;
    let of = words.next().filter(|word| word.eq_ignore_ascii_case("of"))?;
    let count = words.next().filter(|_| !of.is_empty())?.parse().ok()?;
    let last = words.next()?;
    (last == "DOCUMENTS" && words.next().is_none()).then_some(Part { of: Some(count) })
}

/// `End of Document`.
fn end_of_document(line: &str) -> Option<Part> {
    (line == "End of Document").then(Part::default)
}

/// `Document GAZE000020310304e7340000d`.
fn accession(line: &str) -> Option<Part> {
    let code = line.strip_prefix("Document ")?;
    let is_code = code.len() >= 15 && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_code && code.bytes().filter(u8::is_ascii_digit).count() >= 8).then(Part::default)
}

/// A row of underscores.
fn rule(line: &str) -> Option<Part> {
    (line.len() >= 40 && line.bytes().all(|byte| byte == b'_')).then(Part::default)
}

/// `Documents (3)` on the cover.
fn documents(text: &str) -> Option<usize> {
    let (_, rest) = text.split_once("Documents (")?;
    rest.split_once(')')?.0.trim().parse().ok()
}

/// The value of a line `NAME: value`, where `name` is a field of the service.
fn field<'l>(line: &'l str, names: &[&'static str]) -> Option<(&'static str, &'l str)> {
    let (name, value) = line.trim_start().split_once(':')?;
    let known = names.iter().find(|known| **known == name.trim_end())?;
    Some((known, value.trim()))
}

/// Fields of the older Lexis before the text.
const LEXIS_HEAD: &[&str] = &[
    "HEADLINE",
    "BYLINE",
    "SECTION",
    "LENGTH",
    "DATELINE",
    "SERIES",
    "HIGHLIGHT",
    "CORRECTION-DATE",
];

/// Fields of it after the text.
const LEXIS_TAIL: &[&str] = &[
    "GRAPHIC",
    "LOAD-DATE",
    "LANGUAGE",
    "PUBLICATION-TYPE",
    "DOCUMENT-TYPE",
    "SUBJECT",
    "PERSON",
    "ORGANIZATION",
    "GEOGRAPHIC",
    "COUNTRY",
    "STATE",
    "CITY",
    "COMPANY",
    "JOURNAL-CODE",
    "TYPE",
    "NOTES",
    "CORRECTION",
];

fn lexis(lines: &[&str], lexicon: &Lexicon) -> Option<Record> {
    let mut record = Record::default();
    let mut outlet = None;
    let mut dated = false;
    let mut at = 0;
    let mut last: Option<usize> = None;
    let mut titled = false;
    let mut below_head = None;
    while let Some(line) = lines.get(at) {
        let bare = line.trim();
        at += 1;
        if bare == "BODY:" {
            below_head = Some(at);
            break;
        }
        if let Some((name, value)) = field(line, LEXIS_HEAD) {
            let role = match name {
                "HEADLINE" => "title",
                "BYLINE" => "byline",
                "SECTION" => "section",
                _ => "other",
            };
            titled |= role == "title";
            record.pairs.push((role, value.to_owned()));
            last = Some(record.pairs.len() - 1);
            below_head = Some(at);
        } else if bare.is_empty() {
            last = None;
        } else if let Some(open) = last {
            // A value goes on up to the next blank line.
            record.pairs[open].1.push(' ');
            record.pairs[open].1.push_str(bare);
            below_head = Some(at);
        } else if !dated {
            match when::written(bare, lexicon) {
                Some(_) => {
                    record.pairs.push(("date", bare.to_owned()));
                    dated = true;
                }
                None if !bare.starts_with("Copyright") && !bare.starts_with("All Rights") => {
                    outlet = Some(bare.to_owned());
                }
                None => {}
            }
        } else if !titled && below_head.is_none() && !bare.ends_with("Edition") {
            record.pairs.push(("title", bare.to_owned()));
            last = Some(record.pairs.len() - 1);
            titled = true;
        } else if below_head.is_some() {
            break;
        }
    }
    if !dated {
        return None;
    }
    record.pairs.extend(outlet.map(|outlet| ("publication", outlet)));
    let mut record = text_of(record, lines, below_head?, |line| field(line, LEXIS_TAIL).is_some())?;
    if let Some((_, text)) = record.pairs.last_mut() {
        *text = unwrapped(text);
    }
    Some(record)
}

/// Narrowest line that the older Lexis breaks at its column of 80 before a longer word.
const WRAPPED: usize = 50;

/// A text whose lines are broken at a column, each paragraph on its first line.
fn unwrapped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut owed = 0;
    let mut goes_on = false;
    for line in text.lines() {
        let bare = line.trim();
        if goes_on && !bare.is_empty() {
            out.push(' ');
            owed += 1;
        } else if !out.is_empty() || owed > 0 {
            // The lines that were joined stand blank behind, so that those below keep their number.
            out.extend(std::iter::repeat_n('\n', owed + 1));
            owed = 0;
        } else if bare.is_empty() {
            out.push('\n');
        }
        out.push_str(bare);
        goes_on = bare.len() >= WRAPPED;
    }
    out
}

/// Fields of Nexis Uni.
const NEXIS: &[&str] = &["Section", "Length", "Byline", "Dateline", "Highlight"];

fn nexis(lines: &[&str], lexicon: &Lexicon) -> Option<Record> {
    let body = lines.iter().position(|line| line.trim() == "Body")?;
    let head: Vec<&str> =
        lines[..body].iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    // The cover may stand before the first article: the head is counted from its end.
    let date = head.iter().rposition(|line| when::written(line, lexicon).is_some())?;
    let mut record = Record::default();
    record.pairs.push(("date", head[date].to_owned()));
    if let Some(outlet) = date.checked_sub(1) {
        record.pairs.push(("publication", head[outlet].to_owned()));
    }
    if let Some(title) = date.checked_sub(2) {
        record.pairs.push(("title", head[title].to_owned()));
    }
    for (name, value) in head[date..].iter().filter_map(|line| field(line, NEXIS)) {
        let value = value.split(';').next().unwrap_or(value).to_owned();
        match name {
            "Section" => record.pairs.push(("section", value)),
            "Byline" => record.pairs.push(("byline", value)),
            _ => {}
        }
    }
    text_of(record, lines, body + 1, |line| {
        line.trim() == "Classification" || line.trim_start().starts_with("Load-Date:")
    })
}

fn factiva(lines: &[&str], _: &Lexicon) -> Option<Record> {
    let mut record = Record::default();
    let mut text = String::new();
    let mut name = "";
    for (at, line) in lines.iter().enumerate() {
        let (code, rest) = match line.get(..2).filter(|code| is_code(code)) {
            Some(code) if line[2..].is_empty() || line[2..].starts_with([' ', '\t']) => {
                (code, line[2..].trim())
            }
            _ => ("", line.trim()),
        };
        if !code.is_empty() {
            name = code;
        }
        let role = match name {
            "HD" => "title",
            "BY" => "byline",
            "PD" => "date",
            "SN" => "publication",
            "SE" => "section",
            "LP" | "TD" => {
                if text.is_empty() {
                    record.line = at;
                }
                text.push_str(rest);
                text.push_str("\n\n");
                continue;
            }
            _ => continue,
        };
        match record.pairs.iter_mut().find(|(own, _)| *own == role) {
            Some((_, value)) if !rest.is_empty() => {
                value.push(' ');
                value.push_str(rest);
            }
            Some(_) => {}
            None => record.pairs.push((role, rest.to_owned())),
        }
    }
    record.pairs.push(("text", text.trim().to_owned()));
    (record.pairs.iter().any(|(role, _)| *role == "title") && !text.is_empty()).then_some(record)
}

fn is_code(code: &str) -> bool {
    code.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Fields of ProQuest.
const PROQUEST: &[&str] = &[
    "Title",
    "Author",
    "Publication info",
    "Abstract",
    "Links",
    "Full text",
    "Full Text",
    "Subject",
    "Location",
    "People",
    "Company / organization",
    "Publication title",
    "Publication year",
    "Publication date",
    "Section",
    "Publisher",
    "Place of publication",
    "Country of publication",
    "ISSN",
    "Source type",
    "Language of publication",
    "Document type",
    "ProQuest document ID",
    "Document URL",
    "Copyright",
    "Last updated",
    "Database",
    "Identifier / keyword",
    "Pages",
    "First page",
    "Dateline",
    "Column",
    "Classification",
    "Business indexing term",
];

fn proquest(lines: &[&str], _: &Lexicon) -> Option<Record> {
    let mut record = Record::default();
    let start = lines.iter().position(|line| {
        field(line, PROQUEST).is_some_and(|(name, _)| name.eq_ignore_ascii_case("full text"))
    })?;
    for (name, value) in lines.iter().filter_map(|line| field(line, PROQUEST)) {
        let role = match name {
            "Title" => "title",
            "Author" => "author",
            "Publication title" => "publicationtitle",
            "Publication date" => "publicationdate",
            "Section" => "section",
            "Document URL" => "documenturl",
            _ => continue,
        };
        record.pairs.push((role, value.to_owned()));
    }
    if record.pairs.iter().all(|(role, _)| *role != "title")
        && let Some(first) = lines.iter().find(|line| !line.trim().is_empty())
        && field(first, PROQUEST).is_none()
    {
        record.pairs.push(("title", first.trim().to_owned()));
    }
    let (_, value) = field(lines[start], PROQUEST)?;
    let mut text = value.to_owned();
    for line in lines[start + 1..].iter().take_while(|line| field(line, PROQUEST).is_none()) {
        text.push('\n');
        text.push_str(line);
    }
    record.line = start;
    record.pairs.push(("text", text));
    Some(record)
}

/// The record with its text: from `start` up to a line that ends it.
fn text_of(
    mut record: Record,
    lines: &[&str],
    start: usize,
    ends: impl Fn(&str) -> bool,
) -> Option<Record> {
    let text: Vec<&str> = lines[start..].iter().copied().take_while(|line| !ends(line)).collect();
    record.line = start;
    record.pairs.push(("text", text.join("\n")));
    Some(record)
}

#[cfg(test)]
mod tests;
