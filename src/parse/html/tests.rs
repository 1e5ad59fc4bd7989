use crate::lexicon::Lexicon;
use crate::parse::{Article, BlockKind, DateSource, ParseConfig, ParseError, parse};

fn read(html: &str) -> Result<Article, ParseError> {
    parse("a.html", html.as_bytes(), &Lexicon::builtin(), &ParseConfig::default())
        .map(|mut articles| articles.swap_remove(0))
}

const BODY: &str = "<p>The council of Port Sable rejected the ferry levy on Tuesday night after six hours of talk.</p>\
    <p>\u{201C}I will not bring it back,\u{201D} the mayor, Ada Marl, said&nbsp;outside the chamber &mdash; twice.</p>\
    <h2>What comes next</h2><ul><li>A vote is due in May, the clerk said in a note to members.</li></ul>\
    <blockquote><p>We have been heard at last, the ferry workers wrote in a statement to the members.</p></blockquote>";

fn page(head: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head>{head}</head><body><nav><a href=\"/\">Home</a><a href=\"/p\">Politics</a></nav>\
         <article><h1>Levy falls at last</h1>{BODY}</article><footer>All rights reserved</footer></body></html>"
    )
}

#[test]
fn the_story_is_told_from_menus_block_by_block() {
    let article =
        read(&page("<title>Levy falls at last | Sable Gazette</title>")).expect("a story");
    let kinds: Vec<_> = article.blocks.iter().map(|block| block.kind).collect();
    use BlockKind::{BlockQuote, Heading, Item, Paragraph};
    assert_eq!(kinds, [Paragraph, Paragraph, Heading, Item, BlockQuote]);
    assert_eq!(
        article.blocks[1].span.of(&article.text),
        "\u{201C}I will not bring it back,\u{201D} the mayor, Ada Marl, said outside the chamber \u{2014} twice."
    );
    assert!(!article.text.contains("Home") && !article.text.contains("rights"));
    assert_eq!(article.meta.title.as_deref(), Some("Levy falls at last"));
    assert_eq!(article.meta.language.as_deref(), Some("en"));
}

#[test]
fn what_the_page_says_is_read_from_the_surest_place() {
    let head = r#"<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"x"},
        {"@type":["NewsArticle"],"headline":"Levy falls at last","datePublished":"2031-03-05T03:10:00Z","dateModified":"2031-03-06T03:10:00Z",
        "author":[{"@type":"Person","name":"Ada Oster"},{"@type":"Person","name":"Tim Bell"}],"publisher":{"@type":"Organization","name":"Sable
Gazette"}}]}</script><meta property="article:published_time" content="2031-03-04T22:10:00-05:00"><meta name="author" content="Nobody Else">
        <link rel="canonical" href="https://gazette.example/2031/03/04/levy">"#;
    let meta = read(&page(head)).expect("a story").meta;
    assert_eq!(meta.authors, ["Ada Oster", "Tim Bell"]);
    assert_eq!(meta.outlet.as_deref(), Some("Sable Gazette"));
    assert_eq!(meta.url.as_deref(), Some("https://gazette.example/2031/03/04/levy"));
    let date = meta.date.expect("a date");
    assert_eq!((date.date.to_string().as_str(), date.source), ("2031-03-04", DateSource::JsonLd));
    assert_eq!(meta.updated.map(|date| date.to_string()).as_deref(), Some("2031-03-06"));
}

#[test]
fn dates_and_authors_are_read_from_meta_time_and_address() {
    let date = |head: &str| {
        let date = read(&page(head)).expect("a story").meta.date.expect(head);
        (date.date.to_string(), date.source)
    };
    assert_eq!(
        date("<meta name=pubdate content='March 4, 2031'>"),
        ("2031-03-04".to_owned(), DateSource::HtmlMeta)
    );
    assert_eq!(
        date("<meta name=date content='12-15-2031'>"),
        ("2031-12-15".to_owned(), DateSource::HtmlMeta)
    );
    assert_eq!(
        date("<meta property='og:url' content='https://gazette.example/2031/mar/04/levy'>"),
        ("2031-03-04".to_owned(), DateSource::Url)
    );
    let line = page("").replace("</h1>", "</h1><div class=byline>By ADA OSTER, Gazette Staff Writer</div><time datetime='2031-03-04T10:00'>4 March</time>");
    let meta = read(&line).expect("a story").meta;
    assert_eq!(meta.authors, ["Ada Oster"]);
    assert_eq!(meta.date.expect("a date").date.to_string(), "2031-03-04");
}

#[test]
fn saved_copies_keep_their_address() {
    let saved = page("").replace(
        "<html",
        "<!-- saved from url=(0034)https://gazette.example/2031/03/04/l -->\n<html",
    );
    assert_eq!(
        read(&saved).expect("a story").meta.url.as_deref(),
        Some("https://gazette.example/2031/03/04/l")
    );
    let wayback = page(
        "<link rel=canonical href='https://web.archive.org/web/20310401000000/https://gazette.example/levy'>",
    );
    assert_eq!(
        read(&wayback).expect("a story").meta.url.as_deref(),
        Some("https://gazette.example/levy")
    );
}

#[test]
fn copies_of_archives_are_read_without_their_banner() {
    let copy = page("<script>__wm.wombat(\"https://gazette.example/2031/03/04/levy\",\"20310601000000\");</script>")
        .replace(
            "<nav>",
            "<!-- BEGIN WAYBACK TOOLBAR INSERT --><div><time datetime='2031-06-01'>1 June</time><p>The Wayback Machine has 31 captures of this page, from June 2030 to June 2031, it says.</p></div><!-- END WAYBACK TOOLBAR INSERT --><nav>",
        );
    let article = read(&copy).expect("a story");
    assert_eq!(article.meta.url.as_deref(), Some("https://gazette.example/2031/03/04/levy"));
    assert_eq!(article.meta.date.expect("a date").date.to_string(), "2031-03-04");
    assert!(!article.text.contains("captures"));
    for (head, url) in [
        (
            "<link rel=canonical href='https://archive.ph/2031.06.01-101112/https://gazette.example/levy'>",
            "https://gazette.example/levy",
        ),
        (
            "<meta property='og:url' content='https://web.archive.org/web/20310601000000id_/http://gazette.example/levy'>",
            "http://gazette.example/levy",
        ),
    ] {
        assert_eq!(read(&page(head)).expect("a story").meta.url.as_deref(), Some(url));
    }
    let single = page("").replace(
        "<html",
        "<!--\n Page saved with SingleFile \n url: https://gazette.example/2031/03/04/l \n saved date: Sun Jun 01 2031\n--><html",
    );
    let meta = read(&single).expect("a story").meta;
    assert_eq!(meta.url.as_deref(), Some("https://gazette.example/2031/03/04/l"));
    assert_eq!(meta.date.expect("a date").date.to_string(), "2031-03-04");
}

#[test]
fn a_page_of_menus_is_not_an_article() {
    let menus = format!(
        "<html><body><nav>{}</nav></body></html>",
        "<a href=\"/x\">Politics</a> <a href=\"/y\">World</a>".repeat(40)
    );
    let error = read(&menus).expect_err("only menus");
    assert!(matches!(error, ParseError::NotAnArticle { .. }), "{error}");
}

#[test]
fn deep_nesting_is_flat_and_told() {
    for element in ["div", "b", "span", "li", "td", "blockquote"] {
        let html =
            format!("<html><body>{}{BODY}</body></html>", format!("<{element}>").repeat(20_000));
        let article = read(&html).expect("a story");
        assert!(article.text.contains("rejected the ferry levy"), "{element}");
        // Parsers close an item before the next one, and know no cell outside a table.
        let nests = !matches!(element, "li" | "td");
        assert_eq!(article.notes.iter().any(|note| note.code == "stripped"), nests, "{element}");
    }
}

#[test]
fn pages_break_anywhere_without_harm() {
    let whole = page("<meta name=pubdate content='March 4, 2031'><script>var a = '<p>';</script>");
    for end in (0..whole.len()).step_by(7).filter(|&end| whole.is_char_boundary(end)) {
        if let Ok(article) = read(&whole[..end]) {
            assert!(!article.blocks.is_empty());
        }
    }
}

#[test]
fn the_declared_encoding_counts() {
    let html = page("<meta charset=\"windows-1252\">").replace("Marl", "M\u{E4}rl");
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(&html);
    let article =
        parse("a.html", &bytes, &Lexicon::builtin(), &ParseConfig::default()).expect("a story");
    assert!(article[0].text.contains("Ada M\u{E4}rl"));
}

#[test]
fn a_page_under_another_name_is_still_a_page() {
    let article = parse("a.txt", page("").as_bytes(), &Lexicon::builtin(), &ParseConfig::default());
    assert_eq!(article.expect("a story")[0].format, "html");
}

#[test]
fn pleas_pointers_and_notes_about_the_writer_are_no_story() {
    let story = "<p>The harbour levy is dead, the council said on Tuesday after a long debate.</p>";
    let html = format!(
        "<html><head><meta name=author content='Ada Marl'></head><body><article><h1>Levy falls</h1>\
         {story}{story}<p>READ MORE: Ferries are late again</p>\
         <p>HARBOUR FERRIES ARE LATE AGAIN AS LEVY FALLS</p>\
         <p>Marl said: \u{201C}Follow us on the ferry, sign up for our levy.\u{201D}</p>\
         <p>For the latest from the harbour, sign up for our newsletters.</p>{story}\
         <p>The Gazette's Jo Pell contributed to this report.</p>\
         <p>Ada Marl is a reporter at the Gazette. She covers the harbour and its ferries.</p>\
         </article></body></html>"
    );
    let article = read(&html).expect("a story");
    for gone in ["READ MORE", "HARBOUR FERRIES", "newsletters", "contributed", "She covers"] {
        assert!(!article.text.contains(gone), "{gone} in {}", article.text);
    }
    assert_eq!(article.text.matches("after a long debate").count(), 3);
    assert!(article.text.contains("Follow us on the ferry"));
}

#[test]
fn a_page_that_calls_itself_an_article_may_be_a_list() {
    let items = "<li>Ada Marl, for the ferry</li><li>Tim Oster, for the levy</li>".repeat(8);
    let body = format!("<h1>Harbour prizes</h1><h2>The winners</h2><ul>{items}</ul>");
    let page = |data: &str| {
        format!("<html><head>{data}</head><body><article>{body}</article></body></html>")
    };
    let data = r#"<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Harbour prizes"}</script>"#;
    assert!(read(&page(data)).expect("a story").text.contains("Tim Oster"));
    assert!(read(&page("")).is_err());
}
