//! Rows of the people table, and a quick reader for the one that we ship.
//!
//! The shipped table is TOML, but plain: one key a line, strings without escapes, arrays of
//! such strings. That is read here at a few hundred megabytes a second, so that a query may ask
//! for a person without waiting; anything else, the user's layers first of all, goes through
//! the general reader. A test holds the two to the same rows.

use serde::Deserialize;

use super::{Membership, Office, OfficeKind, People, Person, Term};
use crate::civil::PartialDate;
use crate::lexicon::layer::{self, Fault, Placed, Row, TableFile};
use crate::lexicon::names::Gender;

/// A row `[[person]]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PersonRow {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) family: Option<String>,
    pub(super) aliases: Vec<String>,
    pub(super) gender: Option<String>,
    pub(super) born: Option<String>,
    pub(super) died: Option<String>,
    pub(super) party: Option<String>,
    pub(super) offices: Vec<String>,
    pub(super) kin: Vec<String>,
    pub(super) bioguide: Option<String>,
    pub(super) weight: Option<u8>,
}

impl Row for PersonRow {
    const NAME: &'static str = "person";

    fn id(&self) -> &str {
        &self.id
    }
}

/// A row `[[office]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfficeRow {
    pub(super) id: String,
    name: Option<String>,
    weight: u8,
    #[serde(default)]
    shared: bool,
}

impl Row for OfficeRow {
    const NAME: &'static str = "office";

    fn id(&self) -> &str {
        &self.id
    }
}

impl OfficeRow {
    pub(super) fn into_kind(self) -> OfficeKind {
        let name = self.name.unwrap_or_else(|| self.id.replace('-', " "));
        OfficeKind {
            slug: self.id.into(),
            name: name.into(),
            weight: self.weight,
            shared: self.shared,
        }
    }
}

const KNOWN: [&str; 2] = ["office", "person"];

/// Rows of all files, each over the ones before.
pub(super) fn read(
    files: &[TableFile],
) -> (Vec<Placed<OfficeRow>>, Vec<Placed<PersonRow>>, Vec<Fault>) {
    let quick = files.first().and_then(plain);
    let rest = if quick.is_some() { &files[1..] } else { files };
    let (people, mut faults) =
        layer::rows_over::<PersonRow>(quick.unwrap_or_default(), rest, &KNOWN);
    let (offices, more) = layer::rows::<OfficeRow>(rest, &KNOWN);
    // Both passes report what is wrong with a file as a whole.
    faults.extend(more.into_iter().filter(|fault| !faults.contains(fault)).collect::<Vec<_>>());
    (offices, people, faults)
}

/// Reads a file of plain rows in order of their ids; none where anything is out of the ordinary.
pub(super) fn plain(file: &TableFile) -> Option<Vec<Placed<PersonRow>>> {
    let mut out: Vec<Placed<PersonRow>> = Vec::with_capacity(file.text.len() / 160);
    for (line, number) in file.text.lines().zip(1_u32..) {
        if line == "[[person]]" {
            let row = PersonRow::default();
            out.push(Placed { row, file: file.name.clone(), line: number });
            continue;
        }
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (key, value) = line.split_once(" = ")?;
        let row = &mut out.last_mut()?.row;
        let one = match key {
            "id" => &mut row.id,
            "name" => &mut row.name,
            "family" => row.family.insert(String::new()),
            "gender" => row.gender.insert(String::new()),
            "born" => row.born.insert(String::new()),
            "died" => row.died.insert(String::new()),
            "party" => row.party.insert(String::new()),
            "bioguide" => row.bioguide.insert(String::new()),
            "aliases" => {
                row.aliases = strings(value)?;
                continue;
            }
            "offices" => {
                row.offices = strings(value)?;
                continue;
            }
            "kin" => {
                row.kin = strings(value)?;
                continue;
            }
            "weight" => {
                row.weight = Some(value.parse().ok()?);
                continue;
            }
            _ => return None,
        };
        if !one.is_empty() {
            return None;
        }
        one.push_str(string(value)?);
    }
    let rising = out.windows(2).all(|pair| pair[0].row.id < pair[1].row.id);
    (rising && out.first().is_some_and(|first| !first.row.id.is_empty())).then_some(out)
}

/// A string in plain quotation marks.
fn string(value: &str) -> Option<&str> {
    let inner = value.strip_prefix('"')?.strip_suffix('"')?;
    (!inner.contains(['"', '\\']) && !inner.is_empty()).then_some(inner)
}

/// An array of such strings on one line.
fn strings(value: &str) -> Option<Vec<String>> {
    let inner = value.strip_prefix('[')?.strip_suffix(']')?;
    inner
        .split("\", \"")
        .enumerate()
        .try_fold(Vec::new(), |mut out, (at, piece)| {
            let piece = if at == 0 { piece.strip_prefix('"')? } else { piece };
            out.push(piece.to_owned());
            Some(out)
        })
        .and_then(|mut out| {
            let last = out.last_mut()?;
            let kept = last.strip_suffix('"')?.len();
            last.truncate(kept);
            let clean = |s: &String| !s.is_empty() && !s.contains(['"', '\\']);
            out.iter().all(clean).then_some(out)
        })
}

/// Checks one row and makes a person of it; what is wrong is told and left out.
pub(super) fn person(
    row: &PersonRow,
    line: u32,
    table: &People,
    tell: &mut impl FnMut(String),
) -> Person {
    let slug_ok = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if row.id.is_empty() || !row.id.chars().all(slug_ok) {
        tell(format!("id `{}` is not of the form `kamala-harris`", row.id));
    }
    if row.name.is_empty() {
        tell(format!("`{}` has no name", row.id));
    }
    let gender = row.gender.as_deref().and_then(|text| {
        let gender = Gender::from_letter(text);
        if gender.is_none() {
            tell(format!("gender `{text}` is neither `f` nor `m`"));
        }
        gender
    });
    let mut date = |text: &Option<String>| -> Option<PartialDate> {
        let parsed = text.as_deref()?.parse::<PartialDate>();
        parsed.map_err(|error| tell(error.to_string())).ok()
    };
    let (born, died) = (date(&row.born), date(&row.died));
    let parties = parties(row.party.as_deref(), tell);
    let offices: Box<[Office]> = row
        .offices
        .iter()
        .filter_map(|text| office(text, table).map_err(&mut *tell).ok())
        .collect();
    let heaviest = offices.iter().map(|office| table.office(office.kind).weight).max();
    Person {
        slug: row.id.as_str().into(),
        name: row.name.as_str().into(),
        family: row.family.as_deref().unwrap_or_else(|| last_word(&row.name)).into(),
        aliases: row.aliases.iter().map(|alias| alias.as_str().into()).collect(),
        gender,
        born,
        died,
        parties,
        offices,
        bioguide: row.bioguide.as_deref().map(Into::into),
        prominence: row.weight.or(heaviest).unwrap_or(DEFAULT_WEIGHT),
        line,
    }
}

/// Prominence of someone whose row names no office.
const DEFAULT_WEIGHT: u8 = 20;

/// Family name of a name written in the Western order.
pub(super) fn last_word(name: &str) -> &str {
    let is_suffix = |word: &str| matches!(word, "Jr." | "Sr." | "II" | "III" | "IV");
    name.rsplit(' ').find(|word| !is_suffix(word)).unwrap_or(name).trim_end_matches(',')
}

/// `republican ..2009-04-28, democratic 2009-04-28..`, or an id alone.
fn parties(text: Option<&str>, tell: &mut impl FnMut(String)) -> Box<[Membership]> {
    let Some(text) = text else { return Box::default() };
    let mut out = Vec::new();
    for piece in text.split(", ") {
        let (party, term) = piece.split_once(' ').unwrap_or((piece, ".."));
        match term.parse() {
            Ok(term) => out.push(Membership { party: party.into(), term }),
            Err(message) => tell(message),
        }
    }
    out.into()
}

/// `senator OH 2007-01-03..2025-01-03 republican`: office, place, time, party; the last two
/// may be absent. Without a time it is not known when, and no day is in it.
fn office(text: &str, table: &People) -> Result<Office, String> {
    let mut words = text.split(' ');
    let slug = words.next().unwrap_or("");
    let kind = table.office_kind(slug).ok_or_else(|| format!("no office `{slug}`"))?;
    let place = words.next().ok_or_else(|| format!("`{text}` names no place"))?;
    let unknown = Term { from: None, to: None, end_unknown: true };
    let term = words.next().map_or(Ok(unknown), str::parse)?;
    let party = words.next().map(Into::into);
    if words.next().is_some() {
        return Err(format!("`{text}` is not office, place, time and party"));
    }
    Ok(Office { kind, place: place.into(), term, party })
}

/// `wife-of bill-clinton`: what the row's person is to another.
pub(super) fn tie(text: &str) -> Option<(super::Kin, &str)> {
    use super::Kin;
    let (what, other) = text.split_once(' ')?;
    let kin = match what {
        "husband-of" | "wife-of" | "spouse-of" => Kin::Spouse,
        "father-of" | "mother-of" | "parent-of" => Kin::Parent,
        "son-of" | "daughter-of" | "child-of" => Kin::Child,
        "brother-of" | "sister-of" | "sibling-of" => Kin::Sibling,
        _ => return None,
    };
    Some((kin, other))
}
