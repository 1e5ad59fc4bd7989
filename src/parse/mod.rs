//! Takes the bytes of one file and gives its articles: canonical text, what the file says about
//! it, and which stretches of the text are prose.
//!
//! Promises: `Article.text` is valid UTF-8 and never changes afterwards; blocks are sorted,
//! disjoint, on character boundaries and not blank. Never panics, whatever the bytes.
//! Does not look for quotes, speakers or dates inside the prose; later stages do.

use crate::civil::PartialDate;
use crate::diagnostic::Diagnostic;
use crate::span::Span;

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
    /// What was odd in reading it, such as bytes that are not valid UTF-8.
    pub notes: Vec<Diagnostic>,
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
    /// The name before a speaker's turn, where the format itself marks turns.
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
