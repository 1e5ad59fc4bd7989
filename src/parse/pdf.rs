//! Takes a PDF document and gives its text, a paragraph a block; exports of a service are split.
//!
//! Pages are read by the unpdf crate, which finds columns and paragraphs. Here lines are joined,
//! words broken at their ends mended, paragraphs that run over a page's end put together, and
//! running heads and page numbers left out. Bounded: a document is read by a thread of its own,
//! page by page, for at most [`ParseConfig::patience`](super::ParseConfig::patience) and [`MOST_PAGES`]; what was not reached is told.
//! Encrypted documents and scans without text are told as such.

mod depth;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use unpdf::{Block, Page, PageSelection, PageStreamOptions, ParseEvent, ParseOptions, PdfParser};

use super::bundle::{self, loss};
use super::fields::tidy;
use super::plain::ends_sentence;
use super::{Article, Input, ParseError, Place};
use crate::diagnostic::Diagnostic;
use crate::lexicon::words::Class;
use crate::lexicon::{Lexicon, key};

/// Time after which a page that has not come counts as waited for.
const SLICE: Duration = Duration::from_millis(250);

/// Most pages of a document that are read.
const MOST_PAGES: u32 = 3000;

/// Memory that the calls of the thread that reads may take: the crate calls itself for each
/// list in a list. Only what is used of it is taken.
const STACK: usize = 256 << 20;

/// Paragraphs at either end of a page that may be running heads.
const EDGE: usize = 2;

/// Longest running head, in bytes.
const LONGEST_HEAD: usize = 140;

/// Pages on which a line must stand to be a running head, whatever the length of the document:
/// left and right pages have heads of their own.
const HEAD_PAGES: usize = 3;

/// Bytes at the end in which a document says that it ends.
const TAIL: usize = 16 << 10;

/// Share of a page that a picture covers where the page is a scan.
const SCAN: f32 = 0.5;

/// Whether bytes are a PDF document.
pub(crate) fn sniff(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"%PDF-")
}

/// Reads a `.pdf` file.
pub(crate) fn read(input: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    if !sniff(&input.bytes[..input.bytes.len().min(1024)]) {
        return Err(broken("does not begin as PDF does"));
    }
    if depth::deepest(input.bytes, input.budget.get()) > depth::MOST {
        return Err(broken("lists in it nest too deeply"));
    }
    let Found { pages, title, mut lost } = pages_of(input)?;
    let scans: Vec<String> =
        pages.iter().filter(|page| page.scan).map(|page| page.number.to_string()).collect();
    let text = mended(&joined(&pages), input.lexicon);
    if text.trim().is_empty() {
        return Err(match scans.len() {
            0 => ParseError::NotAnArticle { why: "a PDF document without text".to_owned() },
            count => unreadable(format!("{count} scanned pages without text")),
        });
    }
    let tail = &input.bytes[input.bytes.len().saturating_sub(TAIL)..];
    if memchr::memmem::find(tail, b"%%EOF").is_none() {
        lost.push(loss("truncated", "the document does not end; it may be cut".to_owned()));
    }
    if !scans.is_empty() {
        let message = format!("scanned pages without text: {}", scans.join(", "));
        lost.push(loss("scanned", message));
    }
    let mut articles = bundle::articles(&text, input)?;
    if let Some(first) = articles.first_mut() {
        first.notes.extend(lost);
    }
    if let [article] = articles.as_mut_slice() {
        // Programs put the name of a file there.
        let title = title.map(|title| tidy(&title));
        let title = title.filter(|title| title.contains(' ') && !title.contains(['.', '/', '\\']));
        article.meta.title = article.meta.title.take().or(title);
    }
    Ok(articles)
}

fn broken(why: &str) -> ParseError {
    ParseError::Broken { format: "PDF", place: Place::Whole, why: why.to_owned() }
}

fn unreadable(why: String) -> ParseError {
    ParseError::Unreadable { format: "PDF", why }
}

/// What was read of a page.
struct Leaf {
    number: u32,
    paragraphs: Vec<String>,
    /// Whether it is a picture of a page, without text.
    scan: bool,
    /// Whether a part of it could not be decoded.
    holed: bool,
}

/// What was read of a document.
struct Found {
    pages: Vec<Leaf>,
    title: Option<String>,
    lost: Vec<Diagnostic>,
}

/// What the thread that reads sends.
enum Sent {
    Title(Option<String>, u32),
    Page(Leaf),
    Failed(u32),
    End(Result<(), unpdf::Error>),
}

/// The pages of a document.
fn pages_of(input: &Input<'_>) -> Result<Found, ParseError> {
    let (send, receive) = sync_channel(4);
    let bytes = input.bytes.to_vec();
    let work = move || {
        let read = || {
            let options = ParseOptions::new().sequential();
            let parser = PdfParser::from_bytes_with_options(&bytes, options.clone())?;
            let mut options = PageStreamOptions::from(&options);
            options.pages = PageSelection::Range(1..=MOST_PAGES);
            parser.for_each_page(options, |event| {
                let sent = match event {
                    ParseEvent::DocumentStart { metadata, page_count, .. } => {
                        send.send(Sent::Title(metadata.title, page_count))
                    }
                    ParseEvent::PageParsed(page) => send.send(Sent::Page(leaf(&page))),
                    ParseEvent::PageFailed { page, .. } => send.send(Sent::Failed(page)),
                    ParseEvent::Progress { .. } | ParseEvent::DocumentEnd { .. } => Ok(()),
                };
                // Nobody waits any more.
                if sent.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            })
        };
        let end = read().map(|_| ());
        let _ = send.send(Sent::End(end));
    };
    let reader = thread::Builder::new().name("pdf".to_owned()).stack_size(STACK);
    reader.spawn(work).map_err(|error| broken(&error.to_string()))?;
    collect(&receive, input)
}

/// Takes what the thread that reads sends, as long as there is patience.
fn collect(receive: &Receiver<Sent>, input: &Input<'_>) -> Result<Found, ParseError> {
    let mut found = Found { pages: Vec::new(), title: None, lost: Vec::new() };
    let patience = input.config.patience;
    let mut waited = Duration::ZERO;
    let mut total = 0;
    let mut stopped = None;
    loop {
        match receive.recv_timeout(SLICE) {
            Ok(Sent::Title(title, pages)) => (found.title, total) = (title, pages),
            Ok(Sent::Page(page)) => {
                let size: usize = page.paragraphs.iter().map(String::len).sum();
                let left = input.budget.get();
                if size > left {
                    let limit = input.config.max_bytes;
                    stopped = Some(format!("it holds more than {limit} bytes of text"));
                    break;
                }
                input.budget.set(left - size);
                if page.holed {
                    let message = format!("page {} could not be read wholly", page.number);
                    found.lost.push(loss("page-not-read", message));
                }
                found.pages.push(page);
            }
            Ok(Sent::Failed(page)) => {
                found.lost.push(loss("page-not-read", format!("page {page} could not be read")));
            }
            Ok(Sent::End(Ok(()))) => break,
            Ok(Sent::End(Err(error))) => match error {
                unpdf::Error::Encrypted | unpdf::Error::InvalidPassword => {
                    return Err(unreadable("it is encrypted".to_owned()));
                }
                error if found.pages.is_empty() => return Err(broken(&error.to_string())),
                error => {
                    stopped = Some(error.to_string());
                    break;
                }
            },
            Err(RecvTimeoutError::Timeout) if waited < patience => waited += SLICE,
            Err(RecvTimeoutError::Timeout) if found.pages.is_empty() => {
                return Err(ParseError::TimedOut { seconds: patience.as_secs() });
            }
            Err(RecvTimeoutError::Timeout) => {
                stopped = Some(format!("it took more than {} seconds", patience.as_secs()));
                break;
            }
            // The crate has panicked.
            Err(RecvTimeoutError::Disconnected) if found.pages.is_empty() => {
                return Err(broken(super::PANIC));
            }
            Err(RecvTimeoutError::Disconnected) => {
                stopped = Some(super::PANIC.to_owned());
                break;
            }
        }
    }
    let last = found.pages.last().map_or(0, |page| page.number);
    if total > MOST_PAGES && stopped.is_none() {
        stopped = Some(format!("it has more than {MOST_PAGES} pages"));
    }
    if let Some(why) = stopped {
        let message = format!("{last} of {total} pages were read: {why}");
        found.lost.push(loss("broken-pdf", message));
    }
    Ok(found)
}

/// The paragraphs of a page, in reading order.
fn leaf(page: &Page) -> Leaf {
    let mut paragraphs = Vec::new();
    for block in &page.elements {
        match block {
            Block::Paragraph(paragraph) => paragraphs.push(one_line(&paragraph.plain_text())),
            Block::Table(table) => {
                for row in &table.rows {
                    let cells: Vec<String> =
                        row.cells.iter().map(|cell| one_line(&cell.plain_text())).collect();
                    let cells = cells.iter().filter(|cell| !cell.is_empty());
                    paragraphs.push(cells.cloned().collect::<Vec<_>>().join(" | "));
                }
            }
            Block::Code { content } => paragraphs.push(one_line(content)),
            _ => {}
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    let scan = paragraphs.is_empty()
        && page.image_op_count > 0
        && (page.image_coverage >= SCAN || page.text_op_count == 0);
    let holed = page.undecodable_content_streams > 0;
    Leaf { number: page.number, paragraphs, scan, holed }
}

/// A paragraph as one line.
fn one_line(text: &str) -> String {
    text.replace('\u{AD}', "-").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text with the words mended that were broken at the ends of lines: `de- bate`. A hyphen
/// stays where the text writes the word so elsewhere, or where a word is left out: `low- and
/// high-paid`.
fn mended(text: &str, lexicon: &Lexicon) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("- ") {
        let (before, after) = (&rest[..at], &rest[at + 2..]);
        let head = before.rsplit(|ch: char| !ch.is_alphabetic()).next().unwrap_or("");
        let tail = after.split(|ch: char| !ch.is_alphabetic()).next().unwrap_or("");
        out.push_str(before);
        rest = after;
        let is_word = |part: &str| part.len() > 1 && part.ends_with(char::is_lowercase);
        let classes = lexicon.words().of(key(tail));
        let left_out = classes.has(Class::Conjunction) || classes.has(Class::Preposition);
        if !is_word(head) || !tail.starts_with(char::is_lowercase) || left_out {
            out.push_str("- ");
        } else {
            let holds =
                |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
            if !holds(&format!("{head}{tail}")) && holds(&format!("{head}-{tail}")) {
                out.push('-');
            }
        }
    }
    out.push_str(rest);
    out
}

/// The text of the pages, paragraphs parted by blank lines.
fn joined(pages: &[Leaf]) -> String {
    let mut heads: BTreeMap<String, usize> = BTreeMap::new();
    let edge = |at: usize, count: usize| at < EDGE || at + EDGE >= count;
    for page in pages {
        let count = page.paragraphs.len();
        let edges = page.paragraphs.iter().enumerate().filter(|(at, _)| edge(*at, count));
        let mut own: Vec<String> = edges.filter_map(|(_, text)| masked(text)).collect();
        own.sort_unstable();
        own.dedup();
        for head in own {
            *heads.entry(head).or_default() += 1;
        }
    }
    heads.retain(|_, on| *on >= HEAD_PAGES || *on * 2 > pages.len() && *on > 1);
    // A line over the first page is its headline, unless one follows it.
    let headed = pages.first().and_then(|page| page.paragraphs.get(1));
    let headed = headed.is_some_and(|next| next.len() <= LONGEST_HEAD && !ends_sentence(next));
    let mut out: Vec<String> = Vec::new();
    for (nth, page) in pages.iter().enumerate() {
        let count = page.paragraphs.len();
        let mut fresh = true;
        for (at, text) in page.paragraphs.iter().enumerate() {
            let mut text = text.as_str();
            if edge(at, count) && (headed || nth > 0) {
                text = heads.keys().fold(text, |text, head| without_head(text, head));
            }
            let numbered = edge(at, count) && !text.chars().any(char::is_alphabetic);
            if text.is_empty() || numbered {
                continue;
            }
            let goes_on = fresh && text.starts_with(char::is_lowercase);
            fresh = false;
            match out.last_mut() {
                Some(open) if goes_on && open.ends_with(is_open) => {
                    open.push(' ');
                    open.push_str(text);
                }
                _ => out.push(text.to_owned()),
            }
        }
    }
    out.join("\n\n")
}

/// A paragraph without the running head that it is, or that stands before it.
fn without_head<'t>(text: &'t str, head: &str) -> &'t str {
    let mask = |ch: char| if ch.is_ascii_digit() { '#' } else { ch };
    let fits =
        text.len() >= head.len() && text.chars().map(mask).zip(head.chars()).all(|(a, b)| a == b);
    let rest = text.get(head.len()..).filter(|_| fits);
    rest.filter(|rest| rest.is_empty() || rest.starts_with(' ')).map_or(text, str::trim_start)
}

/// Whether a paragraph that ends so is not at its end.
fn is_open(ch: char) -> bool {
    ch.is_alphanumeric() || matches!(ch, ',' | ';' | '-' | '\u{2019}')
}

/// A line that may be a running head, with its numbers masked.
fn masked(text: &str) -> Option<String> {
    let short = text.len() <= LONGEST_HEAD;
    short.then(|| text.chars().map(|ch| if ch.is_ascii_digit() { '#' } else { ch }).collect())
}

#[cfg(test)]
mod tests;
