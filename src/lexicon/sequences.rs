//! Phrases of words, found at a place in a text by the keys of its tokens.
//!
//! A stop belongs to no word: `Sen. Ames` is found whether the tokenizer keeps the stop with
//! the word or gives it a token of its own.

use super::key;
use super::keyed::RareMap;

/// Phrases and what each stands for.
#[derive(Clone, Debug)]
pub struct Sequences<V> {
    /// First word to the rest of each phrase that begins with it, longest first.
    by_first: RareMap<Vec<(Box<[u64]>, V)>>,
    stop: u64,
}

impl<V> Default for Sequences<V> {
    fn default() -> Self {
        Self { by_first: RareMap::default(), stop: key(".") }
    }
}

impl<V: Copy> Sequences<V> {
    /// Adds a phrase of words set apart by spaces.
    pub fn insert(&mut self, phrase: &str, value: V) {
        let words: Vec<u64> = phrase.split_whitespace().map(bare_key).collect();
        let Some((&first, rest)) = words.split_first() else { return };
        let list = self.by_first.slot(first);
        let at = list.partition_point(|(other, _)| other.len() >= rest.len());
        list.insert(at, (rest.into(), value));
    }

    /// Whether a phrase may begin with the word of this key; now and then true where none does.
    #[inline]
    #[must_use]
    pub fn may_begin(&self, first: u64) -> bool {
        self.by_first.may_hold(first)
    }

    /// The longest phrase that begins at token 0 of `token`, and how many tokens it takes.
    /// `token` gives the text of a token, none past the end.
    pub fn longest<'a>(
        &self,
        token: impl Fn(usize) -> Option<(u64, &'a str)>,
    ) -> Option<(V, usize)> {
        let (first, text) = token(0)?;
        let list = self.by_first.get(bare(first, text))?;
        list.iter().find_map(|(rest, value)| {
            let mut at = 1;
            for &wanted in rest {
                let (mut found, mut text) = token(at)?;
                if found == self.stop {
                    at += 1;
                    (found, text) = token(at)?;
                }
                if bare(found, text) != wanted {
                    return None;
                }
                at += 1;
            }
            Some((*value, at))
        })
    }

    /// The phrase that `text` is from end to end.
    #[must_use]
    pub fn exact(&self, text: &str) -> Option<V> {
        let words: Vec<u64> = text.split_whitespace().map(bare_key).collect();
        let (first, rest) = words.split_first()?;
        let list = self.by_first.get(*first)?;
        list.iter().find(|(other, _)| **other == *rest).map(|(_, value)| *value)
    }
}

/// Key of a word without its last stop.
fn bare_key(word: &str) -> u64 {
    key(word.strip_suffix('.').unwrap_or(word))
}

/// The same of a token whose key is known.
fn bare(found: u64, text: &str) -> u64 {
    match text.strip_suffix('.') {
        Some(word) if !word.is_empty() && !word.ends_with('.') => key(word),
        _ => found,
    }
}

#[cfg(test)]
mod tests {
    use super::{Sequences, key};

    fn find(phrases: &[&str], text: &str) -> Option<(usize, usize)> {
        let mut table = Sequences::default();
        for (at, phrase) in phrases.iter().enumerate() {
            table.insert(phrase, at);
        }
        let words: Vec<&str> = text.split(' ').collect();
        table.longest(|at| words.get(at).map(|word| (key(word), *word)))
    }

    #[test]
    fn the_longest_wins() {
        let phrases = ["Secretary", "Secretary of State", "Secretary of Defense"];
        assert_eq!(find(&phrases, "secretary of state Ames"), Some((1, 3)));
        assert_eq!(find(&phrases, "Secretary of the"), Some((0, 1)));
        assert_eq!(find(&phrases, "Ames"), None);
    }

    #[test]
    fn stops_do_not_matter() {
        for text in ["Lt. Gov. Ames", "Lt . Gov . Ames", "Lt Gov Ames", "Lt . Gov. Ames"] {
            let (phrase, tokens) = find(&["Lt. Gov."], text).unwrap();
            assert_eq!(phrase, 0);
            assert!(text.split(' ').nth(tokens).is_some_and(|word| word == "Ames" || word == "."));
        }
    }
}
