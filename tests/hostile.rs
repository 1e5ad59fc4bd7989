//! Input made to hurt, and runs that are killed: nothing crashes, nothing raw reaches a screen,
//! and the next run brings the index to where an undisturbed one does.

#![expect(
    clippy::disallowed_methods,
    reason = "runs are killed after parts of the time that one takes, as often as is asked for"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::cli::run_in;

/// An article with this body.
pub(crate) fn article(body: &str) -> String {
    format!("Harbor vote put off\n\nPORT ELLEN, April 2, 2031 - {body}\n")
}

/// What grows faster than the text shows here as a test that does not come to its end: half a
/// megabyte each, in one paragraph.
#[test]
fn texts_without_end_are_read_to_their_end() {
    let folder = tempfile::tempdir().unwrap();
    let size = 10_000;
    let speech = "\"We will vote,\" she said. He said he would not. ";
    let names: Vec<String> = (0..size).map(|n| format!("Mara{n} Ellison{n}")).collect();
    let letters = |n: usize| -> String {
        n.to_string().bytes().map(|digit| char::from(digit - b'0' + b'A')).collect()
    };
    let turn = |n: usize| {
        let (name, said) = (letters(n / 2), "We will vote on it in May, and so will they.");
        format!("ELLIS{name}: {said} Bor{0} Dale{0} and the Kel{0} Board.", name.to_lowercase())
    };
    let turns: Vec<String> = (0..2 * size).map(turn).collect();
    let texts = [
        ("marks.txt", article(&"\"".repeat(50 * size))),
        ("pairs.txt", article(&"\"a\" ".repeat(10 * size))),
        ("endless.txt", article(&"and the council said that it would ".repeat(size))),
        ("speech.txt", article(&format!("Mara Ellison rose. {}", speech.repeat(size)))),
        ("labels.txt", article(&format!("\n\n{}", turns.join("\n\n")))),
        ("names.txt", article(&names.join(", "))),
        ("brackets.txt", article(&format!("{}x{}", "(".repeat(20 * size), ")".repeat(20 * size)))),
        (
            "deep.html",
            format!(
                "<title>Harbor</title>{}<p>The council said in May that the harbor would be \
                 mended before the winter came.</p>",
                "<div>".repeat(10 * size)
            ),
        ),
        ("deep.json", format!("{}{}", "[".repeat(20 * size), "]".repeat(20 * size))),
        ("deep.md", format!("# Harbor\n\n{}said\n", "> ".repeat(size))),
    ];
    for (name, text) in texts {
        fs::write(folder.path().join(name), text).unwrap();
        let out = run_in(folder.path(), &["extract", "-q", "-f", "jsonl", name]);
        let wanted: &[i32] = if name == "deep.json" { &[2] } else { &[0, 1] };
        assert!(wanted.contains(&out.code), "{name}: {} {}", out.code, out.stderr);
        assert!(!out.stderr.contains("panicked"), "{name}: {}", out.stderr);
        for line in out.stdout.lines().take(50) {
            serde_json::from_str::<serde_json::Value>(line).unwrap();
        }
    }
}

#[test]
fn nothing_raw_reaches_a_screen() {
    let folder = tempfile::tempdir().unwrap();
    let text = "Harbor \u{1b}[31mvote\u{202e} put off\n\nPORT ELLEN, April 2, 2031 - The vote was \
                put off.\n\n\"We will \u{1b}]8;;file:///\u{7}vote\u{2066} on the harbor bill in \
                May,\" Mara\u{200b} Elli\u{202e}son, the speaker of the assembly, said.\n";
    let text = format!("{text}\n{}", "Nobody on the quay was surprised by any of it. ".repeat(20));
    fs::write(folder.path().join("har\u{1b}[2Jbor\n\u{202e}.txt"), text).unwrap();
    let indexed = run_in(folder.path(), &["index", "."]);
    assert_eq!(indexed.code, 0, "{indexed:?}");
    let raw = |text: &str| {
        text.chars().find(|&ch| {
            ch.is_control() && ch != '\n'
                || matches!(ch, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        })
    };
    let commands: [&[&str]; 6] = [
        &["search", "harbor"],
        &["kwic", "harbor"],
        &["speakers"],
        &["status"],
        &["count", "--by", "outlet", "harbor"],
        &["inspect", "--stage", "article", "."],
    ];
    for command in commands {
        let out = run_in(folder.path(), command);
        assert_eq!(out.code, 0, "{command:?}: {out:?}");
        assert_eq!(raw(&out.stdout), None, "{command:?}: {:?}", out.stdout);
        assert_eq!(raw(&out.stderr), None, "{command:?}: {:?}", out.stderr);
    }
    let found = run_in(folder.path(), &["search", "harbor", "-f", "jsonl"]);
    assert!(
        found.stdout.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok())
    );
    assert!(found.stdout.contains("harbor"), "{found:?}");
}

/// Moments at which runs are killed; `ONRECORD_KILLS=200 cargo test killed` is the long form.
fn moments() -> u32 {
    std::env::var("ONRECORD_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(6)
}

/// Starts to index the folder and kills it after `wait`.
fn killed(folder: &Path, wait: Duration) {
    let mut run = Command::new(env!("CARGO_BIN_EXE_onrecord"))
        .args(["index", "-q", "."])
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(wait);
    let _ = run.kill();
    run.wait().unwrap();
}

/// All that the index of the folder holds.
pub(crate) fn records(folder: &Path) -> Vec<String> {
    let kinds = "quote,statement,text";
    let args = [
        "search",
        "-q",
        "--since",
        "1900",
        "--kind",
        kinds,
        "-n",
        "0",
        "--no-group",
        "-f",
        "jsonl",
    ];
    let out = run_in(folder, &args);
    assert_eq!(out.code, 0, "{}", out.stderr);
    let mut lines: Vec<String> = out.stdout.lines().map(str::to_owned).collect();
    lines.sort_unstable();
    lines
}

/// Writes articles with these numbers, all about something of `word`.
pub(crate) fn write(folder: &Path, from: usize, to: usize, word: &str) {
    for n in from..to {
        let body = format!(
            "The council met on Tuesday.\n\n\"We will mend bridge {n} with {word},\" Mara Ellison, \
             the mayor, said. She added that the {word} was paid for."
        );
        fs::write(folder.join(format!("{n}.txt")), article(&body)).unwrap();
    }
}

#[test]
fn a_killed_run_leaves_the_last_good_index_and_the_next_one_ends_the_same() {
    let (calm, wild) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(calm.path(), 0, 400, "oak");
    let begun = Instant::now();
    assert_eq!(run_in(calm.path(), &["index", "-q", "."]).code, 0);
    let whole = begun.elapsed();
    let oak = records(calm.path());
    write(calm.path(), 0, 40, "iron");
    assert_eq!(run_in(calm.path(), &["index", "-q", "."]).code, 0);
    let iron = records(calm.path());
    assert!(oak.len() > 800 && oak != iron, "{} and {}", oak.len(), iron.len());
    let moments = moments();
    for nth in 0..moments {
        let wait = whole * (nth * 2 + 1) / (moments * 2);
        let index = wild.path().join(".onrecord");
        if index.exists() {
            fs::remove_dir_all(&index).unwrap();
        }
        write(wild.path(), 0, 400, "oak");
        killed(wild.path(), wait);
        let asked = run_in(wild.path(), &["search", "-q", "bridge", "--count"]);
        assert!(!asked.stderr.contains("damaged"), "first, {wait:?}: {asked:?}");
        let again = run_in(wild.path(), &["index", "-q", "."]);
        assert_eq!(again.code, 0, "first, {wait:?}: {}", again.stderr);
        assert!(records(wild.path()) == oak, "first, {wait:?}: other records");
        write(wild.path(), 0, 40, "iron");
        killed(wild.path(), wait);
        let now = records(wild.path());
        assert!(now == oak || now == iron, "then, {wait:?}: half a commit");
        let again = run_in(wild.path(), &["index", "-q", "."]);
        assert_eq!(again.code, 0, "then, {wait:?}: {}", again.stderr);
        assert!(records(wild.path()) == iron, "then, {wait:?}: other records");
    }
}
