//! Searches of the corpus, as a user would make them, against `corpus/gold/queries.toml`.

use std::fs;
use std::path::Path;

use onrecord::index::{self, Index, IndexConfig, Quiet};
use onrecord::lexicon::Lexicon;
use onrecord::pipeline::PassageKind;
use onrecord::search::{self, Filters, Request};
use serde::Deserialize;

use super::score::Tally;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Searches {
    search: Vec<Search>,
}

/// A query, restricted to quotes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Search {
    query: String,
    speaker: Option<String>,
    /// How many answers are looked at.
    first: usize,
    /// Words that must be among them.
    quotes: Vec<String>,
}

/// Indexes the corpus and counts the quotes that searches of it miss.
pub(super) fn compare(corpus: &Path, lexicon: &Lexicon, tally: &mut Tally) {
    let folder = tempfile::tempdir().unwrap();
    let config =
        IndexConfig { roots: vec![corpus.to_owned()], threads: 2, ..IndexConfig::default() };
    index::update(folder.path(), lexicon, &config, &Quiet).unwrap();
    let index = Index::open(folder.path(), lexicon.hash()).unwrap();
    let text = fs::read_to_string(corpus.join("gold/queries.toml")).unwrap();
    let searches: Searches = toml::from_str(&text).unwrap();
    for Search { query, speaker, first, quotes } in searches.search {
        let parsed = search::parse(&query, &|_| None);
        let filters = Filters {
            kinds: vec![PassageKind::Quote],
            speakers: speaker.into_iter().collect(),
            ..Filters::default()
        };
        let request = Request { query: parsed.query, filters, limit: first, ..Request::default() };
        let page = search::search(&index, &request).unwrap();
        for words in quotes {
            let found = page.hits.iter().any(|hit| hit.text.contains(&words));
            tally.check("search_missed", found, || format!("{query}: {words}"));
        }
    }
}
