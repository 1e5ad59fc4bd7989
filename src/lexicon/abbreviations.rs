//! Words that carry a stop without ending a sentence: schema/abbreviations.toml.

use serde::Deserialize;

use super::keyed::KeyMap;
use super::layer::{Fault, Row, TableFile, rows};
use super::{Table, key};

/// When the stop of an abbreviation also ends a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ends {
    /// Never: a name or word always follows.
    Never,
    /// Not where a number follows.
    Number,
    /// Only where a word follows that begins sentences.
    Maybe,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Abbreviation {
    id: String,
    ends: Ends,
    forms: Vec<String>,
}

impl Row for Abbreviation {
    const NAME: &'static str = "abbreviation";

    fn id(&self) -> &str {
        &self.id
    }
}

/// Abbreviations by the key of their form without the stop.
#[derive(Debug)]
pub struct Abbreviations {
    by_key: KeyMap<Vec<(String, Ends)>>,
}

impl Abbreviations {
    /// When the stop after `word` ends a sentence; `None` if it is no abbreviation. `key` is the
    /// word's key; case counts.
    #[must_use]
    pub fn get(&self, key: u64, word: &str) -> Option<Ends> {
        let forms = self.by_key.get(&key)?;
        forms.iter().find(|(form, _)| form == word).map(|(_, ends)| *ends)
    }
}

impl Table for Abbreviations {
    const STEM: &'static str = "abbreviations";

    fn build(files: &[TableFile]) -> (Self, Vec<Fault>) {
        let (placed, faults) = rows::<Abbreviation>(files, &["abbreviation"]);
        let mut by_key: KeyMap<Vec<(String, Ends)>> = KeyMap::default();
        for placed in placed {
            for form in placed.row.forms {
                by_key.entry(key(&form)).or_default().push((form, placed.row.ends));
            }
        }
        (Self { by_key }, faults)
    }
}
