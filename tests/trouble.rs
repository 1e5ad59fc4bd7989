//! Runs that meet trouble from outside: a full disk, folders and files closed to them, files that
//! change their time, another run. One clear line each, nothing lost, exit code 2.
#![cfg(unix)]

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, UNIX_EPOCH};

use crate::cli::{Output, run_in};
use crate::hostile::{article, records, write};

/// Someone who may do nothing that is not allowed to all.
const NOBODY: u32 = 65534;

/// Runs the program in a folder as a user whom permissions bind: those of the superuser do not.
fn run_bound(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    command
        .args(args)
        .current_dir(folder)
        .env_remove("ONRECORD_INDEX")
        .env_remove("RUST_BACKTRACE");
    let mine = folder.join(".whose");
    fs::write(&mine, "").unwrap();
    if std::os::unix::fs::MetadataExt::uid(&fs::metadata(&mine).unwrap()) == 0 {
        command.uid(NOBODY).gid(NOBODY);
    }
    command.output().unwrap().into()
}

fn allow(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Makes a folder and what is in it everybody's.
fn open_to_all(path: &Path) {
    allow(path, 0o777);
    for entry in fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            open_to_all(&path);
        } else {
            allow(&path, 0o666);
        }
    }
}

/// Trouble is told in a line that names the thing, and its cause.
fn told(out: &Output, what: &str, cause: &str) {
    assert_eq!(out.code, 2, "{out:?}");
    let line = out.stderr.lines().find(|line| line.contains(what));
    assert!(line.is_some(), "no line has `{what}`: {out:?}");
    assert!(out.stderr.contains(cause), "no `{cause}`: {out:?}");
    assert!(!out.stderr.contains("panicked"), "{out:?}");
}

#[test]
fn a_full_disk_is_told_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, 0, 40, "oak");
    assert_eq!(run_in(folder, &["index", "-q", "."]).code, 0);
    let before = records(folder);
    write(folder, 20, 600, "iron");
    // At the first write, and in the midst of it: in units of 512 bytes or, by some shells, of 1024.
    for blocks in ["1", "16", "64"] {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" index -q");
        let out = Command::new("sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_onrecord")])
            .current_dir(folder)
            .env_remove("RUST_BACKTRACE")
            .output();
        let out = out.unwrap().into();
        told(&out, "cannot write index `", "File too large");
        assert!(records(folder) == before, "{blocks}: other records");
    }
    assert_eq!(run_in(folder, &["index", "-q"]).code, 0);
    assert_eq!(run_in(folder, &["status", "--verify"]).code, 0);
    assert!(records(folder).len() > before.len());
}

#[test]
fn a_closed_folder_or_file_is_told_and_what_is_known_of_it_stays() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::create_dir(folder.join("wires")).unwrap();
    write(folder, 0, 6, "oak");
    write(&folder.join("wires"), 6, 9, "oak");
    open_to_all(folder);
    assert_eq!(run_bound(folder, &["index", "-q", "."]).code, 0);
    let before = records(folder);
    let index = folder.join(".onrecord");
    // The index may be read, not written.
    write(folder, 0, 1, "iron");
    for path in [index.join("lock"), index.join("g1/meta.json")] {
        allow(&path, 0o444);
    }
    allow(&index, 0o555);
    allow(&index.join("g1"), 0o555);
    told(&run_bound(folder, &["index", "-q"]), "cannot write index `", "Permission denied");
    assert_eq!(run_bound(folder, &["search", "bridge", "--exists"]).code, 0);
    assert!(records(folder) == before, "other records");
    open_to_all(folder);
    // A file and a folder that were read once are closed.
    allow(&folder.join("1.txt"), 0o000);
    allow(&folder.join("wires"), 0o000);
    fs::File::options()
        .write(true)
        .open(folder.join("1.txt"))
        .and_then(|file| file.set_modified(UNIX_EPOCH + Duration::from_secs(5)))
        .unwrap_or_default();
    let out = run_bound(folder, &["index"]);
    told(&out, "`wires` not read", "Permission denied");
    assert!(out.stdout.contains("9 articles"), "{out:?}");
    allow(&folder.join("wires"), 0o777);
    allow(&folder.join("1.txt"), 0o666);
    let out = run_bound(folder, &["index"]);
    assert_eq!(out.code, 0, "{out:?}");
    assert!(out.stdout.contains("9 articles"), "{out:?}");
    assert_eq!(run_bound(folder, &["status", "--verify"]).code, 0);
}

#[test]
fn times_may_go_back_and_forth() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, 0, 3, "oak");
    let set = |name: &str, seconds: i64| {
        let age = Duration::from_secs(seconds.unsigned_abs());
        let time = if seconds < 0 { UNIX_EPOCH - age } else { UNIX_EPOCH + age };
        let file = fs::File::options().write(true).open(folder.join(name)).unwrap();
        file.set_modified(time).unwrap();
    };
    // Of the next century, of the day before 1970.
    for (n, seconds) in [(0, 4_000_000_000), (1, -86_400), (2, 0)] {
        set(&format!("{n}.txt"), seconds);
    }
    assert_eq!(run_in(folder, &["index", "-q", "."]).code, 0);
    let again = run_in(folder, &["index"]);
    assert!(again.stdout.starts_with("0 new, 0 changed, 3 unchanged"), "{again:?}");
    // The clock goes back, and the words are others of the same length.
    write(folder, 0, 3, "elm");
    for (n, seconds) in [(0, 1_000_000_000), (1, -172_800), (2, -86_400)] {
        set(&format!("{n}.txt"), seconds);
    }
    let again = run_in(folder, &["index"]);
    assert!(again.stdout.starts_with("0 new, 3 changed, 0 unchanged"), "{again:?}");
    assert_eq!(run_in(folder, &["search", "oak", "--exists"]).code, 1);
}

#[test]
fn a_second_run_says_who_is_first_or_waits() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, 0, 2, "oak");
    assert_eq!(run_in(folder, &["index", "-q", "."]).code, 0);
    let mut lock =
        fs::File::options().write(true).truncate(true).open(folder.join(".onrecord/lock")).unwrap();
    lock.lock().unwrap();
    write!(lock, "4711").unwrap();
    let out = run_in(folder, &["index"]);
    told(&out, "is being written by process 4711 since 2", "onrecord index --wait");
    let out = run_in(folder, &["index", "--wait=1"]);
    told(&out, "waiting for process 4711 since 2", "is being written by process 4711");
    // Readers do not wait.
    assert_eq!(run_in(folder, &["search", "bridge", "--exists"]).code, 0);
    let waiting = Command::new(env!("CARGO_BIN_EXE_onrecord"))
        .args(["index", "--wait", "."])
        .current_dir(folder)
        .stderr(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(400));
    drop(lock);
    let out = waiting.wait_with_output().unwrap();
    assert_eq!(out.status.code(), Some(0), "{out:?}");
    assert!(String::from_utf8(out.stderr).unwrap().starts_with("waiting for process 4711"));
}

#[test]
fn links_in_a_ring_and_odd_names_cost_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, 0, 1, "oak");
    std::os::unix::fs::symlink("b", folder.join("a")).unwrap();
    std::os::unix::fs::symlink("a", folder.join("b")).unwrap();
    fs::create_dir(folder.join("deep")).unwrap();
    std::os::unix::fs::symlink("..", folder.join("deep/up")).unwrap();
    fs::write(folder.join("two\nlines \u{1b}[2J.txt"), article("The council met.")).unwrap();
    let out = run_in(folder, &["index", "."]);
    told(&out, "`a` not read", "symbolic links");
    assert!(out.stdout.contains("2 articles"), "{out:?}");
    assert!(!out.stderr.contains('\u{1b}') && !out.stdout.contains('\u{1b}'), "{out:?}");
    let out = run_in(folder, &["status", "--verify"]);
    assert_eq!(out.code, 0, "{out:?}");
}

#[test]
fn limits_of_size_and_time_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, 0, 2, "oak");
    fs::write(folder.join("long.txt"), article(&"The council met. ".repeat(1000))).unwrap();
    let out = run_in(folder, &["index", ".", "--max-size", "4K"]);
    told(&out, "`long.txt` not read", "more than the limit of 4096");
    assert!(out.stdout.contains("2 articles"), "{out:?}");
    let out = run_in(folder, &["extract", "-q", "--max-size", "4K", "long.txt"]);
    assert_eq!((out.code, out.stdout.as_str()), (2, ""), "{out:?}");
    let out = run_in(folder, &["index", "--max-size", "1M"]);
    assert!(out.code == 0 && out.stdout.contains("3 articles"), "{out:?}");
    let wrong = run_in(folder, &["index", "--max-size", "much"]);
    told(&wrong, "give a size such as 300M or 2G", "--max-size");
}
