//! The issues of short texts, a row for each: JSON lines, or a table for people who want codes.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::record::{VERSION, json_line};
use super::table;
use crate::issues::Tagged;
use crate::lexicon::Lexicon;

/// Names of the columns of a table, in order.
pub const NAMES: [&str; 6] = ["id", "issues", "cap", "scores", "terms", "concepts"];

/// One text's issues.
#[derive(Debug, Serialize)]
pub struct TagLine<'a> {
    v: u8,
    id: &'a Value,
    issues: Vec<IssueLine<'a>>,
    concepts: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct IssueLine<'a> {
    id: &'a str,
    cap: Option<u16>,
    score: f32,
    terms: &'a [String],
}

impl<'a> TagLine<'a> {
    /// The row of the text called `id`.
    #[must_use]
    pub fn new(id: &'a Value, tagged: &'a Tagged, lexicon: &'a Lexicon) -> Self {
        let issues = lexicon.issues();
        let issue = |tagged: &'a crate::issues::TaggedIssue| IssueLine {
            id: issues.slug(tagged.tag.id),
            cap: issues.row(tagged.tag.id).and_then(|row| row.cap),
            score: tagged.tag.score,
            terms: &tagged.terms,
        };
        Self {
            v: VERSION,
            id,
            issues: tagged.issues.iter().map(issue).collect(),
            concepts: tagged.concepts.iter().map(|&id| lexicon.concepts().slug(id)).collect(),
        }
    }

    /// Writes it as a JSON line.
    ///
    /// # Errors
    /// What `out` reports.
    pub fn json(&self, out: &mut impl Write, terminal: bool) -> io::Result<()> {
        json_line(out, self, terminal)
    }

    /// Writes it as comma-separated cells, in the order of [`NAMES`]; several values of one
    /// field are joined by `;`.
    ///
    /// # Errors
    /// What `out` reports.
    pub fn csv(&self, out: &mut impl Write) -> io::Result<()> {
        let each = |cell: fn(&IssueLine<'_>) -> String| {
            self.issues.iter().map(cell).collect::<Vec<_>>().join(";")
        };
        let id = self.id.as_str().map_or_else(|| self.id.to_string(), str::to_owned);
        let cells = [
            id,
            each(|issue| issue.id.to_owned()),
            each(|issue| issue.cap.map(|cap| cap.to_string()).unwrap_or_default()),
            each(|issue| format!("{:.3}", issue.score)),
            each(|issue| issue.terms.join("|")),
            self.concepts.join(";"),
        ];
        table::csv_line(out, &cells)
    }
}
