use jiff::civil::date;

use super::{Kin, People, rows};
use crate::lexicon::layer::{self, Fault, TableFile};
use crate::lexicon::{Lexicon, Table, key};

fn shipped() -> Vec<TableFile> {
    let lexicon = Lexicon::builtin();
    lexicon.files().filter(|(stem, _)| *stem == People::STEM).map(|(_, f)| f.clone()).collect()
}

fn slugs(people: &People, ids: &[crate::lexicon::PersonId]) -> Vec<String> {
    ids.iter().map(|id| people.get(*id).slug.to_string()).collect()
}

#[test]
fn the_shipped_table_has_no_faults() {
    let (people, faults) = People::build(&shipped());
    assert_eq!(faults, []);
    assert!(people.len() > 600);
    let lexicon = Lexicon::builtin();
    let is_place = |id: &str| lexicon.places().by_id(id).is_some();
    let is_party = |id: &str| lexicon.parties().by_id(id).is_some();
    assert_eq!(people.check_against(is_place, is_party), []);
}

#[test]
fn the_quick_reader_agrees_with_the_general_one() {
    let files = shipped();
    let quick = rows::plain(&files[0]).expect("the shipped table is plain");
    let (general, faults) = layer::rows::<rows::PersonRow>(&files[..1], &["person"]);
    assert_eq!(faults, []);
    assert_eq!(quick.len(), general.len());
    for (a, b) in quick.iter().zip(&general) {
        assert_eq!(a.row, b.row);
    }
}

#[test]
fn names_are_found_in_every_form() {
    let lexicon = Lexicon::builtin();
    let people = lexicon.people();
    for (name, slug) in [
        ("Bernie Sanders", "bernie-sanders"),
        ("Bernard Sanders", "bernie-sanders"),
        ("Donald J. Trump", "donald-trump"),
        ("Donald Trump", "donald-trump"),
        ("George H. W. Bush", "george-hw-bush"),
        ("George W. Bush", "george-w-bush"),
        ("Catherine Cortez Masto", "catherine-cortez-masto"),
        ("J. D. Vance", "jd-vance"),
    ] {
        assert_eq!(slugs(people, people.by_full_name(name)), [slug], "{name}");
    }
    assert_eq!(people.by_full_name("George Bush").len(), 2);
    assert!(people.by_full_name("Nobody Inparticular").is_empty());
}

#[test]
fn family_names_put_the_prominent_first() {
    let lexicon = Lexicon::builtin();
    let people = lexicon.people();
    assert_eq!(slugs(people, people.by_family(key("Trump")))[0], "donald-trump");
    let two = super::family_key("Cortez Masto");
    assert_eq!(slugs(people, people.by_family(two)), ["catherine-cortez-masto"]);
}

#[test]
fn offices_have_holders_on_a_day() {
    let lexicon = Lexicon::builtin();
    let people = lexicon.people();
    let on = |office, place, day| slugs(people, &people.holders(office, place, day));
    assert_eq!(on("president", "us", date(2016, 9, 1)), ["barack-obama"]);
    assert_eq!(on("president", "us", date(2021, 1, 20)), ["joe-biden"]);
    assert_eq!(on("vice-president", "us", date(2024, 7, 31)), ["kamala-harris"]);
    assert!(on("senator", "VT", date(2016, 9, 1)).contains(&"bernie-sanders".to_owned()));
    assert!(on("senator", "nowhere", date(2016, 9, 1)).is_empty());
    let former = people.former_holders("president", "us", date(2016, 9, 1));
    assert_eq!(slugs(people, &former)[0], "george-w-bush");
}

#[test]
fn layers_add_replace_and_tell_faults() {
    let text = r#"
[[person]]
id = "ada-voss"
name = "Ada Voss"
gender = "f"
party = "democratic ..2019, republican 2019.."
offices = ["governor GU 2015-01-12..2019-01-14", "mayor"]
kin = ["wife-of bo-ames", "wife-of nobody"]

[[person]]
id = "bo-ames"
name = "Bo Ames Jr."
aliases = ["The Colonel"]
gender = "x"
born = "soon"
"#;
    let mut files = shipped();
    files.push(TableFile { name: "people.toml".into(), text: text.into() });
    let (people, faults) = People::build(&files);
    let told: Vec<(u32, &str)> =
        faults.iter().map(|f: &Fault| (f.line, f.message.as_str())).collect();
    assert_eq!(
        told,
        [
            (2, "`mayor` names no place"),
            (10, "gender `x` is neither `f` nor `m`"),
            (10, "`soon` is not a date like 2016, 2016-08 or 2016-08-03"),
            (2, "no person `nobody`"),
        ]
    );
    let ada = people.by_slug("ada-voss").unwrap();
    let bo = people.by_slug("bo-ames").unwrap();
    assert_eq!(people.relatives(ada).collect::<Vec<_>>(), [(Kin::Spouse, bo)]);
    assert_eq!(people.relatives(bo).collect::<Vec<_>>(), [(Kin::Spouse, ada)]);
    assert_eq!(people.by_alias("the colonel"), [bo]);
    assert_eq!(people.by_full_name("Bo Ames"), [bo]);
    assert_eq!(people.by_family(key("ames")), [bo]);
    assert_eq!(people.holders("governor", "GU", date(2016, 3, 1)), [ada]);
    assert_eq!(people.party_on(ada, date(2018, 1, 1)), Some("democratic"));
    assert_eq!(people.party_on(ada, date(2019, 6, 1)), None);
    assert_eq!(people.party_on(ada, date(2021, 1, 1)), Some("republican"));
}
