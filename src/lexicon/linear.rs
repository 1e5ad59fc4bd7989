//! Small linear models whose weights a person can read: one line a feature, its parts and its
//! weight. A feature is a template and up to four parts, small numbers or words; it is looked up
//! by a hash of these, so that scoring compares no strings.

use std::collections::HashMap;

use super::key;
use super::keyed::RareMap;

/// Weights by feature.
#[derive(Clone, Debug, Default)]
pub struct Linear {
    weights: RareMap<f32>,
}

/// A part of a feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// A small number: a count, a bucket, a position in a closed list.
    Number(u32),
    /// The key of a word, see [`key`].
    Word(u64),
}

impl From<u32> for Part {
    fn from(number: u32) -> Self {
        Self::Number(number)
    }
}

/// A line of weights that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the weights: {message}")]
pub struct BadWeights {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// Hash of a feature.
#[inline]
#[must_use]
pub fn feature(template: u32, parts: &[Part]) -> u64 {
    let mut hash = u64::from(template).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    for part in parts {
        let value = match part {
            Part::Number(number) => u64::from(*number),
            Part::Word(word) => *word,
        };
        hash = (hash.rotate_left(23) ^ value).wrapping_mul(0x2545_F491_4F6C_DD1D);
        hash ^= hash >> 29;
    }
    hash
}

impl Linear {
    /// Reads weights: `template part part … weight` a line, set apart by tabs, `#` begins a
    /// comment. A part of digits is a number, any other a word.
    ///
    /// # Errors
    ///
    /// The first line that has no weight or no template.
    pub fn parse(text: &str) -> Result<Self, BadWeights> {
        let mut weights = RareMap::default();
        for (at, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let bad = |message: &str| BadWeights { line: at + 1, message: message.to_owned() };
            let (rest, weight) = line.rsplit_once('\t').ok_or_else(|| bad("no weight"))?;
            let weight: f32 = weight.parse().map_err(|_| bad("the weight is no number"))?;
            let mut fields = rest.split('\t');
            let template = fields.next().and_then(|t| t.parse().ok());
            let template: u32 = template.ok_or_else(|| bad("the template is no number"))?;
            let parts: Vec<Part> = fields
                .map(|part| part.parse().map_or_else(|_| Part::Word(key(part)), Part::Number))
                .collect();
            *weights.slot(feature(template, &parts)) = weight;
        }
        Ok(Self { weights })
    }

    /// Weight of one feature, 0 where it has none.
    #[inline]
    #[must_use]
    pub fn weight(&self, feature: u64) -> f32 {
        self.weights.get(feature).copied().unwrap_or(0.0)
    }

    /// Number of features with a weight.
    #[must_use]
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    /// Whether no feature has a weight.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.weights.len() == 0
    }
}

/// Collects the features of one candidate; with names where a trainer wants to write them out.
#[derive(Debug, Default)]
pub struct Features {
    /// Hashes of the features.
    pub hashes: Vec<u64>,
    /// What each hash stands for, filled only when set.
    pub names: Option<HashMap<u64, (u32, Vec<Part>)>>,
}

/// Takes the features of a candidate.
pub trait Take {
    /// Takes one.
    fn add(&mut self, template: u32, parts: &[Part]);
}

impl Take for Features {
    fn add(&mut self, template: u32, parts: &[Part]) {
        let hash = feature(template, parts);
        self.hashes.push(hash);
        if let Some(names) = &mut self.names {
            names.entry(hash).or_insert_with(|| (template, parts.to_vec()));
        }
    }
}

/// Adds up the weights of features.
#[derive(Debug)]
pub struct Score<'a> {
    model: &'a Linear,
    /// The sum so far.
    pub sum: f32,
}

impl<'a> Score<'a> {
    /// Nothing yet.
    #[must_use]
    pub fn new(model: &'a Linear) -> Self {
        Self { model, sum: 0.0 }
    }
}

impl Take for Score<'_> {
    #[inline]
    fn add(&mut self, template: u32, parts: &[Part]) {
        self.sum += self.model.weight(feature(template, parts));
    }
}
