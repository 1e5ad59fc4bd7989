//! The forms under which a person is looked up, as hashes of their words.
//!
//! A word counts by its letters alone: case, stops, commas and accents do not matter, and
//! initials written apart are one word (`J. D.` is `J.D.` is `JD`).

use super::Person;
use crate::lexicon::key;

/// What a form is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A name in full, as the table has it.
    Full,
    /// The same without middle initials and suffix.
    Loose,
    /// A nickname or byname.
    Alias,
    /// A family name.
    Family,
}

/// Suffixes that are no part of the family name.
const SUFFIXES: [&str; 5] = ["jr", "sr", "ii", "iii", "iv"];

/// Calls `take` with every form of the person and its hash; some may come twice.
pub(super) fn each(person: &Person, mut take: impl FnMut(Form, u64)) {
    let names = std::iter::once(&person.name).chain(&person.aliases);
    for (nth, name) in names.enumerate() {
        let words = name.split_whitespace().count();
        if nth > 0 {
            take(Form::Alias, name_key(name));
        }
        if words > 1 {
            take(Form::Full, name_key(name));
            take(Form::Loose, loose_key(name));
        } else if nth == 0 {
            take(Form::Full, name_key(name));
        }
    }
    take(Form::Family, family_key(&person.family));
    // The spelling of the text is looked up, not a plain one: offer both.
    if !person.family.is_ascii() {
        take(Form::Family, raw_key(&person.family));
    }
}

/// Hash of a name: of one word [`key`], of several their keys in order.
#[must_use]
pub fn name_key(name: &str) -> u64 {
    let mut hash = Fold::default();
    words(name, |word, _| hash.push(word));
    hash.0.unwrap_or(0)
}

/// Hash of a family name, from its words.
#[must_use]
pub fn family_key(family: &str) -> u64 {
    name_key(family)
}

/// [`name_key`] with accents kept.
fn raw_key(name: &str) -> u64 {
    let mut hash = Fold::default();
    for word in name.split_whitespace() {
        hash.push(word);
    }
    hash.0.unwrap_or(0)
}

/// [`name_key`] without initials in the middle and suffixes at the end.
pub(super) fn loose_key(name: &str) -> u64 {
    let mut hash = Fold::default();
    let mut first = true;
    words(name, |word, initials| {
        let is_suffix = SUFFIXES.iter().any(|suffix| word.eq_ignore_ascii_case(suffix));
        if first || !(initials || is_suffix) {
            hash.push(word);
        }
        first = false;
    });
    hash.0.unwrap_or(0)
}

#[derive(Default)]
struct Fold(Option<u64>);

impl Fold {
    fn push(&mut self, word: &str) {
        let key = key(word);
        self.0 = Some(match self.0 {
            None => key,
            Some(hash) => hash.rotate_left(23).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ key,
        });
    }
}

/// Calls `take` with each word in its plain letters and whether it is initials.
fn words(name: &str, mut take: impl FnMut(&str, bool)) {
    let mut run = Buffer::default();
    for word in name.split_whitespace() {
        let mut plain = Buffer::default();
        for ch in word.chars() {
            plain.push(ch);
        }
        let stops = word.contains('.') && !word.ends_with("r.") || plain.len == 1;
        if plain.len == 0 {
            continue;
        }
        if stops && plain.len <= 3 && plain.len + run.len <= run.bytes.len() {
            for ch in plain.as_str().chars() {
                run.push(ch);
            }
            continue;
        }
        if run.len > 0 {
            take(run.as_str(), true);
            run.len = 0;
        }
        take(plain.as_str(), false);
    }
    if run.len > 0 {
        take(run.as_str(), true);
    }
}

/// A word on the stack; letters beyond its room are dropped on both sides of a comparison.
struct Buffer {
    bytes: [u8; 48],
    len: usize,
}

impl Default for Buffer {
    fn default() -> Self {
        Self { bytes: [0; 48], len: 0 }
    }
}

impl Buffer {
    fn push(&mut self, ch: char) {
        match ch {
            '.' | ',' | '"' | '(' | ')' | '\u{201c}' | '\u{201d}' => {}
            'ß' => self.extend("ss"),
            'æ' | 'Æ' => self.extend("ae"),
            'œ' | 'Œ' => self.extend("oe"),
            'þ' | 'Þ' => self.extend("th"),
            '\u{2019}' | '\u{2018}' => self.extend("'"),
            '\u{300}'..='\u{36f}' => {}
            _ => {
                let mut bytes = [0; 4];
                self.extend(plain(ch).encode_utf8(&mut bytes));
            }
        }
    }

    fn extend(&mut self, text: &str) {
        let end = self.len + text.len();
        if end <= self.bytes.len() {
            self.bytes[self.len..end].copy_from_slice(text.as_bytes());
            self.len = end;
        }
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).unwrap_or("")
    }
}

/// Calls `take` with the letters of a name, accents left off.
pub(super) fn plain_letters(name: &str, mut take: impl FnMut(char)) {
    for ch in name.chars() {
        let mut letters = Buffer::default();
        letters.push(ch);
        letters.as_str().chars().for_each(&mut take);
    }
}

/// The Latin letter without its accent (Latin-1 and Latin Extended-A and what Romanian and
/// Vietnamese names add in common spelling).
fn plain(ch: char) -> char {
    match ch {
        'À'..='Å' | 'Ā' | 'Ă' | 'Ą' => 'A',
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ạ' | 'ả' => 'a',
        'Ç' | 'Ć' | 'Ĉ' | 'Ċ' | 'Č' => 'C',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'Ď' | 'Đ' | 'Ð' => 'D',
        'ď' | 'đ' | 'ð' => 'd',
        'È'..='Ë' | 'Ē' | 'Ĕ' | 'Ė' | 'Ę' | 'Ě' => 'E',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ễ' | 'ế' => 'e',
        'Ğ' | 'Ģ' => 'G',
        'ğ' | 'ģ' => 'g',
        'Ì'..='Ï' | 'Ī' | 'Į' | 'İ' => 'I',
        'ì'..='ï' | 'ī' | 'į' | 'ı' => 'i',
        'Ķ' => 'K',
        'ķ' => 'k',
        'Ĺ' | 'Ļ' | 'Ľ' | 'Ł' => 'L',
        'ĺ' | 'ļ' | 'ľ' | 'ł' => 'l',
        'Ñ' | 'Ń' | 'Ņ' | 'Ň' => 'N',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'Ò'..='Ö' | 'Ø' | 'Ō' | 'Ő' => 'O',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' | 'ọ' => 'o',
        'Ŕ' | 'Ř' => 'R',
        'ŕ' | 'ř' => 'r',
        'Ś' | 'Ş' | 'Š' | 'Ș' => 'S',
        'ś' | 'ş' | 'š' | 'ș' => 's',
        'Ţ' | 'Ť' | 'Ț' => 'T',
        'ţ' | 'ť' | 'ț' => 't',
        'Ù'..='Ü' | 'Ū' | 'Ů' | 'Ű' | 'Ų' => 'U',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ų' => 'u',
        'Ý' | 'Ÿ' => 'Y',
        'ý' | 'ÿ' => 'y',
        'Ź' | 'Ż' | 'Ž' => 'Z',
        'ź' | 'ż' | 'ž' => 'z',
        _ => ch,
    }
}

#[cfg(test)]
mod tests {
    use super::{loose_key, name_key};
    use crate::lexicon::key;

    #[test]
    fn one_word_has_the_key_of_the_word() {
        assert_eq!(name_key("Okoro"), key("okoro"));
        assert_eq!(name_key("O\u{2019}Brien"), key("O'Brien"));
    }

    #[test]
    fn spelling_of_initials_and_accents_does_not_count() {
        assert_eq!(name_key("J. D. Maro"), name_key("J.D. Maro"));
        assert_eq!(name_key("JD Maro"), name_key("J.D. Maro"));
        assert_eq!(name_key("Ana Núñez"), name_key("Ana Nunez"));
        assert_ne!(name_key("Ana Maro"), name_key("Maro Ana"));
    }

    #[test]
    fn loose_names_drop_middle_initials_and_suffix() {
        let plain = name_key("Edwin Maro");
        assert_eq!(loose_key("Edwin H. W. Maro, Jr."), plain);
        assert_eq!(loose_key("Edwin H.W. Maro III"), plain);
        assert_ne!(loose_key("Edwin Harris Maro"), plain);
        assert_eq!(loose_key("E. Maro"), name_key("E. Maro"));
    }
}
