//! Cuts prose into tokens. One pass over the bytes; no string is copied.

use super::{Token, TokenKind};
use crate::lexicon::{abbreviations::Abbreviations, key};
use crate::span::Span;

/// Appends the tokens of `text[span]` to `out`.
pub(super) fn tokenize(
    text: &str,
    span: Span,
    abbreviations: &Abbreviations,
    out: &mut Vec<Token>,
) {
    let end = span.end as usize;
    let mut at = span.start as usize;
    let mut spaced = false;
    while at < end {
        let Some(ch) = text[at..end].chars().next() else { break };
        if is_space(ch) {
            spaced = true;
            at += ch.len_utf8();
            continue;
        }
        let next = if ch.is_alphabetic() {
            word(text, at, end, spaced, abbreviations, out)
        } else if ch.is_ascii_digit() {
            number(text, at, end, spaced, out)
        } else {
            mark(text, at, end, ch, spaced, out)
        };
        debug_assert!(next > at, "a token has at least one byte");
        at = next;
        spaced = false;
    }
}

/// White space, and the characters that take no room and belong to no word.
fn is_space(ch: char) -> bool {
    ch.is_whitespace() || matches!(ch, '\u{200B}' | '\u{FEFF}' | '\u{2060}' | '\u{00AD}')
}

fn push(
    text: &str,
    start: usize,
    end: usize,
    kind: TokenKind,
    spaced: bool,
    out: &mut Vec<Token>,
) -> usize {
    let key = key(&text[start..end]);
    out.push(Token { span: Span::at(start..end), key, kind, spaced });
    end
}

fn word(
    text: &str,
    start: usize,
    limit: usize,
    spaced: bool,
    abbreviations: &Abbreviations,
    out: &mut Vec<Token>,
) -> usize {
    if let Some(end) = acronym(text, start, limit) {
        return push(text, start, end, TokenKind::Upper, spaced, out);
    }
    let (mut end, clitic) = word_end(text, start, limit);
    let body = &text[start..end];
    let kind = case(body);
    let mut token_key = key(body);
    if clitic.is_none() && text[end..limit].starts_with('.') {
        let initial = kind == TokenKind::Capital
            && body.len() == 1
            && body != "I"
            && spaced_word_follows(text, end + 1, limit);
        if abbreviations.get(token_key, body).is_some() {
            end += 1;
        } else if initial {
            end += 1;
            token_key = key(&text[start..end]);
        }
    }
    out.push(Token { span: Span::at(start..end), key: token_key, kind, spaced });
    match clitic {
        Some(clitic_end) => push(text, end, clitic_end, TokenKind::Clitic, false, out),
        None => end,
    }
}

/// Whether a space and then a capital follow, as after an initial.
fn spaced_word_follows(text: &str, at: usize, limit: usize) -> bool {
    let mut chars = text[at..limit].chars();
    let space = chars.next().is_some_and(char::is_whitespace);
    space && chars.next().is_some_and(char::is_uppercase)
}

/// End of an acronym with stops, `U.S.` or `a.m.`: two or more single letters, each with a stop.
/// The last stop may be missing.
fn acronym(text: &str, start: usize, limit: usize) -> Option<usize> {
    let bytes = &text.as_bytes()[..limit];
    let mut at = start;
    let mut letters = 0;
    while at + 1 < limit && bytes[at].is_ascii_alphabetic() && bytes[at + 1] == b'.' {
        at += 2;
        letters += 1;
    }
    let letter_left = at < limit && bytes[at].is_ascii_alphanumeric();
    if letter_left && letters >= 1 {
        // `U.S.A` without its last stop, but not `e.g.the` run together
        let last =
            at + 1 == limit || !(bytes[at + 1].is_ascii_alphanumeric() || bytes[at + 1] >= 0x80);
        return (last && letters >= 1 && bytes[at].is_ascii_uppercase()).then_some(at + 1);
    }
    (letters >= 2).then_some(at)
}

/// End of the word that begins at `start`, and the end of a possessive that follows it.
/// Apostrophes and hyphens between letters or digits belong to the word.
fn word_end(text: &str, start: usize, limit: usize) -> (usize, Option<usize>) {
    let bytes = &text.as_bytes()[start..limit];
    let plain = bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    match bytes.get(plain) {
        Some(b'-' | b'\'' | b'&' | 0x80..) => {}
        _ => return (start + plain, None),
    }
    let mut end = start;
    let mut rest = text[start..limit].char_indices().peekable();
    while let Some((offset, ch)) = rest.next() {
        if ch.is_alphanumeric() || is_combining(ch) {
            end = start + offset + ch.len_utf8();
            continue;
        }
        let joins = matches!(ch, '-' | '\'' | '\u{2019}' | '\u{2011}' | '&');
        let Some(&(next_offset, next)) = rest.peek() else { break };
        if !joins || !next.is_alphanumeric() {
            break;
        }
        if matches!(ch, '\'' | '\u{2019}') && matches!(next, 's' | 'S') {
            let after = start + next_offset + 1;
            let closes = !text[after..limit].chars().next().is_some_and(char::is_alphanumeric);
            if closes {
                return (end, Some(after));
            }
        }
        if ch == '&' && !next.is_uppercase() {
            break;
        }
    }
    (end, None)
}

fn is_combining(ch: char) -> bool {
    matches!(ch, '\u{0300}'..='\u{036F}')
}

fn case(word: &str) -> TokenKind {
    if word.as_bytes().first().is_some_and(u8::is_ascii_lowercase) {
        return TokenKind::Lower;
    }
    let mut chars = word.chars();
    if !chars.next().is_some_and(char::is_uppercase) {
        return TokenKind::Lower;
    }
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    if letters >= 2 && !word.chars().any(char::is_lowercase) {
        TokenKind::Upper
    } else {
        TokenKind::Capital
    }
}

/// Digits with what stands inside a number, and letters glued to it: `1,000`, `2.5`, `9:30`,
/// `20th`, `2015-16`.
fn number(text: &str, start: usize, limit: usize, spaced: bool, out: &mut Vec<Token>) -> usize {
    let mut end = start;
    let mut rest = text[start..limit].char_indices().peekable();
    while let Some((offset, ch)) = rest.next() {
        if ch.is_alphanumeric() {
            end = start + offset + ch.len_utf8();
            continue;
        }
        let inside = matches!(ch, '.' | ',' | ':' | '/' | '-' | '\u{2013}');
        if !inside || !rest.peek().is_some_and(|(_, next)| next.is_ascii_digit()) {
            break;
        }
    }
    push(text, start, end, TokenKind::Number, spaced, out)
}

fn mark(
    text: &str,
    start: usize,
    limit: usize,
    ch: char,
    spaced: bool,
    out: &mut Vec<Token>,
) -> usize {
    let piece = &text.as_bytes()[start..limit];
    let len = match ch {
        '.' => piece.iter().take_while(|&&b| b == b'.').count(),
        '-' => piece.iter().take_while(|&&b| b == b'-').count(),
        '\'' if piece.starts_with(b"''") => 2,
        '`' if piece.starts_with(b"``") => 2,
        _ => ch.len_utf8(),
    };
    push(text, start, start + len, TokenKind::Mark, spaced, out)
}
