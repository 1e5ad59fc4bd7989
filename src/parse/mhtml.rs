//! Takes a page that a browser saved with all that belongs to it in one file, and gives its
//! article: the first page of the parts is read, its frames, styles and pictures are not.
//!
//! The address is that of the page; the day on which it was saved is not that of publication and
//! is left aside.

use mail_parser::{MessageParser, MimeHeaders};

use super::mail::{bytes_of, cut, has, head};
use super::{Article, Input, ParseError, Place, fields, html};

/// Whether bytes are such a page. A mail with pictures in it has the same form: it was sent.
pub(crate) fn sniff(bytes: &[u8]) -> bool {
    head(bytes).is_some_and(|head| {
        let saved = has(head, b"snapshot-content-location:");
        let sent = || has(head, b"received:") || has(head, b"to:") || has(head, b"message-id:");
        has(head, b"mime-version:")
            && has(head, b"content-type: multipart/related")
            && (saved || !sent())
    })
}

/// Reads an `.mhtml` file.
pub(crate) fn read(input: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    let broken = |why: &str| ParseError::Broken {
        format: "MHTML",
        place: Place::Whole,
        why: why.to_owned(),
    };
    let message = MessageParser::new().parse(input.bytes).ok_or_else(|| broken("no head"))?;
    if message.root_part().content_type().is_none() {
        return Err(broken("its head does not tell what it holds"));
    }
    let mut pages = message.parts.iter().filter(|part| part.is_text_html());
    let Some(page) = pages.next() else {
        return Err(ParseError::NotAnArticle { why: "no page among the saved parts".to_owned() });
    };
    let saved = message.header("Snapshot-Content-Location").and_then(|value| value.as_text());
    let url = saved.or_else(|| page.content_location()).map(str::trim);
    let url = url.filter(|url| url.starts_with("http")).or(input.url);
    let bytes = bytes_of(page, message.raw_message());
    let mut articles = html::read(&Input { bytes: &bytes, url, ..*input })?;
    for article in &mut articles {
        let meta = &mut article.meta;
        meta.url = meta.url.take().or_else(|| url.map(str::to_owned));
        meta.title = meta.title.take().or_else(|| message.subject().map(fields::tidy));
        article.notes.extend(cut(&message));
    }
    Ok(articles)
}

#[cfg(test)]
mod tests {
    use crate::lexicon::Lexicon;
    use crate::parse::{Article, ParseConfig, ParseError, parse};

    fn read(name: &str, bytes: &[u8]) -> Result<Article, ParseError> {
        parse(name, bytes, &Lexicon::builtin(), &ParseConfig::default())
            .map(|mut articles| articles.swap_remove(0))
    }

    const STORY: &str = "<!DOCTYPE html><html><head><meta charset=3D\"windows-1252\"><title>Levy falls at last</title></head><body><nav><a href=3D\"/\">Home</a></nav><article><h1>Levy falls at last</h1><p>The council of Port Sable rejected the ferry levy on Tuesday night aft=\r\ner six hours of talk in the old harbour hall.</p><p>QUOTE the mayor, Ada Marl, said outside the chamber that night, and left.</p></article></body></html>";

    fn saved(kind: &str, words: &str) -> String {
        let story = STORY.replace("QUOTE", words);
        format!(
            "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://gazette.example/2031/03/04/levy\r\nSubject: =?utf-8?Q?Levy=20falls=20at=20last?=\r\nDate: Sun, 1 Jun 2031 10:00:00 -0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----edge\"\r\n\r\n\r\n------edge\r\nContent-Type: text/html{kind}\r\nContent-ID: <frame-1@mhtml.blink>\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://gazette.example/2031/03/04/levy\r\n\r\n{story}\r\n------edge\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: https://gazette.example/a.png\r\n\r\niVBORw0KGgo=\r\n------edge--\r\n"
        )
    }

    #[test]
    fn the_page_is_read_with_its_address_and_its_own_day() {
        let quote = "=E2=80=9CI will not bring it back,=E2=80=9D";
        let whole = saved("; charset=utf-8", quote);
        for name in ["levy.mhtml", "levy.mht", "levy.txt"] {
            let article = read(name, whole.as_bytes()).expect("a story");
            assert_eq!(article.format, "mhtml");
            assert_eq!(article.meta.title.as_deref(), Some("Levy falls at last"));
            assert_eq!(
                article.meta.url.as_deref(),
                Some("https://gazette.example/2031/03/04/levy")
            );
            assert_eq!(article.meta.date.expect("a date").date.to_string(), "2031-03-04");
            assert!(article.text.contains("night after six hours"), "{}", article.text);
            assert!(article.text.contains("\u{201C}I will not bring it back,\u{201D} the mayor"));
            assert!(!article.text.contains("Home"));
            assert_eq!(article.notes, []);
        }
        // The page's own word where the part gives none.
        let plain = read("a.mht", saved("", "=93I will not,=94").as_bytes()).expect("a story");
        assert!(plain.text.contains("\u{201C}I will not,\u{201D} the mayor"), "{}", plain.text);
    }

    #[test]
    fn broken_in_five_ways() {
        let whole = saved("", "Not again,");
        let cut = read("a.mht", &whole.as_bytes()[..whole.len() - 60]).expect("the page");
        assert_eq!(cut.notes[0].code, "truncated");
        let wrong = saved("; charset=utf-8", "=93I will not,=94");
        assert!(read("a.mht", wrong.as_bytes()).expect("a story").text.contains('\u{FFFD}'));
        let error = read("a.mht", b"Levy falls at last").expect_err("an error");
        assert_eq!(
            error.to_string(),
            "broken MHTML at its start: its head does not tell what it holds"
        );
        assert_eq!(read("a.mht", b"").err(), Some(ParseError::Empty));
        let pictures = whole.replace("text/html", "image/png");
        let error = read("a.mht", pictures.as_bytes()).expect_err("an error");
        assert_eq!(error.to_string(), "not an article: no page among the saved parts");
        let deep = whole.replace("<nav>", &"<div>".repeat(20_000));
        assert!(read("a.mht", deep.as_bytes()).is_ok());
    }
}
