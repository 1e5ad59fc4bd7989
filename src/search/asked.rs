//! What of a query ranks: its bare words and its patterns.

use crate::index::words::Stems;
use crate::search::query::{Query, Words};
use crate::search::terms::Pattern;

/// What of a query ranks.
pub(crate) enum Ranking<'q> {
    Bare(&'q str),
    Pattern(&'q Words),
}

/// Gives all of a query that ranks, in its order.
pub(crate) fn collect<'q>(query: &'q Query, give: &mut impl FnMut(Ranking<'q>)) {
    match query {
        Query::Topic(words) => words.iter().for_each(|word| give(Ranking::Bare(word))),
        Query::Words(words) => give(Ranking::Pattern(words)),
        Query::Kind(_, inside) => collect(inside, give),
        Query::And(parts) | Query::Or(parts) => {
            for part in parts {
                collect(part, give);
            }
        }
        _ => {}
    }
}

/// The patterns that a passage has to match, or may have, in its own words.
pub(crate) fn patterns(query: &Query, stems: &Stems) -> Vec<Pattern> {
    let mut out = Vec::new();
    collect(query, &mut |words| {
        if let Ranking::Pattern(words) = words {
            out.push(Pattern::of(words, stems));
        }
    });
    out
}

/// The bare words of a query.
pub(crate) fn bare(query: &Query, stems: &Stems) -> Vec<String> {
    let mut out = Vec::new();
    collect(query, &mut |words| {
        if let Ranking::Bare(word) = words {
            out.push(stems.stem(word));
        }
    });
    out
}
