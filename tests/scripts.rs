//! Searches for scripts: many in one run, saved ones, exit codes.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::cli::run_in;

const FERRY: &str = "Ferry vote put off\n\nPORT ELLEN, April 2, 2031 - The vote was put off.\n\n\
                     \"We will vote on the ferry bill in May,\" Mara Ellison said.\n";
const BRIDGE: &str = "Bridge shut\n\nPORT ELLEN, April 3, 2031 - The bridge was shut.\n\n\
                      \"The old bridge has to go this year,\" Ivo Tarn said.\n";
const AGAIN: &str = "Ferry bill passed\n\nPORT ELLEN, May 9, 2031 - The bill was passed.\n\n\
                     \"The ferry bill is law at last,\" Ivo Tarn said.\n";

fn indexed() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("ferry.txt"), FERRY).unwrap();
    fs::write(folder.path().join("bridge.txt"), BRIDGE).unwrap();
    assert_eq!(run_in(folder.path(), &["index", "."]).code, 0);
    folder
}

fn run(folder: &TempDir, args: &[&str]) -> (i32, String) {
    let output = run_in(folder.path(), args);
    assert!(output.code < 3 && !output.stderr.contains("panicked"), "{args:?}: {output:?}");
    (output.code, output.stdout)
}

#[test]
fn many_queries_are_answered_in_one_run() {
    let folder = indexed();
    let queries =
        "ferries\t\"ferry bill\" quote:vote\n# a remark\nnone\tzeppelins\n\"old bridge\"\n";
    fs::write(folder.path().join("q.tsv"), queries).unwrap();
    let schema: Value = serde_json::from_str(include_str!("../schema/record.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let all = ["search", "--queries", "q.tsv"];
    let (code, lines) = run(&folder, &[&all[..], &["-f", "jsonl"]].concat());
    let records: Vec<Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(records.iter().all(|record| schema.is_valid(record)), "{lines}");
    let names: Vec<&str> = records.iter().map(|r| r["query"].as_str().unwrap()).collect();
    assert_eq!((code, names), (0, vec!["ferries", "\"old bridge\""]));
    let (_, csv) = run(&folder, &[&all[..], &["-f", "csv"]].concat());
    assert_eq!(csv.lines().count(), 3, "one line of names: {csv}");
    assert!(csv.lines().nth(1).unwrap().ends_with(",ferries"), "{csv}");
    let (_, counts) = run(&folder, &[&all[..], &["--count"]].concat());
    assert_eq!(counts, "ferries\t1\nnone\t0\n\"old bridge\"\t1\n");
    assert_eq!(run(&folder, &["search", "--queries", "missing.tsv"]).0, 2);
    assert_eq!(run(&folder, &["search", "ferry", "--queries", "q.tsv"]).0, 2);
}

#[test]
fn whether_there_is_anything_is_an_exit_code() {
    let folder = indexed();
    assert_eq!(run(&folder, &["search", "\"ferry bill\"", "--exists"]), (0, String::new()));
    assert_eq!(run(&folder, &["search", "zeppelins", "--exists"]), (1, String::new()));
    let zero = ["search", "zeppelins", "--exists", "--exit-zero"];
    assert_eq!(run(&folder, &zero), (0, String::new()));
    let (_, paths) = run(&folder, &["search", "vote OR bridge", "--format", "paths", "--null"]);
    let mut paths: Vec<&str> = paths.split_terminator('\0').collect();
    paths.sort_unstable();
    assert_eq!(paths, ["bridge.txt", "ferry.txt"]);
}

#[test]
fn a_saved_search_gives_what_has_come_since() {
    let folder = indexed();
    assert_eq!(run(&folder, &["save", "--list"]), (1, String::new()));
    let save = ["save", "bills", "\"ferry bill\"", "--kind", "quote"];
    assert_eq!(run(&folder, &save), (0, String::new()));
    assert_eq!(run(&folder, &["save", "--list"]).1, "bills\tnever run\t\"ferry bill\"\n");
    let (code, first) = run(&folder, &["run", "bills", "--new"]);
    assert!(code == 0 && first.contains("in May"), "{first}");
    assert_eq!(run(&folder, &["run", "bills", "--new"]), (1, String::new()));
    assert!(run(&folder, &["run", "bills"]).1.contains("in May"));
    fs::write(folder.path().join("again.txt"), AGAIN).unwrap();
    // An old article read again is nothing new.
    fs::write(folder.path().join("ferry.txt"), format!("{FERRY}\nNobody spoke after her.\n"))
        .unwrap();
    assert_eq!(run(&folder, &["index"]).0, 0);
    assert_eq!(run(&folder, &["run", "bills", "--new", "--count"]), (0, "1\n".to_owned()));
    let (code, new) = run(&folder, &["run", "bills", "--new", "--format", "jsonl"]);
    assert!(code == 0 && new.lines().count() == 1 && new.contains("law at last"), "{new}");
    assert_eq!(run(&folder, &["run", "bills", "--new", "--exists"]), (1, String::new()));
    assert_eq!(run(&folder, &["save", "--remove", "bills"]).0, 0);
    assert_eq!(run(&folder, &["run", "bills"]).0, 2);
    assert_eq!(run(&folder, &["save", "../bills", "ferry"]).0, 2);
    assert_eq!(run(&folder, &["save", "bills", "ferry", "--issue", "imigration"]).0, 2);
}
