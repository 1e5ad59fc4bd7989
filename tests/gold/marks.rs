//! Reads the gold tables and finds their words in the article.

use std::fs;
use std::path::Path;

use onrecord::civil::PartialDate;
use onrecord::span::Span;
use serde::Deserialize;

/// What people marked in one article.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Marked {
    /// The article: its path below corpus/, with `#n` where its file holds several.
    pub(super) doc: String,
    /// Whether it is a transcript: its turns are quotes without marks, which may be passed on in
    /// pieces and without the stage directions in them.
    #[serde(default)]
    turns: bool,
    #[serde(default)]
    attribution: Vec<Attribution>,
    #[serde(default)]
    not_speech: Vec<NotSpeech>,
}

/// A quote or a reported statement.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attribution {
    kind: Kind,
    /// Of a quote the words in marks, of a statement its content.
    words: Vec<String>,
    /// For words that the article has more than once: a longer stretch that it has once.
    #[serde(default)]
    words_in: Vec<String>,
    /// Of a quote, its content outside the marks.
    #[serde(default)]
    reported: Vec<String>,
    #[serde(default)]
    reported_in: Vec<String>,
    /// Who speaks; absent where the article does not say.
    speaker: Option<String>,
    #[serde(default)]
    speaker_kind: SpeakerKind,
    /// The words for the speaker beside the cue.
    mention: Option<String>,
    mention_in: Option<String>,
    /// When it was said; absent where the article does not settle it.
    said: Option<String>,
    /// What it is about; any of them may come first.
    #[serde(default)]
    issues: Vec<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    Quote,
    Statement,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum SpeakerKind {
    #[default]
    Person,
    Organization,
    Group,
    Document,
    Anonymous,
}

/// Words in marks that nobody said: a scare quote, a nickname, a title, a term.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NotSpeech {
    words: String,
    words_in: Option<String>,
}

/// The same with places in the article's text.
pub(super) struct Gold {
    pub(super) turns: bool,
    pub(super) rows: Vec<Row>,
    pub(super) not_speech: Vec<Span>,
}

/// A row of a gold table in its place.
pub(super) struct Row {
    pub(super) kind: Kind,
    pub(super) spans: Vec<Span>,
    pub(super) reported: Vec<Span>,
    pub(super) speaker: Option<String>,
    pub(super) speaker_kind: SpeakerKind,
    pub(super) mention: Option<Span>,
    pub(super) said: Option<PartialDate>,
    pub(super) issues: Vec<String>,
}

/// All gold tables, in order of their files' names.
pub(super) fn all(corpus: &Path) -> Vec<Marked> {
    let mut files = Vec::new();
    let mut open = vec![corpus.join("gold")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() { open.push(entry) } else { files.push(entry) }
        }
    }
    files.sort();
    files.retain(|file| file.file_name().is_some_and(|name| name != "queries.toml"));
    let read = |file: &std::path::PathBuf| {
        toml::from_str(&fs::read_to_string(file).unwrap())
            .unwrap_or_else(|e| panic!("{}: {e}", file.display()))
    };
    files.iter().map(read).collect()
}

impl Marked {
    /// All issues that its rows name.
    pub(super) fn issues(&self) -> impl Iterator<Item = &str> {
        self.attribution.iter().flat_map(|row| &row.issues).map(String::as_str)
    }

    /// Finds all words in the text, or tells which are not there once.
    pub(super) fn place(&self, text: &str) -> Result<Gold, Vec<String>> {
        let mut faults = Vec::new();
        let mut one = |words: &str, inside: Option<&str>| match find(text, words, inside) {
            Ok(span) => span,
            Err(fault) => {
                faults.push(fault);
                Span::new(0, 0)
            }
        };
        let mut list = |words: &[String], inside: &[String]| -> Vec<Span> {
            let pair = |(at, w): (usize, &String)| one(w, inside.get(at).map(String::as_str));
            words.iter().enumerate().map(pair).collect()
        };
        let mut rows = Vec::new();
        for row in &self.attribution {
            let inside: Vec<String> = row.mention_in.iter().cloned().collect();
            let mention: Vec<String> = row.mention.iter().cloned().collect();
            rows.push(Row {
                kind: row.kind,
                spans: list(&row.words, &row.words_in),
                reported: list(&row.reported, &row.reported_in),
                speaker: row.speaker.clone(),
                speaker_kind: row.speaker_kind,
                mention: list(&mention, &inside).first().copied(),
                said: row.said.as_ref().map(|day| day.parse().unwrap()),
                issues: row.issues.clone(),
            });
        }
        let not_speech =
            self.not_speech.iter().map(|row| one(&row.words, row.words_in.as_deref())).collect();
        if faults.is_empty() {
            Ok(Gold { turns: self.turns, rows, not_speech })
        } else {
            Err(faults)
        }
    }
}

/// Where `words` stand in `text`, any white space in either counting as any other. They must
/// stand there once, or once inside the stretch `inside`, which itself stands there once.
fn find(text: &str, words: &str, inside: Option<&str>) -> Result<Span, String> {
    let Some(inside) = inside.filter(|inside| *inside != words) else {
        return match matches(text, words, 2)[..] {
            [one] => Ok(one),
            [] => Err(format!("not there: {words}")),
            _ => Err(format!("there more than once: {words}")),
        };
    };
    let stretch = find(text, inside, None)?;
    match matches(stretch.of(text), words, 2)[..] {
        [one] => Ok(Span::new(stretch.start + one.start, stretch.start + one.end)),
        _ => Err(format!("not there once in `{inside}`: {words}")),
    }
}

/// The first `most` places of `words` in `text`.
fn matches(text: &str, words: &str, most: usize) -> Vec<Span> {
    let Some(first) = words.chars().next() else { return Vec::new() };
    let mut found = Vec::new();
    for (start, _) in text.char_indices().filter(|(_, ch)| *ch == first) {
        if let Some(len) = prefix(&text[start..], words) {
            found.push(Span::at(start..start + len));
            if found.len() == most {
                break;
            }
        }
    }
    found
}

/// Bytes of `text` that `words` match from its start.
fn prefix(text: &str, words: &str) -> Option<usize> {
    let mut rest = text;
    let mut pieces = words.split_whitespace().peekable();
    while let Some(piece) = pieces.next() {
        rest = rest.strip_prefix(piece)?;
        if pieces.peek().is_some() {
            let after = rest.trim_start();
            if after.len() == rest.len() {
                return None;
            }
            rest = after;
        }
    }
    Some(text.len() - rest.len())
}
