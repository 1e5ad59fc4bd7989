//! Takes a mail, such as a newsletter or a press release sent to a list, and gives its article.
//!
//! Of several forms of one text the plain one is read, unless it is a stub of the one with
//! markup. Addresses of links and what stands below the signature's mark are left out. The head
//! of the mail gives headline, sender and day, the day in the sender's own zone.

use std::borrow::Cow;

use mail_parser::decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode};
use mail_parser::{Addr, Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::bundle::{loss, note};
use super::decode::decode;
use super::draft::Draft;
use super::fields::tidy;
use super::html::{self, markup};
use super::{Article, BlockKind, DateSource, Input, Meta, ParseError, Place, plain};
use crate::civil::PartialDate;
use crate::diagnostic::Diagnostic;
use crate::lexicon::layout::LayoutRole;
use crate::lexicon::{Lexicon, key};

/// Bytes in which the head of a mail must end to be told by its bytes.
const LONGEST_HEAD: usize = 32 << 10;

/// How much of the prose of the form with markup the plain one must hold to be read, in percent.
const WHOLE: usize = 60;

/// Most words of a person's name.
const NAME_WORDS: usize = 4;

/// Whether bytes are a mail: lines of a head with a sender and what only mail programs write.
pub(crate) fn sniff(bytes: &[u8]) -> bool {
    head(bytes).is_some_and(|head| {
        has(head, b"from:")
            && (has(head, b"mime-version:") || has(head, b"message-id:") || has(head, b"received:"))
    })
}

/// The head of a mail, up to its first blank line; nothing where the first line is none of one.
pub(super) fn head(bytes: &[u8]) -> Option<&[u8]> {
    let name = bytes.iter().position(|byte| !matches!(byte, b'!'..=b'9' | b';'..=b'~'))?;
    if name == 0 || bytes[name] != b':' {
        return None;
    }
    let limit = &bytes[..bytes.len().min(LONGEST_HEAD)];
    let end =
        memchr::memmem::find(limit, b"\n\n").or_else(|| memchr::memmem::find(limit, b"\n\r\n"));
    Some(&limit[..end.unwrap_or(limit.len())])
}

/// Whether a line of a head begins with `name`, which is in lower case.
pub(super) fn has(head: &[u8], name: &[u8]) -> bool {
    let begins =
        |at: usize| head.get(at..at + name.len()).is_some_and(|own| own.eq_ignore_ascii_case(name));
    begins(0) || memchr::memchr_iter(b'\n', head).any(|at| begins(at + 1))
}

/// Reads an `.eml` file.
pub(crate) fn read(input: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    let broken =
        |why: &str| ParseError::Broken { format: "mail", place: Place::Whole, why: why.to_owned() };
    let message = MessageParser::new().parse(input.bytes).ok_or_else(|| broken("no head"))?;
    if message.from().is_none() && message.subject().is_none() {
        return Err(broken("its head names neither a sender nor a subject"));
    }
    let mut article = text(&message, input)?;
    article.notes.extend(cut(&message));
    let attached = message.attachments().filter(|part| !is_picture(part)).count();
    if attached > 0 {
        article.notes.push(note("attachments", format!("{attached} attachments not read")));
    }
    Ok(vec![article])
}

/// What the head says.
fn meta(message: &Message<'_>, lexicon: &Lexicon) -> Meta {
    let mut meta = Meta::default();
    let subject = message.subject().unwrap_or_default();
    let bare = message.thread_name().filter(|name| !name.trim().is_empty()).unwrap_or(subject);
    meta.title = Some(tidy(bare)).filter(|title| !title.is_empty());
    let archived = message.header("Archived-At").and_then(|value| value.as_text());
    meta.url = archived.map(|url| url.trim_matches(['<', '>', ' ']).to_owned());
    if let Some(date) = message.date() {
        let year = i16::try_from(date.year).unwrap_or_default();
        let small = |number: u8| i8::try_from(number).unwrap_or_default();
        if let Some(date) = PartialDate::from_day(year, small(date.month), small(date.day)) {
            meta.offer_date(date, DateSource::Metadata);
        }
    }
    let first = |address: Option<&mail_parser::Address<'_>>| {
        address.and_then(|address| address.first()).cloned().map(Addr::into_owned)
    };
    let from = first(message.from()).or_else(|| first(message.sender()));
    let reply = first(message.reply_to());
    if let Some(name) = from.as_ref().and_then(Addr::name) {
        sender(&mut meta, name, lexicon);
    }
    // Lists send from hosts of their own; the answer goes to the paper.
    let known = [from.as_ref(), reply.as_ref()].into_iter().flatten().find_map(|address| {
        let (_, host) = address.address()?.rsplit_once('@')?;
        lexicon.outlets().by_host(host)
    });
    if let Some(outlet) = known {
        meta.outlet = Some(outlet.name.clone());
    } else if meta.outlet.is_none()
        && let Some(name) = reply.as_ref().and_then(Addr::name)
        && !is_person(name, lexicon)
    {
        meta.outlet = Some(tidy(name));
    }
    meta
}

/// Author and outlet in the name of a sender: `Ada Marl`, `Sable Gazette`, `Ada Marl from Sable
/// Gazette`, `Sable Gazette | Ada Marl`.
fn sender(meta: &mut Meta, name: &str, lexicon: &Lexicon) {
    let name = tidy(name);
    let name = name.trim_matches(['"', '\'']);
    let starts = name.match_indices(' ').map(|(at, _)| at);
    let joined = starts.filter_map(|at| {
        let outlet = lexicon.layout().strip(LayoutRole::Between, &name[at..])?;
        Some((&name[..at], outlet)).filter(|(_, outlet)| !outlet.is_empty())
    });
    let barred = [" | ", " \u{B7} ", " \u{2014} ", " \u{2013} ", " - ", ", "];
    let parted = || barred.iter().find_map(|bar| name.split_once(bar));
    match joined.last().or_else(parted) {
        Some((one, other)) => {
            let (author, outlet) = if is_person(other, lexicon) && !is_person(one, lexicon) {
                (other, one)
            } else {
                (one, other)
            };
            meta.authors = plain::names(author, lexicon);
            meta.outlet = Some(outlet.trim().to_owned());
        }
        None if is_person(name, lexicon) => meta.authors = plain::names(name, lexicon),
        None => meta.outlet = Some(name.to_owned()).filter(|name| !name.is_empty()),
    }
}

/// Whether a name is that of a person: it begins with a known given name.
fn is_person(name: &str, lexicon: &Lexicon) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    (2..=NAME_WORDS).contains(&words.len())
        && lexicon.names().is_given(key(words[0]))
        && lexicon.outlets().by_name(name).is_none()
}

/// The text of a message as an article.
fn text(message: &Message<'_>, input: &Input<'_>) -> Result<Article, ParseError> {
    let (mut marked, mut bare) = (None, None);
    for part in message.text_bodies().chain(message.html_bodies()) {
        match part.body {
            PartType::Html(_) if marked.is_none() => marked = Some(part),
            PartType::Text(_) if bare.is_none() => bare = Some(part),
            _ => {}
        }
    }
    let mut notes = Vec::new();
    let meta = meta(message, input.lexicon);
    let mut of = |part: Option<&MessagePart<'_>>| -> Result<String, ParseError> {
        let Some(part) = part else { return Ok(String::new()) };
        let decoded = decode(&bytes_of(part, message.raw_message()), None)?;
        let lossy = decoded.text.contains('\u{FFFD}') && decoded.note.is_none();
        notes.extend(decoded.note);
        notes.extend(lossy.then(|| {
            note("encoding", "characters that could not be read were replaced".to_owned())
        }));
        Ok(decoded.text)
    };
    let (html, bare) = (of(marked)?, of(bare)?);
    let bare = without_addresses(&bare);
    let mut draft = Draft::default();
    draft.meta.clone_from(&meta);
    markup::blocks(&mut draft, &html, None);
    let mut article = draft.finish();
    let prose = |text: &str| text.chars().filter(|ch| ch.is_alphabetic()).count();
    if prose(&bare) * 100 > prose(&article.text) * WHOLE {
        let mut blocks = plain::blocks(&bare, input.lexicon);
        for block in blocks.iter_mut().filter(|block| block.kind == BlockKind::Heading) {
            let points = input.lexicon.layout().strip(LayoutRole::Aside, block.span.of(&bare));
            // Left out with the other pointers.
            if points.is_some() {
                block.kind = BlockKind::Paragraph;
            }
        }
        article = Article { text: bare, meta, blocks, ..Article::default() };
        plain::mark_head(&mut article, "", input.lexicon);
    }
    let mut article = html::tidy(article, input.lexicon);
    if article.blocks.is_empty() {
        let why = "a mail without text".to_owned();
        return Err(ParseError::NotAnArticle { why });
    }
    article.notes.extend(notes);
    Ok(article)
}

/// The bytes of a text: in UTF-8 where the mail declares an encoding, else as they were sent.
pub(super) fn bytes_of<'p>(part: &'p MessagePart<'_>, raw: &[u8]) -> Cow<'p, [u8]> {
    let declared = part.content_type().is_some_and(|kind| kind.attribute("charset").is_some());
    let range = part.raw_body_offset() as usize..part.raw_end_offset() as usize;
    let sent = raw.get(range).filter(|_| !declared);
    let sent = sent.and_then(|sent| match part.encoding {
        Encoding::None => Some(sent.to_vec()),
        Encoding::QuotedPrintable => quoted_printable_decode(sent),
        Encoding::Base64 => base64_decode(sent),
    });
    sent.map_or_else(|| Cow::Borrowed(part.contents()), Cow::Owned)
}

/// A warning where the last of several parts of a message does not end.
pub(super) fn cut(message: &Message<'_>) -> Option<Diagnostic> {
    let edge = message.root_part().content_type()?.attribute("boundary")?;
    let end = format!("--{edge}--");
    let ends = memchr::memmem::rfind(message.raw_message(), end.as_bytes()).is_some();
    (!ends).then(|| loss("truncated", "the last part of the mail does not end".to_owned()))
}

fn is_picture(part: &MessagePart<'_>) -> bool {
    part.content_type().is_some_and(|kind| kind.c_type.eq_ignore_ascii_case("image"))
}

/// A plain text without the addresses of its links and without what follows its signature's
/// mark, with the lines kept.
fn without_addresses(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.trim_start_matches('\u{FEFF}').lines() {
        if line == "-- " && !out.trim().is_empty() {
            break;
        }
        let mut rest = line;
        while let Some(at) = address(rest) {
            let before = rest[..at].trim_end_matches(['(', '<', '[']);
            let end = rest[at..]
                .find(|ch: char| ch.is_whitespace() || matches!(ch, ')' | '>' | ']'))
                .map_or(rest.len(), |len| at + len);
            let opened = before.len() < at;
            let after = &rest[end..];
            let after = if opened { after.trim_start_matches([')', '>', ']']) } else { after };
            // What stood between the words was the address and one of the spaces around it.
            let stop = after.starts_with(['.', ',', ';', ':', '!', '?', ' ']) || after.is_empty();
            if before.is_empty() && rest.len() == line.len() && !after.trim().is_empty() {
                // Programs break lines before long addresses: the sentence goes on.
                out.truncate(out.trim_end_matches([' ', '\n']).len());
            }
            out.push_str(if stop { before.trim_end() } else { before });
            rest = after;
        }
        out.push_str(rest);
        out.push('\n');
    }
    out
}

/// Where an address begins.
fn address(text: &str) -> Option<usize> {
    ["https://", "http://", "mailto:"].iter().filter_map(|scheme| text.find(scheme)).min()
}

#[cfg(test)]
mod tests;
