//! Takes a plain text file and gives its article: the canonical text is the file itself.
//!
//! Finds paragraphs, items of lists and headings, and at the head of the text the headline, the
//! byline and the line with the date. Reads text of other formats that hold plain text, too.

mod head;
mod lines;

pub(crate) use head::{byline, mark as mark_head, names};

use super::decode::decode;
use super::{Article, Block, BlockKind, Input, ParseError, bundle};
use crate::lexicon::Lexicon;
use crate::lexicon::layout::LayoutRole;
use crate::span::Span;

/// Longest heading, in bytes.
const LONGEST_HEADING: usize = 120;

/// Reads a `.txt` file.
pub(crate) fn read(input: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    let decoded = decode(input.bytes, None)?;
    if let Some(mut articles) = bundle::split(&decoded.text, input) {
        if let Some(first) = articles.first_mut() {
            first.notes.extend(decoded.note);
        }
        return Ok(articles);
    }
    let mut article = Article { text: decoded.text, ..Article::default() };
    article.notes.extend(decoded.note);
    article.blocks = blocks(&article.text, input.lexicon);
    if article.blocks.is_empty() {
        return Err(ParseError::Empty);
    }
    head::mark(&mut article, input.name, input.lexicon);
    Ok(vec![article])
}

/// The blocks of a text without markup, its head not yet told apart.
pub(crate) fn blocks(text: &str, lexicon: &Lexicon) -> Vec<Block> {
    let layout = lexicon.layout();
    let mut blocks: Vec<Block> = Vec::new();
    for stretch in lines::stretches(text) {
        let piece = &text[stretch.range.clone()];
        let is_end = piece.len() < 12 && layout.is(LayoutRole::End, piece);
        if is_end || !piece.chars().any(char::is_alphanumeric) {
            continue;
        }
        let mut span = Span::at(stretch.range);
        let mut kind = BlockKind::Paragraph;
        if let Some(mark) = bullet(piece) {
            let inner = Span::new(span.start + mark, span.end).trim(text);
            if !inner.is_empty() {
                (span, kind) = (inner, BlockKind::Item);
            }
        } else if piece.len() <= LONGEST_HEADING
            && (is_heading(piece) || layout.points(piece) && !ends_sentence(piece))
        {
            kind = BlockKind::Heading;
        }
        blocks.push(Block { span, kind, label: None, line: stretch.line });
    }
    settle_headings(&mut blocks);
    blocks
}

/// Bytes of the mark that makes a line an item of a list, with the space after it.
pub(crate) fn bullet(line: &str) -> Option<u32> {
    let first = line.chars().next()?;
    let mark = match first {
        '-' | '*' | '+' | '\u{2022}' | '\u{2023}' | '\u{25AA}' | '\u{25CF}' | '\u{25E6}'
        | '\u{00B7}' | '\u{25A0}' => first.len_utf8(),
        '0'..='9' => {
            let digits = line.bytes().take_while(u8::is_ascii_digit).count();
            if digits > 2 || !line[digits..].starts_with(['.', ')']) {
                return None;
            }
            digits + 1
        }
        _ => return None,
    };
    line[mark..].starts_with([' ', '\t', '\u{A0}']).then(|| u32::try_from(mark + 1).unwrap_or(0))
}

/// Whether a short line looks like a heading: it begins like a sentence and does not end as one.
fn is_heading(line: &str) -> bool {
    let begins = line.chars().next().is_some_and(|ch| ch.is_uppercase() || ch.is_ascii_digit());
    begins && !ends_sentence(line) && line.split_whitespace().count() <= 14
}

/// Whether a line ends as sentences, or lines before a quotation, do.
pub(crate) fn ends_sentence(line: &str) -> bool {
    let marks = [
        '.', '!', '?', '\u{2026}', ':', ';', ',', '"', '\u{201D}', '\'', '\u{2019}', ')',
        '\u{2014}', '-',
    ];
    line.trim_end().ends_with(marks)
}

/// A heading stands before a paragraph; several short lines in a row are a list.
fn settle_headings(blocks: &mut [Block]) {
    for at in 0..blocks.len() {
        if blocks[at].kind != BlockKind::Heading {
            continue;
        }
        let kind_at = |at: usize| blocks.get(at).map(|block| block.kind);
        let after = at > 0 && matches!(kind_at(at - 1), Some(BlockKind::Heading | BlockKind::Item));
        let before = kind_at(at + 1) == Some(BlockKind::Heading);
        // The first lines of a text are told apart by the reader of its head.
        if at > 3 && (before || after) && blocks[at].line > 8 {
            blocks[at].kind = BlockKind::Item;
        }
    }
}

#[cfg(test)]
mod tests;
