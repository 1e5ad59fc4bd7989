//! Closed classes of words: schema/words.toml.

use serde::Deserialize;

use super::keyed::RareMap;
use super::layer::{Fault, Row, TableFile, rows};
use super::{Table, key};

macro_rules! classes {
    ($($(#[$doc:meta])* $class:ident = $name:literal),* $(,)?) => {
        /// A closed class of words. A word can be in several.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Class {
            $($(#[$doc])* $class,)*
        }

        impl Class {
            const NAMES: &'static [(&'static str, Self)] = &[$(($name, Self::$class)),*];
        }
    };
}

classes! {
    /// Words that begin sentences and rarely follow an abbreviation inside one.
    Opener = "opener",
    /// Pronouns of one man as subject.
    He = "he",
    /// Pronouns of one woman as subject.
    She = "she",
    /// Pronouns of several people as subject.
    They = "they",
    /// The speaking person.
    First = "first",
    /// Pronouns of a body or thing as subject.
    It = "it",
    /// Other pronouns that may be a source.
    OtherPronoun = "other-pronoun",
    /// Determiners.
    Determiner = "determiner",
    /// Determiners of what is known already.
    Definite = "definite",
    /// Possessive pronouns.
    Possessive = "possessive",
    /// Prepositions.
    Preposition = "preposition",
    /// Joining words.
    Conjunction = "conjunction",
    /// Forms of be, have, do and the modal verbs.
    Auxiliary = "auxiliary",
    /// Relative pronouns.
    Relative = "relative",
    /// Adverbs that stand between a source and its cue.
    Adverb = "adverb",
    /// Words that negate.
    Negation = "negation",
    /// Words that turn what is said into its opposite.
    Denial = "denial",
    /// Words that stand for a name or thing told elsewhere: pronouns and articles.
    StandIn = "stand-in",
    /// Names of days and months.
    Calendar = "calendar",
    /// Capitalized words that are never a person's name.
    NotName = "not-name",
    /// Small words inside names, as in `de` or `von`.
    Particle = "particle",
    /// Suffixes of names, as in `Jr`.
    Suffix = "suffix",
    /// Last words of names of bodies that are no nouns for a body by themselves.
    BodyEnd = "body-end",
    /// Small words that join the parts of a body's name, as in `League of Pilots`.
    Joiner = "joiner",
    /// Possessives of whoever speaks or writes.
    Own = "own",
    /// Possessives of one man.
    His = "his",
    /// Possessives of one woman.
    Hers = "hers",
    /// Pronouns of one unnamed person.
    Somebody = "somebody",
    /// Pronouns of unnamed people.
    Several = "several",
    /// Words between a description and the name that its bearer has.
    Naming = "naming",
    /// Prepositions that join to a description whose or of what its bearers are.
    Tail = "tail",
    /// Prepositions of the place in which something happens.
    Where = "where",
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    id: String,
    words: Vec<String>,
}

impl Row for Words {
    const NAME: &'static str = "class";

    fn id(&self) -> &str {
        &self.id
    }
}

/// The classes of each word.
#[derive(Debug)]
pub struct WordClasses {
    by_key: RareMap<u32>,
}

impl WordClasses {
    /// The classes of the word with `key`, as a set of bits.
    #[must_use]
    pub fn of(&self, key: u64) -> ClassSet {
        ClassSet(self.by_key.get(key).copied().unwrap_or(0))
    }

    /// Whether the word with `key` is in `class`.
    #[must_use]
    pub fn is(&self, key: u64, class: Class) -> bool {
        self.of(key).has(class)
    }
}

/// A set of word classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClassSet(u32);

impl ClassSet {
    /// Whether no class is in it.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether `class` is in it.
    #[must_use]
    pub const fn has(self, class: Class) -> bool {
        self.0 & (1 << class as u32) != 0
    }
}

impl Table for WordClasses {
    const STEM: &'static str = "words";

    fn build(files: &[TableFile]) -> (Self, Vec<Fault>) {
        let (placed, mut faults) = rows::<Words>(files, &["class"]);
        let mut by_key: RareMap<u32> = RareMap::default();
        for placed in placed {
            let Some((_, class)) = Class::NAMES.iter().find(|(name, _)| *name == placed.row.id)
            else {
                faults.push(placed.fault(format!("unknown class `{}`", placed.row.id)));
                continue;
            };
            for word in &placed.row.words {
                *by_key.slot(key(word)) |= 1 << *class as u32;
            }
        }
        (Self { by_key }, faults)
    }
}
