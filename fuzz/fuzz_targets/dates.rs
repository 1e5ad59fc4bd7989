//! Dates as people write them, in a text and in a query.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::civil::PartialDate;
use onrecord::dates::mentions;
use onrecord::text::analyze;
use onrecord_fuzz::{LEXICON, articles};

fuzz_target!(|text: &str| {
    for article in articles(text.as_bytes()) {
        let stages = analyze(&article, &LEXICON);
        for day in [None, PartialDate::from_year(2031), PartialDate::from_day(2028, 2, 29)] {
            for mention in mentions(&article.text, &stages, &LEXICON, day) {
                let _ = (mention.date(), mention.is_day());
            }
        }
    }
});
