//! Takes a DOCX document and gives its text, a paragraph a block; exports of Nexis Uni are split.
//!
//! Only the main text is read: heads, feet, notes and comments are not. What was deleted under
//! track changes is left out, what was inserted is kept.

use std::io::{Cursor, Read};

use super::xml::{Step, each};
use super::{Article, Input, ParseError, Place, bundle};

/// The member that holds the text.
const TEXT: &str = "word/document.xml";

/// Whether bytes are a DOCX document: a ZIP archive with that member.
pub(crate) fn sniff(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
        && memchr::memmem::find(bytes, TEXT.as_bytes()).is_some()
        && memchr::memmem::find(bytes, b"[Content_Types].xml").is_some()
}

/// Reads a `.docx` file.
pub(crate) fn read(input: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    let broken = |why: String| ParseError::Broken { format: "DOCX", place: Place::Whole, why };
    let mut archive = zip::ZipArchive::new(Cursor::new(input.bytes))
        .map_err(|error| broken(error.to_string()))?;
    let member = archive.by_name(TEXT).map_err(|error| broken(error.to_string()))?;
    let left = input.budget.get();
    let mut xml = Vec::new();
    let read = member.take((left as u64).saturating_add(1)).read_to_end(&mut xml);
    read.map_err(|error| broken(error.to_string()))?;
    if xml.len() > left {
        return Err(ParseError::TooLarge { size: xml.len(), limit: input.config.max_bytes });
    }
    input.budget.set(left - xml.len());
    let xml = String::from_utf8_lossy(&xml);
    let mut text = String::with_capacity(xml.len() / 8);
    let (mut inside, mut deleted) = (false, 0_u32);
    let note = each(&xml, |step| match step {
        Step::Open(name, _) => match name {
            "t" => inside = true,
            "del" | "moveFrom" => deleted += 1,
            "tab" => text.push('\t'),
            "br" | "cr" => text.push('\n'),
            _ => {}
        },
        Step::Text(part) if inside && deleted == 0 => text.push_str(part),
        Step::Text(_) => {}
        Step::Close(name) => match name {
            "t" => inside = false,
            "del" | "moveFrom" => deleted = deleted.saturating_sub(1),
            "p" => text.push_str("\n\n"),
            _ => {}
        },
    });
    if text.trim().is_empty() {
        return Err(ParseError::NotAnArticle { why: "a document without text".to_owned() });
    }
    let mut articles = bundle::articles(text.trim_end(), input)?;
    if let Some(first) = articles.first_mut() {
        first.notes.extend(note);
    }
    Ok(articles)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use crate::lexicon::Lexicon;
    use crate::parse::{Article, ParseConfig, ParseError, parse};

    fn read(name: &str, bytes: &[u8]) -> Result<Article, ParseError> {
        parse(name, bytes, &Lexicon::builtin(), &ParseConfig::default())
            .map(|mut articles| articles.swap_remove(0))
    }

    fn docx(body: &str) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file("[Content_Types].xml", options).expect("a member");
        zip.write_all(b"<Types/>").expect("written");
        zip.start_file("word/document.xml", options).expect("a member");
        let xml = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
        zip.write_all(xml.as_bytes()).expect("written");
        zip.finish().expect("an archive").into_inner()
    }

    fn paragraphs(texts: &[&str]) -> String {
        texts.iter().map(|text| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")).collect()
    }

    #[test]
    fn paragraphs_are_blocks_and_the_head_is_told_apart() {
        let body = paragraphs(&[
            "Levy falls at last",
            "By Ada Marl",
            "March 4, 2031",
            "The council rejected the levy &amp; the fee on Tuesday.",
        ]) + "<w:p><w:del><w:r><w:t>Not this.</w:t></w:r></w:del><w:r><w:t>The ferry</w:t></w:r><w:r><w:t xml:space=\"preserve\"> still runs.</w:t></w:r></w:p>";
        let article = read("a.docx", &docx(&body)).expect("a document");
        assert_eq!(article.meta.title.as_deref(), Some("Levy falls at last"));
        assert_eq!(article.meta.authors, ["Ada Marl"]);
        assert_eq!(article.meta.date.expect("a date").date.to_string(), "2031-03-04");
        assert_eq!(article.format, "docx");
        assert!(article.text.ends_with("levy & the fee on Tuesday.\n\nThe ferry still runs."));
    }

    #[test]
    fn broken_in_five_ways() {
        let whole = docx(&paragraphs(&["The council rejected the levy on Tuesday."]));
        let cut = read("a.docx", &whole[..whole.len() / 2]).expect_err("an error");
        assert_eq!(cut.reason(), "broken");
        let renamed = read("a.txt", &whole).expect("told by its bytes");
        assert_eq!(renamed.format, "docx");
        assert_eq!(read("a.docx", b"").err(), Some(ParseError::Empty));
        assert_eq!(read("a.docx", b"no archive").expect_err("an error").reason(), "broken");
        let blank = read("a.docx", &docx("<w:p/>")).expect_err("an error");
        assert_eq!(blank.to_string(), "not an article: a document without text");
        let config = ParseConfig { max_bytes: 1 << 20, ..ParseConfig::default() };
        let bomb = docx(&paragraphs(&[&"levy ".repeat(1 << 20)]));
        let error = parse("a.docx", &bomb, &Lexicon::builtin(), &config).err();
        assert_eq!(error.expect("an error").reason(), "too-large");
    }
}
