//! Scores the passages of an article against what stands around them.
//!
//! Passages of one paragraph share all evidence but for how much their own words count, so the
//! sums are taken once a paragraph and set right for the words of each passage.

use crate::issues::part_of;
use crate::issues::score::{Shares, add_row, measure, shrink, softmax};
use crate::lexicon::Lexicon;
use crate::lexicon::phrases::Found;
use crate::span::Span;

/// A piece of evidence and its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    /// Where it stands.
    pub(super) span: Span,
    /// Number of its phrase or matter, as [`crate::lexicon::evidence::Evidence::row`] counts.
    pub(super) feature: u32,
}

/// The evidence around a paragraph.
#[derive(Debug)]
pub(super) struct Near<'a> {
    /// Count of each feature, by its number.
    counts: &'a mut Vec<f32>,
    /// The headline's.
    title: Vec<(u32, f32)>,
    /// The features whose counts are not 0.
    present: Vec<u32>,
    /// Measure of each feature times its weights, added up by class.
    scores: Vec<f32>,
    /// Sum of the squares of the measures.
    total: f32,
    /// Room for the sums of one passage.
    sums: Vec<f32>,
}

impl<'a> Near<'a> {
    /// Nothing but a headline, each of whose finds counts as `part`. `counts` must be all 0, and
    /// [`Near::clear`] leaves it so.
    pub(super) fn new(
        title: &[Found],
        part: f32,
        counts: &'a mut Vec<f32>,
        lexicon: &Lexicon,
    ) -> Self {
        let evidence = lexicon.evidence();
        counts.resize(evidence.features(), 0.0);
        let weighs = title.iter().filter(|found| evidence.weighs(found.phrase));
        Self {
            counts,
            title: weighs.map(|found| (found.phrase, part)).collect(),
            present: Vec::new(),
            scores: Vec::new(),
            total: 0.0,
            sums: Vec::new(),
        }
    }

    /// Forgets the paragraph.
    pub(super) fn clear(&mut self) {
        for feature in self.present.drain(..) {
            self.counts[feature as usize] = 0.0;
        }
    }

    /// Takes the evidence around the paragraph `context` instead of that of the one before.
    pub(super) fn set(&mut self, items: &[Item], context: Span, lexicon: &Lexicon) {
        self.clear();
        let around = items.iter().map(|item| (item.feature, part_of(item, context)));
        for (feature, part) in self.title.iter().copied().chain(around) {
            let count = &mut self.counts[feature as usize];
            if *count == 0.0 {
                self.present.push(feature);
            }
            *count += part;
        }
        let evidence = lexicon.evidence();
        self.scores.clear();
        self.scores.resize(evidence.classes(), 0.0);
        self.total = 0.0;
        for &feature in &self.present {
            let measure = measure(self.counts[feature as usize]);
            self.total += measure * measure;
            add_row(&mut self.scores, evidence.row(feature), measure);
        }
    }

    /// Shares of a passage of the paragraph: `own` are the features of its own words with how
    /// much more each counts for that, `prior` is the article's ([`Shares::prior`]).
    pub(super) fn shares(
        &mut self,
        own: &[(u32, f32)],
        prior: &[f32],
        lexicon: &Lexicon,
    ) -> Shares {
        let evidence = lexicon.evidence();
        let Self { counts, scores, sums, .. } = self;
        let mut total = self.total;
        sums.clone_from(scores);
        for (feature, more) in own {
            let count = &mut counts[*feature as usize];
            let (before, after) = (measure(*count), measure(*count + more));
            *count += more;
            total += after * after - before * before;
            add_row(sums, evidence.row(*feature), after - before);
        }
        for (feature, more) in own {
            counts[*feature as usize] -= more;
        }
        let scale = shrink(total);
        let mut shares: Vec<f32> =
            sums.iter().zip(prior).map(|(sum, prior)| prior + sum * scale).collect();
        softmax(&mut shares);
        Shares(shares)
    }
}
