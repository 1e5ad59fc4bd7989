//! What can go wrong while an opened index is searched. A query itself never fails.

use std::io;

/// Why a search gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The index could not be read.
    #[error("cannot read the index")]
    Read(#[from] io::Error),
    /// A part of the index is damaged.
    #[error("the index is damaged: {0}")]
    Corrupt(String),
    /// No passage has this id.
    #[error("no passage has the id `{0}`")]
    NoSuchPassage(String),
    /// The passage after which results were to come is none of them.
    #[error("the passage `{0}` is not an answer to this query")]
    NotAnAnswer(String),
    /// A filter asks for what the index does not have.
    #[error("no {what} is called `{name}`")]
    Unknown {
        /// What it was to be: `issue`, `outlet`, …
        what: &'static str,
        /// As given.
        name: String,
        /// The nearest name that exists.
        meant: Option<String>,
    },
}
