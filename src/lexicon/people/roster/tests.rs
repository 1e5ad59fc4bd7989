use std::path::Path;

use jiff::civil::Date;

use super::{Import, RosterError, import};
use crate::lexicon::layer::TableFile;
use crate::lexicon::people::{People, state_of};
use crate::lexicon::{Lexicon, Table};

const ROSTER: &str = "
- id: {bioguide: X000001, wikipedia: Ada Voss (politician), fec: [H1]}
  name: {first: Adelaide, nickname: Ada, last: Voss, official_full: Adelaide M. Voss}
  bio: {birthday: '1961-02-03', gender: F}
  leadership_roles:
  - {title: House Majority Whip, chamber: house, start: '2011-01-05', end: '2013-01-03'}
  terms:
  - {type: rep, start: '2007-01-04', end: '2009-01-03', state: OH, district: 4, party: Democrat}
  - {type: rep, start: '2009-01-06', end: '2013-01-03', state: OH, district: 4, party: Democrat}
  - {type: sen, start: '2015-01-06', end: '2021-01-03', state: OH, party: Republican, url: 'x'}
- id: {bioguide: X000002}
  name: {first: Bo, last: Ames, suffix: Jr.}
  bio: {gender: M}
  terms:
  - {type: rep, start: '2019-01-03', end: '2021-01-03', state: GU, district: 0, party: Democrat}
";

fn layered(import: &Import) -> People {
    let lexicon = Lexicon::builtin();
    let mut files: Vec<TableFile> =
        lexicon.files().filter(|(s, _)| *s == People::STEM).map(|(_, f)| f.clone()).collect();
    files.push(TableFile { name: "people.toml".into(), text: import.toml.clone().into() });
    let (people, faults) = People::build(&files);
    assert_eq!(faults, []);
    people
}

#[test]
fn a_roster_becomes_a_layer() {
    let lexicon = Lexicon::builtin();
    let read = import(ROSTER, lexicon.people(), lexicon.parties()).unwrap();
    assert_eq!((read.added, read.updated), (2, 0));
    let people = layered(&read);
    let ada = people.get(people.by_slug("ada-voss").unwrap());
    let offices: Vec<String> = ada
        .offices
        .iter()
        .map(|o| format!("{} {} {}", people.office(o.kind).slug, o.place, o.term))
        .collect();
    assert_eq!(
        offices,
        [
            "representative OH-4 2007-01-04..2013-01-03",
            "senator OH 2015-01-06..2021-01-03",
            "house-majority-whip us 2011-01-05..2013-01-03",
        ]
    );
    let id = people.by_slug("ada-voss").unwrap();
    let party = |y, m, d| people.party_on(id, jiff::civil::date(y, m, d));
    assert_eq!(party(2010, 1, 1), Some("democratic"));
    assert_eq!(party(2016, 1, 1), Some("republican"));
    assert_eq!(people.by_full_name("Adelaide Voss"), [id]);
    let guam = people.holders("delegate", "GU", jiff::civil::date(2020, 1, 1));
    assert!(guam.contains(&people.by_slug("bo-ames").unwrap()));
}

#[test]
fn a_second_import_changes_nothing_but_what_the_roster_says() {
    let lexicon = Lexicon::builtin();
    let first = import(ROSTER, lexicon.people(), lexicon.parties()).unwrap();
    let people = layered(&first);
    let second = import(ROSTER, &people, lexicon.parties()).unwrap();
    assert_eq!((second.added, second.updated), (0, 2));
    assert_eq!(first.toml, second.toml);
}

#[test]
fn what_is_no_roster_is_refused() {
    let lexicon = Lexicon::builtin();
    let read = |text: &str| import(text, lexicon.people(), lexicon.parties()).unwrap_err();
    assert!(matches!(read("just words"), RosterError::Form { .. }));
    let bad = ROSTER.replace("2019-01-03", "soon");
    assert_eq!(read(&bad).to_string(), "`soon` in the terms of `Bo Ames` is not a date");
}

/// The shipped registry says what the public rosters say, wherever they lie beside the project.
#[test]
fn the_shipped_table_agrees_with_the_rosters() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let lexicon = Lexicon::builtin();
    let people = lexicon.people();
    for name in ["legislators-current.yaml", "executive.yaml"] {
        let Ok(yaml) = std::fs::read_to_string(folder.join(name)) else { continue };
        let read = import(&yaml, people, lexicon.parties()).unwrap();
        assert_eq!(read.added, 0, "{name} has people whom the table lacks");
        let members: Vec<super::Member> = serde_saphyr::from_str(&yaml).unwrap();
        let by_bioguide = people
            .iter()
            .filter_map(|(id, p)| p.bioguide.as_deref().map(|bioguide| (bioguide, id)))
            .collect();
        for member in &members {
            let id = super::known(member, people, &by_bioguide).unwrap();
            for term in &member.terms {
                let (office, place) = super::seat_of(term);
                let first: Date = term.start.parse().unwrap();
                let last = term.end.parse::<Date>().unwrap().yesterday().unwrap();
                for day in [first, last] {
                    let held = people.holders(&office, state_of(&place), day).contains(&id);
                    assert!(held, "{} as {office} of {place} on {day}", people.get(id).slug);
                    if !term.party_affiliations.is_empty() {
                        continue;
                    }
                    let party = term.party.as_deref().unwrap_or("");
                    let wanted = lexicon.parties().meant_by(party).first().copied();
                    let wanted = wanted.map(|id| lexicon.parties().get(id).id.as_str());
                    let got = people.party_on(id, day);
                    assert!(wanted.is_none() || got == wanted, "{} on {day}", people.get(id).slug);
                }
            }
        }
    }
}
