//! Takes XML and hands it to the reader of its dialect, told by its first element.
//!
//! The document is a flat stream of elements and text: readers keep what they need on the way,
//! so that depth costs nothing. References to characters are resolved, those of HTML too;
//! documents that break off or do not nest are read as far as they go, and that is told.

mod debates;
mod feeds;
mod news;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::decode::decode;
use super::html::markup;
use super::{Article, Input, ParseError, Place};
use crate::diagnostic::{Diagnostic, Severity};

/// Most elements open at a time; documents beyond it are made to harm.
const DEEPEST: usize = 2000;

/// One step through a document.
pub(super) enum Step<'s> {
    /// An element begins: its name without prefix and its attributes.
    Open(&'s str, &'s [(String, String)]),
    /// Text, references resolved.
    Text(&'s str),
    /// An element ends.
    Close(&'s str),
}

/// A dialect: its first elements and its reader.
struct Dialect {
    name: &'static str,
    roots: &'static [&'static str],
    read: fn(&str, &Input<'_>) -> Result<Vec<Article>, ParseError>,
}

#[rustfmt::skip]
const DIALECTS: &[Dialect] = &[
    Dialect { name: "hansard", roots: &["publicwhip"], read: debates::hansard },
    Dialect { name: "tei", roots: &["TEI", "teiCorpus"], read: debates::tei },
    Dialect { name: "feed", roots: &["rss", "feed", "RDF"], read: feeds::read },
    Dialect { name: "nitf", roots: &["nitf"], read: news::nitf },
    Dialect { name: "newsml", roots: &["newsItem", "newsMessage"], read: news::newsml },
];

/// Whether bytes begin as XML does.
pub(crate) fn sniff(bytes: &[u8]) -> bool {
    let head = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    head.starts_with(b"<?xml")
        && memchr::memmem::find(&head[..head.len().min(1024)], b"<html").is_none()
}

/// Reads an `.xml` file.
pub(crate) fn read(input: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    let decoded = decode(input.bytes, declared(input.bytes).as_deref())?;
    let text = decoded.text.trim_start_matches('\u{FEFF}');
    let root = root(text).ok_or_else(|| ParseError::Broken {
        format: "XML",
        place: Place::Whole,
        why: "no element".to_owned(),
    })?;
    let Some(dialect) = DIALECTS.iter().find(|dialect| dialect.roots.contains(&root.as_str()))
    else {
        return Err(ParseError::NotAnArticle {
            why: format!("XML of `{root}`, which is not read"),
        });
    };
    let mut articles = (dialect.read)(text, input)?;
    for article in &mut articles {
        article.format = dialect.name;
    }
    match articles.first_mut() {
        Some(article) => article.notes.extend(decoded.note),
        None => {
            return Err(ParseError::NotAnArticle {
                why: format!("no text in the {} document", dialect.name),
            });
        }
    }
    Ok(articles)
}

/// The encoding of an XML declaration.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(200)];
    let at = memchr::memmem::find(head, b"encoding=")?;
    let label: Vec<u8> = head[at + 10..]
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        .copied()
        .collect();
    String::from_utf8(label).ok()
}

/// Name of the first element.
fn root(text: &str) -> Option<String> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().ok()? {
            Event::Start(element) | Event::Empty(element) => {
                return Some(name(&element).to_owned());
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn name(element: &BytesStart<'_>) -> String {
    element.local_name().as_ref().to_owned()
}

fn attributes(element: &BytesStart<'_>) -> Vec<(String, String)> {
    element
        .attributes()
        .with_checks(false)
        .flatten()
        .map(|attribute| {
            let key = attribute.key.local_name().as_ref().to_owned();
            (key, markup::unescape(&attribute.value).into_owned())
        })
        .collect()
}

/// The value of an attribute.
pub(super) fn attribute<'a>(attributes: &'a [(String, String)], name: &str) -> Option<&'a str> {
    attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
}

/// Steps through a document. A note tells where it broke off.
pub(super) fn each(text: &str, mut take: impl FnMut(Step<'_>)) -> Option<Diagnostic> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut open: usize = 0;
    let broken = |at: u64, why: &str| {
        let message = format!("the XML breaks at byte {at}: {why}; what stands before it was read");
        Some(Diagnostic { code: "broken-xml", severity: Severity::Loss, span: None, message })
    };
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => return broken(reader.error_position(), &error.to_string()),
        };
        match event {
            Event::Start(element) => {
                open += 1;
                if open > DEEPEST {
                    return broken(reader.buffer_position(), "too deeply nested");
                }
                take(Step::Open(&name(&element), &attributes(&element)));
            }
            Event::Empty(element) => {
                let name = name(&element);
                take(Step::Open(&name, &attributes(&element)));
                take(Step::Close(&name));
            }
            Event::End(element) => {
                open = open.saturating_sub(1);
                take(Step::Close(element.local_name().as_ref()));
            }
            Event::Text(part) => take(Step::Text(&part)),
            Event::CData(part) => take(Step::Text(&part)),
            Event::GeneralRef(part) => {
                let reference = format!("&{};", &*part);
                take(Step::Text(&markup::unescape(&reference)));
            }
            Event::Eof => {
                return if open > 0 {
                    broken(reader.buffer_position(), "an element does not end")
                } else {
                    None
                };
            }
            _ => {}
        }
    }
}

/// Text with its white space made single spaces.
pub(super) fn flat(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for part in text.split([' ', '\n', '\r', '\t']).filter(|part| !part.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests;
