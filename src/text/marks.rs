//! Pairs quotation marks within each paragraph.
//!
//! A mark's shape says what it is where shapes differ (`“`, `”`); a straight one opens before a
//! word and closes after one. What is left over is repaired inside its paragraph: a mark that
//! never closes runs to the paragraph's end (the usual style where the next paragraph opens
//! again), one that closes what was never opened runs back to where it can have begun. Every
//! repair is told as a diagnostic.

use super::{Paragraph, Text, Token, TokenKind};
use crate::diagnostic::{Diagnostic, Severity};
use crate::parse::{Article, BlockKind};
use crate::span::Span;

/// A stretch of text in quotation marks, outermost ones only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// The words, marks left out, not blank.
    pub inner: Span,
    /// The words with their marks.
    pub outer: Span,
    /// Tokens inside the marks, as positions in [`Text::tokens`].
    pub tokens: std::ops::Range<usize>,
    /// Its paragraph, as a position in [`Text::paragraphs`].
    pub paragraph: usize,
    /// Whether the opening mark is there.
    pub opened: bool,
    /// Whether the closing mark is there.
    pub closed: bool,
    /// Whether the marks are single ones.
    pub single: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Open,
    Close,
    Either,
}

/// Finds the marked stretches of all paragraphs, in order.
pub(super) fn pair(article: &Article, text: &Text, findings: &mut Vec<Diagnostic>) -> Vec<Marked> {
    let source = article.text.as_str();
    let house_single = single_style(source, text);
    let mut out: Vec<Marked> = Vec::new();
    for (index, paragraph) in text.paragraphs.iter().enumerate() {
        let headline = article.blocks[paragraph.block].kind == BlockKind::Headline;
        let first = out.len();
        pair_doubles(source, text, index, &mut out, findings);
        if house_single || (headline && out.len() == first) {
            pair_singles(source, text, index, &mut out);
        }
    }
    out
}

/// What a double mark can be at its place; `None` for other tokens.
fn double_role(source: &str, tokens: &[Token], at: usize, paragraph: &Paragraph) -> Option<Role> {
    let token = tokens[at];
    if token.kind != TokenKind::Mark {
        return None;
    }
    let shape = token.span.of(source);
    let before = at > paragraph.tokens.start && !token.spaced;
    let after = at + 1 < paragraph.tokens.end && !tokens[at + 1].spaced;
    let follows_word = before && !opens_after(tokens[at - 1].span.of(source));
    let precedes_word = after && !closes_before(tokens[at + 1].span.of(source));
    match shape {
        "“" | "„" | "‟" | "``" | "«" => Some(Role::Open),
        "”" | "»" => {
            // a closing shape with a space before and a word right after was meant to open
            Some(if !before && precedes_word { Role::Open } else { Role::Close })
        }
        "\"" | "''" | "″" | "＂" => Some(match (follows_word, precedes_word) {
            (false, true) => Role::Open,
            (true, false) => Role::Close,
            (false, false) if !before && after => Role::Open,
            (false, false) if before && !after => Role::Close,
            _ => Role::Either,
        }),
        _ => None,
    }
}

/// Marks right before which a quotation mark opens.
fn opens_after(mark: &str) -> bool {
    matches!(mark, "(" | "[" | "{" | "—" | "–" | "-" | "--" | "/" | "‘" | "'" | "“")
}

/// Marks right after which it closes when they follow it.
fn closes_before(mark: &str) -> bool {
    matches!(
        mark,
        ")" | "]"
            | "}"
            | ","
            | "."
            | ";"
            | ":"
            | "!"
            | "?"
            | "—"
            | "–"
            | "-"
            | "--"
            | "/"
            | "'"
            | "’"
            | "..."
            | "…"
            | "'s"
            | "’s"
    )
}

fn pair_doubles(
    source: &str,
    text: &Text,
    index: usize,
    out: &mut Vec<Marked>,
    findings: &mut Vec<Diagnostic>,
) {
    let paragraph = &text.paragraphs[index];
    let tokens = &text.tokens;
    let mut open: Option<usize> = None;
    let mut depth = 0_u32;
    let mut resume = paragraph.tokens.start;
    for at in paragraph.tokens.clone() {
        let Some(role) = double_role(source, tokens, at, paragraph) else { continue };
        match (role, open) {
            (Role::Open | Role::Either, None) => open = Some(at),
            (Role::Open, Some(began)) => {
                if closes_left(source, tokens, at, paragraph) > depth + 1 {
                    depth += 1;
                } else {
                    let end = sentence_end_before(source, tokens, began + 1, at);
                    finding(
                        findings,
                        "unclosed-quote",
                        tokens[began].span,
                        "a quotation mark is not closed before the next one opens; closed at the sentence's end",
                    );
                    push(source, tokens, index, Some(began), began + 1..end, None, out);
                    resume = end;
                    open = Some(at);
                    depth = 0;
                }
            }
            (Role::Close | Role::Either, Some(_)) if depth > 0 => depth -= 1,
            (Role::Close | Role::Either, Some(began)) => {
                push(source, tokens, index, Some(began), began + 1..at, Some(at), out);
                open = None;
                resume = at + 1;
            }
            (Role::Close, None) => {
                let begin = speech_begin(source, tokens, resume, at);
                finding(
                    findings,
                    "unopened-quote",
                    tokens[at].span,
                    "a quotation mark closes that was never opened; opened where the words can begin",
                );
                push(source, tokens, index, None, begin..at, Some(at), out);
                resume = at + 1;
            }
        }
    }
    if let Some(began) = open {
        let continues = text.paragraphs.get(index + 1).is_some_and(|next| {
            next.tokens.clone().next().is_some_and(|first| {
                double_role(source, tokens, first, next).is_some_and(|r| r != Role::Close)
            })
        });
        if !continues {
            finding(
                findings,
                "unclosed-quote",
                tokens[began].span,
                "a quotation mark is not closed in its paragraph; closed at the paragraph's end",
            );
        }
        push(source, tokens, index, Some(began), began + 1..paragraph.tokens.end, None, out);
    }
}

fn finding(findings: &mut Vec<Diagnostic>, code: &'static str, span: Span, message: &str) {
    findings.push(Diagnostic {
        code,
        severity: Severity::Warning,
        span: Some(span),
        message: message.to_owned(),
    });
}

/// How many closing marks remain after `at` before one opens at the outer level, at most three:
/// enough to tell a nested pair from a forgotten mark.
fn closes_left(source: &str, tokens: &[Token], at: usize, paragraph: &Paragraph) -> u32 {
    let mut closes = 0;
    for next in at + 1..paragraph.tokens.end.min(at + 200) {
        match double_role(source, tokens, next, paragraph) {
            Some(Role::Close) => closes += 1,
            Some(Role::Open | Role::Either) => break,
            None => {}
        }
        if closes == 3 {
            break;
        }
    }
    closes
}

/// One past the last token of the first sentence at `from`, before `limit`.
fn sentence_end_before(source: &str, tokens: &[Token], from: usize, limit: usize) -> usize {
    (from..limit)
        .rev()
        .find(|&at| matches!(tokens[at].span.of(source), "." | "!" | "?"))
        .map_or(limit, |at| at + 1)
}

/// First token of words that close at `close` but were not opened: the run of sentences back to
/// `resume`, without narration that a colon ends.
fn speech_begin(source: &str, tokens: &[Token], resume: usize, close: usize) -> usize {
    (resume..close).rev().find(|&at| tokens[at].span.of(source) == ":").map_or(resume, |at| at + 1)
}

fn push(
    source: &str,
    tokens: &[Token],
    paragraph: usize,
    open: Option<usize>,
    inner: std::ops::Range<usize>,
    close: Option<usize>,
    out: &mut Vec<Marked>,
) {
    if inner.is_empty() || !tokens[inner.clone()].iter().any(|t| t.kind != TokenKind::Mark) {
        return;
    }
    let words = tokens[inner.start].span.cover(tokens[inner.end - 1].span).trim(source);
    let edge = |at: Option<usize>| at.map_or(words, |at| tokens[at].span);
    out.push(Marked {
        inner: words,
        outer: edge(open).cover(words).cover(edge(close)),
        tokens: inner,
        paragraph,
        opened: open.is_some(),
        closed: close.is_some(),
        single: false,
    });
}

/// Whether the article sets speech in single marks, as British papers do: at least three
/// stretches in single marks that begin or end as speech does, and no more in double ones.
fn single_style(source: &str, text: &Text) -> bool {
    let mut singles = 0;
    let mut doubles = 0;
    for paragraph in &text.paragraphs {
        for at in paragraph.tokens.clone() {
            match text.tokens[at].kind {
                TokenKind::Mark => {}
                _ => continue,
            }
            match text.tokens[at].span.of(source) {
                "“" | "\"" | "''" | "``" | "«" => doubles += 1,
                "‘" | "'" if single_opens(source, &text.tokens, at, paragraph) => singles += 1,
                _ => {}
            }
        }
    }
    singles >= 2 && singles > 2 * doubles
}

fn single_opens(source: &str, tokens: &[Token], at: usize, paragraph: &Paragraph) -> bool {
    let token = tokens[at];
    let free =
        at == paragraph.tokens.start || token.spaced || opens_after(tokens[at - 1].span.of(source));
    let follows = |at: usize| at < paragraph.tokens.end && !tokens[at].spaced;
    // the apostrophe of a cut word may come first: ‘’Course you can’
    let cut = follows(at + 1)
        && matches!(tokens[at + 1].span.of(source), "’" | "'")
        && follows(at + 2)
        && tokens[at + 2].kind != TokenKind::Mark;
    let word = cut || follows(at + 1) && tokens[at + 1].kind != TokenKind::Mark;
    // ’90s and ’em are cut words, not openings
    let year = word && tokens[at + 1].kind == TokenKind::Number;
    free && word && !(year && token.span.of(source) != "‘")
}

fn single_closes(source: &str, tokens: &[Token], at: usize, paragraph: &Paragraph) -> bool {
    let token = tokens[at];
    if token.spaced || at == paragraph.tokens.start {
        return false;
    }
    let end = at + 1 >= paragraph.tokens.end;
    let free = end || tokens[at + 1].spaced || closes_before(tokens[at + 1].span.of(source));
    if !free {
        return false;
    }
    let before = tokens[at - 1];
    // after a word in s it may be a possessive: then a lower-case word must not follow directly
    let possessive = before.kind != TokenKind::Mark
        && before.span.of(source).ends_with(['s', 'S'])
        && !end
        && tokens[at + 1].spaced
        && matches!(tokens[at + 1].kind, TokenKind::Lower | TokenKind::Capital | TokenKind::Upper);
    !possessive
}

fn pair_singles(source: &str, text: &Text, index: usize, out: &mut Vec<Marked>) {
    let paragraph = &text.paragraphs[index];
    let tokens = &text.tokens;
    let taken: Vec<Span> =
        out.iter().rev().take_while(|m| m.paragraph == index).map(|m| m.outer).collect();
    let first = out.len();
    let mut open: Option<usize> = None;
    for at in paragraph.tokens.clone() {
        let token = tokens[at];
        let shape = token.span.of(source);
        if !matches!(shape, "‘" | "’" | "'") || taken.iter().any(|span| span.contains(token.span))
        {
            continue;
        }
        match open {
            None if shape != "’" && single_opens(source, tokens, at, paragraph) => {
                open = Some(at);
            }
            Some(began) if shape != "‘" && single_closes(source, tokens, at, paragraph) => {
                push(source, tokens, index, Some(began), began + 1..at, Some(at), out);
                open = None;
            }
            _ => {}
        }
    }
    if let Some(began) = open {
        let continues = text.paragraphs.get(index + 1).is_some_and(|next| {
            next.tokens.clone().next().is_some_and(|at| {
                matches!(tokens[at].span.of(source), "‘" | "'")
                    && single_opens(source, tokens, at, next)
            })
        });
        if continues {
            push(source, tokens, index, Some(began), began + 1..paragraph.tokens.end, None, out);
        }
    }
    for marked in &mut out[first..] {
        marked.single = true;
    }
    // double marks inside single ones are a quote within the quote
    let singles: Vec<Span> = out[first..].iter().map(|m| m.outer).collect();
    let mut own = out.split_off(first - taken.len());
    own.retain(|m| m.single || !singles.iter().any(|outer| outer.contains(m.outer)));
    own.sort_by_key(|m| m.inner.start);
    out.append(&mut own);
}
