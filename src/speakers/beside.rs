//! What stands beside names tells of their bearers: the gender, by an apposed noun or by pronouns
//! that can only mean them; that one is a person; that a name is a place's, since things happen
//! in it.

use super::entity::Gather;
use super::mention::{Described, Form, Mention, NameKind, Pronoun};
use crate::lexicon::names::Gender;
use crate::lexicon::nouns::NounKind;
use crate::lexicon::words::Class;
use crate::text::TokenKind;

/// Pronouns that speak for one gender and against the other.
#[derive(Clone, Copy, Default)]
struct Votes {
    she: u32,
    he: u32,
}

impl Votes {
    fn add(&mut self, gender: Gender) {
        match gender {
            Gender::Female => self.she += 1,
            Gender::Male => self.he += 1,
        }
    }

    /// The gender of which there is no doubt: a pronoun now and then means somebody else.
    const fn verdict(self) -> Option<Gender> {
        match (self.she, self.he) {
            (0, 0) => None,
            (she, he) if she >= 3 * he && she > he => Some(Gender::Female),
            (she, he) if he >= 3 * she && he > she => Some(Gender::Male),
            _ => None,
        }
    }
}

/// Whom the sentence has named so far.
#[derive(Clone, Copy)]
enum Named {
    Nobody,
    One(usize),
    Several,
}

impl Named {
    const fn and(self, entity: usize) -> Self {
        match self {
            Self::Nobody => Self::One(entity),
            Self::One(same) if same == entity => self,
            _ => Self::Several,
        }
    }
}

impl Gather<'_> {
    /// Reads all that stands beside names.
    pub(super) fn beside(&mut self) {
        self.apposed();
        self.places();
        let open = |e: &super::entity::Entity| e.personal() && e.gender.is_none();
        if self.out.all.iter().any(open) {
            self.genders();
        }
    }

    /// "Ann Voss, a spokeswoman", "the spokeswoman, Ann Voss": a person, of the noun's gender.
    fn apposed(&mut self) {
        for at in 0..self.mentions.len() {
            let Form::Described(described) = &self.mentions[at].form else { continue };
            let noun = &described.noun;
            if self.mentions[at].plural
                || !matches!(noun.kind, NounKind::Person | NounKind::Unnamed)
            {
                continue;
            }
            let Some(entity) = self.name_before(at).or_else(|| self.name_after(at)) else {
                continue;
            };
            let gender = self.mentions[at].gender;
            let entity = &mut self.out.all[entity];
            if entity.personal() {
                entity.kind = NameKind::Person;
                entity.gender = entity.gender.or(gender);
            }
        }
    }

    /// The full name before a comma and a description: "Ann Voss, a spokeswoman".
    fn name_before(&self, at: usize) -> Option<usize> {
        let here = &self.mentions[at];
        let comma = here.tokens.start.checked_sub(1)?;
        let article =
            self.lexicon.words().is(self.text.tokens[here.tokens.start].key, Class::Determiner);
        if !article || self.text.tokens[comma].span.of(self.source) != "," {
            return None;
        }
        let near = (0..at).rev().take(4);
        let mut ends = near.filter(|&m| {
            let name = &self.mentions[m];
            name.tokens.end == comma && name.sentence == here.sentence && !name.possessor
        });
        self.full(ends.find(|&m| matches!(self.mentions[m].form, Form::Name(_)))?)
    }

    /// The full name after a description and a comma, or "named": "a driver named Ann Voss".
    fn name_after(&self, at: usize) -> Option<usize> {
        let here = &self.mentions[at];
        let joint = self.text.tokens.get(here.tokens.end)?;
        let joins =
            joint.span.of(self.source) == "," || self.lexicon.words().is(joint.key, Class::Naming);
        if !joins {
            return None;
        }
        let next = (at + 1..self.mentions.len())
            .take(4)
            .find(|&m| self.mentions[m].tokens.start == here.tokens.end + 1)?;
        self.full(next)
    }

    /// The entity of a mention by a name of two words and more.
    fn full(&self, at: usize) -> Option<usize> {
        let Form::Name(name) = &self.mentions[at].form else { return None };
        self.out.of[at].filter(|_| name.tokens.len() > 1)
    }

    /// A name of no known bearer that mostly stands where things happen is a place's: "in Vossby".
    fn places(&mut self) {
        let mut inside = vec![0_usize; self.out.all.len()];
        for (at, mention) in self.mentions.iter().enumerate() {
            let before = mention.tokens.start.checked_sub(1).map(|b| self.text.tokens[b]);
            let within = before.is_some_and(|b| self.lexicon.words().is(b.key, Class::Where));
            if let Some(entity) = self.out.of[at].filter(|_| within && !mention.possessor) {
                inside[entity] += 1;
            }
        }
        for (entity, inside) in self.out.all.iter_mut().zip(inside) {
            let unknown = entity.kind == NameKind::Unknown
                && entity.person.is_none()
                && entity.titles.is_empty()
                && entity.gender.is_none()
                && entity.core.len() == 1;
            if unknown && inside > 0 && 2 * inside >= entity.mentions.len() {
                entity.kind = NameKind::Place;
            }
        }
    }

    /// Lets the pronouns vote that can only mean the one person whom their sentence, or the one
    /// before it, names.
    fn genders(&mut self) {
        let mut votes = vec![Votes::default(); self.out.all.len()];
        let mut next = 0;
        let (mut former, mut paragraph) = (Named::Nobody, usize::MAX);
        for (number, sentence) in self.text.sentences.iter().enumerate() {
            let mut named = Named::Nobody;
            let first = next;
            while self.mentions.get(next).is_some_and(|m| m.sentence == number) {
                next += 1;
            }
            let here = first..next;
            if sentence.paragraph != paragraph {
                (former, paragraph) = (Named::Nobody, sentence.paragraph);
            }
            let mut mentions = here.clone().peekable();
            for token in sentence.tokens.clone() {
                while let Some(at) = mentions.next_if(|&m| self.mentions[m].tokens.start <= token) {
                    let mention = &self.mentions[at];
                    if mention.marked.is_some() {
                        continue;
                    }
                    match (&mention.form, self.out.of[at]) {
                        (Form::Name(_), Some(e)) if self.out.all[e].personal() => {
                            named = named.and(e);
                        }
                        (Form::Described(d), _) if self.another(mention, d) => {
                            named = Named::Several;
                        }
                        (Form::Pronoun(Pronoun::He | Pronoun::She), _) => {
                            let meant = match named {
                                Named::Nobody if mention.tokens.start == sentence.tokens.start => {
                                    former
                                }
                                known => known,
                            };
                            if let (Named::One(entity), Some(gender)) = (meant, mention.gender) {
                                votes[entity].add(gender);
                            }
                        }
                        _ => {}
                    }
                }
                if let (Named::One(entity), Some(gender)) = (named, self.owner(token)) {
                    votes[entity].add(gender);
                }
            }
            // a sentence about the same person, or without any, leaves the one before it in place
            former = match named {
                Named::Nobody => former,
                known => known,
            };
        }
        for (entity, votes) in self.out.all.iter_mut().zip(votes) {
            if entity.personal() && entity.gender.is_none() {
                entity.gender = votes.verdict();
            }
        }
    }

    /// Whether a description means somebody besides those named: none that a comma joins to a
    /// name.
    fn another(&self, mention: &Mention, described: &Described) -> bool {
        let comma = |at: Option<usize>| {
            at.and_then(|at| self.text.tokens.get(at))
                .is_some_and(|t| t.span.of(self.source) == ",")
        };
        described.noun.kind == NounKind::Person
            && !mention.plural
            && !comma(mention.tokens.start.checked_sub(1))
            && !comma(Some(mention.tokens.end))
    }

    /// The gender of whom a possessive pronoun in the narration makes an owner: "her distance".
    fn owner(&self, token: usize) -> Option<Gender> {
        let words = self.lexicon.words();
        let classes = words.of(self.text.tokens[token].key);
        let gender = if classes.has(Class::Hers) {
            Gender::Female
        } else if classes.has(Class::His) {
            Gender::Male
        } else {
            return None;
        };
        let next = self.text.tokens.get(token + 1)?;
        let after = words.of(next.key);
        let owned = next.kind == TokenKind::Lower
            && ![Class::Determiner, Class::Preposition, Class::Conjunction, Class::Auxiliary]
                .iter()
                .any(|&class| after.has(class));
        let marked = &self.text.marked;
        let inside = marked.partition_point(|m| m.tokens.end <= token);
        let quoted = marked.get(inside).is_some_and(|m| m.tokens.start <= token);
        (owned && !quoted).then_some(gender)
    }
}
