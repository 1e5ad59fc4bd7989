//! Cuts a paragraph's tokens into sentences.

use std::ops::Range;

use super::{Token, TokenKind};
use crate::lexicon::Lexicon;
use crate::lexicon::abbreviations::Ends;
use crate::lexicon::words::Class;

/// Gives the ranges of tokens that are sentences; they tile `tokens`.
pub(super) fn split(
    text: &str,
    tokens: &[Token],
    range: Range<usize>,
    lexicon: &Lexicon,
    mut found: impl FnMut(Range<usize>),
) {
    let mut start = range.start;
    let mut at = range.start;
    while at < range.end {
        if let Some(end) = end_of_sentence(text, tokens, at, &range, lexicon) {
            found(start..end);
            start = end;
            at = end;
        } else {
            at += 1;
        }
    }
    if start < range.end {
        found(start..range.end);
    }
}

/// One past the last token of the sentence, if the token at `at` ends one.
fn end_of_sentence(
    text: &str,
    tokens: &[Token],
    at: usize,
    range: &Range<usize>,
    lexicon: &Lexicon,
) -> Option<usize> {
    let token = tokens[at];
    let word = token.span.of(text);
    let stop_inside = token.kind != TokenKind::Mark && word.ends_with('.');
    if !(stop_inside || matches!(word, "." | "!" | "?" | "…" | "...") || word.starts_with("..."))
    {
        return None;
    }
    let mut end = at + 1;
    while end < range.end && !tokens[end].spaced && closes(tokens[end].span.of(text)) {
        end += 1;
    }
    let Some(next) = tokens.get(end).filter(|_| end < range.end) else { return Some(end) };
    if !next.spaced {
        return None;
    }
    let begins = begins_sentence(text, tokens, end, range, lexicon);
    if stop_inside {
        let ends = abbreviation_ends(token, word, next, begins, lexicon);
        return ends.then_some(end);
    }
    match begins {
        Begins::No => None,
        Begins::Capital | Begins::Opener => Some(end),
    }
}

fn closes(mark: &str) -> bool {
    matches!(mark, "\"" | "”" | "’" | "'" | "''" | ")" | "]" | "»" | "!" | "?" | "." | "*")
}

/// What the next token says about a sentence beginning at it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Begins {
    No,
    Capital,
    Opener,
}

fn begins_sentence(
    text: &str,
    tokens: &[Token],
    at: usize,
    range: &Range<usize>,
    lexicon: &Lexicon,
) -> Begins {
    let opening = |t: &Token| {
        matches!(
            t.span.of(text),
            "\"" | "“" | "‘" | "'" | "``" | "«" | "(" | "[" | "—" | "–" | "--" | "•" | "*"
        )
    };
    let mut at = at;
    while at < range.end && opening(&tokens[at]) {
        at += 1;
    }
    let Some(first) = tokens.get(at).filter(|_| at < range.end) else { return Begins::Capital };
    match first.kind {
        TokenKind::Capital | TokenKind::Upper => {
            if lexicon.words().is(first.key, Class::Opener) {
                Begins::Opener
            } else {
                Begins::Capital
            }
        }
        TokenKind::Number => Begins::Capital,
        TokenKind::Mark if matches!(first.span.of(text), "$" | "#" | "@" | "£" | "€") => {
            Begins::Capital
        }
        _ => Begins::No,
    }
}

fn abbreviation_ends(
    token: Token,
    word: &str,
    next: &Token,
    begins: Begins,
    lexicon: &Lexicon,
) -> bool {
    let bare = word.trim_end_matches('.');
    match lexicon.abbreviations().get(token.key, bare) {
        Some(Ends::Never) => false,
        Some(Ends::Number) => begins != Begins::No && next.kind != TokenKind::Number,
        // an acronym or an initial is read as an abbreviation that may end a sentence
        Some(Ends::Maybe) | None => begins == Begins::Opener,
    }
}
