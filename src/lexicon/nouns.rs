//! Common nouns that tell what kind of speaker a noun phrase names: schema/nouns.toml.
//!
//! Takes the key of a noun (the head of its phrase), gives its kind, gender and number, and the
//! family tie it names.

use serde::Deserialize;

use super::keyed::KeyMap;
use super::layer::{Fault, Row, TableFile, rows};
use super::names::Gender;
use super::people::Kin;
use super::sequences::Sequences;
use super::{Table, key};

/// What kind of thing a noun names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NounKind {
    /// One human being of some standing: `senator`, `spokeswoman`.
    Person,
    /// One human being as sources are called who are not named: `official`, `aide`.
    Unnamed,
    /// Several people: `voters`, `Democrats`.
    Group,
    /// A body that speaks as one: `committee`, `campaign`, `newspaper`.
    Organization,
    /// Something written or shown: `report`, `bill`, `poll`.
    Document,
}

/// What a noun tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Noun {
    /// Kind.
    pub kind: NounKind,
    /// Gender of the person, where the noun settles it.
    pub gender: Option<Gender>,
    /// Whether it stands for several.
    pub plural: bool,
    /// The tie to whoever possesses it: `her husband`.
    pub kin: Option<Kin>,
    /// Whether it speaks for an organization or a person: `spokesman`, `campaign manager`.
    pub speaks_for: bool,
    /// Whether it is what a newspaper or the like publishes: `article`, `editorial`.
    pub published: bool,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum KinName {
    Spouse,
    Parent,
    Child,
    Sibling,
}

/// A row `[[nouns]]`: many nouns of one sort.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NounsRow {
    id: String,
    kind: NounKind,
    gender: Option<Gender>,
    #[serde(default)]
    plural: bool,
    kin: Option<KinName>,
    #[serde(default)]
    speaks_for: bool,
    #[serde(default)]
    published: bool,
    /// Single words set apart by white space.
    #[serde(default)]
    words: String,
    /// Nouns of several words, and names of bodies.
    #[serde(default)]
    phrases: Vec<String>,
}

impl Row for NounsRow {
    const NAME: &'static str = "nouns";

    fn id(&self) -> &str {
        &self.id
    }
}

/// The table of nouns.
#[derive(Debug, Default)]
pub struct Nouns {
    words: KeyMap<Noun>,
    phrases: Sequences<Noun>,
    rows: Vec<(String, Noun)>,
}

impl Nouns {
    /// What the noun with this key tells.
    #[must_use]
    pub fn get(&self, key: u64) -> Option<Noun> {
        self.words.get(&key).copied()
    }

    /// The longest noun of several words that begins at token 0, and its length in tokens.
    pub fn phrase<'a>(
        &self,
        token: impl Fn(usize) -> Option<(u64, &'a str)>,
    ) -> Option<(Noun, usize)> {
        self.phrases.longest(token)
    }

    /// Ids of the rows that tell of the noun `noun`, of one word or more, what is told of it.
    pub fn rows_of(&self, noun: &str) -> impl Iterator<Item = &str> {
        let noun = self.get(key(noun)).or_else(|| self.phrases.exact(noun));
        self.rows.iter().filter(move |(_, of)| Some(*of) == noun).map(|(id, _)| id.as_str())
    }
}

impl Table for Nouns {
    const STEM: &'static str = "nouns";

    fn build(files: &[TableFile]) -> (Self, Vec<Fault>) {
        let (rows, mut faults) = rows::<NounsRow>(files, &["nouns"]);
        let mut table = Self::default();
        let noun_of = |row: &NounsRow| Noun {
            kind: row.kind,
            gender: row.gender,
            plural: row.plural,
            kin: row.kin.map(|kin| match kin {
                KinName::Spouse => Kin::Spouse,
                KinName::Parent => Kin::Parent,
                KinName::Child => Kin::Child,
                KinName::Sibling => Kin::Sibling,
            }),
            speaks_for: row.speaks_for,
            published: row.published,
        };
        for placed in &rows {
            let noun = noun_of(&placed.row);
            for word in placed.row.words.split_whitespace() {
                if table.words.insert(key(word), noun).is_some_and(|before| before != noun) {
                    faults.push(placed.fault(format!("`{word}` stands in another row too")));
                }
            }
            for phrase in &placed.row.phrases {
                if table.phrases.exact(phrase).is_some() {
                    faults.push(placed.fault(format!("`{phrase}` stands twice")));
                }
                table.phrases.insert(phrase, noun);
            }
        }
        table.rows =
            rows.iter().map(|placed| (placed.row.id.clone(), noun_of(&placed.row))).collect();
        (table, faults)
    }
}

#[cfg(test)]
mod tests {
    use super::{NounKind, Nouns};
    use crate::lexicon::names::Gender;
    use crate::lexicon::people::Kin;
    use crate::lexicon::{Lexicon, Table, key};

    #[test]
    fn nouns_tell_kind_gender_and_tie() {
        let lexicon = Lexicon::builtin();
        let noun = |word: &str| lexicon.nouns().get(key(word)).unwrap();
        assert_eq!(noun("congresswoman").gender, Some(Gender::Female));
        assert_eq!(noun("husband").kin, Some(Kin::Spouse));
        assert_eq!(noun("aides").kind, NounKind::Group);
        assert_eq!(noun("poll").kind, NounKind::Document);
        assert!(noun("spokesman").speaks_for);
    }

    #[test]
    fn the_shipped_table_has_no_faults() {
        let lexicon = Lexicon::builtin();
        let files: Vec<_> = lexicon
            .files()
            .filter(|(stem, _)| *stem == Nouns::STEM)
            .map(|(_, f)| f.clone())
            .collect();
        assert_eq!(Nouns::build(&files).1, []);
    }
}
