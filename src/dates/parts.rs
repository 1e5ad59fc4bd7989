//! Cuts an article into the parts that are told apart: the items of a live blog.

use crate::text::{Text, Token, TokenKind};

/// Numbers the parts of an article: a paragraph without words, such as a rule, or one that only
/// gives a time of day, as in a live blog, begins a new part.
pub(super) fn parts(text: &Text) -> Vec<u32> {
    let mut part = 0;
    let begins = |tokens: &[Token]| {
        let words = tokens.iter().filter(|token| token.kind != TokenKind::Mark).count();
        words == 0 || words <= 3 && tokens[0].kind == TokenKind::Number
    };
    text.paragraphs
        .iter()
        .map(|paragraph| {
            part += u32::from(begins(&text.tokens[paragraph.tokens.clone()]));
            part
        })
        .collect()
}
