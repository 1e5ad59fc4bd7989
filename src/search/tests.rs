//! Searches over a small folder of articles made for the purpose.

use std::fs;

use tempfile::TempDir;

use super::*;
use crate::index::{Index, IndexConfig, Quiet, update};
use crate::lexicon::Lexicon;

const ARTICLES: [(&str, &str); 5] = [
    (
        "harbour.txt",
        "Harbour tax falls in the assembly\n\nMay 3, 2031\n\nThe Assembly of Norvik threw out the \
         harbour tax bill on Monday.\n\n“He sank it because he feared the fishermen,” Minister \
         Ada Lund said.\n\nNobody spoke of the weather.\n",
    ),
    (
        "ferry.txt",
        "Ferries to run all night\n\nMay 9, 2031\n\nThe ferry line said it would run all night \
         from June.\n\n“We will keep the fares as they are,” said Olaf Brekke, its head.\n",
    ),
    (
        "school.txt",
        "Schools ask for glass\n\nJune 1, 2032\n\nThe school board asked for money to mend the \
         windows.\n\n“A tax on the harbour was promised to us,” said Berit Moe, a teacher.\n",
    ),
    (
        "undated.txt",
        "Letters\n\nThe town clerk counted the letters about policies on fishing.\n\n“The policy \
         is clear,” said the clerk, Jon Vik.\n",
    ),
    ("empty-handed.txt", "Nothing else\n\nThe day went by without any news at all.\n"),
];

fn built() -> (TempDir, Index) {
    let home = tempfile::tempdir().unwrap();
    for (name, text) in ARTICLES {
        fs::write(home.path().join(name), text).unwrap();
    }
    let place = home.path().join(".onrecord");
    let lexicon = Lexicon::builtin();
    let config = IndexConfig { roots: vec![home.path().into()], ..IndexConfig::default() };
    update(&place, &lexicon, &config, &Quiet).unwrap();
    let index = Index::open(&place, lexicon.hash()).unwrap();
    (home, index)
}

fn ask(index: &Index, query: &str) -> Page {
    let parsed = parse(query, &|_| None);
    let request = Request { query: parsed.query, explain: true, ..Request::default() };
    search(index, &request).unwrap()
}

fn docs(page: &Page) -> Vec<&str> {
    page.hits.iter().map(|hit| hit.doc.as_str()).collect()
}

#[test]
fn a_passage_is_found_by_the_words_of_its_story() {
    let (_home, index) = built();
    let page = ask(&index, "harbour tax");
    let hit = page.hits.iter().find(|hit| hit.text.contains("He sank it")).unwrap();
    assert!(hit.score > 0.0 && hit.highlights.is_empty());
    let sources: Vec<_> = hit.parts.iter().map(|part| part.source).collect();
    assert!(sources.contains(&ScoreSource::Headline), "{sources:?}");
    let sum: f32 = hit.parts.iter().map(|part| part.value).sum();
    assert!((sum - hit.score).abs() < 1e-3, "{sum} is not {}", hit.score);
    assert!(!docs(&page).contains(&"ferry.txt"));
}

#[test]
fn conditions_are_kept_exactly() {
    let (_home, index) = built();
    for (query, wanted) in [
        ("\"harbour tax\"", vec!["harbour.txt"]),
        ("harbour AND promised", vec!["school.txt"]),
        ("tax NEAR/3 harbour -bill -falls", vec!["school.txt"]),
        ("tax ONEAR/3 harbour", vec!["school.txt"]),
        ("=\"policies\"", vec!["undated.txt"]),
        ("fisherm*", vec!["harbour.txt"]),
        ("fishermn~", vec!["harbour.txt"]),
        ("quote:fares OR quote:promised", vec!["ferry.txt", "school.txt"]),
        ("title:glass quote:tax", vec!["school.txt"]),
        ("\"no such words\"", vec![]),
    ] {
        let page = ask(&index, query);
        let mut found = docs(&page);
        found.sort_unstable();
        found.dedup();
        assert_eq!(found, wanted, "{query}");
    }
    let both = ask(&index, "\"policy\"");
    assert_eq!(both.hits.len(), 2, "stems join forms");
}

#[test]
fn dates_filter_and_sort() {
    let (_home, index) = built();
    for (query, wanted) in [
        ("date:2031-05", vec!["ferry.txt", "harbour.txt"]),
        ("since:2032", vec!["school.txt"]),
        ("date:2031-05-09..2032", vec!["ferry.txt", "school.txt"]),
    ] {
        let page = ask(&index, query);
        let mut found = docs(&page);
        found.sort_unstable();
        found.dedup();
        assert_eq!(found, wanted, "{query}");
        assert!(page.hits.iter().all(|hit| hit.date.is_some()));
    }
    assert!(docs(&ask(&index, "date:none")).contains(&"undated.txt"));
    let request = Request { sort: Sort::Date, ..Request::default() };
    let page = search(&index, &request).unwrap();
    assert_eq!(page.hits[0].doc, "school.txt");
    assert_eq!(page.total, index.passages());
}

#[test]
fn a_phrase_is_marked_and_not_its_loose_words() {
    let (_home, index) = built();
    let page = ask(&index, "\"tax on the harbour\"");
    let hit = &page.hits[0];
    let marked: Vec<&str> = hit.highlights.iter().map(|span| span.of(&hit.text)).collect();
    assert_eq!(marked, ["tax on the harbour"]);
}

#[test]
fn limits_cut_the_same_order() {
    let (_home, index) = built();
    let all = docs_and_ids(&ask(&index, "tax harbour fares policy"));
    for (offset, limit) in [(0, 2), (1, 2), (2, 0)] {
        let parsed = parse("tax harbour fares policy", &|_| None);
        let request = Request { query: parsed.query, offset, limit, ..Request::default() };
        let page = docs_and_ids(&search(&index, &request).unwrap());
        let end = if limit == 0 { all.len() } else { (offset + limit).min(all.len()) };
        assert_eq!(page, all[offset..end]);
    }
}

#[test]
fn a_page_goes_on_after_the_last_result_of_the_one_before() {
    let (_home, index) = built();
    let query = parse("tax harbour fares policy", &|_| None).query;
    let all = search(&index, &Request { query: query.clone(), ..Request::default() }).unwrap();
    let after = Some(all.hits[1].id);
    let next = search(&index, &Request { query, after, ..Request::default() }).unwrap();
    assert_eq!(docs_and_ids(&next), docs_and_ids(&all)[2..]);
    let query = parse("glass", &|_| None).query;
    let error = search(&index, &Request { query, after, ..Request::default() }).unwrap_err();
    assert!(error.to_string().contains("is not an answer"), "{error}");
}

#[test]
fn what_is_less_likely_than_asked_for_is_counted_and_left_out() {
    let (_home, index) = built();
    let query = parse("tax harbour fares policy", &|_| None).query;
    let all = search(&index, &Request { query: query.clone(), ..Request::default() }).unwrap();
    assert!(all.hits.is_sorted_by(|a, b| a.chance >= b.chance));
    let least_chance = all.hits[1].chance;
    let likely = search(&index, &Request { query, least_chance, ..Request::default() }).unwrap();
    assert!(likely.hits.iter().all(|hit| hit.chance >= least_chance));
    assert_eq!(likely.total + likely.below, all.total);
    // Nothing ranks in a query of filters alone: all of it is meant.
    let query = parse("date:2031-05", &|_| None).query;
    let page = search(&index, &Request { query, least_chance, ..Request::default() }).unwrap();
    assert!(page.below == 0 && page.hits.iter().all(|hit| hit.chance == 1.0));
}

fn docs_and_ids(page: &Page) -> Vec<(String, String)> {
    page.hits.iter().map(|hit| (hit.doc.clone(), hit.id.to_string())).collect()
}

#[test]
fn a_passage_is_shown_by_its_id() {
    let (_home, index) = built();
    let page = ask(&index, "fares");
    let (article, nth) = show(&index, page.hits[0].id).unwrap();
    assert_eq!(article.passages[nth].id, page.hits[0].id);
    assert_eq!(article.passages[nth].text(&article.text), page.hits[0].text);
    let error = show(&index, crate::pipeline::PassageId(1)).unwrap_err();
    assert_eq!(error.to_string(), "no passage has the id `0000000000000001`");
}

#[test]
fn no_query_fails_on_an_index() {
    let (_home, index) = built();
    for query in
        ["the of and", "speaker:", "\"", "x~2", "(", "issue:none", "on:2031", "zzz*", "doc:x"]
    {
        ask(&index, query);
    }
}
