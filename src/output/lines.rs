//! Concordance lines: aligned to read, as records, as cells.
//!
//! schema/line.schema.json describes the records.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use serde::Serialize;
use unicode_width::UnicodeWidthChar;

use super::record::{VERSION, json_line};
use super::{Look, sanitize, table};
use crate::index::StoredSpeaker;
use crate::search::{Hit, Line};

/// Names of the columns of a table, in order.
pub const NAMES: [&str; 10] =
    ["v", "id", "doc", "line", "kind", "speaker", "date", "left", "match", "right"];

const MATCH: Style = AnsiColor::Red.on_default().bold();

/// A line of a concordance.
#[derive(Debug, Serialize)]
pub struct LineRecord<'a> {
    v: u8,
    id: String,
    doc: &'a str,
    line: u32,
    kind: &'static str,
    speaker: Option<&'a str>,
    date: Option<String>,
    left: &'a str,
    r#match: &'a str,
    right: &'a str,
}

impl<'a> LineRecord<'a> {
    /// The record of a line of that passage.
    #[must_use]
    pub fn new(line: &'a Line, hit: &'a Hit) -> Self {
        Self {
            v: VERSION,
            id: hit.id.to_string(),
            doc: &hit.doc,
            line: hit.line,
            kind: hit.kind.name(),
            speaker: hit.speaker.as_ref().and_then(StoredSpeaker::known),
            date: hit.date.map(|dated| dated.date.to_string()),
            left: &line.left,
            r#match: &line.matched,
            right: &line.right,
        }
    }

    /// Writes it as a JSON line.
    ///
    /// # Errors
    /// What `out` reports.
    pub fn json(&self, out: &mut impl Write, terminal: bool) -> io::Result<()> {
        json_line(out, self, terminal)
    }

    /// Writes it as comma-separated cells, in the order of [`NAMES`].
    ///
    /// # Errors
    /// What `out` reports.
    pub fn csv(&self, out: &mut impl Write, terminal: bool) -> io::Result<()> {
        let safe = |text: &str| table::cell(text, terminal);
        let cells = [
            self.v.to_string(),
            self.id.clone(),
            safe(self.doc),
            self.line.to_string(),
            self.kind.to_owned(),
            safe(self.speaker.unwrap_or("")),
            self.date.clone().unwrap_or_default(),
            safe(self.left),
            safe(self.r#match),
            safe(self.right),
        ];
        table::csv_line(out, &cells)
    }

    /// Writes it to read: the match in the middle of the line, its passage's id at the end.
    ///
    /// # Errors
    /// What `out` reports.
    pub fn human(&self, out: &mut impl Write, look: &Look) -> io::Result<()> {
        let room = look.width.saturating_sub(self.id.len() + 4);
        let (left, matched, right) =
            (sanitize::line(self.left), sanitize::line(self.r#match), sanitize::line(self.right));
        let half = room / 2;
        // What stands between, a space or a mark, is kept as the text has it.
        let before = tail(&left, half);
        let pad = half.saturating_sub(width(before));
        write!(out, "{:pad$}{before}", "")?;
        let space = room - half;
        let matched = head(&matched, space);
        if look.colour {
            write!(out, "{MATCH}{matched}{MATCH:#}")?;
        } else {
            write!(out, "{matched}")?;
        }
        let after = head(&right, space.saturating_sub(width(matched)));
        let fill = space.saturating_sub(width(matched) + width(after));
        writeln!(out, "{after}{:fill$}  {}", "", self.id)
    }
}

fn width(text: &str) -> usize {
    text.chars().map(|ch| ch.width().unwrap_or(0)).sum()
}

/// The first characters that fit.
fn head(text: &str, room: usize) -> &str {
    let mut used = 0;
    for (at, ch) in text.char_indices() {
        used += ch.width().unwrap_or(0);
        if used > room {
            return &text[..at];
        }
    }
    text
}

/// The last characters that fit.
fn tail(text: &str, room: usize) -> &str {
    let mut used = 0;
    for (at, ch) in text.char_indices().rev() {
        used += ch.width().unwrap_or(0);
        if used > room {
            return &text[at + ch.len_utf8()..];
        }
    }
    text
}
