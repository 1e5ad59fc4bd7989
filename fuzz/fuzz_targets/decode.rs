//! Bytes of any encoding under the name of a text file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord_fuzz::articles;

fuzz_target!(|bytes: &[u8]| {
    let articles = articles(bytes);
    for article in &articles {
        let bare = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        if articles.len() == 1 && article.format == "txt" && std::str::from_utf8(bare).is_ok() {
            assert!(article.text.len() <= bytes.len(), "text was made up");
        }
    }
});
