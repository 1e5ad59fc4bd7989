//! The registry of public figures: takes schema/people.toml and schema/people-offices.toml,
//! gives people by name, by office and day, and what they were on a day.
//!
//! Promises: ids follow the order of slugs, so the same tables give the same ids; every lookup
//! is a binary search by hash, never a scan; lists of people are ordered by prominence, then
//! slug. A date known to the year alone makes a person a *possible* holder in that year.
//! Does not decide who is meant by a name in a text; speakers does.

mod forms;
mod lookup;
pub mod roster;
mod rows;
mod term;

use jiff::civil::Date;

use super::layer::{Fault, Placed, TableFile};
use super::names::Gender;
use super::{PersonId, Table};
use crate::civil::PartialDate;
use rows::{OfficeRow, PersonRow};

pub use forms::{family_key, name_key};
pub use lookup::Kin;
use lookup::Lookup;
pub use term::Term;

/// A kind of office or part, a position in the table of offices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OfficeId(pub u16);

/// A kind of office or part that a person can hold.
#[derive(Clone, Debug)]
pub struct OfficeKind {
    /// Its id, such as `vice-president`.
    pub slug: Box<str>,
    /// As written in running text, such as `vice president`.
    pub name: Box<str>,
    /// How much it makes a bare family name point to its holder, 0 to 100.
    pub weight: u8,
    /// Whether several people hold it at once in one place.
    pub shared: bool,
}

/// An office held, or another part played, for a time.
#[derive(Clone, Debug)]
pub struct Office {
    /// Which.
    pub kind: OfficeId,
    /// Where: a state's postal code (`OH`, with a district `OH-4`), an id of the places table,
    /// or `@` and the slug of the person it was held under.
    pub place: Box<str>,
    /// When.
    pub term: Term,
    /// Party in that office, where it is not the person's own at the time.
    pub party: Option<Box<str>>,
}

/// A party and the time of belonging to it.
#[derive(Clone, Debug)]
pub struct Membership {
    /// Id of the parties table.
    pub party: Box<str>,
    /// When; unbounded at both ends where only one party is known.
    pub term: Term,
}

/// One person.
#[derive(Clone, Debug)]
pub struct Person {
    /// Stable id for people and scripts, such as `kamala-harris`.
    pub slug: Box<str>,
    /// Name as the press writes it.
    pub name: Box<str>,
    /// Family name, or what stands for it in a second mention.
    pub family: Box<str>,
    /// Other names in full, nicknames and bynames.
    pub aliases: Box<[Box<str>]>,
    /// Gender, where known.
    pub gender: Option<Gender>,
    /// Date of birth, as far as known.
    pub born: Option<PartialDate>,
    /// Date of death, as far as known.
    pub died: Option<PartialDate>,
    /// Parties, in order of time.
    pub parties: Box<[Membership]>,
    /// Offices and other parts, in the order of the table.
    pub offices: Box<[Office]>,
    /// Identifier in the Biographical Directory of the US Congress.
    pub bioguide: Option<Box<str>>,
    /// Largest weight of any office, or as the table sets it, 0 to 100.
    pub prominence: u8,
    /// Line of the row in its file, for messages.
    line: u32,
}

/// The table of people.
#[derive(Debug, Default)]
pub struct People {
    people: Vec<Person>,
    offices: Vec<OfficeKind>,
    /// People by exact full name.
    full: Lookup,
    /// People by full name without middle initials and suffix.
    loose: Lookup,
    /// People by any alias, single words too.
    alias: Lookup,
    /// People by family name.
    family: Lookup,
    /// People by office and place.
    held: Lookup,
    /// Ties in both directions, sorted by the first.
    kin: Vec<(PersonId, Kin, PersonId)>,
    /// Largest family, in words.
    longest: usize,
}

impl Table for People {
    const STEM: &'static str = "people";

    fn build(files: &[TableFile]) -> (Self, Vec<Fault>) {
        let (offices, people, mut faults) = rows::read(files);
        let table = Self::from_rows(offices, people, &mut faults);
        (table, faults)
    }
}

impl People {
    fn from_rows(
        mut kinds: Vec<Placed<OfficeRow>>,
        mut people: Vec<Placed<PersonRow>>,
        faults: &mut Vec<Fault>,
    ) -> Self {
        kinds.sort_by(|a, b| a.row.id.cmp(&b.row.id));
        people.sort_by(|a, b| a.row.id.cmp(&b.row.id));
        let mut table = Self {
            offices: kinds.into_iter().map(|placed| placed.row.into_kind()).collect(),
            people: Vec::with_capacity(people.len()),
            ..Self::default()
        };
        let mut ties = Vec::new();
        for placed in people {
            let id = PersonId(u32::try_from(table.people.len()).unwrap_or(u32::MAX));
            let mut tell = |message: String| faults.push(placed.fault(message));
            let person = rows::person(&placed.row, placed.line, &table, &mut tell);
            for tie in &placed.row.kin {
                match rows::tie(tie) {
                    Some((kin, other)) => {
                        ties.push((id, kin, other.to_owned(), placed.fault(String::new())));
                    }
                    None => tell(format!("`{tie}` is not a tie such as `wife-of bill-clinton`")),
                }
            }
            table.people.push(person);
        }
        for (id, kin, other, fault) in ties {
            if let Some(other) = table.by_slug(&other) {
                table.kin.push((id, kin.inverse(), other));
                table.kin.push((other, kin, id));
            } else {
                faults.push(Fault { message: format!("no person `{other}`"), ..fault });
            }
        }
        table.kin.sort_unstable();
        table.kin.dedup();
        table.index();
        table
    }

    /// Builds the lookups.
    fn index(&mut self) {
        let ids = || (0_u32..).map(PersonId).zip(&self.people);
        let mut order: Vec<PersonId> = ids().map(|(id, _)| id).collect();
        order.sort_by_key(|id| (u8::MAX - self.get(*id).prominence, *id));
        let mut rank = vec![0_u32; self.people.len()];
        for (place, id) in (0_u32..).zip(order) {
            rank[id.0 as usize] = place;
        }
        let (mut full, mut loose, mut alias, mut family, mut held) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (id, person) in ids() {
            forms::each(person, |form, key| match form {
                forms::Form::Full => full.push((key, id)),
                forms::Form::Loose => loose.push((key, id)),
                forms::Form::Alias => alias.push((key, id)),
                forms::Form::Family => family.push((key, id)),
            });
            for office in &person.offices {
                let slug = &self.office(office.kind).slug;
                held.push((office_key(slug, &office.place), id));
                if let Some((state, _)) = office.place.split_once('-')
                    && state.bytes().all(|b| b.is_ascii_uppercase())
                {
                    held.push((office_key(slug, state), id));
                }
            }
        }
        let longest = self.people.iter().map(|p| p.family.split(' ').count()).max();
        self.longest = longest.unwrap_or(0);
        self.full = Lookup::new(full, &rank);
        self.loose = Lookup::new(loose, &rank);
        self.alias = Lookup::new(alias, &rank);
        self.family = Lookup::new(family, &rank);
        self.held = Lookup::new(held, &rank);
    }

    /// Number of people.
    #[must_use]
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether the table is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// All people, in order of their slugs.
    pub fn iter(&self) -> impl Iterator<Item = (PersonId, &Person)> {
        (0_u32..).map(PersonId).zip(&self.people)
    }

    /// A person of this table. Ids come from its lookups alone.
    #[must_use]
    pub fn get(&self, id: PersonId) -> &Person {
        &self.people[id.0 as usize]
    }

    /// A kind of office of this table.
    #[must_use]
    pub fn office(&self, id: OfficeId) -> &OfficeKind {
        &self.offices[usize::from(id.0)]
    }

    /// All kinds of office, in order of their slugs.
    #[must_use]
    pub fn offices(&self) -> &[OfficeKind] {
        &self.offices
    }

    /// The kind of office with this slug.
    #[must_use]
    pub fn office_kind(&self, slug: &str) -> Option<OfficeId> {
        let at = self.offices.binary_search_by(|kind| (*kind.slug).cmp(slug)).ok()?;
        u16::try_from(at).ok().map(OfficeId)
    }

    /// The person with this slug.
    #[must_use]
    pub fn by_slug(&self, slug: &str) -> Option<PersonId> {
        let at = self.people.binary_search_by(|person| (*person.slug).cmp(slug)).ok()?;
        u32::try_from(at).ok().map(PersonId)
    }

    /// People of this full name, most prominent first: as the table has it, else without middle
    /// initials and suffix. Stops, commas and accents do not count; titles must be cut off
    /// before, see [`super::titles`]. Several people mean that the name settles nothing.
    #[must_use]
    pub fn by_full_name(&self, name: &str) -> &[PersonId] {
        let exact = self.full.get(name_key(name));
        if exact.is_empty() { self.loose.get(forms::loose_key(name)) } else { exact }
    }

    /// People called this: a full name, a nickname or a byname (`AOC`), most prominent first.
    #[must_use]
    pub fn by_alias(&self, name: &str) -> &[PersonId] {
        let key = name_key(name);
        let exact = self.full.get(key);
        if exact.is_empty() { self.alias.get(key) } else { exact }
    }

    /// People with this family name, most prominent first. Of a name of one word the key is
    /// [`super::key`] of that word; of several it is [`family_key`].
    #[must_use]
    pub fn by_family(&self, key: u64) -> &[PersonId] {
        self.family.get(key)
    }

    /// People whom a user may mean by `text`: by id, full name, other name or family name, the
    /// first of these that finds anyone; most prominent first. Titles must be cut off before.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<PersonId> {
        if let Some(id) = self.by_slug(text) {
            return vec![id];
        }
        let named = self.by_full_name(text);
        let called = if named.is_empty() { self.by_alias(text) } else { named };
        let found = if called.is_empty() { self.by_family(family_key(text)) } else { called };
        found.to_vec()
    }

    /// Whether the person held an office of that kind, by its id or name, on that day. For a
    /// filter such as `office:senator`.
    #[must_use]
    pub fn held_on(&self, id: PersonId, office: &str, date: Date) -> bool {
        self.get(id).offices.iter().any(|held| {
            let kind = self.office(held.kind);
            (*kind.slug == *office || kind.name.eq_ignore_ascii_case(office))
                && held.term.surely_holds(date)
        })
    }

    /// Words of the longest family name.
    #[must_use]
    pub fn longest_family(&self) -> usize {
        self.longest
    }

    /// Who held the office in the place on that day: those who did for sure first, then those
    /// whose dates are too vague to tell. Of an office held by one at a time the vague ones are
    /// left out where anyone is sure. A state given for an office of districts means any of them.
    #[must_use]
    pub fn holders(&self, office: &str, place: &str, date: Date) -> Vec<PersonId> {
        let Some(kind) = self.office_kind(office) else { return Vec::new() };
        let mut sure = Vec::new();
        let mut vague = Vec::new();
        for &id in self.held.get(office_key(office, place)) {
            let mut terms = self.terms(id, kind, place).peekable();
            if terms.peek().is_none() {
                continue;
            }
            let terms: Vec<Term> = terms.collect();
            if terms.iter().any(|term| term.surely_holds(date)) {
                sure.push(id);
            } else if terms.iter().any(|term| term.may_hold(date)) {
                vague.push(id);
            }
        }
        if sure.is_empty() || self.office(kind).shared {
            sure.extend(vague);
        }
        sure
    }

    /// Who had held the office in the place before that day and no longer did, the last first.
    #[must_use]
    pub fn former_holders(&self, office: &str, place: &str, date: Date) -> Vec<PersonId> {
        let Some(kind) = self.office_kind(office) else { return Vec::new() };
        let mut out: Vec<(Date, PersonId)> = Vec::new();
        for &id in self.held.get(office_key(office, place)) {
            let mut last = None;
            let mut holds = false;
            for term in self.terms(id, kind, place) {
                holds |= term.may_hold(date);
                last = last.max(term.ended_before(date));
            }
            if let (Some(end), false) = (last, holds) {
                out.push((end, id));
            }
        }
        out.sort_by_key(|held| std::cmp::Reverse(held.0));
        out.into_iter().map(|(_, id)| id).collect()
    }

    /// Everyone known to have held the office in the place, most prominent first.
    #[must_use]
    pub fn ever_held(&self, office: &str, place: &str) -> &[PersonId] {
        self.held.get(office_key(office, place))
    }

    fn terms<'a>(
        &'a self,
        id: PersonId,
        kind: OfficeId,
        place: &'a str,
    ) -> impl Iterator<Item = Term> {
        let fits = move |office: &&Office| office.kind == kind && lies_in(&office.place, place);
        self.get(id).offices.iter().filter(fits).map(|office| office.term)
    }

    /// The offices of a person that may have been held on that day, weightiest first.
    #[must_use]
    pub fn offices_on(&self, id: PersonId, date: Date) -> Vec<&Office> {
        let mut out: Vec<&Office> =
            self.get(id).offices.iter().filter(|office| office.term.may_hold(date)).collect();
        out.sort_by_key(|office| {
            (!office.term.surely_holds(date), u8::MAX - self.office(office.kind).weight)
        });
        out
    }

    /// The weightiest office that the person held on that day.
    #[must_use]
    pub fn office_on(&self, id: PersonId, date: Date) -> Option<&Office> {
        self.offices_on(id, date).first().copied()
    }

    /// The person's party on that day: that of the office held, else the person's own. None
    /// where the dates leave more than one.
    #[must_use]
    pub fn party_on(&self, id: PersonId, date: Date) -> Option<&str> {
        let person = self.get(id);
        let of_office = person.offices.iter().find_map(|office| {
            if office.term.surely_holds(date) { office.party.as_deref() } else { None }
        });
        if of_office.is_some() {
            return of_office;
        }
        if let Some(m) = person.parties.iter().find(|m| m.term.surely_holds(date)) {
            return Some(&m.party);
        }
        let mut possible = person.parties.iter().filter(|m| m.term.may_hold(date));
        match (possible.next(), possible.next()) {
            (Some(only), None) => Some(&only.party),
            _ => None,
        }
    }

    /// How strongly a bare family name points to this person on that day, 0 to 100: the weight
    /// of what the person was then, less for offices left long ago or entered only later.
    #[must_use]
    pub fn prominence_on(&self, id: PersonId, date: Date) -> u8 {
        let person = self.get(id);
        let of_office = |office: &Office| {
            let weight = self.office(office.kind).weight;
            weight.saturating_sub(office.term.years_from(date).saturating_mul(3))
        };
        let held = person.offices.iter().map(of_office).max().unwrap_or(0);
        let floor = person.prominence / 3;
        let dead = person.died.is_some_and(|died| died.last() < date);
        let value = held.max(floor);
        if dead { value / 2 } else { value }
    }

    /// The relatives of a person and what each is to that person.
    pub fn relatives(&self, id: PersonId) -> impl Iterator<Item = (Kin, PersonId)> {
        let start = self.kin.partition_point(|tie| tie.0 < id);
        self.kin[start..].iter().take_while(move |tie| tie.0 == id).map(|tie| (tie.1, tie.2))
    }

    /// Faults of rows that name an id which another table lacks.
    pub(super) fn check_against(
        &self,
        is_place: impl Fn(&str) -> bool,
        is_party: impl Fn(&str) -> bool,
    ) -> Vec<Fault> {
        let mut out = Vec::new();
        for person in &self.people {
            let mut tell = |message: String| {
                let file = "people.toml".to_owned();
                out.push(Fault { file, line: person.line, message });
            };
            for office in &person.offices {
                let known = match office.place.strip_prefix('@') {
                    Some(slug) => self.by_slug(slug).is_some(),
                    None => is_place(state_of(&office.place)),
                };
                if !known {
                    tell(format!("no place `{}`", office.place));
                }
            }
            let of_offices = person.offices.iter().filter_map(|office| office.party.as_ref());
            for party in person.parties.iter().map(|m| &m.party).chain(of_offices) {
                if !is_party(party) {
                    tell(format!("no party `{party}`"));
                }
            }
        }
        out
    }
}

/// A district's state; any other place as it stands.
#[must_use]
pub fn state_of(place: &str) -> &str {
    match place.split_once('-') {
        Some((state, _)) if state.bytes().all(|b| b.is_ascii_uppercase()) => state,
        _ => place,
    }
}

/// Whether the place of an office is that place, or a district of that state.
pub(crate) fn lies_in(place: &str, whole: &str) -> bool {
    place == whole || state_of(place) == whole
}

fn office_key(office: &str, place: &str) -> u64 {
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    hasher.update(office.as_bytes());
    hasher.update(b" ");
    hasher.update(place.as_bytes());
    hasher.digest()
}

#[cfg(test)]
mod tests;
