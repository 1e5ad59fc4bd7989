//! Scores passages by how much they are about the words of a query.
//!
//! An article's documents stand side by side (see `index::fields`), so one walk along the posting
//! lists sees, block by block, where in an article each word stands: in the passage, in the
//! clause that reports it, in its paragraph, beside it, in headline, lead, or anywhere. The
//! places count at weights of their own and are saturated together for each word (as in BM25F,
//! Robertson, Zaragoza and Taylor 2004), so that a passage that says "it" is found by the words
//! that its paragraph and story name.

use std::io;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::{DocId, SegmentReader};

use crate::index::fields::Fields;
use crate::search::filter::{Columns, Condition};
use crate::search::hit::{ScorePart, ScoreSource};
use crate::search::terms::Wanted;
use crate::search::weights::Weights;

/// A word that ranks.
#[derive(Clone, Debug)]
pub(crate) struct Term {
    pub(crate) wanted: Wanted,
    /// As shown.
    pub(crate) label: String,
    /// How much it can give.
    pub(crate) weight: f32,
    /// Whether it was learnt from the best answers rather than asked for.
    pub(crate) learnt: bool,
}

/// A passage with its score.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scored {
    pub(crate) score: f32,
    pub(crate) id: u64,
    pub(crate) segment: u32,
    pub(crate) doc: DocId,
    pub(crate) head: DocId,
    /// Whether it came too far behind to be looked at again.
    pub(crate) behind: bool,
}

impl Scored {
    /// Best first; ties by id, then by place.
    pub(crate) fn order(a: &Self, b: &Self) -> std::cmp::Ordering {
        let place = |scored: &Self| (scored.id, scored.segment, scored.doc);
        a.behind.cmp(&b.behind).then(b.score.total_cmp(&a.score)).then(place(a).cmp(&place(b)))
    }
}

/// Where a term stands in a segment.
pub(crate) struct Lists {
    words: Vec<(DocId, u32)>,
    around: Vec<(DocId, u32)>,
    title: Vec<(DocId, u32)>,
}

impl Lists {
    pub(crate) fn of(term: &Wanted, reader: &SegmentReader, fields: &Fields) -> io::Result<Self> {
        Ok(Self {
            words: term.counts(reader, fields.words)?,
            around: term.counts(reader, fields.around)?,
            title: term.counts(reader, fields.title)?,
        })
    }

    /// Articles that hold it anywhere.
    pub(crate) fn articles(&self, columns: &Columns) -> usize {
        let lists = [&self.words, &self.around, &self.title];
        let mut heads: Vec<DocId> =
            lists.into_iter().flatten().map(|&(doc, _)| columns.head(doc)).collect();
        heads.sort_unstable();
        heads.dedup();
        heads.len()
    }
}

/// Scores the passages of one segment.
pub(crate) struct Ranker<'a> {
    pub(crate) weights: &'a Weights,
    pub(crate) terms: &'a [Term],
    pub(crate) lists: &'a [Lists],
    pub(crate) columns: &'a Columns,
    pub(crate) condition: &'a Condition,
    pub(crate) reader: &'a SegmentReader,
    pub(crate) norms: &'a FieldNormReader,
    /// Mean length of a passage in words.
    pub(crate) mean: f32,
    pub(crate) segment: u32,
}

/// Counts of one term in one block.
#[derive(Default)]
struct Seen {
    own: Vec<f32>,
    clause: Vec<f32>,
    /// By paragraph, from the first of the block.
    paragraphs: Vec<f32>,
    /// By paragraph, how often it stands near: the logarithm of 1 and counts that fade with the
    /// distance.
    near: Vec<f32>,
    title: f32,
    lead: f32,
    /// Whether it stands in the block at all.
    present: bool,
}

impl Seen {
    /// Spreads the counts of paragraphs over those around, each step fading them by `fade`.
    fn spread(&mut self, fade: f32) {
        self.near.clear();
        self.near.extend_from_slice(&self.paragraphs);
        let mut carried = 0.0;
        for (near, count) in self.near.iter_mut().zip(&self.paragraphs) {
            carried *= fade;
            *near += carried;
            carried += count;
        }
        carried = 0.0;
        for (near, count) in self.near.iter_mut().zip(&self.paragraphs).rev() {
            carried *= fade;
            *near += carried;
            carried += count;
        }
        self.near.iter_mut().for_each(|near| *near = near.ln_1p());
    }
}

impl Ranker<'_> {
    /// Every passage that meets the condition and is about the words at all.
    pub(crate) fn all(&self) -> Vec<Scored> {
        let mut at = vec![[0_usize; 3]; self.terms.len()];
        let mut seen: Vec<Seen> = self.terms.iter().map(|_| Seen::default()).collect();
        let mut out = Vec::new();
        while let Some(head) = self.next_head(&at) {
            self.block(head, &mut at, &mut seen, &mut |scored, _| out.push(scored), false);
        }
        out
    }

    /// What the score of one passage is made of.
    pub(crate) fn explain(&self, doc: DocId, head: DocId) -> Vec<ScorePart> {
        let from = |list: &[(DocId, u32)]| list.partition_point(|&(doc, _)| doc < head);
        let mut at: Vec<[usize; 3]> = self
            .lists
            .iter()
            .map(|lists| [from(&lists.words), from(&lists.around), from(&lists.title)])
            .collect();
        let mut seen: Vec<Seen> = self.terms.iter().map(|_| Seen::default()).collect();
        let mut parts = Vec::new();
        self.block(
            head,
            &mut at,
            &mut seen,
            &mut |scored, found| {
                if scored.doc == doc {
                    parts = found;
                }
            },
            true,
        );
        parts
    }

    /// The next article that holds a word of the query; words learnt find none by themselves.
    fn next_head(&self, at: &[[usize; 3]]) -> Option<DocId> {
        let lists = self.terms.iter().zip(self.lists).zip(at).filter(|((term, _), _)| !term.learnt);
        let next = lists.flat_map(|((_, lists), at)| {
            let next = |list: &[(DocId, u32)], at: usize| list.get(at).map(|&(doc, _)| doc);
            [next(&lists.words, at[0]), next(&lists.around, at[1]), next(&lists.title, at[2])]
        });
        next.flatten().min().map(|doc| self.columns.head(doc))
    }

    fn end(&self, head: DocId) -> DocId {
        let last = self.reader.max_doc();
        (head + 1..last).find(|&doc| self.columns.place(doc).offset == 0).unwrap_or(last)
    }

    fn block(
        &self,
        head: DocId,
        at: &mut [[usize; 3]],
        seen: &mut [Seen],
        give: &mut dyn FnMut(Scored, Vec<ScorePart>),
        explain: bool,
    ) {
        let end = self.end(head);
        let size = (end - head) as usize;
        // by place in the block, the paragraph, from the first of the block
        let mut places = vec![0; size];
        for (place, doc) in places.iter_mut().zip(head..end).skip(1) {
            *place = self.columns.place(doc).paragraph as usize;
        }
        let first = places.get(1).copied().unwrap_or(0);
        places.iter_mut().for_each(|place| *place = place.saturating_sub(first));
        let place = |doc: DocId| places[(doc - head) as usize];
        let count = if size > 1 { places.iter().max().map_or(0, |last| last + 1) } else { 0 };
        let fade = (-1.0 / self.weights.reach.max(f32::MIN_POSITIVE)).exp();
        for ((lists, at), seen) in self.lists.iter().zip(at).zip(seen.iter_mut()) {
            for (list, at) in [&lists.words, &lists.around, &lists.title].into_iter().zip(&mut *at)
            {
                while list.get(*at).is_some_and(|&(doc, _)| doc < head) {
                    *at += 1;
                }
            }
            let mut ahead = [&lists.words, &lists.around, &lists.title].into_iter().zip(at.iter());
            seen.present = ahead.any(|(list, &at)| list.get(at).is_some_and(|&(doc, _)| doc < end));
            if !seen.present {
                continue;
            }
            for list in [&mut seen.own, &mut seen.clause] {
                list.clear();
                list.resize(size, 0.0);
            }
            seen.paragraphs.clear();
            seen.paragraphs.resize(count, 0.0);
            (seen.title, seen.lead) = (0.0, 0.0);
            for (nth, list) in [&lists.words, &lists.around, &lists.title].into_iter().enumerate() {
                while let Some(&(doc, times)) = list.get(at[nth]) {
                    if doc >= end {
                        break;
                    }
                    at[nth] += 1;
                    let times = times as f32;
                    if doc == head {
                        seen.title += times;
                        continue;
                    }
                    let here = (doc - head) as usize;
                    if nth == 0 {
                        seen.own[here] += times;
                    } else {
                        seen.clause[here] += times;
                    }
                    seen.paragraphs[place(doc)] += times;
                    if place(doc) < 2 {
                        seen.lead += times;
                    }
                }
            }
            seen.spread(fade);
        }
        for doc in head + 1..end {
            if !self.condition.holds(self.columns, doc, head) {
                continue;
            }
            let mut parts = Vec::new();
            let score = self.passage(doc, head, place(doc), seen, explain.then_some(&mut parts));
            if score > 0.0 {
                let id = self.columns.id.get_val(doc);
                let segment = self.segment;
                give(Scored { score, id, segment, doc, head, behind: false }, parts);
            }
        }
    }

    fn passage(
        &self,
        doc: DocId,
        head: DocId,
        place: usize,
        seen: &[Seen],
        mut parts: Option<&mut Vec<ScorePart>>,
    ) -> f32 {
        let w = self.weights;
        let length = self.norms.fieldnorm(doc) as f32 / self.mean;
        let norm = 1.0 - w.length + w.length * length;
        let here = (doc - head) as usize;
        let damp = |count: f32| count / (count + 1.0);
        let (mut held, mut learnt, mut whole) = (0.0, 0.0, 0.0);
        let asked = self.terms.iter().zip(seen).filter(|(term, _)| !term.learnt);
        let taught = self.terms.iter().zip(seen).filter(|(term, _)| term.learnt);
        for (term, seen) in asked.chain(taught) {
            if !term.learnt {
                whole += term.weight;
            } else if held <= 0.0 {
                break;
            }
            if !seen.present {
                continue;
            }
            let (own, clause) = (seen.own[here], seen.clause[here]);
            let rest = (seen.paragraphs[place] - own - clause).max(0.0);
            let beside = |at: Option<usize>| {
                at.and_then(|at| seen.paragraphs.get(at)).copied().unwrap_or(0.0)
            };
            let neighbours = beside(place.checked_sub(1)) + beside(Some(place + 1));
            let article = w.article * if term.learnt { w.feedback_article } else { 1.0 };
            let counts = [
                (ScoreSource::Words, w.words * own / norm),
                (ScoreSource::Clause, w.clause * damp(clause)),
                (ScoreSource::Paragraph, w.paragraph * damp(rest)),
                (ScoreSource::Neighbours, w.neighbours * damp(neighbours)),
                (ScoreSource::Headline, w.headline * seen.title.min(1.0)),
                (ScoreSource::Lead, w.lead * damp(seen.lead)),
                (ScoreSource::Article, article * seen.near[place]),
            ];
            let sum: f32 = counts.iter().map(|(_, count)| count).sum();
            if sum <= 0.0 {
                continue;
            }
            let strength = sum / (sum + w.saturation);
            let gives = term.weight * strength;
            if term.learnt {
                learnt += gives;
            } else {
                held += gives;
            }
            if let Some(parts) = parts.as_deref_mut() {
                for (source, count) in counts {
                    if count > 0.0 {
                        let source = if term.learnt { ScoreSource::Feedback } else { source };
                        let value = gives * count / sum;
                        parts.push(ScorePart { source, what: term.label.clone(), value });
                    }
                }
            }
        }
        if whole <= 0.0 || held <= 0.0 {
            return 0.0;
        }
        let factor = (held / whole).powf(w.coverage);
        if let Some(parts) = parts {
            for part in parts.iter_mut().filter(|part| part.source != ScoreSource::Feedback) {
                part.value *= factor;
            }
            parts.sort_by(|a, b| b.value.total_cmp(&a.value));
        }
        held * factor + learnt
    }
}
