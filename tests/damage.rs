//! An index that the disk has damaged: every command says so and what mends it, `status --verify`
//! names what is wrong, and `index --repair` brings back what an undisturbed index has.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::{Output, run_in};
use crate::hostile::{records, write};

/// What happens to a file.
#[derive(Clone, Copy, Debug)]
enum Harm {
    Flip,
    Cut,
    Empty,
    Delete,
}

const HARMS: [Harm; 4] = [Harm::Flip, Harm::Cut, Harm::Empty, Harm::Delete];

impl Harm {
    fn befall(self, file: &Path) {
        let mut bytes = fs::read(file).unwrap();
        match self {
            Self::Delete => return fs::remove_file(file).unwrap(),
            Self::Flip => {
                let middle = bytes.len() / 3;
                bytes[middle] ^= 0x55;
            }
            Self::Cut => bytes.truncate(bytes.len() / 2),
            Self::Empty => bytes.clear(),
        }
        // Another file at the same place: the original may be linked to.
        fs::remove_file(file).unwrap();
        fs::write(file, bytes).unwrap();
    }
}

/// A folder of articles with an index of several segments, one with deletions.
fn indexed() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (from, to) in [(0, 12), (12, 20), (20, 26)] {
        write(folder.path(), from, to, "oak");
        assert_eq!(run_in(folder.path(), &["index", "-q", "--threads", "1", "."]).code, 0);
    }
    write(folder.path(), 5, 7, "iron");
    assert_eq!(run_in(folder.path(), &["index", "-q", "--threads", "1", "."]).code, 0);
    folder
}

fn data(folder: &Path) -> PathBuf {
    folder.join(".onrecord/g1")
}

/// The files of the index with such an ending.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(data(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.to_str().unwrap().ends_with(ending));
    found.sort();
    found
}

/// Puts the index back as it was kept.
fn restore(folder: &Path, kept: &Path) {
    let index = folder.join(".onrecord");
    fs::remove_dir_all(&index).unwrap();
    copy(kept, &index);
}

/// Copies a folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// A command that meets a damaged index answers or says what is wrong and what mends it.
fn told(out: &Output, what: &str) {
    assert!(!out.stderr.contains("panicked"), "{what}: {out:?}");
    assert!(!out.stderr.contains("gave up"), "{what}: {out:?}");
    if out.code == 2 {
        assert!(format!("{}{}", out.stdout, out.stderr).contains("damaged"), "{what}: {out:?}");
        assert!(out.stderr.contains("`onrecord index "), "{what}: {out:?}");
    }
}

#[test]
fn a_damaged_segment_is_named_and_read_again() {
    let folder = indexed();
    let folder = folder.path();
    let whole = records(folder);
    assert_eq!(run_in(folder, &["status", "--verify"]).code, 0);
    let kept = tempfile::tempdir().unwrap();
    let kept = kept.path().join("kept");
    copy(&folder.join(".onrecord"), &kept);
    for ending in ["store", "term", "idx", "pos", "fast", "fieldnorm", "del"] {
        for harm in HARMS {
            restore(folder, &kept);
            let found = files(folder, ending);
            let file = found.first().unwrap_or_else(|| panic!("no file *.{ending}"));
            let name = file.file_name().unwrap().to_str().unwrap().to_owned();
            harm.befall(file);
            let what = format!("{harm:?} {name}");
            let commands: [&[&str]; 4] = [
                &["search", "bridge", "-n", "0", "--explain"],
                &["count", "--by", "speaker", "bridge"],
                &["kwic", "\"mend bridge\""],
                &["status"],
            ];
            for command in commands {
                told(&run_in(folder, command), &format!("{what}, {command:?}"));
            }
            let checked = run_in(folder, &["status", "--verify"]);
            told(&checked, &what);
            assert_eq!(checked.code, 2, "{what}: {checked:?}");
            let segment = name.split('.').next().unwrap();
            assert!(checked.stdout.contains(&format!("segment {segment} is damaged")), "{what}");
            assert!(checked.stdout.contains(&name), "{what}: {checked:?}");
            assert!(checked.stderr.contains("onrecord index --repair"), "{what}: {checked:?}");
            told(&run_in(folder, &["index", "-q"]), &what);
            let mended = run_in(folder, &["index", "--repair"]);
            assert_eq!(mended.code, 0, "{what}: {mended:?}");
            assert!(!mended.stdout.contains(" 0 unchanged"), "{what}: all was read: {mended:?}");
            assert!(records(folder) == whole, "{what}: other records");
            let checked = run_in(folder, &["status", "--verify"]);
            assert_eq!(checked.code, 0, "{what}: {checked:?}");
        }
    }
}

#[test]
fn without_its_table_an_index_is_read_anew_and_without_its_commit_it_says_how() {
    let folder = indexed();
    let folder = folder.path();
    let whole = records(folder);
    let kept = tempfile::tempdir().unwrap();
    let kept = kept.path().join("kept");
    copy(&folder.join(".onrecord"), &kept);
    let table = files(folder, "files-4");
    let managed = data(folder).join(".managed.json");
    for harm in HARMS {
        for file in [&table[0], &managed] {
            restore(folder, &kept);
            harm.befall(file);
            let what = format!("{harm:?} {}", file.display());
            told(&run_in(folder, &["search", "bridge"]), &what);
            told(&run_in(folder, &["status", "--verify"]), &what);
            told(&run_in(folder, &["index"]), &what);
            let mended = run_in(folder, &["index", "--repair"]);
            assert_eq!(mended.code, 0, "{what}: {mended:?}");
            assert!(records(folder) == whole, "{what}: other records");
            assert_eq!(run_in(folder, &["status", "--verify"]).code, 0, "{what}");
        }
        for file in ["g1/meta.json", "onrecord.json"] {
            restore(folder, &kept);
            let harmed = folder.join(".onrecord").join(file);
            match harm {
                // In the middle it may hit a number, and then the commit reads.
                Harm::Flip => fs::write(&harmed, "\u{1}").unwrap(),
                harm => harm.befall(&harmed),
            }
            let what = format!("{harm:?} {file}");
            for command in
                [&["search", "bridge"][..], &["status", "--verify"], &["index", "--repair"]]
            {
                let out = run_in(folder, command);
                assert_eq!(out.code, 2, "{what}, {command:?}: {out:?}");
                assert!(!out.stderr.contains("panicked"), "{what}, {command:?}: {out:?}");
                let says = ["onrecord index FOLDER ", "is not an index of onrecord"];
                assert!(says.iter().any(|say| out.stderr.contains(say)), "{what}: {out:?}");
            }
        }
        restore(folder, &kept);
        harm.befall(&data(folder).join("meta.json"));
        let anew = run_in(folder, &["index", ".", "--rebuild"]);
        assert_eq!(anew.code, 0, "{harm:?}: {anew:?}");
        assert!(records(folder) == whole, "{harm:?}: other records");
    }
}

#[test]
fn files_that_differ_from_what_is_indexed_are_named() {
    let folder = indexed();
    let folder = folder.path();
    let file = folder.join("3.txt");
    let time = fs::metadata(&file).unwrap().modified().unwrap();
    let text = fs::read_to_string(&file).unwrap();
    // Same size, same time, other words: only reading tells.
    fs::write(&file, text.replace("with oak", "with elm")).unwrap();
    fs::File::options().write(true).open(&file).unwrap().set_modified(time).unwrap();
    fs::remove_file(folder.join("4.txt")).unwrap();
    let unseen = run_in(folder, &["search", "elm", "--exists"]);
    assert_eq!(unseen.code, 1);
    let checked = run_in(folder, &["status", "--verify"]);
    assert_eq!(checked.code, 2, "{checked:?}");
    assert!(checked.stdout.contains("3.txt: it has changed since it was read\n"), "{checked:?}");
    assert!(checked.stdout.contains("4.txt: it is no longer there\n"), "{checked:?}");
    assert!(checked.stdout.contains(" of 26 files are as their files say, 2 files are not"));
    let line = run_in(folder, &["status", "--verify", "-f", "jsonl"]).stdout;
    let state: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(state["faults"][0]["code"], "changed", "{state}");
    assert_eq!(state["faults"][1]["code"], "gone", "{state}");
    let mended = run_in(folder, &["index", "--repair"]);
    assert!(mended.stdout.starts_with("0 new, 1 changed, 24 unchanged, 1 removed"), "{mended:?}");
    assert_eq!(run_in(folder, &["search", "elm", "--exists"]).code, 0);
    assert_eq!(run_in(folder, &["status", "--verify"]).code, 0);
}
