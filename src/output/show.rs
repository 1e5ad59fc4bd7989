//! A passage in its article, as a person reads it: the paragraphs around it, its words marked.

use std::io::{self, Write};

use super::human::{self, Piece};
use super::record::Range;
use super::{Item, Look, sanitize};
use crate::index::{StoredArticle, StoredPassage};
use crate::parse::BlockKind;
use crate::span::Span;

/// Writes the passage with `around` paragraphs before and after it.
///
/// # Errors
/// What `out` reports.
pub fn passage(
    out: &mut impl Write,
    article: &StoredArticle,
    passage: &StoredPassage,
    item: &Item<'_>,
    around: usize,
    look: &Look,
) -> io::Result<()> {
    human::item(out, item, look)?;
    let touches = |span: Span| span.overlaps(passage.context);
    let first = article.blocks.iter().position(|block| touches(block.span)).unwrap_or(0);
    let last = article.blocks.iter().rposition(|block| touches(block.span)).unwrap_or(first);
    let shown = first.saturating_sub(around)..(last + around + 1).min(article.blocks.len());
    for block in &article.blocks[shown] {
        let label = match block.kind {
            BlockKind::Headline => "headline  ",
            BlockKind::Byline | BlockKind::DateLine => continue,
            _ => "",
        };
        write!(out, "{label}")?;
        human::prose(out, &marked(article, block.span, &passage.spans), look)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// A block as one piece in which the passage's words are marked.
fn marked(article: &StoredArticle, block: Span, spans: &[Span]) -> Piece {
    let highlights = spans
        .iter()
        .filter(|span| span.overlaps(block))
        .map(|span| {
            let start = span.start.max(block.start) - block.start;
            Range(start, span.end.min(block.end) - block.start)
        })
        .collect();
    let text = block.of(&article.text);
    // Offsets stay as they are: breaks are single bytes and become single spaces when laid out.
    debug_assert!(text.len() == block.len() as usize, "{}", sanitize::line(text));
    Piece { text: text.to_owned(), marked: false, gap: false, highlights }
}
