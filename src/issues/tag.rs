//! Tags a short text by itself, for people who only want codes.

use crate::civil::PartialDate;
use crate::issues::{Bag, IssueTag, Shares, matters, score::Prior};
use crate::lexicon::phrases::Memory;
use crate::lexicon::{ConceptId, Lexicon};

/// A text and what is known around it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Piece<'a> {
    /// Headline, where the text has one. A text that begins with it is not counted twice.
    pub title: Option<&'a str>,
    /// What stands before the text; lends part of its evidence.
    pub before: Option<&'a str>,
    /// The text itself.
    pub text: &'a str,
    /// What stands after it.
    pub after: Option<&'a str>,
    /// When it was written or said.
    pub date: Option<PartialDate>,
}

/// What a text is about, with reasons.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tagged {
    /// Issues, best first, at most three.
    pub issues: Vec<TaggedIssue>,
    /// Named matters, sorted.
    pub concepts: Vec<ConceptId>,
}

/// An issue with the phrases that spoke for it.
#[derive(Clone, Debug, PartialEq)]
pub struct TaggedIssue {
    /// The issue and its share of the evidence.
    pub tag: IssueTag,
    /// The phrases that weighed most, as the tables write them; `@slug` is a named matter.
    pub terms: Vec<String>,
}

/// How much each place counts for a short text.
const TITLE: f32 = 2.0;
const BESIDE: f32 = 0.35;
/// How many phrases are given as reasons.
const TERMS: usize = 6;

/// The evidence of a text: its bag of phrases and the named matters in it.
#[must_use]
pub fn bag(piece: Piece<'_>, lexicon: &Lexicon, memory: &mut Memory) -> (Bag, Vec<ConceptId>) {
    let evidence = lexicon.evidence();
    let title = piece.title.unwrap_or("");
    let text = piece.text.strip_prefix(title).unwrap_or(piece.text);
    let year = piece.date.map(PartialDate::year);
    let mut bag = Bag::default();
    let mut own = Vec::new();
    let mut rest = Vec::new();
    evidence.find(title, 0, memory, &mut own);
    bag.add(&own, TITLE, lexicon);
    let from = own.len();
    let base = u32::try_from(title.len()).unwrap_or(u32::MAX);
    evidence.find(text, base, memory, &mut own);
    bag.add(&own[from..], 1.0, lexicon);
    for beside in [piece.before, piece.after].into_iter().flatten() {
        evidence.find(beside, 0, memory, &mut rest);
    }
    bag.add(&rest, BESIDE, lexicon);
    let named = matters::strong(&own, &[], year, lexicon);
    bag.add_concepts(named.iter().map(|(_, id)| *id), 1.0, lexicon);
    let near = matters::strong(&rest, &[], year, lexicon);
    bag.add_concepts(near.iter().map(|(_, id)| *id), BESIDE, lexicon);
    let shares = shares(&mut bag, piece, lexicon);
    let named = matters::weak(named, &own, &[], year, &shares, lexicon);
    (bag, matters::distinct(named.into_iter().map(|(_, id)| id)))
}

fn shares(bag: &mut Bag, piece: Piece<'_>, lexicon: &Lexicon) -> Shares {
    bag.shares(lexicon, if piece.title.is_some() { Prior::News } else { Prior::Speech })
}

/// Tags a text. `memory` is worth keeping between texts.
#[must_use]
pub fn tag_text(piece: Piece<'_>, lexicon: &Lexicon, memory: &mut Memory) -> Tagged {
    let (mut bag, concepts) = bag(piece, lexicon, memory);
    let answer = shares(&mut bag, piece, lexicon).answer(lexicon);
    let issues = answer
        .into_iter()
        .map(|tag| TaggedIssue { tag, terms: bag.deciding(tag.id, TERMS, lexicon) })
        .collect();
    Tagged { issues, concepts }
}
