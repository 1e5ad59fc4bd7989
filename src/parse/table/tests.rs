use crate::lexicon::Lexicon;
use crate::parse::{Article, ParseConfig, ParseError, parse};

fn read(name: &str, bytes: &[u8]) -> Result<Vec<Article>, ParseError> {
    parse(name, bytes, &Lexicon::builtin(), &ParseConfig::default())
}

#[test]
fn any_common_delimiter_is_told() {
    for (name, mark) in [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t")] {
        let text = "title|body|publish_date|media_name\nLevy falls|\"The council met.\nIt rose.\"|2031-03-04|Politico\nEmpty||2031-03-05|Politico\nLevy back|It met again.|2031-03-06|Politico\n"
            .replace('|', mark);
        let articles = read(name, text.as_bytes()).expect("two articles");
        assert_eq!(articles.len(), 2);
        assert_eq!(articles[0].text, "The council met.\nIt rose.");
        assert_eq!(articles[0].blocks[1].line, 2);
        assert_eq!(articles[1].meta.date.expect("a date").date.to_string(), "2031-03-06");
        assert_eq!(articles[1].meta.outlet.as_deref(), Some("Politico"));
    }
}

#[test]
fn marks_and_old_encodings_do_not_matter() {
    let read_text = |bytes: &[u8]| read("a.csv", bytes).expect("an article")[0].text.clone();
    assert_eq!(
        read_text(b"\xEF\xBB\xBFtext,title\nThe caf\xC3\xA9 owner said no.,A\n"),
        "The caf\u{E9} owner said no."
    );
    assert_eq!(
        read_text(b"text,title\nThe caf\xE9 owner said \x93no\x94 to Ren\xE9e.,A\n"),
        "The caf\u{E9} owner said \u{201C}no\u{201D} to Ren\u{E9}e."
    );
}

#[test]
fn a_table_without_texts_is_said() {
    let error = read("a.csv", b"id,title,url\n1,Levy,https://x.example\n").expect_err("no text");
    assert_eq!(
        error.to_string(),
        "not an article: no row holds a text; the columns are id, title, url"
    );
}
