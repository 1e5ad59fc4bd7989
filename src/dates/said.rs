//! Tells for each attribution the day on which it was said.
//!
//! The words beside the cue come first ("said Tuesday"), then the rest of its sentence, then the
//! scene: a sentence before it that puts an event at a time, as far as the same speaker or the
//! same stretch of the article goes on from it. Dates inside the words that are reported speak of
//! other things and are never used; nor are dates that lie ahead, that only bound a time ("since
//! Monday") or that belong to a thing ("of Monday's vote").

use jiff::civil::Date;

use super::{DateMention, Hang};
use crate::civil::PartialDate;
use crate::lexicon::Lexicon;
use crate::lexicon::date_words::Unit;
use crate::lexicon::words::Class;
use crate::span::Span;
use crate::text::{Text, Token, TokenKind};

/// What is known of one attribution.
#[derive(Clone, Copy, Debug)]
pub struct Utterance<'a> {
    /// The words that report it.
    pub cue: Option<Span>,
    /// Its content in marks, or all of it where there are none; sorted.
    pub content: &'a [Span],
    /// Its content outside the marks; sorted.
    pub reported: &'a [Span],
    /// Who said it, as a number that is the same for the same speaker in this article.
    pub speaker: Option<u32>,
}

/// When something was said, and how that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// As precise as the text.
    pub date: PartialDate,
    /// The words that tell it.
    pub evidence: Span,
    /// The rule that took them.
    pub rule: SaidRule,
}

/// How a date is brought to an attribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaidRule {
    /// It stands in the sentence of the cue.
    Sentence,
    /// It stands before it in the same paragraph.
    Paragraph,
    /// The same speaker was heard on that day before.
    Speaker,
    /// The story was set on that day before.
    Scene,
    /// The paragraph after it tells.
    After,
}

impl SaidRule {
    /// Its name in explanations.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sentence => "sentence",
            Self::Paragraph => "paragraph",
            Self::Speaker => "speaker",
            Self::Scene => "scene",
            Self::After => "after",
        }
    }
}

/// For each of `utterances` the day on which it was said, where the text tells. They are in order
/// of their first byte; `mentions` are what [`super::mentions`] found in the same text.
#[must_use]
pub fn said(
    text: &Text,
    lexicon: &Lexicon,
    mentions: &[DateMention],
    published: Option<PartialDate>,
    utterances: &[Utterance<'_>],
) -> Vec<Option<Said>> {
    Teller::new(text, lexicon, mentions, published, utterances).tell()
}

/// Tokens between a cue and a date beyond which the date is not of the saying.
const REACH: usize = 40;
/// The same for a month told without a preposition's help.
const REACH_OF_MONTH: usize = 12;
/// The same for a year, which mostly belongs to a noun: "an aide in 2012".
const REACH_OF_YEAR: usize = 2;
/// Dates looked at on each side of a cue in its sentence.
const NEIGHBOURS: usize = 6;
/// Paragraphs over which a speaker goes on from a dated saying.
const SPEAKER_REACH: usize = 8;
/// Paragraphs over which a scene holds for whoever speaks.
const SCENE_REACH: usize = 2;

/// The article, and for each of its dates how it stands to the attributions.
struct Teller<'a> {
    text: &'a Text,
    lexicon: &'a Lexicon,
    mentions: &'a [DateMention],
    utterances: &'a [Utterance<'a>],
    published: Date,
    /// For each mention the pieces of content that hold it.
    within: Vec<Vec<Span>>,
    /// Mentions that set the scene: outside all content, not ahead, and not of a thing.
    scenes: Vec<usize>,
    /// For each paragraph the part of the article it belongs to, as in a live blog.
    parts: Vec<u32>,
}

impl<'a> Teller<'a> {
    fn new(
        text: &'a Text,
        lexicon: &'a Lexicon,
        mentions: &'a [DateMention],
        published: Option<PartialDate>,
        utterances: &'a [Utterance<'a>],
    ) -> Self {
        let published = published.map_or(Date::MAX, PartialDate::last);
        let within = within(mentions, utterances);
        let mut out = Self {
            text,
            lexicon,
            mentions,
            utterances,
            published,
            within,
            scenes: Vec::new(),
            parts: parts(text),
        };
        out.scenes =
            (0..mentions.len()).filter(|&m| out.within[m].is_empty() && out.past(m)).collect();
        out
    }

    fn tell(&self) -> Vec<Option<Said>> {
        let mut out: Vec<Option<Said>> = Vec::with_capacity(self.utterances.len());
        let mut heard: Vec<(u32, usize, Said)> = Vec::new();
        for utterance in self.utterances {
            let Some(anchor) = utterance.anchor() else {
                out.push(None);
                continue;
            };
            let Some(sentence) = self.sentence_at(anchor.start) else {
                out.push(None);
                continue;
            };
            let paragraph = self.text.sentences[sentence].paragraph;
            let said = self
                .in_sentence(utterance, anchor, sentence)
                .or_else(|| self.in_paragraph(sentence, paragraph))
                .or_else(|| self.of_speaker(utterance.speaker, paragraph, &heard))
                .or_else(|| self.of_scene(sentence, paragraph))
                .or_else(|| self.after(paragraph));
            if let (Some(speaker), Some(said)) = (utterance.speaker, said) {
                heard.retain(|(other, at, _)| {
                    *other != speaker && paragraph - at.min(&paragraph) <= SPEAKER_REACH
                });
                heard.push((speaker, paragraph, said));
            }
            out.push(said);
        }
        out
    }

    /// Whether the date can be that of something told: not ahead, not a property of a thing.
    fn past(&self, mention: usize) -> bool {
        let mention = &self.mentions[mention];
        mention.hang == Hang::At && !mention.ahead && mention.first <= self.published
    }

    fn sentence_at(&self, offset: u32) -> Option<usize> {
        self.text.sentences.partition_point(|part| part.span.start <= offset).checked_sub(1)
    }

    fn token_at(&self, offset: u32) -> usize {
        self.text.tokens.partition_point(|token| token.span.end <= offset)
    }

    fn give(&self, mention: usize, rule: SaidRule) -> Option<Said> {
        let mention = &self.mentions[mention];
        Some(Said { date: mention.date()?, evidence: mention.span, rule })
    }

    /// The date nearest to the cue in its sentence, outside the content.
    fn in_sentence(
        &self,
        utterance: &Utterance<'_>,
        anchor: Span,
        sentence: usize,
    ) -> Option<Said> {
        let first = self.mentions.partition_point(|mention| mention.sentence < sentence);
        let past = self.mentions.partition_point(|mention| mention.sentence <= sentence);
        let split = self.mentions.partition_point(|mention| mention.span.start < anchor.start);
        let split = split.clamp(first, past);
        let near = first.max(split.saturating_sub(NEIGHBOURS))..past.min(split + NEIGHBOURS);
        let best = near
            .filter(|&mention| self.past(mention) && self.outside(mention, utterance, anchor))
            .filter_map(|mention| Some((self.gap(mention, utterance, anchor)?, mention)))
            .min()?;
        let best = self.finer(best.1, first..past, utterance, anchor);
        self.give(best, SaidRule::Sentence)
    }

    /// A more precise date of the same sentence that lies within the one found.
    fn finer(
        &self,
        found: usize,
        sentence: std::ops::Range<usize>,
        utterance: &Utterance<'_>,
        anchor: Span,
    ) -> usize {
        let whole = &self.mentions[found];
        if whole.is_day() {
            return found;
        }
        let near = sentence.start.max(found.saturating_sub(2))..sentence.end.min(found + 3);
        near.into_iter()
            .find(|&other| {
                let part = &self.mentions[other];
                part.is_day()
                    && whole.first <= part.first
                    && part.last <= whole.last
                    && self.past(other)
                    && self.outside(other, utterance, anchor)
            })
            .unwrap_or(found)
    }

    /// Whether no content holds the date, other than content that holds the attribution too.
    fn outside(&self, mention: usize, utterance: &Utterance<'_>, anchor: Span) -> bool {
        self.within[mention].iter().all(|piece| piece.contains(anchor) && !utterance.holds(*piece))
    }

    /// Tokens between the cue and the date, content aside; `None` where the date is too far off
    /// or belongs to something else.
    fn gap(&self, mention: usize, utterance: &Utterance<'_>, anchor: Span) -> Option<usize> {
        let date = &self.mentions[mention];
        let cue =
            self.token_at(anchor.start)..self.token_at(anchor.end.max(anchor.start + 1) - 1) + 1;
        let between = if date.tokens.end <= cue.start {
            date.tokens.end..cue.start
        } else if cue.end <= date.tokens.start {
            cue.end..date.tokens.start
        } else {
            return Some(0);
        };
        let content: usize = utterance
            .pieces()
            .map(|piece| {
                let first = self.token_at(piece.start).clamp(between.start, between.end);
                let last = self.token_at(piece.end).clamp(first, between.end);
                last - first
            })
            .sum();
        let gap = between.len() - content.min(between.len());
        let after = cue.end <= date.tokens.start;
        let opens = self.opens(date);
        let reach = match date.unit {
            _ if opens && !after => REACH,
            Unit::Year | Unit::Decade if date.attributive => REACH_OF_MONTH,
            Unit::Year | Unit::Decade => REACH_OF_YEAR,
            Unit::Month | Unit::Quarter => REACH_OF_MONTH,
            _ => REACH,
        };
        let barred = after && gap <= REACH && {
            let near = between.start..between.end.min(between.start + REACH);
            near.into_iter().any(|at| self.bars(&self.text.tokens[at]))
        };
        (gap <= reach && !barred).then_some(gap)
    }

    /// Whether the date opens its sentence, but for what it hangs on.
    fn opens(&self, date: &DateMention) -> bool {
        let start = self.text.sentences[date.sentence].tokens.start;
        date.tokens.start <= start + 3
    }

    /// Whether a word begins a clause of its own, whose dates are not those of the saying.
    fn bars(&self, token: &Token) -> bool {
        token.kind != TokenKind::Mark && self.lexicon.words().is(token.key, Class::Relative)
    }

    /// The last scene before `sentence`.
    fn scene_before(&self, sentence: usize) -> Option<usize> {
        let at = self.scenes.partition_point(|&m| self.mentions[m].sentence < sentence);
        Some(self.scenes[at.checked_sub(1)?])
    }

    fn paragraph_of(&self, mention: usize) -> usize {
        self.text.sentences[self.mentions[mention].sentence].paragraph
    }

    /// The last date set before the sentence in its own paragraph.
    fn in_paragraph(&self, sentence: usize, paragraph: usize) -> Option<Said> {
        let scene = self.scene_before(sentence)?;
        let date = &self.mentions[scene];
        let sure =
            !matches!(date.unit, Unit::Year | Unit::Decade) || self.opens(date) || date.attributive;
        if self.paragraph_of(scene) != paragraph || !sure {
            return None;
        }
        self.give(scene, SaidRule::Paragraph)
    }

    /// The day on which the same speaker was last heard, in the same part of the article.
    fn of_speaker(
        &self,
        speaker: Option<u32>,
        paragraph: usize,
        heard: &[(u32, usize, Said)],
    ) -> Option<Said> {
        let speaker = speaker?;
        let (_, at, said) = heard.iter().rev().find(|(other, ..)| *other == speaker)?;
        (self.parts[*at] == self.parts[paragraph])
            .then_some(Said { rule: SaidRule::Speaker, ..*said })
    }

    /// The last day set in the paragraphs before.
    fn of_scene(&self, sentence: usize, paragraph: usize) -> Option<Said> {
        let scene = self.scene_before(sentence)?;
        let at = self.paragraph_of(scene);
        let near = paragraph - at <= SCENE_REACH && self.parts[at] == self.parts[paragraph];
        if !near || !self.mentions[scene].is_day() {
            return None;
        }
        self.give(scene, SaidRule::Scene)
    }

    /// A day that the next paragraph sets.
    fn after(&self, paragraph: usize) -> Option<Said> {
        let next = self.scenes.partition_point(|&m| self.paragraph_of(m) <= paragraph);
        let scene = *self.scenes.get(next)?;
        let at = self.paragraph_of(scene);
        let near = at == paragraph + 1 && self.parts[at] == self.parts[paragraph];
        if !near || !self.mentions[scene].is_day() {
            return None;
        }
        self.give(scene, SaidRule::After)
    }
}

impl Utterance<'_> {
    /// The words by which its sentence is found: the cue, or else where the content begins.
    fn anchor(&self) -> Option<Span> {
        self.cue.or_else(|| {
            let first = self.pieces().min()?;
            Some(Span::new(first.start, first.start + 1))
        })
    }

    fn pieces(&self) -> impl Iterator<Item = Span> {
        self.content.iter().chain(self.reported).copied()
    }

    fn holds(&self, piece: Span) -> bool {
        self.pieces().any(|own| own == piece)
    }
}

/// For each mention the pieces of content that hold it.
fn within(mentions: &[DateMention], utterances: &[Utterance<'_>]) -> Vec<Vec<Span>> {
    let mut pieces: Vec<Span> = utterances.iter().flat_map(Utterance::pieces).collect();
    pieces.sort_unstable();
    let mut pieces = pieces.into_iter().peekable();
    let mut open: Vec<Span> = Vec::new();
    mentions
        .iter()
        .map(|mention| {
            while let Some(piece) = pieces.next_if(|piece| piece.start <= mention.span.start) {
                open.push(piece);
            }
            open.retain(|piece| mention.span.start < piece.end);
            open.clone()
        })
        .collect()
}

/// Numbers the parts of an article: a paragraph without words, such as a rule, or one that only
/// gives a time of day, as in a live blog, begins a new part.
fn parts(text: &Text) -> Vec<u32> {
    let mut part = 0;
    let begins = |tokens: &[Token]| {
        let words = tokens.iter().filter(|token| token.kind != TokenKind::Mark).count();
        words == 0 || words <= 3 && tokens[0].kind == TokenKind::Number
    };
    text.paragraphs
        .iter()
        .map(|paragraph| {
            part += u32::from(begins(&text.tokens[paragraph.tokens.clone()]));
            part
        })
        .collect()
}
