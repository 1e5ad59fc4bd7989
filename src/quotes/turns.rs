//! Gives the turns of a transcript: what a labelled block and the blocks after it hold, up to
//! the next label, one quote a paragraph; a paragraph of a few words is one with the next.
//!
//! Stage directions in brackets are not spoken and left out of the spans. Marks inside a turn are
//! part of it: they open no quote of their own.

use super::{Quote, QuoteKind};
use crate::parse::{Article, BlockKind};
use crate::span::Span;
use crate::text::Text;

/// Words below which a paragraph says too little to stand alone, as in `No.` and `My answer:`.
const FEW_WORDS: usize = 12;

/// The turns of an article, in order; none where no block has a label.
#[must_use]
pub fn find(article: &Article, text: &Text) -> Vec<Quote> {
    let mut out: Vec<Quote> = Vec::new();
    let mut label: Option<Span> = None;
    // The paragraph that the last quote ends in.
    let mut last = 0;
    for (at, paragraph) in text.paragraphs.iter().enumerate() {
        let block = article.blocks[paragraph.block];
        let start = match block.label {
            Some(own) => {
                label = Some(own);
                after_label(&article.text, own, paragraph.span)
            }
            // In captions `>>` without a name is a change of speaker to nobody knows whom.
            None if matches!(block.kind, BlockKind::Heading | BlockKind::Headline)
                || paragraph.span.of(&article.text).starts_with(">>") =>
            {
                label = None;
                continue;
            }
            None => paragraph.span.start,
        };
        let Some(label) = label else { continue };
        if block.label.is_none()
            && at + 1 == text.paragraphs.len()
            && is_time(paragraph.span.of(&article.text))
        {
            continue;
        }
        let spans = spoken(&article.text, Span::new(start, paragraph.span.end));
        let before = out.last_mut().filter(|before| {
            before.label == Some(label)
                && last + 1 == at
                && words(&article.text, before) < FEW_WORDS
        });
        if spans.is_empty() {
            continue;
        }
        last = at;
        if let Some(before) = before {
            join(&article.text, before, &spans);
        } else {
            out.push(Quote {
                kind: QuoteKind::Direct,
                spans,
                reported: Vec::new(),
                cue: None,
                source: Some(label),
                paragraph: at,
                label: Some(label),
            });
        }
    }
    out
}

/// Whether a paragraph is but the hour at which a record ends: `2:31 P.M. EST`.
fn is_time(words: &str) -> bool {
    let words = words.trim();
    words.starts_with(|c: char| c.is_ascii_digit())
        && words.contains(':')
        && words.split_whitespace().count() <= 3
}

/// Words of a quote.
fn words(text: &str, quote: &Quote) -> usize {
    quote.spans.iter().map(|span| span.of(text).split_whitespace().count()).sum()
}

/// Adds the words of the next paragraph; where only a break stands between, as one stretch.
fn join(text: &str, quote: &mut Quote, next: &[Span]) {
    let mut next = next.iter().copied();
    if let (Some(before), Some(first)) = (quote.spans.last_mut(), next.next()) {
        if Span::new(before.end, first.start).of(text).trim().is_empty() {
            *before = before.cover(first);
        } else {
            quote.spans.push(first);
        }
    }
    quote.spans.extend(next);
}

/// First byte of the words after a label, its colon and the time of the turn.
fn after_label(text: &str, label: Span, block: Span) -> u32 {
    let rest = Span::new(label.end, block.end).of(text);
    let mark = |c: char| c.is_whitespace() || matches!(c, ':' | '.' | ')' | ']' | '*');
    let mut words = rest.trim_start_matches(mark);
    while let Some(inner) = words.strip_prefix(['(', '[']) {
        let Some(close) = inner.find([')', ']']) else { break };
        if !inner[..close].bytes().any(|b| b.is_ascii_digit()) {
            break;
        }
        words = inner[close..].trim_start_matches(mark);
    }
    label.end + u32::try_from(rest.len() - words.len()).unwrap_or(0)
}

/// Longest stage direction, in bytes: longer brackets are what somebody said aside.
const DIRECTION: usize = 60;

/// The spoken stretches: what stands outside short brackets that begin with a capital.
fn spoken(text: &str, turn: Span) -> Vec<Span> {
    let piece = turn.of(text);
    // `[soundbite of rally, March 11]`: a paragraph of its own is spoken by nobody
    let alone = piece.trim().strip_prefix('[').and_then(|inner| inner.find(']'));
    if alone.is_some_and(|close| close + 2 == piece.trim().len()) {
        return Vec::new();
    }
    let base = turn.start as usize;
    let mut out = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(open) = piece[at..].find(['(', '[']).map(|n| at + n) {
        let close = piece[open..].find([')', ']']).map(|n| open + n);
        match close {
            Some(close) if close - open <= DIRECTION && direction(&piece[open + 1..close]) => {
                push(text, base + start..base + open, &mut out);
                start = close + 1;
                at = close + 1;
            }
            _ => at = open + 1,
        }
    }
    push(text, base + start..base + piece.len(), &mut out);
    out
}

/// `Applause.`, `laughter`, `CROSSTALK`, `inaudible`: a word or a short sentence of its own.
fn direction(words: &str) -> bool {
    let count = words.split_whitespace().count();
    let whole = words.ends_with('.') || words.bytes().all(|b| !b.is_ascii_lowercase());
    count > 0 && (whole && count <= 8 || count == 1) && !words.bytes().any(|b| b.is_ascii_digit())
}

fn push(text: &str, range: std::ops::Range<usize>, out: &mut Vec<Span>) {
    let span = Span::at(range).trim(text);
    if span.of(text).chars().any(char::is_alphanumeric) {
        out.push(span);
    }
}

#[cfg(test)]
mod tests {
    use crate::lexicon::Lexicon;
    use crate::parse::{ParseConfig, parse};
    use crate::text;

    fn turns(words: &str) -> Vec<String> {
        let lexicon = Lexicon::builtin();
        let article = parse("a.txt", words.as_bytes(), &lexicon, &ParseConfig::default())
            .expect("an article")
            .swap_remove(0);
        let text = text::analyze(&article, &lexicon);
        let turns = super::find(&article, &text);
        let of = |span: &crate::span::Span| span.of(&article.text);
        turns.iter().map(|turn| turn.spans.iter().map(of).collect::<Vec<_>>().join("|")).collect()
    }

    #[test]
    fn a_paragraph_of_a_few_words_goes_with_the_next() {
        let long = "The levy on the harbour is dead and will stay so as long as I am here.";
        let text = format!(
            "THE MAYOR:  No.\n\n{long}\n\n{long}\n\nMS. OSTER:  (Laughter.)  Well.\n\nTHE MAYOR:  Yes.\n\n(Applause.)\n\nThank you.\n"
        );
        assert_eq!(turns(&text), [&format!("No.\n\n{long}"), long, "Well.", "Yes.", "Thank you."]);
    }

    #[test]
    fn what_only_describes_the_record_is_not_spoken() {
        let text = "HOST: ADA MARL\n\nGUESTS: Senator TIM OSTER (F-Lowe)\n\nMARL: Good morning.\n\nOSTER: Good morning to you.\n\n[soundbite of rally, March 11]\n\nMARL: That was in March.\n\nOSTER: It was.\n\nMARL: Thank you.\n\n2:31 P.M.\n";
        assert_eq!(
            turns(text),
            [
                "Good morning.",
                "Good morning to you.",
                "That was in March.",
                "It was.",
                "Thank you."
            ]
        );
    }
}
