use std::fs;
use std::path::Path;

use super::{Filter, Source, WalkConfig, WalkError, read, walk};

fn write(root: &Path, path: &str, text: &str) {
    let file = root.join(path);
    fs::create_dir_all(file.parent().expect("a parent")).expect("a folder");
    fs::write(file, text).expect("a file");
}

fn docs(root: &Path, config: &WalkConfig) -> Vec<String> {
    walk(root, config).map(|found| found.expect("readable").doc).collect()
}

#[test]
fn files_come_sorted_and_hidden_ones_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    for path in ["b.txt", "a/2.txt", "a/1.txt", ".hidden/x.txt", "a/.y.txt"] {
        write(folder.path(), path, "text");
    }
    assert_eq!(docs(folder.path(), &WalkConfig::default()), ["a/1.txt", "a/2.txt", "b.txt"]);
    let all = WalkConfig { hidden: true, ..WalkConfig::default() };
    assert_eq!(docs(folder.path(), &all).len(), 5);
}

#[test]
fn the_root_may_be_a_file_or_hidden() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), ".archive/a.txt", "text");
    let root = folder.path().join(".archive");
    assert_eq!(docs(&root, &WalkConfig::default()), ["a.txt"]);
    assert_eq!(docs(&root.join("a.txt"), &WalkConfig::default()), ["a.txt"]);
}

#[test]
fn globs_choose_files_and_keep_out_of_folders() {
    let folder = tempfile::tempdir().expect("a folder");
    for path in ["keep/a.txt", "keep/a.md", "skip/b.txt"] {
        write(folder.path(), path, "text");
    }
    let filter = Filter::new(&["*.txt".to_owned()], &["skip".to_owned()]).expect("globs");
    let config = WalkConfig { filter, ..WalkConfig::default() };
    assert_eq!(docs(folder.path(), &config), ["keep/a.txt"]);
}

#[test]
fn the_companion_folder_of_a_saved_page_is_passed_over() {
    let folder = tempfile::tempdir().expect("a folder");
    for path in ["Page.html", "Page_files/frame.html", "tax_files/a.html"] {
        write(folder.path(), path, "text");
    }
    assert_eq!(docs(folder.path(), &WalkConfig::default()), ["Page.html", "tax_files/a.html"]);
}

#[cfg(unix)]
#[test]
fn loops_of_links_end_and_dangling_ones_are_errors() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "a/1.txt", "text");
    std::os::unix::fs::symlink(folder.path(), folder.path().join("a/loop")).expect("a link");
    assert_eq!(docs(folder.path(), &WalkConfig::default()), ["a/1.txt"]);
    std::os::unix::fs::symlink("nowhere", folder.path().join("a/broken.txt")).expect("a link");
    let found: Vec<_> = walk(folder.path(), &WalkConfig::default()).collect();
    assert_eq!(found.iter().filter(|found| found.is_ok()).count(), 1);
    let error = found.into_iter().find_map(Result::err).expect("the dangling link");
    assert!(error.to_string().starts_with("cannot read `"), "{error}");
}

#[test]
fn a_missing_root_is_one_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let found: Vec<_> = walk(&folder.path().join("none"), &WalkConfig::default()).collect();
    assert!(matches!(found.as_slice(), [Err(WalkError::Io { .. })]));
}

#[test]
fn reading_is_bounded_even_if_the_file_grew() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "a.txt", "0123456789");
    let found: Source =
        walk(folder.path(), &WalkConfig::default()).next().expect("one file").expect("readable");
    assert_eq!(read(&found, 10).expect("within the limit"), b"0123456789");
    assert!(matches!(read(&found, 9), Err(WalkError::TooLarge { size: 10, limit: 9, .. })));
    let stale = Source { size: 3, ..found };
    assert!(matches!(read(&stale, 9), Err(WalkError::TooLarge { size: 10, limit: 9, .. })));
}
