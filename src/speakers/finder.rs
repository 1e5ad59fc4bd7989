//! Finds the mentions of an article in one pass over its tokens.

use super::mention::{Form, Mention, Name, NameKind, Pronoun};
use crate::lexicon::keyed::KeyMap;
use crate::lexicon::names::Gender;
use crate::lexicon::nouns::NounKind;
use crate::lexicon::titles::{Sense, TitleId};
use crate::lexicon::words::Class;
use crate::lexicon::{Lexicon, PersonId};
use crate::text::{Text, Token, TokenKind};
use std::ops::Range;

/// Finds all mentions, sorted by first token, the longer first.
#[must_use]
pub fn find(source: &str, text: &Text, lexicon: &Lexicon) -> Vec<Mention> {
    let mut finder =
        Finder { source, text, lexicon, out: Vec::new(), marked: 0, inner: KeyMap::default() };
    for sentence in &text.sentences {
        for at in sentence.tokens.clone().skip(1) {
            if text.tokens[at].kind == TokenKind::Capital && !opens(finder.word(at - 1)) {
                finder.inner.insert(text.tokens[at].key, ());
            }
        }
    }
    for sentence in 0..text.sentences.len() {
        finder.sentence(sentence);
    }
    finder.out.sort_by_key(|m| (m.tokens.start, usize::MAX - m.tokens.end));
    finder.out
}

pub(super) struct Finder<'a> {
    source: &'a str,
    pub(super) text: &'a Text,
    pub(super) lexicon: &'a Lexicon,
    pub(super) out: Vec<Mention>,
    /// First marked stretch that may still hold a later token.
    marked: usize,
    /// Words that stand with a capital inside a sentence.
    inner: KeyMap<()>,
}

impl<'a> Finder<'a> {
    pub(super) fn token(&self, at: usize) -> Token {
        self.text.tokens[at]
    }

    pub(super) fn word(&self, at: usize) -> &'a str {
        self.text.tokens[at].span.of(self.source)
    }

    pub(super) fn is(&self, at: usize, class: Class) -> bool {
        self.lexicon.words().is(self.text.tokens[at].key, class)
    }

    /// Lookup of tokens from `at` on, within `end`, for the phrase tables.
    pub(super) fn from(
        &self,
        at: usize,
        end: usize,
    ) -> impl Fn(usize) -> Option<(u64, &'a str)> + '_ {
        move |n| {
            let token = self.text.tokens[..end].get(at + n)?;
            Some((token.key, token.span.of(self.source)))
        }
    }

    fn sentence(&mut self, sentence: usize) {
        let range = self.text.sentences[sentence].tokens.clone();
        let mut at = range.start;
        while at < range.end {
            let token = self.token(at);
            at = match token.kind {
                TokenKind::Mark | TokenKind::Clitic => at + 1,
                _ => self
                    .pronoun(at, sentence)
                    .or_else(|| self.name(at, &range, sentence))
                    .or_else(|| self.described(at, &range, sentence))
                    .unwrap_or(at + 1),
            };
        }
    }

    pub(super) fn push(
        &mut self,
        tokens: Range<usize>,
        form: Form,
        gender: Option<Gender>,
        plural: bool,
        sentence: usize,
    ) {
        let span = self.token(tokens.start).span.cover(self.token(tokens.end - 1).span);
        let marks = &self.text.marked;
        while marks.get(self.marked).is_some_and(|m| m.tokens.end <= tokens.start) {
            self.marked += 1;
        }
        let marked = marks.get(self.marked).is_some_and(|m| m.tokens.start <= tokens.start);
        // "one" of "one official" is no mention of its own
        if matches!(form, Form::Described(_)) {
            let other = |m: &Mention| matches!(m.form, Form::Pronoun(Pronoun::Other));
            while self.out.last().is_some_and(|m| other(m) && m.tokens.start >= tokens.start) {
                self.out.pop();
            }
        }
        let possessor =
            self.text.tokens.get(tokens.end).is_some_and(|t| t.kind == TokenKind::Clitic);
        let marked = marked.then_some(self.marked);
        self.out.push(Mention { tokens, span, form, gender, plural, sentence, marked, possessor });
    }

    fn pronoun(&mut self, at: usize, sentence: usize) -> Option<usize> {
        let classes = self.lexicon.words().of(self.token(at).key);
        let capital_inside = self.token(at).kind == TokenKind::Upper;
        let (pronoun, gender, plural) = if capital_inside && !classes.has(Class::First) {
            return None;
        } else if classes.has(Class::He) {
            (Pronoun::He, Some(Gender::Male), false)
        } else if classes.has(Class::She) {
            (Pronoun::She, Some(Gender::Female), false)
        } else if classes.has(Class::They) {
            (Pronoun::They, None, true)
        } else if classes.has(Class::First) {
            (Pronoun::First, None, false)
        } else if classes.has(Class::Relative) && self.word(at).eq_ignore_ascii_case("who") {
            (Pronoun::Who, None, false)
        } else if classes.has(Class::It) {
            (Pronoun::It, None, false)
        } else if classes.has(Class::OtherPronoun) {
            (Pronoun::Other, None, false)
        } else {
            return None;
        };
        self.push(at..at + 1, Form::Pronoun(pronoun), gender, plural, sentence);
        Some(at + 1)
    }

    /// Whether the token can be part of a name.
    pub(super) fn nameable(&self, at: usize) -> bool {
        let token = self.token(at);
        let shaped = matches!(token.kind, TokenKind::Capital | TokenKind::Upper);
        let classes = self.lexicon.words().of(token.key);
        shaped
            && !classes.has(Class::NotName)
            && !classes.has(Class::Calendar)
            && !classes.has(Class::First)
    }

    /// A name with the titles before it, or a run of capitals that a head noun ends.
    fn name(&mut self, at: usize, range: &Range<usize>, sentence: usize) -> Option<usize> {
        let (title, sense, titled) = self.titles(at, range);
        let mut first = titled;
        if title.is_none() {
            first = at;
        }
        let mut end = self.name_end(first, range, title.is_some())?;
        let (mut title, mut sense, mut first) = self.personal_part(first, end, title, sense);
        // "Republican Secretary of State Ann Voss": a title of small words too ends the run
        if title.is_none()
            && let Some((inner, inner_sense, next)) = self.title_over(first..end, range)
        {
            (title, sense, first) = (Some(inner), inner_sense.or(sense), next);
            end = self.name_end(next, range, true)?;
        }
        let name = first..self.known_end(first, end);
        end = name.end;
        let kind = self.name_kind(&name, title, range);
        if kind == NameKind::Unknown
            && name.len() == 1
            && title.is_none()
            && !self.plausible_single(first, range)
        {
            return None;
        }
        // "the Governor said": no name, though it has a capital
        if name.len() == 1 && title.is_none() && self.office_alone(first, range) {
            return None;
        }
        // capitals before a head noun in lower case describe: "White House officials"
        if title.is_none()
            && kind != NameKind::Person
            && end < range.end
            && self.token(end).spaced
            && let Some(next) = self.described(end, range, sentence)
        {
            return Some(next);
        }
        let people = if name.len() > 1 {
            let whole = self.token(first).span.cover(self.token(end - 1).span);
            self.lexicon.people().by_full_name(whole.of(self.source)).to_vec()
        } else {
            Vec::new()
        };
        let kind = if people.is_empty() { kind } else { NameKind::Person };
        let gender = self.name_gender(&name, title, &people);
        let plural = title.is_some_and(|t| self.lexicon.titles().get(t).plural);
        let start = self.role_before(at, range, title.is_some());
        let form = Form::Name(Name { tokens: name, kind, title, sense, people });
        self.push(start..end, form, gender, plural, sentence);
        Some(end)
    }

    /// Where the name of a figure of the registry ends that begins a longer run of capitals, as
    /// in a headline: "Ann Voss | Goes Home"; `end` where there is none.
    fn known_end(&self, first: usize, end: usize) -> usize {
        let people = self.lexicon.people();
        let whole =
            |end: usize| self.token(first).span.cover(self.token(end - 1).span).of(self.source);
        let two = first + 2;
        if end > two
            && !people.by_family(self.token(two - 1).key).is_empty()
            && !people.by_full_name(whole(two)).is_empty()
            && people.by_full_name(whole(end)).is_empty()
            && !self.is(two, Class::Suffix)
            && self.token(two).kind != TokenKind::Mark
            && !(two..end).any(|at| self.body_noun(at))
        {
            return two;
        }
        end
    }

    /// Whether the token is a family name that the tables know.
    fn family(&self, at: usize) -> bool {
        self.nameable(at) && !self.lexicon.people().by_family(self.token(at).key).is_empty()
    }

    /// Titles and modifiers from `at` on that a name follows: the last title, the modifier
    /// before it, and the token after them all.
    fn titles(&self, at: usize, range: &Range<usize>) -> (Option<TitleId>, Option<Sense>, usize) {
        let titles = self.lexicon.titles();
        if !titles.may_begin(self.token(at).key) {
            return (None, None, at);
        }
        let (mut title, mut sense, mut next) = (None, None, at);
        let mut before = None;
        while next < range.end {
            if let Some((id, len)) = titles.before(self.from(next, range.end)) {
                before = title.filter(|_| len == 1).map(|title| (title, sense, next));
                title = Some(id);
                next += len;
            } else if let Some((found, len)) = titles.modifier(self.from(next, range.end)) {
                sense = Some(found);
                next += len;
            } else {
                break;
            }
        }
        let named =
            title.is_some() && next < range.end && self.nameable(next) && self.token(next).spaced;
        if named {
            return (title, sense, next);
        }
        // "Mr. King": the last title is a family name too, and no other name follows
        match before {
            Some((title, sense, name)) if self.family(name) => (Some(title), sense, name),
            _ => (None, None, at),
        }
    }

    /// A title that begins in a run of capitals, ends beyond it and has a name after it.
    fn title_over(
        &self,
        run: Range<usize>,
        range: &Range<usize>,
    ) -> Option<(TitleId, Option<Sense>, usize)> {
        let end = run.end;
        run.skip(1)
            .map(|at| self.titles(at, range))
            .find_map(|(title, sense, next)| Some((title?, sense, next)).filter(|_| next >= end))
    }

    /// Where the personal name begins in a run of capitals: after a title inside it ("Ohio Gov.
    /// Ann Voss"), or at a given name behind words that are none ("Activist Ann Voss").
    fn personal_part(
        &self,
        first: usize,
        end: usize,
        title: Option<TitleId>,
        sense: Option<Sense>,
    ) -> (Option<TitleId>, Option<Sense>, usize) {
        for at in first..end.saturating_sub(1) {
            let (inner, inner_sense, next) = self.titles(at, &(at..end));
            if inner.is_some() && next < end {
                return (inner, inner_sense.or(sense), next);
            }
        }
        let names = self.lexicon.names();
        if title.is_none() && !names.is_given(self.token(first).key) {
            let body = (first..end).any(|at| self.body_noun(at))
                && !(first..end).any(|at| {
                    self.lexicon
                        .nouns()
                        .get(self.token(at).key)
                        .is_some_and(|n| n.kind == NounKind::Person)
                });
            let given =
                (first + 1..end.saturating_sub(1)).find(|&at| names.is_given(self.token(at).key));
            let initial = self.word(first).ends_with('.');
            if let Some(at) = given.filter(|_| !body && !initial) {
                return (title, sense, at);
            }
        }
        (title, sense, first)
    }

    /// One past the last token of the name that begins at `first`.
    fn name_end(&self, first: usize, range: &Range<usize>, titled: bool) -> Option<usize> {
        if !self.nameable(first) {
            return None;
        }
        let person = titled || self.lexicon.names().is_given(self.token(first).key);
        let mut end = first + 1;
        while end < range.end && (self.token(end).spaced || self.of_members(end, range)) {
            let classes = self.lexicon.words().of(self.token(end).key);
            if self.nameable(end) {
                end += 1;
            } else if self.of_members(end, range)
                || end + 1 < range.end
                    && self.nameable(end + 1)
                    && self.token(end + 1).spaced
                    && (classes.has(Class::Particle) && person || !person && self.joins(first, end))
            {
                end += 2;
            } else if person && self.nickname(end, range) {
                end += 4;
            } else {
                break;
            }
        }
        // "Jr." after a comma
        if person
            && end + 1 < range.end
            && self.word(end) == ","
            && self.lexicon.words().is(bare(self.token(end + 1), self.word(end + 1)), Class::Suffix)
        {
            end += 2;
        }
        Some(end)
    }

    /// Whether a nickname in marks stands at `at`, with the rest of the name after it: `Ann "Bee"
    /// Voss`.
    fn nickname(&self, at: usize, range: &Range<usize>) -> bool {
        at + 3 < range.end
            && matches!(self.word(at), "\"" | "“" | "‘" | "'" | "(")
            && matches!(self.word(at + 2), "\"" | "”" | "’" | "'" | ")")
            && self.token(at + 1).kind == TokenKind::Capital
            && !self.token(at + 1).spaced
            && self.token(at + 3).spaced
            && self.nameable(at + 3)
    }

    /// Whether the small word at `at` joins two parts of a body's name: "Department of Justice",
    /// "Citizens for Better Bridges".
    fn joins(&self, first: usize, at: usize) -> bool {
        self.token(at).kind == TokenKind::Lower
            && self.is(at, Class::Joiner)
            && (self.people_joined(first) && at == first + 1
                || (first..at).any(|t| self.body_noun(t)))
    }

    /// Whether a possessive at `at` joins people to the body that is theirs: "Boat Owners' League".
    fn of_members(&self, at: usize, range: &Range<usize>) -> bool {
        let possessive = self.token(at).kind == TokenKind::Clitic
            || !self.token(at).spaced && matches!(self.word(at), "'" | "’");
        possessive
            && at + 1 < range.end
            && self.people_joined(at - 1)
            && self.nameable(at + 1)
            && self.body_noun(at + 1)
    }

    /// Whether the token is a plural of people, which may begin the name of a body.
    fn people_joined(&self, at: usize) -> bool {
        self.lexicon.nouns().get(self.token(at).key).is_some_and(|n| n.kind == NounKind::Group)
    }

    fn body_noun(&self, at: usize) -> bool {
        self.lexicon
            .nouns()
            .get(self.token(at).key)
            .is_some_and(|noun| noun.kind == NounKind::Organization)
    }

    fn name_kind(
        &self,
        name: &Range<usize>,
        title: Option<TitleId>,
        range: &Range<usize>,
    ) -> NameKind {
        if title.is_some() {
            return NameKind::Person;
        }
        let first = self.token(name.start);
        let last = name.end - 1;
        if let Some((_, _, len)) = self.lexicon.places().at(self.from(name.start, range.end))
            && len == name.len()
        {
            return NameKind::Place;
        }
        if let Some((noun, len)) = self.lexicon.nouns().phrase(self.from(name.start, name.end))
            && noun.kind == NounKind::Organization
            && len == name.len()
        {
            return NameKind::Organization;
        }
        if name.clone().any(|at| self.body_noun(at)) && self.token(last).kind != TokenKind::Lower {
            return NameKind::Organization;
        }
        if name.len() > 1
            && (self.lexicon.words().is(bare(self.token(last), self.word(last)), Class::BodyEnd)
                || self.people_joined(name.start) && self.joins(name.start, name.start + 1))
        {
            return NameKind::Organization;
        }
        if name.len() > 1 && self.lexicon.names().is_given(first.key) {
            return NameKind::Person;
        }
        // "the Fair Tenancy Bill" is a paper: no one whom "the premier" could mean
        let paper = self.lexicon.nouns().get(self.token(last).key);
        if name.len() > 1 && paper.is_some_and(|noun| noun.kind == NounKind::Document) {
            return NameKind::Organization;
        }
        if name.len() > 1 && self.word(name.start).ends_with('.') {
            return NameKind::Person;
        }
        if name.len() == 1 && first.kind == TokenKind::Upper && self.word(name.start).len() <= 6 {
            return NameKind::Organization;
        }
        NameKind::Unknown
    }

    /// A capital of one word is a name unless it only begins its sentence and is known otherwise.
    fn plausible_single(&self, at: usize, range: &Range<usize>) -> bool {
        let begins = at == range.start || (at > range.start && opens(self.word(at - 1)));
        if !begins {
            return true;
        }
        let token = self.token(at);
        let classes = self.lexicon.words().of(token.key);
        let small = classes.has(Class::Opener)
            || classes.has(Class::Adverb)
            || classes.has(Class::Preposition)
            || classes.has(Class::Conjunction)
            || classes.has(Class::Auxiliary)
            || classes.has(Class::Determiner);
        let known = self.inner.contains_key(&token.key)
            || self.lexicon.names().is_given(token.key)
            || !self.lexicon.people().by_family(token.key).is_empty()
            || token.kind == TokenKind::Upper;
        !small && known
    }

    fn name_gender(
        &self,
        name: &Range<usize>,
        title: Option<TitleId>,
        people: &[PersonId],
    ) -> Option<Gender> {
        if let Some(gender) = title.and_then(|t| self.lexicon.titles().get(t).gender) {
            return Some(gender);
        }
        if let Some(&person) = people.first()
            && let Some(gender) = self.lexicon.people().get(person).gender
        {
            return Some(gender);
        }
        // a name of one word may be a family name
        let key = self.token(name.start).key;
        let given = name.len() > 1 || self.lexicon.people().by_family(key).is_empty();
        if given { self.lexicon.names().gender(key) } else { None }
    }
}

fn opens(mark: &str) -> bool {
    matches!(
        mark,
        "\"" | "“" | "‘" | "'" | "''" | "``" | "(" | "[" | "—" | "–" | "--" | "•" | "*" | ":"
    )
}

/// Key of a word without a last stop that the tokenizer left with it.
fn bare(token: Token, word: &str) -> u64 {
    word.strip_suffix('.').map_or(token.key, crate::lexicon::key)
}
