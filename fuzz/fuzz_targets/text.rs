//! Sentences, quotes, speakers, issues: every stage over a text.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use onrecord::lexicon::Lexicon;
use onrecord::parse::{ParseConfig, parse};
use onrecord::pipeline::{Options, extract};
use onrecord::text::analyze;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::builtin);

fuzz_target!(|text: &str| {
    let Ok(articles) = parse("a.txt", text.as_bytes(), &LEXICON, &ParseConfig::default()) else {
        return;
    };
    for article in articles {
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
