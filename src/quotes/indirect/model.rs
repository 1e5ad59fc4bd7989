//! The two linear models: whether a word is a cue at its place (logistic regression), and which
//! words of its sentence are its source and its content (a linear-chain conditional random
//! field; Lafferty, McCallum and Pereira 2001). Weights are bytes of schema/weights/, fitted by
//! `cargo run --release --example fit_statements`.

use std::ops::Range;

use super::features::{Path, Sentence, Sink, of_change, of_cue, of_word};

/// Bits of a hashed feature of a cue.
pub const CUE_BITS: u32 = 18;
/// Bits of a hashed feature of a word.
pub const WORD_BITS: u32 = 18;
/// Bits of a hashed feature of a change of label.
pub const CHANGE_BITS: u32 = 16;
/// Number of labels.
pub const LABELS: usize = 3;

const MAGIC: &[u8; 8] = b"ORSTMT02";
const HEAD: usize = MAGIC.len() + 10 * 4;
const SIZE: usize =
    HEAD + (1 << CUE_BITS) + (1 << WORD_BITS) * LABELS + (1 << CHANGE_BITS) * LABELS * LABELS;

static BUILTIN: &[u8] = include_bytes!("../../../schema/weights/statements.bin");

/// What a word is to a cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// Nothing.
    Other,
    /// Part of its source.
    Source,
    /// Part of its content.
    Content,
}

/// Numbers fitted on held-out articles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tuning {
    /// Chance as a cue below which a word is passed over.
    pub cue_floor: f32,
    /// Chance from which a word is content.
    pub content_from: f32,
    /// Chance from which a word is source.
    pub source_from: f32,
    /// Confidence from which an attribution is given.
    pub threshold: f32,
    /// Of the logistic scale of confidence: constant, weight of the cue, weight of the words.
    pub scale: [f32; 3],
}

impl Tuning {
    /// Estimated chance that an attribution is right, from the chance of its cue and the mean
    /// chance of its content's words.
    #[must_use]
    pub fn confidence(&self, cue: f32, words: f32) -> f32 {
        logistic(self.scale[0] + self.scale[1] * logit(cue) + self.scale[2] * logit(words))
    }
}

/// `1 / (1 + e^-x)`.
#[must_use]
pub fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// Log odds of a chance, kept finite.
#[must_use]
pub fn logit(chance: f32) -> f32 {
    let chance = chance.clamp(0.001, 0.999);
    (chance / (1.0 - chance)).ln()
}

/// `e^x` within one part in ten thousand, for `x` from -80 to 80 and held there beyond; a few
/// multiplications (a polynomial for the fraction of the power of two).
#[must_use]
pub fn exp(x: f32) -> f32 {
    let power = x.clamp(-80.0, 80.0) * std::f32::consts::LOG2_E;
    let whole = power.floor();
    let part = power - whole;
    let fraction = 1.0 + part * (0.695_976_1 + part * (0.224_940_5 + part * 0.079_022_9));
    fraction * f32::from_bits(((whole as i32 + 127) as u32) << 23)
}

/// Weights of the models as stored.
#[derive(Clone, Copy, Debug)]
pub struct Model<'a> {
    /// Thresholds and the scale of confidence.
    pub tuning: Tuning,
    scales: [f32; 3],
    cue: &'a [u8],
    word: &'a [u8],
    change: &'a [u8],
}

/// Buffers that one article's sentences share.
#[derive(Debug, Default)]
pub struct Scratch {
    features: Vec<u32>,
    changes: Vec<u32>,
    /// The words that the labels are of, as positions in the sentence.
    pub window: Range<usize>,
    /// Label of each word of the window.
    pub labels: Vec<Label>,
    /// Chance of that label.
    pub posterior: Vec<f32>,
    lattice: Lattice,
}

impl Model<'static> {
    /// The model that comes with the program.
    #[must_use]
    pub fn builtin() -> Self {
        Model::read(BUILTIN).unwrap_or(Model {
            tuning: Tuning {
                cue_floor: 2.0,
                content_from: 1.0,
                source_from: 1.0,
                threshold: 1.0,
                scale: [0.0; 3],
            },
            scales: [0.0; 3],
            cue: &[],
            word: &[],
            change: &[],
        })
    }
}

impl<'a> Model<'a> {
    /// Reads weights; `None` where they are not of this version.
    #[must_use]
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        if bytes.len() != SIZE || !bytes.starts_with(MAGIC) {
            return None;
        }
        let (head, rest) = bytes.split_at(HEAD);
        let mut numbers = head[MAGIC.len()..]
            .chunks_exact(4)
            .map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]));
        let mut next = || numbers.next().unwrap_or(0.0);
        let tuning = Tuning {
            cue_floor: next(),
            content_from: next(),
            source_from: next(),
            threshold: next(),
            scale: [next(), next(), next()],
        };
        let scales = [next(), next(), next()];
        let (cue, rest) = rest.split_at(1 << CUE_BITS);
        let (word, change) = rest.split_at((1 << WORD_BITS) * LABELS);
        Some(Self { tuning, scales, cue, word, change })
    }

    /// Writes weights: each table is scaled to bytes by its largest weight.
    #[must_use]
    pub fn write(tuning: &Tuning, tables: [&[f32]; 3]) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        let scales = tables.map(|table| table.iter().fold(1e-6_f32, |m, w| m.max(w.abs())) / 127.0);
        let numbers = [tuning.cue_floor, tuning.content_from, tuning.source_from, tuning.threshold];
        for number in numbers.iter().chain(&tuning.scale).chain(&scales) {
            out.extend(number.to_le_bytes());
        }
        for (table, scale) in tables.into_iter().zip(scales) {
            out.extend(table.iter().map(|weight| (weight / scale).round() as i8 as u8));
        }
        out
    }

    /// The chance that the word at `at` reports something.
    #[must_use]
    pub fn cue(&self, view: &Sentence, at: usize, scratch: &mut Scratch) -> f32 {
        of_cue(view, at, &mut Sink::new(&mut scratch.features, CUE_BITS));
        let byte = |feature: &u32| i32::from(self.cue[*feature as usize] as i8);
        let sum: i32 = scratch.features.iter().map(byte).sum();
        logistic(sum as f32 * self.scales[0])
    }

    /// Labels the words beside the cue at `at`; the result stands in `scratch`.
    pub fn label(&self, view: &Sentence, at: usize, scratch: &mut Scratch) {
        let window = view.window(at);
        let Scratch { features, changes, lattice, .. } = scratch;
        lattice.clear(window.len());
        each_word(view, at, features, changes, |word, features, changes| {
            let mut sums = [0_i32; LABELS];
            for feature in features {
                let row = &self.word[*feature as usize * LABELS..][..LABELS];
                for (sum, byte) in sums.iter_mut().zip(row) {
                    *sum += i32::from(*byte as i8);
                }
            }
            let mut turns = [0_i32; LABELS * LABELS];
            for feature in changes {
                let row = &self.change[*feature as usize * LABELS * LABELS..][..LABELS * LABELS];
                for (sum, byte) in turns.iter_mut().zip(row) {
                    *sum += i32::from(*byte as i8);
                }
            }
            let place = word - window.start;
            lattice.word[place] = sums.map(|sum| sum as f32 * self.scales[1]);
            lattice.change[place] = turns.map(|sum| sum as f32 * self.scales[2]);
        });
        lattice.run();
        scratch.window = window;
        scratch.labels.clear();
        scratch.posterior.clear();
        for chances in &scratch.lattice.chance {
            let [other, source, content] = *chances;
            let (label, chance) = if content >= self.tuning.content_from && content >= source {
                (Label::Content, content)
            } else if source >= self.tuning.source_from {
                (Label::Source, source)
            } else {
                (Label::Other, other)
            };
            scratch.labels.push(label);
            scratch.posterior.push(chance);
        }
    }
}

/// Gives the features of each word of the window beside the cue at `at`, and of the change of
/// label before it; words of the cue itself have none.
pub fn each_word(
    view: &Sentence,
    at: usize,
    features: &mut Vec<u32>,
    changes: &mut Vec<u32>,
    mut found: impl FnMut(usize, &[u32], &[u32]),
) {
    let window = view.window(at);
    let end = (at + view.words[at].phrase_len()).min(window.end);
    let mut give = |word: usize, path: &Path| {
        of_word(view, word, path, &mut Sink::new(features, WORD_BITS));
        of_change(view, word, path, &mut Sink::new(changes, CHANGE_BITS));
        found(word, features, changes);
    };
    let mut path = Path::from(view, at);
    for word in (window.start..at).rev() {
        give(word, &path.at(0, at - word));
        path.pass(&view.words[word]);
    }
    let mut path = Path::from(view, at);
    for word in end..window.end {
        give(word, &path.at(2, word - end + 1));
        path.pass(&view.words[word]);
    }
}

/// Scores of labels along a row of words, and their chances.
#[derive(Debug, Default)]
pub struct Lattice {
    /// Score of each label of each word.
    pub word: Vec<[f32; LABELS]>,
    /// Score of each pair of labels of the word before and the word; from, then to.
    pub change: Vec<[f32; LABELS * LABELS]>,
    /// Chance of each label.
    pub chance: Vec<[f32; LABELS]>,
    /// Chance of each pair.
    pub pair: Vec<[f32; LABELS * LABELS]>,
    forward: Vec<[f32; LABELS]>,
    backward: Vec<[f32; LABELS]>,
}

impl Lattice {
    /// Makes room for `len` words, all scores 0.
    pub fn clear(&mut self, len: usize) {
        self.word.clear();
        self.word.resize(len, [0.0; LABELS]);
        self.change.clear();
        self.change.resize(len, [0.0; LABELS * LABELS]);
    }

    /// Forward and backward sums; each step is scaled to a sum of 1.
    pub fn run(&mut self) {
        let len = self.word.len();
        for rows in [&mut self.forward, &mut self.backward, &mut self.chance] {
            rows.clear();
            rows.resize(len, [1.0; LABELS]);
        }
        self.pair.clear();
        self.pair.resize(len, [0.0; LABELS * LABELS]);
        for row in &mut self.word {
            *row = row.map(exp);
        }
        for row in &mut self.change {
            *row = row.map(exp);
        }
        let mut last = [1.0; LABELS];
        for at in 0..len {
            let mut now = [0.0; LABELS];
            for (to, now) in now.iter_mut().enumerate() {
                let change = &self.change[at];
                *now = if at == 0 {
                    change[to]
                } else {
                    (0..LABELS).map(|from| last[from] * change[from * LABELS + to]).sum()
                };
                *now *= self.word[at][to];
            }
            last = normal(now);
            self.forward[at] = last;
        }
        let mut next = [1.0; LABELS];
        for at in (0..len).rev() {
            self.backward[at] = next;
            let mut now = [0.0; LABELS];
            for (from, now) in now.iter_mut().enumerate() {
                *now = (0..LABELS)
                    .map(|to| self.change[at][from * LABELS + to] * self.word[at][to] * next[to])
                    .sum();
            }
            next = normal(now);
        }
        for at in 0..len {
            let mut both = [0.0; LABELS];
            for (label, both) in both.iter_mut().enumerate() {
                *both = self.forward[at][label] * self.backward[at][label];
            }
            self.chance[at] = normal(both);
        }
    }

    /// Chances of pairs, after [`Lattice::run`]; only fitting needs them.
    pub fn pairs(&mut self) {
        for at in 1..self.word.len() {
            let mut sum = 0.0;
            let mut pair = [0.0; LABELS * LABELS];
            for from in 0..LABELS {
                for to in 0..LABELS {
                    let chance = self.forward[at - 1][from]
                        * self.change[at][from * LABELS + to]
                        * self.word[at][to]
                        * self.backward[at][to];
                    pair[from * LABELS + to] = chance;
                    sum += chance;
                }
            }
            self.pair[at] = pair.map(|chance| chance / sum);
        }
        if let (Some(pair), Some(chance)) = (self.pair.first_mut(), self.chance.first()) {
            pair[..LABELS].copy_from_slice(chance);
        }
    }
}

fn normal(row: [f32; LABELS]) -> [f32; LABELS] {
    let sum: f32 = row.iter().sum();
    row.map(|value| value / sum.max(f32::MIN_POSITIVE))
}
