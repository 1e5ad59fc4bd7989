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
    #[serde(rename = "match")]
    matches: Vec<String>,
    reject: Vec<String>,
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
    cases: Vec<Case>,
}

/// A case that a row carries: a text and whether it is one sentence or more.
#[derive(Clone, Debug)]
pub struct Case {
    /// Where it stands, for messages.
    pub place: String,
    /// The text.
    pub text: String,
    /// Whether it is one sentence.
    pub single: bool,
}

impl Abbreviations {
    /// When the stop after `word` ends a sentence; `None` if it is no abbreviation. `key` is the
    /// word's key; case counts.
    #[must_use]
    pub fn get(&self, key: u64, word: &str) -> Option<Ends> {
        let forms = self.by_key.get(&key)?;
        forms.iter().find(|(form, _)| form == word).map(|(_, ends)| *ends)
    }

    /// The cases of all rows.
    #[must_use]
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }
}

impl Table for Abbreviations {
    const STEM: &'static str = "abbreviations";

    fn build(files: &[TableFile]) -> (Self, Vec<Fault>) {
        let (placed, mut faults) = rows::<Abbreviation>(files, &["abbreviation"]);
        let mut by_key: KeyMap<Vec<(String, Ends)>> = KeyMap::default();
        let mut cases = Vec::new();
        for placed in placed {
            if placed.row.matches.is_empty() || placed.row.reject.is_empty() {
                faults
                    .push(placed.fault(format!("`{}` needs a match and a reject", placed.row.id)));
            }
            let place = format!("{}:{}", placed.file, placed.line);
            let case = |single| {
                let place = place.clone();
                move |text: String| Case { place: place.clone(), text, single }
            };
            cases.extend(placed.row.matches.into_iter().map(case(true)));
            cases.extend(placed.row.reject.into_iter().map(case(false)));
            for form in placed.row.forms {
                by_key.entry(key(&form)).or_default().push((form, placed.row.ends));
            }
        }
        (Self { by_key, cases }, faults)
    }
}
