//! The invented corpus read from end to end, against what people marked in it by hand.
//!
//! `corpus/gold/` holds a table for each article: every quote and every clear report of speech,
//! by its words, with who said it; and words in marks that nobody said. All errors are counted by
//! class. `tests/gold_floors.toml` holds the most of each class that are known and not yet mended:
//! more than that fails; fewer asks for the lower figure to be recorded; at zero all is right.
//! The errors themselves are written to `gold-errors.txt` in the target folder's `tmp`.

mod marks;
mod score;
mod search;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use onrecord::lexicon::Lexicon;
use onrecord::parse::{self, Article, ParseConfig};
use onrecord::pipeline::{self, Extraction, Options};

use score::Tally;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// The tables of the corpus over the built-in ones.
fn lexicon() -> Lexicon {
    Lexicon::load(&[corpus().join("schema")]).unwrap()
}

/// The article that a gold table speaks of.
fn article(doc: &str, lexicon: &Lexicon) -> Article {
    let (path, ordinal) = match doc.split_once('#') {
        Some((path, ordinal)) => (path, ordinal.parse().unwrap()),
        None => (doc, 1),
    };
    let bytes = fs::read(corpus().join(path)).unwrap_or_else(|e| panic!("{doc}: {e}"));
    let articles = parse::parse(path, &bytes, lexicon, &ParseConfig::default())
        .unwrap_or_else(|e| panic!("{doc}: {e}"));
    articles.into_iter().nth(ordinal - 1).unwrap_or_else(|| panic!("{doc}: no such article"))
}

fn extraction(doc: &str, lexicon: &Lexicon) -> Extraction {
    pipeline::extract(doc.to_owned(), article(doc, lexicon), lexicon, &Options::default())
}

/// The most errors of each class that are let pass.
fn floors() -> BTreeMap<String, usize> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold_floors.toml");
    toml::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn every_article_has_its_gold_and_every_gold_table_its_article() {
    let marked: Vec<String> = marks::all(&corpus()).into_iter().map(|m| m.doc).collect();
    let mut articles = Vec::new();
    let mut open = vec![corpus()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = entry.strip_prefix(corpus()).unwrap().to_str().unwrap().replace('\\', "/");
            if name == "gold" || name == "schema" {
                continue;
            }
            if entry.is_dir() {
                open.push(entry);
            } else {
                articles.push(name);
            }
        }
    }
    assert!(articles.len() >= 36, "{} articles", articles.len());
    for name in &articles {
        let has = marked.iter().any(|doc| doc.split('#').next() == Some(name));
        assert!(has, "{name} has no table in corpus/gold");
    }
    for doc in &marked {
        let path = doc.split('#').next().unwrap();
        assert!(articles.iter().any(|name| name == path), "corpus/gold speaks of {doc}, not there");
    }
}

#[test]
fn every_row_names_words_that_its_article_has() {
    let lexicon = lexicon();
    let mut stale = String::new();
    for marked in marks::all(&corpus()) {
        let text = article(&marked.doc, &lexicon).text;
        if let Err(faults) = marked.place(&text) {
            for fault in faults {
                writeln!(stale, "{}: {fault}", marked.doc).unwrap();
            }
        }
    }
    assert!(stale.is_empty(), "rows of corpus/gold that their article does not bear out:\n{stale}");
}

#[test]
fn every_issue_marked_is_one_of_ours() {
    let lexicon = lexicon();
    for marked in marks::all(&corpus()) {
        for issue in marked.issues() {
            assert!(lexicon.issues().find(issue).is_some(), "{}: {issue}", marked.doc);
        }
    }
}

#[test]
fn errors_on_the_corpus_do_not_grow() {
    let lexicon = lexicon();
    let mut tally = Tally::default();
    for marked in marks::all(&corpus()) {
        let found = extraction(&marked.doc, &lexicon);
        if let Ok(gold) = marked.place(&found.article.text) {
            score::compare(&gold, &found, &lexicon, &mut tally);
        }
    }
    search::compare(&corpus(), &lexicon, &mut tally);
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gold-errors.txt");
    fs::write(&path, tally.report()).unwrap();

    let floors = floors();
    let known: Vec<&str> = floors.keys().map(String::as_str).collect();
    assert_eq!(known, tally.classes(), "classes of tests/gold_floors.toml");
    let mut worse = String::new();
    for (class, most) in floors {
        let errors = tally.errors(&class);
        if errors > most {
            writeln!(worse, "{class}: {errors} errors, {most} known").unwrap();
        } else if errors < most {
            {
                eprintln!("tests/gold_floors.toml: record {class} = {errors} (now {most})");
            }
        }
    }
    assert!(worse.is_empty(), "more errors than before, see {}:\n{worse}", path.display());
}
