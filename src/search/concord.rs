//! Concordance lines: each match in its passage with the words around it.

use crate::index::words::WordStream;
use crate::lexicon::Lexicon;
use crate::pipeline::PIECE_SEPARATOR;
use crate::search::Hit;
use crate::search::around::sides;
use crate::span::Span;

/// A match with what stands around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Position of its passage in the hits.
    pub hit: usize,
    /// Words before it, in one piece of text.
    pub left: String,
    /// The match.
    pub matched: String,
    /// Words after it.
    pub right: String,
}

/// By what lines are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineOrder {
    /// As their passages are.
    #[default]
    Passages,
    /// By the words to the left, the nearest first.
    Left,
    /// By the words to the right.
    Right,
    /// By the words matched.
    Match,
}

/// How much stands to either side of a match.
#[derive(Clone, Copy, Debug)]
pub enum Window<'a> {
    /// So many words of the passage's paragraphs.
    Words(usize),
    /// The rest of its own sentence and so many more, over the ends of paragraphs; hits must bring
    /// their articles.
    Sentences(usize, &'a Lexicon),
}

/// The lines of all matches in `hits`. What stands around a match may be another's words.
#[must_use]
pub fn lines(hits: &[Hit], window: Window<'_>, order: LineOrder) -> Vec<Line> {
    let mut out = Vec::new();
    for (at, hit) in hits.iter().enumerate() {
        for &mark in &hit.highlights {
            out.extend(line(at, hit, mark, window));
        }
    }
    // Sorting is stable: lines that are alike stay in the order of their passages.
    match order {
        LineOrder::Passages => {}
        LineOrder::Left => out.sort_by_cached_key(|line| {
            let mut forms = forms(&line.left);
            forms.reverse();
            forms
        }),
        LineOrder::Right => out.sort_by_cached_key(|line| forms(&line.right)),
        LineOrder::Match => out.sort_by_cached_key(|line| forms(&line.matched)),
    }
    out
}

fn line(at: usize, hit: &Hit, mark: Span, window: Window<'_>) -> Option<Line> {
    let place = in_context(hit, mark)?;
    let window = match window {
        Window::Words(count) => count,
        Window::Sentences(count, lexicon) => {
            let article = hit.article.as_deref()?;
            let from = hit.context_span.start;
            let place = Span::new(place.start + from, place.end + from);
            let (before, after) = sides(article, place, count, lexicon);
            // Blocks are joined by what parts words, so that none runs into the next.
            let join = |spans: &[Span]| {
                spans.iter().map(|span| span.of(&article.text)).collect::<Vec<_>>().join(" ")
            };
            let (mut left, mut right) = (join(&before), join(&after));
            if before.last().is_some_and(|last| last.end < place.start) {
                left.push(' ');
            }
            if after.first().is_some_and(|first| first.start > place.end) {
                right.insert(0, ' ');
            }
            let matched = place.of(&article.text).to_owned();
            return Some(Line { hit: at, left, matched, right });
        }
    };
    let (before, rest) = hit.context.split_at_checked(place.start as usize)?;
    let (matched, after) = rest.split_at_checked(place.len() as usize)?;
    Some(Line {
        hit: at,
        left: last_words(before, window).to_owned(),
        matched: matched.to_owned(),
        right: first_words(after, window).to_owned(),
    })
}

/// Where a stretch of a hit's text stands in its context.
fn in_context(hit: &Hit, mark: Span) -> Option<Span> {
    let mut at = 0;
    for span in &hit.spans {
        if mark.start >= at && mark.end <= at + span.len() {
            let start = (span.start + mark.start - at).checked_sub(hit.context_span.start)?;
            return Some(Span::new(start, start + mark.len()));
        }
        at += span.len() + PIECE_SEPARATOR.len() as u32;
    }
    None
}

fn first_words(text: &str, count: usize) -> &str {
    let mut stream = WordStream::new(text);
    let mut end = 0;
    for _ in 0..count {
        if !stream.advance() {
            return text;
        }
        end = stream.end;
    }
    // What closes a sentence or a quotation stays with its word.
    let rest = &text[end..];
    let close =
        rest.find(|ch: char| ch.is_whitespace() || ch.is_alphanumeric()).unwrap_or(rest.len());
    &text[..end + close]
}

fn last_words(text: &str, count: usize) -> &str {
    let mut stream = WordStream::new(text);
    let mut starts = Vec::new();
    while stream.advance() {
        starts.push(stream.start);
    }
    match starts.len().checked_sub(count) {
        Some(skipped) if count > 0 => &text[starts[skipped]..],
        Some(_) => "",
        None => text,
    }
}

fn forms(text: &str) -> Vec<String> {
    let mut stream = WordStream::new(text);
    let mut out = Vec::new();
    while stream.advance() {
        out.push(stream.form.clone());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_cut_at_words() {
        assert_eq!(first_words(" the “old bridge,” he said", 3), " the “old bridge,”");
        assert_eq!(first_words(" the end.", 9), " the end.");
        assert_eq!(last_words("we will not mend the ", 2), "mend the ");
        assert_eq!(last_words("mend the ", 9), "mend the ");
        assert_eq!(last_words("mend the ", 0), "");
    }
}
