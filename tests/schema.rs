//! The wire format: what the program prints, against schema/record.schema.json and against types
//! declared here, so that neither the schema nor the code can drift alone.

use serde::Deserialize;
use serde_json::Value;

use crate::cli::{corpus, run};

/// A record as scripts read it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    v: u8,
    id: String,
    doc: String,
    kind: String,
    text: String,
    spans: Vec<(u32, u32)>,
    reported: Vec<(u32, u32)>,
    speaker: Option<Speaker>,
    cue: Option<Cue>,
    date: Option<String>,
    date_source: Option<String>,
    #[expect(dead_code, reason = "read for its form alone")]
    said: Option<String>,
    issues: Vec<String>,
    #[expect(dead_code, reason = "read for its form alone")]
    concepts: Vec<String>,
    #[expect(dead_code, reason = "read for its form alone")]
    outlet: Option<String>,
    #[expect(dead_code, reason = "read for its form alone")]
    title: Option<String>,
    score: Option<f32>,
    highlights: Vec<(u32, u32)>,
    explain: Option<Explain>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Explain {
    decision: String,
    reason: String,
    candidates: Vec<Candidate>,
    means: Option<Means>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Candidate {
    mention: Option<String>,
    span: Option<(u32, u32)>,
    #[expect(dead_code, reason = "read for its form alone")]
    cue: Option<String>,
    chance: f32,
    taken: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Means {
    id: Option<String>,
    name: String,
    #[expect(dead_code, reason = "read for its form alone")]
    kind: String,
    #[expect(dead_code, reason = "read for its form alone")]
    rule: String,
    #[expect(dead_code, reason = "read for its form alone")]
    chance: f32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Speaker {
    id: Option<String>,
    name: Option<String>,
    #[expect(dead_code, reason = "read for its form alone")]
    kind: String,
    #[expect(dead_code, reason = "read for its form alone")]
    label: String,
    mention: Option<(u32, u32)>,
    confidence: f32,
    #[expect(dead_code, reason = "read for its form alone")]
    evidence: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cue {
    #[expect(dead_code, reason = "read for its form alone")]
    text: String,
    span: (u32, u32),
}

fn validator() -> jsonschema::Validator {
    let schema = include_str!("../schema/record.schema.json");
    let schema: Value = serde_json::from_str(schema).expect("the schema is JSON");
    jsonschema::validator_for(&schema).expect("the schema is one")
}

/// Checks every line against schema and types, and gives the records.
fn check(lines: &str) -> Vec<Record> {
    let validator = validator();
    let check = |line: &str| {
        let value: Value = serde_json::from_str(line).expect("a line is JSON");
        if let Err(fault) = validator.validate(&value) {
            panic!("{fault} at {} in {line}", fault.instance_path());
        }
        serde_json::from_str(line).expect("a line is a record")
    };
    lines.lines().map(check).collect()
}

#[test]
fn extract_prints_what_the_schema_describes() {
    let output = run(&["extract", "--quiet", "--format", "jsonl", &corpus()]);
    let records = check(&output.stdout);
    assert!(records.len() > 500, "{} records", records.len());
    for record in &records {
        assert_eq!(record.v, 1);
        assert_eq!(record.date.is_some(), record.date_source.is_some());
        assert!(record.score.is_none() && record.highlights.is_empty());
        assert!(record.explain.is_none(), "nobody asked for reasons");
        assert!(record.spans.is_sorted() && record.spans.iter().all(|(s, e)| s < e), "{record:?}");
        assert!(record.reported.is_empty() || record.kind == "quote", "{record:?}");
        assert!(record.cue.as_ref().is_none_or(|cue| cue.span.0 < cue.span.1));
        if let Some(speaker) = &record.speaker {
            assert!(
                (0.0..=1.0).contains(&speaker.confidence) && speaker.name.as_deref() != Some("")
            );
        }
    }
    let mut ids: Vec<&str> = records.iter().map(|record| record.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), records.len(), "ids are unique");
    assert!(records.iter().any(|record| !record.issues.is_empty()));
}

#[test]
fn spans_of_plain_text_cut_the_text_out_of_the_file() {
    let folder = format!("{}/halmere-courier", corpus());
    let output = run(&["extract", "--quiet", "--format", "jsonl", &folder]);
    for record in check(&output.stdout) {
        let file = std::fs::read_to_string(format!("{folder}/{}", record.doc)).unwrap();
        let pieces: Vec<&str> =
            record.spans.iter().map(|&(s, e)| &file[s as usize..e as usize]).collect();
        assert_eq!(pieces.join(" … "), record.text);
    }
}

#[test]
fn the_reasons_are_those_of_the_record() {
    let output = run(&["extract", "--quiet", "--explain", "--format", "jsonl", &corpus()]);
    let records = check(&output.stdout);
    let mut decisions = std::collections::BTreeMap::<&str, usize>::new();
    for record in &records {
        let Some(explain) = &record.explain else {
            assert_eq!(record.kind, "text", "{record:?}");
            continue;
        };
        *decisions.entry(&explain.decision).or_default() += 1;
        let named = record.speaker.as_ref().and_then(|speaker| speaker.name.as_deref());
        assert_eq!(explain.decision == "named", named.is_some(), "{record:?}");
        assert_eq!(explain.decision == "unattributed", record.speaker.is_none(), "{record:?}");
        let chances: Vec<f32> = explain.candidates.iter().map(|one| one.chance).collect();
        assert!(chances.is_sorted_by(|a, b| a >= b) && chances.iter().sum::<f32>() < 1.001);
        assert!(explain.candidates.iter().all(|one| one.mention.is_some() == one.span.is_some()));
        let taken: Vec<&Candidate> = explain.candidates.iter().filter(|one| one.taken).collect();
        let Some(speaker) = &record.speaker else {
            assert!(taken.is_empty() && !explain.reason.is_empty(), "{record:?}");
            continue;
        };
        if let (Some(means), Some(name)) = (&explain.means, named) {
            assert_eq!((means.name.as_str(), &means.id), (name, &speaker.id), "{record:?}");
        }
        match speaker.mention {
            Some(_) if !explain.candidates.is_empty() => {
                assert_eq!(taken.len(), 1, "{record:?}");
            }
            _ => assert!(taken.is_empty(), "{record:?}"),
        }
    }
    assert_eq!(decisions.len(), 3, "{decisions:?}");
    // the reasons change nothing else
    let plain = run(&["extract", "--quiet", "--format", "jsonl", &corpus()]);
    let bare = |line: &str| {
        let mut value: Value = serde_json::from_str(line).unwrap();
        value.as_object_mut().unwrap().remove("explain");
        value.to_string()
    };
    let told: Vec<String> = output.stdout.lines().map(bare).collect();
    assert_eq!(told, plain.stdout.lines().map(bare).collect::<Vec<_>>());
}

#[test]
fn cases_are_run_and_told_with_file_line_and_what_came_out() {
    let folder = tempfile::tempdir().unwrap();
    let layer = folder.path().to_str().unwrap();
    let issues = "[[issue]]\nid = 'ferries'\nname = 'Ferries'\nstrong = ['ferry']\n\
                  match = ['The last ferry left at noon.',\n 'The boat left at noon.']\n\
                  reject = ['The ferry sank.']\n";
    std::fs::write(folder.path().join("issues.toml"), issues).unwrap();
    let output = run(&["schema", "test", layer]);
    assert_eq!(output.code, 1, "{}", output.stderr);
    let told: Vec<&str> =
        output.stdout.lines().filter_map(|line| line.strip_prefix("  ")).collect();
    let place = |line: u32| format!("{layer}/issues.toml:{line}: `ferries` ");
    assert_eq!(told.len(), 2, "{}", output.stdout);
    assert!(told[0].starts_with(&(place(6) + "must match \"The boat left at noon.\"")), "{told:?}");
    assert!(told[1].starts_with(&(place(7) + "must not match")), "{told:?}");
    assert!(told[1].contains("which gives ferries"), "{told:?}");

    std::fs::write(folder.path().join("issues.toml"), issues.replace("name", "nam")).unwrap();
    let output = run(&["schema", "test", layer]);
    assert_eq!(output.code, 2);
    assert!(output.stderr.contains("issues.toml:3: unknown field `nam`"), "{}", output.stderr);
}

#[test]
fn what_belongs_to_a_removed_issue_is_no_mistake_and_to_one_unheard_of_is() {
    let folder = tempfile::tempdir().unwrap();
    let layer = folder.path().to_str().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("issues.toml", "[[issue]]\nid = 'agriculture'\nremove = true\n");
    assert_eq!(run(&["schema", "check", layer]).code, 0);
    let matter = "\n[[concept]]\nid = 'toll'\nname = 'Toll'\nfrom = 2020\nissues = ['tolls']\n";
    write("concepts.toml", matter);
    let output = run(&["schema", "check", layer]);
    assert_eq!(output.code, 2);
    assert!(output.stderr.contains("concepts.toml:2: no issue `tolls`"), "{}", output.stderr);
}
