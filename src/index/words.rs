//! Cuts text into the words that are indexed and searched, and names the terms they become.
//!
//! Promises: the same cutting for articles, queries and highlights; offsets on character
//! boundaries. A term holds stem and form of a word, `stem NUL form`, so that one posting list a
//! form serves both ways of looking: a stem is the range of its forms, a form one term.
//! Case, diacritics, invisible characters and the clitic `'s` never tell words apart by stem;
//! `U.S.`, `1,300`, `e-mail` and `don't` are one word each, other hyphens part words.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use frostem::{Algorithm, Stemmer};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Longest form kept, in bytes; what is longer is cut there and still found.
const LONGEST: usize = 60;

/// How many forms a [`Stems`] remembers before it forgets all of them.
const REMEMBERED: usize = 1 << 16;

/// What parts stem and form in a term.
pub(crate) const PART: u8 = 0;

/// Walks over the words of a text.
#[derive(Debug)]
pub(crate) struct WordStream<'t> {
    text: &'t str,
    at: usize,
    /// First byte of the word.
    pub(crate) start: usize,
    /// One past its last byte.
    pub(crate) end: usize,
    /// Its form: lower case, without clitic and invisible characters.
    pub(crate) form: String,
}

impl<'t> WordStream<'t> {
    pub(crate) const fn new(text: &'t str) -> Self {
        Self { text, at: 0, start: 0, end: 0, form: String::new() }
    }

    fn peek(&self, at: usize) -> Option<char> {
        let byte = *self.text.as_bytes().get(at)?;
        if byte < 0x80 { Some(byte as char) } else { self.text.get(at..)?.chars().next() }
    }

    /// Goes to the next word; false at the end of the text.
    pub(crate) fn advance(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        loop {
            let Some(&byte) = bytes.get(self.at) else { return false };
            if byte < 0x80 {
                if byte.is_ascii_alphanumeric() {
                    break;
                }
                self.at += 1;
            } else {
                let Some(ch) = self.peek(self.at) else { return false };
                if ch.is_alphanumeric() {
                    break;
                }
                self.at += ch.len_utf8();
            }
        }
        self.start = self.at;
        self.form.clear();
        if self.plain() {
            return true;
        }
        // Letters since the last joint, to tell `U.S.` and `e-mail` from ends of sentences.
        let mut run = 0_usize;
        let mut digits = true;
        while let Some(ch) = self.peek(self.at) {
            let next = self.at + ch.len_utf8();
            if ch.is_ascii_alphanumeric() {
                self.keep(ch.to_ascii_lowercase());
                digits &= ch.is_ascii_digit();
                run += 1;
                self.end = next;
            } else if !ch.is_ascii() && ch.is_alphanumeric() {
                ch.to_lowercase().for_each(|low| self.keep(low));
                digits = false;
                run += 1;
                self.end = next;
            } else if is_invisible(ch) {
                // Skipped, wherever it stands inside a word.
            } else if !self.joins(ch, next, run, digits) {
                break;
            } else {
                match ch {
                    '\'' | '\u{2019}' => self.keep('\''),
                    '.' => self.keep('.'),
                    _ => {}
                }
                run = 0;
            }
            self.at = next;
        }
        while self.form.ends_with("'s") {
            self.form.truncate(self.form.len() - 2);
            // Both `'` and `’` stand before the `s`.
            let word = self.text.get(self.start..self.end).unwrap_or("");
            if let Some(mark) = word.rfind(['\'', '\u{2019}']) {
                self.end = self.start + mark;
            }
        }
        // Cut at the limit, a form must not end on a joint, or it would not cut the same again.
        let kept = self.form.trim_end_matches(['\'', '.']).len();
        self.form.truncate(kept);
        true
    }

    /// Takes the word at hand where it is made of ASCII letters and digits alone, as most are;
    /// false where a longer look is needed.
    fn plain(&mut self) -> bool {
        let rest = &self.text.as_bytes()[self.at..];
        let (mut len, mut capitals) = (0, false);
        while let Some(byte) = rest.get(len) {
            if !byte.is_ascii_lowercase() {
                if !byte.is_ascii_alphanumeric() {
                    break;
                }
                capitals |= byte.is_ascii_uppercase();
            }
            len += 1;
        }
        let joint = match rest.get(len) {
            None => false,
            // after a word of several letters these join nothing
            Some(b'.' | b',' | b'-') => len == 1 || !rest[0].is_ascii_alphabetic(),
            Some(byte) => *byte == b'\'' || !byte.is_ascii(),
        };
        if len == 0 || len > LONGEST || joint {
            return false;
        }
        self.at += len;
        self.end = self.at;
        self.form.push_str(self.text.get(self.start..self.end).unwrap_or(""));
        if capitals {
            self.form.make_ascii_lowercase();
        }
        true
    }

    fn keep(&mut self, ch: char) {
        // Some capitals become a letter and an accent of its own.
        if !is_invisible(ch) && self.form.len() + ch.len_utf8() <= LONGEST {
            self.form.push(ch);
        }
    }

    /// Whether the mark `ch`, after `run` letters or digits, holds a word together.
    fn joins(&self, ch: char, next: usize, run: usize, digits: bool) -> bool {
        let Some(after) = self.peek(next) else { return false };
        match ch {
            '\'' | '\u{2019}' => run > 0 && after.is_alphabetic(),
            '.' if digits => after.is_ascii_digit(),
            '.' => {
                // as cut once, so again: a hyphen that fell out leaves two letters
                let letter = self.form.rsplit('.').next().is_some_and(|l| l.chars().count() == 1);
                run == 1
                    && letter
                    && after.is_alphabetic()
                    && !self.peek(next + after.len_utf8()).is_some_and(char::is_alphanumeric)
            }
            ',' => {
                let group = self.text.as_bytes().get(next..next + 3);
                digits
                    && (1..=3).contains(&run)
                    && group.is_some_and(|group| group.iter().all(u8::is_ascii_digit))
                    && !self.peek(next + 3).is_some_and(char::is_alphanumeric)
            }
            '-' | '\u{2010}' | '\u{2011}' => {
                run == 1 && !digits && self.form.chars().count() == 1 && after.is_alphabetic()
            }
            _ => false,
        }
    }
}

/// Marks that are not seen: soft hyphens, zero-width characters, combining accents.
const fn is_invisible(ch: char) -> bool {
    matches!(ch, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{300}'..='\u{36f}')
}

/// The letters of Latin script without their marks; others as they are.
pub(crate) fn plain(form: &str) -> String {
    form.chars().fold(String::with_capacity(form.len()), |mut out, ch| {
        match ch {
            'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => out.push('a'),
            'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => out.push('c'),
            'ď' | 'đ' | 'ð' => out.push('d'),
            'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => out.push('e'),
            'ĝ' | 'ğ' | 'ġ' | 'ģ' => out.push('g'),
            'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => out.push('i'),
            'ĺ' | 'ļ' | 'ľ' | 'ł' => out.push('l'),
            'ñ' | 'ń' | 'ņ' | 'ň' => out.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => out.push('o'),
            'ŕ' | 'ŗ' | 'ř' => out.push('r'),
            'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => out.push('s'),
            'ţ' | 'ť' | 'ț' => out.push('t'),
            'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => out.push('u'),
            'ý' | 'ÿ' => out.push('y'),
            'ź' | 'ż' | 'ž' => out.push('z'),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ß' => out.push_str("ss"),
            ch => out.push(ch),
        }
        out
    })
}

/// Hashes a form in one go.
#[derive(Default)]
struct FormHasher(u64);

impl Hasher for FormHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64_with_seed(bytes, self.0);
    }

    fn write_u8(&mut self, _end_of_string: u8) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Longest form and longest term of a [`Recent`], in bytes.
const SHORT: usize = 15;

/// How many words a [`Stems`] has at hand; a power of two.
const AT_HAND: usize = 1 << 12;

/// A form and its term, both filled up with zeros, and the length of the term.
#[derive(Clone, Copy, Default)]
struct Recent {
    form: [u8; SHORT + 1],
    term: [u8; SHORT + 1],
}

/// Finds stems and terms of forms, and remembers them.
pub(crate) struct Stems {
    stemmer: Stemmer,
    /// The short words seen last, by a hash of their forms: the few words that make up most of a
    /// text, in so little room that it stays in the nearer caches. The last byte of a term is
    /// its length. Empty until the first is asked for.
    recent: Vec<Recent>,
    /// Place in `terms` by form.
    places: HashMap<Box<str>, u32, BuildHasherDefault<FormHasher>>,
    terms: Vec<Box<str>>,
}

impl Stems {
    pub(crate) fn new() -> Self {
        Self {
            stemmer: Stemmer::new(Algorithm::English),
            recent: Vec::new(),
            places: HashMap::default(),
            terms: Vec::new(),
        }
    }

    /// Adds the term of a form to `out`.
    pub(crate) fn push_term(&mut self, form: &str, out: &mut String) {
        let mut padded = [0; SHORT + 1];
        match padded.get_mut(..form.len()) {
            Some(room) if form.len() <= SHORT => room.copy_from_slice(form.as_bytes()),
            _ => return out.push_str(self.term(form)),
        }
        let (low, high) =
            (u128::from_le_bytes(padded) as u64, (u128::from_le_bytes(padded) >> 64) as u64);
        let mixed = (low ^ high.rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let place = (mixed >> 40) as usize % AT_HAND;
        if self.recent.is_empty() {
            self.recent.resize(AT_HAND, Recent::default());
        }
        let known = self.recent[place];
        if known.form == padded {
            let len = usize::from(known.term[SHORT]);
            out.push_str(str::from_utf8(&known.term[..len.min(SHORT)]).unwrap_or(""));
            return;
        }
        let term = self.term(form);
        out.push_str(term);
        let mut kept = [0; SHORT + 1];
        if let Some(room) = kept[..SHORT].get_mut(..term.len()) {
            room.copy_from_slice(term.as_bytes());
            kept[SHORT] = u8::try_from(term.len()).unwrap_or(0);
            self.recent[place] = Recent { form: padded, term: kept };
        }
    }

    /// The stem of a form as a [`WordStream`] gives it.
    pub(crate) fn stem(&self, form: &str) -> String {
        let folded = if form.is_ascii() { form.to_owned() } else { plain(form) };
        if folded.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'\'') {
            self.stemmer.stem(&folded).into_owned()
        } else {
            folded
        }
    }

    /// The term of a form.
    pub(crate) fn term(&mut self, form: &str) -> &str {
        let place = match self.places.get(form) {
            Some(&place) => place as usize,
            None => self.remember(form),
        };
        self.terms.get(place).map_or("", |term| term)
    }

    /// Adds the term of a form that is not known yet; gives its place.
    #[cold]
    fn remember(&mut self, form: &str) -> usize {
        if self.terms.len() >= REMEMBERED {
            self.terms.clear();
            self.places.clear();
        }
        let place = self.terms.len();
        self.terms.push(term(&self.stem(form), form).into());
        self.places.insert(form.into(), u32::try_from(place).unwrap_or(u32::MAX));
        place
    }
}

impl std::fmt::Debug for Stems {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stems").finish_non_exhaustive()
    }
}

/// `stem NUL` and, where the form is another word than the stem, how many bytes of the stem to
/// drop, plus one, and what to add.
pub(crate) fn term(stem: &str, form: &str) -> String {
    let mut out = String::with_capacity(stem.len() + 6);
    out.push_str(stem);
    out.push(PART as char);
    if stem != form {
        let shared = stem
            .char_indices()
            .zip(form.chars())
            .find(|((_, a), b)| a != b)
            .map_or(stem.len().min(form.len()), |((at, _), _)| at);
        // A drop beyond one byte's worth never happens: forms are shorter than that.
        let drop = u8::try_from(stem.len() - shared).unwrap_or(0x7e).min(0x7e);
        out.push((drop + 1) as char);
        out.push_str(&form[shared..]);
    }
    out
}

/// The form in a term; empty for what is no term.
pub(crate) fn form_of(term: &[u8]) -> String {
    let Some(part) = term.iter().position(|&byte| byte == PART) else { return String::new() };
    let stem = String::from_utf8_lossy(&term[..part]);
    match term.get(part + 1) {
        None => stem.into_owned(),
        Some(&drop) => {
            let kept = stem.len().saturating_sub(usize::from(drop.saturating_sub(1)));
            let tail = String::from_utf8_lossy(&term[part + 2..]);
            format!("{}{tail}", stem.get(..kept).unwrap_or(""))
        }
    }
}

/// The forms of the words of `text`, with where they stand.
pub(crate) fn words(text: &str) -> Vec<(std::ops::Range<usize>, String)> {
    let mut stream = WordStream::new(text);
    let mut out = Vec::new();
    while stream.advance() {
        out.push((stream.start..stream.end, stream.form.clone()));
    }
    out
}

/// The cutting as tantivy wants it.
#[derive(Clone)]
pub(crate) struct Cutter {
    own: StemsBox,
}

/// A [`Stems`] of its own in every clone, since each thread works with its own clone.
struct StemsBox(Box<Stems>);

impl Clone for StemsBox {
    fn clone(&self) -> Self {
        Self(Box::new(Stems::new()))
    }
}

impl Cutter {
    /// Its name in the schema of the index.
    pub(crate) const NAME: &'static str = "onrecord";

    pub(crate) fn new() -> Self {
        Self { own: StemsBox(Box::new(Stems::new())) }
    }
}

impl Tokenizer for Cutter {
    type TokenStream<'a> = CutStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> CutStream<'a> {
        CutStream {
            words: WordStream::new(text),
            stems: &mut self.own.0,
            token: Token { position: usize::MAX, position_length: 1, ..Token::default() },
        }
    }
}

/// The words of one text as tantivy wants them.
pub(crate) struct CutStream<'a> {
    words: WordStream<'a>,
    stems: &'a mut Stems,
    token: Token,
}

impl TokenStream for CutStream<'_> {
    fn advance(&mut self) -> bool {
        if !self.words.advance() {
            return false;
        }
        self.token.text.clear();
        self.stems.push_term(&self.words.form, &mut self.token.text);
        self.token.offset_from = self.words.start;
        self.token.offset_to = self.words.end;
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> Vec<String> {
        words(text)
            .into_iter()
            .map(|(place, form)| {
                assert!(text.get(place).is_some(), "{text:?}: a word off the boundaries");
                form
            })
            .collect()
    }

    #[test]
    fn words_are_cut_alike_however_they_are_written() {
        for (text, wanted) in [
            ("The senator's e-mails, re-read.", vec!["the", "senator", "emails", "re", "read"]),
            ("The senator’s e\u{2011}mails", vec!["the", "senator", "emails"]),
            ("U.S. Senate. And U.N. too.", vec!["u.s", "senate", "and", "u.n", "too"]),
            ("$1,300,000 or 3.5 percent, 1,2", vec!["1300000", "or", "3.5", "percent", "1", "2"]),
            ("A-A.A'", vec!["aa", "a"]),
            ("don't 'quote' me", vec!["don't", "quote", "me"]),
            ("co\u{ad}operate ze\u{200b}ro", vec!["cooperate", "zero"]),
            ("PEÑA'S", vec!["peña"]),
            ("— … \u{1f600}", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(forms(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn a_term_gives_back_its_form() {
        let mut stems = Stems::new();
        for form in ["policies", "policy", "deal", "deals", "peña", "u.s", "1300000", "æon"] {
            let term = stems.term(form).to_owned();
            assert_eq!(form_of(term.as_bytes()), form);
            assert_eq!(stems.term(form), term);
        }
    }

    #[test]
    fn forms_of_one_word_share_a_stem() {
        let stems = Stems::new();
        for (a, b) in [("policies", "policy"), ("deals", "deal"), ("peña", "pena")] {
            assert_eq!(stems.stem(a), stems.stem(b));
        }
        assert_ne!(stems.stem("wall"), stems.stem("well"));
    }

    #[test]
    fn an_endless_word_is_cut_and_does_not_hang() {
        let text = "x".repeat(100_000);
        assert_eq!(forms(&text), ["x".repeat(LONGEST)]);
    }
}
