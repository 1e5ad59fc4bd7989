//! The query as a tree that knows no index. Printing it gives a query that reads back the same.

use crate::civil::PartialDate;
use crate::pipeline::PassageKind;

/// What a passage must be, or is to be about.
#[derive(Default, Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// Bare words: what passages are to be about. They rank, and a passage that neither holds one
    /// of them nor stands beside one is no answer.
    Topic(Vec<String>),
    /// A condition on the passage's own words.
    Words(Words),
    /// Words in a passage of that kind.
    Kind(PassageKind, Box<Query>),
    /// A condition on what is known of the passage or its article.
    Field(Field, String),
    /// Published in that range.
    Published(DateRange),
    /// Said in that range.
    Said(DateRange),
    /// Without a date of publication (`false`) or without a day it was said (`true`).
    Undated {
        /// Whether the day it was said is meant.
        said: bool,
    },
    /// Attributed with a confidence of at least so many hundredths.
    Confidence(u8),
    /// All of these.
    And(Vec<Query>),
    /// Any of these.
    Or(Vec<Query>),
    /// Not this.
    Not(Box<Query>),
    /// Every passage.
    #[default]
    All,
}

/// A condition on words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    /// Words in a row, compared by their stems.
    Phrase(Vec<String>),
    /// Words in a row exactly as written, case aside.
    Exact(Vec<String>),
    /// Words that begin so.
    Prefix(String),
    /// Words at most so many letters off.
    Fuzzy(String, u8),
    /// Items with at most so many words between any two neighbours of them.
    Near {
        /// Phrases, words, prefixes.
        items: Vec<Words>,
        /// Most words between.
        distance: u32,
        /// Whether they must come in this order.
        ordered: bool,
    },
}

/// What is known of a passage or its article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// Words of the headline.
    Title,
    /// Id or words of the name of the speaker.
    Speaker,
    /// Party of the speaker.
    Party,
    /// Office of the speaker.
    Office,
    /// Slug of an issue.
    Issue,
    /// Slug or name of a concept.
    Concept,
    /// Who published it.
    Outlet,
    /// Part of the document's name.
    Doc,
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Title,
        Self::Speaker,
        Self::Party,
        Self::Office,
        Self::Issue,
        Self::Concept,
        Self::Outlet,
        Self::Doc,
    ];

    /// Its name in queries.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Speaker => "speaker",
            Self::Party => "party",
            Self::Office => "office",
            Self::Issue => "issue",
            Self::Concept => "concept",
            Self::Outlet => "outlet",
            Self::Doc => "doc",
        }
    }
}

/// Days from one to another, both counted in; an open end is without bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateRange {
    /// First date.
    pub from: Bound,
    /// Last date.
    pub to: Bound,
}

/// An end of a range.
pub type Bound = Option<PartialDate>;

/// A query with what the user should know about how it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// As understood.
    pub query: Query,
    /// Remarks, in order of place.
    pub notes: Vec<Note>,
}

/// A remark on how a query was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// One sentence for a person, lower case, no final stop.
    pub message: String,
    /// What was perhaps meant instead, as a query or a part of one.
    pub meant: Option<String>,
}
