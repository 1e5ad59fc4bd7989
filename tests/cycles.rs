//! A long run: change, index, ask, over and over. Nothing grows that has no reason to, and whoever
//! asks meanwhile sees whole states only. And an index as an earlier run of the program left it.

#![expect(
    clippy::disallowed_methods,
    reason = "takes times, and how often is asked for by a variable"
)]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::cli::run_in;
use crate::damage::copy;
use crate::hostile::{records, write};

/// Cycles; `ONRECORD_CYCLES=2000 cargo test --release cycles` is the long form.
fn cycles() -> usize {
    std::env::var("ONRECORD_CYCLES").ok().and_then(|n| n.parse().ok()).unwrap_or(24)
}

/// What an index takes on disk: how many files, how many bytes, how many segments.
fn size(folder: &Path) -> (usize, u64, usize) {
    let data = folder.join(".onrecord/g1");
    let mut files: Vec<_> = fs::read_dir(data).unwrap().map(Result::unwrap).collect();
    files.retain(|file| file.file_type().unwrap().is_file());
    let bytes = files.iter().map(|file| file.metadata().unwrap().len()).sum();
    let segments =
        files.iter().filter(|file| file.path().extension().is_some_and(|e| e == "store"));
    (files.len(), bytes, segments.count())
}

/// The middle of some times.
fn middle(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort_unstable();
    times[times.len() / 2]
}

#[test]
fn cycles_of_change_and_question_grow_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, 0, 60, "oak");
    assert_eq!(run_in(folder, &["index", "-q", "."]).code, 0);
    let first = size(folder);
    let cycles = cycles();
    let (mut runs, mut asks) = (Vec::new(), Vec::new());
    let words = ["oak", "iron", "elm", "brass"];
    for cycle in 0..cycles {
        let at = cycle * 7 % 60;
        write(folder, at, at + 1, words[(cycle + 1) % words.len()]);
        let begun = Instant::now();
        assert_eq!(run_in(folder, &["index", "-q"]).code, 0);
        runs.push(begun.elapsed());
        let begun = Instant::now();
        let found = run_in(folder, &["search", "bridge", "--kind", "quote", "--count"]);
        asks.push(begun.elapsed());
        assert_eq!(found.stdout, "60\n", "cycle {cycle}");
        let (files, bytes, segments) = size(folder);
        assert!(segments <= 16, "cycle {cycle}: {segments} segments");
        assert!(files <= 16 * 8 + 8, "cycle {cycle}: {files} files");
        assert!(bytes < 4 * first.1 + (1 << 20), "cycle {cycle}: {bytes} bytes of {}", first.1);
    }
    assert_eq!(run_in(folder, &["status", "--verify"]).code, 0);
    // What one run left is what another reads: the same as an index made at once.
    let anew = tempfile::tempdir().unwrap();
    for n in 0..60 {
        let name = format!("{n}.txt");
        fs::copy(folder.join(&name), anew.path().join(&name)).unwrap();
    }
    assert_eq!(run_in(anew.path(), &["index", "-q", "."]).code, 0);
    assert!(records(folder) == records(anew.path()), "other records");
    // A quarter at the end against one at the begin; machines are noisy, growth has no bound.
    let part = cycles / 4;
    for (what, times) in [("index", &runs), ("search", &asks)] {
        let (early, late) = (middle(&times[..part]), middle(&times[cycles - part..]));
        assert!(late < early * 3 + Duration::from_millis(200), "{what}: {early:?}, then {late:?}");
    }
}

#[test]
fn who_asks_while_a_run_writes_sees_whole_states() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, 0, 30, "oak");
    assert_eq!(run_in(folder, &["index", "-q", "."]).code, 0);
    let mut seen = Vec::new();
    for word in ["iron", "oak", "iron"] {
        write(folder, 0, 30, word);
        std::thread::scope(|scope| {
            let run = scope.spawn(|| run_in(folder, &["index", "-q"]));
            while !run.is_finished() {
                let records = records(folder);
                let of = |word: &str| records.iter().filter(|line| line.contains(word)).count();
                assert!(of("with oak") == 30 || of("with iron") == 30, "half a state");
                assert!(of("with oak") == 0 || of("with iron") == 0, "two states");
                seen.push(of("with oak"));
            }
            assert_eq!(run.join().unwrap().code, 0);
        });
    }
    assert!(!seen.is_empty());
}

/// The folder of an index that was made by the program when its format was that number.
fn kept(format: u32) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/formats/{format}"))
}

#[test]
fn an_index_of_any_format_opens_or_says_what_builds_it_anew() {
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats")).unwrap()
    {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let format: u32 = name.parse().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let index = folder.path().join(".onrecord");
        copy(&kept(format).join("index"), &index);
        fs::copy(kept(format).join("quay.txt"), folder.path().join("quay.txt")).unwrap();
        let found = run_in(folder.path(), &["search", "quay", "--count"]);
        // The word tables change with the program; then it says so, else it answers.
        let says = found.stderr.contains("was built with other word tables")
            || found.stderr.contains(&format!("has format {format}, this program reads"));
        let answers = found.code == 0 && found.stdout.trim() != "0";
        assert!(answers || found.code == 2 && says, "{format}: {found:?}");
        if says {
            assert!(found.stderr.contains("`onrecord index --rebuild --index "), "{found:?}");
        }
        let anew = run_in(folder.path(), &["index", "--rebuild", "."]);
        assert_eq!(anew.code, 0, "{format}: {anew:?}");
        assert_eq!(run_in(folder.path(), &["search", "quay", "--exists"]).code, 0);
    }
    assert!(kept(onrecord::index::FORMAT).is_dir(), "an index of the present format is to be kept");
}
