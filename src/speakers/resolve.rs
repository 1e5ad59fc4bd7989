//! Resolves a mention to a speaker: a name to its entity, a pronoun or description to the one it
//! stands for, with an estimate of how sure that is.

use jiff::civil::Date;

use super::entity::Entities;
use super::mention::{Described, Form, Mention, NameKind, Pronoun};
use super::{SpeakerKind, Who};
use crate::lexicon::nouns::NounKind;
use crate::lexicon::titles::{Sense, Title};
use crate::lexicon::words::Class;
use crate::lexicon::{Lexicon, PersonId};
use crate::span::Span;
use crate::text::{Text, TokenKind};

/// What resolution sees of an article.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cast<'a> {
    pub(super) source: &'a str,
    pub(super) text: &'a Text,
    pub(super) mentions: &'a [Mention],
    pub(super) entities: &'a Entities,
    pub(super) lexicon: &'a Lexicon,
    pub(super) date: Option<Date>,
}

/// The last speaker, for quotes and pronouns that go on from one.
#[derive(Clone, Debug)]
pub(super) struct Last {
    pub(super) who: Who,
    pub(super) entity: Option<usize>,
    pub(super) paragraph: usize,
}

/// A resolved speaker, the chance that resolution is right, and the rule.
#[derive(Clone, Debug)]
pub(super) struct Resolved {
    pub(super) who: Who,
    pub(super) entity: Option<usize>,
    pub(super) chance: f32,
    pub(super) rule: &'static str,
}

impl Cast<'_> {
    /// Resolves the mention at position `at`, spoken after `last`.
    pub(super) fn resolve(&self, at: usize, last: Option<&Last>) -> Option<Resolved> {
        let mention = &self.mentions[at];
        match &mention.form {
            Form::Name(_) => self.named(at),
            Form::Pronoun(pronoun) => self.pronoun(at, *pronoun, last),
            Form::Described(described) => self.described(at, described, last),
        }
    }

    fn named(&self, at: usize) -> Option<Resolved> {
        let entity = self.entities.of[at]?;
        let found = self.entity(entity);
        let single =
            self.entities.all[entity].given.is_none() && self.entities.all[entity].person.is_none();
        let chance = if self.entities.doubtful.contains(&at) {
            0.6
        } else if found.kind != SpeakerKind::Person {
            0.9
        } else if single {
            0.75
        } else {
            0.98
        };
        Some(Resolved { who: found, entity: Some(entity), chance, rule: "name" })
    }

    pub(super) fn entity(&self, at: usize) -> Who {
        let entity = &self.entities.all[at];
        let kind = match entity.kind {
            NameKind::Person | NameKind::Unknown => SpeakerKind::Person,
            NameKind::Organization | NameKind::Place => SpeakerKind::Organization,
        };
        let name = entity
            .person
            .map_or_else(|| entity.shown(), |p| self.lexicon.people().get(p).name.to_string());
        Who { id: entity.person, name, kind }
    }

    pub(super) fn registered(&self, person: PersonId) -> Who {
        Who {
            id: Some(person),
            name: self.lexicon.people().get(person).name.to_string(),
            kind: SpeakerKind::Person,
        }
    }

    fn phrase(&self, mention: &Mention, kind: SpeakerKind) -> Who {
        Who { id: None, name: without_article(mention.span.of(self.source)).to_owned(), kind }
    }

    fn pronoun(&self, at: usize, pronoun: Pronoun, last: Option<&Last>) -> Option<Resolved> {
        match pronoun {
            Pronoun::He | Pronoun::She => {
                let (entity, chance) = self.antecedent(at, last)?;
                Some(Resolved {
                    who: self.entity(entity),
                    entity: Some(entity),
                    chance,
                    rule: "pronoun",
                })
            }
            Pronoun::They => self.plural(at, last),
            Pronoun::Who => {
                // the head of the relative clause stands right before it
                let before = self.mentions[..at]
                    .iter()
                    .rposition(|m| m.marked == self.mentions[at].marked)?;
                if self.mentions[at].tokens.start - self.mentions[before].tokens.end > 8 {
                    return None;
                }
                let mut found = self.resolve(before, last)?;
                found.chance *= 0.9;
                found.rule = "relative";
                Some(found)
            }
            Pronoun::First | Pronoun::Other => None,
        }
    }

    /// The person whom a singular pronoun stands for: recent, of the right gender, rather a
    /// subject than an object, rather the one who spoke last.
    fn antecedent(&self, at: usize, last: Option<&Last>) -> Option<(usize, f32)> {
        let pronoun = &self.mentions[at];
        let here = &self.text.sentences[pronoun.sentence];
        let mut scores: Vec<(usize, f32)> = Vec::new();
        for (m, mention) in self.mentions[..at].iter().enumerate().rev() {
            let sentence = &self.text.sentences[mention.sentence];
            let back = here.paragraph - sentence.paragraph;
            if back > 5 {
                break;
            }
            let Some(entity) = self.entities.of[m] else { continue };
            let candidate = &self.entities.all[entity];
            if !matches!(candidate.kind, NameKind::Person | NameKind::Unknown)
                || mention.marked.is_some()
            {
                continue;
            }
            let gender = match (candidate.gender, pronoun.gender) {
                (Some(a), Some(b)) if a != b => continue,
                (Some(_), Some(_)) => 0.0,
                _ => -1.5,
            };
            let distance = small(pronoun.sentence - mention.sentence);
            let first = self.first_of_sentence(m);
            let mut score = gender - 0.55 * distance - 0.3 * small(back);
            if first {
                score += 1.1;
            }
            if mention.possessor {
                score -= 0.7;
            }
            if candidate.kind == NameKind::Unknown && candidate.person.is_none() {
                score -= 0.8;
            }
            score += 0.25 * (small(candidate.mentions.len()) + 1.0).ln();
            if last.is_some_and(|l| {
                l.entity == Some(entity) && here.paragraph - l.paragraph.min(here.paragraph) <= 2
            }) {
                score += 1.6;
            }
            match scores.iter_mut().find(|(e, _)| *e == entity) {
                Some((_, best)) => *best = best.max(score),
                None => scores.push((entity, score)),
            }
        }
        // a speaker who carries on stays a candidate where the narration names nobody
        if let Some(last) = last.filter(|l| here.paragraph - l.paragraph.min(here.paragraph) <= 3)
            && let Some(entity) = last.entity
        {
            let fits = match (self.entities.all[entity].gender, pronoun.gender) {
                (Some(a), Some(b)) => a == b,
                _ => true,
            };
            if fits && !scores.iter().any(|(e, _)| *e == entity) {
                scores.push((entity, 0.8));
            }
        }
        scores.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let (entity, best) = *scores.first()?;
        let margin = scores.get(1).map_or(3.0, |next| best - next.1);
        let chance = 0.55 + 0.4 * (1.0 - (-margin).exp());
        let unsure = if self.entities.all[entity].gender.is_none() { 0.85 } else { 1.0 };
        Some((entity, chance * unsure))
    }

    fn first_of_sentence(&self, at: usize) -> bool {
        let sentence = self.mentions[at].sentence;
        !self.mentions[..at]
            .iter()
            .rev()
            .take_while(|m| m.sentence == sentence)
            .any(|m| m.marked.is_none())
    }

    fn plural(&self, at: usize, last: Option<&Last>) -> Option<Resolved> {
        let here = self.text.sentences[self.mentions[at].sentence].paragraph;
        if let Some(last) =
            last.filter(|l| l.who.kind != SpeakerKind::Person && here - l.paragraph.min(here) <= 2)
        {
            return Some(Resolved {
                who: last.who.clone(),
                entity: last.entity,
                chance: 0.7,
                rule: "pronoun",
            });
        }
        let mut groups = self.mentions[..at].iter().rev().take(12).filter(|m| {
            m.marked.is_none()
                && here - self.text.sentences[m.sentence].paragraph <= 1
                && matches!(&m.form, Form::Described(d) if matches!(d.noun.kind, NounKind::Group | NounKind::Organization))
        });
        let found = groups.next()?;
        let chance = if groups.next().is_none() { 0.7 } else { 0.55 };
        let kind = if found.plural { SpeakerKind::Group } else { SpeakerKind::Organization };
        Some(Resolved { who: self.phrase(found, kind), entity: None, chance, rule: "pronoun" })
    }

    fn described(&self, at: usize, described: &Described, last: Option<&Last>) -> Option<Resolved> {
        let mention = &self.mentions[at];
        match described.noun.kind {
            NounKind::Group => Some(Resolved {
                who: self.phrase(mention, SpeakerKind::Group),
                entity: None,
                chance: 0.8,
                rule: "description",
            }),
            NounKind::Document => Some(Resolved {
                who: self.phrase(mention, SpeakerKind::Document),
                entity: None,
                chance: 0.7,
                rule: "description",
            }),
            NounKind::Organization => Some(self.organization(at)),
            NounKind::Unnamed if mention.plural => Some(Resolved {
                who: self.phrase(mention, SpeakerKind::Group),
                entity: None,
                chance: 0.7,
                rule: "description",
            }),
            NounKind::Person | NounKind::Unnamed => {
                let person = self
                    .relative(at, described)
                    .or_else(|| self.title_holder(at, described))
                    .or_else(|| self.by_role(at, described))
                    .or_else(|| self.some_person(at, described, last));
                person.or_else(|| {
                    let kind =
                        if mention.plural { SpeakerKind::Group } else { SpeakerKind::Anonymous };
                    Some(Resolved {
                        who: self.phrase(mention, kind),
                        entity: None,
                        chance: 0.7,
                        rule: "description",
                    })
                })
            }
        }
    }

    /// "her husband", "Voss's brother": through the registry's ties.
    fn relative(&self, at: usize, described: &Described) -> Option<Resolved> {
        let kin = described.noun.kin?;
        let mention = &self.mentions[at];
        let owner = if self
            .lexicon
            .words()
            .is(self.text.tokens[mention.tokens.start].key, Class::Possessive)
        {
            let entity = self.entities.of[..at]
                .iter()
                .rev()
                .find_map(|e| e.filter(|&e| self.entities.all[e].person.is_some()))?;
            self.entities.all[entity].person?
        } else {
            let inner = (0..=at).rev().take(6).find(|&m| {
                m != at
                    && self.mentions[m].possessor
                    && mention.tokens.contains(&self.mentions[m].tokens.start)
            })?;
            self.entities.all[self.entities.of[inner]?].person?
        };
        let people = self.lexicon.people();
        let mut found = people.relatives(owner).filter(|(k, p)| {
            *k == kin && described.noun.gender.is_none_or(|g| people.get(*p).gender == Some(g))
        });
        let (_, person) = found.next()?;
        if found.next().is_some() {
            return None;
        }
        let entity = self.entities.all.iter().position(|e| e.person == Some(person));
        Some(Resolved { who: self.registered(person), entity, chance: 0.85, rule: "relative-of" })
    }

    /// "the Ohio governor": the holder of the office at the date, or the one whom the article
    /// gives that title.
    fn title_holder(&self, at: usize, described: &Described) -> Option<Resolved> {
        if !described.definite {
            return None;
        }
        let id = described.title?;
        let title = self.lexicon.titles().get(id);
        let mention = &self.mentions[at];
        let mut titled = self
            .entities
            .all
            .iter()
            .enumerate()
            .filter(|(_, e)| e.titles.contains(&id))
            .map(|(at, _)| at);
        let in_article = (titled.next(), titled.next());
        let place = self.place_in(mention).or_else(|| title.home.clone());
        if let (Some(date), Some(place)) = (self.date, &place)
            && let Some(person) = self.holder(title, place, date, self.sense(mention))
        {
            let entity = self.entities.all.iter().position(|e| e.person == Some(person));
            let chance = if entity.is_some() { 0.9 } else { 0.75 };
            return Some(Resolved { who: self.registered(person), entity, chance, rule: "office" });
        }
        // several of the article's people may hold the office: the registry tells them apart
        if let (Some(only), None) = in_article {
            return Some(Resolved {
                who: self.entity(only),
                entity: Some(only),
                chance: 0.8,
                rule: "title",
            });
        }
        let held: Vec<usize> = (0..self.entities.all.len())
            .filter(|&e| self.holds(e, title, place.as_deref()))
            .collect();
        match held[..] {
            [only] => Some(Resolved {
                who: self.entity(only),
                entity: Some(only),
                chance: 0.8,
                rule: "office",
            }),
            _ => None,
        }
    }

    fn holds(&self, entity: usize, title: &Title, place: Option<&str>) -> bool {
        let people = self.lexicon.people();
        let Some(person) = self.entities.all[entity].person else { return false };
        people.get(person).offices.iter().any(|office| {
            let kind = title.office.iter().any(|slug| *people.office(office.kind).slug == **slug);
            kind && place.is_none_or(|p| {
                crate::lexicon::people::state_of(&office.place) == p || &*office.place == p
            })
        })
    }

    fn holder(
        &self,
        title: &Title,
        place: &str,
        date: Date,
        sense: Option<Sense>,
    ) -> Option<PersonId> {
        let people = self.lexicon.people();
        for office in &title.office {
            let found = match sense {
                Some(Sense::Former) => people.former_holders(office, place, date),
                None | Some(Sense::Now) => people.holders(office, place, date),
                Some(_) => return None,
            };
            let in_article: Vec<PersonId> = found
                .iter()
                .copied()
                .filter(|p| self.entities.all.iter().any(|e| e.person == Some(*p)))
                .collect();
            match (&in_article[..], &found[..]) {
                ([only], _) => return Some(*only),
                ([], [only]) => return Some(*only),
                _ => {}
            }
        }
        None
    }

    fn sense(&self, mention: &Mention) -> Option<Sense> {
        let tokens = &self.text.tokens;
        mention.tokens.clone().find_map(|at| {
            let from = |n: usize| {
                tokens[..mention.tokens.end].get(at + n).map(|t| (t.key, t.span.of(self.source)))
            };
            self.lexicon.titles().modifier(from).map(|(sense, _)| sense)
        })
    }

    fn place_in(&self, mention: &Mention) -> Option<String> {
        let tokens = &self.text.tokens;
        let places = self.lexicon.places();
        mention.tokens.clone().find_map(|at| {
            if !matches!(tokens[at].kind, TokenKind::Capital | TokenKind::Upper) {
                return None;
            }
            let from = |n: usize| {
                tokens[..mention.tokens.end].get(at + n).map(|t| (t.key, t.span.of(self.source)))
            };
            places.at(from).map(|(id, _, _)| places.get(id).id.clone())
        })
    }

    /// "the campaign manager", after "Ann Voss, the campaign manager": the last one whom the
    /// article calls so.
    fn by_role(&self, at: usize, described: &Described) -> Option<Resolved> {
        let head = self.text.tokens[described.head].key;
        if !described.definite {
            return None;
        }
        let found = (0..at).rev().find_map(|m| {
            let entity = self.entities.of[m]?;
            let e = &self.entities.all[entity];
            (e.roles.contains(&head) && e.kind == NameKind::Person).then_some(entity)
        })?;
        Some(Resolved { who: self.entity(found), entity: Some(found), chance: 0.75, rule: "role" })
    }

    /// "the candidate", "the businessman": like a pronoun, but less sure.
    fn some_person(
        &self,
        at: usize,
        described: &Described,
        last: Option<&Last>,
    ) -> Option<Resolved> {
        if !described.definite
            || described.noun.speaks_for
            || described.noun.kind == NounKind::Unnamed
            || self.mentions[at].plural
        {
            return None;
        }
        let (entity, chance) = self.antecedent(at, last)?;
        Some(Resolved {
            who: self.entity(entity),
            entity: Some(entity),
            chance: chance * 0.7,
            rule: "description",
        })
    }

    /// A body by description: "the Voss campaign" by its own words, "the newspaper" as the body
    /// last named.
    fn organization(&self, at: usize) -> Resolved {
        let mention = &self.mentions[at];
        let words = mention.tokens.len();
        if words <= 2 {
            let named =
                self.mentions[..at].iter().enumerate().rev().take(40).find_map(|(m, other)| {
                    let entity = self.entities.of[m]?;
                    (other.marked.is_none()
                        && self.entities.all[entity].kind == NameKind::Organization)
                        .then_some(entity)
                });
            if let Some(entity) = named {
                return Resolved {
                    who: self.entity(entity),
                    entity: Some(entity),
                    chance: 0.55,
                    rule: "description",
                };
            }
        }
        Resolved {
            who: self.owned(at).unwrap_or_else(|| self.phrase(mention, SpeakerKind::Organization)),
            entity: None,
            chance: 0.8,
            rule: "description",
        }
    }
}

fn small(n: usize) -> f32 {
    f32::from(u16::try_from(n).unwrap_or(u16::MAX))
}

/// A phrase without `the`, `a` or `an` before it.
fn without_article(phrase: &str) -> &str {
    let (first, rest) = phrase.split_once(' ').unwrap_or((phrase, ""));
    let article =
        first.len() <= 3 && ["a", "an", "the"].iter().any(|a| first.eq_ignore_ascii_case(a));
    if article && !rest.is_empty() { rest } else { phrase }
}

/// Where the label of a mention stands.
pub(super) fn label(source: &str, mention: &Mention) -> (String, Span) {
    (mention.span.of(source).split_whitespace().collect::<Vec<_>>().join(" "), mention.span)
}
