//! What is asked for around a query: filters, order, how much.

use std::collections::BTreeSet;

use crate::civil::PartialDate;
use crate::pipeline::{PassageId, PassageKind};
use crate::search::{Holders, Query};

/// A search in full.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// What the passages are to be about.
    pub query: Query,
    /// What they must be, query aside.
    pub filters: Filters,
    /// Whom the parties and offices mean that query and filters name.
    pub holders: Holders,
    /// In which order they come.
    pub sort: Sort,
    /// How many at most; 0 for all.
    pub limit: usize,
    /// How many to leave out from the front.
    pub offset: usize,
    /// Only what comes after this passage, the last one of the page before.
    pub after: Option<PassageId>,
    /// Passages that are left out, known already.
    pub without: BTreeSet<PassageId>,
    /// Only what has this chance or more to be about the query, 0 to 1.
    pub least_chance: f32,
    /// Whether copies of one passage are one result, which then counts once for the limit.
    pub group: bool,
    /// Whether each copy is to say where it stands.
    pub expand: bool,
    /// Whether each hit is to bring its article along.
    pub articles: bool,
    /// Whether to tell how much of the answers is dated and attributed.
    pub coverage: bool,
    /// Whether each hit is to say what its score is made of.
    pub explain: bool,
}

/// Conditions on passages. Within one list any may hold; all lists that are not empty must.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Kinds of passage.
    pub kinds: Vec<PassageKind>,
    /// Speakers: an id, or words of a name; `none` for passages without.
    pub speakers: Vec<String>,
    /// Parties of the speaker on the day: an id, a name, a member, a letter; `none`.
    pub parties: Vec<String>,
    /// Offices of the speaker on the day: an id or a name; `none`.
    pub offices: Vec<String>,
    /// Issues by their slugs; `none`.
    pub issues: Vec<String>,
    /// Concepts by their slugs; `none`.
    pub concepts: Vec<String>,
    /// Outlets by name, case aside; `none`.
    pub outlets: Vec<String>,
    /// Published on this day or later, or in this month or year or later.
    pub since: Option<PartialDate>,
    /// Published at the end of this day, month or year at the latest.
    pub until: Option<PartialDate>,
}

/// Orders of results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Best first.
    #[default]
    Relevance,
    /// Latest publication first, undated last.
    Date,
}
