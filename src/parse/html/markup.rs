//! Strips the markup of a stretch of HTML in one pass over its bytes and gives its blocks.
//!
//! For markup that is known to hold prose and little else: the story cut out of a page, a field
//! of a feed, a piece of HTML in Markdown, and pages nested too deeply to be read as trees.
//! Linear, and flat whatever the nesting.

use super::super::BlockKind;
use super::super::draft::Draft;
use super::super::plain::bullet;

/// Elements that end the block before them and begin another.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "title",
    "tr",
    "ul",
];

/// Elements whose content is not prose.
const HIDDEN: &[&str] = &[
    "button",
    "figcaption",
    "iframe",
    "math",
    "nav",
    "noscript",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
];

/// Whether a text is written in HTML rather than plainly.
pub(crate) fn is_markup(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"</").is_some()
        || text.contains("<p>")
        || text.contains("<br")
}

/// Whether a tag is a line break.
pub(crate) fn is_break(tag: &str) -> bool {
    let tag = tag.trim_start_matches('<').trim_start_matches('/');
    tag.get(..2).is_some_and(|name| name.eq_ignore_ascii_case("br"))
        && !tag[2..].starts_with(|ch: char| ch.is_alphanumeric())
}

/// Adds the blocks of `html`. `line` is the line of all of them in the source, if it has lines.
pub(crate) fn blocks(draft: &mut Draft, html: &str, line: Option<u32>) {
    let mut state =
        State { draft, line, text: String::new(), heading: false, item: 0, quote: 0, cell: false };
    let mut rest = html;
    // The hidden element that is open, if any: what it holds is skipped up to its end tag.
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        state.text(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let Some(tag) = Tag::at(rest) else {
            state.text("<");
            rest = &rest[1..];
            continue;
        };
        rest = &rest[tag.len..];
        if !tag.closes && !tag.is_empty && (HIDDEN.contains(&tag.name.as_str()) || tag.hides) {
            rest = after_end_tag(rest, &tag.name);
            continue;
        }
        state.tag(&tag);
    }
    state.text(rest);
    state.flush();
}

/// What follows the next end tag of `name`; all of it where there is none.
fn after_end_tag<'t>(text: &'t str, name: &str) -> &'t str {
    let mut rest = text;
    while let Some(at) = memchr::memmem::find(rest.as_bytes(), b"</") {
        rest = &rest[at + 2..];
        if rest.get(..name.len()).is_some_and(|own| own.eq_ignore_ascii_case(name)) {
            return rest.find('>').map_or("", |end| &rest[end + 1..]);
        }
    }
    // An element that never ends hides nothing but itself.
    text
}

/// A tag: its name in lower case and its length.
struct Tag {
    name: String,
    closes: bool,
    is_empty: bool,
    /// Whether its style says that it is not shown.
    hides: bool,
    len: usize,
}

impl Tag {
    /// The tag at the start of `text`, which begins with `<`.
    fn at(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let closes = bytes.get(1) == Some(&b'/');
        let start = 1 + usize::from(closes);
        let first = *bytes.get(start)?;
        if first == b'!' || first == b'?' {
            let len = memchr::memchr(b'>', bytes)? + 1;
            let name = String::new();
            return Some(Self { name, closes, is_empty: true, hides: false, len });
        }
        if !first.is_ascii_alphabetic() {
            return None;
        }
        let end = bytes[start..].iter().position(|byte| !byte.is_ascii_alphanumeric())? + start;
        let mut at = end;
        loop {
            let next = memchr::memchr3(b'>', b'"', b'\'', bytes.get(at..)?)? + at;
            match bytes[next] {
                b'>' => {
                    let is_empty = bytes[next - 1] == b'/';
                    let name = text[start..end].to_ascii_lowercase();
                    let hides = is_hidden(&bytes[end..next]);
                    return Some(Self { name, closes, is_empty, hides, len: next + 1 });
                }
                quote => match memchr::memchr(quote, &bytes[next + 1..]) {
                    // A stray quotation mark would swallow the rest of the text.
                    Some(close) if close < 4096 => at = next + close + 2,
                    _ => at = next + 1,
                },
            }
        }
    }
}

/// Whether the attributes of a tag hide its element.
fn is_hidden(attributes: &[u8]) -> bool {
    memchr::memmem::find(attributes, b"display").is_some_and(|at| {
        let value = attributes[at + 7..].trim_ascii_start();
        value.strip_prefix(b":").is_some_and(|value| value.trim_ascii_start().starts_with(b"none"))
    })
}

struct State<'d> {
    draft: &'d mut Draft,
    line: Option<u32>,
    text: String,
    heading: bool,
    item: u32,
    quote: u32,
    cell: bool,
}

impl State<'_> {
    /// Adds text with its references resolved and its white space made single spaces.
    fn text(&mut self, raw: &str) {
        if raw.is_empty() {
            return;
        }
        let decoded = unescape(raw);
        for ch in decoded.chars() {
            let space = matches!(ch, ' ' | '\t' | '\n' | '\r' | '\u{C}');
            if !space {
                if std::mem::take(&mut self.cell) && !self.text.trim().is_empty() {
                    self.text.push_str(" | ");
                }
                self.text.push(ch);
            } else if !self.text.ends_with(' ') {
                self.text.push(' ');
            }
        }
    }

    fn tag(&mut self, tag: &Tag) {
        let name = tag.name.as_str();
        if matches!(name, "td" | "th") {
            self.cell = !tag.closes || self.cell;
            return;
        }
        if !BLOCKS.contains(&name) {
            return;
        }
        self.flush();
        let depth = match name {
            "li" => &mut self.item,
            "blockquote" => &mut self.quote,
            _ => {
                if name.len() == 2 && name.starts_with('h') && name != "hr" {
                    self.heading = !tag.closes;
                }
                return;
            }
        };
        *depth = if tag.closes { depth.saturating_sub(1) } else { depth.saturating_add(1) };
    }

    fn flush(&mut self) {
        self.cell = false;
        let text = std::mem::take(&mut self.text);
        let mut text = text.trim();
        let mut kind = match () {
            () if self.heading => BlockKind::Heading,
            () if self.quote > 0 => BlockKind::BlockQuote,
            () if self.item > 0 => BlockKind::Item,
            () => BlockKind::Paragraph,
        };
        // "- " and the like were hidden from `li` items, and mark items of their own elsewhere.
        if kind == BlockKind::Paragraph
            && let Some(mark) =
                bullet(text).filter(|_| !text.starts_with(|ch: char| ch.is_ascii_digit()))
        {
            text = text.get(mark as usize..).unwrap_or(text).trim();
            kind = BlockKind::Item;
        }
        // The headline is told by the page's data; it is no part of the story.
        let headline = kind == BlockKind::Heading && self.draft.is_blank();
        if headline && self.draft.meta.title.as_deref() == Some(text) {
            return;
        }
        self.draft.push(kind, text, self.line);
    }
}

/// A text with its character references resolved; those unknown stay as they are.
pub(crate) fn unescape(text: &str) -> std::borrow::Cow<'_, str> {
    let Some(first) = memchr::memchr(b'&', text.as_bytes()) else {
        return std::borrow::Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut rest = &text[first..];
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match reference(rest) {
            Some((resolved, len)) => {
                out.push_str(&resolved);
                rest = &rest[len..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    std::borrow::Cow::Owned(out)
}

/// The character reference at the start of `text`, which begins with `&`, and its length.
fn reference(text: &str) -> Option<(String, usize)> {
    let head = text.as_bytes().get(1..text.len().min(34))?;
    let end = memchr::memchr(b';', head)?;
    let name = text.get(1..=end)?;
    let resolved = match name.strip_prefix('#') {
        None => quick_xml::escape::resolve_html5_entity(name)?.to_owned(),
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            // Numbers from 128 to 159 mean Windows-1252, by custom.
            let ch = match u8::try_from(code) {
                Ok(byte @ 0x80..=0x9F) => {
                    let bytes = [byte];
                    let (text, _, _) = encoding_rs::WINDOWS_1252.decode(&bytes);
                    text.chars().next()?
                }
                _ => char::from_u32(code).filter(|&ch| ch != '\0')?,
            };
            ch.to_string()
        }
    };
    Some((resolved, end + 2))
}
