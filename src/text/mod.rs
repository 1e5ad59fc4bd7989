//! Takes an article and gives its paragraphs, sentences, tokens and pairs of quotation marks.
//!
//! Promises: all lists are sorted by place; sentences tile their paragraph's tokens; every span
//! lies on character boundaries. Pure and total. Owns no strings: words are spans and keys.

pub mod copies;
mod marks;
mod sentences;
mod tokens;

use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::lexicon::Lexicon;
use crate::parse::{Article, BlockKind};
use crate::span::Span;

pub use marks::Marked;

/// Reads the structure of an article's prose. Bylines and date lines are left out.
#[must_use]
pub fn analyze(article: &Article, lexicon: &Lexicon) -> Text {
    let mut out = Text::default();
    out.tokens.reserve(article.text.len() / 5);
    for (block, part) in article.blocks.iter().enumerate() {
        if matches!(part.kind, BlockKind::Byline | BlockKind::DateLine) {
            continue;
        }
        let first = out.tokens.len();
        tokens::tokenize(&article.text, part.span, lexicon.abbreviations(), &mut out.tokens);
        if out.tokens.len() == first {
            continue;
        }
        let all = first..out.tokens.len();
        let paragraph = out.paragraphs.len();
        let first_sentence = out.sentences.len();
        let Text { tokens, sentences, .. } = &mut out;
        sentences::split(&article.text, tokens, all.clone(), lexicon, |range| {
            let span = tokens[range.start].span.cover(tokens[range.end - 1].span);
            sentences.push(Sentence { span, tokens: range, paragraph });
        });
        out.paragraphs.push(Paragraph {
            span: part.span,
            sentences: first_sentence..out.sentences.len(),
            tokens: all,
            block,
        });
    }
    let mut findings = Vec::new();
    out.marked = marks::pair(article, &out, &mut findings);
    out.findings = findings;
    out
}

/// The sentences of one block of prose.
#[must_use]
pub fn sentences(text: &str, block: Span, lexicon: &Lexicon) -> Vec<Span> {
    let mut tokens = Vec::new();
    tokens::tokenize(text, block, lexicon.abbreviations(), &mut tokens);
    let mut out = Vec::new();
    sentences::split(text, &tokens, 0..tokens.len(), lexicon, |range| {
        out.push(tokens[range.start].span.cover(tokens[range.end - 1].span));
    });
    out
}

/// The structure of one article's prose.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// Words, numbers and punctuation.
    pub tokens: Vec<Token>,
    /// Sentences.
    pub sentences: Vec<Sentence>,
    /// Paragraphs, one a block of the article.
    pub paragraphs: Vec<Paragraph>,
    /// Stretches in quotation marks, outermost ones.
    pub marked: Vec<Marked>,
    /// Marks that had to be repaired.
    pub findings: Vec<Diagnostic>,
}

impl Text {
    /// Keys of the words and numbers inside spans, in the order of the spans.
    pub fn words<'a>(
        &'a self,
        spans: impl Iterator<Item = Span> + 'a,
    ) -> impl Iterator<Item = u64> + 'a {
        let inside = move |span: Span| {
            let from = self.tokens.partition_point(|token| token.span.start < span.start);
            self.tokens[from..].iter().take_while(move |token| token.span.start < span.end)
        };
        let word = |token: &&Token| !matches!(token.kind, TokenKind::Mark | TokenKind::Clitic);
        spans.flat_map(inside).filter(word).map(|token| token.key)
    }
}

/// One word, number or mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// Key of its case-folded form, see [`crate::lexicon::key`]: tables are looked up by it.
    pub key: u64,
    /// What it is.
    pub kind: TokenKind,
    /// Whether white space stands before it.
    pub spaced: bool,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A word in lower case.
    Lower,
    /// A word whose first letter alone is a capital, `McCain` and `O'Brien` among them.
    Capital,
    /// A word of capitals, two letters or more, or an acronym with stops.
    Upper,
    /// A possessive `'s` or `'`, cut from its word.
    Clitic,
    /// Digits, with what stands inside a number.
    Number,
    /// Any mark; one token a character, but `...`, `--` and doubled quotation marks are one.
    Mark,
}

/// One sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands.
    pub span: Span,
    /// Its tokens, as positions in [`Text::tokens`].
    pub tokens: Range<usize>,
    /// Its paragraph, as a position in [`Text::paragraphs`].
    pub paragraph: usize,
}

/// One paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// Where it stands.
    pub span: Span,
    /// Its sentences, as positions in [`Text::sentences`].
    pub sentences: Range<usize>,
    /// Its tokens, as positions in [`Text::tokens`].
    pub tokens: Range<usize>,
    /// Its block, as a position in the article's blocks.
    pub block: usize,
}
