//! Learns further words from the best answers (pseudo relevance feedback, after the relevance
//! models of Lavrenko and Croft 2001): words that are frequent around them and rare elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use crate::index::words::words;
use crate::index::{StoredArticle, StoredPassage};
use crate::search::SearchError;
use crate::search::find::Search;
use crate::search::rank::{Scored, Term};
use crate::search::terms::Wanted;
use crate::span::Span;

/// A learnt word stands in this many of the best answers at least.
pub(crate) const LEAST_ANSWERS: usize = 2;

/// Of so many articles one may teach: the best answers of a small collection are most of what it
/// holds, and what they have in common is no more than its manner.
const SHARE: usize = 50;

/// Words that every answer is taken to be longer, so that short ones do not teach most.
const DAMPING: f32 = 20.0;

/// What a word in the paragraph before or after counts, beside 1 in the answer's own.
const BESIDE: f32 = 0.5;

/// How many of the best answers teach.
pub(crate) fn teachers(search: &Search<'_>) -> usize {
    let few = usize::try_from(search.index.articles()).unwrap_or(usize::MAX) / SHARE;
    // Small whole numbers.
    (search.weights.feedback_answers as usize).min(few)
}

/// The words that the best answers teach; none where too few stand out.
pub(crate) fn learn(
    search: &Search<'_>,
    terms: &[Term],
    scored: &[Scored],
) -> Result<Vec<Term>, SearchError> {
    let w = search.weights;
    let answers = teachers(search);
    if answers < LEAST_ANSWERS || w.feedback <= 0.0 || terms.is_empty() {
        return Ok(Vec::new());
    }
    let mut best: Vec<&Scored> = scored.iter().collect();
    let by_score = |a: &&Scored, b: &&Scored| Scored::order(a, b);
    // One answer an article, or one long story would teach its own words only.
    let keep = (answers * 8).min(best.len());
    if keep == 0 {
        return Ok(Vec::new());
    }
    if keep < best.len() {
        best.select_nth_unstable_by(keep - 1, by_score);
        best.truncate(keep);
    }
    best.sort_unstable_by(by_score);
    let mut articles = BTreeSet::new();
    let top = best[0].score;
    let mut found: BTreeMap<String, (f32, usize)> = BTreeMap::new();
    for scored in best {
        if articles.len() >= answers {
            break;
        }
        if !articles.insert((scored.segment, scored.head)) {
            continue;
        }
        let article = search.article(scored)?;
        let Some(passage) = article.passages.get((scored.doc - scored.head) as usize - 1) else {
            continue;
        };
        let (mut counts, mut length) = (BTreeMap::<String, f32>::new(), DAMPING);
        for (span, share) in surroundings(&article, passage) {
            for (_, form) in words(span.of(&article.text)) {
                length += share;
                if form.len() > 2 {
                    *counts.entry(search.stems.stem(&form)).or_default() += share;
                }
            }
        }
        for (stem, count) in counts {
            let entry = found.entry(stem).or_default();
            entry.0 += scored.score / top * count / length;
            entry.1 += 1;
        }
    }
    let known = |stem: &str| {
        terms.iter().any(|term| matches!(&term.wanted, Wanted::Stem(known) if known == stem))
    };
    let mut rated = Vec::new();
    for (stem, (mass, answers)) in found {
        if answers < LEAST_ANSWERS || known(&stem) {
            continue;
        }
        let wanted = Wanted::Stem(stem.clone());
        let passages = wanted.passages(search.index)?;
        let rarity = search.rarity(search.spread(passages)) - std::f32::consts::LN_2;
        if rarity > 0.0 {
            let weight = mass * rarity.powf(w.feedback_rarity);
            rated.push(Term { wanted, label: stem, weight, learnt: true });
        }
    }
    rated.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.label.cmp(&b.label)));
    rated.truncate(w.feedback_words as usize);
    let sum: f32 = rated.iter().map(|term| term.weight).sum();
    let asked: f32 = terms.iter().map(|term| term.weight).sum();
    for term in &mut rated {
        term.weight *= w.feedback * asked / sum.max(f32::MIN_POSITIVE);
    }
    Ok(rated)
}

/// The prose that teaches: the passage's own paragraph and those beside it, each with its share.
fn surroundings(article: &StoredArticle, passage: &StoredPassage) -> Vec<(Span, f32)> {
    let context = passage.context;
    let mut out = vec![(context, 1.0)];
    let spans = || article.blocks.iter().map(|block| block.span);
    out.extend(spans().rfind(|span| span.end <= context.start).map(|span| (span, BESIDE)));
    out.extend(spans().find(|span| span.start >= context.end).map(|span| (span, BESIDE)));
    out
}
