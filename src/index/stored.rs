//! An article with its passages as the index keeps it: once, in one piece of bytes.
//!
//! Promises: reading gives back what was written, but for scores of issues and for remarks;
//! names stand for ids, so that reading needs no word tables.

use crate::civil::PartialDate;
use crate::index::codec::{Broken, Reader, Writer, nth, place};
use crate::index::names::Names;
use crate::parse::{BlockKind, DateSource, Dated};
use crate::pipeline::{Extraction, PIECE_SEPARATOR, Passage, PassageId, PassageKind, SpeakerKind};
use crate::span::Span;

/// An article as the index keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredArticle {
    /// Name of the document.
    pub doc: String,
    /// Which root it was found under, as a position in the roots of the index.
    pub root: u32,
    /// Path of its file below that root, with `/`.
    pub file: String,
    /// The canonical text.
    pub text: String,
    /// The reader's name of the format.
    pub format: String,
    /// The headline.
    pub title: Option<String>,
    /// Authors.
    pub authors: Vec<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Day of publication, and where that was read.
    pub date: Option<Dated>,
    /// Slugs of its issues, best first.
    pub issues: Vec<String>,
    /// Stretches of prose: where, what, the line where each begins.
    pub blocks: Vec<StoredBlock>,
    /// Its passages, in order of their first byte.
    pub passages: Vec<StoredPassage>,
}

impl StoredArticle {
    /// The article in those bytes; nothing where they are not what [`StoredArticle::bytes`] gives.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        decode(bytes).ok()
    }

    /// The bytes that the index keeps of an article found as `file` under root number `root`.
    #[must_use]
    pub fn bytes(extraction: &Extraction, root: u32, file: &str, names: &Names) -> Vec<u8> {
        encode(extraction, root, file, names)
    }
}

/// One stretch of prose of a stored article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredBlock {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
    /// Line where it begins, from 1.
    pub line: u32,
}

/// A passage as the index keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredPassage {
    /// Its stable name.
    pub id: PassageId,
    /// Quote, statement or narration.
    pub kind: PassageKind,
    /// Its words.
    pub spans: Vec<Span>,
    /// The rest of a quote's content.
    pub reported: Vec<Span>,
    /// The paragraph, or run of paragraphs, that holds it.
    pub context: Span,
    /// Number of its first paragraph.
    pub paragraph: u32,
    /// Line where it begins.
    pub line: u32,
    /// Who said it.
    pub speaker: Option<StoredSpeaker>,
    /// The words that report it.
    pub cue: Option<Span>,
    /// When it was said.
    pub said: Option<PartialDate>,
    /// Slugs of its issues, best first.
    pub issues: Vec<String>,
    /// Slugs of its concepts.
    pub concepts: Vec<String>,
}

/// Who said a stored passage.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredSpeaker {
    /// Name in the registry.
    pub id: Option<String>,
    /// The fullest name.
    pub name: String,
    /// What kind of source.
    pub kind: SpeakerKind,
    /// The article's own words.
    pub label: String,
    /// Where these stand.
    pub mention: Option<Span>,
    /// Estimated chance that the speaker is right, 0 to 1.
    pub confidence: f32,
    /// The rule that fired.
    pub evidence: String,
}

impl StoredSpeaker {
    /// His name; none where only the article's words for him are known.
    #[must_use]
    pub fn known(&self) -> Option<&str> {
        (!self.name.is_empty()).then_some(&*self.name)
    }
}

impl StoredPassage {
    /// Its words: the spans, joined by ` … `.
    #[must_use]
    pub fn text(&self, article: &str) -> String {
        let pieces: Vec<&str> = self.spans.iter().map(|span| span.of(article)).collect();
        pieces.join(PIECE_SEPARATOR)
    }
}

const BLOCK_KINDS: [BlockKind; 7] = [
    BlockKind::Headline,
    BlockKind::Byline,
    BlockKind::DateLine,
    BlockKind::Heading,
    BlockKind::Paragraph,
    BlockKind::Item,
    BlockKind::BlockQuote,
];

const DATE_SOURCES: [DateSource; 10] = [
    DateSource::Metadata,
    DateSource::FrontMatter,
    DateSource::JsonLd,
    DateSource::HtmlMeta,
    DateSource::DateLine,
    DateSource::Dateline,
    DateSource::Url,
    DateSource::FileName,
    DateSource::Flag,
    DateSource::PathPattern,
];

/// The bytes for an article found as `file` under root number `root`.
pub(crate) fn encode(extraction: &Extraction, root: u32, file: &str, names: &Names) -> Vec<u8> {
    let mut out = Writer::default();
    let article = &extraction.article;
    let meta = &article.meta;
    out.raw(&extraction.doc);
    out.number(u64::from(root));
    out.raw(file);
    out.raw(&article.text);
    out.raw(article.format);
    out.option(meta.title.as_deref(), Writer::raw);
    out.list(&meta.authors, |out, author| out.raw(author));
    out.option(meta.outlet.as_deref(), Writer::raw);
    out.option(meta.url.as_deref(), Writer::raw);
    out.option(meta.date, |out, dated| {
        date(out, dated.date);
        out.byte(place(&DATE_SOURCES, &dated.source));
    });
    out.list(&extraction.issues, |out, tag| out.string(names.issue(tag.id)));
    let mut at = 0;
    out.list(&article.blocks, |out, block| {
        span(out, block.span, &mut at);
        out.byte(place(&BLOCK_KINDS, &block.kind));
        out.number(u64::from(block.line));
    });
    out.list(&extraction.passages, |out, passage| encode_passage(out, passage, names));
    out.finish()
}

fn encode_passage(out: &mut Writer, passage: &Passage, names: &Names) {
    out.fixed(passage.id.0);
    out.byte(place(&PassageKind::ALL, &passage.kind));
    let mut at = passage.context.start;
    out.number(u64::from(passage.context.start));
    out.number(u64::from(passage.context.len()));
    out.list(&passage.spans, |out, piece| span(out, *piece, &mut at));
    out.list(&passage.reported, |out, piece| span(out, *piece, &mut at));
    out.number(u64::from(passage.paragraph));
    out.number(u64::from(passage.line));
    out.option(passage.speaker.as_ref(), |out, speaker| {
        out.option(speaker.id, |out, id| out.string(names.person(id)));
        out.string(&speaker.name);
        out.byte(place(&SpeakerKind::ALL, &speaker.kind));
        out.string(&speaker.label);
        out.option(speaker.mention, |out, mention| span(out, mention, &mut at));
        out.number(u64::from(speaker.confidence.to_bits()));
        out.string(&speaker.evidence);
    });
    out.option(passage.cue, |out, cue| span(out, cue, &mut at));
    out.option(passage.said, date);
    out.list(&passage.issues, |out, tag| out.string(names.issue(tag.id)));
    out.list(&passage.concepts, |out, &id| out.string(names.concept(id)));
}

/// A span told from where the last one ended.
fn span(out: &mut Writer, span: Span, at: &mut u32) {
    out.signed(i64::from(span.start) - i64::from(*at));
    out.number(u64::from(span.len()));
    *at = span.end;
}

fn date(out: &mut Writer, date: PartialDate) {
    out.number(u64::from(date_number(date)));
}

/// A partial date as one number that orders as dates do: `2016`, `2016-08` and `2016-08-03` are
/// 20160000, 20160800 and 20160803.
#[must_use]
pub(crate) fn date_number(date: PartialDate) -> u32 {
    let part = |part: Option<i8>| u32::try_from(part.unwrap_or(0)).unwrap_or(0);
    let year = u32::try_from(date.year()).unwrap_or(0);
    year * 10_000 + part(date.month()) * 100 + part(date.day_of_month())
}

/// The date of a [`date_number`].
#[must_use]
pub(crate) fn number_date(number: u32) -> Option<PartialDate> {
    let year = i16::try_from(number / 10_000).ok()?;
    let month = i8::try_from(number / 100 % 100).ok()?;
    let day = i8::try_from(number % 100).ok()?;
    match (month, day) {
        (0, 0) => PartialDate::from_year(year),
        (month, 0) => PartialDate::from_month(year, month),
        (month, day) => PartialDate::from_day(year, month, day),
    }
}

/// The article in those bytes.
pub(crate) fn decode(bytes: &[u8]) -> Result<StoredArticle, Broken> {
    let mut from = Reader::new(bytes);
    let owned = |from: &mut Reader<'_>| from.raw().map(str::to_owned);
    let doc = owned(&mut from)?;
    let root = from.small()?;
    let file = owned(&mut from)?;
    let text = owned(&mut from)?;
    let format = owned(&mut from)?;
    let title = from.option(owned)?;
    let authors = from.list(owned)?;
    let outlet = from.option(owned)?;
    let url = from.option(owned)?;
    let date = from.option(|from| {
        let date = read_date(from)?;
        Ok(Dated { date, source: nth(&DATE_SOURCES, from.byte()?)? })
    })?;
    let issues = from.list(Reader::string)?;
    let mut at = 0;
    let blocks = from.list(|from| {
        let span = read_span(from, &mut at)?;
        Ok(StoredBlock { span, kind: nth(&BLOCK_KINDS, from.byte()?)?, line: from.small()? })
    })?;
    let passages = from.list(decode_passage)?;
    if !from.is_done() {
        return Err(Broken);
    }
    Ok(StoredArticle {
        doc,
        root,
        file,
        text,
        format,
        title,
        authors,
        outlet,
        url,
        date,
        issues,
        blocks,
        passages,
    })
}

fn decode_passage(from: &mut Reader<'_>) -> Result<StoredPassage, Broken> {
    let id = PassageId(from.fixed()?);
    let kind = nth(&PassageKind::ALL, from.byte()?)?;
    let start = from.small()?;
    let context = Span::new(start, start.checked_add(from.small()?).ok_or(Broken)?);
    let mut at = start;
    let spans = from.list(|from| read_span(from, &mut at))?;
    let reported = from.list(|from| read_span(from, &mut at))?;
    let paragraph = from.small()?;
    let line = from.small()?;
    let speaker = from.option(|from| {
        Ok(StoredSpeaker {
            id: from.option(Reader::string)?,
            name: from.string()?,
            kind: nth(&SpeakerKind::ALL, from.byte()?)?,
            label: from.string()?,
            mention: from.option(|from| read_span(from, &mut at))?,
            confidence: f32::from_bits(from.small()?),
            evidence: from.string()?,
        })
    })?;
    let cue = from.option(|from| read_span(from, &mut at))?;
    let said = from.option(read_date)?;
    let issues = from.list(Reader::string)?;
    let concepts = from.list(Reader::string)?;
    Ok(StoredPassage {
        id,
        kind,
        spans,
        reported,
        context,
        paragraph,
        line,
        speaker,
        cue,
        said,
        issues,
        concepts,
    })
}

fn read_span(from: &mut Reader<'_>, at: &mut u32) -> Result<Span, Broken> {
    let start = u32::try_from(i64::from(*at) + from.signed()?).map_err(|_| Broken)?;
    let end = start.checked_add(from.small()?).ok_or(Broken)?;
    *at = end;
    Ok(Span::new(start, end))
}

fn read_date(from: &mut Reader<'_>) -> Result<PartialDate, Broken> {
    number_date(from.small()?).ok_or(Broken)
}
