//! The features of a word beside a cue: of the way from the cue to it, of the word, and of the
//! change of label before it. Used alike by fitting and by reading.

use std::ops::Range;

use super::features::{Sentence, Word};
use super::sink::{Sink, bucket, give, pair};

/// What is known of the way from a cue to the word at hand.
#[derive(Clone, Copy, Debug)]
pub struct Path {
    cue_id: u64,
    family: u64,
    class: u64,
    beside: u64,
    /// 0 before the cue, 1 in it, 2 behind it.
    pub side: u64,
    distance: usize,
    commas: u64,
    verbs: u64,
    joint: u64,
    prep: u64,
    quotes: u64,
}

impl Path {
    /// The way to each word of the window: called from the cue outwards.
    #[must_use]
    pub fn from(view: &Sentence, at: usize) -> Self {
        let word = &view.words[at];
        let len = word.phrase_len() as isize;
        let (family, class) = match word.cue {
            Some(cue) => (
                pair(cue.class as u64 | (cue.pos as u64) << 8, u64::from(cue.forms.bits())),
                cue.class as u64 | (cue.pos as u64) << 8,
            ),
            None => (99, 99),
        };
        Self {
            cue_id: pair(word.key, len as u64),
            family,
            class,
            beside: pair(view.shape(at, -1), view.shape(at, len)),
            side: 1,
            distance: 0,
            commas: 0,
            verbs: 0,
            joint: 0,
            prep: 0,
            quotes: 0,
        }
    }

    /// The path at the word `to`, `side` of the cue, after those before it were passed.
    #[must_use]
    pub fn at(mut self, side: u64, distance: usize) -> Self {
        self.side = side;
        self.distance = distance;
        self
    }

    /// Whether the distance counts otherwise than the one before.
    #[must_use]
    pub fn turns_near(&self) -> bool {
        bucket(self.distance) != bucket(self.distance - 1)
    }

    /// Takes note of a word passed; whether that can change a feature.
    pub fn pass(&mut self, word: &Word) -> bool {
        match word.shape {
            12 => self.commas = (self.commas + 1).min(3),
            14..=16 => self.quotes = u64::from(word.shape),
            1 | 8 => self.joint = word.key,
            9 => self.prep = word.key,
            5 | 19 | 20 => self.verbs = (self.verbs + 1).min(3),
            _ => return false,
        }
        true
    }
}

/// Templates of the way to a word: a number is the first one's plus its place.
pub const PATH_TEMPLATES: Range<u64> = 100..129;

/// What of the way to a word is another than at the word before.
#[derive(Clone, Copy, Debug)]
pub struct Turn {
    /// The side of the cue.
    pub side: bool,
    /// The distance, as far as it counts.
    pub near: bool,
    /// What was passed.
    pub passed: bool,
    /// Whether it stands in marks.
    pub marked: bool,
}

impl Turn {
    /// Everything.
    pub const ALL: Self = Self { side: true, near: true, passed: true, marked: true };
}

/// Features of the way from the cue to the word at `at`, whatever the word; those alone that
/// `turn` can have made others.
pub fn of_path(view: &Sentence, at: usize, path: &Path, turn: Turn, sink: &mut impl Sink) {
    let with = |value: u64| pair(value, path.side);
    let near = bucket(path.distance);
    if turn.side {
        give!(
            sink,
            104 => pair(with(path.family), path.beside),
            105 => pair(with(path.cue_id), path.beside),
            106 => with(path.cue_id),
            127 => pair(with(view.place), path.class),
        );
    }
    if turn.near {
        give!(
            sink,
            100 => with(near),
            101 => pair(with(near), path.class),
            102 => pair(with(near), path.cue_id),
            103 => pair(with(near.min(6)), path.beside),
        );
    }
    if turn.near || turn.passed {
        give!(
            sink,
            115 => pair(with(path.commas), pair(near, path.class)),
            125 => pair(with(path.verbs), pair(near, path.family)),
        );
    }
    if turn.passed {
        give!(
            sink,
            116 => pair(with(path.commas), path.cue_id),
            117 => pair(with(path.commas), pair(path.verbs, path.class)),
            118 => pair(with(path.joint), path.class),
            119 => pair(with(path.joint), pair(path.commas, path.verbs)),
            122 => pair(with(path.quotes), path.class),
            128 => pair(with(path.joint), path.cue_id),
        );
    }
    if turn.marked {
        let marked = u64::from(view.words[at].marked.is_some());
        give!(
            sink,
            123 => pair(with(marked), path.family),
        );
    }
}

/// Features of the word at `at` on a side of a cue, whatever the cue.
pub fn of_word(view: &Sentence, at: usize, side: u64, sink: &mut impl Sink) {
    let word = &view.words[at];
    let with = |value: u64| pair(value, side);
    let shape = |by: isize| view.shape(at, by);
    let (here, before, after) = (with(shape(0)), shape(-1), shape(1));
    give!(
        sink,
        108 => with(word.key),
        110 => pair(with(view.key(at, -1)), 7),
        111 => pair(with(view.key(at, 1)), 8),
        112 => pair(here, pair(before, after)),
        126 => pair(with(u64::from(word.suffix)), 26),
        129 => pair(here, pair(before, shape(-2))),
        130 => pair(here, pair(after, shape(2))),
    );
}

/// Features of the word at `at` together with the way to it.
pub fn of_word_and_path(view: &Sentence, at: usize, path: &Path, sink: &mut impl Sink) {
    let word = &view.words[at];
    let with = |value: u64| pair(value, path.side);
    let near = bucket(path.distance);
    let shape = view.shape(at, 0);
    let here = with(shape);
    give!(
        sink,
        107 => pair(with(word.key), path.class),
        109 => pair(with(word.key), near.min(5)),
        114 => pair(here, path.cue_id),
        131 => pair(with(pair(path.commas, path.verbs)), pair(path.beside, shape)),
    );
}

/// Features of a change of label between the word before `at` and the word there, on a side of
/// a cue, whatever the cue.
pub fn of_change(view: &Sentence, at: usize, side: u64, sink: &mut impl Sink) {
    let shapes = pair(view.shape(at, -1), view.shape(at, 0));
    give!(
        sink,
        200 => side,
        201 => pair(shapes, side),
        202 => pair(view.key(at, 0), side),
        203 => pair(view.key(at, -1), side),
    );
}

/// Features of such a change together with the way to it.
pub fn of_change_and_path(view: &Sentence, at: usize, path: &Path, sink: &mut impl Sink) {
    let side = path.side;
    let shapes = pair(view.shape(at, -1), view.shape(at, 0));
    let near = bucket(path.distance);
    give!(
        sink,
        204 => pair(near, pair(side, path.class)),
        208 => pair(pair(shapes, path.commas), pair(side, path.joint)),
    );
}
