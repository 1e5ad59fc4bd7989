//! Takes a saved page and gives its article: the story without menus, captions, related links
//! and pleas, and what the page says about it.
//!
//! The story is found by the trafilatura crate; what the page says is read by [`page`]. The
//! canonical text is derived, one paragraph a block. Bounded: a page that nests too deeply to be
//! read as a tree is stripped of its tags instead, one beyond the size limit is refused, and a
//! panic of the crate costs only its page.

pub(crate) mod markup;
mod page;
mod tidy;

pub(crate) use tidy::tidy;

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use trafilatura::dom::Document;
use trafilatura::{Options, extract_document};

use super::decode::decode;
use super::draft::Draft;
use super::{Article, BlockKind, Input, ParseError, bundle};
use crate::diagnostic::{Diagnostic, Severity};

/// Largest page that is read, in bytes.
const LARGEST_PAGE: usize = 16 << 20;

/// Open elements up to which a page is read as a tree. Real pages stay below 100.
const DEEPEST_TREE: usize = 800;

/// Fewest letters of a story.
const SHORTEST_STORY: usize = 120;

/// How much longer than the story that was found, in percent of its HTML, the words in the page's
/// own data must be to be taken instead: only where a part was missed.
const LONGER: usize = 150;

/// Whether bytes begin as a page does.
pub(crate) fn sniff(bytes: &[u8]) -> bool {
    let head = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let starts = |mark: &str| {
        head.get(..mark.len()).is_some_and(|own| own.eq_ignore_ascii_case(mark.as_bytes()))
    };
    starts("<!doctype html") || starts("<html")
}

/// Reads an `.html` file.
pub(crate) fn read(input: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    if input.bytes.len() > LARGEST_PAGE {
        return Err(ParseError::TooLarge { size: input.bytes.len(), limit: LARGEST_PAGE });
    }
    let decoded = decode(input.bytes, declared(input.bytes).as_deref())?;
    let html = without_banner(decoded.text.trim_start_matches('\u{FEFF}'));
    let html = html.as_ref();
    if let Some(articles) = export(html, input) {
        return Ok(articles);
    }
    let mut draft = Draft::default();
    draft.notes.extend(decoded.note);
    let mut is_article = false;
    if deepest(html) > DEEPEST_TREE {
        draft.notes.push(stripped("nests too deeply to be read as a tree"));
        markup::blocks(&mut draft, html, None);
    } else {
        // The crate is total as far as is known; a page that proves otherwise must not end a run.
        let read = catch_unwind(AssertUnwindSafe(|| as_tree(html, input)));
        match read {
            Ok(page) => {
                let body = page.body.filter(|body| body.len() > LONGER * page.content.len() / 100);
                draft.meta = page.meta;
                match body {
                    Some(body) if markup::is_markup(&body) => {
                        markup::blocks(&mut draft, &body, None);
                    }
                    Some(body) => {
                        for paragraph in body.split('\n') {
                            draft.push(BlockKind::Paragraph, &markup::unescape(paragraph), None);
                        }
                    }
                    None => markup::blocks(&mut draft, &page.content, None),
                }
                is_article = page.is_article;
            }
            Err(_) => {
                draft.notes.push(stripped("could not be read as a tree"));
                markup::blocks(&mut draft, html, None);
            }
        }
    }
    let article = tidy(draft.finish(), input.lexicon);
    if !is_story(&article, is_article) {
        let why = "a page without a story, such as a list of links".to_owned();
        return Err(ParseError::NotAnArticle { why });
    }
    Ok(vec![article])
}

/// What stands in the exports of services that give them as one page.
const EXPORTS: [&str; 2] = ["articleParagraph", " DOCUMENTS</"];

/// The articles of an export of Factiva or Lexis; nothing where the page is none.
fn export(html: &str, input: &Input<'_>) -> Option<Vec<Article>> {
    let holds = |mark: &str| memchr::memmem::find(html.as_bytes(), mark.as_bytes()).is_some();
    if !EXPORTS.into_iter().any(holds) {
        return None;
    }
    let mut draft = Draft::default();
    markup::blocks(&mut draft, html, None);
    bundle::split(&draft.finish().text, input)
}

/// What the Wayback Machine sets around its own part of a page.
const BANNER: [&str; 2] =
    ["<!-- BEGIN WAYBACK TOOLBAR INSERT -->", "<!-- END WAYBACK TOOLBAR INSERT -->"];

/// A page without the banner of the archive that it was copied from.
fn without_banner(html: &str) -> Cow<'_, str> {
    let [open, close] = BANNER;
    let banner = html.split_once(open).and_then(|(before, rest)| {
        rest.split_once(close).map(|(_, after)| [before, after].concat())
    });
    banner.map_or(Cow::Borrowed(html), Cow::Owned)
}

fn stripped(why: &str) -> Diagnostic {
    let message = format!("the page {why}; its tags were stripped instead");
    Diagnostic { code: "stripped", severity: Severity::Warning, span: None, message }
}

/// What a page holds.
struct Page {
    /// The story as simple HTML; empty where the crate found none.
    content: String,
    /// The words of the article as the page's own data give them.
    body: Option<String>,
    /// What the page says about it.
    meta: super::Meta,
    /// Whether the page says that it is an article.
    is_article: bool,
}

/// Reads a page as a tree.
fn as_tree(html: &str, input: &Input<'_>) -> Page {
    let tree = Document::parse(html);
    let page::Said { meta, body, is_article } = page::read(&tree, html, input.lexicon);
    let mut options = Options::default().with_fallback(true).with_exclude_comments(true);
    if let Some(url) = meta.url.as_deref().and_then(|url| url.parse().ok()) {
        options = options.with_url(url);
    }
    match extract_document(tree, &options) {
        Ok(found) => {
            let meta = page::join(meta, &found.metadata, input.lexicon);
            Page { content: found.content_html, body, meta, is_article }
        }
        Err(_) => Page { content: String::new(), body, meta, is_article },
    }
}

/// Whether blocks are a story and not the words of menus. A page that calls itself an article
/// may consist of items, such as the winners of a vote.
fn is_story(article: &Article, is_article: bool) -> bool {
    let prose = article
        .blocks
        .iter()
        .filter(|block| block.kind != BlockKind::Heading)
        .map(|block| block.span.of(&article.text))
        .filter(|text| is_article || holds_sentence(text));
    prose.map(str::len).sum::<usize>() >= SHORTEST_STORY
}

/// Whether a block has the end of a sentence in it.
fn holds_sentence(text: &str) -> bool {
    let mut chars = text.chars().peekable();
    while let Some(ch) = chars.next() {
        let ends = matches!(ch, '.' | '!' | '?' | '\u{2026}' | '\u{201D}' | '"');
        if matches!(ch, '\u{3002}' | '\u{964}' | '\u{61F}')
            || ends && chars.peek().is_none_or(|next| !next.is_alphanumeric())
        {
            return true;
        }
    }
    false
}

/// The encoding that a page declares near its start.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(4096)];
    let at = memchr::memmem::find(head, b"charset=")?;
    let label: String = head[at + 8..]
        .iter()
        .skip_while(|byte| matches!(byte, b'"' | b'\'' | b' '))
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        .map(|&byte| char::from(byte))
        .collect();
    (!label.is_empty()).then_some(label)
}

/// An upper bound of how deep a page nests: elements opened and not closed, elements that need
/// no end tag left out.
fn deepest(html: &str) -> usize {
    const FLAT: &[&str] = &[
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
        "source", "track", "wbr", "p", "li", "dt", "dd", "option", "path", "tr", "td", "th", "use",
        "rect",
    ];
    let bytes = html.as_bytes();
    let (mut depth, mut most) = (0_usize, 0);
    // Items and cells without end tags do not nest in each other, but others nest in them.
    let mut flat = 0_usize;
    for at in memchr::memchr_iter(b'<', bytes) {
        let Some(&next) = bytes.get(at + 1) else { break };
        if next == b'/' {
            let name = name_at(bytes, at + 2);
            if FLAT.iter().any(|flat| flat.as_bytes().eq_ignore_ascii_case(name)) {
                flat = flat.saturating_sub(1);
            } else {
                depth = depth.saturating_sub(1);
            }
        } else if next.is_ascii_alphabetic() {
            let name = name_at(bytes, at + 1);
            if FLAT.iter().take(14).any(|flat| flat.as_bytes().eq_ignore_ascii_case(name)) {
                continue;
            }
            if FLAT.iter().any(|flat| flat.as_bytes().eq_ignore_ascii_case(name)) {
                flat += 1;
            } else {
                depth += 1;
                most = most.max(depth);
            }
        }
    }
    // Far more cells and items left open than closed is a page made to nest.
    most.max(if depth > 100 { flat } else { 0 })
}

fn name_at(bytes: &[u8], from: usize) -> &[u8] {
    let rest = bytes.get(from..).unwrap_or(&[]);
    let end = rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
    &rest[..end]
}

#[cfg(test)]
mod tests;
