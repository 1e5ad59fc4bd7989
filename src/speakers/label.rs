//! Resolves the label of a turn to its speaker: an office by the date, a family name by the
//! article's people and the registry, a question to nobody named.

use super::mention::NameKind;
use super::resolve::{Cast, Resolved};
use super::{SpeakerKind, Who};
use crate::lexicon::people::state_of;
use crate::lexicon::titles::{Label, LabelSense};
use crate::lexicon::words::Class;
use crate::lexicon::{PersonId, key};
use crate::span::Span;

/// Home of an office whose label names no place.
const HOME: &str = "us";

impl Cast<'_> {
    /// Who the label means; `None` where it labels no speech.
    pub(super) fn labelled(&self, label: &str) -> Option<Resolved> {
        if let Some(known) = self.lexicon.titles().label(label) {
            return self.by_sense(known, label);
        }
        let (bare, title) = self.lexicon.titles().strip(label);
        let bare = bare.split([',', '(', '[']).next().unwrap_or(bare).trim();
        let (name, place) = bare.split_once(" of ").map_or((bare, None), |(n, p)| (n, Some(p)));
        let place = place
            .and_then(|p| self.lexicon.places().named(p))
            .map(|p| self.lexicon.places().get(p).id.clone());
        let words: Vec<&str> = name.split_whitespace().collect();
        let family = key(words.last()?.trim_end_matches('.'));
        let gender = title.and_then(|t| self.lexicon.titles().get(t).gender);
        let entity = self.only_entity(family, words.len());
        if let Some((entity, person)) = entity.and_then(|e| Some((e, self.entities.all[e].person?)))
        {
            return Some(Resolved {
                who: self.registered(person),
                entity: Some(entity),
                chance: 0.97,
                rule: "label",
            });
        }
        let fits = |person: &PersonId| {
            let entry = self.lexicon.people().get(*person);
            let same = gender.is_none() || entry.gender.is_none() || entry.gender == gender;
            let there = place
                .as_deref()
                .is_none_or(|p| entry.offices.iter().any(|o| state_of(&o.place) == p));
            same && there
        };
        let people = self.lexicon.people();
        let bearers: Vec<PersonId> = if words.len() > 1 {
            people.by_full_name(name).iter().copied().filter(fits).collect()
        } else {
            let in_office =
                |p: &PersonId| self.date.is_some_and(|d| people.office_on(*p, d).is_some());
            people.by_family(family).iter().copied().filter(|p| fits(p) && in_office(p)).collect()
        };
        if let ([only], None) = (&bearers[..], entity) {
            return Some(Resolved {
                who: self.registered(*only),
                entity: None,
                chance: 0.92,
                rule: "label",
            });
        }
        if let Some(entity) = entity {
            return Some(self.found(entity, 0.95, "label"));
        }
        let who = Who { id: None, name: cased(name), kind: SpeakerKind::Person };
        Some(Resolved { who, entity: None, chance: 0.9, rule: "label" })
    }

    fn by_sense(&self, known: &Label, label: &str) -> Option<Resolved> {
        let unnamed = |kind| Resolved {
            who: Who { id: None, name: label.trim().to_owned(), kind },
            entity: None,
            chance: 0.9,
            rule: "label",
        };
        match known.sense {
            LabelSense::Note => None,
            LabelSense::Group => Some(unnamed(SpeakerKind::Group)),
            LabelSense::Question
            | LabelSense::Answer
            | LabelSense::Unknown
            | LabelSense::Moderator => Some(unnamed(SpeakerKind::Anonymous)),
            LabelSense::Office => {
                let holder = self.date.zip(known.office.as_deref()).and_then(|(date, office)| {
                    let place = known.home.as_deref().unwrap_or(HOME);
                    match self.lexicon.people().holders(office, place, date)[..] {
                        [only] => Some(only),
                        _ => None,
                    }
                });
                Some(match holder {
                    Some(person) => Resolved {
                        who: self.registered(person),
                        entity: None,
                        chance: 0.97,
                        rule: "label",
                    },
                    None => unnamed(SpeakerKind::Anonymous),
                })
            }
        }
    }

    /// The one person of the article with this family name, named in full.
    fn only_entity(&self, family: u64, words: usize) -> Option<usize> {
        let places = self.entities.known.by_family(family).iter();
        let mut found = places.map(|&at| (at, &self.entities.all[at])).filter(|(_, e)| {
            matches!(e.kind, NameKind::Person | NameKind::Unknown)
                && (e.given.is_some() || words > 1)
        });
        let (first, _) = found.next()?;
        found.next().is_none().then_some(first)
    }

    /// "her campaign": the body by the family name of its owner, as in "Voss campaign".
    pub(super) fn owned(&self, at: usize) -> Option<Who> {
        let mention = &self.mentions[at];
        let first = &self.text.tokens[mention.tokens.start];
        if !self.lexicon.words().is(first.key, Class::Possessive) || mention.tokens.len() < 2 {
            return None;
        }
        let owner = self.entities.of[..at].iter().rev().take(30).flatten().find(|&&e| {
            let entity = &self.entities.all[e];
            entity.kind == NameKind::Person && (entity.given.is_some() || entity.person.is_some())
        })?;
        let name = self.entity(*owner).name;
        let family = name.rsplit(' ').next().unwrap_or(&name);
        let start = self.text.tokens[mention.tokens.start + 1].span.start;
        let rest = Span::new(start, mention.span.end).of(self.source);
        Some(Who { id: None, name: format!("{family} {rest}"), kind: SpeakerKind::Organization })
    }
}

/// A name in capitals as names are written: `JEAN-PIERRE` is Jean-Pierre.
pub(super) fn cased(name: &str) -> String {
    if name.chars().any(char::is_lowercase) {
        return name.to_owned();
    }
    let mut out = String::with_capacity(name.len());
    let mut start = true;
    for ch in name.chars() {
        if start {
            out.push(ch);
        } else {
            out.extend(ch.to_lowercase());
        }
        start = !ch.is_alphanumeric() && ch != '\'' && ch != '’';
    }
    out
}
