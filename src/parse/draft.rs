//! Builds the canonical text of formats whose text is derived, block by block.

use super::{Article, Block, BlockKind, Meta};
use crate::diagnostic::Diagnostic;
use crate::span::Span;

/// What stands between two blocks of a derived text.
const BREAK: &str = "\n\n";

/// A text in the making.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    text: String,
    blocks: Vec<Block>,
    /// Line breaks in the text so far.
    breaks: u32,
    /// What the file says about the article.
    pub(crate) meta: Meta,
    /// What was odd in reading it.
    pub(crate) notes: Vec<Diagnostic>,
}

impl Draft {
    /// Adds a block, without the white space around it; a blank one is not added. `line` is its
    /// line in the source; its line in the canonical text where the source has none to speak of.
    pub(crate) fn push(&mut self, kind: BlockKind, text: &str, line: Option<u32>) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str(BREAK);
            self.breaks = self.breaks.saturating_add(2);
        }
        let line = line.unwrap_or(self.breaks.saturating_add(1));
        let start = self.text.len();
        self.text.push_str(text);
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).count();
        self.breaks = self.breaks.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        // Rules and rows of stars are part of the text, but are no prose.
        if text.chars().any(char::is_alphanumeric) {
            let span = Span::at(start..self.text.len());
            self.blocks.push(Block { span, kind, label: None, line });
        }
    }

    /// Adds a speaker's turn, a block a paragraph; the first begins with the label and a colon.
    pub(crate) fn push_turn(&mut self, label: &str, text: &str, line: Option<u32>) {
        let mut label = Some(label);
        for paragraph in text.split('\n') {
            let paragraph = paragraph.trim();
            if paragraph.is_empty() {
                continue;
            }
            match label.take() {
                None => self.push(BlockKind::Paragraph, paragraph, line),
                Some(label) => {
                    self.push(BlockKind::Paragraph, &format!("{label}: {paragraph}"), line);
                    self.label(label.len());
                }
            }
        }
    }

    /// Sets the label of the last block to its first `len` bytes.
    pub(crate) fn label(&mut self, len: usize) {
        if let Some(block) = self.blocks.last_mut() {
            let start = block.span.start as usize;
            block.label = Some(Span::at(start..start + len));
        }
    }

    /// Whether no block was added yet.
    pub(crate) fn is_blank(&self) -> bool {
        self.blocks.is_empty()
    }

    /// The article.
    pub(crate) fn finish(self) -> Article {
        let Self { text, blocks, meta, notes, .. } = self;
        Article { text, meta, blocks, notes, ..Article::default() }
    }
}
