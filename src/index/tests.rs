//! Runs over folders made for the purpose.

use std::fs;
use std::path::Path;

use super::fields::Place;
use super::*;
use crate::lexicon::Lexicon;

fn write(dir: &Path, name: &str, text: &str) {
    let path = dir.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn article(n: usize) -> String {
    format!(
        "Bridge number {n} will be mended\n\nMarch {}, 2031\n\nThe council of Ostrava Falls said \
         on Monday that bridge {n} would be mended before the winter.\n\nNobody objected.\n",
        n % 28 + 1
    )
}

fn run(dir: &Path, roots: &[&Path], change: impl FnOnce(&mut IndexConfig)) -> Report {
    let mut config = IndexConfig {
        roots: roots.iter().map(|root| root.to_path_buf()).collect(),
        threads: 2,
        ..IndexConfig::default()
    };
    change(&mut config);
    update(dir, &Lexicon::builtin(), &config, &Quiet).unwrap()
}

fn ids(dir: &Path) -> Vec<(String, String)> {
    let index = Index::open(dir, Lexicon::builtin().hash()).unwrap();
    let mut out = Vec::new();
    for segment in &index.segments {
        for doc in segment.reader.doc_ids_alive() {
            let place = segment.reader.fast_fields().u64("place").unwrap();
            if place.first(doc).is_some_and(|place| Place::of(place).offset == 0) {
                let article = segment.article(&index.fields, doc).unwrap();
                for passage in &article.passages {
                    out.push((passage.id.to_string(), article.doc.clone()));
                }
            }
        }
    }
    out.sort();
    out
}

#[test]
fn a_folder_is_kept_up_with() {
    let home = tempfile::tempdir().unwrap();
    let news = home.path().join("news");
    for n in 0..20 {
        write(&news, &format!("{}/{n}.txt", n % 3), &article(n));
    }
    let index = news.join(".onrecord");
    let first = run(&index, &[&news], |_| {});
    assert_eq!((first.added, first.changed, first.articles), (20, 0, 20), "{first:?}");
    let before = ids(&index);
    assert_eq!(before.len() as u64, first.passages);

    let again = run(&index, &[], |_| {});
    assert_eq!((again.added, again.changed, again.unchanged), (0, 0, 20), "{again:?}");

    write(&news, "0/0.txt", &article(99));
    write(&news, "0/new.txt", &article(50));
    fs::remove_file(news.join("1/1.txt")).unwrap();
    let third = run(&index, &[], |_| {});
    assert_eq!((third.added, third.changed, third.removed, third.unchanged), (1, 1, 1, 18));
    let incremental = ids(&index);
    assert_ne!(incremental, before);

    let rebuilt = run(&index, &[], |config| config.rebuild = true);
    assert_eq!(rebuilt.articles, 20);
    assert_eq!(ids(&index), incremental);
    for threads in [1, 4] {
        let other = home.path().join(format!("other-{threads}"));
        run(&other, &[&news], |config| config.threads = threads);
        assert_eq!(ids(&other), incremental);
    }
}

#[test]
fn a_changed_file_takes_no_other_with_it() {
    let news = tempfile::tempdir().unwrap();
    for n in 0..10 {
        write(news.path(), &format!("{n}.txt"), &article(n));
    }
    let index = news.path().join(".onrecord");
    run(&index, &[news.path()], |_| {});
    // The same names in other runs: a key of one must be no key of another.
    for n in 0..10 {
        write(news.path(), &format!("{n}.txt"), &article(n + 20));
        let report = run(&index, &[], |_| {});
        let mut held: Vec<String> = ids(&index).into_iter().map(|(_, doc)| doc).collect();
        assert_eq!(held.len() as u64, report.passages, "after {n}");
        held.sort_unstable();
        held.dedup();
        assert_eq!(held.len(), 10, "after {n}: {held:?}");
    }
    let keys = (0..3).flat_map(|root| (0..40).map(move |run| (root, run)));
    let names = (0..200).map(|n| format!("{n}.txt"));
    let all: Vec<u64> = keys
        .flat_map(|(root, run)| names.clone().map(move |name| build::file_key(root, &name, run)))
        .collect();
    let mut distinct = all.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), all.len());
}

#[test]
fn a_touched_file_keeps_its_passages() {
    let news = tempfile::tempdir().unwrap();
    write(news.path(), "a.txt", &article(1));
    let index = news.path().join(".onrecord");
    run(&index, &[news.path()], |_| {});
    let before = ids(&index);
    let file = fs::File::options().write(true).open(news.path().join("a.txt")).unwrap();
    file.set_modified(std::time::UNIX_EPOCH + Duration::from_secs(5)).unwrap();
    let report = run(&index, &[], |_| {});
    assert_eq!((report.changed, report.unchanged), (0, 1));
    assert_eq!(ids(&index), before);
}

#[test]
fn files_that_vanish_or_change_while_they_are_read_are_right_in_the_next_run() {
    let news = tempfile::tempdir().unwrap();
    for n in 0..4 {
        write(news.path(), &format!("{n}.txt"), &article(n));
    }
    let index = news.path().join(".onrecord");
    let lexicon = Lexicon::builtin();
    let config =
        IndexConfig { roots: vec![news.path().into()], threads: 1, ..IndexConfig::default() };
    // Once the first is being read, the second goes, and the first and third become others.
    let parse = |name: &str, bytes: &[u8]| {
        if name == "0.txt" {
            fs::remove_file(news.path().join("1.txt")).unwrap();
            write(news.path(), "0.txt", &article(70));
            write(news.path(), "2.txt", &article(71));
        }
        crate::parse::parse(name, bytes, &lexicon, &config.parse)
            .map_err(|error| panic!("{name}: {error}"))
    };
    let names = Names::of(&lexicon);
    let first = update::update_with(&index, &lexicon, &names, &config, &Quiet, &parse).unwrap();
    assert!(first.failed(), "{first:?}");
    assert_eq!((first.added, first.articles), (4, 3), "{first:?}");
    assert_eq!(first.skipped[0].doc, "1.txt");
    let checked = check(&index, &lexicon, &config).unwrap();
    let faults: Vec<_> = checked.faults.iter().map(|fault| (&*fault.doc, fault.code)).collect();
    assert_eq!(faults, [("0.txt", "changed")]);
    let second = run(&index, &[], |_| {});
    assert_eq!((second.articles, second.removed, second.skipped.len()), (3, 1, 0), "{second:?}");
    assert!(check(&index, &lexicon, &config).unwrap().is_sound());
}

#[test]
fn several_roots_keep_their_names_apart() {
    let home = tempfile::tempdir().unwrap();
    let (a, b) = (home.path().join("a/news"), home.path().join("b/news"));
    write(&a, "x.txt", &article(1));
    write(&b, "x.txt", &article(2));
    let index = home.path().join("index");
    run(&index, &[&a], |_| {});
    run(&index, &[&b, &a], |_| {});
    let docs: Vec<String> = ids(&index).into_iter().map(|(_, doc)| doc).collect();
    assert!(docs.contains(&"x.txt".to_owned()) && docs.contains(&"news:x.txt".to_owned()));
    let opened = Index::open(&index, Lexicon::builtin().hash()).unwrap();
    assert_eq!(opened.roots().len(), 2);
    drop(opened);
    // A root that is gone changes nothing.
    fs::remove_dir_all(&b).unwrap();
    let config = IndexConfig::default();
    let error = update(&index, &Lexicon::builtin(), &config, &Quiet).unwrap_err();
    assert!(matches!(error, IndexError::Root { .. }));
    assert_eq!(ids(&index).len(), docs.len());
}

#[test]
fn other_tables_damage_and_strangers_are_refused() {
    let news = tempfile::tempdir().unwrap();
    write(news.path(), "a.txt", &article(1));
    let index = news.path().join(".onrecord");
    run(&index, &[news.path()], |_| {});
    let hash = Lexicon::builtin().hash();
    assert!(matches!(Index::open(&index, hash + 1), Err(IndexError::Lexicon { .. })));
    assert!(matches!(Index::open(news.path(), hash), Err(IndexError::Foreign { .. })));
    fs::write(index.join("g1/meta.json"), "{").unwrap();
    assert!(matches!(Index::open(&index, hash), Err(IndexError::Lost { .. })));
    let config = IndexConfig { roots: vec![news.path().into()], ..IndexConfig::default() };
    let lexicon = Lexicon::builtin();
    assert!(update(&index, &lexicon, &config, &Quiet).is_err_and(|e| e.rebuild_mends()));
    run(&index, &[news.path()], |config| config.rebuild = true);
    assert!(Index::open(&index, hash).is_ok());
}

#[test]
fn a_place_comes_back_from_its_number_and_never_runs_over() {
    for place in [
        Place::default(),
        Place { kind: 3, confidence: 100, headline: 1, paragraph: 0, offset: 1 },
        Place { kind: 1, paragraph: (1 << 26) - 1, offset: (1 << 28) - 1, ..Place::default() },
    ] {
        assert_eq!(Place::of(place.number()), place);
    }
    let far = Place { kind: 2, confidence: 7, headline: 0, paragraph: u64::MAX, offset: u64::MAX };
    let held = Place { paragraph: (1 << 26) - 1, offset: (1 << 28) - 1, ..far };
    assert_eq!(Place::of(far.number()), held);
}
