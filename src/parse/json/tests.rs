use crate::lexicon::Lexicon;
use crate::parse::{Article, DateSource, ParseConfig, ParseError, parse};

const STORY: &str =
    "The council of Port Sable rejected the ferry levy. \u{201C}No,\u{201D} the mayor said.";

fn read(name: &str, text: &str) -> Result<Vec<Article>, ParseError> {
    parse(name, text.as_bytes(), &Lexicon::builtin(), &ParseConfig::default())
}

fn error(name: &str, text: &str) -> String {
    read(name, text).expect_err("no article").to_string()
}

#[test]
fn the_names_of_crawlers_feeds_and_services_are_known() {
    for record in [
        r#"{"maintext":"STORY","title":"Levy falls","authors":["Ada Marl"],"date_publish":"2031-03-04 17:03:00","source_domain":"www.politico.com"}"#,
        r#"{"text":"STORY","headline":{"main":"Levy falls"},"byline":"By Ada Marl","pub_date":"2031-03-04T10:00:00-0500","source":{"id":null,"name":"Politico"}}"#,
        r#"{"content":{"rendered":"<p>STORY</p>\n"},"title":{"rendered":"Levy falls"},"author":"Ada Marl","date":"2031-03-04T08:00:00","link":"https://www.politico.com/a"}"#,
        r#"{"plain_text":"STORY","title":"Levy falls","author":"Ada Marl","published_date":1930396800,"sitename":"Politico"}"#,
        r#"{"content_html":"<p>STORY","title":"Levy falls","authors":[{"name":"Ada Marl"}],"date_published":"2031-03-04T23:00:00-08:00","publisher":"POLITICO"}"#,
    ] {
        let articles = read("a.json", &record.replace("STORY", STORY)).expect(record);
        let article = &articles[0];
        assert_eq!(articles.len(), 1);
        assert_eq!(article.text, STORY, "{record}");
        assert_eq!(article.meta.title.as_deref(), Some("Levy falls"), "{record}");
        assert_eq!(article.meta.authors, ["Ada Marl"], "{record}");
        let date = article.meta.date.expect(record);
        assert_eq!(
            (date.date.to_string().as_str(), date.source),
            ("2031-03-04", DateSource::Metadata),
            "{record}"
        );
        assert_eq!(article.meta.outlet.as_deref(), Some("Politico"), "{record}");
        assert_eq!(article.ordinal, None);
    }
}

#[test]
fn lists_are_found_wherever_they_are() {
    let one = format!(r#"{{"title":"Levy","text":"{STORY}"}}"#);
    for text in [
        format!("[{one},{one}]"),
        format!(r#"{{"status":"ok","totalResults":2,"articles":[{one},{one}]}}"#),
        format!(r#"{{"response":{{"docs":[{one},{one}]}}}}"#),
        format!("{one}\n{one}\n"),
    ] {
        let articles = read("a.json", &text).expect(&text);
        assert_eq!(
            articles.iter().map(|article| article.ordinal).collect::<Vec<_>>(),
            [Some(1), Some(2)]
        );
    }
}

#[test]
fn a_broken_line_costs_itself_and_is_told() {
    let text = format!(
        "{{\"title\":\"A\",\"text\":\"{STORY}\"}}\n{{\"title\":\n\n{{\"title\":\"B\",\"text\":\"{STORY}\"}}\n"
    );
    let articles = read("a.jsonl", &text).expect("two articles");
    assert_eq!(articles.len(), 2);
    assert_eq!(articles[1].blocks[0].line, 4);
    assert_eq!(
        articles[0].notes[0].message,
        "broken JSON Lines at line 2: EOF while parsing a value"
    );
}

#[test]
fn what_is_broken_or_no_article_is_said() {
    assert_eq!(
        error("a.json", "{\"title\": \"Levy\",\n \"text\": \"The coun"),
        "broken JSON at line 2: EOF while parsing a string"
    );
    assert_eq!(
        error("a.jsonl", "{\"title\":\n"),
        "broken JSON Lines at line 1: EOF while parsing a value"
    );
    assert_eq!(
        error("a.json", r#"[{"title":"Levy","url":"https://x.example"}]"#),
        "not an article: no field holds a text, only title, url"
    );
    assert_eq!(error("a.json", "[]"), "not an article: an empty list");
    assert_eq!(error("a.json", "17"), "not an article: a bare value");
    let deep = "[".repeat(100_000);
    assert!(error("a.json", &deep).starts_with("broken JSON at line 1: "));
}

#[test]
fn turns_are_one_article_with_labels() {
    let text = r#"{"header":{"date":"4"},"date":"2031-03-04","content":[{"speaker":"Ms. MARL","text":"I rise.\n\nI yield."},{"speaker":null,"text":"A bell rang."},{"speaker":"Mr. OSTER","text":"I thank her."}]}"#;
    let article = read("a.json", text).expect("a debate").swap_remove(0);
    assert_eq!(
        article.text,
        "Ms. MARL: I rise.\n\nI yield.\n\nA bell rang.\n\nMr. OSTER: I thank her."
    );
    let labels: Vec<_> = article
        .blocks
        .iter()
        .map(|block| block.label.map(|label| label.of(&article.text)))
        .collect();
    assert_eq!(labels, [Some("Ms. MARL"), None, None, Some("Mr. OSTER")]);
}

#[test]
fn text_that_a_service_cut_is_told() {
    let text = r#"{"title":"Levy","content":"The council of Port Sable met\u2026 [+1234 chars]"}"#;
    let article = read("a.json", text).expect("an article").swap_remove(0);
    assert_eq!(article.text, "The council of Port Sable met\u{2026} ");
    assert_eq!(article.notes[0].code, "truncated");
}

#[test]
fn fields_can_be_mapped() {
    let mut config = ParseConfig::default();
    config.fields.insert("text".to_owned(), "wording".to_owned());
    let text = format!(r#"{{"title":"Levy","wording":"{STORY}"}}"#);
    let articles = parse("a.json", text.as_bytes(), &Lexicon::builtin(), &config).expect("mapped");
    assert_eq!(articles[0].text, STORY);
}
