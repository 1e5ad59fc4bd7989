//! Resolves a mention to a speaker: a name to its entity, a pronoun or description to the one it
//! stands for, with an estimate of how sure that is.

use jiff::civil::Date;

use super::entity::Entities;
use super::mention::{Form, Mention, NameKind, Pronoun};
use super::{ABSTAIN, Speaker, SpeakerKind, Who, calibrated, evidence};
use crate::lexicon::nouns::NounKind;
use crate::lexicon::words::Class;
use crate::lexicon::{Lexicon, PersonId};
use crate::span::Span;
use crate::text::Text;

/// What resolution sees of an article.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cast<'a> {
    pub(super) source: &'a str,
    pub(super) text: &'a Text,
    pub(super) mentions: &'a [Mention],
    pub(super) entities: &'a Entities,
    /// Of each pronoun of one person the entity that it stands for, as far as the narration up
    /// to it tells; read so far.
    pub(super) stands: &'a [Option<usize>],
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

/// Chance that "one", "others" and the like are whom the words are said by.
const SOMEBODY: f32 = 0.65;

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

    /// The speaker whom the mention at `at` gives, said to be the source by `chance`: the one
    /// found, or nobody by name where that is not sure enough.
    pub(super) fn speaker(
        &self,
        at: usize,
        found: Option<&Resolved>,
        chance: f32,
        cue: Option<&str>,
    ) -> Speaker {
        let (label, place) = label(self.source, &self.mentions[at]);
        let confidence = found.map_or(0.0, |found| {
            self.confidence(found.rule, found.who.kind, chance * found.chance)
        });
        match found.filter(|_| confidence >= ABSTAIN) {
            Some(found) => self.named_speaker(at, found, confidence, cue),
            None => Speaker {
                id: None,
                name: String::new(),
                kind: found.map_or_else(|| self.kind(at), |found| found.who.kind),
                label,
                mention: Some(place),
                confidence,
                evidence: evidence("unresolved", cue),
            },
        }
    }

    /// The speaker found for the mention at `at`, however sure.
    pub(super) fn named_speaker(
        &self,
        at: usize,
        found: &Resolved,
        confidence: f32,
        cue: Option<&str>,
    ) -> Speaker {
        let (label, place) = label(self.source, &self.mentions[at]);
        Speaker {
            id: found.who.id,
            name: found.who.name.clone(),
            kind: found.who.kind,
            label,
            mention: Some(place),
            confidence,
            evidence: evidence(found.rule, cue),
        }
    }

    /// How sure an attribution is, by its rule and its chance.
    pub(super) fn confidence(&self, rule: &str, kind: SpeakerKind, chance: f32) -> f32 {
        self.lexicon.weights().confidence().confidence(calibrated(rule, kind), chance)
    }

    /// What kind of source a mention is by its own words.
    fn kind(&self, at: usize) -> SpeakerKind {
        let mention = &self.mentions[at];
        match &mention.form {
            Form::Name(name) if name.kind == NameKind::Person => SpeakerKind::Person,
            Form::Pronoun(Pronoun::He | Pronoun::She) => SpeakerKind::Person,
            Form::Name(_) => SpeakerKind::Organization,
            Form::Pronoun(_) => SpeakerKind::Anonymous,
            Form::Described(described) => match described.noun.kind {
                NounKind::Document => SpeakerKind::Document,
                NounKind::Organization => SpeakerKind::Organization,
                NounKind::Group => SpeakerKind::Group,
                NounKind::Person | NounKind::Unnamed => SpeakerKind::Anonymous,
            },
        }
    }

    fn named(&self, at: usize) -> Option<Resolved> {
        let entity = self.entities.of[at]?;
        let mut found = self.entity(entity);
        // "Democrats": the plural of a noun that stands for people
        if self.entities.all[entity].kind == NameKind::Unknown
            && found.id.is_none()
            && let Form::Name(name) = &self.mentions[at].form
            && name.tokens.len() == 1
            && let Some(noun) = self.lexicon.nouns().get(self.text.tokens[name.tokens.start].key)
            && noun.kind == NounKind::Group
        {
            found.kind = SpeakerKind::Group;
        }
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

    /// What a mention resolves to that means an entity of the article.
    pub(super) fn found(&self, entity: usize, chance: f32, rule: &'static str) -> Resolved {
        Resolved { who: self.entity(entity), entity: Some(entity), chance, rule }
    }

    pub(super) fn registered(&self, person: PersonId) -> Who {
        Who {
            id: Some(person),
            name: self.lexicon.people().get(person).name.to_string(),
            kind: SpeakerKind::Person,
        }
    }

    /// A source by the article's own words, the phrase that belongs to them included: "officials
    /// at the Harbor Board".
    pub(super) fn phrase(&self, mention: &Mention, kind: SpeakerKind) -> Who {
        let tokens = &self.text.tokens;
        let span = mention.span.cover(tokens[self.tail(mention) - 1].span);
        let words = without_article(span.of(self.source));
        let name = words.split_whitespace().collect::<Vec<_>>().join(" ");
        Who { id: None, name, kind }
    }

    /// One past the last token of a description with what joins to it: "mayors of the Voss towns".
    pub(super) fn tail(&self, mention: &Mention) -> usize {
        let mut end = mention.tokens.end;
        if !matches!(mention.form, Form::Described(_) | Form::Pronoun(Pronoun::Other)) {
            return end;
        }
        let words = self.lexicon.words();
        // each link is a preposition and a mention right behind it
        for _ in 0..2 {
            let Some(joint) = self.text.tokens.get(end) else { break };
            if !words.is(joint.key, Class::Tail) {
                break;
            }
            let from = self.mentions.partition_point(|m| m.tokens.start <= end);
            let joined = self.mentions.get(from).filter(|m| {
                m.tokens.start == end + 1
                    && m.sentence == mention.sentence
                    && m.marked == mention.marked
                    && !m.possessor
                    && !matches!(m.form, Form::Pronoun(_))
            });
            let Some(joined) = joined else { break };
            end = joined.tokens.end;
        }
        end
    }

    fn pronoun(&self, at: usize, pronoun: Pronoun, last: Option<&Last>) -> Option<Resolved> {
        match pronoun {
            Pronoun::He | Pronoun::She => {
                let (entity, chance) = self.antecedent(at, last)?;
                Some(self.found(entity, chance, "pronoun"))
            }
            Pronoun::They => self.plural(at, last),
            Pronoun::Who => {
                let before = self.head_before(at)?;
                let mut found = self.resolve(before, last)?;
                found.chance *= 0.9;
                found.rule = "relative";
                Some(found)
            }
            Pronoun::It => self.body_before(at, last),
            Pronoun::First => None,
            Pronoun::Other => self.somebody(at),
        }
    }

    /// "one of them", "others": people of whom the article says no more.
    fn somebody(&self, at: usize) -> Option<Resolved> {
        let mention = &self.mentions[at];
        let key = self.text.tokens[mention.tokens.start].key;
        let words = self.lexicon.words();
        let single = words.is(key, Class::Somebody);
        let kind = if single { SpeakerKind::Anonymous } else { SpeakerKind::Group };
        let who = self.phrase(mention, kind);
        (single || words.is(key, Class::Several)).then_some(Resolved {
            who,
            entity: None,
            chance: SOMEBODY,
            rule: "description",
        })
    }

    /// Whether a mention is the name of someone who is, or may be, a human being.
    pub(super) fn names_person(&self, at: usize) -> bool {
        self.entities.of[at].is_some_and(|entity| self.entities.all[entity].personal())
    }

    /// The head of the relative clause whose `who` stands at `at`: right before it, or the
    /// person before an apposition that stands between: "Ann Voss, chief of the Harbor League,
    /// who".
    fn head_before(&self, at: usize) -> Option<usize> {
        let who = &self.mentions[at];
        let near = self.mentions[..at].iter().enumerate().rev();
        let near = near.take_while(|(_, m)| m.sentence == who.sentence);
        let near = near.filter(|(_, m)| m.marked == who.marked && m.tokens.end <= who.tokens.start);
        // of phrases within phrases the whole one
        let (before, head) = near.clone().max_by_key(|(_, m)| (m.tokens.end, m.tokens.len()))?;
        if who.tokens.start - head.tokens.end > 8 {
            return None;
        }
        let comma = |token: usize| {
            self.text.tokens.get(token).is_some_and(|t| matches!(t.span.of(self.source), "," | "("))
        };
        // "Ann Voss of Reed, who"
        let of = head.tokens.start.checked_sub(1);
        if let (Form::Name(_), Some(of)) = (&head.form, of)
            && self.lexicon.words().is(self.text.tokens[of].key, Class::Preposition)
            && let Some((bearer, _)) =
                near.clone().find(|(m, n)| n.tokens.end == of && self.names_person(*m))
        {
            return Some(bearer);
        }
        let body = match &head.form {
            Form::Name(_) => !self.names_person(before),
            Form::Described(_) => true,
            Form::Pronoun(_) => false,
        };
        if !body || !comma(who.tokens.start - 1) {
            return Some(before);
        }
        let named = near.clone().find(|(n, m)| {
            self.names_person(*n) && who.tokens.start - m.tokens.end < 25 && comma(m.tokens.end)
        });
        Some(named.map_or(before, |(n, _)| n))
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
        let chance = if groups.next().is_none() { 0.8 } else { 0.6 };
        let kind = if found.plural { SpeakerKind::Group } else { SpeakerKind::Organization };
        Some(Resolved { who: self.phrase(found, kind), entity: None, chance, rule: "pronoun" })
    }
}

pub(super) fn small(n: usize) -> f32 {
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
