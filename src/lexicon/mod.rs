//! The word tables of schema/, checked and joined: what onrecord knows about language and
//! politics.
//!
//! Tables are data: `schema/*.toml`, embedded at build time, layered with the user's own
//! (`--schema DIR`), checked as a whole before any article is read. Immutable afterwards and
//! passed by reference; never global.

/// A person of the registry: a position in the people table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonId(pub u32);

/// A policy issue: a position in the issues table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IssueId(pub u16);

/// A named matter: a position in the concepts table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConceptId(pub u16);

/// Key of a word by which all tables are looked up: a 64-bit hash of its case-folded form, in
/// which a curly apostrophe is a straight one. Two words of one article collide with a chance
/// of about one in 10^12, which is accepted for not comparing strings per token.
#[must_use]
pub fn key(word: &str) -> u64 {
    let mut folded = [0_u8; 64];
    let mut len = 0;
    for ch in word.chars() {
        let ch = if ch == '\u{2019}' { '\'' } else { ch };
        for low in ch.to_lowercase() {
            if len + 4 > folded.len() {
                return key_of_long(word);
            }
            len += low.encode_utf8(&mut folded[len..]).len();
        }
    }
    xxhash_rust::xxh3::xxh3_64(&folded[..len])
}

/// [`key`] for words beyond the stack buffer.
fn key_of_long(word: &str) -> u64 {
    let folded: String = word.replace('\u{2019}', "'").to_lowercase();
    xxhash_rust::xxh3::xxh3_64(folded.as_bytes())
}
