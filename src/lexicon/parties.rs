//! Political parties with the words for them and for their members: schema/parties.toml.

use serde::Deserialize;

use super::Table;
use super::layer::{Fault, Row, TableFile, rows};
use super::sequences::Sequences;

/// A position in the table of parties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartyId(pub u16);

/// How a text names a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartyForm {
    /// `Democratic Party`, `GOP`.
    Name,
    /// `Democratic`.
    Adjective,
    /// `Democrat`.
    Member,
    /// `Democrats`.
    Members,
}

/// A party, a row of the table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Slug: `democratic`; outside the United States the place follows: `labour-uk`.
    pub id: String,
    /// Country, as an id of the places table.
    pub place: String,
    /// Names, the usual one first.
    pub names: Vec<String>,
    /// Adjectives.
    #[serde(default)]
    pub adjectives: Vec<String>,
    /// One member.
    #[serde(default)]
    pub member: Vec<String>,
    /// Members.
    #[serde(default)]
    pub members: Vec<String>,
    /// Letters in a designation such as `R-Vt.`
    #[serde(default)]
    pub letters: Vec<String>,
}

impl Row for Party {
    const NAME: &'static str = "party";

    fn id(&self) -> &str {
        &self.id
    }
}

/// The table of parties.
#[derive(Debug, Default)]
pub struct Parties {
    parties: Vec<Party>,
    /// Forms that several parties share go to the first row that has them.
    forms: Sequences<(PartyId, PartyForm)>,
}

impl Parties {
    /// A party of this table.
    #[must_use]
    pub fn get(&self, id: PartyId) -> &Party {
        &self.parties[usize::from(id.0)]
    }

    /// All parties, those of the United States first, then by id.
    pub fn iter(&self) -> impl Iterator<Item = (PartyId, &Party)> {
        (0_u16..).map(PartyId).zip(&self.parties)
    }

    /// The party with this id.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<PartyId> {
        self.iter().find(|(_, party)| party.id == id).map(|(id, _)| id)
    }

    /// The longest name of a party or its members that begins at token 0, and its length.
    /// Case is the caller's to see: `democratic` and `greens` are found too.
    pub fn at<'a>(
        &self,
        token: impl Fn(usize) -> Option<(u64, &'a str)>,
    ) -> Option<(PartyId, PartyForm, usize)> {
        self.forms.longest(token).map(|((id, form), len)| (id, form, len))
    }

    /// The party with this letter in designations, in capitals as written.
    #[must_use]
    pub fn by_letter(&self, letter: &str) -> Option<PartyId> {
        self.iter().find(|(_, party)| party.letters.iter().any(|l| l == letter)).map(|(id, _)| id)
    }

    /// Parties that a user may mean by `text`: an id, a name, a member or a letter, in any
    /// case. Empty where none fits.
    #[must_use]
    pub fn meant_by(&self, text: &str) -> Vec<PartyId> {
        let same = |form: &String| form.eq_ignore_ascii_case(text);
        self.iter()
            .filter(|(_, party)| {
                same(&party.id)
                    || [
                        &party.names,
                        &party.adjectives,
                        &party.member,
                        &party.members,
                        &party.letters,
                    ]
                    .iter()
                    .any(|forms| forms.iter().any(same))
            })
            .map(|(id, _)| id)
            .collect()
    }
}

impl Table for Parties {
    const STEM: &'static str = "parties";

    fn build(files: &[TableFile]) -> (Self, Vec<Fault>) {
        let (mut rows, mut faults) = rows::<Party>(files, &["party"]);
        rows.sort_by(|a, b| {
            (a.row.place != HOME, &a.row.id).cmp(&(b.row.place != HOME, &b.row.id))
        });
        let mut table = Self::default();
        for (placed, at) in rows.into_iter().zip(0_u16..) {
            let row = &placed.row;
            if row.names.is_empty() {
                faults.push(placed.fault(format!("`{}` has no name", row.id)));
            }
            let kinds = [
                (&row.names, PartyForm::Name),
                (&row.adjectives, PartyForm::Adjective),
                (&row.member, PartyForm::Member),
                (&row.members, PartyForm::Members),
            ];
            for (forms, kind) in kinds {
                for form in forms {
                    if table.forms.exact(form).is_none() {
                        table.forms.insert(form, (PartyId(at), kind));
                    }
                }
            }
            table.parties.push(placed.row);
        }
        (table, faults)
    }
}

/// The place whose parties come first.
const HOME: &str = "us";

#[cfg(test)]
mod tests {
    use crate::lexicon::{Lexicon, key};

    use super::PartyForm;

    #[test]
    fn parties_are_found_in_every_form() {
        let lexicon = Lexicon::builtin();
        let parties = lexicon.parties();
        let at = |text: &str| {
            let words: Vec<&str> = text.split(' ').collect();
            let found = parties.at(|at| words.get(at).map(|word| (key(word), *word)))?;
            Some((parties.get(found.0).id.clone(), found.1, found.2))
        };
        assert_eq!(at("Democratic nominee"), Some(("democratic".into(), PartyForm::Adjective, 1)));
        assert_eq!(at("Democratic Party"), Some(("democratic".into(), PartyForm::Name, 2)));
        assert_eq!(at("Republicans"), Some(("republican".into(), PartyForm::Members, 1)));
        assert_eq!(at("Vermont"), None);
    }

    #[test]
    fn users_may_say_it_in_any_way() {
        let lexicon = Lexicon::builtin();
        let parties = lexicon.parties();
        for text in ["D", "democrat", "Democratic", "democrats"] {
            let first = parties.meant_by(text)[0];
            assert_eq!(parties.get(first).id, "democratic", "{text}");
        }
        assert!(parties.meant_by("nobody").is_empty());
        assert_eq!(
            parties.by_letter("R").map(|id| parties.get(id).id.as_str()),
            Some("republican")
        );
    }
}
