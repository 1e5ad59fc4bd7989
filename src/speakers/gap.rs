//! What stands between two places of the narration, and the kind of a mention, as small numbers
//! for the features of [`super::rank`].

use super::mention::{Form, Mention, NameKind, Pronoun};
use crate::lexicon::nouns::NounKind;

/// What stands between two places.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Gap {
    pub(super) len: usize,
    pub(super) commas: u32,
    pub(super) stop: bool,
    pub(super) colon: bool,
    pub(super) relative: bool,
    pub(super) cue: bool,
    pub(super) auxiliary: bool,
    pub(super) conjunction: bool,
    pub(super) preposition: bool,
    pub(super) other: bool,
    pub(super) piece: bool,
}

impl Gap {
    /// The gap in one number: what it holds that matters most.
    pub(super) fn kind(&self) -> u32 {
        let base = if self.stop {
            0
        } else if self.cue {
            1
        } else if self.relative {
            2
        } else if self.conjunction {
            3
        } else if self.commas >= 2 {
            4
        } else if self.commas == 1 {
            5
        } else if self.other {
            6
        } else if self.preposition {
            7
        } else if self.auxiliary {
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
            Pronoun::Other => 11,
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
