//! Bytes of any encoding under the name of a text file.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use onrecord::lexicon::Lexicon;
use onrecord::parse::{ParseConfig, parse};

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::builtin);

fuzz_target!(|bytes: &[u8]| {
    let Ok(articles) = parse("a.txt", bytes, &LEXICON, &ParseConfig::default()) else { return };
    for article in &articles {
        let bare = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        if articles.len() == 1 && article.format == "txt" && std::str::from_utf8(bare).is_ok() {
            assert!(article.text.len() <= bytes.len(), "text was made up");
        }
    }
});
