//! What the targets share: the word tables, read once, and articles out of any bytes.

use std::sync::LazyLock;

use onrecord::lexicon::Lexicon;
use onrecord::parse::{Article, ParseConfig, parse};

/// The word tables that come with the program.
pub static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::builtin);

/// The articles of a text file of those bytes; none where it is refused.
pub fn articles(bytes: &[u8]) -> Vec<Article> {
    parse("a.txt", bytes, &LEXICON, &ParseConfig::default()).unwrap_or_default()
}
