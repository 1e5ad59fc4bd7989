//! States, countries and cities with their adjectives, people and abbreviations:
//! schema/places.toml.
//!
//! Abbreviations are told by their exact letters (`Ore.`, `OH`), since in lower case many of
//! them are words.

use serde::Deserialize;

use super::Table;
use super::keyed::KeyMap;
use super::layer::{Fault, Row, TableFile, rows};
use super::sequences::Sequences;

/// A position in the table of places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlaceId(pub u16);

/// What kind of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceKind {
    /// A state, territory or province; of the United States the id is its postal code.
    State,
    /// A country.
    Country,
    /// A city.
    City,
    /// A body of several countries.
    Union,
}

/// How a text names a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaceForm {
    /// `Vermont`.
    Name,
    /// `French`; of most American states the name itself serves.
    Adjective,
    /// `Vermonter`.
    Person,
    /// `Vermonters`.
    People,
}

/// A place, a row of the table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// `OH` for a state of the United States, else a slug such as `germany`.
    pub id: String,
    /// Kind.
    pub kind: PlaceKind,
    /// Names, the usual one first.
    pub names: Vec<String>,
    /// Adjectives other than the name.
    #[serde(default)]
    pub adjectives: Vec<String>,
    /// One of its people.
    #[serde(default)]
    pub person: Vec<String>,
    /// Its people.
    #[serde(default)]
    pub people: Vec<String>,
    /// Abbreviations with their exact letters, stops included.
    #[serde(default)]
    pub short: Vec<String>,
    /// The place it lies in, as an id.
    #[serde(rename = "in")]
    pub lies_in: Option<String>,
}

impl Row for Place {
    const NAME: &'static str = "place";

    fn id(&self) -> &str {
        &self.id
    }
}

/// The table of places.
#[derive(Debug, Default)]
pub struct Places {
    places: Vec<Place>,
    forms: Sequences<(PlaceId, PlaceForm)>,
    short: KeyMap<PlaceId>,
}

impl Places {
    /// A place of this table.
    #[must_use]
    pub fn get(&self, id: PlaceId) -> &Place {
        &self.places[usize::from(id.0)]
    }

    /// The place with this id.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<PlaceId> {
        let at = self.places.binary_search_by(|place| (*place.id).cmp(id)).ok()?;
        u16::try_from(at).ok().map(PlaceId)
    }

    /// The longest name, adjective or people that begins at token 0, and its length in tokens.
    /// Case is the caller's to see: `china` and `turkey` are found too.
    pub fn at<'a>(
        &self,
        token: impl Fn(usize) -> Option<(u64, &'a str)>,
    ) -> Option<(PlaceId, PlaceForm, usize)> {
        self.forms.longest(token).map(|((id, form), len)| (id, form, len))
    }

    /// The place that `text` names from end to end, in any of its forms.
    #[must_use]
    pub fn named(&self, text: &str) -> Option<PlaceId> {
        self.by_short(text).or_else(|| self.forms.exact(text).map(|(id, _)| id))
    }

    /// The place with this abbreviation, letters and stops as written.
    #[must_use]
    pub fn by_short(&self, text: &str) -> Option<PlaceId> {
        self.short.get(&exact_key(text)).copied()
    }

    /// Party letter and place of a designation such as `R-Vt.`, `D-Mass`, `D-San Francisco` or
    /// `I-VT`, brackets left out. The letter is as written; the place absent where unknown.
    #[must_use]
    pub fn designation<'a>(&self, text: &'a str) -> Option<(&'a str, Option<PlaceId>)> {
        let (party, place) = text.split_once(['-', '\u{2013}', '\u{2011}'])?;
        let is_party =
            (1..=4).contains(&party.len()) && party.bytes().all(|b| b.is_ascii_uppercase());
        is_party.then(|| (party, self.named(place.trim())))
    }
}

/// Hash of the letters as they stand.
fn exact_key(text: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(text.as_bytes())
}

impl Table for Places {
    const STEM: &'static str = "places";

    fn build(files: &[TableFile]) -> (Self, Vec<Fault>) {
        let (mut rows, mut faults) = rows::<Place>(files, &["place"]);
        rows.sort_by(|a, b| a.row.id.cmp(&b.row.id));
        let mut table = Self::default();
        for (placed, at) in rows.iter().zip(0_u16..) {
            let id = PlaceId(at);
            let row = &placed.row;
            if row.names.is_empty() {
                faults.push(placed.fault(format!("`{}` has no name", row.id)));
            }
            let kinds = [
                (&row.names, PlaceForm::Name),
                (&row.adjectives, PlaceForm::Adjective),
                (&row.person, PlaceForm::Person),
                (&row.people, PlaceForm::People),
            ];
            for (forms, kind) in kinds {
                for form in forms {
                    match table.forms.exact(form) {
                        Some((other, _)) if other == id => {}
                        Some(_) => {
                            faults.push(placed.fault(format!("`{form}` names another place too")));
                        }
                        None => table.forms.insert(form, (id, kind)),
                    }
                }
            }
            for short in &row.short {
                for form in [short.as_str(), short.trim_end_matches('.')] {
                    if table.short.insert(exact_key(form), id).is_some_and(|other| other != id) {
                        faults
                            .push(placed.fault(format!("`{form}` is short for another place too")));
                    }
                }
            }
            table.places.push(row.clone());
        }
        for placed in &rows {
            if let Some(whole) = &placed.row.lies_in
                && table.by_id(whole).is_none()
            {
                faults.push(placed.fault(format!("no place `{whole}`")));
            }
        }
        (table, faults)
    }
}

#[cfg(test)]
mod tests {
    use super::{PlaceForm, Places};
    use crate::lexicon::{Lexicon, Table, key};

    fn at(places: &Places, text: &str) -> Option<(String, PlaceForm, usize)> {
        let words: Vec<&str> = text.split(' ').collect();
        let found = places.at(|at| words.get(at).map(|word| (key(word), *word)))?;
        Some((places.get(found.0).id.clone(), found.1, found.2))
    }

    #[test]
    fn places_are_found_in_every_form() {
        let lexicon = Lexicon::builtin();
        let places = lexicon.places();
        assert_eq!(at(places, "West Virginia senator"), Some(("WV".into(), PlaceForm::Name, 2)));
        assert_eq!(at(places, "Virginia senator"), Some(("VA".into(), PlaceForm::Name, 1)));
        assert_eq!(
            at(places, "French president"),
            Some(("france".into(), PlaceForm::Adjective, 1))
        );
        assert_eq!(at(places, "Vermonters"), Some(("VT".into(), PlaceForm::People, 1)));
        assert_eq!(at(places, "Senate"), None);
    }

    #[test]
    fn designations_name_party_and_state() {
        let lexicon = Lexicon::builtin();
        let places = lexicon.places();
        let read = |text| {
            let (party, place) = places.designation(text)?;
            Some((party, place.map(|id| places.get(id).id.as_str())))
        };
        assert_eq!(read("R-Vt."), Some(("R", Some("VT"))));
        assert_eq!(read("D-Mass"), Some(("D", Some("MA"))));
        assert_eq!(read("I-VT"), Some(("I", Some("VT"))));
        assert_eq!(read("R-Ohio"), Some(("R", Some("OH"))));
        assert_eq!(read("D-W.Va."), Some(("D", Some("WV"))));
        assert_eq!(read("R-Nowhere"), Some(("R", None)));
        assert_eq!(read("well-known"), None);
    }

    #[test]
    fn the_shipped_table_has_no_faults() {
        let lexicon = Lexicon::builtin();
        let files: Vec<_> =
            lexicon.files().filter(|(s, _)| *s == Places::STEM).map(|(_, f)| f.clone()).collect();
        assert_eq!(Places::build(&files).1, []);
    }
}
