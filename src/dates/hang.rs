//! Tells what a date does in its sentence: what it hangs on, and whether it dates a noun.

use super::Hang;
use super::grammar::{Found, Reader, Time};
use crate::lexicon::date_words::{DateWord, Link};
use crate::lexicon::words::Class;
use crate::text::TokenKind;

impl Reader<'_> {
    /// Whether the clause ends before the token at `at`.
    pub(super) fn ends_clause(&self, at: usize) -> bool {
        self.kind(at).is_none_or(|kind| kind == TokenKind::Mark)
    }

    /// Whether a determiner or a possessive stands before `at`.
    pub(super) fn determined(&self, at: usize) -> bool {
        at.checked_sub(1).is_some_and(|before| {
            self.is(before, Class::Determiner)
                || self.is(before, Class::Possessive)
                || self.kind(before) == Some(TokenKind::Clitic)
        })
    }

    /// Whether what stands at `next` can be a noun that the date at `at` dates.
    pub(super) fn before_noun(&self, at: usize, next: usize) -> bool {
        let Some(token) = self.tokens.get(next) else { return false };
        let closed = [
            Class::Preposition,
            Class::Conjunction,
            Class::Auxiliary,
            Class::Relative,
            Class::Determiner,
            Class::Adverb,
        ];
        at < next
            && token.spaced
            && !matches!(token.kind, TokenKind::Mark | TokenKind::Clitic | TokenKind::Number)
            && self.word(next).is_none_or(|word| !matches!(word, DateWord::Link(_)))
            && !closed.iter().any(|&class| self.is(next, class))
    }

    /// What the date in `at..end` does in its sentence.
    pub(super) fn hanging(&self, at: usize, end: usize) -> Found {
        let clitic = self.kind(end) == Some(TokenKind::Clitic);
        let mut left = at;
        let determined = self.determined(at);
        let attributive = clitic || determined && self.before_noun(at, end);
        if determined {
            left -= 1;
        }
        // "during a lively Friday debate"
        let link = match self.before(left) {
            Some(DateWord::Link(link)) => Some(link),
            _ => None,
        };
        let hang = match link {
            Some(Link::At) => Hang::At,
            Some(Link::Of) => Hang::Of,
            Some(_) => Hang::Bound,
            None if attributive => Hang::Of,
            None if matches!(self.word(end), Some(DateWord::Link(Link::To)))
                && self.time_follows(end + 1) =>
            {
                Hang::Bound
            }
            None => Hang::At,
        };
        let until = link == Some(Link::Until);
        Found { tokens: at..end, time: Time::Day(0), hang, attributive, until }
    }

    pub(super) fn time_follows(&self, at: usize) -> bool {
        self.year(at).is_some() && self.follows_year(at)
    }
}
