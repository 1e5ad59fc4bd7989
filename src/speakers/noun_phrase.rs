//! Finds noun phrases that describe their speaker, and the words before a name that say what its
//! bearer is.

use std::ops::Range;

use super::finder::Finder;
use super::mention::{Described, Form};
use crate::lexicon::cues::Form as Forms;
use crate::lexicon::nouns::NounKind;
use crate::lexicon::words::{Class, ClassSet};
use crate::text::TokenKind;

impl Finder<'_> {
    /// Start of the words before a name that say what its bearer is: "campaign manager",
    /// "former Bush spokeswoman"; the name's own start where there are none.
    /// `titled`: whether a title opens the mention; in small letters it is such a word itself.
    pub(super) fn role_before(&self, first: usize, range: &Range<usize>, titled: bool) -> usize {
        let mut start = first;
        let mut seen_noun = titled && self.token(first).kind == TokenKind::Lower;
        while start > range.start && first - start < 8 {
            let before = start - 1;
            let token = self.token(before);
            if !self.token(start).spaced && token.kind != TokenKind::Clitic {
                break;
            }
            let noun = self.lexicon.nouns().get(token.key);
            let role = noun.is_some_and(|n| matches!(n.kind, NounKind::Person | NounKind::Unnamed));
            if role {
                seen_noun = true;
                start = before;
                continue;
            }
            let classes = self.lexicon.words().of(token.key);
            let fits = seen_noun
                && !classes.has(Class::Preposition)
                && !classes.has(Class::Conjunction)
                && !classes.has(Class::Auxiliary)
                && !classes.has(Class::Relative)
                && !classes.has(Class::Adverb)
                && !classes.has(Class::Calendar)
                && (token.kind == TokenKind::Capital && !classes.has(Class::NotName)
                    || token.kind == TokenKind::Clitic
                    || token.kind == TokenKind::Upper
                    || noun.is_some()
                    || classes.has(Class::Determiner)
                    || classes.has(Class::Possessive)
                    || self.lexicon.titles().modifier(self.from(before, range.end)).is_some());
            if !fits {
                break;
            }
            start = before;
            if classes.has(Class::Determiner) || classes.has(Class::Possessive) {
                break;
            }
        }
        if seen_noun { start } else { first }
    }

    /// Whether the capital at `at` is a title that stands for its bearer: "the Governor".
    pub(super) fn office_alone(&self, at: usize, range: &Range<usize>) -> bool {
        at > range.start
            && self.is(at - 1, Class::Determiner)
            && self
                .lexicon
                .nouns()
                .get(self.token(at).key)
                .is_some_and(|noun| noun.kind == NounKind::Person && !noun.plural)
            && self
                .lexicon
                .titles()
                .alone(self.from(at, range.end))
                .is_some_and(|(_, len)| len == 1)
    }

    /// A description whose head noun is at `at`, with the words before the head that belong to
    /// it. Not where another noun or a name follows: then `at` is no head.
    pub(super) fn described(
        &mut self,
        at: usize,
        range: &Range<usize>,
        sentence: usize,
    ) -> Option<usize> {
        let (noun, len) = match self.lexicon.nouns().phrase(self.from(at, range.end)) {
            Some(found) => found,
            None => (self.lexicon.nouns().get(self.token(at).key)?, 1),
        };
        let end = at + len;
        if len == 1 && self.is_verb_here(at, range) {
            return None;
        }
        if end < range.end && self.token(end).spaced {
            let next = self.token(end);
            let another = self.lexicon.nouns().get(next.key).is_some()
                && next.kind != TokenKind::Mark
                && !self.is(end, Class::Relative);
            let role = matches!(noun.kind, NounKind::Person | NounKind::Unnamed);
            if another || role && (self.nameable(end) || self.modifies(end, range)) {
                return None;
            }
        }
        let start = self.phrase_start(at, range);
        let title = (start..end).find_map(|t| {
            let (title, n) = self.lexicon.titles().alone(self.from(t, end))?;
            (t + n == end).then_some(title)
        });
        let definite = self.is(start, Class::Possessive)
            || self.is(start, Class::Definite) && !matches!(noun.kind, NounKind::Group);
        let form = Form::Described(Described { head: end - 1, noun, title, definite });
        self.push(start..end, form, noun.gender, noun.plural, sentence);
        Some(end)
    }

    /// Whether the word at `at`, a noun by itself, is a verb where it stands: "the Gazette reports
    /// that", "the study, which notes that". After its subject, before no other verb.
    fn is_verb_here(&self, at: usize, range: &Range<usize>) -> bool {
        let token = self.token(at);
        let third = token.kind == TokenKind::Lower
            && self.lexicon.cues().verb(token.key).is_some_and(|cue| cue.forms.has(Forms::Third));
        if !third || at == range.start {
            return false;
        }
        let verb = |at: usize| {
            let key = self.token(at).key;
            self.is(at, Class::Auxiliary)
                || self.lexicon.cues().verb(key).is_some_and(|cue| cue.forms.finite())
        };
        let before = self.token(at - 1);
        let classes = self.lexicon.words().of(before.key);
        let subject = self.nameable(at - 1)
            || classes.has(Class::Relative)
            || classes.has(Class::He)
            || classes.has(Class::She)
            || self.lexicon.nouns().get(before.key).is_some_and(|noun| !noun.plural);
        let next = at + 1;
        subject
            && next < range.end
            && !verb(next)
            && self.token(next).spaced
            && self.is(next, Class::Determiner)
    }

    /// Whether what stands at `at` goes on to the role and the name of someone, so that a noun
    /// before it is no head: "conservative | talk show host Ann Voss".
    fn modifies(&self, at: usize, range: &Range<usize>) -> bool {
        let mut seen_role = false;
        for at in at..(at + 4).min(range.end) {
            let token = self.token(at);
            if !token.spaced {
                return false;
            }
            if self.nameable(at) {
                return seen_role;
            }
            let classes = self.lexicon.words().of(token.key);
            let noun = self.lexicon.nouns().get(token.key);
            seen_role =
                noun.is_some_and(|n| matches!(n.kind, NounKind::Person | NounKind::Unnamed));
            let verb = self.lexicon.cues().verb(token.key);
            let plain = token.kind == TokenKind::Lower
                && (classes == ClassSet::default() || classes.has(Class::BodyEnd))
                && (seen_role
                    || verb.is_none_or(|cue| {
                        cue.forms.has(Forms::Base) && !cue.forms.has(Forms::Past)
                    }));
            if !plain {
                return false;
            }
        }
        false
    }

    /// One past the last token of the description found last in the sentence; 0 without one.
    fn described_before(&self, range: &Range<usize>) -> usize {
        let last = self.out.iter().rev().find(|m| matches!(m.form, Form::Described(_)));
        last.map(|m| m.tokens.end).filter(|&end| end > range.start).unwrap_or(0)
    }

    /// First token of the noun phrase whose head begins at `head`.
    fn phrase_start(&self, head: usize, range: &Range<usize>) -> usize {
        let mut start = head;
        let last = self.described_before(range);
        while start > range.start && head - start < 9 {
            let token = self.token(start - 1);
            let classes = self.lexicon.words().of(token.key);
            // a capital that opens the sentence tells nothing
            let kind = match token.kind {
                TokenKind::Capital if start - 1 == range.start => TokenKind::Lower,
                kind => kind,
            };
            if last == start && self.token(start).kind != TokenKind::Clitic {
                break;
            }
            let inside = match kind {
                TokenKind::Mark => self.word(start - 1) == "-",
                TokenKind::Clitic | TokenKind::Number | TokenKind::Upper => true,
                TokenKind::Capital => !classes.has(Class::Calendar),
                TokenKind::Lower => {
                    let stops = classes.has(Class::Preposition)
                        || classes.has(Class::Conjunction)
                        || classes.has(Class::Auxiliary)
                        || classes.has(Class::Relative)
                        || classes.has(Class::Adverb)
                        || classes.has(Class::He)
                        || classes.has(Class::She)
                        || classes.has(Class::They)
                        || self.lexicon.cues().verb(token.key).is_some();
                    !stops || classes.has(Class::Determiner) || classes.has(Class::Possessive)
                }
            };
            if !inside {
                break;
            }
            start -= 1;
            if classes.has(Class::Determiner) || classes.has(Class::Possessive) {
                // "all the president's men": one determiner is enough
                break;
            }
        }
        start
    }
}
