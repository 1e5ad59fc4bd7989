//! What stands between two places of the narration, and the kind of a mention, as small numbers
//! for the features of [`super::rank`].

use super::mention::{Form, Mention, NameKind, Pronoun};
use crate::lexicon::Lexicon;
use crate::lexicon::nouns::NounKind;
use crate::lexicon::words::Class;
use crate::text::{Text, TokenKind};

/// What a token is to the ranker; looked up once an article.
#[derive(Clone, Copy, Debug)]
pub struct Glance {
    /// Its coarse kind as a small number, not 0.
    pub(super) shape: u8,
    /// What it is between two places.
    pub(super) between: Between,
}

/// What a token means between two places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Between {
    Comma,
    Stop,
    Colon,
    Mark,
    Relative,
    Cue,
    Auxiliary,
    Light,
    Conjunction,
    Preposition,
    Other,
}

/// Looks at every token of a text.
#[must_use]
pub fn glances(source: &str, text: &Text, lexicon: &Lexicon) -> Vec<Glance> {
    let (words, cues) = (lexicon.words(), lexicon.cues());
    let look = |token: &crate::text::Token| {
        if token.kind == TokenKind::Mark {
            let (shape, between) = match token.span.of(source) {
                "," => (1, Between::Comma),
                ":" => (2, Between::Colon),
                "." | "!" | "?" => (3, Between::Stop),
                "…" | "..." => (3, Between::Mark),
                "“" | "”" | "\"" | "''" | "‘" | "’" | "'" => (4, Between::Mark),
                "(" | ")" => (5, Between::Comma),
                "[" | "]" => (5, Between::Mark),
                "—" | "–" | "―" | "-" | "--" => (6, Between::Comma),
                ";" => (7, Between::Stop),
                _ => (8, Between::Mark),
            };
            return Glance { shape, between };
        }
        let classes = words.of(token.key);
        let cue = cues.verb(token.key).is_some();
        let shape = match token.kind {
            TokenKind::Clitic => 9,
            TokenKind::Number => 10,
            _ if cue => 11,
            _ if classes.has(Class::Auxiliary) => 12,
            _ if classes.has(Class::Relative) => 13,
            _ if classes.has(Class::Preposition) => 14,
            _ if classes.has(Class::Conjunction) => 15,
            _ if classes.has(Class::Determiner) => 16,
            _ if classes.has(Class::Possessive) => 17,
            _ if classes.has(Class::Adverb) => 18,
            TokenKind::Lower => 19,
            _ => 20,
        };
        let between = match () {
            () if classes.has(Class::Relative) => Between::Relative,
            () if cue => Between::Cue,
            () if classes.has(Class::Auxiliary) => Between::Auxiliary,
            () if classes.has(Class::Adverb) || classes.has(Class::Calendar) => Between::Light,
            () if classes.has(Class::Conjunction) => Between::Conjunction,
            () if classes.has(Class::Preposition) => Between::Preposition,
            () => Between::Other,
        };
        Glance { shape, between }
    };
    text.tokens.iter().map(look).collect()
}

/// What stands between two places.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Gap {
    /// Tokens outside the pieces of the quote.
    pub(super) len: usize,
    commas: u32,
    /// A bit for each [`Between`] that stands there.
    seen: u16,
    /// Whether a piece of the quote stands there.
    pub(super) piece: bool,
}

impl Gap {
    /// A gap too wide to look at.
    pub(super) const WIDE: Self =
        Self { len: 60, commas: 0, seen: 1 << Between::Stop as u16, piece: false };

    /// Takes note of tokens.
    pub(super) fn pass(&mut self, tokens: &[Glance]) {
        self.len += tokens.len();
        for token in tokens {
            self.seen |= 1 << token.between as u16;
            self.commas += u32::from(token.between == Between::Comma);
        }
    }

    /// Whether a token of that sort stands there.
    pub(super) const fn has(&self, token: Between) -> bool {
        self.seen & (1 << token as u16) != 0
    }

    /// The gap in one number: what it holds that matters most.
    pub(super) fn kind(&self) -> u32 {
        let base = if self.has(Between::Stop) {
            0
        } else if self.has(Between::Cue) {
            1
        } else if self.has(Between::Relative) {
            2
        } else if self.has(Between::Conjunction) {
            3
        } else if self.commas >= 2 {
            4
        } else if self.commas == 1 {
            5
        } else if self.has(Between::Other) {
            6
        } else if self.has(Between::Preposition) {
            7
        } else if self.has(Between::Auxiliary) {
            8
        } else if self.len > 0 {
            9
        } else {
            10
        };
        base * 2 + u32::from(self.piece)
    }
}

pub(super) fn bucket(n: usize) -> u32 {
    match n {
        0..=3 => u32::try_from(n).unwrap_or(0),
        4..=6 => 4,
        7..=12 => 5,
        13..=25 => 6,
        _ => 7,
    }
}

/// Kind of a mention as a number.
pub(super) fn kind_of(m: &Mention) -> u32 {
    match &m.form {
        Form::Name(name) => match name.kind {
            NameKind::Person if name.title.is_some() => 0,
            NameKind::Person => 1,
            NameKind::Organization => 2,
            NameKind::Place => 3,
            NameKind::Unknown => 4 + u32::from(name.tokens.len() > 1),
        },
        Form::Pronoun(pronoun) => match pronoun {
            Pronoun::He => 6,
            Pronoun::She => 7,
            Pronoun::They => 8,
            Pronoun::First => 9,
            Pronoun::Who => 10,
            Pronoun::It | Pronoun::Other => 11,
        },
        Form::Described(described) => {
            let base = match described.noun.kind {
                NounKind::Person => 12,
                NounKind::Unnamed => 14,
                NounKind::Group => 16,
                NounKind::Organization => 18,
                NounKind::Document => 20,
            };
            base + u32::from(described.definite)
        }
    }
}
