//! Sentences, quotes, speakers, issues: every stage over a text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::pipeline::{Options, extract};
use onrecord::text::analyze;
use onrecord_fuzz::{LEXICON, articles};

fuzz_target!(|text: &str| {
    for article in articles(text.as_bytes()) {
        let stages = analyze(&article, &LEXICON);
        let mut end = 0;
        for sentence in &stages.sentences {
            assert!(sentence.span.start >= end, "sentences overlap");
            end = sentence.span.end;
            let _ = sentence.span.of(&article.text);
        }
        let extraction = extract("a.txt".to_owned(), article, &LEXICON, &Options::default());
        let text = &extraction.article.text;
        for passage in &extraction.passages {
            assert!(!passage.spans.is_empty(), "a passage of nothing");
            for span in passage.spans.iter().chain(&passage.reported).chain(passage.cue.iter()) {
                assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?}");
            }
            assert!(passage.line > 0, "no line");
        }
    }
});
