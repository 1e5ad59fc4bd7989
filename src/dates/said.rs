//! Tells for each attribution the day on which it was said.
//!
//! The words beside the cue come first ("said Tuesday"), then the rest of its sentence, then the
//! scene: a sentence before it that puts an event at a time, as far as the same speaker or the
//! same stretch of the article goes on from it. Dates inside the words that are reported speak of
//! other things and are never used; nor are dates that lie ahead, that only bound a time ("since
//! Monday") or that belong to a thing ("of Monday's vote").

use jiff::civil::Date;

use super::parts::parts;
use super::weigh::{Candidate, Past};
use super::{DateMention, Hang};
use crate::civil::PartialDate;
use crate::lexicon::Lexicon;
use crate::lexicon::date_words::{DateWord, Link, Unit};
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
    /// Whether `content` stands in marks.
    pub marked: bool,
    /// Its content outside the marks; sorted.
    pub reported: &'a [Span],
    /// Who said it, as a number that is the same for the same speaker in this article.
    pub speaker: Option<u32>,
    /// Key of the speaker's family name, or of the last word of what the article calls it.
    pub name: Option<u64>,
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
    /// The same speaker is heard on that day just after.
    After,
    /// "Then" points back to it.
    Then,
    /// An item of a live blog tells of its own day.
    Live,
    /// The article opens on that day, just before it was published.
    Lead,
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
            Self::Then => "then",
            Self::Live => "live",
            Self::Lead => "lead",
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
    Teller::new(text, lexicon, mentions, published, utterances).tell(|_, _| ())
}

/// What [`said`] weighs for each of `utterances` whose own sentence has no date, for fitting the
/// weights and for explaining a choice.
#[must_use]
pub fn said_candidates(
    text: &Text,
    lexicon: &Lexicon,
    mentions: &[DateMention],
    published: Option<PartialDate>,
    utterances: &[Utterance<'_>],
) -> Vec<Vec<Candidate>> {
    let mut out = vec![Vec::new(); utterances.len()];
    let teller = Teller::new(text, lexicon, mentions, published, utterances);
    teller.tell(|at, candidates| out[at] = candidates.to_vec());
    out
}

/// Tokens between a cue and a date beyond which the date is not of the saying.
const REACH: usize = 40;
/// The same for a month told without a preposition's help.
const REACH_OF_MONTH: usize = 12;
/// The same for a year, which mostly belongs to a noun: "an aide in 2012".
const REACH_OF_YEAR: usize = 2;
/// Dates looked at on each side of a cue in its sentence.
const NEIGHBOURS: usize = 6;
/// Paragraphs over which a scene holds for whoever speaks.
const SCENE_REACH: usize = 2;
/// Logarithm of the odds above which a date is taken over; odds of three to two keep more than
/// four in five right.
const SURE: f32 = 0.4;
/// Tokens on either side of a cue that are looked at for what points back.
const NEAR: usize = 16;

/// The article, and for each of its dates how it stands to the attributions.
pub(super) struct Teller<'a> {
    pub(super) text: &'a Text,
    pub(super) lexicon: &'a Lexicon,
    pub(super) mentions: &'a [DateMention],
    pub(super) utterances: &'a [Utterance<'a>],
    pub(super) published: Date,
    /// For each mention the pieces of content that hold it.
    within: Vec<Vec<Piece>>,
    /// Mentions that set the scene: outside all marks, not ahead, and not of a thing.
    pub(super) scenes: Vec<usize>,
    /// For each paragraph the part of the article it belongs to, as in a live blog.
    pub(super) parts: Vec<u32>,
}

/// A piece of content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Piece {
    span: Span,
    marked: bool,
}

/// What was found out about one attribution.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) paragraph: usize,
    pub(super) speaker: Option<u32>,
    /// The mention in its sentence.
    pub(super) direct: Option<usize>,
    pub(super) said: Option<Said>,
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
        let parts = parts(text);
        let scenes = Vec::new();
        let mut out =
            Self { text, lexicon, mentions, utterances, published, within, scenes, parts };
        out.scenes = (0..mentions.len())
            .filter(|&m| {
                out.past(m)
                    && !out.nowadays(m)
                    && !out.aside(m)
                    && !out.within[m].iter().any(|piece| piece.marked)
            })
            .collect();
        out
    }

    /// Goes through the attributions in order; `watch` sees what was weighed for each.
    fn tell(&self, mut watch: impl FnMut(usize, &[Candidate])) -> Vec<Option<Said>> {
        let mut known: Vec<Known> = Vec::with_capacity(self.utterances.len());
        // Whose saying a mention dates.
        let mut owners: Vec<Option<u32>> = vec![None; self.mentions.len()];
        for utterance in self.utterances {
            let place = utterance.anchor().and_then(|a| Some((a, self.sentence_at(a.start)?)));
            let direct = place.and_then(|(a, sentence)| self.in_sentence(utterance, a, sentence));
            if let Some(mention) = direct {
                owners[mention] = owners[mention].or(utterance.speaker);
            }
            let paragraph = place.map_or(0, |(_, at)| self.text.sentences[at].paragraph);
            let said = direct.and_then(|mention| self.give(mention, SaidRule::Sentence));
            known.push(Known { paragraph, speaker: utterance.speaker, direct, said });
        }
        let mut past = Past::new(self, &owners);
        for at in 0..known.len() {
            if known[at].said.is_none() && known[at].direct.is_none() {
                known[at].said = self.elsewhere(at, &known, &past, &mut watch);
            }
            past.hear(at, &known[at]);
        }
        known.into_iter().map(|known| known.said).collect()
    }

    /// The date of an attribution whose own sentence has none.
    fn elsewhere(
        &self,
        at: usize,
        known: &[Known],
        past: &Past<'_>,
        watch: &mut impl FnMut(usize, &[Candidate]),
    ) -> Option<Said> {
        let utterance = &self.utterances[at];
        let anchor = utterance.anchor()?;
        let sentence = self.sentence_at(anchor.start)?;
        if self.points_back(utterance, anchor, sentence) {
            return self.then(sentence);
        }
        let candidates = self.candidates(at, anchor, sentence, known, past);
        watch(at, &candidates);
        let best = candidates.iter().max_by(|a, b| a.score().total_cmp(&b.score()))?;
        (best.score() > SURE).then_some(best.said)
    }

    /// Tokens of the sentence near the cue, own content aside.
    fn beside(
        &self,
        utterance: &'a Utterance<'a>,
        cue: Span,
        sentence: usize,
    ) -> impl Iterator<Item = usize> + '_ {
        let whole = self.text.sentences[sentence].tokens.clone();
        let at = self.token_at(cue.start);
        let near = whole.start.max(at.saturating_sub(NEAR))..whole.end.min(at + NEAR);
        near.filter(move |&at| {
            let span = self.text.tokens[at].span;
            !utterance.pieces().any(|piece| piece.overlaps(span))
        })
    }

    pub(super) fn word(&self, at: usize) -> Option<DateWord> {
        Some(self.lexicon.date_words().get(self.text.tokens.get(at)?.key)?.word)
    }

    fn is(&self, at: usize, class: Class) -> bool {
        self.text.tokens.get(at).is_some_and(|token| self.lexicon.words().is(token.key, class))
    }

    /// Whether the sentence of the date names the speaker.
    pub(super) fn names(&self, mention: usize, name: Option<u64>) -> bool {
        name.is_some_and(|name| self.around(mention).any(|at| self.text.tokens[at].key == name))
    }

    /// Tokens of the sentence about a date.
    fn around(&self, mention: usize) -> std::ops::Range<usize> {
        let date = &self.mentions[mention];
        let whole = self.text.sentences[date.sentence].tokens.clone();
        let first = date.tokens.start.saturating_sub(REACH);
        whole.start.max(first)..whole.end.min(date.tokens.end + REACH)
    }

    /// Whether "then" or "at the time" stands behind the cue.
    fn points_back(&self, utterance: &'a Utterance<'a>, cue: Span, sentence: usize) -> bool {
        let after = |&at: &usize| self.text.tokens[at].span.start >= cue.end;
        self.beside(utterance, cue, sentence).filter(after).any(|at| match self.word(at) {
            Some(DateWord::Then(alone)) if alone => {
                // "the then premier"
                !self.is(at.wrapping_sub(1), Class::Determiner)
            }
            Some(DateWord::Then(_)) => {
                self.is(at.wrapping_sub(1), Class::Determiner)
                    && self.word(at.wrapping_sub(2)) == Some(DateWord::Link(Link::At))
            }
            _ => false,
        })
    }

    /// The last time spoken of, however vague.
    fn then(&self, sentence: usize) -> Option<Said> {
        let scene = self.scene_before(sentence)?;
        let near = self.text.sentences[sentence].paragraph.abs_diff(self.paragraph_of(scene))
            <= SCENE_REACH;
        if near { self.give(scene, SaidRule::Then) } else { None }
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

    /// Whether it is a lone "today", which as often means these days.
    fn nowadays(&self, mention: usize) -> bool {
        let tokens = &self.mentions[mention].tokens;
        tokens.len() == 1 && self.word(tokens.start) == Some(DateWord::Day(0))
    }

    /// Whether the date stands in a clause that tells something by the way: "who died in May".
    fn aside(&self, mention: usize) -> bool {
        let date = &self.mentions[mention];
        let start = self.text.sentences[date.sentence].tokens.start;
        let before = &self.text.tokens
            [start.max(date.tokens.start.saturating_sub(REACH))..date.tokens.start];
        before
            .iter()
            .rev()
            .take_while(|token| token.kind != TokenKind::Mark)
            .any(|token| self.bars(token))
    }

    /// The date; `None` where a week or a few days leave only the year.
    pub(super) fn give(&self, mention: usize, rule: SaidRule) -> Option<Said> {
        let mention = &self.mentions[mention];
        let date = mention.date()?;
        let yearly = matches!(mention.unit, Unit::Quarter | Unit::Year | Unit::Decade);
        (yearly || date.month().is_some()).then_some(Said { date, evidence: mention.span, rule })
    }

    /// The date nearest to the cue in its sentence, outside the content.
    fn in_sentence(
        &self,
        utterance: &Utterance<'_>,
        anchor: Span,
        sentence: usize,
    ) -> Option<usize> {
        let first = self.mentions.partition_point(|mention| mention.sentence < sentence);
        let past = self.mentions.partition_point(|mention| mention.sentence <= sentence);
        let split = self.mentions.partition_point(|mention| mention.span.start < anchor.start);
        let split = split.clamp(first, past);
        let near = first.max(split.saturating_sub(NEIGHBOURS))..past.min(split + NEIGHBOURS);
        let best = near
            .filter(|&mention| self.past(mention) && self.outside(mention, utterance, anchor))
            .filter_map(|mention| {
                let gap = self.gap(mention, utterance, anchor)?;
                Some((!self.mentions[mention].is_day() && gap > 0, gap, mention))
            })
            .min()?;
        Some(self.finer(best.2, first..past, utterance, anchor))
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
        self.within[mention]
            .iter()
            .all(|piece| piece.span.contains(anchor) && !utterance.holds(piece.span))
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
        if !after && !opens && self.aside(mention) {
            return None;
        }
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
    pub(super) fn opens(&self, date: &DateMention) -> bool {
        let start = self.text.sentences[date.sentence].tokens.start;
        date.tokens.start <= start + 3
    }

    /// Whether a word begins a clause of its own, whose dates are not those of the saying.
    fn bars(&self, token: &Token) -> bool {
        token.kind != TokenKind::Mark && self.lexicon.words().is(token.key, Class::Relative)
    }

    /// The last scene before `sentence`.
    pub(super) fn scene_before(&self, sentence: usize) -> Option<usize> {
        let at = self.scenes.partition_point(|&m| self.mentions[m].sentence < sentence);
        Some(self.scenes[at.checked_sub(1)?])
    }

    pub(super) fn paragraph_of(&self, mention: usize) -> usize {
        self.text.sentences[self.mentions[mention].sentence].paragraph
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
fn within(mentions: &[DateMention], utterances: &[Utterance<'_>]) -> Vec<Vec<Piece>> {
    let mut pieces: Vec<Piece> = Vec::new();
    for utterance in utterances {
        let marked = utterance.marked;
        pieces.extend(utterance.content.iter().map(|&span| Piece { span, marked }));
        pieces.extend(utterance.reported.iter().map(|&span| Piece { span, marked: false }));
    }
    pieces.sort_unstable();
    let mut pieces = pieces.into_iter().peekable();
    let mut open: Vec<Piece> = Vec::new();
    mentions
        .iter()
        .map(|mention| {
            let start = mention.span.start;
            while let Some(piece) = pieces.next_if(|piece| piece.span.start <= start) {
                open.push(piece);
            }
            open.retain(|piece| start < piece.span.end);
            open.clone()
        })
        .collect()
}
