//! Takes an article's text and gives its quotes and reported statements: content, cue, and the
//! source where the syntax around the cue shows it.
//!
//! Promises: quotes are sorted by first byte; the spans of one quote are sorted and disjoint; no
//! two quotes share a byte of content in marks. Does not decide who speaks; speakers does.

pub mod cue;
pub mod direct;
pub mod indirect;
pub mod turns;

use crate::span::Span;

/// One attribution: content that the article reports as somebody's words or thoughts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// Whether any of it stands in marks.
    pub kind: QuoteKind,
    /// Direct and mixed: the words in marks, outer marks left out. Indirect: the content.
    pub spans: Vec<Span>,
    /// Mixed: the rest of the content. Empty for other kinds.
    pub reported: Vec<Span>,
    /// The words that report it.
    pub cue: Option<Span>,
    /// The noun phrase that the syntax of the cue gives as source.
    pub source: Option<Span>,
    /// Its first paragraph, as a position in [`crate::text::Text::paragraphs`].
    pub paragraph: usize,
    /// The name before a turn of a transcript or an interview, if it is one.
    pub label: Option<Span>,
}

/// How the content is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QuoteKind {
    /// All in marks.
    Direct,
    /// Part in marks.
    Mixed,
    /// Without marks.
    Indirect,
}
