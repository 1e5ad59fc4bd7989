//! Answers a request: which passages, in which order.

use std::collections::btree_map::Entry;
use std::io;

use tantivy::fieldnorm::FieldNormReader;

use crate::index::fields::kind_number;
use crate::index::words::Stems;
use crate::index::{Index, StoredArticle, StoredPassage};
use crate::pipeline::{PassageId, PassageKind};
use crate::search::alike::Alike;
use crate::search::asked::{Ranking, collect};
use crate::search::copies::{Copies, Group, Shown, Unpacked};
use crate::search::filter::{Bits, Columns, Condition, Lowering};
use crate::search::hit::{Coverage, Cue, Hit, Page};
use crate::search::mark::highlights;

use crate::search::rank::{Lists, Ranker, Scored, Term};
use crate::search::request::{Request, Sort};
use crate::search::terms::{Pattern, Wanted};
use crate::search::weights::Weights;
use crate::search::{SearchError, feedback};

/// In fewer articles than this no word is common; above, one that two of three articles hold is.
const FEW: usize = 20;

/// Answers `request` from `index`, with the default weights.
///
/// # Errors
///
/// The index cannot be read or is damaged.
pub fn search(index: &Index, request: &Request) -> Result<Page, SearchError> {
    search_with(index, request, Weights::builtin())
}

/// [`search`] with weights of the caller's.
///
/// # Errors
///
/// As [`search`].
pub fn search_with(
    index: &Index,
    request: &Request,
    weights: &Weights,
) -> Result<Page, SearchError> {
    let stems = Stems::new();
    let search = Search::new(index, request, weights, &stems)?;
    let conditions = search.conditions()?;
    let (mut terms, mut lists) = search.asked()?;
    let mut scored = search.score(&terms, &lists, &conditions);
    let learnt = feedback::learn(&search, &terms, &scored)?;
    if !learnt.is_empty() {
        let more = search.lists(&learnt)?;
        search.add(&mut scored, &learnt, &more, &conditions);
        terms.extend(learnt);
        for (lists, more) in lists.iter_mut().zip(more) {
            lists.extend(more);
        }
    }
    scored.sort_unstable_by(Scored::order);
    let mut alike = Alike::learn(&search, &terms, &scored)?;
    alike.weigh(&search, &mut scored);
    search.page(scored, &terms, &lists, &conditions, &alike)
}

/// The passages that answer a request, in no order; those that words learnt from the best
/// answers would add are not among them.
pub(crate) fn matching(index: &Index, request: &Request) -> Result<Vec<Scored>, SearchError> {
    let (stems, weights) = (Stems::new(), Weights::builtin());
    let search = Search::new(index, request, weights, &stems)?;
    let (terms, lists) = search.asked()?;
    Ok(search.score(&terms, &lists, &search.conditions()?))
}

/// The ids of all passages that answer a request, in their order.
///
/// # Errors
///
/// The index cannot be read or is damaged.
pub fn ids(index: &Index, request: &Request) -> Result<Vec<PassageId>, SearchError> {
    let scored = matching(index, request)?;
    let mut ids: Vec<PassageId> = scored.iter().map(|scored| PassageId(scored.id)).collect();
    ids.sort_unstable();
    Ok(ids)
}

/// The columns of each segment.
pub(crate) fn parts(index: &Index) -> io::Result<Vec<Columns>> {
    index.segments.iter().map(|segment| Columns::of(&segment.reader)).collect()
}

/// The lengths of the passages of each segment.
fn norms(index: &Index) -> io::Result<Vec<FieldNormReader>> {
    let of = |segment: &crate::index::Segment| {
        let norms = segment.reader.get_fieldnorms_reader(index.fields.words);
        norms.map_err(io::Error::other)
    };
    index.segments.iter().map(of).collect()
}

/// A search under way.
pub(crate) struct Search<'a> {
    pub(crate) index: &'a Index,
    pub(crate) request: &'a Request,
    pub(crate) weights: &'a Weights,
    pub(crate) stems: &'a Stems,
    pub(crate) parts: Vec<Columns>,
    norms: Vec<FieldNormReader>,
}

impl<'a> Search<'a> {
    fn new(
        index: &'a Index,
        request: &'a Request,
        weights: &'a Weights,
        stems: &'a Stems,
    ) -> io::Result<Self> {
        let (parts, norms) = (parts(index)?, norms(index)?);
        Ok(Self { index, request, weights, stems, parts, norms })
    }

    fn conditions(&self) -> io::Result<Vec<Condition>> {
        let lower = |segment: &crate::index::Segment| {
            let (reader, fields) = (&segment.reader, &self.index.fields);
            let (stems, holders) = (self.stems, &self.request.holders);
            Lowering { reader, fields, stems, holders }
                .request(&self.request.query, &self.request.filters)
        };
        self.index.segments.iter().map(lower).collect()
    }

    /// The weighed words of the query, and where they stand, by segment.
    fn asked(&self) -> io::Result<(Vec<Term>, Vec<Vec<Lists>>)> {
        let mut terms = self.terms();
        let lists = self.lists(&terms)?;
        self.weigh(&mut terms, &lists);
        Ok((terms, lists))
    }

    /// The words of the query that rank, each once.
    fn terms(&self) -> Vec<Term> {
        let mut out: Vec<Term> = Vec::new();
        let mut add = |wanted: Wanted, label: String| {
            if out.iter().all(|term| term.wanted != wanted) {
                out.push(Term { wanted, label, weight: 0.0, learnt: false });
            }
        };
        collect(&self.request.query, &mut |words| match words {
            Ranking::Bare(word) => add(Wanted::Stem(self.stems.stem(word)), word.to_owned()),
            Ranking::Pattern(words) => {
                let pattern = Pattern::of(words, self.stems);
                let mut all = Vec::new();
                pattern.wanted(&mut all);
                for wanted in all {
                    let label = match wanted {
                        Wanted::Stem(text) | Wanted::Form(_, text) => text.clone(),
                        Wanted::Prefix(text) => format!("{text}*"),
                        Wanted::Fuzzy(text, _) => format!("{text}~"),
                    };
                    add(wanted.clone(), label);
                }
            }
        });
        out
    }

    /// Where terms stand, by segment.
    pub(crate) fn lists(&self, terms: &[Term]) -> io::Result<Vec<Vec<Lists>>> {
        let of = |segment: &crate::index::Segment| {
            let list = |term: &Term| Lists::of(&term.wanted, &segment.reader, &self.index.fields);
            terms.iter().map(list).collect()
        };
        self.index.segments.iter().map(of).collect()
    }

    /// Articles that hold a term, in headline, passages or around them.
    fn articles(&self, lists: &[Vec<Lists>], nth: usize) -> usize {
        let held = |(lists, part): (&Vec<Lists>, &Columns)| lists[nth].articles(part);
        lists.iter().zip(&self.parts).map(held).sum()
    }

    /// Weight of a word that so many articles hold. Articles and not passages are counted: a word
    /// that most stories use somewhere (`make`, `do`, `their`) tells topics apart but little,
    /// however few passages hold it.
    pub(crate) fn rarity(&self, articles: usize) -> f32 {
        let (all, held) = (self.index.articles() as f32, articles as f32);
        ((all - held + 0.5).max(0.5) / (held + 0.5)).ln_1p()
    }

    /// In how many articles a word stands that so many passages hold, roughly and without reading
    /// where: passages with it keep together, in half as many articles as chance would have them.
    pub(crate) fn spread(&self, passages: u32) -> usize {
        let all = self.index.articles() as f32;
        let share = 1.0 - (-0.5 * passages as f32 / all.max(1.0)).exp();
        // Never more than there are articles.
        (all * share).round() as usize
    }

    /// Weighs the terms by their rarity; common ones weigh nothing beside others, so that a
    /// passage which shares only `the` with a query is no answer to it.
    fn weigh(&self, terms: &mut [Term], lists: &[Vec<Lists>]) {
        let all = self.index.articles() as usize;
        let held: Vec<usize> = (0..terms.len()).map(|nth| self.articles(lists, nth)).collect();
        let common = |held: usize| all > FEW && held * 3 > all * 2;
        let all_common = held.iter().all(|&held| common(held));
        for (term, held) in terms.iter_mut().zip(held) {
            term.weight = if all_common || !common(held) { self.rarity(held) } else { 0.0 };
        }
    }

    fn score(&self, terms: &[Term], lists: &[Vec<Lists>], conditions: &[Condition]) -> Vec<Scored> {
        let mut out = Vec::new();
        for (nth, (lists, condition)) in lists.iter().zip(conditions).enumerate() {
            if terms.is_empty() {
                out.extend(self.unranked(nth, condition));
            } else if let Some(ranker) = self.ranker(nth, terms, lists, condition) {
                out.extend(ranker.all());
            }
        }
        out
    }

    /// Adds what learnt words give to passages scored without, which stand in the order of the
    /// index.
    fn add(
        &self,
        scored: &mut [Scored],
        learnt: &[Term],
        lists: &[Vec<Lists>],
        conditions: &[Condition],
    ) {
        for part in scored.chunk_by_mut(|one, next| one.segment == next.segment) {
            let nth = part[0].segment as usize;
            if let (Some(lists), Some(condition)) = (lists.get(nth), conditions.get(nth))
                && let Some(ranker) = self.ranker(nth, learnt, lists, condition)
            {
                ranker.add(part);
            }
        }
    }

    fn ranker<'r>(
        &'r self,
        nth: usize,
        terms: &'r [Term],
        lists: &'r [Lists],
        condition: &'r Condition,
    ) -> Option<Ranker<'r>> {
        let segment = self.index.segments.get(nth)?;
        let mean = self.index.words() as f32 / self.index.passages().max(1) as f32;
        Some(Ranker {
            weights: self.weights,
            terms,
            lists,
            columns: self.parts.get(nth)?,
            condition,
            reader: &segment.reader,
            norms: self.norms.get(nth)?,
            mean: mean.max(1.0),
            segment: u32::try_from(nth).ok()?,
        })
    }

    /// Every passage that meets a condition, where nothing ranks.
    fn unranked(&self, nth: usize, condition: &Condition) -> Vec<Scored> {
        let (Some(segment), Some(columns)) = (self.index.segments.get(nth), self.parts.get(nth))
        else {
            return Vec::new();
        };
        let mut out = Vec::new();
        for doc in segment.reader.doc_ids_alive() {
            let head = columns.head(doc);
            if doc != head && condition.holds(columns, doc, head) {
                let segment = u32::try_from(nth).unwrap_or(u32::MAX);
                let id = columns.id.get_val(doc);
                out.push(Scored { score: 0.0, id, segment, doc, head, behind: false });
            }
        }
        out
    }

    /// Words of a passage.
    pub(crate) fn length(&self, scored: &Scored) -> u32 {
        let norms = self.norms.get(scored.segment as usize);
        norms.map_or(0, |norms| norms.fieldnorm(scored.doc))
    }

    pub(crate) fn date(&self, scored: &Scored) -> u64 {
        self.parts.get(scored.segment as usize).map_or(0, |part| part.date.get_val(scored.head))
    }

    fn order(&self, scored: &mut [Scored]) {
        match self.request.sort {
            Sort::Relevance => scored.sort_unstable_by(Scored::order),
            Sort::Date => scored
                .sort_by_cached_key(|scored| (std::cmp::Reverse(self.date(scored)), scored.id)),
        }
    }

    fn page(
        &self,
        mut scored: Vec<Scored>,
        terms: &[Term],
        lists: &[Vec<Lists>],
        conditions: &[Condition],
        alike: &Alike,
    ) -> Result<Page, SearchError> {
        let asked = terms.iter().filter(|term| !term.learnt).map(|term| term.weight).sum();
        let best = scored.iter().map(|scored| scored.score).fold(0.0, f32::max);
        let chance = |scored: &Scored| self.weights.chance(scored.score, asked, best);
        if !self.request.without.is_empty() {
            scored.retain(|scored| !self.request.without.contains(&PassageId(scored.id)));
        }
        let found = scored.len() as u64;
        if self.request.least_chance > 0.0 {
            scored.retain(|scored| chance(scored) >= self.request.least_chance);
        }
        let total = scored.len() as u64;
        let dated = scored.iter().filter(|scored| self.date(scored) > 0).count() as u64;
        self.order(&mut scored);
        let limit = if self.request.limit == 0 { usize::MAX } else { self.request.limit };
        let after = match self.request.after {
            None => 0,
            Some(id) => {
                let place = scored.iter().position(|scored| scored.id == id.0);
                place.ok_or_else(|| SearchError::NotAnAnswer(id.to_string()))? + 1
            }
        };
        let offset = self.request.offset;
        let mut articles = Unpacked::new();
        let (groups, mut shown): (Vec<Group>, _) = if self.request.group {
            let cursor = self.request.after.map(|id| id.0);
            let mut copies = Copies::new(self)?;
            let groups = copies.groups(&scored, cursor, (offset, limit), &mut articles)?;
            (groups, Some(Shown::new(copies)))
        } else {
            let each = (0..scored.len()).skip(after + offset).take(limit);
            (each.map(|at| vec![at]).collect(), None)
        };
        let mut hits = Vec::new();
        for group in groups {
            let best = &scored[group[0]];
            let mut hit = match &mut shown {
                Some(shown) if group.len() > 1 => {
                    let (longest, copies) = shown.of(&scored, &group, &mut articles)?;
                    let mut hit = self.hit(&longest, &mut articles)?;
                    hit.copies = copies;
                    hit
                }
                _ => self.hit(best, &mut articles)?,
            };
            hit.score = best.score;
            hit.chance = chance(best);
            hit.highlights = highlights(&hit.text, &self.request.query, terms, self.stems);
            if self.request.explain {
                let nth = best.segment as usize;
                if let (Some(lists), Some(condition)) = (lists.get(nth), conditions.get(nth))
                    && let Some(ranker) = self.ranker(nth, terms, lists, condition)
                {
                    hit.parts = ranker.explain(best.doc, best.head);
                    alike.explain(self, best, &mut hit.parts);
                }
            }
            hits.push(hit);
        }
        let attributed = hits
            .iter()
            .filter(|hit| hit.speaker.as_ref().is_some_and(|s| s.known().is_some()))
            .count() as u64;
        Ok(Page {
            hits,
            total,
            dated,
            attributed,
            coverage: self.request.coverage.then(|| self.coverage(&scored)),
            below: found - total,
            asked,
            query: self.request.query.clone(),
            notes: Vec::new(),
        })
    }

    fn coverage(&self, scored: &[Scored]) -> Coverage {
        let mut out = Coverage::default();
        let mut met: Vec<Bits> =
            self.index.segments.iter().map(|segment| Bits::new(segment.reader.max_doc())).collect();
        for one in scored {
            let nth = one.segment as usize;
            let (Some(part), Some(met)) = (self.parts.get(nth), met.get_mut(nth)) else { continue };
            if !met.has(one.head) {
                met.add(one.head);
                out.articles += 1;
                out.dated += u64::from(part.date.get_val(one.head) > 0);
            }
            let place = part.place(one.doc);
            if place.kind != kind_number(PassageKind::Text) {
                out.attributable += 1;
                out.unattributed += u64::from(place.confidence == 0);
            }
        }
        out
    }

    /// The stored article of a scored passage.
    pub(crate) fn article(&self, scored: &Scored) -> Result<StoredArticle, SearchError> {
        let segment = self.index.segments.get(scored.segment as usize);
        let segment = segment.ok_or_else(|| SearchError::Corrupt("no such segment".to_owned()))?;
        Ok(segment.article(&self.index.fields, scored.head)?)
    }

    /// A scored passage in its stored article, which stays unpacked.
    pub(crate) fn passage<'u>(
        &self,
        scored: &Scored,
        articles: &'u mut Unpacked,
    ) -> Result<(&'u StoredArticle, &'u StoredPassage), SearchError> {
        let article = match articles.entry((scored.segment, scored.head)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => free.insert(self.article(scored)?),
        };
        let article: &StoredArticle = article;
        let passage = article
            .passages
            .get((scored.doc - scored.head) as usize - 1)
            .ok_or_else(|| SearchError::Corrupt(format!("`{}` lacks a passage", article.doc)))?;
        Ok((article, passage))
    }

    fn hit(&self, scored: &Scored, articles: &mut Unpacked) -> Result<Hit, SearchError> {
        let (article, passage) = self.passage(scored, articles)?;
        let hit = hit_of(self.index, article, passage, scored.score);
        Ok(Hit { article: self.request.articles.then(|| Box::new(article.clone())), ..hit })
    }
}

/// A passage of a stored article as a hit.
pub(crate) fn hit_of(
    index: &Index,
    article: &StoredArticle,
    passage: &StoredPassage,
    score: f32,
) -> Hit {
    Hit {
        id: passage.id,
        doc: article.doc.clone(),
        path: index.path_of(article),
        line: passage.line,
        kind: passage.kind,
        text: passage.text(&article.text),
        spans: passage.spans.clone(),
        reported: passage.reported.clone(),
        context: passage.context.of(&article.text).to_owned(),
        context_span: passage.context,
        speaker: passage.speaker.clone(),
        cue: passage.cue.map(|span| Cue { text: span.of(&article.text).to_owned(), span }),
        date: article.date,
        said: passage.said,
        issues: passage.issues.clone(),
        concepts: passage.concepts.clone(),
        outlet: article.outlet.clone(),
        title: article.title.clone(),
        url: article.url.clone(),
        score,
        chance: 1.0,
        highlights: Vec::new(),
        parts: Vec::new(),
        article: None,
        copies: Vec::new(),
    }
}

/// The article that holds the passage of that id, and the passage's place in it.
///
/// # Errors
///
/// No such passage; the index cannot be read.
pub fn show(index: &Index, id: PassageId) -> Result<(StoredArticle, usize), SearchError> {
    for segment in &index.segments {
        let columns = Columns::of(&segment.reader)?;
        for doc in segment.reader.doc_ids_alive() {
            let head = columns.head(doc);
            if doc != head && columns.id.get_val(doc) == id.0 {
                let article = segment.article(&index.fields, head)?;
                return Ok((article, (doc - head) as usize - 1));
            }
        }
    }
    Err(SearchError::NoSuchPassage(id.to_string()))
}
