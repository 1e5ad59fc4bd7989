//! Short hard cases of quotes, statements and their speakers, as data, by class.
//!
//! Each `*.toml` here holds `[[case]]`s: a text; `quotes`, all that it holds, each with the name
//! of its speaker, or "" for nobody; and `statements` likewise, which are checked where a case
//! lists them. Words are compared without the punctuation at their ends; of a statement half of
//! the words must be there. `known.txt` names the cases that do not come out right yet: another
//! that fails, fails the test; one that comes right asks to be taken off the list.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use onrecord::lexicon::Lexicon;
use onrecord::parse::{self, ParseConfig};
use onrecord::pipeline::{self, Options, Passage, PassageKind};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    text: String,
    #[serde(default)]
    quotes: Vec<(String, String)>,
    statements: Option<Vec<(String, String)>>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/quotes")
}

fn cases() -> Vec<Case> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    let mut all = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let read: File =
            toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        all.extend(read.case);
    }
    all
}

/// Words in lower case, without marks at either end of them.
fn words(text: &str) -> Vec<String> {
    let low = text.to_lowercase().replace('’', "'");
    low.split_whitespace()
        .map(|word| word.trim_matches(|ch: char| !ch.is_alphanumeric()).to_owned())
        .filter(|word| !word.is_empty())
        .collect()
}

fn is_name(found: &str, right: &str) -> bool {
    let small = |word: &String| !["a", "an", "the"].contains(&word.as_str());
    let found: Vec<String> = words(found).into_iter().filter(small).collect();
    let right: Vec<String> = words(right).into_iter().filter(small).collect();
    found == right || (right.len() > 1 && found.ends_with(&right) && found.len() <= right.len() + 2)
}

fn speaker(passage: &Passage) -> &str {
    passage.speaker.as_ref().map_or("", |speaker| speaker.name.as_str())
}

/// What is wrong with the extraction of a case.
fn faults(case: &Case, lexicon: &Lexicon) -> Vec<String> {
    let name = "2025-03-05_case.txt";
    let read = parse::parse(name, case.text.as_bytes(), lexicon, &ParseConfig::default());
    let article = read.unwrap_or_else(|e| panic!("{}: {e}", case.id)).remove(0);
    let found = pipeline::extract(name.to_owned(), article, lexicon, &Options::default());
    let text = found.article.text.as_str();
    let of = |kind| -> Vec<&Passage> { found.passages.iter().filter(|p| p.kind == kind).collect() };

    let mut faults = Vec::new();
    let mut quotes = of(PassageKind::Quote);
    for (right, name) in &case.quotes {
        match quotes.iter().position(|quote| words(&quote.text(text)) == words(right)) {
            None => faults.push(format!("no quote: {right}")),
            Some(at) => {
                let quote = quotes.remove(at);
                if !is_name(speaker(quote), name) {
                    faults.push(format!("`{right}` is by `{name}`, not `{}`", speaker(quote)));
                }
            }
        }
    }
    for quote in quotes {
        faults.push(format!("not a quote here: `{}` by `{}`", quote.text(text), speaker(quote)));
    }
    let Some(right) = &case.statements else { return faults };
    let mut statements = of(PassageKind::Statement);
    for (right, name) in right {
        let want = words(right);
        let alike = |statement: &&Passage| {
            let got = words(&statement.text(text));
            let both = want.iter().filter(|word| got.contains(word)).count();
            both * 2 >= want.len() && got.len() <= want.len() * 2
        };
        match statements.iter().position(alike) {
            None => faults.push(format!("no statement: {right}")),
            Some(at) => {
                let statement = statements.remove(at);
                if !is_name(speaker(statement), name) {
                    faults.push(format!("`{right}` is by `{name}`, not `{}`", speaker(statement)));
                }
            }
        }
    }
    for statement in statements {
        faults.push(format!("not a statement here: `{}`", statement.text(text)));
    }
    faults
}

#[test]
fn cases_come_out_right_but_for_the_known_ones() {
    let lexicon = Lexicon::builtin();
    let cases = cases();
    assert!(cases.len() >= 150, "{} cases", cases.len());
    let ids: BTreeSet<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids.len(), cases.len(), "two cases of one id");
    let known = fs::read_to_string(folder().join("known.txt")).unwrap();
    let known: BTreeSet<&str> = known.lines().filter(|line| !line.starts_with('#')).collect();

    let mut report = String::new();
    let mut failing = BTreeSet::new();
    for case in &cases {
        let faults = faults(case, &lexicon);
        if !faults.is_empty() {
            failing.insert(case.id.as_str());
            report += &format!("{}: {}\n", case.id, faults.join("; "));
        }
    }
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("quote-cases.txt");
    fs::write(&path, &report).unwrap();
    let new: Vec<_> = failing.difference(&known).collect();
    assert!(new.is_empty(), "cases that fail, see {}: {new:?}", path.display());
    let mended: Vec<_> = known.difference(&failing).collect();
    if !mended.is_empty() {
        {
            eprintln!("tests/quotes/known.txt: these come out right, take them off: {mended:?}");
        }
    }
}
