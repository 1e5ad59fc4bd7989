//! Gives the turns of a transcript: what a labelled block and the blocks after it hold, up to
//! the next label, one quote a paragraph.
//!
//! Stage directions in brackets are not spoken and left out of the spans. Marks inside a turn are
//! part of it: they open no quote of their own.

use super::{Quote, QuoteKind};
use crate::parse::{Article, BlockKind};
use crate::span::Span;
use crate::text::Text;

/// The turns of an article, in order; none where no block has a label.
#[must_use]
pub fn find(article: &Article, text: &Text) -> Vec<Quote> {
    let mut out = Vec::new();
    let mut label: Option<Span> = None;
    for (at, paragraph) in text.paragraphs.iter().enumerate() {
        let block = article.blocks[paragraph.block];
        let start = match block.label {
            Some(own) => {
                label = Some(own);
                after_label(&article.text, own, paragraph.span)
            }
            None if matches!(block.kind, BlockKind::Heading | BlockKind::Headline) => {
                label = None;
                continue;
            }
            None => paragraph.span.start,
        };
        let Some(label) = label else { continue };
        let spans = spoken(&article.text, Span::new(start, paragraph.span.end));
        if !spans.is_empty() {
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
