//! Takes a query and an opened index and gives ranked passages, each with what its score is made
//! of.
//!
//! Promises: the same index and request give the same answer, in a total order (ties are broken
//! by passage id, then document); any text is a query; a filter is kept exactly, never by score.
//! Does not read article files or the word tables: all it needs is in the index, but for
//! [`verify()`], which must know the words that deny, [`Holders`], who was what and when, and
//! [`around()`], where sentences end.

mod alike;
mod around;
mod asked;
mod concord;
mod copies;
mod count;
mod error;
mod feedback;
mod filter;
mod find;
mod held;
mod hit;
mod like;
mod mark;
mod parse;
mod print;
mod query;
mod rank;
mod request;
mod terms;
mod verify;
mod weights;

pub use around::around;
pub use concord::{Line, LineOrder, Window, lines};
pub use count::{By, Count, Counts, count};
pub use error::SearchError;
pub use find::{ids, search, search_with, show};
pub use held::Holders;
pub use hit::{Coverage, Cue, Hit, Page, ScorePart, ScoreSource, Twin, TwinPlace};
pub use like::like;
pub use parse::{ReadDate, parse};
pub use query::{Bound, DateRange, Field, Note, Parsed, Query, Words};
pub use request::{Filters, Request, Sort};
pub use verify::{Change, Claim, Difference, Finding, Negation, Verdict, verify};
pub use weights::Weights;

#[cfg(test)]
mod tests;
