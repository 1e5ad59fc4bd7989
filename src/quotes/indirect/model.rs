//! The two linear models: whether a word is a cue at its place (logistic regression), and which
//! words of its sentence are its source and its content (a linear-chain conditional random
//! field; Lafferty, McCallum and Pereira 2001). Weights are bytes of schema/weights/, fitted by
//! `cargo run --release --example fit_statements`.

use std::ops::Range;

use super::beside::{
    Path, Turn, of_change, of_change_and_path, of_path, of_word, of_word_and_path,
};
use super::features::{Sentence, of_cue};
use super::sink::{ChangeSum, CueSum, Lanes3, Lanes9, WaySum, WordSum};

/// Bits of a hashed feature of a cue.
pub const CUE_BITS: u32 = 17;
/// Bits of a hashed feature of a word.
pub const WORD_BITS: u32 = 17;
/// Bits of a hashed feature of a change of label.
pub const CHANGE_BITS: u32 = 14;
/// Number of labels.
pub const LABELS: usize = 3;
/// Number of pairs of labels.
pub(super) const PAIRS: usize = LABELS * LABELS;

const MAGIC: &[u8; 8] = b"ORSTMT03";
const HEAD: usize = MAGIC.len() + 10 * 4;
const SIZE: usize = HEAD + CUE_SIZE + WORD_SIZE + CHANGE_SIZE;
/// Bytes of the tables. Their lengths are known when this is compiled, so that a feature, which
/// has so many bits, is looked up without asking whether it is inside.
pub(super) const CUE_SIZE: usize = 1 << CUE_BITS;
pub(super) const WORD_SIZE: usize = (1 << WORD_BITS) * LABELS;
pub(super) const CHANGE_SIZE: usize = (1 << CHANGE_BITS) * PAIRS;

/// What is added to a weight to make it a byte without a sign, as tables hold it.
pub(super) const BIAS: i32 = 128;

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
    // rounds down for the range at hand, without a call into the library
    let whole = (power + 128.0) as i32 - 128;
    let part = power - whole as f32;
    let fraction = 1.0 + part * (0.695_976_1 + part * (0.224_940_5 + part * 0.079_022_9));
    fraction * f32::from_bits(((whole + 127) as u32) << 23)
}

/// Weights of the models as stored.
#[derive(Clone, Copy, Debug)]
pub struct Model<'a> {
    /// Thresholds and the scale of confidence.
    pub tuning: Tuning,
    scales: [f32; 3],
    cue: &'a [u8; CUE_SIZE],
    /// Rows of [`LABELS`] bytes; the byte behind them is read along with the last row.
    word: &'a [u8; WORD_SIZE + 1],
    change: &'a [u8; CHANGE_SIZE],
}

/// Buffers that one article's sentences share.
#[derive(Debug, Default)]
pub struct Scratch {
    /// The words that the labels are of, as positions in the sentence.
    pub window: Range<usize>,
    /// Label of each word of the window.
    pub labels: Vec<Label>,
    /// Chance of that label.
    pub posterior: Vec<f32>,
    lattice: Lattice,
    /// Sums of each word of the sentence on either side of a cue, where any cue needed them.
    alone: [Vec<Option<(Lanes3, Lanes9)>>; 2],
}

impl Scratch {
    /// Begins a sentence.
    pub fn begin(&mut self) {
        self.alone.iter_mut().for_each(Vec::clear);
    }
}

impl Model<'static> {
    /// The model that comes with the program; `None` where it was built with another's weights.
    #[must_use]
    pub fn builtin() -> Option<Self> {
        Model::read(BUILTIN)
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
        let (cue, word) = rest.split_first_chunk()?;
        let change = word.last_chunk()?;
        let word = word.first_chunk()?;
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
            let byte = |weight: &f32| ((weight / scale).round() as i32 + BIAS) as u8;
            out.extend(table.iter().map(byte));
        }
        out
    }

    /// The chance that the word at `at` reports something.
    #[must_use]
    pub fn cue(&self, view: &Sentence, at: usize) -> f32 {
        let mut sum = CueSum::new(self.cue);
        of_cue(view, at, &mut sum);
        logistic(sum.sum() as f32 * self.scales[0])
    }

    /// Labels the words beside the cue at `at`; the result stands in `scratch`.
    pub fn label(&self, view: &Sentence, at: usize, scratch: &mut Scratch) {
        let window = view.window(at);
        let Scratch { lattice, alone, .. } = scratch;
        alone.iter_mut().for_each(|side| side.resize(view.words.len(), None));
        lattice.clear(window.len());
        let mut way = WaySum::new(self.word);
        each_word(view, at, |word, path, turn| {
            of_path(view, word, path, turn, &mut way);
            let (of_words, of_changes) = *alone[usize::from(path.side != 0)][word]
                .get_or_insert_with(|| {
                    let mut words = WordSum::new(self.word, Lanes3::default());
                    of_word(view, word, path.side, &mut words);
                    let mut changes = ChangeSum::new(self.change, Lanes9::default());
                    of_change(view, word, path.side, &mut changes);
                    (words.sum, changes.sum)
                });
            let mut words = WordSum::new(self.word, of_words);
            of_word_and_path(view, word, path, &mut words);
            let mut changes = ChangeSum::new(self.change, of_changes);
            of_change_and_path(view, word, path, &mut changes);
            let place = word - window.start;
            let sums = words.sum.and(way.sum).sums();
            lattice.word[place] = sums.map(|sum| sum as f32 * self.scales[1]);
            lattice.change[place] = changes.sum.sums().map(|sum| sum as f32 * self.scales[2]);
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

/// Gives each word of the window beside the cue at `at` with the way to it and what is new on
/// that way; words of the cue itself are left out.
pub fn each_word(view: &Sentence, at: usize, mut found: impl FnMut(usize, &Path, Turn)) {
    let window = view.window(at);
    let end = (at + view.words[at].phrase_len()).min(window.end);
    let mut side = |side: u64, words: &mut dyn Iterator<Item = usize>| {
        let mut path = Path::from(view, at);
        let mut turn = Turn::ALL;
        let mut last = None;
        for (distance, word) in (1..).zip(words) {
            path = path.at(side, distance);
            let marked = view.words[word].marked.is_some();
            if last.is_some() {
                turn.near = path.turns_near();
                turn.marked = last != Some(marked);
            }
            found(word, &path, turn);
            last = Some(marked);
            turn = Turn { side: false, passed: path.pass(&view.words[word]), ..turn };
        }
    };
    side(0, &mut (window.start..at).rev());
    side(2, &mut (end..window.end));
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
        self.word.as_flattened_mut().iter_mut().for_each(|score| *score = exp(*score));
        self.change.as_flattened_mut().iter_mut().for_each(|score| *score = exp(*score));
        self.forward.clear();
        let mut last = [1.0; LABELS];
        for (word, change) in self.word.iter().zip(&self.change) {
            let [a, b, c] = last;
            let now = |to: usize| {
                let before = if self.forward.is_empty() {
                    change[to]
                } else {
                    a * change[to] + b * change[LABELS + to] + c * change[2 * LABELS + to]
                };
                before * word[to]
            };
            last = normal([now(0), now(1), now(2)]);
            self.forward.push(last);
        }
        for rows in [&mut self.backward, &mut self.chance] {
            rows.clear();
            rows.resize(self.word.len(), [1.0; LABELS]);
        }
        let mut next = [1.0; LABELS];
        let rows = self.word.iter().zip(&self.change).zip(&self.forward);
        let out = self.backward.iter_mut().zip(&mut self.chance);
        for (((word, change), forward), (backward, chance)) in rows.zip(out).rev() {
            *backward = next;
            *chance = normal([0, 1, 2].map(|label| forward[label] * next[label]));
            let [a, b, c] = [0, 1, 2].map(|label| word[label] * next[label]);
            let now = |from: usize| {
                let row = from * LABELS;
                change[row] * a + change[row + 1] * b + change[row + 2] * c
            };
            next = normal([now(0), now(1), now(2)]);
        }
    }

    /// Chances of pairs, after [`Lattice::run`]; only fitting needs them.
    pub fn pairs(&mut self) {
        self.pair.clear();
        self.pair.resize(self.word.len(), [0.0; PAIRS]);
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
    let scale = 1.0 / row.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    row.map(|value| value * scale)
}
