//! onrecord: full-text search over political coverage, by who said what, when, on which issue.
//!
//! ```text
//! walk -> parse -> text -> quotes -> speakers -+-> pipeline -> index -> search -> output -> cli
//!                       \-> dates, issues -----+
//! ```
//!
//! Every stage is a module with one input and one output type; a stage may only use what
//! stands before it. See ARCHITECTURE.md.

pub mod cases;
pub mod civil;
pub mod cli;
pub mod corrections;
pub mod dates;
pub mod diagnostic;
pub mod error;
pub mod index;
pub mod issues;
pub mod lexicon;
pub mod output;
pub mod parse;
pub mod pipeline;
pub mod quotes;
pub mod search;
pub mod span;
pub mod speakers;
pub mod text;
pub mod walk;
pub mod written;
