//! Corrections: written by the program or by hand, applied over the machine, kept through runs,
//! and told of where they do not read or fit nothing.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::cli::{Output, run_in};

const FILE: &str = ".onrecord.corrections.jsonl";

fn article(lead: &str) -> String {
    format!(
        "Harbor vote put off\n\nPORT ELLEN, April 2, 2031 - {lead}\n\n\"We will vote on the harbor \
         bill in May,\" Mara Ellison, the speaker of the assembly, said.\n\n\"Nobody asked the \
         dockers about it,\" said Tobin Garrow, who leads their union.\n"
    )
}

/// A folder with two indexed articles.
fn indexed() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("harbor.txt"), article("The vote was put off.")).unwrap();
    let other =
        "Ferry late\n\nApril 3, 2031\n\n\"The ferry was late again today,\" Ines Pell said.\n";
    fs::write(folder.path().join("ferry.txt"), other).unwrap();
    assert_eq!(index(&folder).code, 0);
    folder
}

fn index(folder: &tempfile::TempDir) -> Output {
    run_in(folder.path(), &["index", "."])
}

/// The quotes that the index has with these words.
fn quotes(folder: &Path, query: &str) -> Vec<Value> {
    let args = ["search", query, "--kind", "quote,statement", "-f", "jsonl", "--exit-zero"];
    let found = run_in(folder, &args);
    assert_eq!(found.code, 0, "{found:?}");
    found.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn quote(folder: &tempfile::TempDir, query: &str) -> Value {
    let found = quotes(folder.path(), query);
    assert_eq!(found.len(), 1, "{found:?}");
    found[0].clone()
}

fn correct(folder: &tempfile::TempDir, query: &str, args: &[&str]) -> Output {
    let id = quote(folder, query)["id"].as_str().unwrap().to_owned();
    let mut all = vec!["correct", &id];
    all.extend(args);
    let output = run_in(folder.path(), &all);
    assert_eq!(output.code, 0, "{output:?}");
    output
}

#[test]
fn a_correction_wins_and_only_its_file_is_read_again() {
    let folder = indexed();
    let before = quote(&folder, "\"harbor bill\"");
    assert_eq!(before["speaker"]["name"], "Mara Ellison");
    let told = correct(&folder, "\"harbor bill\"", &["--speaker", "Ines Pell", "--note", "heard"]);
    assert!(told.stdout.contains("Mara Ellison -> Ines Pell"), "{told:?}");
    assert!(told.stdout.contains(&format!("line 1 of {FILE}")), "{told:?}");
    // nothing is said twice
    correct(&folder, "\"harbor bill\"", &["--speaker", "Ines Pell"]);
    assert_eq!(fs::read_to_string(folder.path().join(FILE)).unwrap().lines().count(), 1);
    let status = run_in(folder.path(), &["status"]);
    assert!(status.stdout.contains("corrected         0          1 not yet"), "{status:?}");
    let run = index(&folder);
    assert!(run.code == 0 && run.stdout.contains("0 new, 1 changed, 1 unchanged"), "{run:?}");
    assert!(run.stdout.contains("corrections: 1 applied, 0 not yet, 0 fit nothing"), "{run:?}");
    let after = quote(&folder, "\"harbor bill\"");
    assert_eq!(after["id"], before["id"]);
    assert_eq!(after["speaker"]["name"], "Ines Pell");
    assert_eq!(after["speaker"]["confidence"], 1.0);
    assert_eq!(after["speaker"]["evidence"], "corrected");
    assert_eq!(quotes(folder.path(), "speaker:pell").len(), 2);
    let again = index(&folder);
    assert!(again.stdout.contains("0 new, 0 changed, 2 unchanged"), "{again:?}");
    assert_eq!(run_in(folder.path(), &["index", "--rebuild"]).code, 0);
    assert_eq!(quote(&folder, "\"harbor bill\"")["speaker"]["evidence"], "corrected");
    // taken back by deleting the line
    fs::remove_file(folder.path().join(FILE)).unwrap();
    let back = index(&folder);
    assert!(back.stdout.contains("0 new, 1 changed, 1 unchanged"), "{back:?}");
    assert_eq!(quote(&folder, "\"harbor bill\""), before);
}

#[test]
fn nobody_and_no_quote_are_answers_too() {
    let folder = indexed();
    correct(&folder, "\"harbor bill\"", &["--none"]);
    correct(&folder, "\"the dockers\"", &["--not-a-quote"]);
    assert_eq!(index(&folder).code, 0);
    assert_eq!(quote(&folder, "\"harbor bill\"")["speaker"], Value::Null);
    assert_eq!(quotes(folder.path(), "\"the dockers\"").len(), 0);
    let text = run_in(folder.path(), &["search", "\"the dockers\"", "--kind", "text", "--count"]);
    assert_eq!(text.stdout, "1\n", "{text:?}");
    // of two lines for the same words the later one holds
    correct(&folder, "\"harbor bill\"", &["--speaker", "Harbor Board", "--kind", "organization"]);
    assert_eq!(index(&folder).code, 0);
    let after = quote(&folder, "\"harbor bill\"");
    assert_eq!(after["speaker"]["name"], "Harbor Board");
    assert_eq!(after["speaker"]["kind"], "organization");
    let listed = run_in(folder.path(), &["correct", "--list"]);
    assert!(listed.stdout.contains(&format!("{FILE}:3  harbor.txt")), "{listed:?}");
    assert!(listed.stdout.contains("-> not a quote"), "{listed:?}");
    assert_eq!(listed.stdout.lines().count(), 6, "{listed:?}");
}

#[test]
fn a_correction_follows_its_words_and_is_told_of_where_they_are_gone() {
    let folder = indexed();
    correct(&folder, "\"harbor bill\"", &["--speaker", "Ines Pell"]);
    let moved = article("The vote, which many had long waited for, was put off on Tuesday night.");
    fs::write(folder.path().join("harbor.txt"), &moved).unwrap();
    assert_eq!(index(&folder).code, 0);
    assert_eq!(quote(&folder, "\"harbor bill\"")["speaker"]["name"], "Ines Pell");
    let check = run_in(folder.path(), &["correct", "--check"]);
    assert!(check.code == 0 && check.stderr.is_empty(), "{check:?}");
    fs::write(folder.path().join("harbor.txt"), moved.replace("harbor bill in May", "law"))
        .unwrap();
    let gone = index(&folder);
    assert_eq!(gone.code, 2, "{gone:?}");
    assert!(
        gone.stderr.contains(&format!("`{FILE}:1` changes nothing in `harbor.txt`")),
        "{gone:?}"
    );
    assert_eq!(quote(&folder, "\"will vote\"")["speaker"]["name"], "Mara Ellison");
    // a run with nothing to do tells of it as well
    assert_eq!(index(&folder).code, 2);
    let status = run_in(folder.path(), &["status"]);
    assert_eq!(status.code, 2, "{status:?}");
    assert!(status.stdout.contains(&format!("{FILE}:1: no quote or statement")), "{status:?}");
}

#[test]
fn lines_by_hand_are_read_and_wrong_ones_named() {
    let folder = indexed();
    let text = "# by hand\n\
                {\"doc\":\"harbor.txt\",\"words\":\"nobody asked the dockers\",\"speaker\":\"Ines Pell\"}\n\
                {\"doc\":\"harbour.txt\",\"words\":\"nobody asked\",\"speaker\":null}\n\
                {\"doc\":\"harbor.txt\",\"words\":\"nobody\",\"speekr\":\"x\"}\n\
                not json \u{1b}[31m\n";
    fs::write(folder.path().join(FILE), text).unwrap();
    let run = index(&folder);
    assert_eq!(run.code, 2, "{run:?}");
    for told in [":3` changes nothing in `harbour.txt`", ":4` does not read", ":5` does not read"] {
        assert!(run.stderr.contains(told), "{told}: {run:?}");
    }
    assert!(!run.stderr.contains('\u{1b}'), "{run:?}");
    assert!(run.stdout.contains("corrections: 1 applied, 0 not yet, 1 fit nothing, 2 do not read"));
    assert_eq!(quote(&folder, "\"the dockers\"")["speaker"]["name"], "Ines Pell");
    assert_eq!(run_in(folder.path(), &["correct", "--check"]).code, 2);
    // without an index, applied and told of as well
    let args = ["extract", ".", "--corrections", FILE, "--explain", "--kind", "quote"];
    let extracted = run_in(folder.path(), &args);
    assert_eq!(extracted.code, 2, "{extracted:?}");
    assert!(extracted.stdout.contains("corrected: line 2 of the corrections says so"));
    assert!(extracted.stderr.contains(":4` does not read"), "{extracted:?}");
    let missing = run_in(folder.path(), &["extract", ".", "--corrections", "nowhere.jsonl"]);
    assert!(missing.code == 2 && missing.stderr.contains("`nowhere.jsonl`"), "{missing:?}");
}

#[test]
fn a_file_of_corrections_among_the_articles_is_none_of_them() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("harbor.txt"), article("The vote was put off.")).unwrap();
    let line = "{\"doc\":\"harbor.txt\",\"words\":\"Nobody asked the dockers about it\",\
                \"speaker\":\"Mara Ellison\"}";
    fs::write(folder.path().join("mine.jsonl"), line).unwrap();
    let run = run_in(folder.path(), &["index", ".", "--corrections", "mine.jsonl"]);
    assert!(run.code == 0 && run.stdout.starts_with("1 new,"), "{run:?}");
    assert!(run.stdout.contains("0 passed over"), "{run:?}");
    let after = quote(&folder, "\"the dockers\"");
    assert_eq!(after["speaker"]["name"], "Mara Ellison");
    // a last line without an end is kept whole
    let id = after["id"].as_str().unwrap();
    let args = ["correct", id, "--none", "--corrections", "mine.jsonl"];
    assert_eq!(run_in(folder.path(), &args).code, 0);
    let text = fs::read_to_string(folder.path().join("mine.jsonl")).unwrap();
    assert!(text.starts_with(&format!("{line}\n{{")) && text.ends_with("}\n"), "{text}");
}

#[test]
fn writers_at_the_same_time_lose_no_line() {
    let folder = indexed();
    let id = quote(&folder, "\"harbor bill\"")["id"].as_str().unwrap().to_owned();
    std::thread::scope(|scope| {
        for n in 0..8 {
            let (folder, id) = (folder.path(), &id);
            scope.spawn(move || {
                let name = format!("Witness Number{n}");
                assert_eq!(run_in(folder, &["correct", id, "--speaker", &name]).code, 0);
            });
        }
    });
    let text = fs::read_to_string(folder.path().join(FILE)).unwrap();
    for n in 0..8 {
        assert_eq!(text.matches(&format!("Number{n}\"")).count(), 1, "{text}");
    }
    let schema: Value =
        serde_json::from_str(include_str!("../schema/correction.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for line in text.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert!(schema.is_valid(&line), "{line}");
    }
    let wrong = [
        r#"{"doc":"a","speaker":"X"}"#,
        r#"{"doc":"a","words":"no"}"#,
        r#"{"doc":"a","words":"no","speaker":"X","quote":false}"#,
        r#"{"doc":"a","words":"no","speeker":"X"}"#,
    ];
    for line in wrong {
        assert!(!schema.is_valid(&serde_json::from_str(line).unwrap()), "{line}");
    }
}

#[test]
fn what_cannot_be_corrected_is_said() {
    let folder = indexed();
    let text = run_in(folder.path(), &["search", "put off", "--kind", "text", "-f", "jsonl"]);
    let record: Value = serde_json::from_str(text.stdout.lines().next().unwrap()).unwrap();
    let id = record["id"].as_str().unwrap();
    let narration = run_in(folder.path(), &["correct", id, "--none"]);
    assert!(narration.code == 2 && narration.stderr.contains("is narration"), "{narration:?}");
    assert!(narration.stderr.contains("hint: "), "{narration:?}");
    assert_eq!(run_in(folder.path(), &["correct", "0000000000000000", "--none"]).code, 1);
    assert_eq!(run_in(folder.path(), &["correct", id]).code, 2);
    assert_eq!(run_in(folder.path(), &["correct", id, "--none", "--not-a-quote"]).code, 2);
    assert_eq!(run_in(folder.path(), &["correct", "--list"]).code, 1);
    assert!(!folder.path().join(FILE).try_exists().unwrap());
}

#[test]
fn an_index_remembers_the_file_that_it_was_told() {
    let (folder, desk) = (indexed(), tempfile::tempdir().unwrap());
    let file = desk.path().join("mine.jsonl");
    let line = r#"{"doc":"harbor.txt","words":"We will vote on the harbor bill in May,","speaker":"Ines Pell"}"#;
    fs::write(&file, format!("{line}\n")).unwrap();
    let told = run_in(folder.path(), &["index", "--corrections", &file.display().to_string()]);
    assert!(told.code == 0 && told.stdout.contains("corrections: 1 applied"), "{told:?}");
    // From then on it need not be named, by no command.
    let again = index(&folder);
    assert!(again.code == 0 && again.stdout.contains("corrections: 1 applied"), "{again:?}");
    assert_eq!(quote(&folder, "\"harbor bill\"")["speaker"]["name"], "Ines Pell");
    let list = run_in(folder.path(), &["correct", "--list"]);
    assert!(list.stdout.contains("mine.jsonl:1"), "{list:?}");
    fs::remove_file(&file).unwrap();
    let lost = index(&folder);
    assert!(lost.code == 2 && lost.stderr.contains("mine.jsonl"), "{lost:?}");
    let other = desk.path().join("other.jsonl").display().to_string();
    fs::write(&other, "").unwrap();
    assert_eq!(run_in(folder.path(), &["index", "--corrections", &other]).code, 0);
    assert_eq!(quote(&folder, "\"harbor bill\"")["speaker"]["name"], "Mara Ellison");
}

#[test]
fn reasons_do_not_go_into_rows() {
    let folder = indexed();
    let refused = run_in(folder.path(), &["extract", ".", "--explain", "--format", "csv"]);
    assert_eq!((refused.code, refused.stdout.as_str()), (2, ""));
    assert!(refused.stderr.contains("hint: write it with `--format jsonl`"), "{refused:?}");
}
