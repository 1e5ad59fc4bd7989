//! House rules that a compiler does not check: who may import whom, how files begin, how long
//! they are, and that what documents name is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules of src/ with their ranks: a module may import lower ranks and itself.
const RANKS: [(&str, i8); 22] = [
    ("span", -1),
    ("diagnostic", 0),
    ("civil", 0),
    ("lexicon", 1),
    ("walk", 2),
    ("written", 2),
    ("parse", 3),
    ("text", 4),
    ("quotes", 5),
    ("speakers", 6),
    ("dates", 6),
    ("issues", 6),
    ("corrections", 7),
    ("pipeline", 8),
    ("cases", 8),
    ("index", 9),
    ("search", 10),
    ("output", 11),
    ("error", 12),
    ("cli", 13),
    ("lib", 14),
    ("main", 15),
];

/// Outside names and the modules that may use them.
const GUESTS: [(&str, &[&str]); 6] = [
    ("tantivy", &["index", "search"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("walkdir", &["walk"]),
    ("std::env", &["cli"]),
    ("serde::Serialize", &["output", "index", "cli"]),
];

/// Lines that a file may have, tests aside.
const MOST_LINES: usize = 500;

/// Files that are to be split, and the lines that they may have until then. Nothing is added
/// here: a file leaves the list when it is short enough.
const TO_SPLIT: [(&str, usize); 8] = [
    ("src/dates/grammar.rs", 560),
    ("src/dates/said.rs", 560),
    ("src/lexicon/people.rs", 540),
    ("src/parse/html/page.rs", 700),
    ("src/search/parse.rs", 560),
    ("src/speakers/mention.rs", 620),
    ("src/speakers/rank.rs", 600),
    ("src/speakers/resolve.rs", 560),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder with one of the endings, sorted.
fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut open = vec![root().join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                open.push(entry);
            } else if endings.iter().any(|ending| entry.extension().is_some_and(|e| e == *ending)) {
                found.push(entry);
            }
        }
    }
    found.sort();
    found
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

/// The module of src/ that a file belongs to.
fn module(path: &Path) -> String {
    let below = path.strip_prefix(root().join("src")).unwrap();
    let first = below.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

fn rank(module: &str) -> Option<i8> {
    RANKS.iter().find(|(name, _)| *name == module).map(|&(_, rank)| rank)
}

/// Names that follow `prefix` in the code of a file, comments aside.
fn names_after(text: &str, prefix: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for (at, _) in line.match_indices(prefix) {
            let rest = &line[at + prefix.len()..];
            let group =
                rest.strip_prefix('{').map_or(rest, |inner| inner.split('}').next().unwrap());
            let pieces = if rest.starts_with('{') { group } else { rest };
            for piece in
                if rest.starts_with('{') { pieces.split(',').collect() } else { vec![pieces] }
            {
                let name: String = piece
                    .trim()
                    .chars()
                    .take_while(|ch| ch.is_ascii_lowercase() || *ch == '_')
                    .collect();
                if !name.is_empty() {
                    names.insert(name);
                }
            }
        }
    }
    names
}

/// The code of a file without its inline tests.
fn without_tests(text: &str) -> &str {
    text.split("\n#[cfg(test)]\nmod tests {").next().unwrap()
}

fn is_test_file(path: &Path) -> bool {
    path.components().any(|part| matches!(part.as_os_str().to_str(), Some("tests" | "tests.rs")))
}

#[test]
fn modules_import_only_lower_ranks() {
    let mut breaches = Vec::new();
    for path in files("src", &["rs"]) {
        let own = module(&path);
        let Some(own_rank) = rank(&own) else {
            breaches.push(format!("{}: `{own}` has no rank", shown(&path)));
            continue;
        };
        let text = fs::read_to_string(&path).unwrap();
        // Tests of a module may build what it takes from stages above it.
        let code = if is_test_file(&path) { "" } else { without_tests(&text) };
        for used in names_after(code, "crate::") {
            let Some(used_rank) = rank(&used) else { continue };
            if used != own && used_rank >= own_rank {
                breaches.push(format!("{}: `{own}` may not use `{used}`", shown(&path)));
            }
        }
        if code.contains("super::super::super") {
            breaches.push(format!("{}: climbs out of its module", shown(&path)));
        }
    }
    assert_eq!(breaches, Vec::<String>::new());
}

#[test]
fn guests_stay_where_they_belong() {
    let mut breaches = Vec::new();
    for path in files("src", &["rs"]) {
        let own = module(&path);
        let text = fs::read_to_string(&path).unwrap();
        let code = without_tests(&text);
        for (guest, hosts) in GUESTS {
            let used =
                code.lines().filter(|line| !line.trim_start().starts_with("//")).any(|line| {
                    line.contains(&format!("{guest}::")) || line.contains(&format!("use {guest};"))
                });
            if used && !hosts.contains(&own.as_str()) && !is_test_file(&path) {
                breaches.push(format!("{}: `{guest}` is not for `{own}`", shown(&path)));
            }
        }
    }
    assert_eq!(breaches, Vec::<String>::new());
}

#[test]
fn every_file_says_what_it_is_for() {
    let mut silent = Vec::new();
    for folder in ["src", "tests", "benches", "examples"] {
        for path in files(folder, &["rs"]) {
            let text = fs::read_to_string(&path).unwrap();
            let inner = shown(&path).starts_with("src") && is_test_file(&path);
            if !inner && !text.starts_with("//! ") {
                silent.push(shown(&path));
            }
        }
    }
    assert_eq!(silent, Vec::<String>::new());
}

#[test]
fn no_file_is_too_long_to_read() {
    let mut long = Vec::new();
    for path in files("src", &["rs"]).into_iter().filter(|path| !is_test_file(path)) {
        let text = fs::read_to_string(&path).unwrap();
        let lines = without_tests(&text).lines().count();
        let listed = TO_SPLIT.iter().find(|(name, _)| *name == shown(&path));
        if lines > listed.map_or(MOST_LINES, |(_, most)| *most) {
            long.push(format!("{}: {lines} lines", shown(&path)));
        }
    }
    assert_eq!(long, Vec::<String>::new());
}

#[test]
fn nothing_is_left_undone() {
    let marks = [
        concat!("to", "do!("),
        concat!("unimplemented", "!("),
        concat!("db", "g!("),
        concat!("#[ign", "ore"),
    ];
    let mut undone = Vec::new();
    for path in ["src", "tests", "benches", "examples"].iter().flat_map(|f| files(f, &["rs"])) {
        let text = fs::read_to_string(&path).unwrap();
        undone.extend(
            marks
                .iter()
                .filter(|mark| text.contains(**mark))
                .map(|m| format!("{}: {m}", shown(&path))),
        );
    }
    assert_eq!(undone, Vec::<String>::new());
}

#[test]
fn no_file_names_a_place_of_one_machine() {
    // Built from pieces, so that this file does not hold them.
    let places: Vec<String> =
        ["work", "home", "root", "Users"].iter().map(|name| format!("/{name}/")).collect();
    let mut found = Vec::new();
    let mut all: Vec<PathBuf> = ["src", "tests", "benches", "examples", "schema", ".ci"]
        .iter()
        .flat_map(|folder| files(folder, &["rs", "toml", "md", "sh", "py", "json", "run"]))
        .collect();
    all.push(root().join(".ci/run"));
    all.extend(
        ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "Cargo.toml"].map(|f| root().join(f)),
    );
    for path in all {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for (number, line) in text.lines().enumerate() {
            let is_path = |at: usize| {
                line[..at].chars().next_back().is_none_or(|ch| !ch.is_alphanumeric() && ch != '.')
            };
            if places
                .iter()
                .any(|place| line.match_indices(place.as_str()).any(|(at, _)| is_path(at)))
            {
                found.push(format!("{}:{}", shown(&path), number + 1));
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn paths_in_documents_exist() {
    let mut missing = Vec::new();
    for document in ["ARCHITECTURE.md", "README.md", "schema/README.md"] {
        let text = fs::read_to_string(root().join(document)).unwrap();
        for name in text.split('`').skip(1).step_by(2) {
            let is_path = ["src/", "schema/", "tests/", "corpus/", "benches/", "examples/", ".ci/"]
                .iter()
                .any(|folder| name.starts_with(folder));
            if is_path
                && !name.contains([' ', '*', '<'])
                && !root().join(name).try_exists().unwrap()
            {
                missing.push(format!("{document}: {name}"));
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn architecture_stays_short() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    assert!(text.lines().count() <= 150, "ARCHITECTURE.md has {} lines", text.lines().count());
}
