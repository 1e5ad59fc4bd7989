//! Word tables of a user: the first byte chooses which, the rest is the file.
#![no_main]

use std::fs;

use libfuzzer_sys::fuzz_target;
use onrecord::lexicon::Lexicon;

const TABLES: [&str; 8] = [
    "people.toml",
    "issues.toml",
    "concepts.toml",
    "titles.toml",
    "outlets.toml",
    "places.toml",
    "cues.toml",
    "dates.toml",
];

fuzz_target!(|bytes: &[u8]| {
    let Some((&first, bytes)) = bytes.split_first() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let name = TABLES[usize::from(first) % TABLES.len()];
    fs::write(folder.path().join(name), bytes).expect("a file");
    let _ = Lexicon::load(&[folder.path().to_owned()]);
});
