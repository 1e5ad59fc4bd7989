//! Gold articles as the fitting programs and the scorers' feeders read them.

use onrecord::parse::{Article, Block, BlockKind, Meta};
use onrecord::span::Span;

/// The article of a gold text: paragraphs stand apart by blank lines, the first is the headline.
pub(crate) fn plain(text: &str, title: Option<&str>) -> Article {
    let mut blocks = Vec::new();
    let mut at = 0;
    for piece in text.split("\n\n") {
        let span = Span::at(at..at + piece.len()).trim(text);
        if !span.is_empty() {
            let kind = if blocks.is_empty() { BlockKind::Headline } else { BlockKind::Paragraph };
            blocks.push(Block { span, kind, label: None, line: 1 });
        }
        at += piece.len() + 2;
    }
    let meta = Meta { title: title.map(str::to_owned), ..Meta::default() };
    Article { text: text.to_owned(), meta, blocks, format: "txt", ..Article::default() }
}
