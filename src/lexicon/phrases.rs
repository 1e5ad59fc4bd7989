//! Takes the phrases of a table and finds them in running text, all in one pass.
//!
//! Words are compared by stem (the stemmer of the index), whatever their case; a phrase of one
//! word keeps its case where the table writes a capital: `Turkey` is not `turkey`, and `WHO` is
//! only what is written all in capitals. `=arms` asks for that very form. Hyphens count as
//! spaces, stops in initials and possessive endings are dropped, curly marks are straight.
//! The longest phrase hides those inside it. Cost per word: one look-up, and one more for each
//! further word of a phrase that has begun; the number of phrases does not matter.

use frostem::{Algorithm, Stemmer};

use crate::lexicon::key;
use crate::lexicon::keyed::KeyMap;

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Case {
    /// Begins small, or has no letters.
    Lower,
    /// Begins with a capital.
    Capital,
    /// All capitals, two signs or more; a plural `s` is allowed after them.
    Upper,
}

/// One word of running text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Key of the folded form, without stops in initials and without possessive ending.
    pub key: u64,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// How it is written.
    pub case: Case,
    /// Whether a phrase may not run into it from the word before.
    pub fresh: bool,
}

/// A phrase found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The number that the table gave the phrase.
    pub phrase: u32,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// Working memory of [`Phrases::find`], worth keeping between texts: it remembers stems.
#[derive(Clone, Debug)]
pub struct Memory {
    words: Vec<Word>,
    ids: Vec<u32>,
    stems: KeyMap<u32>,
    /// Words seen lately with their numbers, by the low bits of their keys: the few words that
    /// make up most of a text are found here at once.
    recent: Vec<(u64, u32)>,
    /// The set whose numbers are remembered.
    set: u64,
}

/// Words that [`Memory::recent`] holds; a power of two.
const RECENT: usize = 1 << 12;

impl Default for Memory {
    fn default() -> Self {
        Self {
            words: Vec::new(),
            ids: Vec::new(),
            stems: KeyMap::default(),
            recent: vec![(0, NONE); RECENT],
            set: 0,
        }
    }
}

/// How many stems a [`Memory`] keeps before it starts anew.
const MEMORY_LIMIT: usize = 1 << 15;

/// What is asked of the single word of a one-word phrase.
#[derive(Clone, Copy, Debug)]
struct Rule {
    phrase: u32,
    /// Key of the form asked for; 0 where any form of the stem will do.
    exact: u64,
    case: Case,
}

/// A set of phrases, ready to be found.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    /// Word number by key of a form written in the table; 0 is a word that begins nothing.
    surface: KeyMap<u32>,
    /// Word number by key of its stem.
    stems: KeyMap<u32>,
    /// Node after the first word, by word number.
    roots: Vec<u32>,
    /// Node by node and next word.
    edges: KeyMap<u32>,
    /// Phrases that end at a node, as stretches of `rules`.
    ends: Vec<(u32, u32)>,
    /// What is asked of phrases, in order of the nodes where they end.
    rules: Vec<Rule>,
    /// Tells this set from others: a hash of its phrases.
    set: u64,
}

/// No word of the table, or no node.
const NONE: u32 = 0;

impl Phrases {
    /// Builds from phrases with their numbers. A phrase without words is left out.
    pub fn new<'a>(phrases: impl IntoIterator<Item = (&'a str, u32)>) -> Self {
        let stemmer = Stemmer::new(Algorithm::English);
        let mut set = Self { roots: vec![NONE], ..Self::default() };
        let mut ends: Vec<Vec<Rule>> = vec![Vec::new()];
        let mut words = Vec::new();
        for (text, phrase) in phrases {
            let (exactly, text) = match text.strip_prefix('=') {
                Some(rest) => (true, rest),
                None => (false, text),
            };
            words.clear();
            scan(text, |word| words.push(word));
            let mut node = NONE;
            for word in &words {
                let id = set.word(text, word, stemmer);
                node = set.step(node, id, &mut ends);
            }
            let rule = match words.as_slice() {
                [] => continue,
                [word] => Rule {
                    phrase,
                    exact: if exactly || word.case > Case::Lower { word.key } else { 0 },
                    case: word.case,
                },
                _ => Rule { phrase, exact: 0, case: Case::Lower },
            };
            ends[node as usize].push(rule);
            set.set = edge(node, phrase) ^ set.set.rotate_left(1).wrapping_add(rule.exact);
        }
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        for rules in ends {
            let start = set.rules.len();
            set.rules.extend(rules);
            set.ends.push((number(start), number(set.rules.len())));
        }
        set
    }

    /// The number of a table word, new if need be.
    fn word(&mut self, text: &str, word: &Word, stemmer: Stemmer) -> u32 {
        let stem = stem_key(text, word, stemmer);
        let fresh = u32::try_from(self.roots.len()).unwrap_or(u32::MAX);
        let id = *self.stems.entry(stem).or_insert(fresh);
        if id == fresh {
            self.roots.push(NONE);
        }
        self.surface.insert(word.key, id);
        id
    }

    /// The node after `node` and a word, new if need be.
    fn step(&mut self, node: u32, id: u32, ends: &mut Vec<Vec<Rule>>) -> u32 {
        let fresh = u32::try_from(ends.len()).unwrap_or(u32::MAX);
        let next = if node == NONE {
            let root = &mut self.roots[id as usize];
            if *root == NONE {
                *root = fresh;
            }
            *root
        } else {
            *self.edges.entry(edge(node, id)).or_insert(fresh)
        };
        if next == fresh {
            ends.push(Vec::new());
        }
        next
    }

    /// Finds the phrases in `text`, in order of their first byte; offsets grow by `base`.
    /// A phrase wholly inside a longer one is not given.
    pub fn find(&self, text: &str, base: u32, memory: &mut Memory, mut each: impl FnMut(Found)) {
        self.read(text, memory);
        let (words, ids) = (&memory.words, &memory.ids);
        let mut covered = 0;
        for first in 0..words.len() {
            let mut node = self.roots[ids[first] as usize];
            let mut last = first;
            let mut best: Option<(usize, &[Rule])> = None;
            while node != NONE {
                let (start, end) = self.ends[node as usize];
                let ends = &self.rules[start as usize..end as usize];
                if ends.iter().any(|rule| rule.allows(&words[first])) {
                    best = Some((last, ends));
                }
                last += 1;
                if last >= words.len() || words[last].fresh || ids[last] == NONE {
                    break;
                }
                node = self.edges.get(&edge(node, ids[last])).copied().unwrap_or(NONE);
            }
            let Some((last, rules)) = best else { continue };
            if last < covered {
                continue;
            }
            covered = last + 1;
            for rule in rules.iter().filter(|rule| rule.allows(&words[first])) {
                each(Found {
                    phrase: rule.phrase,
                    start: base + words[first].start,
                    end: base + words[last].end,
                });
            }
        }
    }

    /// Fills the memory with the words of `text` and their numbers.
    fn read(&self, text: &str, memory: &mut Memory) {
        if memory.set != self.set {
            *memory = Memory { set: self.set, ..Memory::default() };
        }
        let Memory { words, ids, stems, recent, .. } = memory;
        words.clear();
        ids.clear();
        if stems.len() > MEMORY_LIMIT {
            stems.clear();
        }
        let stemmer = Stemmer::new(Algorithm::English);
        scan(text, |word| {
            // capitals may stand for another word than small letters do
            let seen = word.key ^ u64::from(word.case == Case::Upper);
            let slot = &mut recent[seen as usize % RECENT];
            if slot.0 != seen {
                let id = match self.surface.get(&word.key) {
                    Some(&id) => id,
                    None => *stems.entry(seen).or_insert_with(|| {
                        self.stems.get(&stem_key(text, &word, stemmer)).copied().unwrap_or(NONE)
                    }),
                };
                *slot = (seen, id);
            }
            words.push(word);
            ids.push(slot.1);
        });
    }
}

impl Rule {
    /// Whether the first word of a find is written as a one-word phrase asks.
    fn allows(self, word: &Word) -> bool {
        word.case >= self.case && (self.exact == 0 || self.exact == word.key)
    }
}

/// Key of a step in the tree.
fn edge(node: u32, id: u32) -> u64 {
    (u64::from(node) << 32 | u64::from(id)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Key of the stem of a word; of the word itself where it is no plain word.
fn stem_key(text: &str, word: &Word, stemmer: Stemmer) -> u64 {
    let written = text.get(word.start as usize..word.end as usize).unwrap_or("");
    let mut folded = [0_u8; 48];
    let lower = if written.is_ascii() && written.len() <= folded.len() {
        let folded = &mut folded[..written.len()];
        folded.copy_from_slice(written.as_bytes());
        folded.make_ascii_lowercase();
        str::from_utf8(folded).unwrap_or("")
    } else {
        return word.key;
    };
    if word.case == Case::Upper || !lower.bytes().all(|b| b.is_ascii_alphabetic()) {
        return match word.case {
            // An acronym is its own stem, but CAPITALS OF A HEADLINE are words.
            Case::Upper if lower.len() > 4 && lower.bytes().all(|b| b.is_ascii_alphabetic()) => {
                key(&stemmer.stem(lower))
            }
            _ => word.key,
        };
    }
    key(&stemmer.stem(lower))
}

/// Splits a text into words, in order.
pub fn scan(text: &str, mut each: impl FnMut(Word)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut fresh = true;
    // Length of the word before, by which the stop of "v." is told from that of a sentence.
    let mut before = 0;
    while at < bytes.len() {
        let size = letter(text, at);
        if size == 0 {
            fresh |= match bytes[at] {
                b'.' | b'!' | b'?' => before > 3 && ends_here(&bytes[at + 1..]),
                b';' | b':' | b'(' | b')' | b'[' | b']' => true,
                b'-' => bytes.get(at + 1) == Some(&b'-') || bytes.get(at + 1) == Some(&b' '),
                b'\n' => blank_line_follows(&bytes[at + 1..]),
                0xe2 => {
                    bytes.get(at + 1) == Some(&0x80)
                        && matches!(bytes.get(at + 2), Some(0x94 | 0x93))
                }
                _ => false,
            };
            at += 1;
            continue;
        }
        let (word, next) = word_at(text, at, size, fresh);
        before = next - at;
        at = next;
        fresh = false;
        each(word);
    }
}

/// Whether a stop ends a sentence with this after it: no word that goes on, and no number, as in
/// "Sept. 11".
fn ends_here(rest: &[u8]) -> bool {
    match rest.first() {
        None => true,
        Some(b' ') => !rest.get(1).is_some_and(u8::is_ascii_digit),
        Some(byte) => !byte.is_ascii_alphanumeric(),
    }
}

/// Whether only blanks stand before the next line break.
fn blank_line_follows(rest: &[u8]) -> bool {
    rest.iter().find(|b| !matches!(b, b' ' | b'\t' | b'\r')) == Some(&b'\n')
}

/// Bytes of the letter or digit at `at`; 0 where there is none.
fn letter(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    match bytes.get(at) {
        Some(b) if b.is_ascii() => usize::from(b.is_ascii_alphanumeric()),
        Some(_) if text.is_char_boundary(at) => match text[at..].chars().next() {
            Some(ch) if ch.is_alphanumeric() => ch.len_utf8(),
            _ => 0,
        },
        _ => 0,
    }
}

/// Reads the word that begins at `start` with a sign of `size` bytes; gives where to go on.
fn word_at(text: &str, start: usize, size: usize, fresh: bool) -> (Word, usize) {
    let bytes = text.as_bytes();
    let is = |at: usize, f: fn(&u8) -> bool| bytes.get(at).is_some_and(f);
    let mut end = start + size;
    // Whether so far all is single letters with stops between them.
    let mut initials = is(start, u8::is_ascii_alphabetic);
    let mut dotted = false;
    let mut next;
    loop {
        next = end;
        // most words are small letters alone
        let plain = bytes[end..].iter().take_while(|b| b.is_ascii_lowercase()).count();
        if plain > 0 {
            initials &= plain == 1 && bytes[end - 1] == b'.';
            end += plain;
            next = end;
        }
        let size = letter(text, end);
        if size > 0 {
            initials &= end > start && bytes[end - 1] == b'.';
            end += size;
            continue;
        }
        match bytes.get(end) {
            Some(b'.') if initials && is(end + 1, u8::is_ascii_alphabetic) => {
                if letter(text, end + 2) > 0 {
                    break;
                }
                dotted = true;
                end += 1;
            }
            Some(b'.') if initials && dotted => {
                next = end + 1;
                break;
            }
            Some(b'.' | b',')
                if is(end - 1, u8::is_ascii_digit) && is(end + 1, u8::is_ascii_digit) =>
            {
                dotted = true;
                end += 1;
            }
            Some(b'&') if letter(text, end + 1) > 0 => end += 1,
            Some(b'\'' | 0xe2) => {
                let mark = match bytes[end] {
                    b'\'' => 1,
                    _ if text[end..].starts_with('\u{2019}') => 3,
                    _ => break,
                };
                let after = end + mark;
                if matches!(bytes.get(after), Some(b's' | b'S')) && letter(text, after + 1) == 0 {
                    next = after + 1;
                    break;
                }
                if letter(text, after) == 0 {
                    break;
                }
                initials = false;
                end = after;
            }
            _ => break,
        }
    }
    let written = &text[start..end];
    let case = case_of(written);
    // The plural of an acronym is the acronym.
    let plural = case == Case::Upper && written.ends_with('s');
    let form = if plural { &written[..written.len() - 1] } else { written };
    let key = if dotted { key(&form.replace(['.', ','], "")) } else { key(form) };
    let offset = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    (Word { key, start: offset(start), end: offset(end), case, fresh }, next)
}

/// How a word is written.
fn case_of(word: &str) -> Case {
    let bytes = word.as_bytes();
    if bytes.is_ascii() && !bytes.iter().any(u8::is_ascii_uppercase) {
        return Case::Lower;
    }
    let mut letters = 0;
    let mut small = 0;
    for ch in word.chars() {
        letters += usize::from(ch.is_alphanumeric());
        small += usize::from(ch.is_lowercase());
    }
    let capital = word.chars().next().is_some_and(char::is_uppercase);
    let any = capital || word.chars().any(char::is_uppercase);
    if small == 0 && any && letters >= 2 {
        return Case::Upper;
    }
    if small == 1 && letters >= 3 && word.ends_with('s') && capital {
        return Case::Upper;
    }
    if capital { Case::Capital } else { Case::Lower }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(phrases: &[&str], text: &str) -> Vec<String> {
        let set = Phrases::new(phrases.iter().zip(0..).map(|(phrase, n)| (*phrase, n)));
        let mut all = Vec::new();
        set.find(text, 0, &mut Memory::default(), |found| {
            all.push(text[found.start as usize..found.end as usize].to_owned());
        });
        all
    }

    #[test]
    fn words_match_by_stem_and_hyphens_are_spaces() {
        assert_eq!(found(&["food stamp"], "Food-stamps were cut."), ["Food-stamps"]);
        assert_eq!(found(&["same-sex marriage"], "same sex marriages"), ["same sex marriages"]);
        assert_eq!(found(&["=arms"], "an arm of the law, by arms"), ["arms"]);
    }

    #[test]
    fn the_longest_phrase_hides_those_inside_it() {
        assert_eq!(
            found(&["trade", "war", "trade war"], "a trade war and a war"),
            ["trade war", "war"]
        );
    }

    #[test]
    fn acronyms_keep_their_case() {
        assert_eq!(found(&["WHO"], "Who said so? The WHO did, who else"), ["WHO"]);
        assert_eq!(found(&["Turkey"], "turkey from Turkey’s east"), ["Turkey"]);
        assert_eq!(found(&["HMO"], "the HMOs"), ["HMOs"]);
        assert_eq!(found(&["S.B. 1070"], "SB 1070 and S.B. 1070"), ["SB 1070", "S.B. 1070"]);
        assert_eq!(found(&["US"], "The U.S. told us"), ["U.S"]);
    }

    #[test]
    fn phrases_do_not_run_over_the_end_of_a_sentence() {
        assert_eq!(found(&["house rules"], "They left the house. Rules differ."), [""; 0]);
        assert_eq!(found(&["Dalt v. Orm"], "in Dalt v. Orm, the court"), ["Dalt v. Orm"]);
        assert_eq!(found(&["Sept. 11 attacks"], "the Sept. 11 attacks"), ["Sept. 11 attacks"]);
        assert_eq!(found(&["one big bill"], "the One, Big\nBill"), ["One, Big\nBill"]);
    }

    #[test]
    fn odd_text_is_survived() {
        for text in ["", "'", "’", "a’", "U.", "é.é.", "1,", "&a&", "—–-", "\u{301}", "x.y.zz"]
        {
            assert!(found(&["nothing of the kind"], text).is_empty());
        }
    }
}
