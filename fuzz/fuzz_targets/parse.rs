//! Each reader: the first byte chooses the ending of the file's name, the rest is the file.
#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use onrecord::parse::{ParseConfig, formats, parse};
use onrecord_fuzz::LEXICON;

/// What a reader says where it panicked: it is caught, and here it must not be.
const PANIC: &str = "its reader gave up";

fuzz_target!(|bytes: &[u8]| {
    let Some((&first, bytes)) = bytes.split_first() else { return };
    let endings: Vec<&str> = formats().flat_map(|(_, endings)| endings).copied().collect();
    let name = format!("a.{}", endings[usize::from(first) % endings.len()]);
    let config = ParseConfig {
        max_bytes: 1 << 20,
        patience: Duration::from_secs(5),
        ..ParseConfig::default()
    };
    match parse(&name, bytes, &LEXICON, &config) {
        Err(error) => assert!(!error.to_string().contains(PANIC), "{name}: {error}"),
        Ok(articles) => {
            for article in articles {
                let mut end = 0;
                for block in &article.blocks {
                    let (from, to) = (block.span.start as usize, block.span.end as usize);
                    let text = article.text.get(from..to).expect("on boundaries");
                    assert!(from >= end, "blocks overlap");
                    assert!(!text.trim().is_empty(), "a blank block");
                    end = to;
                }
                for note in &article.notes {
                    assert!(!note.message.contains(PANIC), "{name}: {}", note.message);
                }
            }
        }
    }
});
