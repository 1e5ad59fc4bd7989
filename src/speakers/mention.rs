//! The mentions that can be sources: names, pronouns, and descriptions with a head noun.
//!
//! A mention is one noun phrase up to its head; what follows the head
//! (appositions, party and state in brackets, relative clauses) is not part of it.

use std::ops::Range;

use crate::lexicon::PersonId;
use crate::lexicon::names::Gender;
use crate::lexicon::nouns::Noun;

use crate::lexicon::titles::{Sense, TitleId};
use crate::span::Span;

/// A noun phrase that can be the source of words.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Its tokens, as positions in [`crate::text::Text::tokens`].
    pub tokens: Range<usize>,
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub form: Form,
    /// Gender, as far as the phrase itself settles it.
    pub gender: Option<Gender>,
    /// Whether it stands for several.
    pub plural: bool,
    /// Its sentence, as a position in [`crate::text::Text::sentences`].
    pub sentence: usize,
    /// The stretch in marks that holds it, as a position in [`crate::text::Text::marked`].
    pub marked: Option<usize>,
    /// Whether a possessive `'s` follows it.
    pub possessor: bool,
}

/// Forms of a mention.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// A name.
    Name(Name),
    /// A personal pronoun, or `who`, `one`, `others` and the like.
    Pronoun(Pronoun),
    /// A description with a head noun of the tables.
    Described(Described),
}

/// A name and what stands with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// Its own tokens, titles left out.
    pub tokens: Range<usize>,
    /// What bears it.
    pub kind: NameKind,
    /// The last title before it.
    pub title: Option<TitleId>,
    /// `former`, `acting` before that title.
    pub sense: Option<Sense>,
    /// The people of the registry that have this full name; empty for a name of one word.
    pub people: Vec<PersonId>,
}

/// What bears a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// A human being, by title, given name, registry or cue.
    Person,
    /// A body, by its head word or the table of outlets.
    Organization,
    /// A place: speaks for its government.
    Place,
    /// A name of one word or of no known kind.
    Unknown,
}

/// Pronouns by what they can stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pronoun {
    /// One man.
    He,
    /// One woman.
    She,
    /// Several, or one of no stated gender.
    They,
    /// Whoever speaks or writes.
    First,
    /// The head of a relative clause.
    Who,
    /// A body or a thing.
    It,
    /// Others: `one`, `some`.
    Other,
}

/// A description: `the Vermont senator`, `her husband`, `campaign officials`.
#[derive(Clone, Debug, PartialEq)]
pub struct Described {
    /// The head noun's token.
    pub head: usize,
    /// What the head noun tells.
    pub noun: Noun,
    /// The title that it stands for, if it is one.
    pub title: Option<TitleId>,
    /// Whether `the`, `this` or a possessive makes it definite.
    pub definite: bool,
}
