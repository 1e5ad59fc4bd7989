//! What a search gives back.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::civil::PartialDate;
use crate::index::{StoredArticle, StoredSpeaker};
use crate::parse::Dated;
use crate::pipeline::{PassageId, PassageKind};
use crate::search::{Note, Query};
use crate::span::Span;

/// One page of results.
#[derive(Clone, Debug)]
pub struct Page {
    /// The passages asked for, in order.
    pub hits: Vec<Hit>,
    /// How many passages match in all.
    pub total: u64,
    /// Of these, how many have a date of publication.
    pub dated: u64,
    /// Of these, how many have a speaker.
    pub attributed: u64,
    /// How much of all that match is dated and attributed, if asked for.
    pub coverage: Option<Coverage>,
    /// How many more match, with less of a chance to be about the query than asked for.
    pub below: u64,
    /// What the words of the query weigh together: about as much as a score can be.
    pub asked: f32,
    /// The query as understood.
    pub query: Query,
    /// What the user should know of how it was understood.
    pub notes: Vec<Note>,
}

/// How much is known of passages: what a reader must know before counting on them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Articles that hold them.
    pub articles: u64,
    /// Of these, how many have a date of publication.
    pub dated: u64,
    /// Quotes and statements among them.
    pub attributable: u64,
    /// Of these, how many have no speaker that is known by name.
    pub unattributed: u64,
}

/// A passage found: all that a record holds.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Its stable name.
    pub id: PassageId,
    /// The document, as in records.
    pub doc: String,
    /// The file that holds it, as the root was given and below.
    pub path: PathBuf,
    /// Line of that file where it begins, from 1.
    pub line: u32,
    /// Quote, statement or narration.
    pub kind: PassageKind,
    /// Its spans, joined by ` … `.
    pub text: String,
    /// Where its words stand in the article's text.
    pub spans: Vec<Span>,
    /// The rest of a quote's content, outside the marks.
    pub reported: Vec<Span>,
    /// The words of its paragraph, or run of paragraphs.
    pub context: String,
    /// Where these stand in the article's text.
    pub context_span: Span,
    /// Who said it.
    pub speaker: Option<StoredSpeaker>,
    /// The words that report it.
    pub cue: Option<Cue>,
    /// Day of publication and where it was read.
    pub date: Option<Dated>,
    /// When it was said.
    pub said: Option<PartialDate>,
    /// Slugs of its issues, best first.
    pub issues: Vec<String>,
    /// Slugs of its concepts.
    pub concepts: Vec<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// Address of the article.
    pub url: Option<String>,
    /// How well it answers; larger is better, comparable within one answer.
    pub score: f32,
    /// Estimated chance that it is about the query, 0 to 1: 1 where no words rank. Logistic in the
    /// logarithms of the score's share of what the words weigh and of the best score, fitted by
    /// `examples/fit_ranking.rs`.
    pub chance: f32,
    /// What in [`Hit::text`] matched, in its bytes: sorted, disjoint.
    pub highlights: Vec<Span>,
    /// What the score is made of, largest first; empty unless asked for.
    pub parts: Vec<ScorePart>,
    /// The article that holds it, if asked for.
    pub article: Option<Box<StoredArticle>>,
    /// Other passages with the same words, or a part of them, where copies are grouped: oldest
    /// first. Score, chance and parts are then those of the best of all; the longest is shown.
    pub copies: Vec<Twin>,
}

impl Hit {
    /// Articles that hold it or a copy of it.
    #[must_use]
    pub fn articles(&self) -> usize {
        let docs = self.copies.iter().filter(|copy| !copy.same_article).map(|copy| copy.article);
        docs.collect::<BTreeSet<_>>().len() + 1
    }
}

/// Another passage with the words of one, or a part of them.
#[derive(Clone, Debug)]
pub struct Twin {
    /// Its stable name.
    pub id: PassageId,
    /// Who published it.
    pub outlet: Option<String>,
    /// Day of publication.
    pub date: Option<PartialDate>,
    /// Which article holds it: a number that means nothing beyond one answer.
    pub article: (u32, u32),
    /// Whether it stands in the same article.
    pub same_article: bool,
    /// Whether its article as a whole is a copy of the one shown, or nearly.
    pub whole_article: bool,
    /// Where it stands, if asked for.
    pub place: Option<TwinPlace>,
}

/// Where a copy stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TwinPlace {
    /// The document, as in records.
    pub doc: String,
    /// The file.
    pub path: PathBuf,
    /// Line of that file, from 1.
    pub line: u32,
}

/// The words that report a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// They themselves.
    pub text: String,
    /// Where they stand.
    pub span: Span,
}

/// One summand of a score.
#[derive(Clone, Debug, PartialEq)]
pub struct ScorePart {
    /// Where it comes from.
    pub source: ScoreSource,
    /// The word, phrase or matter that matched.
    pub what: String,
    /// How much it gave.
    pub value: f32,
}

/// Where a part of a score comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ScoreSource {
    /// A word of the query in the passage itself.
    Words,
    /// A word of the query in the clause that reports the passage.
    Clause,
    /// In the rest of its paragraph.
    Paragraph,
    /// In the paragraphs beside it.
    Neighbours,
    /// In the headline.
    Headline,
    /// In the opening of the article.
    Lead,
    /// Anywhere in the article, the nearer the more.
    Article,
    /// An issue that the best answers share.
    Issue,
    /// A named matter that they share.
    Concept,
    /// A speaker of several of them.
    Speaker,
    /// Few words: what is told of is the number of them.
    Length,
    /// How near what it is about lies to the query, by the vectors of words.
    Gist,
    /// A headline, which says shortly what the story says in full.
    InHeadline,
    /// A word that marks the best answers, learnt from them.
    Feedback,
}

impl ScoreSource {
    /// Its name for people and in records.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Clause => "clause",
            Self::Paragraph => "paragraph",
            Self::Neighbours => "neighbours",
            Self::Headline => "headline",
            Self::Lead => "lead",
            Self::Article => "article",
            Self::Issue => "issue",
            Self::Concept => "concept",
            Self::Speaker => "speaker",
            Self::Length => "length",
            Self::Gist => "gist",
            Self::InHeadline => "in-headline",
            Self::Feedback => "feedback",
        }
    }
}
