use crate::lexicon::Lexicon;
use crate::parse::{Article, BlockKind, DateSource, ParseConfig, ParseError, parse};

fn read(name: &str, text: &str) -> Article {
    let lexicon = Lexicon::builtin();
    parse(name, text.as_bytes(), &lexicon, &ParseConfig::default())
        .expect("an article")
        .swap_remove(0)
}

fn kinds(article: &Article) -> Vec<(BlockKind, &str)> {
    article.blocks.iter().map(|block| (block.kind, block.span.of(&article.text))).collect()
}

const STORY: &str = "The council of Port Sable rejected the ferry levy on Tuesday night after six \
                     hours of talk, and the mayor said that she would not bring it back this year.";

#[test]
fn the_text_is_the_file() {
    let text = format!("\u{FEFF}Levy falls at last\r\n\r\n{STORY}\r\n");
    let article = read("a.txt", &text);
    assert_eq!(article.text, text);
    assert_eq!(article.meta.title.as_deref(), Some("Levy falls at last"));
    assert_eq!(
        kinds(&article),
        [(BlockKind::Headline, "Levy falls at last"), (BlockKind::Paragraph, STORY)]
    );
}

#[test]
fn headline_byline_and_date_line_are_told_apart() {
    let text = format!(
        "Levy falls at last\nBy ADA MARL and Tim Oster, Gazette Staff Writers\n2031-03-04 10:15\n\n{STORY}"
    );
    let article = read("a.txt", &text);
    let found: Vec<_> = kinds(&article).into_iter().map(|(kind, _)| kind).collect();
    use BlockKind::{Byline, DateLine, Headline, Paragraph};
    assert_eq!(found, [Headline, Byline, DateLine, Paragraph]);
    assert_eq!(article.meta.authors, ["Ada Marl", "Tim Oster"]);
    let date = article.meta.date.expect("a date");
    assert_eq!((date.date.to_string().as_str(), date.source), ("2031-03-04", DateSource::DateLine));
}

#[test]
fn a_headline_with_a_stop_is_known_by_capitals_or_file_name() {
    let text = format!("Mayor Gives Up Ferry Levy After Long Night.\n\n{STORY}");
    assert_eq!(
        read("a.txt", &text).meta.title.as_deref(),
        Some("Mayor Gives Up Ferry Levy After Long Night")
    );
    let text = format!("The mayor gives up the levy.\n\n{STORY}");
    assert_eq!(read("a.txt", &text).meta.title, None);
    let named = read("gazette_2031-03-04_the-mayor-gives-up-the-l.txt", &text);
    assert_eq!(named.meta.title.as_deref(), Some("The mayor gives up the levy"));
}

#[test]
fn a_story_without_headline_has_none() {
    let text = format!("{STORY}\n\n{STORY}\n");
    let article = read("a.txt", &text);
    assert_eq!(article.meta.title, None);
    assert!(article.blocks.iter().all(|block| block.kind == BlockKind::Paragraph));
}

#[test]
fn sentences_that_begin_like_bylines_are_prose() {
    let text = format!(
        "Levy falls\n\nBy then it was clear to all that the levy was dead for the year.\n\n{STORY}"
    );
    assert_eq!(kinds(&read("a.txt", &text))[1].0, BlockKind::Paragraph);
}

#[test]
fn lists_headings_and_end_marks_become_sane_blocks() {
    let text = format!(
        "{STORY}\n\nWhat comes next\n\n{STORY}\n\n\u{2022} A vote in May\n\u{2022} A count in June\n\nShe said:\n\n{STORY}\n\n###\n"
    );
    let article = read("a.txt", &text);
    use BlockKind::{Heading, Item, Paragraph};
    let found: Vec<_> = kinds(&article).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(found, [Paragraph, Heading, Paragraph, Item, Item, Paragraph, Paragraph]);
    assert_eq!(kinds(&article)[3].1, "A vote in May");
}

#[test]
fn outlet_and_date_come_from_the_name() {
    let article = read("press/wash-post_2031-03-04_levy.txt", STORY);
    assert_eq!(article.meta.outlet.as_deref(), Some("The Washington Post"));
    assert_eq!(article.meta.date.expect("a date").source, DateSource::FileName);
}

#[test]
fn blank_and_binary_files_are_refused() {
    let lexicon = Lexicon::builtin();
    let config = ParseConfig::default();
    let read = |bytes: &[u8]| parse("a.txt", bytes, &lexicon, &config).map(|found| found.len());
    assert_eq!(read(b""), Err(ParseError::Empty));
    assert_eq!(read(b" \r\n\t"), Err(ParseError::Empty));
    assert_eq!(read("\u{FEFF}\u{A0}\n".as_bytes()), Err(ParseError::Empty));
    assert_eq!(read(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01"), Err(ParseError::Binary));
    let small = ParseConfig { max_bytes: 3, ..config };
    assert!(matches!(
        parse("a.txt", b"text", &lexicon, &small),
        Err(ParseError::TooLarge { size: 4, limit: 3 })
    ));
}
