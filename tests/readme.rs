//! The README's console blocks: each command is run over corpus/ and must print what stands
//! there. A line `...` stands for any lines, `...` at the end of a line for any end of it. A
//! failure prints what came out instead.

use std::fs;
use std::path::Path;

use crate::cli::{corpus, run_in};

/// The commands of the console blocks with what must come out, in order.
fn commands(readme: &str) -> Vec<(String, Vec<String>)> {
    let mut commands: Vec<(String, Vec<String>)> = Vec::new();
    let mut inside = false;
    for line in readme.lines() {
        match (inside, line) {
            (false, "```console") => inside = true,
            (true, "```") => inside = false,
            (true, line) => match (line.strip_prefix("$ "), commands.last_mut()) {
                (Some(command), _) => commands.push((command.to_owned(), Vec::new())),
                (None, Some((_, lines))) => lines.push(line.to_owned()),
                (None, None) => panic!("output before a command: {line}"),
            },
            (false, _) => {}
        }
    }
    commands
}

/// The file of queries that the tour asks, as the README shows it.
const TOPICS: &str =
    "ferries\t\"ferry bill\"\nfrigates\tfrigat*\nthe boat\tquote:\"rather have the boat\"\n";

/// The files that the tour uses: blocks that begin with a comment naming their path, and lines of
/// JSON, which are headlines.jsonl.
fn files(readme: &str) -> Vec<(&str, &str)> {
    let blocks = |open: &'static str| {
        readme.split(open).skip(1).map(|rest| rest.split("```").next().unwrap())
    };
    let tables = blocks("```toml\n").filter_map(|block| {
        let path = block.strip_prefix("# ")?.split('\n').next()?;
        Some((path, block))
    });
    tables.chain(blocks("```jsonl\n").map(|block| ("headlines.jsonl", block))).collect()
}

/// The words of a command line; single and double marks group.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut mark = None;
    for ch in command.chars() {
        match mark {
            Some(open) if open == ch => mark = None,
            None if ch == '\'' || ch == '"' => mark = Some(ch),
            None if ch == ' ' => words.push(String::new()),
            _ => words.last_mut().unwrap().push(ch),
        }
    }
    words
}

/// Whether the lines are those wanted.
fn fits(wanted: &[String], lines: &[&str]) -> bool {
    match wanted.split_first() {
        None => lines.is_empty(),
        Some((first, rest)) if first == "..." => {
            (0..=lines.len()).any(|skipped| fits(rest, &lines[skipped..]))
        }
        Some((first, rest)) => {
            let same = |line: &&str| match first.strip_suffix("...") {
                Some(start) => line.starts_with(start),
                None => line == first,
            };
            lines.first().is_some_and(same) && fits(rest, &lines[1..])
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(|entry| entry.unwrap()) {
        let target = to.join(entry.file_name());
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn the_tour_prints_what_it_says() {
    let readme = include_str!("../README.md");
    let folder = tempfile::tempdir().unwrap();
    copy(Path::new(&corpus()), &folder.path().join("corpus"));
    assert!(readme.contains(&format!("```text\n{TOPICS}```\n")));
    fs::write(folder.path().join("topics.tsv"), TOPICS).unwrap();
    for (path, text) in files(readme) {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let commands = commands(readme);
    assert!(commands.len() >= 6, "the tour has {} commands", commands.len());
    for (command, wanted) in commands {
        // what is told of errors is shown with `2>&1` behind the command
        let failing = command.strip_suffix(" 2>&1");
        let words = words(failing.unwrap_or(&command));
        assert_eq!(words[0], "onrecord", "{command}");
        let args: Vec<&str> = words[1..].iter().map(String::as_str).collect();
        let output = run_in(folder.path(), &args);
        // What `verify` says of altered claims has codes of its own.
        let said = match failing {
            Some(_) => output.code == 2,
            None if words[1] == "verify" => output.code != 2,
            None => output.code == 0,
        };
        assert!(said, "{command}: {}", output.stderr);
        let told = if failing.is_some() { &output.stderr } else { "" };
        let lines: Vec<&str> = output.stdout.lines().chain(told.lines()).collect();
        assert!(fits(&wanted, &lines), "{command} printed:\n{}", lines.join("\n"));
    }
}

#[test]
fn the_two_commands_stand_in_the_readme() {
    let readme = include_str!("../README.md");
    assert!(readme.contains("cargo run --release --locked -q -- index corpus"));
    assert!(readme.contains("\ncargo test --locked\n"));
}
