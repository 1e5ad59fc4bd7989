//! Adds up what the phrases of a text weigh, and turns the sums into shares and answers.

use crate::issues::IssueTag;
use crate::lexicon::phrases::Found;
use crate::lexicon::{ConceptId, IssueId, Lexicon};

/// The most issues that an answer holds.
const MOST: usize = 3;
/// The least share of the first issue of an answer.
const FIRST: f32 = 0.15;
/// The least share of each further one, and its least part of the first one's.
const FURTHER: f32 = 0.18;

/// What is known before the words are read.
#[derive(Clone, Copy, Debug)]
pub enum Prior {
    /// A text with a headline: the shares of issues in news.
    News,
    /// Running speech: the shares of issues in speeches.
    Speech,
}

/// The phrases of a text and how much of each there is.
#[derive(Clone, Debug, Default)]
pub struct Bag {
    /// Number of phrase, or of concept after the last phrase, and its count.
    counts: Vec<(u32, f32)>,
}

impl Bag {
    /// Empties it.
    pub fn clear(&mut self) {
        self.counts.clear();
    }

    /// Adds finds, each counted as `part`.
    pub fn add(&mut self, finds: &[Found], part: f32, lexicon: &Lexicon) {
        let evidence = lexicon.evidence();
        for found in finds {
            if evidence.weighs(found.phrase) {
                self.counts.push((found.phrase, part));
            }
        }
    }

    /// Adds named matters, each counted as `part`.
    pub fn add_concepts(
        &mut self,
        concepts: impl Iterator<Item = ConceptId>,
        part: f32,
        lexicon: &Lexicon,
    ) {
        let evidence = lexicon.evidence();
        self.counts.extend(concepts.map(|id| (evidence.feature(id), part)));
    }

    /// Each phrase or concept once, with its measure: doubling a count adds one.
    pub fn measures(&mut self) -> impl Iterator<Item = (u32, f32)> + '_ {
        self.counts.sort_unstable_by_key(|(feature, _)| *feature);
        self.counts
            .chunk_by(|a, b| a.0 == b.0)
            .map(|same| (same[0].0, measure(same.iter().map(|(_, n)| n).sum())))
    }

    /// The measures, shrunk where there is much evidence: twice the words are not twice as sure.
    #[must_use]
    pub fn vector(&mut self) -> Vec<(u32, f32)> {
        let mut measures: Vec<(u32, f32)> = self.measures().collect();
        let total: f32 = measures.iter().map(|(_, n)| n * n).sum();
        let scale = shrink(total);
        measures.iter_mut().for_each(|(_, measure)| *measure *= scale);
        measures
    }

    /// What a phrase or concept weighs.
    fn weights(feature: u32, lexicon: &Lexicon) -> &[(u16, f32)] {
        let evidence = lexicon.evidence();
        let entries = evidence.entries();
        match entries.get(feature as usize) {
            Some(entry) => &entry.weights,
            None => {
                let id = feature as usize - entries.len();
                evidence.concept(ConceptId(u16::try_from(id).unwrap_or(u16::MAX)))
            }
        }
    }

    /// The shares of the classes.
    pub fn shares(&mut self, lexicon: &Lexicon, prior: Prior) -> Shares {
        let issues = lexicon.issues();
        let mut scores: Vec<f32> = match prior {
            Prior::News => issues.bias(false).collect(),
            Prior::Speech => issues.bias(true).collect(),
        };
        let evidence = lexicon.evidence();
        let mut any = false;
        for (feature, measure) in self.vector() {
            any |= !Self::weights(feature, lexicon).is_empty();
            add_row(&mut scores, evidence.row(feature), measure);
        }
        if !any {
            return Shares(vec![0.0; scores.len()]);
        }
        softmax(&mut scores);
        Shares(scores)
    }

    /// The phrases that spoke most for `issue`, at most `most`, strongest first.
    pub fn deciding(&mut self, issue: IssueId, most: usize, lexicon: &Lexicon) -> Vec<String> {
        let evidence = lexicon.evidence();
        let mut spoke: Vec<(f32, u32)> = self
            .measures()
            .filter_map(|(feature, measure)| {
                let weights = Self::weights(feature, lexicon);
                let (_, weight) = weights.iter().find(|(class, _)| *class == issue.0)?;
                (*weight > 0.1).then_some((weight * measure, feature))
            })
            .collect();
        spoke.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        spoke.truncate(most);
        let entries = evidence.entries();
        spoke
            .into_iter()
            .map(|(_, feature)| match entries.get(feature as usize) {
                Some(entry) => entry.text.clone(),
                None => {
                    let id = feature as usize - entries.len();
                    let slug = lexicon.concepts().slug(ConceptId(id as u16));
                    format!("@{slug}")
                }
            })
            .collect()
    }
}

/// How much the article's own issues weigh as a prior for a passage.
const ARTICLE: f32 = 0.5;

/// Sum of squared measures beyond which evidence is shrunk to this much.
const ENOUGH: f32 = 12.0;

/// What a count comes to: doubling it adds about one.
pub(super) fn measure(count: f32) -> f32 {
    (1.0 + count).log2()
}

/// By what evidence is scaled whose squared measures sum to `total`.
pub(super) fn shrink(total: f32) -> f32 {
    if total > ENOUGH { (ENOUGH / total).sqrt() } else { 1.0 }
}

/// Adds the weights of a feature, so many times, to the scores of the classes.
pub(super) fn add_row(scores: &mut [f32], row: &[f32], times: f32) {
    for (score, weight) in scores.iter_mut().zip(row) {
        *score += weight * times;
    }
}

pub(super) fn softmax(scores: &mut [f32]) {
    let top = scores.iter().copied().fold(f32::MIN, f32::max);
    for score in &mut *scores {
        *score = (*score - top).exp();
    }
    let sum: f32 = scores.iter().sum();
    for score in &mut *scores {
        *score /= sum;
    }
}

/// Share of the evidence by class: the issues, then "no policy issue". All 0 where no phrase
/// was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shares(pub Vec<f32>);

impl Shares {
    /// As a prior for the passages of the text that they are of.
    #[must_use]
    pub fn prior(&self) -> Vec<f32> {
        self.0.iter().map(|share| ARTICLE * (share + 0.01).ln()).collect()
    }

    /// Share of an issue.
    #[must_use]
    pub fn of(&self, id: IssueId) -> f32 {
        self.0.get(usize::from(id.0)).copied().unwrap_or(0.0)
    }

    /// The issues to name, best first. Issues that share a code of the Comparative Agendas
    /// Project stand together for the first place.
    #[must_use]
    pub fn answer(&self, lexicon: &Lexicon) -> Vec<IssueTag> {
        let rows = lexicon.issues().rows();
        let none = self.0.get(rows.len()).copied().unwrap_or(0.0);
        let group = |at: usize| match rows[at].cap {
            Some(cap) => rows
                .iter()
                .zip(&self.0)
                .filter(|(row, _)| row.cap == Some(cap))
                .map(|(_, share)| share)
                .sum::<f32>(),
            None => self.0[at],
        };
        let mut order: Vec<(f32, f32, usize)> = (0..rows.len().min(self.0.len()))
            .filter(|at| self.0[*at] > 0.02)
            .map(|at| (group(at), self.0[at], at))
            .collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
        let Some(first) = order.first() else { return Vec::new() };
        if first.0 < FIRST || none > 0.7 {
            return Vec::new();
        }
        order
            .iter()
            .enumerate()
            .filter(|(n, (_, share, _))| *n == 0 || *share >= FURTHER)
            .take(MOST)
            .map(|(_, (_, share, at))| IssueTag {
                id: IssueId(u16::try_from(*at).unwrap_or(u16::MAX)),
                score: *share,
            })
            .collect()
    }
}
