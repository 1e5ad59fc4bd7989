use super::{FileList, PathPattern};
use crate::lexicon::Lexicon;
use crate::parse::{Article, DateSource, ParseConfig, parse};

const STORY: &[u8] = b"The council of Port Sable rejected the ferry levy on Tuesday night.\n";

fn read(name: &str, bytes: &[u8], config: &ParseConfig) -> Article {
    parse(name, bytes, &Lexicon::builtin(), config).expect("an article").swap_remove(0)
}

fn by(pattern: &str, name: &str) -> Article {
    let patterns = vec![PathPattern::new(pattern).expect("a pattern")];
    read(name, STORY, &ParseConfig { patterns, ..ParseConfig::default() })
}

#[test]
fn paths_tell_what_the_file_does_not() {
    let article = by(
        "{outlet}/{section}/{date}_{title}.txt",
        "a/Sable Gazette/harbour/4-mar-2031_levy-falls.txt",
    );
    let meta = &article.meta;
    assert_eq!(meta.outlet.as_deref(), Some("Sable Gazette"));
    assert_eq!(meta.section.as_deref(), Some("harbour"));
    assert_eq!(meta.date.expect("a date").date.to_string(), "2031-03-04");
    assert_eq!(meta.title.as_deref(), Some("levy falls"));
    assert_eq!(
        article.notes[0].message,
        "outlet, section, date, title by `{outlet}/{section}/{date}_{title}.txt`"
    );
    let article = by("*_{date}_{author}.txt", "x/sable_20310304_Ada_Marl.txt");
    assert_eq!(article.meta.authors, ["Ada Marl"]);
    let date = article.meta.date.expect("a date");
    assert_eq!(
        (date.date.to_string().as_str(), date.source),
        ("2031-03-04", DateSource::PathPattern)
    );
    // Another form.
    assert_eq!(by("{outlet}_*.txt", "sable-20310304.txt").notes, []);
}

#[test]
fn the_file_itself_knows_better() {
    let patterns = vec![PathPattern::new("{outlet}/{date}*.json").expect("a pattern")];
    let config = ParseConfig { patterns, ..ParseConfig::default() };
    let json = br#"{"title":"Levy falls","text":"The council of Port Sable rejected the ferry levy.","date":"2031-03-04","source":"Sable Gazette"}"#;
    let article = read("post/2030-01-01_a.json", json, &config);
    assert_eq!(article.meta.outlet.as_deref(), Some("Sable Gazette"));
    let date = article.meta.date.expect("a date");
    assert_eq!((date.date.to_string().as_str(), date.source), ("2031-03-04", DateSource::Metadata));
}

#[test]
fn wrong_patterns_are_told_and_hostile_ones_end() {
    assert_eq!(PathPattern::new("{outlet").expect_err("wrong"), "`{` without `}`");
    assert!(PathPattern::new("{day}.txt").expect_err("wrong").contains("outlet, date"));
    assert!(PathPattern::new("*.txt").expect_err("wrong").contains("tells nothing"));
    let hostile = PathPattern::new(&("*a".repeat(60) + "{date}b")).expect("a pattern");
    assert_eq!(hostile.tells(&"a".repeat(4000)), None);
}

#[test]
fn a_list_of_files_wins() {
    let table = "path;title;author;outlet;date\npress/a.txt;Levy falls;Ada Marl;Sable Gazette;2031-03-04\nb.txt;;;Evening Post;\n";
    let list = FileList::read(table.as_bytes()).expect("a list");
    let config = ParseConfig { list, ..ParseConfig::default() };
    let article =
        read("press/a.txt", b"Other\n\nBy Tim Oster\n\nThe levy fell on Tuesday night.\n", &config);
    assert_eq!(article.meta.title.as_deref(), Some("Levy falls"));
    assert_eq!(article.meta.authors, ["Ada Marl"]);
    assert_eq!(article.meta.outlet.as_deref(), Some("Sable Gazette"));
    assert_eq!(article.meta.date.expect("a date").date.to_string(), "2031-03-04");
    assert_eq!(article.notes[0].code, "listed");
    let other =
        read("x/b.txt", b"Other\n\nBy Tim Oster\n\nThe levy fell on Tuesday night.\n", &config);
    assert_eq!(other.meta.outlet.as_deref(), Some("Evening Post"));
    assert_eq!(other.meta.authors, ["Tim Oster"]);
    assert_eq!(read("c.txt", STORY, &config).notes, []);
    let error = FileList::read(b"title,date\nLevy,2031\n").expect_err("no files");
    assert!(error.to_string().contains("no column names the files"), "{error}");
}
