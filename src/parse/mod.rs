//! Takes the bytes of one file and gives its articles: canonical text, what the file says about
//! it, and which stretches of the text are prose.
//!
//! Promises: `Article.text` is valid UTF-8 and never changes afterwards; blocks are sorted,
//! disjoint, on character boundaries and not blank. Never panics, whatever the bytes.
//! Does not look for quotes, speakers or dates inside the prose; later stages do.

mod bundle;
mod captions;
mod container;
mod decode;
mod docx;
mod draft;
mod fields;
mod format;
mod html;
mod json;
mod language;
mod mail;
mod markdown;
mod mhtml;
mod names;
mod pattern;
mod pdf;
mod plain;
mod record;
mod rtf;
mod table;
mod turns;
mod when;
mod xml;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use crate::civil::PartialDate;
use crate::diagnostic::Diagnostic;
use crate::lexicon::Lexicon;
use crate::span::Span;

pub use fields::roles;
pub use format::{formats, may_read};
pub use pattern::{FileList, PathPattern};

/// Bounds and hints for reading.
#[derive(Clone, Debug)]
pub struct ParseConfig {
    /// Most bytes of one file that are read.
    pub max_bytes: usize,
    /// Longest time that the pages of a document may keep one waiting, in all. All other reading
    /// takes time that grows with the bytes alone.
    pub patience: Duration,
    /// Date of publication where nothing else gives one.
    pub date: Option<PartialDate>,
    /// Names of the fields of structured files by their role, one of [`roles`].
    pub fields: BTreeMap<String, String>,
    /// What paths tell, the first that fits.
    pub patterns: Vec<PathPattern>,
    /// What the user's list of files tells.
    pub list: FileList,
}

impl Default for ParseConfig {
    fn default() -> Self {
        Self {
            max_bytes: 256 << 20,
            patience: Duration::from_secs(60),
            date: None,
            fields: BTreeMap::new(),
            patterns: Vec::new(),
            list: FileList::default(),
        }
    }
}

/// Why a file gave no article.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// No reader for this kind of file.
    #[error("no reader for files like `{name}`")]
    Unsupported {
        /// Last part of the file's name.
        name: String,
    },
    /// Nothing in it, or nothing but white space.
    #[error("empty")]
    Empty,
    /// Data that is not text, under a name of a text format.
    #[error("binary data, not text")]
    Binary,
    /// More bytes than the limit.
    #[error("{size} bytes, more than the limit of {limit}")]
    TooLarge {
        /// Its size in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// Sound, but not to be read: encrypted, or a picture of a text.
    #[error("{format} that cannot be read: {why}")]
    Unreadable {
        /// The format.
        format: &'static str,
        /// What stands in the way.
        why: String,
    },
    /// Reading took too long.
    #[error("not read within {seconds} seconds")]
    TimedOut {
        /// The limit in seconds.
        seconds: u64,
    },
    /// Well formed perhaps, but without an article in it.
    #[error("not an article: {why}")]
    NotAnArticle {
        /// What was found instead, or what is missing.
        why: String,
    },
    /// Does not have the form of its format.
    #[error("broken {format} at {place}: {why}")]
    Broken {
        /// The format.
        format: &'static str,
        /// Where it breaks.
        place: Place,
        /// How.
        why: String,
    },
}

/// A place in a source file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A line, from 1.
    Line(usize),
    /// A byte, from 0.
    Byte(usize),
    /// The head of the file, or the file as a whole.
    Whole,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Byte(byte) => write!(f, "byte {byte}"),
            Self::Whole => f.write_str("its start"),
        }
    }
}

impl ParseError {
    /// Stable kebab-case name of the reason, as counted in the account of a run.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::Unsupported { .. } => "unsupported",
            Self::Empty => "empty",
            Self::Binary => "binary",
            Self::TooLarge { .. } => "too-large",
            Self::Unreadable { .. } => "unreadable",
            Self::TimedOut { .. } => "timed-out",
            Self::NotAnArticle { .. } => "not-an-article",
            Self::Broken { .. } => "broken",
        }
    }

    /// Whether the file was passed over by rule: there was nothing in it to read. Otherwise it
    /// should have been read and could not be.
    #[must_use]
    pub const fn is_by_rule(&self) -> bool {
        matches!(self, Self::Unsupported { .. } | Self::Empty | Self::NotAnArticle { .. })
    }
}

/// The articles of one file.
///
/// `name` is its path below the root: its ending chooses the reader, unless the bytes are plainly
/// of another format, and it may tell outlet and date.
///
/// # Errors
///
/// A [`ParseError`] where not one article could be read.
pub fn parse(
    name: &str,
    bytes: &[u8],
    lexicon: &Lexicon,
    config: &ParseConfig,
) -> Result<Vec<Article>, ParseError> {
    let budget = Cell::new(config.max_bytes);
    let input = Input { name, bytes, lexicon, config, url: None, budget: &budget, depth: 0 };
    let mut articles = read(&input)?;
    articles.iter_mut().for_each(|article| language::tell(article, lexicon));
    Ok(articles)
}

/// What is told of a file on which a reader panicked.
pub(crate) const PANIC: &str = "its reader gave up; please report the file";

/// The articles of a file, on disk or in an archive.
fn read(input: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    let Input { name, bytes, lexicon, config, .. } = *input;
    if bytes.len() > config.max_bytes {
        return Err(ParseError::TooLarge { size: bytes.len(), limit: config.max_bytes });
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ParseError::Empty);
    }
    let format = format::choose(name, bytes)?;
    // Readers and the crates below them are total as far as is known; a file that proves
    // otherwise must not end a run.
    let read = catch_unwind(AssertUnwindSafe(|| (format.read)(input)));
    let why = || PANIC.to_owned();
    let panicked = || ParseError::Broken { format: format.name, place: Place::Whole, why: why() };
    let mut articles = read.unwrap_or_else(|_| Err(panicked()))?;
    let several = articles.len() > 1;
    for (at, article) in articles.iter_mut().enumerate() {
        if article.format.is_empty() {
            article.format = format.name;
        }
        if several {
            article.ordinal = u32::try_from(at + 1).ok();
        }
        if article.meta.url.is_none() {
            article.meta.url = input.url.map(str::to_owned);
        }
        turns::mark(article, lexicon);
        pattern::fill_listed(article, input);
        pattern::fill(article, input);
        names::fill(article, input);
    }
    Ok(articles)
}

/// What a reader gets.
pub(crate) struct Input<'a> {
    pub(crate) name: &'a str,
    pub(crate) bytes: &'a [u8],
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) config: &'a ParseConfig,
    /// Where the file was found on the web, where that is known beside it.
    pub(crate) url: Option<&'a str>,
    /// Bytes that may still be unpacked from all that stands in the file on disk.
    pub(crate) budget: &'a Cell<usize>,
    /// How many archives the file stands in.
    pub(crate) depth: u8,
}

/// One article as read, before any analysis.
#[derive(Clone, Debug, Default)]
pub struct Article {
    /// The canonical text: every span of every later stage counts in its bytes. Of a UTF-8 plain
    /// text file it is the file itself, byte for byte.
    pub text: String,
    /// What the file says about the article.
    pub meta: Meta,
    /// The stretches of prose in reading order.
    pub blocks: Vec<Block>,
    /// The reader's name of the format, as in `txt`, `md`, `html`, `json`, `jsonl`.
    pub format: &'static str,
    /// Which article of its file it is, from 1, where a file holds several.
    pub ordinal: Option<u32>,
    /// Whether its text is surely in another language than English: it has no quotes then.
    pub is_foreign: bool,
    /// What was odd in reading it, such as bytes that are not valid UTF-8.
    pub notes: Vec<Diagnostic>,
}

impl Article {
    /// Its name in records, of a file that has the name `file` there: `#n` tells the n-th of
    /// several.
    #[must_use]
    pub fn doc_of(&self, file: &str) -> String {
        self.ordinal.map_or_else(|| file.to_owned(), |n| format!("{file}#{n}"))
    }
}

/// What a file says about its article. Absent means that the file does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// The headline.
    pub title: Option<String>,
    /// Authors, one name each, without "By".
    pub authors: Vec<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Day of publication, local to the publisher, and where that was read.
    pub date: Option<Dated>,
    /// Day of the last update.
    pub updated: Option<PartialDate>,
    /// Section or desk.
    pub section: Option<String>,
    /// BCP 47 tag of the language, as declared or as told from the text.
    pub language: Option<String>,
}

impl Meta {
    /// Takes a date of publication unless a better source gave one already.
    pub(crate) fn offer_date(&mut self, date: PartialDate, source: DateSource) {
        if self.date.is_none_or(|known| source < known.source) {
            self.date = Some(Dated { date, source });
        }
    }
}

/// A date of publication and its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dated {
    /// The date.
    pub date: PartialDate,
    /// Where it was read.
    pub source: DateSource,
}

/// Where a date of publication was read. Earlier ones win over later ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateSource {
    /// A field of a structured file, such as JSON or a sidecar.
    Metadata,
    /// YAML or TOML before the text.
    FrontMatter,
    /// schema.org data in a page.
    JsonLd,
    /// A `meta` or `time` element of a page.
    HtmlMeta,
    /// The path of the file, by the user's pattern.
    PathPattern,
    /// A line of its own near the head of the text.
    DateLine,
    /// The opening of the first paragraph, as in `RENO, March 4 (Wire) -`.
    Dateline,
    /// The address of the page.
    Url,
    /// The name or the folders of the file.
    FileName,
    /// The user's `--date`.
    Flag,
}

impl DateSource {
    /// Its name in records.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Metadata => "metadata",
            Self::FrontMatter => "front-matter",
            Self::JsonLd => "json-ld",
            Self::HtmlMeta => "html-meta",
            Self::PathPattern => "path-pattern",
            Self::DateLine => "date-line",
            Self::Dateline => "dateline",
            Self::Url => "url",
            Self::FileName => "file-name",
            Self::Flag => "flag",
        }
    }
}

/// One stretch of prose: a paragraph, a heading, an item of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Where it stands in the text; may hold line breaks, which count as spaces.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
    /// The name before a speaker's turn, where the format or the layout marks turns, without the
    /// colon after it and the time before it. It stands at the start of `span`, which holds it.
    pub label: Option<Span>,
    /// Line of the source file where it begins, from 1; of the canonical text where the source
    /// has no lines to speak of.
    pub line: u32,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BlockKind {
    /// The article's headline, where it stands in the text.
    Headline,
    /// "By …" and the like: who wrote it, not part of the story.
    Byline,
    /// A line that only dates the article.
    DateLine,
    /// A heading inside the article.
    Heading,
    /// Ordinary prose.
    Paragraph,
    /// An item of a list.
    Item,
    /// Matter set off as quoted, such as an HTML or Markdown block quote.
    BlockQuote,
}

#[cfg(test)]
mod tests;
