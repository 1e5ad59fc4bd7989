//! Rosters of the congress-legislators project: takes the text of `legislators-*.yaml` or
//! `executive.yaml`, gives rows of the people table as a layer of the user's own.
//!
//! Promises: a person whom the table knows, by the identifier of the Biographical Directory of
//! the US Congress or by name, keeps id, name, aliases, ties and other offices; offices in
//! Congress and the presidency are as the roster has them, terms of one seat without a gap
//! joined to one. The same roster and tables give the same text. Does not touch files.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::Date;
use serde::Deserialize;

use super::{Kin, People, Person};
use crate::lexicon::PersonId;
use crate::lexicon::parties::{Parties, Party};

/// Why a text is no roster.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// It is not YAML of the form expected.
    #[error("not a roster of the congress-legislators form: {message}")]
    Form {
        /// What the reader says.
        message: String,
    },
    /// A date in it is none.
    #[error("`{date}` in the terms of `{name}` is not a date")]
    Date {
        /// The text.
        date: String,
        /// Whose.
        name: String,
    },
}

/// What a roster came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// A people table, to be saved as a file of a layer.
    pub toml: String,
    /// People in it whom the tables did not know.
    pub added: usize,
    /// People in it whom they did.
    pub updated: usize,
}

#[derive(Debug, Deserialize)]
struct Member {
    id: Ids,
    name: Name,
    bio: Bio,
    terms: Vec<TermRow>,
    #[serde(default)]
    leadership_roles: Vec<Role>,
}

#[derive(Debug, Deserialize)]
struct Ids {
    bioguide: Option<String>,
    wikipedia: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Name {
    first: String,
    middle: Option<String>,
    last: String,
    nickname: Option<String>,
    official_full: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Bio {
    birthday: Option<String>,
    gender: Option<String>,
}

#[derive(Debug, Deserialize)]
struct TermRow {
    #[serde(rename = "type")]
    kind: String,
    start: String,
    end: String,
    state: Option<String>,
    district: Option<i64>,
    party: Option<String>,
    #[serde(default)]
    party_affiliations: Vec<Affiliation>,
}

#[derive(Debug, Deserialize)]
struct Affiliation {
    start: String,
    end: String,
    party: String,
}

#[derive(Debug, Deserialize)]
struct Role {
    title: String,
    chamber: String,
    start: String,
    end: Option<String>,
}

/// A stretch of one seat.
struct Seat {
    office: String,
    place: String,
    from: Date,
    to: Option<Date>,
}

/// Territories whose members of the House are delegates.
const DELEGATIONS: [&str; 5] = ["AS", "DC", "GU", "MP", "VI"];

/// Days between two terms of one seat that are no gap: a new Congress meets within a week.
const RECESS: i32 = 7;

/// Reads a roster into rows of the people table.
///
/// # Errors
///
/// A text that is no roster, and a date in it that is none.
pub fn import(yaml: &str, people: &People, parties: &Parties) -> Result<Import, RosterError> {
    let members: Vec<Member> = serde_saphyr::from_str(yaml)
        .map_err(|error| RosterError::Form { message: first_line(&error.to_string()) })?;
    let by_bioguide: BTreeMap<&str, PersonId> = people
        .iter()
        .filter_map(|(id, person)| person.bioguide.as_deref().map(|bioguide| (bioguide, id)))
        .collect();
    let mut rows = BTreeMap::new();
    let (mut added, mut updated) = (0, 0);
    for member in &members {
        let known = known(member, people, &by_bioguide);
        match known {
            Some(_) => updated += 1,
            None => added += 1,
        }
        let (slug, row) = row(member, known, people, parties, &rows)?;
        rows.insert(slug, row);
    }
    let mut toml = String::from("# Read from a roster of the congress-legislators project.\n");
    for row in rows.values() {
        toml.push('\n');
        toml.push_str(row);
    }
    Ok(Import { toml, added, updated })
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or("").to_owned()
}

/// The person of the table whom the roster means.
fn known(
    member: &Member,
    people: &People,
    by_bioguide: &BTreeMap<&str, PersonId>,
) -> Option<PersonId> {
    if let Some(bioguide) = &member.id.bioguide
        && let Some(&id) = by_bioguide.get(bioguide.as_str())
    {
        return Some(id);
    }
    let born = member.bio.birthday.as_deref();
    let same = |id: &PersonId| {
        let person = people.get(*id);
        let age = person.born.map(|date| date.to_string());
        let other = member.id.bioguide.is_some() && person.bioguide.is_some();
        !other && (age.is_none() || age.as_deref() == born)
    };
    forms(member).iter().find_map(|form| match people.by_full_name(form) {
        [only] if same(only) => Some(*only),
        _ => None,
    })
}

/// Names of a member, the press's own first.
fn forms(member: &Member) -> Vec<String> {
    let name = &member.name;
    let mut out = Vec::new();
    if let Some(title) = &member.id.wikipedia {
        out.push(title.split(" (").next().unwrap_or(title).to_owned());
    }
    out.push(format!("{} {}", name.nickname.as_ref().unwrap_or(&name.first), name.last));
    out.extend(name.official_full.as_ref().map(|full| full.replace(',', "")));
    out.push(format!("{} {}", name.first, name.last));
    out.extend(name.middle.as_ref().map(|middle| format!("{} {middle} {}", name.first, name.last)));
    let mut seen = Vec::new();
    out.retain(|form| {
        let fresh = !seen.contains(form);
        seen.push(form.clone());
        fresh
    });
    out
}

fn row(
    member: &Member,
    known: Option<PersonId>,
    people: &People,
    parties: &Parties,
    rows: &BTreeMap<String, String>,
) -> Result<(String, String), RosterError> {
    let person = known.map(|id| people.get(id));
    let mut names = forms(member);
    let name = person.map_or_else(|| names.remove(0), |person| person.name.to_string());
    let state = member.terms.last().and_then(|term| term.state.as_deref()).unwrap_or("us");
    let slug = match person {
        Some(person) => person.slug.to_string(),
        None => {
            let plain = slug(&name);
            let taken = people.by_slug(&plain).is_some() || rows.contains_key(&plain);
            if taken { format!("{plain}-{}", state.to_lowercase()) } else { plain }
        }
    };
    let mut aliases: Vec<String> =
        person.map_or_else(Vec::new, |p| p.aliases.iter().map(ToString::to_string).collect());
    for form in names {
        if form != name && !aliases.contains(&form) {
            aliases.push(form);
        }
    }
    let (seats, party) = seats(member, people, parties)?;
    let mut offices: Vec<String> = seats.iter().map(ToString::to_string).collect();
    let replaced = |slug: &str| seats.iter().any(|seat| seat.office == slug);
    if let Some(person) = person {
        for office in &person.offices {
            let kind = &people.office(office.kind).slug;
            if !replaced(kind) {
                let party =
                    office.party.as_ref().map_or(String::new(), |party| format!(" {party}"));
                offices.push(format!("{kind} {} {}{party}", office.place, office.term));
            }
        }
    }
    let mut out = String::new();
    let mut put = |key: &str, value: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{key} = {}", quoted(value));
    };
    put("id", &slug);
    put("name", &name);
    let family = person.map_or(member.name.last.as_str(), |person| &person.family);
    if super::rows::last_word(&name) != family {
        put("family", family);
    }
    let gender = member.bio.gender.as_ref().map(|gender| gender.to_lowercase());
    for (key, value) in [("gender", &gender), ("born", &member.bio.birthday)] {
        if let Some(value) = value {
            put(key, value);
        }
    }
    if let Some(died) = person.and_then(|person| person.died) {
        put("died", &died.to_string());
    }
    if !party.is_empty() {
        put("party", &party);
    }
    if let Some(bioguide) = &member.id.bioguide {
        put("bioguide", bioguide);
    }
    let kin = known.map_or_else(Vec::new, |id| ties(id, people));
    for (key, list) in [("aliases", &aliases), ("offices", &offices), ("kin", &kin)] {
        if !list.is_empty() {
            let list: Vec<String> = list.iter().map(|item| quoted(item)).collect();
            let _ = writeln!(out, "{key} = [{}]", list.join(", "));
        }
    }
    if let Some(weight) = person.and_then(|person| own_weight(person, people)) {
        let _ = writeln!(out, "weight = {weight}");
    }
    Ok((slug, format!("[[person]]\n{out}")))
}

/// A weight that the offices do not explain.
fn own_weight(person: &Person, people: &People) -> Option<u8> {
    let heaviest = person.offices.iter().map(|office| people.office(office.kind).weight).max();
    (heaviest != Some(person.prominence)).then_some(person.prominence)
}

fn ties(id: PersonId, people: &People) -> Vec<String> {
    let tie = |(kin, other): (Kin, PersonId)| {
        let what = match kin.inverse() {
            Kin::Spouse => "spouse-of",
            Kin::Parent => "parent-of",
            Kin::Child => "child-of",
            Kin::Sibling => "sibling-of",
        };
        format!("{what} {}", people.get(other).slug)
    };
    people.relatives(id).map(tie).collect()
}

impl std::fmt::Display for Seat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} {}..", self.office, self.place, self.from)?;
        self.to.map_or(Ok(()), |to| write!(f, "{to}"))
    }
}

/// The seats held and the party, or the parties with their times.
fn seats(
    member: &Member,
    people: &People,
    parties: &Parties,
) -> Result<(Vec<Seat>, String), RosterError> {
    let date = |text: &str| {
        text.parse::<Date>().map_err(|_| RosterError::Date {
            date: text.to_owned(),
            name: format!("{} {}", member.name.first, member.name.last),
        })
    };
    let mut seats: Vec<Seat> = Vec::new();
    let mut runs: Vec<(&str, Date)> = Vec::new();
    let mut belong = |party: &str, from: Date| {
        let id = parties.meant_by(party).first().map(|id| -> &Party { parties.get(*id) });
        if let Some(party) = id
            && runs.last().is_none_or(|(last, _)| *last != party.id)
        {
            runs.push((&party.id, from));
        }
    };
    for term in &member.terms {
        let (office, place) = seat_of(term);
        let (from, to) = (date(&term.start)?, date(&term.end)?);
        push(&mut seats, Seat { office, place, from, to: Some(to) });
        if term.party_affiliations.is_empty() {
            belong(term.party.as_deref().unwrap_or(""), from);
        }
        for change in &term.party_affiliations {
            date(&change.end)?;
            belong(&change.party, date(&change.start)?);
        }
    }
    for role in &member.leadership_roles {
        let named =
            people.offices().iter().find(|kind| kind.name.eq_ignore_ascii_case(&role.title));
        let office = named
            .map_or_else(|| format!("{}-leadership", role.chamber), |kind| kind.slug.to_string());
        let to = role.end.as_deref().map(date).transpose()?;
        push(&mut seats, Seat { office, place: "us".to_owned(), from: date(&role.start)?, to });
    }
    let party = match runs.as_slice() {
        [(only, _)] => (*only).to_owned(),
        _ => {
            let ends = runs.iter().skip(1).map(|(_, from)| from.to_string()).chain([String::new()]);
            let starts =
                [String::new()].into_iter().chain(runs.iter().skip(1).map(|r| r.1.to_string()));
            let spans = runs.iter().zip(starts.zip(ends));
            spans.map(|((id, _), (a, b))| format!("{id} {a}..{b}")).collect::<Vec<_>>().join(", ")
        }
    };
    Ok((seats, party))
}

/// Office and place of a term.
fn seat_of(term: &TermRow) -> (String, String) {
    let state = term.state.as_deref().unwrap_or("us");
    let (office, place) = match (term.kind.as_str(), term.district) {
        ("sen", _) => ("senator", state.to_owned()),
        ("prez", _) => ("president", "us".to_owned()),
        ("viceprez", _) => ("vice-president", "us".to_owned()),
        (_, _) if state == "PR" => ("resident-commissioner", state.to_owned()),
        (_, _) if DELEGATIONS.contains(&state) => ("delegate", state.to_owned()),
        (_, Some(district)) if district > 0 => ("representative", format!("{state}-{district}")),
        _ => ("representative", state.to_owned()),
    };
    (office.to_owned(), place)
}

/// Adds a seat, joined to one that it goes on from.
fn push(seats: &mut Vec<Seat>, seat: Seat) {
    let follows = |last: &&mut Seat| {
        let gap = |to: Date| (seat.from - to).get_days();
        last.office == seat.office
            && last.place == seat.place
            && last.to.is_none_or(|to| gap(to) <= RECESS)
    };
    match seats.iter_mut().rev().find(follows) {
        Some(last) => last.to = last.to.and_then(|end| seat.to.map(|to| to.max(end))),
        None => seats.push(seat),
    }
}

/// The id that a name makes: plain lower-case letters, words joined by hyphens.
fn slug(name: &str) -> String {
    let mut out = String::new();
    super::forms::plain_letters(name, |ch| {
        if ch.is_ascii_alphanumeric() {
            out.push(ch.to_ascii_lowercase());
        } else if matches!(ch, ' ' | '-') && !out.ends_with('-') {
            out.push('-');
        }
    });
    out.trim_matches('-').to_owned()
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for ch in text.chars() {
        match ch {
            '"' | '\\' => out.extend(['\\', ch]),
            _ if ch.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(ch));
            }
            _ => out.push(ch),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests;
