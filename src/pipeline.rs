//! Joins the stages for one article: the only caller of text, quotes, speakers, dates and issues,
//! and of what lays the user's corrections over them.

use std::collections::HashMap;
use std::sync::Arc;

use xxhash_rust::xxh3::Xxh3;

use crate::civil::PartialDate;
use crate::corrections::{Corrections, Fit};
use crate::dates;
use crate::diagnostic::Diagnostic;
use crate::issues;
use crate::lexicon::vectors::{Gist, Story, Sum, Vectors};
use crate::lexicon::words::Class;
use crate::lexicon::{ConceptId, Lexicon, key};
use crate::parse::{Article, DateSource, Dated};
use crate::quotes::{self, QuoteKind};
use crate::span::Span;
use crate::speakers::{self, Attributed};
use crate::text::{self, Text, TokenKind};

pub use crate::issues::IssueTag;
pub use crate::speakers::{Decision, Reasons, Speaker, SpeakerKind};

/// What the caller adds to an article, and what it wants left out.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Day of publication for an article that has none of its own.
    pub date: Option<PartialDate>,
    /// Attributions less sure than this become unattributed. 0 keeps all.
    pub min_confidence: f32,
    /// Whether passages keep the reasons for their speakers.
    pub explain: bool,
    /// What the user says of passages: it wins over the machine.
    pub corrections: Arc<Corrections>,
}

/// Runs all stages over one article. Pure: the same article gives the same extraction.
#[must_use]
pub fn extract(
    doc: String,
    mut article: Article,
    lexicon: &Lexicon,
    options: &Options,
) -> Extraction {
    if article.meta.date.is_none() {
        article.meta.date = options.date.map(|date| Dated { date, source: DateSource::Flag });
    }
    let text = text::analyze(&article, lexicon);
    if article.is_foreign {
        return foreign(doc, article, text, lexicon, options);
    }
    let cues = quotes::cue::find(&text, lexicon);
    let turns = quotes::turns::find(&article, &text);
    let mut groups = quotes::direct::groups(&article.text, &text, &cues);
    let mut reported = quotes::indirect::find(&article.text, &text, lexicon);
    // what a speaker quotes and reports is part of the turn
    let in_turn = |at: usize| {
        let next = turns.partition_point(|turn| turn.paragraph <= at);
        let end = |turn: &quotes::Quote| turn.spans.last().map_or(0, |span| span.end);
        next.checked_sub(1).is_some_and(|turn| {
            turns[turn].paragraph == at || text.paragraphs[at].span.start < end(&turns[turn])
        })
    };
    groups.retain(|(_, quote)| !in_turn(quote.paragraph));
    reported.retain(|one| !in_turn(one.paragraph));
    let found = speakers::Found { turns, groups, reported: &reported };
    let mut spoken = speakers::attribute(&article, &text, &cues, found, lexicon, options.explain);
    spoken.sort_by_key(|found| found.quote.spans[0].start);
    let corrected = options.corrections.apply(&doc, &article.text, &mut spoken, lexicon);
    let said = days(&article, &text, &spoken, lexicon);
    let mut passages = narration(&article, &text, &spoken);
    for (found, said) in spoken.into_iter().zip(said) {
        passages.push(attributed(&text, found, said, options));
    }
    passages.sort_by_key(|passage| (passage.spans[0].start, passage.kind));
    number_lines(&article, &text, &mut passages);
    name_passages(&doc, &article.text, &mut passages);
    sign(&text, &mut passages);
    sum_up(&text, &mut passages);
    let issues = tag(&article, &text, &mut passages, lexicon);
    let diagnostics = text.findings;
    Extraction { doc, article, passages, issues, diagnostics, corrected }
}

/// An article in another language: narration alone, as nothing here can read it.
fn foreign(
    doc: String,
    article: Article,
    text: Text,
    lexicon: &Lexicon,
    options: &Options,
) -> Extraction {
    let corrected = options.corrections.apply(&doc, &article.text, &mut Vec::new(), lexicon);
    let mut passages = narration(&article, &text, &[]);
    number_lines(&article, &text, &mut passages);
    name_passages(&doc, &article.text, &mut passages);
    sign(&text, &mut passages);
    let (issues, diagnostics) = (Vec::new(), text.findings);
    Extraction { doc, article, passages, issues, diagnostics, corrected }
}

/// The day on which each attribution was said.
fn days(
    article: &Article,
    text: &Text,
    spoken: &[Attributed],
    lexicon: &Lexicon,
) -> Vec<Option<PartialDate>> {
    let published = article.meta.date.map(|dated| dated.date);
    let mentions = dates::mentions(&article.text, text, lexicon, published);
    let mut voices: HashMap<&str, u32> = HashMap::new();
    let utterances: Vec<dates::Utterance<'_>> = spoken
        .iter()
        .map(|found| {
            let next = u32::try_from(voices.len()).unwrap_or(u32::MAX);
            // whoever is not known is someone by the words for him
            let voice =
                found.speaker.as_ref().map(|s| if s.is_known() { &s.name } else { &s.label });
            let speaker = voice.map(|voice| *voices.entry(voice).or_insert(next));
            dates::Utterance {
                cue: found.quote.cue,
                content: &found.quote.spans,
                marked: found.quote.kind != QuoteKind::Indirect,
                reported: &found.quote.reported,
                speaker,
                name: voice.and_then(|voice| family(voice, lexicon)),
            }
        })
        .collect();
    let said = dates::said(text, lexicon, &mentions, published, &utterances);
    let turn = spoken.iter().find(|found| found.quote.label.is_some());
    let record =
        turn.and_then(|turn| dates::of_record(&mentions, published, turn.quote.spans[0].start));
    said.into_iter()
        .zip(spoken)
        .map(|(said, found)| {
            let said = said.map(|said| said.date);
            said.or(record.filter(|_| found.quote.label.is_some()))
        })
        .collect()
}

/// Key of the last word of a name that is no suffix such as `Jr.`.
fn family(name: &str, lexicon: &Lexicon) -> Option<u64> {
    let keys = name.split_whitespace().rev().map(|word| key(word.trim_end_matches(['.', ','])));
    keys.into_iter().find(|&key| !lexicon.words().is(key, Class::Suffix))
}

fn attributed(
    text: &Text,
    found: Attributed,
    said: Option<PartialDate>,
    options: &Options,
) -> Passage {
    let Attributed { quote, speaker, mut reasons } = found;
    if let (Some(reasons), Some(speaker)) = (&mut reasons, &speaker)
        && speaker.confidence < options.min_confidence
    {
        reasons.drop_below(speaker.confidence, options.min_confidence);
    }
    let first = &text.paragraphs[quote.paragraph];
    let end = quote.spans.last().map_or(first.span.end, |span| span.end);
    let last = text.paragraphs.partition_point(|p| p.span.end < end).min(text.paragraphs.len() - 1);
    Passage {
        id: PassageId(0),
        kind: match quote.kind {
            QuoteKind::Indirect => PassageKind::Statement,
            QuoteKind::Direct | QuoteKind::Mixed => PassageKind::Quote,
        },
        context: first.span.cover(text.paragraphs[last].span),
        paragraph: u32::try_from(quote.paragraph).unwrap_or(u32::MAX),
        line: 0,
        spans: quote.spans,
        reported: quote.reported,
        speaker: speaker.filter(|s| s.confidence >= options.min_confidence),
        reasons,
        cue: quote.cue,
        said,
        issues: Vec::new(),
        concepts: Vec::new(),
        copies: None,
        gist: Gist::default(),
    }
}

/// Gives passages, in order of their places, their source lines: that of the block, and the line
/// breaks before the place inside the block, each counted once.
fn number_lines(article: &Article, text: &Text, passages: &mut [Passage]) {
    let mut last: Option<(usize, u32, u32)> = None;
    for passage in passages {
        let at = text.paragraphs[passage.paragraph as usize].block;
        let block = article.blocks[at];
        let start = passage.spans[0].start.max(block.span.start);
        let (from, line) = match last {
            Some((same, from, line)) if same == at && from <= start => (from, line),
            _ => (block.span.start, block.line),
        };
        let lead = Span::new(from, start).of(&article.text);
        let breaks = memchr::memchr_iter(b'\n', lead.as_bytes()).count();
        passage.line = line + u32::try_from(breaks).unwrap_or(0);
        last = Some((at, start, passage.line));
    }
}

/// Tags the passages with issues and named matters; gives the issues of the article.
fn tag(
    article: &Article,
    text: &Text,
    passages: &mut [Passage],
    lexicon: &Lexicon,
) -> Vec<IssueTag> {
    let places: Vec<issues::Place<'_>> = passages
        .iter()
        .map(|passage| issues::Place {
            spans: &passage.spans,
            reported: &passage.reported,
            context: passage.context,
        })
        .collect();
    let tags = issues::classify(article, text, &places, lexicon);
    for (passage, tags) in passages.iter_mut().zip(tags.passages) {
        passage.issues = tags.issues;
        passage.concepts = tags.concepts;
    }
    tags.article.issues
}

/// The prose outside the attributions, a passage a paragraph. What is left between quotes is
/// narration only if it says more than who spoke.
fn narration(article: &Article, text: &Text, spoken: &[Attributed]) -> Vec<Passage> {
    let mut taken: Vec<Span> = spoken
        .iter()
        .flat_map(|found| found.quote.spans.iter().chain(&found.quote.reported).copied())
        .collect();
    taken.sort_unstable();
    let mut taken = taken.into_iter().peekable();
    let mut out = Vec::new();
    for (paragraph, part) in text.paragraphs.iter().enumerate() {
        let mut spans = Vec::new();
        let mut at = part.span.start;
        while let Some(next) = taken.peek().copied().filter(|next| next.start < part.span.end) {
            push_words(&article.text, Span::new(at, next.start), &mut spans);
            at = at.max(next.end);
            if next.end > part.span.end {
                break;
            }
            taken.next();
        }
        push_words(&article.text, Span::new(at.min(part.span.end), part.span.end), &mut spans);
        let whole = spans.len() == 1 && spans[0] == part.span;
        let words: usize =
            spans.iter().map(|s| s.of(&article.text).split_whitespace().count()).sum();
        if spans.is_empty() || !whole && words < LEAST_WORDS {
            continue;
        }
        out.push(Passage {
            id: PassageId(0),
            kind: PassageKind::Text,
            line: 0,
            spans,
            reported: Vec::new(),
            context: part.span,
            paragraph: u32::try_from(paragraph).unwrap_or(u32::MAX),
            speaker: None,
            reasons: None,
            cue: None,
            said: None,
            issues: Vec::new(),
            concepts: Vec::new(),
            copies: None,
            gist: Gist::default(),
        });
    }
    out
}

/// Words that the narration beside a quote must have to be a passage: `she said on Tuesday` is
/// none.
const LEAST_WORDS: usize = 6;

/// Adds a stretch of narration, without the quotation marks at its ends, if it has a word.
fn push_words(text: &str, span: Span, out: &mut Vec<Span>) {
    let mark = |c: char| {
        c.is_whitespace() || matches!(c, '"' | '“' | '”' | '‘' | '’' | '\'' | '«' | '»' | '`')
    };
    let piece = span.of(text);
    let start = span.start as usize + piece.len() - piece.trim_start_matches(mark).len();
    let trimmed = piece.trim_matches(mark);
    if trimmed.chars().any(char::is_alphanumeric) {
        out.push(Span::at(start..start + trimmed.len()));
    }
}

/// Gives each passage the signatures by which its copies are found.
fn sign(text: &Text, passages: &mut [Passage]) {
    let mut spans: Vec<Span> = Vec::new();
    for passage in passages {
        spans.clear();
        spans.extend(passage.spans.iter().chain(&passage.reported));
        spans.sort_unstable();
        passage.copies = text::copies::signatures(text.words(spans.iter().copied()));
    }
}

/// Gives each passage the gist of its words, in its first paragraph, in its article.
fn sum_up(text: &Text, passages: &mut [Passage]) {
    let vectors = Vectors::builtin();
    let sum = |words: &mut dyn Iterator<Item = u64>| {
        let mut sum = Sum::default();
        words.filter_map(|key| vectors.form(key)).for_each(|row| sum.add(row));
        sum
    };
    let whole = |paragraph: &text::Paragraph| {
        let tokens = text.tokens[paragraph.tokens.clone()].iter();
        let tokens = tokens.filter(|token| token.kind != TokenKind::Mark);
        sum(&mut tokens.map(|token| token.key))
    };
    let story = Story::of(&text.paragraphs.iter().map(whole).collect::<Vec<Sum>>());
    for passage in passages {
        let spans = passage.spans.iter().chain(&passage.reported).copied();
        let own = sum(&mut text.words(spans));
        passage.gist = story.gist(passage.paragraph as usize, &own);
    }
}

/// Gives each passage its stable name.
fn name_passages(doc: &str, text: &str, passages: &mut [Passage]) {
    let mut namer = Namer::new(doc, text);
    for passage in passages {
        passage.id = namer.name(passage.kind, &passage.spans);
    }
}

/// Names the passages of an article, one after another in their order: equal words in one document
/// are told apart by it.
pub(crate) struct Namer<'a> {
    doc: &'a str,
    text: &'a str,
    seen: HashMap<u64, u64>,
}

impl<'a> Namer<'a> {
    /// For the passages of that document.
    pub(crate) fn new(doc: &'a str, text: &'a str) -> Self {
        Self { doc, text, seen: HashMap::new() }
    }

    /// The name of the next passage.
    pub(crate) fn name(&mut self, kind: PassageKind, spans: &[Span]) -> PassageId {
        let mut hasher = Xxh3::new();
        hasher.update(self.doc.as_bytes());
        hasher.update(b"\0");
        hasher.update(kind.name().as_bytes());
        for span in spans {
            hasher.update(b"\0");
            hasher.update(span.of(self.text).as_bytes());
        }
        let base = hasher.digest();
        let nth = self.seen.entry(base).or_default();
        hasher.update(&nth.to_le_bytes());
        *nth += 1;
        PassageId(hasher.digest())
    }
}

/// Everything that onrecord knows about one article.
#[derive(Clone, Debug)]
pub struct Extraction {
    /// Name of the document: path below its root with `/`, `#n` for the n-th article of a file.
    pub doc: String,
    /// The article as read.
    pub article: Article,
    /// Its passages, in order of their first byte.
    pub passages: Vec<Passage>,
    /// Issues of the article as a whole, best first.
    pub issues: Vec<IssueTag>,
    /// What was odd, in order of place.
    pub diagnostics: Vec<Diagnostic>,
    /// What became of the user's corrections of the article.
    pub corrected: Vec<Fit>,
}

/// The unit that is indexed and returned: at most one attribution.
#[derive(Clone, Debug)]
pub struct Passage {
    /// Stable name: depends on the document's name, the kind and the words, not on offsets.
    pub id: PassageId,
    /// Quote, statement or narration.
    pub kind: PassageKind,
    /// Of a quote the words in marks, outer marks left out; of a statement its content; of text
    /// the sentences. Sorted and disjoint, never empty.
    pub spans: Vec<Span>,
    /// Of a quote, the rest of its content, outside the marks. Empty for other kinds.
    pub reported: Vec<Span>,
    /// The paragraph, or run of paragraphs, that holds it.
    pub context: Span,
    /// Number of its first paragraph in the article, from 0.
    pub paragraph: u32,
    /// Line of the source file where it begins, from 1.
    pub line: u32,
    /// Who said it, if that is known.
    pub speaker: Option<Speaker>,
    /// How that was decided, where [`Options::explain`] asks for it; none of narration.
    pub reasons: Option<Box<Reasons>>,
    /// The words that report it, if any.
    pub cue: Option<Span>,
    /// When it was said, where the text settles that.
    pub said: Option<PartialDate>,
    /// Issues that it is about, best first, at most three.
    pub issues: Vec<IssueTag>,
    /// Named matters that it speaks of, in order of their ids.
    pub concepts: Vec<ConceptId>,
    /// What copies of it share, see [`text::copies`]; none where it is short.
    pub copies: Option<[u32; text::copies::SIGNATURES]>,
    /// What its paragraph and article are about, see [`crate::lexicon::vectors`].
    pub gist: Gist,
}

impl Passage {
    /// Its words: the spans, joined by ` … `.
    #[must_use]
    pub fn text(&self, article: &str) -> String {
        let pieces: Vec<&str> = self.spans.iter().map(|span| span.of(article)).collect();
        pieces.join(PIECE_SEPARATOR)
    }
}

/// What stands between the pieces of a split quote in its joined text.
pub const PIECE_SEPARATOR: &str = " … ";

/// Stable name of a passage; shown as 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PassageId(pub u64);

impl std::fmt::Display for PassageId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// The three kinds of passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PassageKind {
    /// An attribution with any words in quotation marks.
    Quote,
    /// Reported speech or thought without marks.
    Statement,
    /// The narration around them.
    Text,
}

impl PassageKind {
    /// All of them, in the order of their names in help.
    pub const ALL: [Self; 3] = [Self::Quote, Self::Statement, Self::Text];

    /// Its name in records and queries.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Quote => "quote",
            Self::Statement => "statement",
            Self::Text => "text",
        }
    }
}
