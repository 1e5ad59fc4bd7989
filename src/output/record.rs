//! The wire format: one passage as scripts get it, version 1.
//!
//! schema/record.schema.json describes it. Spans are half-open ranges of UTF-8 bytes in the
//! article's canonical text; `highlights` count from the start of `text`. Fields are always
//! present, in this order, but for `query`, `copies` and `explain`; what is unknown is null or empty. A later version
//! may add fields without changing `v`; anything else raises it.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

pub use super::explain::Explain;
use super::sanitize;
use crate::span::Span;

/// Version of the format, the field `v`.
pub const VERSION: u8 = 1;

/// A passage.
#[derive(Clone, Debug, Serialize)]
pub struct Record<'a> {
    /// Version of the format.
    pub v: u8,
    /// Name of the query that it answers, where many were asked; left out otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<Cow<'a, str>>,
    /// Stable name of the passage, 16 hexadecimal digits.
    pub id: String,
    /// The document: path below its root with `/`, label and article number where needed.
    pub doc: Cow<'a, str>,
    /// `quote`, `statement` or `text`.
    pub kind: &'static str,
    /// Its words: the spans joined by ` … `.
    pub text: Cow<'a, str>,
    /// Where the words stand, outer quotation marks left out.
    pub spans: Vec<Range>,
    /// Of a quote, the rest of what is attributed, outside the marks.
    pub reported: Vec<Range>,
    /// Who said it; null where that is not known.
    pub speaker: Option<Speaker<'a>>,
    /// The words that report it.
    pub cue: Option<Cue<'a>>,
    /// When the article was published, as precise as it says.
    pub date: Option<String>,
    /// Where that date was read.
    pub date_source: Option<&'static str>,
    /// When the words were said, where the article settles that.
    pub said: Option<String>,
    /// Issues by slug, best first.
    pub issues: Vec<Cow<'a, str>>,
    /// Named matters by slug.
    pub concepts: Vec<Cow<'a, str>>,
    /// Who published it.
    pub outlet: Option<Cow<'a, str>>,
    /// The headline.
    pub title: Option<Cow<'a, str>>,
    /// How well it answers the query, larger is better; null without a query.
    pub score: Option<f32>,
    /// What of `text` the query matched.
    pub highlights: Vec<Range>,
    /// Other passages with the same words, where one result stands for all of them; left out
    /// where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copies: Option<Copies<'a>>,
    /// How the speaker was decided; left out where it is not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explain: Option<Explain<'a>>,
}

/// Copies of a passage, the one shown left out but counted.
#[derive(Clone, Debug, Serialize)]
pub struct Copies<'a> {
    /// Articles that hold it.
    pub articles: usize,
    /// Outlets that published them, as far as they are known.
    pub outlets: usize,
    /// Day of the first of them.
    pub first: Option<String>,
    /// Articles that are copies of the one shown as a whole, or nearly.
    pub whole_articles: usize,
    /// The other passages, oldest first.
    pub others: Vec<Other<'a>>,
}

/// A copy of a passage.
#[derive(Clone, Debug, Serialize)]
pub struct Other<'a> {
    /// Its stable name.
    pub id: String,
    /// Who published it.
    pub outlet: Option<Cow<'a, str>>,
    /// When.
    pub date: Option<String>,
    /// Whether its article is a copy as a whole, or nearly.
    pub whole_article: bool,
    /// The document; left out where it is not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doc: Option<Cow<'a, str>>,
}

/// Who said a passage.
#[derive(Clone, Debug, Serialize)]
pub struct Speaker<'a> {
    /// Slug in the registry of people; null unless the text proves it.
    pub id: Option<Cow<'a, str>>,
    /// The fullest name known, or the article's words for who has none; null where it is not sure
    /// whom those words mean.
    pub name: Option<Cow<'a, str>>,
    /// `person`, `organization`, `group`, `document` or `anonymous`.
    pub kind: &'static str,
    /// The article's words for the speaker at this passage.
    pub label: Cow<'a, str>,
    /// Where those stand.
    pub mention: Option<Range>,
    /// Estimated chance that the speaker is right, 0 to 1.
    pub confidence: f32,
    /// The rule that decided, and what it relied on.
    pub evidence: Cow<'a, str>,
}

/// The words that report a passage.
#[derive(Clone, Debug, Serialize)]
pub struct Cue<'a> {
    /// The words.
    pub text: Cow<'a, str>,
    /// Where they stand.
    pub span: Range,
}

/// A half-open range, written `[start,end]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Range(pub u32, pub u32);

impl From<Span> for Range {
    fn from(span: Span) -> Self {
        Self(span.start, span.end)
    }
}

/// Writes the record and a line break. For a terminal, characters that would steer it are
/// written as JSON escapes: the same value in other bytes.
///
/// # Errors
/// What `out` reports.
pub fn json_line(out: &mut impl Write, record: &impl Serialize, terminal: bool) -> io::Result<()> {
    if terminal {
        record.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, Escaping))?;
    } else {
        serde_json::to_writer(&mut *out, record)?;
    }
    out.write_all(b"\n")
}

/// Compact JSON with characters that steer a terminal escaped.
struct Escaping;

impl serde_json::ser::Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut from = 0;
        for (at, ch) in fragment.char_indices().filter(|&(_, ch)| sanitize::steers(ch)) {
            out.write_all(&fragment.as_bytes()[from..at])?;
            let mut units = [0; 2];
            for unit in ch.encode_utf16(&mut units) {
                write!(out, "\\u{unit:04x}")?;
            }
            from = at + ch.len_utf8();
        }
        out.write_all(&fragment.as_bytes()[from..])
    }
}
