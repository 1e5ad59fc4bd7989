//! The ways of looking at an index: counts, timelines, concordances, more of one.

use serde::Deserialize;
use serde_json::Value;

use crate::cli::{corpus, run_in};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Count {
    v: u8,
    by: String,
    value: Option<String>,
    name: String,
    passages: u64,
    articles: u64,
    corpus: u64,
    share: f64,
    of_corpus: f64,
}

fn indexed() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join(".onrecord").display().to_string();
    assert_eq!(run_in(folder.path(), &["index", &corpus(), "--index", &place]).code, 0);
    folder
}

/// The lines of a command's JSON, each as the schema has it.
fn records(folder: &tempfile::TempDir, args: &[&str], schema: &str) -> Vec<Value> {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let mut all = args.to_vec();
    all.extend(["--format", "jsonl"]);
    let output = run_in(folder.path(), &all);
    assert_eq!(output.code, 0, "{args:?}: {output:?}");
    let lines: Vec<Value> =
        output.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for line in &lines {
        let faults: Vec<String> = schema.iter_errors(line).map(|e| e.to_string()).collect();
        assert_eq!(faults, Vec::<String>::new(), "{line}");
    }
    lines
}

fn counts(folder: &tempfile::TempDir, args: &[&str]) -> Vec<Count> {
    let lines = records(folder, args, include_str!("../schema/count.schema.json"));
    lines.into_iter().map(|line| serde_json::from_value(line).unwrap()).collect()
}

fn found(folder: &tempfile::TempDir, query: &str) -> u64 {
    let output = run_in(folder.path(), &["search", query, "--count"]);
    output.stdout.trim().parse().unwrap()
}

#[test]
fn counts_add_up_to_what_search_finds() {
    let folder = indexed();
    let whole = found(&folder, "");
    for by in ["speaker", "outlet", "kind", "year", "month", "day"] {
        let rows = counts(&folder, &["count", "--by", by, "\"ferry\"", "-n", "0"]);
        assert!(rows.iter().all(|row| row.v == 1 && row.by == by && !row.name.is_empty()));
        let sum: u64 = rows.iter().map(|row| row.passages).sum();
        assert_eq!(sum, found(&folder, "\"ferry\""), "{by}");
        let shares: f64 = rows.iter().map(|row| row.share).sum();
        assert!((shares - 1.0).abs() < 1e-6, "{by}: {shares}");
        for row in &rows {
            assert!(row.articles <= row.passages && row.passages <= row.corpus, "{row:?}");
            let part = row.passages as f64 / row.corpus.max(1) as f64;
            assert!((row.of_corpus - part).abs() < 1e-9, "{row:?}");
        }
        let all = counts(&folder, &["count", "--by", by, "-n", "0"]);
        assert_eq!(all.iter().map(|row| row.passages).sum::<u64>(), whole, "{by}");
    }
    let issue = &counts(&folder, &["issues", "-n", "1"])[0];
    let slug = issue.value.clone().unwrap();
    assert_eq!(issue.passages, found(&folder, &format!("issue:{slug}")));
    let speaker = &counts(&folder, &["speakers", "speaker:brask", "-n", "1"])[0];
    assert_eq!(speaker.name, "Helen Brask");
    assert_eq!(run_in(folder.path(), &["count", "--by", "kind", "zeppelins"]).code, 1);
}

#[test]
fn a_timeline_has_every_month_between_its_ends() {
    let folder = indexed();
    let rows = counts(&folder, &["timeline", "\"ferry\""]);
    let months: Vec<String> = rows.into_iter().filter_map(|row| row.value).collect();
    let first = months.first().unwrap();
    let wanted: Vec<String> = (0..months.len()).map(|n| format!("2025-{:02}", n + 1)).collect();
    assert_eq!((first.as_str(), &months), ("2025-01", &wanted));
    let svg = run_in(folder.path(), &["timeline", "\"ferry\"", "--format", "svg"]);
    assert!(svg.stdout.starts_with("<svg ") && svg.stdout.ends_with("</svg>\n"));
    assert_eq!(svg.stdout.matches("<rect ").count(), months.len() + 1);
    let csv = run_in(folder.path(), &["timeline", "\"ferry\"", "--format", "csv"]);
    assert_eq!(csv.stdout.lines().count(), months.len() + 1);
}

#[test]
fn concordance_lines_are_aligned_and_sorted() {
    let folder = indexed();
    let args = ["kwic", "\"ferry\"", "--sort", "right", "-n", "0", "--window", "3"];
    let lines = records(&folder, &args, include_str!("../schema/line.schema.json"));
    assert!(lines.len() > 10);
    let text = |line: &Value, field: &str| line[field].as_str().unwrap().to_lowercase();
    assert!(lines.iter().all(|line| text(line, "match").starts_with("ferr")));
    let first = |line: &Value| {
        let right = text(line, "right");
        let word = right.split(|ch: char| !ch.is_alphanumeric()).find(|word| !word.is_empty());
        word.unwrap_or("").to_owned()
    };
    assert!(lines.iter().map(first).collect::<Vec<_>>().is_sorted());
    assert!(lines.iter().all(|line| text(line, "left").split_whitespace().count() <= 5));
    let human = run_in(folder.path(), &args);
    for line in human.stdout.lines() {
        let column: String = line.chars().skip(30).take(4).collect();
        assert_eq!(column.to_lowercase(), "ferr", "{line}");
    }
}

#[test]
fn passages_like_one_are_others() {
    let folder = indexed();
    let id = "5f8e7587fd5ddcc2";
    let schema = include_str!("../schema/record.schema.json");
    let found = records(&folder, &["like", id, "-n", "5"], schema);
    assert_eq!(found.len(), 5);
    assert!(found.iter().all(|record| record["id"] != id));
    let told = run_in(folder.path(), &["like", id, "--kind", "statement", "-f", "jsonl"]);
    assert!(told.stdout.lines().all(|line| line.contains("\"kind\":\"statement\"")));
    assert_eq!(run_in(folder.path(), &["like", "ferry"]).code, 2);
}

#[test]
fn a_quote_in_many_articles_is_one_result_that_names_them() {
    let folder = indexed();
    let schema = include_str!("../schema/record.schema.json");
    let args = ["search", "grievance", "--kind", "quote", "-n", "1"];
    let alone = &records(&folder, &args, schema)[0];
    assert_eq!(alone["copies"]["articles"], 3);
    assert!(alone["copies"]["others"][0].get("doc").is_none());
    let expanded = records(&folder, &[&args[..], &["--expand"]].concat(), schema);
    let others = expanded[0]["copies"]["others"].as_array().unwrap();
    let docs: Vec<&str> = others.iter().map(|one| one["doc"].as_str().unwrap()).collect();
    let wanted =
        ["vpa/2025/03/20/ferry-bill-defeated.txt", "tarnholt-times/2025-03-21-ferry-vote.json"];
    assert_eq!(docs, wanted);
    let every = records(&folder, &["search", "grievance", "--no-group", "-n", "0"], schema);
    assert!(every.iter().all(|record| record.get("copies").is_none()));
    assert_eq!(every.len() as u64, found(&folder, "grievance"));
    let grouped = records(&folder, &["search", "grievance", "-n", "0"], schema);
    let copies: usize = grouped
        .iter()
        .filter_map(|record| record["copies"]["others"].as_array().map(Vec::len))
        .sum();
    assert!(copies > 0);
    assert_eq!(grouped.len() + copies, every.len());
}

#[test]
fn a_party_is_the_one_of_the_day_on_which_the_words_were_said() {
    let folder = tempfile::tempdir().unwrap();
    let (place, schema) = (folder.path().join(".onrecord"), format!("{}/schema", corpus()));
    let place = place.display().to_string();
    let args = ["index", &corpus(), "--index", &place, "--schema", &schema];
    assert_eq!(run_in(folder.path(), &args).code, 0);
    let days = |query: &[&str]| -> Vec<String> {
        let args = [&["search"], query, &["-n", "0", "--no-group", "--schema", &schema]].concat();
        let found = records(&folder, &args, include_str!("../schema/record.schema.json"));
        let day = |record: &Value| {
            let said = record["said"].as_str().or_else(|| record["date"].as_str());
            said.unwrap().to_owned()
        };
        found.iter().map(day).collect()
    };
    let all = days(&["speaker:jory-pell"]);
    let before = days(&["speaker:jory-pell", "party:\"free coast\""]);
    let after = days(&["--speaker", "jory-pell", "--party", "none"]);
    assert!(!before.is_empty() && before.iter().all(|day| day.as_str() < "2025-06-05"));
    assert!(!after.is_empty() && after.iter().all(|day| day.as_str() >= "2025-06-05"));
    assert_eq!(before.len() + after.len(), all.len());
    assert_eq!(days(&["speaker:jory-pell", "--office", "member-of-parliament"]).len(), all.len());
    let mistyped = ["search", "office:senatr", "--schema", &schema];
    let told = run_in(folder.path(), &mistyped);
    assert_eq!(told.code, 1);
    assert!(told.stderr.contains("did you mean `office:senator`?"), "{told:?}");
}

#[test]
fn sentences_around_are_shown_on_request() {
    let folder = indexed();
    let args = ["search", "\"dialysis machine\"", "-n", "1"];
    let plain = run_in(folder.path(), &args).stdout;
    assert!(!plain.contains("warned her brother"), "{plain}");
    let around = run_in(folder.path(), &[&args[..], &["-C", "1"]].concat()).stdout;
    assert!(around.contains("\n    His sister put it differently.\n"), "{around}");
    assert!(around.contains("    Adela Vale said she had warned her brother"), "{around}");
    let args = ["kwic", "\"dialysis machine\"", "--sentences", "0"];
    let lines = records(&folder, &args, include_str!("../schema/line.schema.json"));
    let (left, right) = (lines[0]["left"].as_str().unwrap(), lines[0]["right"].as_str().unwrap());
    assert!(left.starts_with("“I have four thousand people"), "{left}");
    assert!(right.starts_with(" in January.") && !right.contains("concentrates"), "{right}");
}

#[test]
fn nothing_but_text_goes_into_a_pipe() {
    let folder = indexed();
    let output = run_in(folder.path(), &["search", "ferry", "-n", "3"]);
    assert!(!output.stdout.contains('\u{1b}') && !output.stderr.contains('\u{1b}'), "{output:?}");
    assert!(output.stderr.contains("articles dated, "), "{output:?}");
    assert_eq!(run_in(folder.path(), &["search", "ferry", "--no-pager"]).code, 0);
}
