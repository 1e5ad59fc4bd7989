//! Marks what matched in a passage's text, and only that: a phrase, not its loose words.

use crate::index::words::{Stems, words};
use crate::search::asked::{bare, patterns};
use crate::search::query::Query;
use crate::search::rank::Term;
use crate::search::terms::Wanted;
use crate::span::Span;

/// The stretches of `text` that match: sorted, disjoint.
pub(crate) fn highlights(text: &str, query: &Query, terms: &[Term], stems: &Stems) -> Vec<Span> {
    let cut: Vec<_> = words(text)
        .into_iter()
        .map(|(place, form)| (Span::at(place), stems.stem(&form), form))
        .collect();
    let counts = |stem: &str| {
        let is = |term: &Term| matches!(&term.wanted, Wanted::Stem(known) if known == stem);
        terms.iter().any(|term| !term.learnt && term.weight > 0.0 && is(term))
    };
    let topic: Vec<String> = bare(query, stems).into_iter().filter(|s| counts(s)).collect();
    let mut out: Vec<Span> =
        cut.iter().filter(|(_, stem, _)| topic.contains(stem)).map(|&(place, ..)| place).collect();
    for pattern in patterns(query, stems) {
        let mut wanted = Vec::new();
        pattern.wanted(&mut wanted);
        let places: Vec<Vec<u32>> = wanted
            .iter()
            .map(|wanted| {
                let numbered = (0_u32..).zip(&cut);
                let fits = numbered.filter(|(_, (_, stem, form))| wanted.is(stem, form));
                fits.map(|(at, _)| at).collect()
            })
            .collect();
        for (first, last) in pattern.matches(&places, &mut 0) {
            out.push(cut[first as usize].0.cover(cut[last as usize].0));
        }
    }
    out.sort_unstable();
    let mut merged: Vec<Span> = Vec::new();
    for span in out {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => *last = last.cover(span),
            _ => merged.push(span),
        }
    }
    merged
}
