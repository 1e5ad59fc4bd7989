//! Dates as people write them, in a text and in a query.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use onrecord::civil::PartialDate;
use onrecord::dates::mentions;
use onrecord::lexicon::Lexicon;
use onrecord::parse::{ParseConfig, parse};
use onrecord::text::analyze;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::builtin);

fuzz_target!(|text: &str| {
    let Ok(articles) = parse("a.txt", text.as_bytes(), &LEXICON, &ParseConfig::default()) else {
        return;
    };
    for article in articles {
        let stages = analyze(&article, &LEXICON);
        for day in [None, PartialDate::from_year(2031), PartialDate::from_day(2028, 2, 29)] {
            for mention in mentions(&article.text, &stages, &LEXICON, day) {
                let _ = (mention.date(), mention.is_day());
            }
        }
    }
});
