//! Scores passages by how much they are about the words of a query.
//!
//! An article's documents stand side by side (see `index::fields`), so one walk along the posting
//! lists sees, block by block, where in an article each word stands: in the passage, in the
//! clause that reports it, in its paragraph, beside it, in headline, lead, or anywhere. The
//! places count at weights of their own and are saturated together for each word (as in BM25F,
//! Robertson, Zaragoza and Taylor 2004), so that a passage that says "it" is found by the words
//! that its paragraph and story name.

use std::cell::Cell;
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
        let mut heads: Vec<DocId> = Vec::new();
        for list in [&self.words, &self.around, &self.title] {
            let mut last = None;
            for &(doc, _) in list {
                let head = columns.head(doc);
                // Sorted, so that those of one article follow each other.
                if last.replace(head) != Some(head) {
                    heads.push(head);
                }
            }
        }
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

/// What one term gives to one passage.
struct Given {
    gives: f32,
    /// What that is made of, in shares of their sum.
    counts: [(ScoreSource, f32); 7],
    sum: f32,
}

/// Counts of one term in one block.
#[derive(Default)]
struct Seen {
    own: Vec<f32>,
    clause: Vec<f32>,
    /// By paragraph, from the first of the block.
    paragraphs: Vec<f32>,
    /// By paragraph, how often it stands near: the logarithm of 1 and counts that fade with the
    /// distance. Until it is asked for, these counts, made negative.
    near: Vec<Cell<f32>>,
    title: f32,
    lead: f32,
    /// Whether it stands in the block at all.
    present: bool,
}

impl Seen {
    /// Spreads the counts of paragraphs over those around, each step fading them by `fade`.
    fn spread(&mut self, fade: f32) {
        self.near.clear();
        let mut carried = 0.0;
        for count in &self.paragraphs {
            carried *= fade;
            self.near.push(Cell::new(count + carried));
            carried += count;
        }
        carried = 0.0;
        for (near, count) in self.near.iter_mut().zip(&self.paragraphs).rev() {
            carried *= fade;
            *near.get_mut() = -(near.get() + carried);
            carried += count;
        }
    }

    /// How often it stands near a paragraph, as a logarithm: those of few paragraphs are needed.
    fn near(&self, place: usize) -> f32 {
        let near = &self.near[place];
        if near.get() < 0.0 {
            near.set((-near.get()).ln_1p());
        }
        near.get()
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
        let finds = |term: &Term| !term.learnt && term.weight > 0.0;
        let lists = self.terms.iter().zip(self.lists).zip(at).filter(|((term, _), _)| finds(term));
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
        let places = self.look(head, at, seen);
        for (&place, doc) in places.iter().zip(head..).skip(1) {
            if !self.condition.holds(self.columns, doc, head) {
                continue;
            }
            let mut parts = Vec::new();
            let score = self.passage(doc, head, place, seen, explain.then_some(&mut parts));
            if score > 0.0 {
                let id = self.columns.id.get_val(doc);
                let segment = self.segment;
                give(Scored { score, id, segment, doc, head, behind: false }, parts);
            }
        }
    }

    /// Sees where the words stand in the block that begins at `head`; gives the paragraph of each
    /// document of it, from the first of the block.
    fn look(&self, head: DocId, at: &mut [[usize; 3]], seen: &mut [Seen]) -> Vec<usize> {
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
        for (((term, lists), at), seen) in
            self.terms.iter().zip(self.lists).zip(at).zip(seen.iter_mut())
        {
            // What weighs nothing gives nothing, wherever it stands.
            seen.present = false;
            if term.weight <= 0.0 {
                continue;
            }
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
        places
    }

    /// Adds what the words of this ranker, all of them learnt, give to passages that were scored
    /// without: those of its segment, in their order.
    pub(crate) fn add(&self, scored: &mut [Scored]) {
        let mut at = vec![[0_usize; 3]; self.terms.len()];
        let mut seen: Vec<Seen> = self.terms.iter().map(|_| Seen::default()).collect();
        for block in scored.chunk_by_mut(|one, next| one.head == next.head) {
            let head = block[0].head;
            let places = self.look(head, &mut at, &mut seen);
            for one in block {
                let here = (one.doc - head) as usize;
                let norm = self.norm(one.doc);
                let gives = self.terms.iter().zip(&seen).filter_map(|(term, seen)| {
                    self.given(term, seen, (here, places[here]), norm).map(|given| given.gives)
                });
                one.score += gives.fold(0.0, |sum, gives| sum + gives);
            }
        }
    }

    /// What the length of a passage is as a divisor of its counts.
    fn norm(&self, doc: DocId) -> f32 {
        let length = self.norms.fieldnorm(doc) as f32 / self.mean;
        1.0 - self.weights.length + self.weights.length * length
    }

    /// What a word gives to the passage at a place of its block and of its paragraphs.
    fn given(
        &self,
        term: &Term,
        seen: &Seen,
        (here, place): (usize, usize),
        norm: f32,
    ) -> Option<Given> {
        if !seen.present {
            return None;
        }
        let w = self.weights;
        let damp = |count: f32| count / (count + 1.0);
        let (own, clause) = (seen.own[here], seen.clause[here]);
        let rest = (seen.paragraphs[place] - own - clause).max(0.0);
        let beside =
            |at: Option<usize>| at.and_then(|at| seen.paragraphs.get(at)).copied().unwrap_or(0.0);
        let neighbours = beside(place.checked_sub(1)) + beside(Some(place + 1));
        let article = w.article * if term.learnt { w.feedback_article } else { 1.0 };
        let counts = [
            (ScoreSource::Words, w.words * own / norm),
            (ScoreSource::Clause, w.clause * damp(clause)),
            (ScoreSource::Paragraph, w.paragraph * damp(rest)),
            (ScoreSource::Neighbours, w.neighbours * damp(neighbours)),
            (ScoreSource::Headline, w.headline * seen.title.min(1.0)),
            (ScoreSource::Lead, w.lead * damp(seen.lead)),
            (ScoreSource::Article, article * seen.near(place)),
        ];
        let sum: f32 = counts.iter().map(|(_, count)| count).sum();
        (sum > 0.0).then(|| Given {
            gives: term.weight * (sum / (sum + w.saturation)),
            counts,
            sum,
        })
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
        let norm = self.norm(doc);
        let here = (doc - head) as usize;
        let (mut held, mut learnt, mut whole) = (0.0, 0.0, 0.0);
        let asked = self.terms.iter().zip(seen).filter(|(term, _)| !term.learnt);
        let taught = self.terms.iter().zip(seen).filter(|(term, _)| term.learnt);
        for (term, seen) in asked.chain(taught) {
            if !term.learnt {
                whole += term.weight;
            } else if held <= 0.0 {
                break;
            }
            let Some(Given { gives, counts, sum }) = self.given(term, seen, (here, place), norm)
            else {
                continue;
            };
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
