//! Makes a query of a passage: more of this.

use std::collections::BTreeMap;

use crate::index::words::{Stems, words};
use crate::index::{Index, StoredArticle};
use crate::pipeline::PassageId;
use crate::search::query::Query;
use crate::search::terms::Wanted;
use crate::search::{SearchError, show};

/// Words of the query.
const WORDS: usize = 12;
/// A word that more than one in so many passages hold tells none from others.
const COMMON: f32 = 20.0;
/// A word of the passage itself counts for so many of its paragraph.
const OWN: f32 = 3.0;

/// The topic of a passage: the words of it and of its paragraph that tell it best from others,
/// by how often they stand there and how rare they are (tf-idf; Salton and Buckley,
/// "Term-weighting approaches in automatic text retrieval", 1988).
///
/// # Errors
///
/// No passage has that id; the index cannot be read.
pub fn like(index: &Index, id: PassageId) -> Result<Query, SearchError> {
    let (article, place) = show(index, id)?;
    Ok(topic(index, &article, place)?)
}

fn topic(index: &Index, article: &StoredArticle, place: usize) -> std::io::Result<Query> {
    let Some(passage) = article.passages.get(place) else { return Ok(Query::All) };
    let stems = Stems::new();
    // Form first met and weight, by stem.
    let mut counts: BTreeMap<String, (String, f32)> = BTreeMap::new();
    let own = passage.text(&article.text);
    for (text, weight) in [(own.as_str(), OWN), (passage.context.of(&article.text), 1.0)] {
        for (_, form) in words(text) {
            counts.entry(stems.stem(&form)).or_insert((form, 0.0)).1 += weight;
        }
    }
    let all = index.passages().max(1) as f32;
    let mut ranked: Vec<(f32, String)> = Vec::with_capacity(counts.len());
    for (stem, (form, count)) in counts {
        let held = Wanted::Stem(stem).passages(index)?;
        let rarity = (all / held.max(1) as f32).ln();
        if held as f32 * COMMON > all && held > 1 {
            continue;
        }
        ranked.push((count.ln_1p() * rarity, form));
    }
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let words = ranked.into_iter().take(WORDS).filter(|(weight, _)| *weight > 0.0);
    Ok(Query::Topic(words.map(|(_, form)| form).collect()))
}
