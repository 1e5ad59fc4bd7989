//! The two linear models: whether a word is a cue at its place (logistic regression), and which
//! words of its sentence are its source and its content (a linear-chain conditional random
//! field; Lafferty, McCallum and Pereira 2001). Weights are bytes of schema/weights/, fitted by
//! `cargo run --release --example fit_statements`.

use std::ops::Range;

use super::features::{Path, Sentence, Sink, of_change, of_cue, of_path, of_word};

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
    cue: &'a [u8],
    /// Rows of [`LABELS`] bytes; what follows them is read along with the last row.
    word: &'a [u8],
    change: &'a [u8],
}

/// Buffers that one article's sentences share.
#[derive(Debug, Default)]
pub struct Scratch {
    of_cue: Vec<u32>,
    of_word: WordFeatures,
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
        let (cue, word) = rest.split_at(1 << CUE_BITS);
        let change = &word[(1 << WORD_BITS) * LABELS..];
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
        of_cue(view, at, &mut Sink::new(&mut scratch.of_cue, CUE_BITS));
        let byte = |feature: &u32| i32::from(self.cue[*feature as usize] as i8);
        let sum: i32 = scratch.of_cue.iter().map(byte).sum();
        logistic(sum as f32 * self.scales[0])
    }

    /// Labels the words beside the cue at `at`; the result stands in `scratch`.
    pub fn label(&self, view: &Sentence, at: usize, scratch: &mut Scratch) {
        let window = view.window(at);
        let Scratch { of_word: features, lattice, .. } = scratch;
        lattice.clear(window.len());
        let mut way = [0; LABELS];
        each_word(view, at, features, |word, features| {
            if features.turned {
                way = word_sums(self.word, &features.path);
            }
            let mut sums = word_sums(self.word, &features.word);
            sums.iter_mut().zip(way).for_each(|(sum, way)| *sum += way);
            let turns = change_sums(self.change, &features.change);
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

/// What turns a signed byte into an unsigned one, 128 larger.
const FLIP: u64 = 0x8080_8080_8080_8080;
/// Every other byte of a number: the lanes in which bytes are added up without touching.
const LANES: u64 = 0x00FF_00FF_00FF_00FF;

/// Sums of the rows of `features`: a row's bytes are added in lanes of one number. A lane holds
/// 16 bits, enough for 257 features; a word has some thirty.
fn word_sums(table: &[u8], features: &[u32]) -> [i32; LABELS] {
    let (mut even, mut odd) = (0_u32, 0_u32);
    for feature in features {
        let row = &table[*feature as usize * LABELS..][..4];
        let row = u32::from_le_bytes([row[0], row[1], row[2], row[3]]) ^ FLIP as u32;
        even += row & LANES as u32;
        odd += row >> 8 & LANES as u32;
    }
    let bias = 128 * features.len() as i32;
    [(even & 0xFFFF) as i32 - bias, (odd & 0xFFFF) as i32 - bias, (even >> 16) as i32 - bias]
}

/// The like of [`word_sums`] for changes of label: eight bytes in lanes and the ninth by itself.
fn change_sums(table: &[u8], features: &[u32]) -> [i32; LABELS * LABELS] {
    const ROW: usize = LABELS * LABELS;
    let (mut even, mut odd, mut last) = (0_u64, 0_u64, 0_i32);
    for feature in features {
        let row = &table[*feature as usize * ROW..][..ROW];
        let eight = [row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7]];
        let eight = u64::from_le_bytes(eight) ^ FLIP;
        even += eight & LANES;
        odd += eight >> 8 & LANES;
        last += i32::from(row[8] as i8);
    }
    let bias = 128 * features.len() as i32;
    let mut sums = [last; ROW];
    for lane in 0..4 {
        sums[2 * lane] = (even >> (16 * lane) & 0xFFFF) as i32 - bias;
        sums[2 * lane + 1] = (odd >> (16 * lane) & 0xFFFF) as i32 - bias;
    }
    sums
}

/// Hashed features of a word beside a cue.
#[derive(Debug, Default)]
pub struct WordFeatures {
    /// Of the way to it.
    pub path: Vec<u32>,
    /// Whether those are others than the last word's.
    pub turned: bool,
    /// Of the word.
    pub word: Vec<u32>,
    /// Of the change of label before it.
    pub change: Vec<u32>,
}

/// Gives the features of each word of the window beside the cue at `at`, and of the change of
/// label before it; words of the cue itself have none.
pub fn each_word(
    view: &Sentence,
    at: usize,
    features: &mut WordFeatures,
    mut found: impl FnMut(usize, &WordFeatures),
) {
    let window = view.window(at);
    let end = (at + view.words[at].phrase_len()).min(window.end);
    let mut last = None;
    let mut give = |word: usize, path: &Path| {
        let marked = view.words[word].marked.is_some();
        let now = Some((path.state(), marked));
        features.turned = now != last;
        if features.turned {
            of_path(view, marked, path, &mut Sink::new(&mut features.path, WORD_BITS));
            last = now;
        }
        of_word(view, word, path, &mut Sink::new(&mut features.word, WORD_BITS));
        of_change(view, word, path, &mut Sink::new(&mut features.change, CHANGE_BITS));
        found(word, features);
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
