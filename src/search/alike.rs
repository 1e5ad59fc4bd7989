//! Looks again at the best answers: what most of them share besides words (an issue, a named
//! matter, a speaker) tells for others that share it too, as does a gist near the query's; a few
//! words alone tell against, and so does standing in a headline, where a story's words are cut
//! short.
//!
//! Each is a factor on the score of a passage's words, so that nothing gets in by it alone.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::Arc;

use tantivy::SegmentReader;
use tantivy::columnar::{Column, ColumnValues, StrColumn};

use crate::index::Segment;
use crate::index::fields::GIST;
use crate::lexicon::key;
use crate::lexicon::vectors::{Aim, DIMS, Gist, Sum, Vectors};
use crate::search::SearchError;
use crate::search::feedback::{LEAST_ANSWERS, teachers};
use crate::search::find::Search;
use crate::search::hit::{ScorePart, ScoreSource};
use crate::search::rank::{Scored, Term};
use crate::search::terms::Wanted;

/// Answers that are looked at again; those behind them keep their order.
const LOOKED_AT: usize = 1000;

/// Best answers that tell what they share, two of one article at most.
const BEST: usize = 20;
const OF_ONE: usize = 2;

/// Passages of so many words or more are as long as it takes.
const LONG: u32 = 20;

/// What may be shared: source, column of the index.
const KINDS: [(ScoreSource, &str); 3] = [
    (ScoreSource::Issue, "issue"),
    (ScoreSource::Concept, "concept"),
    (ScoreSource::Speaker, "voice"),
];

/// What the best answers to a query share, ready for each segment.
pub(crate) struct Alike {
    /// By kind: each value with how much more often the best answers have it than all looked at,
    /// as a logarithm, at least 0.
    shared: [Vec<(String, f32)>; 3],
    segments: Vec<[Values; 3]>,
    weights: [f32; 3],
    brevity: f32,
    gist: f32,
    in_headline: f32,
    /// Where the query's words point; none where no vector of any is known, or from few articles.
    aim: Option<Aim>,
    /// Gists of each segment's passages, as halves.
    gists: Vec<[Arc<dyn ColumnValues<u64>>; 2]>,
    /// What scales the scores of those not looked at, so that they stay behind.
    behind: f32,
}

/// A column of a segment, with the places of its values in [`Alike::shared`].
struct Values {
    column: Option<(StrColumn, Column<u64>)>,
    places: HashMap<u64, usize>,
}

impl Values {
    fn of(reader: &SegmentReader, name: &str) -> io::Result<Self> {
        let column = reader.fast_fields().str(name).map_err(io::Error::other)?;
        let column = column.map(|column| {
            let values = column.ords().clone();
            (column, values)
        });
        Ok(Self { column, places: HashMap::new() })
    }

    /// Places of the values of a passage that are shared.
    fn places(&self, doc: u32) -> impl Iterator<Item = usize> + '_ {
        let values = self.column.iter().flat_map(move |(_, values)| values.values_for_doc(doc));
        values.filter_map(|value| self.places.get(&value).copied())
    }

    fn names(&self, doc: u32) -> io::Result<Vec<String>> {
        let Some((column, values)) = &self.column else { return Ok(Vec::new()) };
        let name = |value| {
            let mut name = String::new();
            column.ord_to_str(value, &mut name)?;
            Ok(name)
        };
        values.values_for_doc(doc).map(name).collect()
    }
}

impl Alike {
    /// Learns from scored passages, best first, and the words that found them; nothing from few
    /// articles.
    pub(crate) fn learn(
        search: &Search<'_>,
        terms: &[Term],
        scored: &[Scored],
    ) -> Result<Self, SearchError> {
        let w = search.weights;
        let mut out = Self {
            shared: Default::default(),
            segments: Vec::new(),
            weights: [w.issue, w.concept, w.speaker],
            brevity: w.brevity,
            gist: w.gist,
            in_headline: w.in_headline,
            aim: None,
            gists: Vec::new(),
            behind: 1.0,
        };
        if teachers(search) < LEAST_ANSWERS {
            return Ok(out);
        }
        for segment in &search.index.segments {
            let of = |(_, name)| Values::of(&segment.reader, name);
            let [issue, concept, voice] = KINDS.map(of);
            out.segments.push([issue?, concept?, voice?]);
        }
        out.aim = aim(terms);
        if out.aim.is_some() {
            let of = |segment: &Segment| gists(&segment.reader);
            out.gists = search.index.segments.iter().map(of).collect::<io::Result<_>>()?;
        }
        let looked_at = &scored[..scored.len().min(LOOKED_AT)];
        let best = best(looked_at);
        for kind in 0..KINDS.len() {
            out.share(kind, &best, looked_at)?;
        }
        Ok(out)
    }

    /// Finds what the best of `looked_at` share of one kind.
    fn share(&mut self, kind: usize, best: &[&Scored], looked_at: &[Scored]) -> io::Result<()> {
        let sum: f32 = best.iter().map(|scored| scored.score).sum();
        let mut found: BTreeMap<String, f32> = BTreeMap::new();
        for scored in best {
            for name in self.segments[scored.segment as usize][kind].names(scored.doc)? {
                *found.entry(name).or_default() += scored.score / sum;
            }
        }
        let mut shared: Vec<(String, f32)> = found.into_iter().collect();
        for segment in &mut self.segments {
            let Values { column: Some((column, _)), places } = &mut segment[kind] else { continue };
            for (place, (name, _)) in shared.iter().enumerate() {
                if let Some(value) = column.dictionary().term_ord(name.as_bytes())? {
                    places.insert(value, place);
                }
            }
        }
        let mut counts = vec![0.0_f32; shared.len()];
        for scored in looked_at {
            for place in self.segments[scored.segment as usize][kind].places(scored.doc) {
                counts[place] += 1.0;
            }
        }
        let (few, all) = (best.len() as f32, looked_at.len() as f32);
        for ((_, told), count) in shared.iter_mut().zip(counts) {
            *told = ((*told * few + 0.5) / (few * count / all + 0.5)).ln().max(0.0);
        }
        self.shared[kind] = shared;
        Ok(())
    }

    /// Weighs passages again, best first: those looked at by what they share, the rest behind
    /// them.
    pub(crate) fn weigh(&mut self, search: &Search<'_>, scored: &mut [Scored]) {
        let (ahead, rest) = scored.split_at_mut(scored.len().min(LOOKED_AT));
        for scored in &mut *ahead {
            let told: f32 =
                (0..KINDS.len()).map(|kind| self.weighed(kind, self.told(scored, kind).0)).sum();
            scored.score *= self.long(search.length(scored)) * told.exp();
            scored.score *= self.near(scored).1 * self.placed(search, scored);
        }
        let last = ahead.iter().map(|scored| scored.score).fold(f32::INFINITY, f32::min);
        if let Some(next) = rest.first() {
            self.behind = (last / next.score).min(1.0);
        }
        for scored in rest {
            scored.score *= self.behind;
            scored.behind = true;
        }
    }

    /// The most that a shared value of a passage tells, and which.
    fn told(&self, scored: &Scored, kind: usize) -> (f32, &str) {
        let Some(segment) = self.segments.get(scored.segment as usize) else { return (0.0, "") };
        let told = segment[kind].places(scored.doc).map(|place| &self.shared[kind][place]);
        told.fold((0.0, ""), |most, (name, told)| if *told > most.0 { (*told, name) } else { most })
    }

    fn weighed(&self, kind: usize, told: f32) -> f32 {
        self.weights[kind] * told
    }

    /// What the length of a passage is as a factor, at most 1.
    fn long(&self, words: u32) -> f32 {
        ((words.min(LONG) + 1) as f32 / (LONG + 1) as f32).powf(self.brevity)
    }

    /// How near its gist lies to the query, and that as a factor.
    fn near(&self, scored: &Scored) -> (f32, f32) {
        let gists = self.gists.get(scored.segment as usize);
        let (Some(aim), Some([low, high])) = (&self.aim, gists) else { return (0.0, 1.0) };
        let gist: Gist = [low.get_val(scored.doc), high.get_val(scored.doc)];
        // Of an article in another language, or of words that are all unknown.
        let near = if gist == Gist::default() { 0.0 } else { aim.near(gist) };
        (near, (self.gist * near).exp())
    }

    /// Where it stands, as a factor.
    fn placed(&self, search: &Search<'_>, scored: &Scored) -> f32 {
        let part = search.parts.get(scored.segment as usize);
        let headline = part.is_some_and(|part| part.place(scored.doc).headline == 1);
        if headline { self.in_headline } else { 1.0 }
    }

    /// Adds what the factors give to the parts of a score, each as what it adds to all before it,
    /// so that the parts sum to the score again.
    pub(crate) fn explain(&self, search: &Search<'_>, scored: &Scored, parts: &mut Vec<ScorePart>) {
        if scored.behind {
            parts.iter_mut().for_each(|part| part.value *= self.behind);
            return;
        }
        let mut sum: f32 = parts.iter().map(|part| part.value).sum();
        let mut add = |source, what: String, factor: f32| {
            let value = sum * (factor - 1.0);
            sum += value;
            if value.abs() > f32::EPSILON {
                parts.push(ScorePart { source, what, value });
            }
        };
        let words = search.length(scored);
        add(ScoreSource::Length, words.to_string(), self.long(words));
        for (kind, (source, _)) in KINDS.into_iter().enumerate() {
            let (told, name) = self.told(scored, kind);
            add(source, name.to_owned(), self.weighed(kind, told).exp());
        }
        let (near, factor) = self.near(scored);
        add(ScoreSource::Gist, format!("{:.2}", near / (DIMS as f32).sqrt()), factor);
        add(ScoreSource::InHeadline, String::new(), self.placed(search, scored));
        parts.sort_by(|a, b| b.value.total_cmp(&a.value));
    }
}

/// Where the words asked for point, together.
fn aim(terms: &[Term]) -> Option<Aim> {
    let vectors = Vectors::builtin();
    let mut sum = Sum::default();
    for term in terms.iter().filter(|term| !term.learnt) {
        if let Wanted::Stem(stem) | Wanted::Form(stem, _) = &term.wanted
            && let Some(row) = vectors.stem(key(stem))
        {
            sum.add(row);
        }
    }
    let direction = sum.direction();
    direction.iter().any(|x| *x != 0.0).then(|| Aim::at(&direction))
}

/// The gists of the passages of a segment, as halves.
fn gists(reader: &SegmentReader) -> io::Result<[Arc<dyn ColumnValues<u64>>; 2]> {
    let half = |name: &str| {
        let column = reader.fast_fields().u64(name).map_err(io::Error::other)?;
        Ok::<_, io::Error>(column.first_or_default_col(0))
    };
    let [low, high] = GIST;
    Ok([half(low)?, half(high)?])
}

/// The answers that tell what they share.
fn best(scored: &[Scored]) -> Vec<&Scored> {
    let mut of: HashMap<(u32, u32), usize> = HashMap::new();
    let mut out = Vec::with_capacity(BEST);
    for scored in scored {
        let held = of.entry((scored.segment, scored.head)).or_default();
        if *held < OF_ONE {
            *held += 1;
            out.push(scored);
        }
        if out.len() == BEST {
            break;
        }
    }
    out
}
