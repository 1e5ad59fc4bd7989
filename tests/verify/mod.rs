//! `verify` over corpus/: claims altered in named ways, and what must become of each.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::cli::{corpus, run_in};

#[derive(Debug, Deserialize)]
struct Cases {
    kind: Vec<Kind>,
}

#[derive(Debug, Deserialize)]
struct Kind {
    name: String,
    cases: Vec<Case>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    quote: String,
    speaker: Option<String>,
    verdict: String,
    negation: Option<String>,
    #[serde(default)]
    spliced: bool,
}

fn indexed() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("index").display().to_string();
    assert_eq!(run_in(folder.path(), &["index", &corpus(), "--index", &place]).code, 0);
    folder
}

fn verified(folder: &Path, args: &[&str]) -> (Vec<Value>, i32) {
    let mut all = vec!["verify", "--index", "index", "--format", "jsonl"];
    all.extend(args);
    let output = run_in(folder, &all);
    let records = output.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (records, output.code)
}

#[test]
fn claims_altered_in_every_way_are_seen_through() {
    let cases: Cases = toml::from_str(include_str!("cases.toml")).unwrap();
    assert!(cases.kind.iter().all(|kind| kind.cases.len() >= 8));
    let all: Vec<(&str, &Case)> = cases
        .kind
        .iter()
        .flat_map(|kind| kind.cases.iter().map(|case| (kind.name.as_str(), case)))
        .collect();
    let rows: Vec<String> = all
        .iter()
        .zip(0..)
        .map(|((_, case), id)| {
            serde_json::json!({"id": id, "quote": case.quote, "speaker": case.speaker}).to_string()
        })
        .collect();
    let folder = indexed();
    fs::write(folder.path().join("claims.jsonl"), rows.join("\n")).unwrap();
    let (records, code) = verified(folder.path(), &["--from", "claims.jsonl"]);
    assert_eq!((records.len(), code), (all.len(), 4));
    let schema: Value =
        serde_json::from_str(include_str!("../../schema/verdict.schema.json")).unwrap();
    let record_schema: Value =
        serde_json::from_str(include_str!("../../schema/record.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let record_schema = jsonschema::validator_for(&record_schema).unwrap();
    let mut wrong = Vec::new();
    for (nth, ((kind, case), record)) in all.iter().zip(&records).enumerate() {
        assert_eq!(record["id"], nth);
        let faults: Vec<String> = schema.iter_errors(record).map(|e| e.to_string()).collect();
        assert_eq!(faults, Vec::<String>::new(), "{record}");
        assert!(record["passage"].is_null() || record_schema.is_valid(&record["passage"]));
        assert_eq!(record["passage"].is_null(), record["verdict"] == "not-found", "{record}");
        let negation = record["negation"].as_str();
        let right = record["verdict"] == case.verdict.as_str()
            && (case.negation.is_none() || negation == case.negation.as_deref())
            && (case.negation.is_some() || negation.is_none() || case.verdict != "exact")
            && (!case.spliced || record["spliced"].is_string());
        if !right {
            wrong.push(format!(
                "{kind}: {} ({:?})\n  {} {} spliced {} {}",
                case.quote,
                case.speaker,
                record["verdict"],
                record["negation"],
                record["spliced"],
                record["differences"]
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}

#[test]
fn each_verdict_has_its_exit_code_and_standard_input_is_read() {
    let folder = indexed();
    for (args, code) in [
        (vec!["I am done asking nicely"], 0),
        (vec!["no such words were ever spoken by anyone"], 1),
        (vec!["--from", "missing.jsonl"], 2),
        (vec!["I am not done asking nicely"], 3),
        (vec!["I am done asking nicely", "--speaker", "Helen Brask"], 4),
        (vec!["..."], 1),
    ] {
        assert_eq!(verified(folder.path(), &args).1, code, "{args:?}");
    }
    let rows = "I am done asking nicely\n\n{\"quote\": 3}\nI am not done asking nicely\n";
    fs::write(folder.path().join("rows.txt"), rows).unwrap();
    let output = run_in(folder.path(), &["verify", "--index", "index", "--from", "rows.txt"]);
    assert_eq!(output.code, 3, "{output:?}");
    assert!(output.stdout.starts_with("exact\n"), "{output:?}");
    assert!(output.stdout.contains("\naltered; a denial was inserted\n  I am {+not+} done"));
    assert!(output.stderr.contains("line 3 not read"), "{output:?}");
}
