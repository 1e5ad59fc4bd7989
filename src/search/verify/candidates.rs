//! Finds the passages that may hold a claim: by its words in a row, else by its rarest words.

use std::collections::HashMap;
use std::io;

use tantivy::DocId;

use crate::index::Index;
use crate::index::words::{Stems, words};
use crate::search::filter::Columns;
use crate::search::terms::{Pattern, Wanted};
use crate::search::verify::claim::Part;

/// Most passages that hold the words in a row.
const MOST_EXACT: usize = 300;
/// Most passages that share words.
const MOST_ALIKE: usize = 24;
/// Most rare words looked up.
const RAREST: usize = 16;
/// Most postings read for rare words, unless one word alone has more.
const MOST_POSTINGS: u64 = 400_000;
/// Most words in a row looked for: the first of the longest stretch without a mark.
const LONGEST_ROW: usize = 12;

/// A passage in its segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    pub(crate) segment: usize,
    pub(crate) doc: DocId,
    pub(crate) head: DocId,
}

/// Looks claims up.
pub(crate) struct Lookup<'a> {
    pub(crate) index: &'a Index,
    pub(crate) stems: &'a Stems,
    pub(crate) columns: &'a [Columns],
}

impl Lookup<'_> {
    /// Passages that hold the longest unbroken stretch of the claim, in the order of the index.
    pub(crate) fn in_a_row(&self, claim: &[Part]) -> io::Result<Vec<Place>> {
        let stretches = claim.split(|part| match part {
            Part::Word(token) => token.adapted,
            Part::Gap | Part::Bracket(_) => true,
        });
        let longest = stretches.max_by_key(|stretch| stretch.len()).unwrap_or_default();
        let row: Vec<Wanted> = longest
            .iter()
            .take(LONGEST_ROW)
            .filter_map(|part| match part {
                Part::Word(token) => words(&token.text).pop(),
                Part::Gap | Part::Bracket(_) => None,
            })
            .map(|(_, form)| Wanted::Form(self.stems.stem(&form), form))
            .collect();
        if row.is_empty() {
            return Ok(Vec::new());
        }
        let pattern = Pattern::Row(row);
        let mut out = Vec::new();
        for (segment, part) in self.index.segments.iter().enumerate() {
            for doc in pattern.documents(&part.reader, self.index.fields.words)? {
                out.extend(self.place(segment, doc));
            }
            if out.len() >= MOST_EXACT {
                break;
            }
        }
        out.truncate(MOST_EXACT);
        Ok(out)
    }

    /// Passages that share the rarest words of the claim, most alike first.
    pub(crate) fn alike(&self, claim: &[Part]) -> io::Result<Vec<Place>> {
        let mut stems: Vec<String> = Vec::new();
        for part in claim {
            let Part::Word(token) = part else { continue };
            for (_, form) in words(&token.text) {
                stems.push(self.stems.stem(&form));
            }
        }
        stems.sort_unstable();
        stems.dedup();
        let mut rare: Vec<(u64, Wanted)> = Vec::with_capacity(stems.len());
        for stem in stems {
            let wanted = Wanted::Stem(stem);
            let held = u64::from(wanted.passages(self.index)?);
            if held > 0 {
                rare.push((held, wanted));
            }
        }
        rare.sort_by_key(|(held, _)| *held);
        let mut read = 0;
        let mut scores: HashMap<(usize, DocId), f32> = HashMap::new();
        for (nth, (held, wanted)) in rare.iter().take(RAREST).enumerate() {
            read += held;
            if nth > 0 && read > MOST_POSTINGS {
                break;
            }
            let weight = self.rarity(*held);
            for (segment, part) in self.index.segments.iter().enumerate() {
                for (doc, _) in wanted.counts(&part.reader, self.index.fields.words)? {
                    *scores.entry((segment, doc)).or_default() += weight;
                }
            }
        }
        let mut scores: Vec<((usize, DocId), f32)> = scores.into_iter().collect();
        scores.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let best = scores.into_iter().take(MOST_ALIKE);
        Ok(best.filter_map(|((segment, doc), _)| self.place(segment, doc)).collect())
    }

    /// How much a word says that so many passages hold.
    fn rarity(&self, held: u64) -> f32 {
        (self.index.passages().max(1) as f32 / held.max(1) as f32).ln_1p()
    }

    /// How much each word of a claim says; marks and brackets say nothing.
    pub(crate) fn weights(&self, claim: &[Part]) -> io::Result<Vec<f32>> {
        claim
            .iter()
            .map(|part| {
                let Part::Word(token) = part else { return Ok(0.0) };
                let mut weight = 0.0;
                for (_, form) in words(&token.text) {
                    weight += self.rarity(u64::from(
                        Wanted::Stem(self.stems.stem(&form)).passages(self.index)?,
                    ));
                }
                Ok(weight)
            })
            .collect()
    }

    fn place(&self, segment: usize, doc: DocId) -> Option<Place> {
        let head = self.columns.get(segment)?.head(doc);
        (head != doc).then_some(Place { segment, doc, head })
    }
}
