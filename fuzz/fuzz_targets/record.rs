//! Bytes of stored articles: those that were written read back, and others never panic.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use onrecord::index::{Names, StoredArticle};
use onrecord::pipeline::{Options, extract};
use onrecord_fuzz::{LEXICON, articles};

static NAMES: LazyLock<Names> = LazyLock::new(|| Names::of(&LEXICON));

fuzz_target!(|bytes: &[u8]| {
    let _ = StoredArticle::of_bytes(bytes);
    for article in articles(bytes) {
        let extraction = extract("a.txt".to_owned(), article, &LEXICON, &Options::default());
        let stored = StoredArticle::bytes(&extraction, 3, "a.txt", &NAMES);
        let read = StoredArticle::of_bytes(&stored).expect("what was written");
        assert_eq!(read.text, extraction.article.text);
        assert_eq!(read.passages.len(), extraction.passages.len());
        for (read, passage) in read.passages.iter().zip(&extraction.passages) {
            assert_eq!((read.id, &read.spans), (passage.id, &passage.spans));
            assert_eq!(read.said, passage.said);
        }
        // A byte that is not what it was is noticed or read as something else, never a panic.
        let mut harmed = stored;
        if let Some(at) = bytes.len().checked_rem(harmed.len()) {
            harmed[at] ^= bytes.last().copied().unwrap_or(1) | 1;
            let _ = StoredArticle::of_bytes(&harmed);
        }
    }
});
