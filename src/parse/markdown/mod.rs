//! Takes a Markdown file, with YAML or TOML front matter or none, and gives its article.
//!
//! The canonical text is derived: markup stripped, hard-wrapped lines joined by a space, one
//! paragraph a block, a hard break begins a new block. Non-breaking spaces stay. Text set in
//! deeply is prose, not code. Tables give a block a row; pictures and their words are left out.

mod front;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::decode::decode;
use super::draft::Draft;
use super::fields::{self, Fields};
use super::html::markup;
use super::plain::ends_sentence;
use super::{Article, BlockKind, DateSource, Input, ParseError};

/// Reads a `.md` file.
pub(crate) fn read(input: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    let decoded = decode(input.bytes, None)?;
    let text = decoded.text.strip_prefix('\u{FEFF}').unwrap_or(&decoded.text);
    let front = front::split(text);
    let mut draft = Draft::default();
    draft.notes.extend(decoded.note);
    draft.notes.extend(front.note);
    if let Some(value) = &front.value {
        let fields = Fields::of(value, &input.config.fields);
        fields::fill(&mut draft.meta, &fields, DateSource::FrontMatter, input.lexicon);
    }
    body(&mut draft, front.body, front.first_line);
    if draft.is_blank()
        && let Some(title) = draft.meta.title.clone()
    {
        // A page whose story is a picture or a file still has its headline.
        draft.push(BlockKind::Headline, &title, None);
    }
    if draft.is_blank() {
        return Err(ParseError::NotAnArticle { why: "no text below the front matter".to_owned() });
    }
    Ok(vec![draft.finish()])
}

/// Adds the blocks of Markdown text whose first line has this number in its file.
pub(crate) fn body(draft: &mut Draft, text: &str, first_line: u32) {
    let text = outdent(text);
    let mut lines = LineCounter::new(&text, first_line);
    let mut state = State {
        draft,
        text: String::new(),
        line: None,
        kind: BlockKind::Paragraph,
        quote_depth: 0,
        item_depth: 0,
        hidden: 0,
        bold: 0,
        bold_depth: 0,
        html: String::new(),
    };
    let options = Options::ENABLE_TABLES;
    for (event, range) in Parser::new_ext(&text, options).into_offset_iter() {
        let line = lines.at(range.start);
        state.take(event, line);
    }
    state.flush();
}

/// The text without the deep white space that would make code of its lines, except between
/// fences. Exports set paragraphs in; no coverage holds code.
fn outdent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut fence: Option<&str> = None;
    let mut listed = false;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start_matches([' ', '\t']);
        let mark = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            _ => {}
        }
        let deep = line.len() - bare.len() >= 4 || line.starts_with('\t');
        // Inside a list, deep lines belong to its items.
        let item = super::plain::bullet(bare).is_some();
        listed = item || (listed && (deep || bare.trim().is_empty() || line.starts_with("  ")));
        out.push_str(if fence.is_none() && deep && !listed { bare } else { line });
    }
    out
}

/// Numbers of the lines of rising offsets.
struct LineCounter<'t> {
    text: &'t [u8],
    at: usize,
    line: u32,
}

impl<'t> LineCounter<'t> {
    fn new(text: &'t str, first_line: u32) -> Self {
        Self { text: text.as_bytes(), at: 0, line: first_line }
    }

    /// The line of `offset`; of the farthest asked so far where it lies before that.
    fn at(&mut self, offset: usize) -> u32 {
        if offset > self.at {
            let passed = self.text.get(self.at..offset).unwrap_or(&[]);
            let breaks = memchr::memchr_iter(b'\n', passed).count();
            self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
            self.at = offset;
        }
        self.line
    }
}

/// The block being read.
struct State<'d> {
    draft: &'d mut Draft,
    text: String,
    line: Option<u32>,
    kind: BlockKind,
    quote_depth: u32,
    item_depth: u32,
    hidden: u32,
    /// Bytes of the block so far that are bold.
    bold: usize,
    bold_depth: u32,
    html: String,
}

impl State<'_> {
    fn take(&mut self, event: Event<'_>, line: u32) {
        match event {
            Event::Start(tag) => self.open(&tag, line),
            Event::End(tag) => self.close(tag),
            Event::Text(text) | Event::Code(text) => self.add(&text, line),
            Event::SoftBreak => self.text.push(' '),
            Event::HardBreak | Event::Rule => self.flush(),
            Event::InlineHtml(tag) if markup::is_break(&tag) => self.flush(),
            Event::Html(html) => {
                self.line.get_or_insert(line);
                self.html.push_str(&html);
            }
            _ => {}
        }
    }

    fn add(&mut self, text: &str, line: u32) {
        if self.hidden > 0 {
            return;
        }
        self.line.get_or_insert(line);
        for (at, piece) in text.split('\n').enumerate() {
            if at > 0 {
                self.text.push(' ');
            }
            self.text.push_str(piece);
        }
        if self.bold_depth > 0 {
            self.bold += text.len();
        }
    }

    fn open(&mut self, tag: &Tag<'_>, line: u32) {
        match tag {
            Tag::Heading { level, .. } => {
                self.flush();
                let first = self.draft.is_blank() && self.draft.meta.title.is_none();
                let headline = *level == HeadingLevel::H1 && first;
                self.kind = if headline { BlockKind::Headline } else { BlockKind::Heading };
            }
            Tag::Paragraph | Tag::List(_) | Tag::TableRow | Tag::TableHead => self.flush(),
            Tag::CodeBlock(kind) => {
                self.flush();
                self.hidden += u32::from(matches!(kind, CodeBlockKind::Fenced(_)));
            }
            Tag::BlockQuote(_) => {
                self.flush();
                self.quote_depth += 1;
            }
            Tag::Item => {
                self.flush();
                self.item_depth += 1;
            }
            Tag::Image { .. } => self.hidden += 1,
            Tag::Strong => self.bold_depth += 1,
            Tag::HtmlBlock => {
                self.flush();
                self.line = Some(line);
            }
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableRow | TagEnd::TableHead => {
                self.flush();
            }
            TagEnd::CodeBlock => {
                self.flush();
                self.hidden = self.hidden.saturating_sub(1);
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.quote_depth = self.quote_depth.saturating_sub(1);
            }
            TagEnd::Item => {
                self.flush();
                self.item_depth = self.item_depth.saturating_sub(1);
            }
            TagEnd::TableCell => self.text.push_str(CELL),
            TagEnd::Image => self.hidden = self.hidden.saturating_sub(1),
            TagEnd::Strong => self.bold_depth = self.bold_depth.saturating_sub(1),
            TagEnd::HtmlBlock => {
                let html = std::mem::take(&mut self.html);
                markup::blocks(self.draft, &html, self.line.take());
            }
            _ => {}
        }
    }

    /// Ends the block.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let text = text.trim_end_matches(CELL).trim();
        let bold = self.bold * 10 >= text.len() * 9;
        let kind = match self.kind {
            BlockKind::Paragraph if self.quote_depth > 0 => BlockKind::BlockQuote,
            BlockKind::Paragraph if self.item_depth > 0 => BlockKind::Item,
            BlockKind::Paragraph if bold && text.len() <= 120 && !ends_sentence(text) => {
                BlockKind::Heading
            }
            kind => kind,
        };
        let first = self.draft.is_blank();
        let title = self.draft.meta.title.as_deref();
        let kind = match kind {
            BlockKind::Heading if first && title.is_some_and(|title| title == text) => {
                BlockKind::Headline
            }
            kind => kind,
        };
        if kind == BlockKind::Headline && title.is_none() {
            self.draft.meta.title = Some(text.to_owned());
        }
        self.draft.push(kind, text, self.line.take());
        self.kind = BlockKind::Paragraph;
        self.bold = 0;
    }
}

/// What stands between the cells of a row of a table.
const CELL: &str = " | ";

#[cfg(test)]
mod tests;
