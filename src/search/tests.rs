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
    built_of(&ARTICLES)
}

fn built_of(articles: &[(&str, &str)]) -> (TempDir, Index) {
    let home = tempfile::tempdir().unwrap();
    for (name, text) in articles {
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
fn a_quote_in_a_headline_comes_behind_the_one_in_the_story() {
    let (_home, index) = built_of(&[(
        "ferry.txt",
        "“We will buy the ferry,” says mayor\n\nMay 9, 2031\n\n“We will buy the ferry if the \
         assembly lets us,” Mayor Ada Lund said on Friday.\n",
    )]);
    let page = ask(&index, "\"buy the ferry\"");
    assert_eq!(page.hits.len(), 2);
    let cut = &page.hits[1];
    assert!(cut.text.ends_with("ferry,"), "{}", cut.text);
    let part = cut.parts.iter().find(|part| part.source == ScoreSource::InHeadline).unwrap();
    assert!(part.value < 0.0);
    let sum: f32 = cut.parts.iter().map(|part| part.value).sum();
    assert!((sum - cut.score).abs() < 1e-3, "{sum} is not {}", cut.score);
    assert!(page.hits[0].parts.iter().all(|part| part.source != ScoreSource::InHeadline));
}

#[test]
fn of_equal_words_the_passage_nearer_to_the_matter_comes_first() {
    let told = |n: usize, what: &str| {
        (format!("{n:03}.txt"), format!("News {n}\n\nIt was so.\n\n“{what},” said Jon Vik.\n"))
    };
    let mut articles: Vec<(String, String)> =
        (0..150).map(|n| told(n, "The old clock struck at noon and nobody came")).collect();
    articles.push(told(200, "Taxes and choirs and weddings and roses filled the summer garden"));
    articles
        .push(told(201, "Taxes and deductions and corporations and millionaires owe the treasury"));
    let articles: Vec<(&str, &str)> =
        articles.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (_home, index) = built_of(&articles);
    let page = ask(&index, "taxes wealthy");
    let quotes: Vec<&Hit> = page.hits.iter().filter(|h| h.text.contains("Taxes")).collect();
    assert_eq!((quotes.len(), quotes[0].doc.as_str()), (2, "201.txt"), "{:?}", docs(&page));
    let gist = |hit: &Hit| -> f32 {
        hit.parts.iter().filter(|part| part.source == ScoreSource::Gist).map(|p| p.value).sum()
    };
    assert!(gist(quotes[0]) > 0.0 && gist(quotes[1]) < gist(quotes[0]));
    for hit in quotes {
        let sum: f32 = hit.parts.iter().map(|part| part.value).sum();
        assert!((sum - hit.score).abs() < 1e-3, "{sum} is not {}", hit.score);
    }
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
    let after = all.hits.iter().find(|hit| hit.doc == "ferry.txt").map(|hit| hit.id);
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

/// The same words of one man in four articles, and like words of another.
const COPIES: [(&str, &str); 5] = [
    (
        "a.txt",
        "Bridge vote\n\nMay 5, 2031\n\n“We will mend every bridge in the valley before the winter \
         comes,” Olaf Brekke, the roads minister, said.\n",
    ),
    (
        "b.txt",
        "Brekke promises bridges\n\nMay 4, 2031\n\nThe town of Aas heard the minister.\n\n“We will \
         mend every bridge in the valley before the winter comes, and we will not ask the towns \
         along the river for a single coin of it,” Olaf Brekke said.\n\nNobody in the hall \
         believed a word of what the man had said about the river towns.\n\nThe hall in Aas was \
         full to the last seat that evening, and cold besides.\n",
    ),
    (
        "c.txt",
        "Minister: all bridges\n\nMay 6, 2031\n\nThe town of Aas heard the minister.\n\n“We will \
         mend every bridge in the valley before the winter comes, and we will not ask the towns \
         along the river for a single coin of it,” Olaf Brekke said.\n\nNobody in the hall \
         believed a word of what the man had said about the river towns.\n\nThe hall in Aas was \
         full to the last seat that evening, and cold besides.\n",
    ),
    (
        "d.txt",
        "In the valley\n\nMay 7, 2031\n\n“We will mend every bridge in the valley before the \
         winter comes, and we will not ask the towns along the river for a single coin of it,” \
         said Ada Lund, a teacher.\n",
    ),
    ("e.txt", "Bridges\n\nMay 8, 2031\n\n“Every bridge will do,” said Jon Vik, a clerk.\n"),
];

fn grouped(index: &Index, query: &str, request: Request) -> Page {
    let kinds = vec![crate::pipeline::PassageKind::Quote];
    let filters = Filters { kinds, ..Filters::default() };
    let query = parse(query, &|_| None).query;
    search(index, &Request { query, filters, group: true, ..request }).unwrap()
}

#[test]
fn copies_of_a_quote_are_one_result_and_the_longest_is_shown() {
    let (_home, index) = built_of(&COPIES);
    let single = grouped(&index, "bridge valley", Request::default());
    assert_eq!(single.total, 5, "passages are counted, not results");
    assert_eq!(single.hits.len(), 3, "{:?}", docs(&single));
    let hit = single.hits.iter().find(|hit| !hit.copies.is_empty()).unwrap();
    assert_eq!(hit.doc, "b.txt", "the longest, and of two the oldest");
    let others: Vec<(String, bool)> =
        hit.copies.iter().map(|c| (c.date.unwrap().to_string(), c.whole_article)).collect();
    let wanted = [("2031-05-05".to_owned(), false), ("2031-05-06".to_owned(), true)];
    assert_eq!((others.as_slice(), hit.articles()), (wanted.as_slice(), 3));
    assert!(hit.copies.iter().all(|copy| copy.place.is_none()));
    // The words of another speaker are no copy.
    assert!(docs(&single).contains(&"d.txt"));
    let expanded = grouped(&index, "bridge valley", Request { expand: true, ..Request::default() });
    let hit = expanded.hits.iter().find(|hit| !hit.copies.is_empty()).unwrap();
    let docs: Vec<&str> =
        hit.copies.iter().map(|copy| copy.place.as_ref().unwrap().doc.as_str()).collect();
    assert_eq!(docs, ["a.txt", "c.txt"]);
}

#[test]
fn pages_of_results_neither_repeat_nor_lose_a_copy() {
    let (_home, index) = built_of(&COPIES);
    for query in ["bridge", "bridge valley", "river coin", ""] {
        let all = grouped(&index, query, Request::default());
        let mut paged = Vec::new();
        let mut after = None;
        loop {
            let page = grouped(&index, query, Request { limit: 1, after, ..Request::default() });
            let Some(hit) = page.hits.first() else { break };
            after = Some(hit.id);
            paged.push((hit.id, hit.copies.len()));
        }
        let whole: Vec<_> = all.hits.iter().map(|hit| (hit.id, hit.copies.len())).collect();
        assert_eq!(paged, whole, "{query}");
        for (offset, (id, _)) in whole.iter().enumerate() {
            let request = Request { limit: 1, offset, ..Request::default() };
            assert_eq!(grouped(&index, query, request).hits[0].id, *id);
        }
    }
}

#[test]
fn groups_are_the_same_after_indexing_bit_by_bit() {
    let (home, whole) = built_of(&COPIES);
    let place = home.path().join("other");
    let lexicon = Lexicon::builtin();
    for (name, _) in COPIES.iter().rev() {
        let roots = vec![home.path().join(name)];
        let config = IndexConfig { roots, ..IndexConfig::default() };
        update(&place, &lexicon, &config, &Quiet).unwrap();
    }
    let pieces = Index::open(&place, lexicon.hash()).unwrap();
    let groups = |index: &Index| -> Vec<usize> {
        let page = grouped(index, "bridge valley", Request::default());
        page.hits.iter().map(|hit| hit.copies.len()).collect()
    };
    assert_eq!(groups(&whole), groups(&pieces));
}

#[test]
fn coverage_tells_what_is_dated_and_attributed() {
    let (_home, index) = built();
    let request = Request { coverage: true, ..Request::default() };
    let known = search(&index, &request).unwrap().coverage.unwrap();
    assert_eq!((known.articles, known.dated), (5, 3));
    assert!(known.attributable >= 5 && known.unattributed < known.attributable, "{known:?}");
    let attributed = Query::Not(Box::new(Query::Field(Field::Speaker, "none".to_owned())));
    let page = search(&index, &Request { query: attributed, ..Request::default() }).unwrap();
    assert_eq!(page.total, known.attributable - known.unattributed);
}
