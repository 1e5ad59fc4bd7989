//! Tells whether something was said: by whom, when and where, word for word or altered.
//!
//! The passages that may hold a claim are looked up by the index's positions and rarest words;
//! each is laid beside the claim word by word. Case, punctuation and diacritics do not count.
//! Words may be left out under an omission mark, and brackets may explain, as long as neither
//! turns what was said. A made-up claim is not found, however close its topic.

mod align;
mod candidates;
mod claim;
mod judge;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::index::words::{Stems, words};
use crate::index::{Index, StoredArticle, StoredSpeaker};
use crate::lexicon::words::{Class, WordClasses};
use crate::lexicon::{Lexicon, key};
use crate::pipeline::{PassageKind, SpeakerKind};
use crate::search::find::{hit_of, parts as columns_of};
use crate::search::{Hit, SearchError};
use crate::span::Span;
use align::align;
use candidates::{Lookup, Place};
use claim::{Part, parts};
pub use judge::{Change, Difference, Negation};
use judge::{Judge, Judged};
use source::{Source, run};

/// Of a claim's words at least this share must have been said for it to be altered from them, by
/// count and by how much they say.
const ALIKE: (f32, f32) = (0.6, 0.5);
/// And at least so many of them.
const FEWEST: usize = 3;
/// A stretch of a spliced claim has at least so many words.
const PIECE: usize = 4;
/// An attribution less sure than this does not speak against a speaker named beside it.
const SURE: f32 = 0.8;
/// Bytes before a passage's paragraph in which that speaker may be named.
const BESIDE: u32 = 500;

/// What is claimed.
#[derive(Clone, Debug, Default)]
pub struct Claim {
    /// The words.
    pub text: String,
    /// Who is said to have said them: a name, a family name or an id.
    pub speaker: Option<String>,
}

/// Whether something was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Word for word, by whoever was named.
    Exact,
    /// Nothing like it.
    NotFound,
    /// Something close to it.
    Altered,
    /// By somebody else.
    SaidByAnother,
}

impl Verdict {
    /// Its name for people and in records.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::NotFound => "not-found",
            Self::Altered => "altered",
            Self::SaidByAnother => "said-by-another",
        }
    }
}

/// What became of a claim.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Whether it was said.
    pub verdict: Verdict,
    /// The passage that comes closest; none if nothing does.
    pub hit: Option<Hit>,
    /// The claim beside it, in order.
    pub differences: Vec<Difference>,
    /// Whether a word that denies was put in or left out.
    pub negation: Option<Negation>,
    /// The other passage that a claim spliced of two took words from.
    pub spliced: Option<Hit>,
    /// Whether it is not sure that the passage is by whoever was named, though nothing speaks
    /// against it.
    pub unsure: bool,
    /// Other passages with exactly these words: oldest first.
    pub also: Vec<Hit>,
}

/// Verifies one claim.
///
/// # Errors
///
/// The index cannot be read or is damaged.
pub fn verify(index: &Index, lexicon: &Lexicon, claim: &Claim) -> Result<Finding, SearchError> {
    let parts = parts(&claim.text);
    let stems = Stems::new();
    let columns = columns_of(index)?;
    let lookup = Lookup { index, stems: &stems, columns: &columns };
    let asked = claim.speaker.as_deref().and_then(|name| Asked::new(name, lexicon));
    let mut desk = Desk {
        lookup,
        classes: lexicon.words(),
        asked,
        articles: BTreeMap::new(),
        seen: BTreeSet::new(),
    };
    let mut best = Vec::new();
    let weights = desk.lookup.weights(&parts)?;
    let exact = desk.lookup.in_a_row(&parts)?;
    desk.weigh(&parts, &weights, exact, &mut best)?;
    if !best.first().is_some_and(|one| one.judged.exact && one.by != By::Another) {
        let alike = desk.lookup.alike(&parts)?;
        desk.weigh(&parts, &weights, alike, &mut best)?;
    }
    desk.finish(&parts, best)
}

/// Who is said to have said it.
struct Asked {
    ids: Vec<String>,
    words: Vec<String>,
}

impl Asked {
    fn new(name: &str, lexicon: &Lexicon) -> Option<Self> {
        let people = lexicon.people();
        let ids = people.find(name).into_iter().map(|id| people.get(id).slug.to_string());
        let forms = name_words(name, lexicon.words());
        (!forms.is_empty()).then(|| Self { ids: ids.collect(), words: forms })
    }

    fn is(&self, speaker: &StoredSpeaker, classes: &WordClasses) -> bool {
        if let Some(id) = &speaker.id
            && !self.ids.is_empty()
        {
            return self.ids.contains(id);
        }
        let theirs = name_words(&speaker.name, classes);
        let within = |a: &[String], b: &[String]| !a.is_empty() && a.iter().all(|x| b.contains(x));
        within(&theirs, &self.words)
            || (speaker.kind == SpeakerKind::Person && within(&self.words, &theirs))
            || theirs == self.words
    }
}

/// The words of a name, without initials, articles and suffixes.
fn name_words(name: &str, classes: &WordClasses) -> Vec<String> {
    let forms = words(name).into_iter().map(|(_, form)| form);
    let kept = forms.filter(|form| {
        let of = classes.of(key(form));
        form.trim_end_matches('.').chars().count() > 1
            && !of.has(Class::Suffix)
            && !of.has(Class::Determiner)
    });
    kept.collect()
}

/// Whether a passage is by whoever was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    /// By them, or nobody was named.
    Them,
    /// Nothing speaks against it.
    Perhaps,
    /// By somebody else.
    Another,
}

/// A passage beside a claim.
struct Weighed {
    place: Place,
    nth: usize,
    judged: Judged,
    by: By,
    kind: PassageKind,
    date: Option<crate::civil::PartialDate>,
}

impl Weighed {
    /// Better ones order first: exact by whoever was named, exact by another, then the closest.
    fn rank(&self) -> (bool, By, i32, i32, PassageKind, bool, Option<crate::civil::PartialDate>) {
        let alike = (self.judged.share * 1000.0) as i32 - self.judged.dropped as i32;
        let by_first = if self.judged.exact { self.by } else { By::Them };
        let by_last = if self.by == By::Another { 50 } else { 0 };
        (
            !self.judged.exact,
            by_first,
            by_last - alike,
            i32::from(self.by == By::Perhaps),
            self.kind,
            self.date.is_none(),
            self.date,
        )
    }

    fn is_alike(&self) -> bool {
        let judged = &self.judged;
        judged.exact
            || (judged.share >= ALIKE.0
                && judged.weight >= ALIKE.1
                && judged.same >= FEWEST
                && judged.dropped <= 8 + judged.same)
    }
}

/// A paragraph and what stands before it.
fn before(article: &StoredArticle, context: Span) -> Span {
    let mut start = context.start.saturating_sub(BESIDE) as usize;
    while !article.text.is_char_boundary(start) {
        start -= 1;
    }
    Span::at(start..context.end as usize)
}

struct Desk<'a> {
    lookup: Lookup<'a>,
    classes: &'a WordClasses,
    asked: Option<Asked>,
    articles: BTreeMap<(usize, u32), StoredArticle>,
    seen: BTreeSet<(usize, u32, usize)>,
}

impl Desk<'_> {
    fn load(&mut self, place: Place) -> Result<&StoredArticle, SearchError> {
        let index = self.lookup.index;
        match self.articles.entry((place.segment, place.head)) {
            std::collections::btree_map::Entry::Occupied(known) => Ok(known.into_mut()),
            std::collections::btree_map::Entry::Vacant(free) => {
                let article = index.segments[place.segment].article(&index.fields, place.head)?;
                Ok(free.insert(article))
            }
        }
    }

    /// Lays the claim, whose parts weigh so much, beside the passages at those places and adds
    /// what comes out, best first.
    fn weigh(
        &mut self,
        claim: &[Part],
        weights: &[f32],
        places: Vec<Place>,
        out: &mut Vec<Weighed>,
    ) -> Result<(), SearchError> {
        for place in places {
            let nth = (place.doc - place.head) as usize - 1;
            self.load(place)?;
            let Some(article) = self.articles.get(&(place.segment, place.head)) else { continue };
            if nth >= article.passages.len() {
                let lost = format!("`{}` lacks a passage", article.doc);
                return Err(SearchError::Corrupt(lost));
            }
            let around = run(article, nth);
            // What one speaker says is laid beside the claim once.
            if !self.seen.insert((place.segment, place.head, around.0)) {
                continue;
            }
            let stems = self.lookup.stems;
            let judge = Judge { classes: self.classes, stems, claim, weights };
            let source = Source::of_run(article, around);
            let steps = align(claim, &source.forms());
            let mut judged = judge.judge(&steps, &source, &article.text);
            let mut told = source.owner(article, around, &steps).unwrap_or(nth);
            if !judged.exact && !claim.contains(&Part::Gap) {
                let whole = Source::of_paragraphs(article, around);
                let steps = align(claim, &whole.forms());
                let other = judge.judge(&steps, &whole, &article.text);
                if other.exact {
                    told = whole.owner(article, around, &steps).unwrap_or(nth);
                    judged = other;
                }
            }
            let passage = &article.passages[told];
            let by = self.by(article, told);
            let date = article.date.map(|dated| dated.date);
            out.push(Weighed { place, nth: told, judged, by, kind: passage.kind, date });
        }
        out.sort_by_key(Weighed::rank);
        Ok(())
    }

    /// Whether a passage is by whoever was named.
    fn by(&self, article: &StoredArticle, nth: usize) -> By {
        let Some(asked) = &self.asked else { return By::Them };
        let passage = &article.passages[nth];
        let names = |text: &str, name: &[String]| {
            words(text).into_iter().any(|(_, form)| Some(&form) == name.last())
        };
        // Whoever the words themselves name is spoken of.
        let beside = |from: Span, name: &[String]| {
            let mut at = from.start;
            let ends = Span::new(from.end, from.end);
            passage.spans.iter().chain([&ends]).any(|span| {
                let gap = Span::new(at.min(span.start), span.start.min(from.end));
                at = at.max(span.end);
                names(gap.of(&article.text), name)
            })
        };
        let known = passage.speaker.as_ref().filter(|s| s.known().is_some());
        if known.is_some_and(|speaker| asked.is(speaker, self.classes)) {
            return By::Them;
        }
        // "the premier", of whom no name is found, may be whoever the article names
        let Some(speaker) = known.filter(|s| s.kind != SpeakerKind::Anonymous) else {
            return if names(&article.text, &asked.words) { By::Perhaps } else { By::Another };
        };
        // Who is named in the paragraph itself stands against whoever is named before it.
        let held = speaker.kind != SpeakerKind::Document
            && beside(passage.context, &name_words(&speaker.name, self.classes));
        let near = if held { passage.context } else { before(article, passage.context) };
        let unsure = speaker.confidence < SURE && beside(near, &asked.words);
        if unsure { By::Perhaps } else { By::Another }
    }

    fn hit(&self, weighed: &Weighed) -> Option<Hit> {
        let article = self.articles.get(&(weighed.place.segment, weighed.place.head))?;
        let passage = article.passages.get(weighed.nth)?;
        Some(hit_of(self.lookup.index, article, passage, weighed.judged.share))
    }

    fn finish(mut self, claim: &[Part], best: Vec<Weighed>) -> Result<Finding, SearchError> {
        let mut finding = Finding {
            verdict: Verdict::NotFound,
            hit: None,
            differences: Vec::new(),
            negation: None,
            spliced: None,
            unsure: false,
            also: Vec::new(),
        };
        let Some(first) = best.first() else { return Ok(finding) };
        if !first.judged.exact {
            finding.spliced = self.splice(claim, first)?;
        }
        if !first.is_alike() && finding.spliced.is_none() {
            return Ok(finding);
        }
        finding.verdict = match (first.judged.exact, first.by) {
            // Of two speakers' words made one, whoever was named may have said either half.
            (false, _) if finding.spliced.is_some() => Verdict::Altered,
            (_, By::Another) => Verdict::SaidByAnother,
            (true, _) => Verdict::Exact,
            (false, _) => Verdict::Altered,
        };
        finding.hit = self.hit(first);
        finding.differences.clone_from(&first.judged.differences);
        finding.negation = first.judged.negation;
        finding.unsure = first.by == By::Perhaps;
        if first.judged.exact {
            let mut also: Vec<&Weighed> =
                best[1..].iter().filter(|one| one.judged.exact && one.by == first.by).collect();
            also.sort_by_key(|one| (one.date.is_none(), one.date));
            finding.also = also.into_iter().filter_map(|one| self.hit(one)).collect();
        }
        Ok(finding)
    }

    /// The passage that holds the words of a claim which the first does not, if both together
    /// hold nearly all.
    fn splice(&mut self, claim: &[Part], first: &Weighed) -> Result<Option<Hit>, SearchError> {
        let found = &first.judged.found;
        let is_word = |part: &Part| matches!(part, Part::Word(_));
        // The longest stretch at either end that was not found.
        let lost = |at: &usize| !found[*at] || !is_word(&claim[*at]);
        let mut head = (0..claim.len()).take_while(lost).count();
        let mut tail = (0..claim.len()).rev().take_while(lost).count();
        let words = |of: Range<usize>| claim[of].iter().filter(|part| is_word(part)).count();
        let held = |of: Range<usize>| of.filter(|&at| found[at] && is_word(&claim[at])).count();
        // Or all on one side of an omission mark, whatever small words of it were found.
        for gap in (0..claim.len()).filter(|&at| claim[at] == Part::Gap) {
            let few = |of: Range<usize>| held(of.clone()) * 2 < words(of);
            if few(0..gap) {
                head = head.max(gap);
            }
            if few(gap + 1..claim.len()) {
                tail = tail.max(claim.len() - gap - 1);
            }
        }
        let (rest, kept) = match head >= tail {
            true => (0..head, head..claim.len()),
            false => (claim.len() - tail..claim.len(), 0..claim.len() - tail),
        };
        let same = held(kept.clone());
        if words(rest.clone()) < PIECE || same < PIECE || same * 10 < words(kept) * 8 {
            return Ok(None);
        }
        let rest = &claim[rest];
        let rest: Vec<Part> = rest.iter().filter(|part| **part != Part::Gap).cloned().collect();
        self.seen.clear();
        let mut best = Vec::new();
        let mut places = self.lookup.in_a_row(&rest)?;
        places.extend(self.lookup.alike(&rest)?);
        let weights = self.lookup.weights(&rest)?;
        self.weigh(&rest, &weights, places, &mut best)?;
        Ok(best
            .first()
            .filter(|one| one.judged.share >= 0.8 && one.judged.dropped == 0)
            .and_then(|one| self.hit(one)))
    }
}
