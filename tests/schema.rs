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
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Speaker {
    #[expect(dead_code, reason = "read for its form alone")]
    id: Option<String>,
    name: Option<String>,
    #[expect(dead_code, reason = "read for its form alone")]
    kind: String,
    #[expect(dead_code, reason = "read for its form alone")]
    label: String,
    #[expect(dead_code, reason = "read for its form alone")]
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
