//! Joins the stretches in marks that are one attribution: a quote split by its cue, words of one
//! sentence under one cue, a quote that runs over paragraphs.

use super::cue::CueAt;
use super::{Quote, QuoteKind};
use crate::lexicon::cues::{CueClass, Pos};
use crate::text::{Marked, Text};

/// Groups all marked stretches, in order of place: the stretches of each group, as positions in
/// [`Text::marked`], and its quote.
#[must_use]
pub fn groups(source: &str, text: &Text, cues: &[CueAt]) -> Vec<(Vec<usize>, Quote)> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, marked) in text.marked.iter().enumerate() {
        let joined = groups.last_mut().filter(|group| {
            let last = &text.marked[group[group.len() - 1]];
            let first_of_group = &text.marked[group[0]];
            joins(source, text, cues, first_of_group, last, marked)
        });
        match joined {
            Some(group) => group.push(at),
            None => groups.push(vec![at]),
        }
    }
    groups
        .into_iter()
        .map(|pieces| {
            let quote = Quote {
                kind: QuoteKind::Direct,
                spans: pieces.iter().map(|&at| text.marked[at].inner).collect(),
                reported: Vec::new(),
                cue: None,
                source: None,
                paragraph: text.marked[pieces[0]].paragraph,
                label: None,
            };
            (pieces, quote)
        })
        .collect()
}

/// Whether `next` goes on with the attribution that began with `first` and now ends with `last`.
fn joins(
    source: &str,
    text: &Text,
    cues: &[CueAt],
    first: &Marked,
    last: &Marked,
    next: &Marked,
) -> bool {
    if next.paragraph != last.paragraph {
        // a quote that is not closed goes on where the next paragraph opens again
        return next.paragraph == last.paragraph + 1
            && !last.closed
            && last.tokens.end == text.paragraphs[last.paragraph].tokens.end
            && next.tokens.start <= text.paragraphs[next.paragraph].tokens.start + 1;
    }
    let gap = outer_end(last)..next.tokens.start - usize::from(next.opened);
    let in_gap = cues_within(cues, &gap);
    let breaks: Vec<usize> = gap.clone().filter(|&at| is_stop(source, text, at)).collect();
    match breaks.len() {
        0 => {
            let sentence_ended =
                last_ends_sentence(source, text, last) && capital_follows(text, gap.start, next);
            if gap.is_empty() || (sentence_ended && in_gap.is_empty()) {
                return gap.len() <= 1 && !sentence_ended || gap.is_empty();
            }
            // one cue serves a sentence: a second one begins a new attribution
            let start = sentence_start(source, text, first);
            let before = cues_within(cues, &(start..first.tokens.start))
                .iter()
                .filter(|c| verbal(c))
                .count();
            let between = in_gap.iter().filter(|c| verbal(c)).count();
            // but a promise in the same breath is part of it: `…," she said, vowing to "…"`
            let speech = |c: &&CueAt| verbal(c) && c.info.class != CueClass::Promise;
            let other = in_gap.iter().filter(speech).count();
            before + between <= 1 || between == 0 || before == 0 && other == 1
        }
        1 => {
            // "…," she said. "…"
            let closes_gap = breaks[0] + 1 >= gap.end;
            let led = trails_off(source, text, last) && in_gap.iter().any(verbal);
            closes_gap
                && led
                && !own_cue_after(source, text, cues, next)
                && !embedded(source, text, cues, first)
        }
        _ => false,
    }
}

/// First token after the closing mark.
fn outer_end(marked: &Marked) -> usize {
    marked.tokens.end + usize::from(marked.closed)
}

fn verbal(cue: &CueAt) -> bool {
    cue.info.pos != Pos::Noun
}

fn cues_within<'a>(cues: &'a [CueAt], range: &std::ops::Range<usize>) -> &'a [CueAt] {
    let from = cues.partition_point(|c| c.tokens.start < range.start);
    let to = cues.partition_point(|c| c.tokens.start < range.end);
    &cues[from..to.max(from)]
}

fn is_stop(source: &str, text: &Text, at: usize) -> bool {
    let ends = text.sentences.partition_point(|s| s.tokens.end <= at);
    let sentence = text.sentences.get(ends);
    let word = text.tokens[at].span.of(source);
    matches!(word, "." | "!" | "?")
        && sentence.is_none_or(|s| s.tokens.end <= at + 2 || s.tokens.end == at + 1)
        || word == "." && text.tokens.get(at + 1).is_some_and(|t| t.spaced)
}

/// Whether the words in marks end with a stop, a question or an exclamation.
fn last_ends_sentence(source: &str, text: &Text, marked: &Marked) -> bool {
    let last = text.tokens[marked.tokens.end - 1].span.of(source);
    matches!(last, "." | "!" | "?" | "..." | "…")
}

/// Whether the words break off with a comma or end a sentence, so that a cue can follow.
fn trails_off(source: &str, text: &Text, marked: &Marked) -> bool {
    let last = text.tokens[marked.tokens.end - 1].span.of(source);
    let after = text.tokens.get(outer_end(marked)).map(|t| t.span.of(source));
    matches!(last, "," | "." | "!" | "?" | "—" | "–" | "-" | "--" | "…" | "...")
        || matches!(after, Some("," | "—" | "–" | "-"))
}

fn capital_follows(text: &Text, at: usize, next: &Marked) -> bool {
    use crate::text::TokenKind::{Capital, Upper};
    at < next.tokens.start && matches!(text.tokens[at].kind, Capital | Upper)
}

/// Whether the group's first words stand inside a sentence of narration that began before them
/// with its own cue, as in `He called it "a trap," they said.`
fn embedded(source: &str, text: &Text, cues: &[CueAt], first: &Marked) -> bool {
    let start = sentence_start(source, text, first);
    let lead = start..first.tokens.start.saturating_sub(1);
    !cues_within(cues, &lead).is_empty()
}

/// First token of the sentence that the stretch stands in, its opening mark not counted.
fn sentence_start(source: &str, text: &Text, marked: &Marked) -> usize {
    let paragraph = &text.paragraphs[marked.paragraph].tokens;
    let mut at = marked.tokens.start.saturating_sub(usize::from(marked.opened));
    while at > paragraph.start
        && !is_stop(source, text, at - 1)
        && !closes_sentence(source, text, at - 1)
    {
        at -= 1;
    }
    at
}

/// A closing mark right after a stop ends a sentence too.
fn closes_sentence(source: &str, text: &Text, at: usize) -> bool {
    at > 0
        && matches!(text.tokens[at].span.of(source), "\"" | "”" | "''" | "’" | "'" | "»")
        && matches!(text.tokens[at - 1].span.of(source), "." | "!" | "?")
}

/// Whether the words in marks have a cue of their own behind them: `"…," he added.`
fn own_cue_after(source: &str, text: &Text, cues: &[CueAt], marked: &Marked) -> bool {
    if !trails_off(source, text, marked) {
        return false;
    }
    let start = outer_end(marked);
    let end = text.paragraphs[marked.paragraph].tokens.end;
    let stop = (start..end).find(|&at| is_stop(source, text, at)).unwrap_or(end);
    let opens = text.marked.partition_point(|m| m.tokens.start < start);
    let limit = text.marked.get(opens).map_or(stop, |m| m.tokens.start.min(stop));
    let short = limit.saturating_sub(start) <= 25;
    let last = text.tokens[marked.tokens.end - 1].span.of(source);
    let runs_on = last == ","
        || limit == start
        || text.tokens.get(start).is_some_and(|t| t.kind != crate::text::TokenKind::Mark);
    short && runs_on && last == "," && cues_within(cues, &(start..limit)).iter().any(verbal)
}
