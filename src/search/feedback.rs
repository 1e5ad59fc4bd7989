//! Learns further words from the best answers (pseudo relevance feedback, after the relevance
//! models of Lavrenko and Croft 2001): words that are frequent around them and rare elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use crate::index::words::words;
use crate::search::SearchError;
use crate::search::find::Search;
use crate::search::rank::{Scored, Term};
use crate::search::terms::Wanted;

/// A learnt word stands in this many of the best answers at least.
const LEAST_ANSWERS: usize = 2;

/// How many words are weighed for each that is learnt.
const POOL: usize = 4;

/// The words that the best answers teach; none where too few stand out.
pub(crate) fn learn(
    search: &Search<'_>,
    terms: &[Term],
    scored: &[Scored],
) -> Result<Vec<Term>, SearchError> {
    let w = search.weights;
    if w.feedback_answers == 0 || w.feedback <= 0.0 || terms.is_empty() {
        return Ok(Vec::new());
    }
    let mut best: Vec<&Scored> = scored.iter().collect();
    let by_score = |a: &&Scored, b: &&Scored| b.score.total_cmp(&a.score).then(a.id.cmp(&b.id));
    // One answer an article, or one long story would teach its own words only.
    let keep = (w.feedback_answers * 8).min(best.len());
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
        if articles.len() >= w.feedback_answers {
            break;
        }
        if !articles.insert((scored.segment, scored.head)) {
            continue;
        }
        let article = search.article(scored)?;
        let Some(passage) = article.passages.get((scored.doc - scored.head) as usize - 1) else {
            continue;
        };
        let text = passage.context.of(&article.text);
        let mut counts: BTreeMap<String, f32> = BTreeMap::new();
        let mut length = 0.0;
        for (_, form) in words(text) {
            length += 1.0;
            if form.len() > 2 {
                *counts.entry(search.stems.stem(&form)).or_default() += 1.0;
            }
        }
        for (stem, count) in counts {
            let entry = found.entry(stem).or_default();
            entry.0 += scored.score / top * count / (length + 20.0);
            entry.1 += 1;
        }
    }
    let known = |stem: &str| {
        terms.iter().any(|term| matches!(&term.wanted, Wanted::Stem(known) if known == stem))
    };
    let mut pool: Vec<(f32, String)> = found
        .into_iter()
        .filter(|(stem, (_, answers))| *answers >= LEAST_ANSWERS && !known(stem))
        .map(|(stem, (mass, _))| (mass, stem))
        .collect();
    pool.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    pool.truncate(w.feedback_words * POOL);
    let pool: Vec<Term> = pool
        .into_iter()
        .map(|(weight, stem)| Term {
            wanted: Wanted::Stem(stem.clone()),
            label: stem,
            weight,
            learnt: true,
        })
        .collect();
    let mut rated = Vec::new();
    for mut term in pool {
        let mut held = 0;
        for segment in &search.index.segments {
            held += term.wanted.frequency(&segment.reader, search.index.fields.words)?;
        }
        let rarity = search.rarity(held as usize);
        term.weight *= rarity * rarity;
        rated.push(term);
    }
    rated.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.label.cmp(&b.label)));
    rated.truncate(w.feedback_words);
    let sum: f32 = rated.iter().map(|term| term.weight).sum();
    let asked: f32 = terms.iter().map(|term| term.weight).sum();
    for term in &mut rated {
        term.weight *= w.feedback * asked / sum.max(f32::MIN_POSITIVE);
    }
    Ok(rated)
}
