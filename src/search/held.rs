//! Who belonged to a party or held an office, and when: what `party:` and `office:` ask for, made
//! of the registry once for a query.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::index::NONE;
use crate::lexicon::parties::PartyId;
use crate::lexicon::people::{People, Term};
use crate::lexicon::{Lexicon, PersonId};
use crate::search::parse::edits;
use crate::search::query::{Field, Note, Query};
use crate::search::request::Filters;

/// What a query asks of parties and offices, with whom that means.
#[derive(Clone, Debug, Default)]
pub struct Holders {
    asked: Vec<Asked>,
}

/// One value asked for.
#[derive(Clone, Debug)]
struct Asked {
    field: Field,
    value: String,
    held: Held,
}

/// Whom a value means.
#[derive(Clone, Debug, Default)]
pub(crate) struct Held {
    pub(crate) people: Vec<Tenure>,
    /// Whether everyone else is meant: those who had none.
    pub(crate) others: bool,
}

/// The times in which a person was what is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Tenure {
    /// Id of the person.
    pub(crate) slug: String,
    /// First and last day of each time, as numbers such as 20240731.
    pub(crate) times: Vec<(u64, u64)>,
}

impl Holders {
    /// Whom the parties and offices mean that a query and filters name, with remarks on names
    /// that mean nobody. The registry is read only if there are any.
    #[must_use]
    pub fn of(query: &Query, filters: &Filters, lexicon: &Lexicon) -> (Self, Vec<Note>) {
        let mut named: Vec<(Field, String)> = Vec::new();
        fields(query, &mut |field, value| named.push((field, value.to_owned())));
        let listed = [(Field::Party, &filters.parties), (Field::Office, &filters.offices)];
        for (field, values) in listed {
            named.extend(values.iter().map(|value| (field, value.clone())));
        }
        let (mut out, mut notes) = (Self::default(), Vec::new());
        for (field, value) in named {
            if out.get(field, &value).is_some() {
                continue;
            }
            let held = match field {
                Field::Party => party(&value, lexicon, &mut notes),
                Field::Office => office(&value, lexicon, &mut notes),
                _ => continue,
            };
            out.asked.push(Asked { field, value, held });
        }
        (out, notes)
    }

    /// Whom a value means; none if it was not asked for.
    pub(crate) fn get(&self, field: Field, value: &str) -> Option<&Held> {
        let found = self.asked.iter().find(|one| one.field == field && one.value == value);
        found.map(|one| &one.held)
    }
}

/// The conditions on fields in a query.
fn fields<'q>(query: &'q Query, give: &mut impl FnMut(Field, &'q str)) {
    match query {
        Query::Field(field, value) => give(*field, value),
        Query::Kind(_, inside) | Query::Not(inside) => fields(inside, give),
        Query::And(parts) | Query::Or(parts) => {
            for part in parts {
                fields(part, give);
            }
        }
        _ => {}
    }
}

fn party(value: &str, lexicon: &Lexicon, notes: &mut Vec<Note>) -> Held {
    let people = lexicon.people();
    if value.eq_ignore_ascii_case(NONE) {
        let any = tenures(people, |id, date| people.party_on(id, date).is_some());
        return Held { people: any, others: true };
    }
    let parties = lexicon.parties();
    let mut meant: Vec<PartyId> = parties.meant_by(value);
    if meant.is_empty() {
        meant = parties.meant_by(&value.replace('-', " "));
    }
    if meant.is_empty() {
        let known = parties.iter().map(|(_, party)| party.id.as_str());
        notes.push(unknown("party", value, known));
    }
    let ids: Vec<&str> = meant.iter().map(|&id| parties.get(id).id.as_str()).collect();
    let of = |id, date| people.party_on(id, date).is_some_and(|party| ids.contains(&party));
    Held { people: tenures(people, of), others: false }
}

fn office(value: &str, lexicon: &Lexicon, notes: &mut Vec<Note>) -> Held {
    let people = lexicon.people();
    if value.eq_ignore_ascii_case(NONE) {
        let any = tenures(people, |id, date| {
            people.get(id).offices.iter().any(|office| office.term.surely_holds(date))
        });
        return Held { people: any, others: true };
    }
    let slug = value.to_lowercase().replace(' ', "-");
    let kind = people
        .offices()
        .iter()
        .find(|kind| *kind.slug == *slug || kind.name.eq_ignore_ascii_case(value));
    let Some(kind) = kind else {
        let known = people.offices().iter().map(|kind| &*kind.slug);
        notes.push(unknown("office", value, known));
        return Held::default();
    };
    let of = |id, date| people.held_on(id, &kind.slug, date);
    Held { people: tenures(people, of), others: false }
}

/// A remark on a name that means nobody.
fn unknown<'n>(what: &str, value: &str, known: impl Iterator<Item = &'n str>) -> Note {
    let wanted = value.to_lowercase().replace(' ', "-");
    let near = known.filter(|name| name.starts_with(&wanted) || edits(name, &wanted) <= 2);
    let meant = near.min_by_key(|name| (edits(name, &wanted), *name));
    Note {
        message: format!("no {what} is called `{value}`"),
        meant: meant.map(|name| format!("{what}:{name}")),
    }
}

/// Everyone with the times in which `is` holds of them.
fn tenures(people: &People, is: impl Fn(PersonId, Date) -> bool) -> Vec<Tenure> {
    let mut out = Vec::new();
    for (id, person) in people.iter() {
        let memberships = person.parties.iter().map(|membership| membership.term);
        let terms = memberships.chain(person.offices.iter().map(|office| office.term));
        // What somebody was changes on these days alone.
        let days: BTreeSet<Date> = terms.flat_map(turns).chain([Date::MIN]).collect();
        let days: Vec<Date> = days.into_iter().collect();
        let mut times: Vec<(u64, u64)> = Vec::new();
        for (nth, &day) in days.iter().enumerate() {
            if !is(id, day) {
                continue;
            }
            let last = days.get(nth + 1).and_then(|next| next.yesterday().ok());
            times.push((number(day), last.map_or(u64::MAX, number)));
        }
        if !times.is_empty() {
            out.push(Tenure { slug: person.slug.to_string(), times });
        }
    }
    out
}

/// The days on which a term may begin or end.
fn turns(term: Term) -> impl Iterator<Item = Date> {
    let around = |date: crate::civil::PartialDate| {
        [Some(date.first()), Some(date.last()), date.last().tomorrow().ok()]
    };
    let ends = [term.from, term.to].into_iter().flatten();
    ends.flat_map(around).flatten()
}

/// A day as the index numbers it.
fn number(day: Date) -> u64 {
    let part = |number: i16| u64::try_from(number).unwrap_or(0);
    let (month, day_of_month) = (part(i16::from(day.month())), part(i16::from(day.day())));
    part(day.year()) * 10_000 + month * 100 + day_of_month
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(field: Field, value: &str) -> (Held, Vec<Note>) {
        let lexicon = Lexicon::builtin();
        let query = Query::Not(Box::new(Query::Field(field, value.to_owned())));
        let (holders, notes) = Holders::of(&query, &Filters::default(), &lexicon);
        (holders.get(field, value).unwrap().clone(), notes)
    }

    fn is(held: &Held, slug: &str, day: u64) -> bool {
        let person = held.people.iter().find(|tenure| tenure.slug == slug);
        person.is_some_and(|one| one.times.iter().any(|&(from, to)| (from..=to).contains(&day)))
    }

    #[test]
    fn an_office_is_held_from_one_day_to_another() {
        let (held, notes) = held(Field::Office, "Vice President");
        assert!(notes.is_empty());
        assert!(is(&held, "kamala-harris", 20210120) && is(&held, "kamala-harris", 20250119));
        assert!(!is(&held, "kamala-harris", 20210119) && !is(&held, "kamala-harris", 20250120));
        assert!(is(&held, "joe-biden", 20100601) && !is(&held, "joe-biden", 20220601));
    }

    #[test]
    fn a_party_is_that_of_the_day() {
        let (democrats, _) = held(Field::Party, "democrats");
        assert!(is(&democrats, "kamala-harris", 20240801));
        assert!(!is(&democrats, "mitch-mcconnell", 20240801));
        let (none, _) = held(Field::Party, "none");
        assert!(none.others && is(&none, "mitch-mcconnell", 20240801));
    }

    #[test]
    fn a_name_that_means_nobody_is_told() {
        let (held, notes) = held(Field::Office, "senatr");
        assert!(held.people.is_empty());
        assert_eq!(notes[0].message, "no office is called `senatr`");
        assert_eq!(notes[0].meant.as_deref(), Some("office:senator"));
    }
}
