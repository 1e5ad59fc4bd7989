//! What the models see of a sentence: its words with what the tables know of each, and the
//! features of a word as a cue. Used alike by fitting and by reading.

use std::ops::Range;

use super::sink::{Sink, bucket, give, pair};
use crate::lexicon::Lexicon;
use crate::lexicon::cues::{CueInfo, Form};
use crate::lexicon::words::{Class, ClassSet};
use crate::text::{self, Text, TokenKind};

/// How many words on either side of a cue can belong to it.
const REACH: usize = 70;

/// A word as the models see it.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// Key of the word.
    pub key: u64,
    /// What it is.
    pub kind: TokenKind,
    /// Its closed classes.
    pub classes: ClassSet,
    /// As a cue: the phrase that begins here, else the verb, else the noun.
    pub cue: Option<CueInfo>,
    /// Number of words of the cue.
    cue_len: u8,
    /// Its last three bytes.
    pub(super) suffix: u32,
    /// Its first byte, which tells marks apart.
    first: u8,
    /// How many words before it in the sentence are cues.
    cues_before: u32,
    /// The stretch in marks that holds it, as a position in the text's list.
    pub marked: Option<usize>,
    /// What it is, coarsely: one of [`SHAPES`].
    pub(super) shape: u8,
}

impl Word {
    /// Whether it can be a cue.
    #[must_use]
    pub fn candidate(&self) -> bool {
        self.cue.is_some() || (self.kind == TokenKind::Mark && self.first == b':')
    }

    /// Number of words of the cue that begins here, at least 1.
    #[must_use]
    pub fn phrase_len(&self) -> usize {
        usize::from(self.cue_len.max(1))
    }

    /// Whether it is a sign of money or the like, which belongs to what follows.
    #[must_use]
    pub fn opens_money(&self) -> bool {
        matches!(self.first, b'$' | b'#' | b'@' | b'%')
    }
}

/// Number of coarse shapes.
pub const SHAPES: usize = 24;

/// One sentence.
#[derive(Clone, Debug, Default)]
pub struct Sentence {
    /// Its words.
    pub words: Vec<Word>,
    /// Position of its first word in [`Text::tokens`].
    pub first_token: usize,
    /// Its paragraph.
    pub paragraph: usize,
    /// Whether it opens its paragraph, closes it, is in the article's first paragraph.
    pub(super) place: u64,
    next_mark: usize,
}

impl Sentence {
    /// Reads a sentence; sentences must come in order. `false` where no word can be a cue.
    pub fn read(
        &mut self,
        source: &str,
        text: &Text,
        sentence: &text::Sentence,
        lexicon: &Lexicon,
    ) -> bool {
        let cues = lexicon.cues();
        let tokens = &text.tokens[sentence.tokens.clone()];
        self.words.clear();
        self.first_token = sentence.tokens.start;
        self.paragraph = sentence.paragraph;
        while text.marked.get(self.next_mark).is_some_and(|m| m.tokens.end <= self.first_token) {
            self.next_mark += 1;
        }
        let possible = |token: &text::Token| {
            cues.word(token.key).is_some()
                || (token.kind == TokenKind::Mark && token.span.of(source).starts_with(':'))
        };
        if !tokens.iter().any(possible) {
            return false;
        }
        let paragraph = &text.paragraphs[sentence.paragraph];
        self.place = u64::from(paragraph.tokens.start == sentence.tokens.start)
            | u64::from(paragraph.tokens.end == sentence.tokens.end) << 1
            | u64::from(sentence.paragraph == 0) << 2;
        let mut mark = self.next_mark;
        let mut cues_before = 0;
        for (nth, token) in tokens.iter().enumerate() {
            let at = self.first_token + nth;
            while text.marked.get(mark).is_some_and(|m| m.tokens.end <= at) {
                mark += 1;
            }
            let marked = text.marked.get(mark).is_some_and(|m| m.tokens.contains(&at));
            let bytes = token.span.of(source).as_bytes();
            let tail = &bytes[bytes.len().saturating_sub(3)..];
            let suffix = tail.iter().fold(0, |sum, b| sum << 8 | u32::from(b.to_ascii_lowercase()));
            let (mut cue, mut cue_len) = (None, 1);
            if let Some(word) = cues.word(token.key) {
                let keys = tokens[nth..].iter().map(|token| token.key);
                if let Some((info, len)) = cues.phrase(keys) {
                    cue = Some(info);
                    cue_len = u8::try_from(len).unwrap_or(1);
                } else {
                    cue = word.verb.or(word.noun);
                }
            }
            let classes = lexicon.words().of(token.key);
            let first = bytes.first().copied().unwrap_or(0);
            let shape = shape(token.kind, first, classes, cue);
            let marked = marked.then_some(mark);
            self.words.push(Word {
                key: token.key,
                kind: token.kind,
                classes,
                cue,
                cue_len,
                suffix,
                first,
                cues_before,
                marked,
                shape,
            });
            cues_before += u32::from(cue.is_some());
        }
        true
    }

    /// How many of the words before `at` are cues; of all words, where `at` is behind them.
    fn cues_before(&self, at: usize) -> usize {
        let behind =
            || self.words.last().map_or(0, |last| last.cues_before + u32::from(last.cue.is_some()));
        self.words.get(at).map_or_else(behind, |word| word.cues_before) as usize
    }

    /// The words that can belong to the cue at `at`.
    #[must_use]
    pub fn window(&self, at: usize) -> Range<usize> {
        at.saturating_sub(REACH)..(at + REACH + 1).min(self.words.len())
    }

    pub(super) fn key(&self, at: usize, by: isize) -> u64 {
        at.checked_add_signed(by).and_then(|at| self.words.get(at)).map_or(1, |word| word.key)
    }

    pub(super) fn shape(&self, at: usize, by: isize) -> u64 {
        let word = at.checked_add_signed(by).and_then(|at| self.words.get(at));
        word.map_or(SHAPES as u64, |word| u64::from(word.shape))
    }
}

fn shape(kind: TokenKind, first: u8, classes: ClassSet, cue: Option<CueInfo>) -> u8 {
    let classed = [
        (Class::Relative, 1),
        (Class::He, 2),
        (Class::She, 2),
        (Class::They, 3),
        (Class::First, 4),
        (Class::Auxiliary, 5),
        (Class::Possessive, 6),
        (Class::Determiner, 7),
        (Class::Conjunction, 8),
        (Class::Preposition, 9),
        (Class::Negation, 10),
        (Class::Adverb, 11),
    ];
    match kind {
        TokenKind::Mark => match first {
            b',' => 12,
            b'.' | b'?' | b'!' => 13,
            b':' | b';' => 14,
            b'"' => 15,
            _ => 16,
        },
        TokenKind::Number => 17,
        TokenKind::Clitic => 18,
        _ => {
            let mut classed = classed.iter().filter(|_| !classes.is_empty());
            let class = classed.find(|(class, _)| classes.has(*class));
            match (class, cue) {
                (Some((_, shape)), _) => *shape,
                (None, Some(cue)) if cue.forms.has(Form::Gerund) => 19,
                (None, Some(_)) => 20,
                (None, None) if kind == TokenKind::Lower => 21,
                (None, None) => 22,
            }
        }
    }
}

/// Features of the word at `at` as a cue.
pub fn of_cue(view: &Sentence, at: usize, sink: &mut impl Sink) {
    let word = &view.words[at];
    let len = word.phrase_len() as isize;
    let key = view.key(at, 0);
    let (id, class, forms) = match word.cue {
        Some(cue) => (
            pair(key, u64::from(cue.clauses.bits())),
            cue.class as u64 | (cue.pos as u64) << 8,
            u64::from(cue.forms.bits()),
        ),
        None => (key, 99, 0),
    };
    let family = pair(class, forms);
    let (k1, k2, k3) = (view.key(at, len), view.key(at, len + 1), view.key(at, len + 2));
    let (p1, p2, p3) = (view.key(at, -1), view.key(at, -2), view.key(at, -3));
    let shape = |by: isize| view.shape(at, by);
    let marked = u64::from(word.marked.is_some());
    give!(
        sink,
        0 => id,
        1 => pair(id, len as u64),
        5 => pair(u64::from(word.kind as u8), family),
        6 => p1,
        7 => k1,
        8 => p2,
        9 => k2,
        12 => pair(family, p1),
        13 => pair(family, k1),
        14 => pair(id, shape(-1)),
        15 => pair(id, shape(len)),
        16 => pair(family, pair(shape(-1), shape(len))),
        17 => pair(family, pair(shape(-2), shape(-1))),
        18 => pair(family, pair(shape(len), shape(len + 1))),
        26 => pair(p3, 3),
        27 => pair(k3, 3),
        28 => marked,
        29 => pair(marked, family),
        30 => pair(marked, id),
        31 => pair(view.place, class),
        32 => bucket(at),
        33 => pair(bucket(at), family),
        34 => bucket(view.words.len() - at),
        35 => pair(bucket(view.words.len()), class),
    );
    // what stands behind it, nearest first
    let after = &view.words[(at + word.phrase_len()).min(view.words.len())..];
    for (distance, other) in after.iter().take(8).enumerate() {
        if other.shape == 1 || other.classes.has(Class::Preposition) {
            sink.add(64, pair(other.key, family));
            sink.add(65, pair(other.key, id));
            if distance > 0 {
                break;
            }
        }
        if other.marked.is_some() {
            sink.add(66, pair(family, bucket(distance)));
            sink.add(67, id);
            break;
        }
    }
    let (all, passed) = (view.words.len(), view.cues_before(at + word.phrase_len()));
    sink.add(70, pair(bucket(view.cues_before(at)), family));
    sink.add(71, pair(bucket(view.cues_before(all) - passed), family));
    let last = view.words[..at].iter().rev().find(|word| word.cue.is_some());
    if let Some(cue) = last.and_then(|word| word.cue) {
        sink.add(72, pair(cue.class as u64, family));
    }
    if let Some(cue) = after.iter().find_map(|word| word.cue) {
        sink.add(73, pair(cue.class as u64, family));
    }
    let ends_marked = at > 0 && view.words[..at].iter().rev().take(3).any(|w| w.marked.is_some());
    sink.add(74, pair(u64::from(ends_marked), family));
}
