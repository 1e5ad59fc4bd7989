//! Given names and what they tell of gender, nicknames and what they stand for:
//! schema/given-names.toml.
//!
//! Does not know family names, nor who anyone is.

use serde::Deserialize;

use super::keyed::KeyMap;
use super::layer::{Fault, Row, TableFile, rows};
use super::{Table, key};

/// Gender as far as pronouns need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
pub enum Gender {
    /// She.
    #[serde(rename = "f")]
    Female,
    /// He.
    #[serde(rename = "m")]
    Male,
}

impl Gender {
    /// From its letter in the tables.
    #[must_use]
    pub fn from_letter(letter: &str) -> Option<Self> {
        match letter {
            "f" => Some(Self::Female),
            "m" => Some(Self::Male),
            _ => None,
        }
    }

    /// Its letter in the tables.
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Female => "f",
            Self::Male => "m",
        }
    }
}

/// A row `[[given]]`: many names of one gender.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenRow {
    id: String,
    gender: Bearer,
    /// Names set apart by white space.
    names: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
enum Bearer {
    #[serde(rename = "f")]
    Female,
    #[serde(rename = "m")]
    Male,
    #[serde(rename = "u")]
    Either,
}

impl Row for GivenRow {
    const NAME: &'static str = "given";

    fn id(&self) -> &str {
        &self.id
    }
}

/// A row `[[nickname]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NicknameRow {
    id: String,
    /// Names that it is short for.
    of: Vec<String>,
}

impl Row for NicknameRow {
    const NAME: &'static str = "nickname";

    fn id(&self) -> &str {
        &self.id
    }
}

/// The table of given names.
#[derive(Debug, Default)]
pub struct Names {
    /// None for names of either gender.
    given: KeyMap<Option<Gender>>,
    nicknames: KeyMap<Box<[u64]>>,
}

impl Names {
    /// Whether the word with this key is a given name.
    #[must_use]
    pub fn is_given(&self, key: u64) -> bool {
        self.given.contains_key(&key)
    }

    /// The gender of those who bear the name, where it settles that.
    #[must_use]
    pub fn gender(&self, key: u64) -> Option<Gender> {
        self.given.get(&key).copied().flatten()
    }

    /// Keys of the names that a nickname is short for; empty for other names.
    #[must_use]
    pub fn full_forms(&self, nickname: u64) -> &[u64] {
        self.nicknames.get(&nickname).map_or(&[], |full| full)
    }

    /// Whether two given names may be one person's: the same, one short for the other, or both
    /// short for the same.
    #[must_use]
    pub fn agree(&self, a: u64, b: u64) -> bool {
        let (of_a, of_b) = (self.full_forms(a), self.full_forms(b));
        a == b || of_a.contains(&b) || of_b.contains(&a) || of_a.iter().any(|f| of_b.contains(f))
    }

    /// Number of given names.
    #[must_use]
    pub fn len(&self) -> usize {
        self.given.len()
    }

    /// Whether the table is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.given.is_empty()
    }
}

impl Table for Names {
    const STEM: &'static str = "given-names";

    fn build(files: &[TableFile]) -> (Self, Vec<Fault>) {
        let known = ["given", "nickname"];
        let (given, mut faults) = rows::<GivenRow>(files, &known);
        let (nicknames, more) = rows::<NicknameRow>(files, &known);
        for fault in more {
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        }
        let mut table = Self::default();
        for placed in &given {
            let gender = match placed.row.gender {
                Bearer::Female => Some(Gender::Female),
                Bearer::Male => Some(Gender::Male),
                Bearer::Either => None,
            };
            for name in placed.row.names.split_whitespace() {
                if let Some(before) = table.given.insert(key(name), gender)
                    && before != gender
                {
                    faults.push(placed.fault(format!("`{name}` stands under two genders")));
                }
            }
        }
        for placed in &nicknames {
            let full = placed.row.of.iter().map(|name| key(name)).collect();
            table.nicknames.insert(key(&placed.row.id), full);
            for name in placed.row.of.iter().chain([&placed.row.id]) {
                if !table.is_given(key(name)) {
                    faults.push(placed.fault(format!("`{name}` is not among the given names")));
                }
            }
        }
        (table, faults)
    }
}

#[cfg(test)]
mod tests {
    use super::{Gender, Names};
    use crate::lexicon::{Lexicon, Table, key};

    #[test]
    fn names_tell_gender_where_they_can() {
        let lexicon = Lexicon::builtin();
        let names = lexicon.names();
        let gender = |name: &str| names.gender(key(name));
        for name in ["Mary", "Hillary", "Fatima", "Guadalupe", "Svetlana", "Priya"] {
            assert_eq!(gender(name), Some(Gender::Female), "{name}");
        }
        for name in ["John", "Barack", "Mohammed", "Jos\u{e9}", "Vladimir", "Hiroshi"] {
            assert_eq!(gender(name), Some(Gender::Male), "{name}");
        }
        for name in ["Leslie", "Jordan", "Kim"] {
            assert!(names.is_given(key(name)) && gender(name).is_none(), "{name}");
        }
        assert!(!names.is_given(key("Tuesday")));
        assert!(names.len() > 3000);
    }

    #[test]
    fn nicknames_agree_with_their_full_forms() {
        let lexicon = Lexicon::builtin();
        let agree = |a: &str, b: &str| lexicon.names().agree(key(a), key(b));
        assert!(agree("Bernie", "Bernard") && agree("Bernard", "Bernie"));
        assert!(agree("Ted", "Edward") && agree("Ted", "Theodore") && agree("Bob", "Rob"));
        assert!(!agree("Edward", "Theodore") && !agree("Bob", "William"));
    }

    #[test]
    fn one_name_under_two_genders_is_a_fault() {
        let text = "[[given]]\nid='a'\ngender='f'\nnames='Ana'\n[[given]]\nid='b'\ngender='m'\nnames='Ana'\n";
        let file = super::TableFile { name: "given-names.toml".into(), text: text.into() };
        let (_, faults) = Names::build(&[file]);
        assert_eq!(faults.len(), 1);
        assert_eq!(
            (faults[0].line, faults[0].message.as_str()),
            (5, "`Ana` stands under two genders")
        );
    }
}
