//! Queries: any text is one, and as shown it reads back as itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::search::parse;

fuzz_target!(|text: &str| {
    let dates = |_: &str| None;
    let query = parse(text, &dates).query;
    let shown = query.to_string();
    let again = parse(&shown, &dates).query;
    assert_eq!(again.to_string(), shown, "{text:?}");
});
