//! Findings that do not stop a run: what was odd in an article, where, and what was done about it.

use crate::span::Span;

/// How much a finding matters to whoever relies on the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing was guessed.
    Note,
    /// Something was repaired or guessed, and may be wrong.
    Warning,
    /// A part of the file was not read: what was found is not all that is there.
    Loss,
}

/// One finding about one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable kebab-case name of the class of finding, such as `unclosed-quote`.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Where in the canonical text, if at one place.
    pub span: Option<Span>,
    /// One sentence for a person, lower case, no final stop.
    pub message: String,
}
