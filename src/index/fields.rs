//! The fields of the index, and the documents that an article becomes.
//!
//! An article becomes one block of documents that stay side by side in one segment: the article
//! itself first, then its passages in order. What belongs to the article (its stored form,
//! headline, outlet, date) stands at its head only; a passage finds it by [`Place::offset`].
//! Every word of the prose is indexed once: with the passage that holds it, or, where none does
//! (`Smith, a farmer, said`), as surroundings of the nearest one. What stands around a passage is
//! thus found from its neighbours, and stored nowhere twice.

use tantivy::TantivyDocument;
use tantivy::schema::{
    BytesOptions, FAST, Field, INDEXED, IndexRecordOption, NumericOptions, Schema,
    TextFieldIndexing, TextOptions,
};

use crate::index::names::Names;
use crate::index::stored::{date_number, encode};
use crate::index::words::{Cutter, WordStream};
use crate::parse::BlockKind;
use crate::pipeline::{Extraction, Passage, PassageKind, Speaker};
use crate::span::Span;

/// The word for what is missing: an outlet in the index, everything else in queries and counts.
pub const NONE: &str = "none";

/// Before the id of a speaker, to part ids from words of names.
pub(crate) const ID_MARK: char = '#';

/// Names of [`Fields::gist`].
pub(crate) const GIST: [&str; 2] = ["gist_low", "gist_high"];

/// The fields of the index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    /// Words of a passage, with positions.
    pub(crate) words: Field,
    /// Words beside a passage that belong to none.
    pub(crate) around: Field,
    /// Words of the headline, with positions; of the article.
    pub(crate) title: Field,
    /// Hash of the file's root and name, by which its documents are deleted.
    pub(crate) file: Field,
    /// Words of the speaker's name, his id after [`ID_MARK`]; nothing of a passage without.
    pub(crate) speaker: Field,
    /// Id of the speaker, or else his name.
    pub(crate) voice: Field,
    /// Slugs of issues.
    pub(crate) issue: Field,
    /// Slugs of concepts.
    pub(crate) concept: Field,
    /// Outlet, of the article.
    pub(crate) outlet: Field,
    /// The article as stored.
    pub(crate) stored: Field,
    /// Stable id of a passage.
    pub(crate) id: Field,
    /// Where and what a document is, see [`Place`].
    pub(crate) place: Field,
    /// Date of publication as a number, of the article.
    pub(crate) date: Field,
    /// Day a passage was said as a number.
    pub(crate) said: Field,
    /// Signatures of a passage's words: copies share one at least.
    pub(crate) copy: Field,
    /// What a passage is about, see `lexicon::vectors`: the halves of its gist.
    pub(crate) gist: [Field; 2],
}

impl Fields {
    /// The schema of a new index, with its fields.
    pub(crate) fn schema() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let cut = |option| {
            TextFieldIndexing::default().set_tokenizer(Cutter::NAME).set_index_option(option)
        };
        let placed = cut(IndexRecordOption::WithFreqsAndPositions);
        let counted = cut(IndexRecordOption::WithFreqs).set_fieldnorms(false);
        let whole = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false);
        let text = |indexing: &TextFieldIndexing| {
            TextOptions::default().set_indexing_options(indexing.clone())
        };
        let facet = text(&whole).set_fast("raw");
        let fast: NumericOptions = FAST.into();
        let fields = Self {
            words: schema.add_text_field("words", text(&placed)),
            around: schema.add_text_field("around", text(&counted)),
            title: schema.add_text_field("title", text(&placed)),
            file: schema.add_u64_field("file", NumericOptions::from(INDEXED)),
            speaker: schema.add_text_field("speaker", text(&whole)),
            voice: schema.add_text_field("voice", TextOptions::default().set_fast("raw")),
            issue: schema.add_text_field("issue", facet.clone()),
            concept: schema.add_text_field("concept", facet.clone()),
            outlet: schema.add_text_field("outlet", facet),
            stored: schema.add_bytes_field("stored", BytesOptions::default().set_stored()),
            id: schema.add_u64_field("id", fast.clone()),
            place: schema.add_u64_field("place", fast.clone()),
            date: schema.add_u64_field("date", fast.clone()),
            said: schema.add_u64_field("said", fast.clone()),
            copy: schema.add_u64_field("copy", fast.clone()),
            gist: GIST.map(|name| schema.add_u64_field(name, fast.clone())),
        };
        (schema.build(), fields)
    }
}

/// Number of a kind of passage in [`Place::kind`].
pub(crate) fn kind_number(kind: PassageKind) -> u64 {
    PassageKind::ALL.iter().position(|&known| known == kind).map_or(0, |at| at as u64 + 1)
}

/// What a document is and where it stands, as one number of the index: small things side by side
/// cost one column instead of four.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// 0 of an article, 1 and on of the kinds of passage.
    pub(crate) kind: u64,
    /// Confidence in the speaker, in hundredths; 0 of none.
    pub(crate) confidence: u64,
    /// 1 in a headline that stands in the text, else 0.
    pub(crate) headline: u64,
    /// Number of the passage's first paragraph.
    pub(crate) paragraph: u64,
    /// How many documents before this one its article stands.
    pub(crate) offset: u64,
}

impl Place {
    const KIND: u32 = 2;
    const CONFIDENCE: u32 = 7;
    const HEADLINE: u32 = 1;
    const PARAGRAPH: u32 = 26;
    const OFFSET: u32 = 28;

    /// As one number; what does not fit is held at the most that does.
    pub(crate) fn number(self) -> u64 {
        let parts = [
            (self.offset, Self::OFFSET),
            (self.paragraph, Self::PARAGRAPH),
            (self.headline, Self::HEADLINE),
            (self.confidence, Self::CONFIDENCE),
            (self.kind, Self::KIND),
        ];
        parts.iter().fold(0, |out, &(part, bits)| out << bits | part.min((1 << bits) - 1))
    }

    /// From that number.
    pub(crate) fn of(number: u64) -> Self {
        let mut rest = number;
        let mut next = |bits: u32| {
            let part = rest & ((1 << bits) - 1);
            rest >>= bits;
            part
        };
        Self {
            kind: next(Self::KIND),
            confidence: next(Self::CONFIDENCE),
            headline: next(Self::HEADLINE),
            paragraph: next(Self::PARAGRAPH),
            offset: next(Self::OFFSET),
        }
    }
}

/// Where an article comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin<'a> {
    /// Position of its root.
    pub(crate) root: u32,
    /// Path of its file below that root.
    pub(crate) file: &'a str,
    /// Key of the file, see [`Fields::file`].
    pub(crate) key: u64,
}

/// The documents of an article, in the order in which they must be added.
pub(crate) fn documents(
    fields: &Fields,
    extraction: &Extraction,
    origin: Origin<'_>,
    names: &Names,
) -> Vec<TantivyDocument> {
    let meta = &extraction.article.meta;
    let around = surroundings(extraction);
    let mut out = Vec::with_capacity(extraction.passages.len() + 1);
    let mut head = TantivyDocument::default();
    head.add_u64(fields.file, origin.key);
    head.add_u64(fields.place, Place::default().number());
    head.add_u64(fields.id, 0);
    if let Some(title) = &meta.title {
        head.add_text(fields.title, title);
    }
    head.add_text(fields.outlet, meta.outlet.as_deref().unwrap_or(NONE));
    if let Some(dated) = meta.date {
        head.add_u64(fields.date, u64::from(date_number(dated.date)));
    }
    head.add_bytes(fields.stored, &encode(extraction, origin.root, origin.file, names));
    out.push(head);
    let text = &extraction.article.text;
    let blocks = extraction.article.blocks.iter();
    let headlines: Vec<Span> =
        blocks.filter(|b| b.kind == BlockKind::Headline).map(|b| b.span).collect();
    let headline = |passage: &Passage| headlines.iter().any(|h| h.overlaps(passage.context));
    for ((passage, around), offset) in extraction.passages.iter().zip(&around).zip(1_u64..) {
        let mut doc = TantivyDocument::default();
        doc.add_u64(fields.file, origin.key);
        let speaker = passage.speaker.as_ref().filter(|speaker| speaker.is_known());
        let place = Place {
            kind: kind_number(passage.kind),
            confidence: speaker.map_or(0, hundredths),
            headline: u64::from(headline(passage)),
            paragraph: u64::from(passage.paragraph),
            offset,
        };
        doc.add_u64(fields.place, place.number());
        doc.add_u64(fields.id, passage.id.0);
        for (field, half) in fields.gist.into_iter().zip(passage.gist) {
            doc.add_u64(field, half);
        }
        for (nth, signature) in (1_u64..).zip(passage.copies.into_iter().flatten()) {
            doc.add_u64(fields.copy, u64::from(signature) << 2 | nth);
        }
        doc.add_text(fields.words, content(passage, text));
        if !around.is_empty() {
            doc.add_text(fields.around, around);
        }
        if let Some(speaker) = speaker {
            add_speaker(fields, &mut doc, speaker, names);
        }
        if let Some(said) = passage.said {
            doc.add_u64(fields.said, u64::from(date_number(said)));
        }
        for tag in &passage.issues {
            doc.add_text(fields.issue, names.issue(tag.id));
        }
        for &concept in &passage.concepts {
            doc.add_text(fields.concept, names.concept(concept));
        }
        out.push(doc);
    }
    out
}

fn add_speaker(fields: &Fields, doc: &mut TantivyDocument, speaker: &Speaker, names: &Names) {
    let mut words = WordStream::new(&speaker.name);
    while words.advance() {
        doc.add_text(fields.speaker, &words.form);
    }
    let id = speaker.id.map(|id| names.person(id)).filter(|id| !id.is_empty());
    if let Some(id) = id {
        doc.add_text(fields.speaker, format!("{ID_MARK}{id}"));
    }
    doc.add_text(fields.voice, id.unwrap_or(&speaker.name));
}

fn hundredths(speaker: &Speaker) -> u64 {
    // In range by the clamp.
    (speaker.confidence.clamp(0.0, 1.0) * 100.0).round() as u64
}

/// All of a passage's content, marked or not, in the order of the text.
fn content(passage: &Passage, text: &str) -> String {
    let mut spans: Vec<Span> = passage.spans.iter().chain(&passage.reported).copied().collect();
    spans.sort_unstable();
    joined(&spans, text)
}

fn joined(spans: &[Span], text: &str) -> String {
    let mut out = String::with_capacity(spans.iter().map(|span| span.len() as usize + 1).sum());
    for span in spans {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(span.of(text));
    }
    out
}

/// For each passage, the words beside it that belong to none.
fn surroundings(extraction: &Extraction) -> Vec<String> {
    let text = &extraction.article.text;
    let passages = &extraction.passages;
    let mut out = vec![String::new(); passages.len()];
    if passages.is_empty() {
        return out;
    }
    let mut taken: Vec<Span> =
        passages.iter().flat_map(|p| p.spans.iter().chain(&p.reported)).copied().collect();
    taken.sort_unstable();
    let mut taken = taken.into_iter().peekable();
    // Passages are in order of their first byte, so the nearest one is found by walking along.
    let mut next = 0;
    let mut covered = 0;
    for block in &extraction.article.blocks {
        let read =
            !matches!(block.kind, BlockKind::Headline | BlockKind::Byline | BlockKind::DateLine);
        let mut gap = |gap: Span| {
            if !read || gap.of(text).bytes().all(|byte| !byte.is_ascii_alphanumeric()) {
                return;
            }
            while passages.get(next).is_some_and(|p| start(p) < gap.start) {
                next += 1;
            }
            let before = next.checked_sub(1);
            // The one before, unless it stands in another paragraph and the one after does not.
            let beside = |at: usize| passages[at].context.overlaps(block.span);
            let at = match before {
                Some(before) if beside(before) || next == passages.len() => before,
                Some(before) if !beside(next) => before,
                _ => next,
            };
            out[at].push_str(gap.of(text));
            out[at].push(' ');
        };
        while let Some(&span) = taken.peek() {
            if span.start >= block.span.end {
                break;
            }
            taken.next();
            gap(Span::new(covered.max(block.span.start), span.start));
            covered = covered.max(span.end);
        }
        gap(Span::new(covered.max(block.span.start), block.span.end));
    }
    out
}

fn start(passage: &Passage) -> u32 {
    passage.spans.first().map_or(passage.context.start, |span| span.start)
}
