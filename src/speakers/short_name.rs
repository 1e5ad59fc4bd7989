//! Whom a name of one word means: the person or body that the article names in full, the figure
//! of the registry who bears it, or someone of whom nothing more is known.

use std::ops::Range;

use super::entity::{Entities, Entity, Gather};
use super::mention::{Name, NameKind};
use crate::lexicon::outlets::OutletKind;
use crate::lexicon::words::Class;
use crate::lexicon::{Lexicon, PersonId};
use crate::text::{Text, TokenKind};

/// Whether a name is that of a newspaper, a broadcaster or the like.
pub(super) fn is_publisher(lexicon: &Lexicon, name: &str) -> bool {
    lexicon.outlets().by_name(name).is_some_and(|outlet| outlet.kind != OutletKind::Institution)
}

impl Entities {
    /// The body that a name of one word is short for: by its initials ("HAB", the Harbor Authority
    /// Board), by the last word of an outlet's name ("the Gazette"), or by its first word, where
    /// that is nobody's name ("Aldmoor", of Aldmoor Energy).
    pub(super) fn short_body(
        &self,
        source: &str,
        text: &Text,
        lexicon: &Lexicon,
        core: &Range<usize>,
    ) -> Option<usize> {
        if core.len() > 1 {
            return None;
        }
        let token = text.tokens[core.start];
        let word = token.span.of(source);
        let capitals = word.chars().filter(|ch| ch.is_uppercase()).count();
        let upper = token.kind == TokenKind::Upper;
        let surname = !lexicon.people().by_family(token.key).is_empty()
            || lexicon.names().is_given(token.key);
        let body = |at: &usize| !self.all[*at].personal() && self.all[*at].core.len() > 1;
        let first = |places: &[usize]| places.iter().copied().find(body);
        let mut found = Vec::new();
        if upper && capitals > 1 {
            found.extend(first(self.known.by_initials(&word.replace('.', ""))));
        }
        let mut last = self.known.by_last(token.key).iter().copied().filter(body);
        found.extend(last.find(|&at| is_publisher(lexicon, &self.all[at].name)));
        if !surname && !upper {
            found.extend(first(self.known.by_first(token.key)));
        }
        found.into_iter().min()
    }
}

impl Gather<'_> {
    /// Joins a name of one word, or of none given in full, to whom it is short for.
    pub(super) fn short_name(&mut self, at: usize) {
        if self.out.of[at].is_some() {
            return;
        }
        let Some(name) = self.name_of(at).cloned() else { return };
        let core = self.core(&name);
        let word = self.text.tokens[core.start].key;
        if matches!(name.kind, NameKind::Organization | NameKind::Place)
            && name.title.is_none()
            && !self.named_before(at, word)
        {
            let entity = self.short_body(&core).unwrap_or_else(|| self.new_short(&name, word));
            self.join(entity, at, &name);
            return;
        }
        let gender = self.mentions[at].gender;
        let all = &self.out.all;
        let people = |places: &[usize]| -> Vec<usize> {
            let person = |e: &Entity| e.personal() && e.may_be(gender);
            places.iter().copied().filter(|&at| person(&all[at])).collect()
        };
        let known = &self.out.known;
        let mut chosen = people(known.by_family(word));
        if chosen.is_empty() {
            chosen = people(known.by_given(word));
        }
        if chosen.is_empty() {
            chosen = people(known.by_later(word));
            chosen.retain(|&at| self.part_of(&core, &all[at]));
        }
        let held = name.title.and_then(|_| self.registry(&name, word, ""));
        let held = held.map(|p| self.out.known.by_person(p).ok_or(p));
        let found = match chosen[..] {
            _ if matches!(held, Some(Ok(_))) => held.and_then(Result::ok),
            [] => None,
            // "President Voss" is not the Ann Voss of the article where another one is president
            [only]
                if matches!(held, Some(Err(_)))
                    && self.out.all[only].titles.is_empty()
                    && self.out.all[only].person.is_some() =>
            {
                None
            }
            [only] => Some(only),
            _ => {
                let titled: Vec<usize> = chosen
                    .iter()
                    .copied()
                    .filter(|&e| name.title.is_some_and(|t| self.out.all[e].titles.contains(&t)))
                    .collect();
                if let [only] = titled[..] {
                    Some(only)
                } else {
                    self.out.doubtful.push(at);
                    self.likeliest(&chosen, at)
                }
            }
        };
        let entity = found
            .or_else(|| if name.title.is_none() { self.short_body(&core) } else { None })
            .unwrap_or_else(|| self.new_short(&name, word));
        self.join(entity, at, &name);
    }

    fn short_body(&self, core: &Range<usize>) -> Option<usize> {
        self.out.short_body(self.source, self.text, self.lexicon, core)
    }

    /// Whether `word` before `at` is the family name of a person named in full, and no place here:
    /// none that something happens in.
    fn named_before(&self, at: usize, word: u64) -> bool {
        let first = self.mentions[at].tokens.start;
        let inside = first
            .checked_sub(1)
            .is_some_and(|b| self.lexicon.words().is(self.text.tokens[b].key, Class::Preposition));
        !inside
            && self.out.known.by_family(word).iter().any(|&e| {
                let e = &self.out.all[e];
                e.personal() && e.given.is_some() && e.mentions.first().is_some_and(|&m| m < at)
            })
    }

    /// Of several bearers of a name the one whom the article is about: named first in it and
    /// most often, well known, and named last before `at`.
    fn likeliest(&self, chosen: &[usize], at: usize) -> Option<usize> {
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX / 100);
        let all = &self.out.all;
        let last = |e: usize| all[e].mentions.iter().copied().filter(|&m| m < at).max();
        let latest = chosen.iter().filter_map(|&e| last(e)).max();
        let first = chosen.iter().copied().min_by_key(|&e| all[e].mentions.first().copied());
        let people = self.lexicon.people();
        let paragraph = |m: usize| self.text.sentences[self.mentions[m].sentence].paragraph;
        let far = |e: usize| last(e).map_or(usize::MAX, |m| paragraph(at) - paragraph(m));
        // "his mother, Ann Voss": whom the article has just introduced it goes on to quote
        let fresh = |e: usize| {
            let mentions = &all[e].mentions;
            mentions.first().copied() == last(e) && far(e) <= 1
        };
        let weight = |e: usize| {
            let known = all[e].person.zip(self.date);
            let known = known.map_or(0, |(p, date)| i64::from(people.prominence_on(p, date)));
            let newest = latest.is_some() && last(e) == latest;
            // named just now, the others long ago or not yet
            let only = far(e) <= 2 && chosen.iter().all(|&other| other == e || far(other) > 5);
            10 * count(all[e].mentions.len())
                + known / 2
                + if first == Some(e) { 25 } else { 0 }
                + if newest { 15 } else { 0 }
                + if newest && fresh(e) { 15 } else { 0 }
                + if only { 1000 } else { 0 }
        };
        chosen.iter().copied().max_by_key(|&e| (weight(e), usize::MAX - e))
    }

    /// An entity for a name of one word that the article never gives in full.
    fn new_short(&mut self, name: &Name, word: u64) -> usize {
        let words = self.words(name);
        let same = |e: &Entity| e.given.is_none() && e.core.len() < 2;
        if let Some(same) = self.first(self.out.known.by_family(word), same) {
            return same;
        }
        let person = self.registry(name, word, &words);
        let people = self.lexicon.people();
        let outlet = person.is_none()
            && name.title.is_none()
            && self.lexicon.outlets().by_name(&words).is_some();
        let kind = match (person, outlet) {
            (Some(_), _) => NameKind::Person,
            (None, true) => NameKind::Organization,
            (None, false) => name.kind,
        };
        let core = self.core(name);
        self.add(Entity {
            name: person.map_or(words, |p| people.get(p).name.to_string()),
            family: word,
            given: None,
            core,
            kind,
            gender: person.and_then(|p| people.get(p).gender),
            person,
            titles: Vec::new(),
            roles: Vec::new(),
            mentions: Vec::new(),
        })
    }

    /// The figure whom a bare family name or byname means: one who holds the office of the title,
    /// else one who is far better known at the time than any other bearer.
    fn registry(&self, name: &Name, word: u64, words: &str) -> Option<PersonId> {
        let people = self.lexicon.people();
        let date = self.date?;
        let bearers = people.by_family(word);
        if let Some(title) = name.title.map(|t| self.lexicon.titles().get(t)) {
            let holds = |p: &&PersonId| {
                people
                    .offices_on(**p, date)
                    .iter()
                    .any(|o| title.office.iter().any(|t| *people.office(o.kind).slug == **t))
            };
            let holders: Vec<&PersonId> = bearers.iter().filter(holds).collect();
            if let [only] = holders[..] {
                return Some(*only);
            }
        }
        if name.kind == NameKind::Organization || name.kind == NameKind::Place {
            return None;
        }
        let candidates = if bearers.is_empty() { people.by_alias(words) } else { bearers };
        let mut ranked: Vec<(u8, PersonId)> =
            candidates.iter().map(|&p| (people.prominence_on(p, date), p)).collect();
        ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        match ranked[..] {
            [(first, person)] if first >= ALONE => Some(person),
            [(first, person), (second, _), ..]
                if first >= KNOWN && first >= second.saturating_add(CLEAR) =>
            {
                Some(person)
            }
            _ => None,
        }
    }
}

/// Prominence at which a bare family name is enough, and the lead over the next bearer.
const KNOWN: u8 = 50;
const CLEAR: u8 = 15;

/// Prominence at which a family name is enough that no other figure of the registry bears.
const ALONE: u8 = 45;
