//! Resolves descriptions: a relative through the registry's ties, an office by its holder, a role
//! by the article's words, a document by whoever made it, a body by its own words.

use std::ops::Range;

use super::antecedent::REMEMBERED;
use super::entity::Entity;
use super::mention::{Described, Form, Mention, NameKind};
use super::resolve::{Cast, Last, Resolved};
use super::short_name::is_publisher;
use super::{SpeakerKind, Who};
use crate::lexicon::key;
use crate::lexicon::nouns::NounKind;
use crate::lexicon::titles::{Sense, TitleId};
use crate::lexicon::words::Class;
use crate::text::{Token, TokenKind};

/// Chance that a document of which no maker is known is itself what speaks.
const BARE_PAPER: f32 = 0.35;

/// Chance that a group of which more is told than its noun is meant by these words.
const TOLD_GROUP: f32 = 0.9;

/// The same of a group of which nothing else is told.
const BARE_GROUP: f32 = 0.65;

/// How many tokens after a description the comma may stand that joins a name to it.
const APPOSED: usize = 10;

/// How many sentences back somebody may have been introduced whom the same noun means.
const INTRODUCED: usize = 4;

impl Cast<'_> {
    /// The one of the article's people whom a description means by what it says, whoever spoke
    /// before.
    pub(super) fn meant(&self, at: usize, described: &Described) -> Option<usize> {
        let person = described.noun.kind == NounKind::Person && !self.mentions[at].plural;
        if !person || !described.definite || self.introduced(at, described).is_some() {
            return None;
        }
        let found = self
            .apposed(at)
            .or_else(|| self.title_holder(at, described))
            .or_else(|| self.by_role(at, described))?;
        found.entity
    }

    /// Who a description stands for.
    pub(super) fn described(
        &self,
        at: usize,
        described: &Described,
        last: Option<&Last>,
    ) -> Option<Resolved> {
        let mention = &self.mentions[at];
        let own_words = |kind, chance| {
            let who = self.phrase(mention, kind);
            Some(Resolved { who, entity: None, chance, rule: "description" })
        };
        match described.noun.kind {
            NounKind::Group => own_words(SpeakerKind::Group, self.group_chance(mention)),
            NounKind::Document => {
                let chance = if self.has_owner(mention) { 0.7 } else { BARE_PAPER };
                self.maker(at, described).or_else(|| own_words(SpeakerKind::Document, chance))
            }
            NounKind::Organization => Some(self.organization(at)),
            NounKind::Unnamed if mention.plural => {
                own_words(SpeakerKind::Group, self.group_chance(mention))
            }
            NounKind::Person | NounKind::Unnamed => self
                .apposed(at)
                .or_else(|| self.both(at, described, last))
                .or_else(|| self.relative(at, described))
                .or_else(|| self.introduced(at, described))
                .or_else(|| self.title_holder(at, described))
                .or_else(|| self.by_role(at, described))
                .or_else(|| self.some_person(at, described, last))
                .or_else(|| {
                    let plural = mention.plural;
                    let kind = if plural { SpeakerKind::Group } else { SpeakerKind::Anonymous };
                    own_words(kind, 0.7)
                }),
        }
    }

    /// Chance that a group is the one that its own words name: "the harbor-town mayors" names
    /// one, "officials" leaves open whose.
    fn group_chance(&self, mention: &Mention) -> f32 {
        let first = self.text.tokens[mention.tokens.start].key;
        let article = usize::from(self.lexicon.words().is(first, Class::Determiner));
        let told = mention.tokens.len() > article + 1 || self.tail(mention) > mention.tokens.end;
        if told { TOLD_GROUP } else { BARE_GROUP }
    }

    /// The one person whom two joined descriptions mean: "the former mayor and senator".
    fn both(&self, at: usize, described: &Described, last: Option<&Last>) -> Option<Resolved> {
        let first = self.joined(at)?;
        let Form::Described(former) = &self.mentions[first].form else { return None };
        let latter = Described { definite: true, ..described.clone() };
        self.title_holder(first, former)
            .or_else(|| self.title_holder(at, &latter))
            .or_else(|| self.some_person(first, former, last))
    }

    /// The description that `and` joins to this one.
    fn joined(&self, at: usize) -> Option<usize> {
        let mention = &self.mentions[at];
        let and = mention.tokens.start.checked_sub(1)?;
        let plain =
            !self.lexicon.words().is(self.text.tokens[mention.tokens.start].key, Class::Determiner);
        let before = (0..at).rev().take(3).find(|&m| self.mentions[m].tokens.end == and)?;
        let one = matches!(&self.mentions[before].form, Form::Described(d)
            if d.definite && d.noun.kind == NounKind::Person && !d.noun.plural);
        let joins = self.lexicon.words().is(self.text.tokens[and].key, Class::Conjunction);
        (plain && one && joins && !mention.plural).then_some(before)
    }

    /// The name that a comma joins to a description: "the ferry's captain, Ann Voss, said", "a
    /// spokeswoman for the harbor, Ann Voss, said".
    fn apposed(&self, at: usize) -> Option<Resolved> {
        let mention = &self.mentions[at];
        let tokens = &self.text.tokens;
        let is = |token: usize, marks: &[&str]| {
            tokens.get(token).is_some_and(|t| marks.contains(&t.span.of(self.source)))
        };
        if mention.plural {
            return None;
        }
        let words = self.lexicon.words();
        let follows = tokens.get(mention.tokens.end)?;
        let reach = if words.is(follows.key, Class::Preposition) { APPOSED } else { 1 };
        let end = self.text.sentences[mention.sentence].tokens.end;
        let reach = (mention.tokens.end + reach).min(end);
        let joint = (mention.tokens.end..reach).find(|&token| is(token, &[","]))?;
        let from = at + self.mentions[at..].partition_point(|m| m.tokens.start <= joint);
        let next = self.mentions.get(from)?;
        let name = matches!(&next.form, Form::Name(name) if name.tokens.len() > 1);
        let near = reach == mention.tokens.end + 1;
        let closes: &[&str] = if near { &[",", ".", ";", ":", "("] } else { &[","] };
        let joined = name
            && next.tokens.start == joint + 1
            && next.sentence == mention.sentence
            && is(next.tokens.end, closes);
        let entity = self.entities.of[from].filter(|_| joined)?;
        self.entities.all[entity].personal().then(|| self.found(entity, 0.93, "apposition"))
    }

    /// The unnamed person of whom the article has just spoken by the same noun: "a surgeon who
    /// asked not to be named … the surgeon said".
    fn introduced(&self, at: usize, described: &Described) -> Option<Resolved> {
        let mention = &self.mentions[at];
        let head = |d: &Described| self.text.tokens[d.head].key;
        let first = self.text.tokens[mention.tokens.start].key;
        if !described.definite
            || mention.tokens.len() > 2
            || !self.lexicon.words().is(first, Class::Definite)
        {
            return None;
        }
        let mut near = self.mentions[..at]
            .iter()
            .enumerate()
            .rev()
            .take_while(|(_, m)| mention.sentence - m.sentence <= INTRODUCED);
        let same = |t: &Token| t.key == head(described);
        let (earlier, _) = near.find(|(_, m)| {
            m.marked.is_none()
                && matches!(m.form, Form::Described(_))
                && self.text.tokens[m.tokens.clone()].iter().any(same)
        })?;
        let Form::Described(same) = &self.mentions[earlier].form else { return None };
        let bare = !same.definite
            && self.apposed(earlier).is_none()
            && !self.entities.known.by_role(head(described)).iter().any(|&e| {
                let e = &self.entities.all[e];
                let since = e.mentions.partition_point(|&m| m <= earlier);
                // named since, or right before: "Ann Voss, a surgeon"
                e.mentions.get(since).is_some_and(|&m| m < at)
                    || e.mentions[..since].last().is_some_and(|&m| {
                        self.mentions[m].tokens.end + 1 == self.mentions[earlier].tokens.start
                    })
            });
        let indefinite = self
            .lexicon
            .words()
            .is(self.text.tokens[self.mentions[earlier].tokens.start].key, Class::Determiner);
        (bare && indefinite).then(|| Resolved {
            who: self.phrase(mention, SpeakerKind::Anonymous),
            entity: None,
            chance: 0.8,
            rule: "description",
        })
    }

    /// Who made a document: the body or person whose it is said to be ("the Harbor Board report",
    /// "Ann Voss's letter"), or the outlet named last ("the article").
    fn maker(&self, at: usize, described: &Described) -> Option<Resolved> {
        let mention = &self.mentions[at];
        let found = |entity: usize, chance| Some(self.found(entity, chance, "maker"));
        if let Some(entity) = self.possessor(at) {
            return found(entity, 0.8);
        }
        let tokens = &self.text.tokens;
        let run: Vec<usize> = (mention.tokens.start..described.head)
            .filter(|&t| matches!(tokens[t].kind, TokenKind::Capital | TokenKind::Upper))
            .skip_while(|&t| self.lexicon.words().is(tokens[t].key, Class::Determiner))
            .collect();
        if let (Some(&first), Some(&last)) = (run.first(), run.last()) {
            let words = tokens[first].span.cover(tokens[last].span).of(self.source);
            return self.body_named(words, first..last + 1).and_then(|named| match named {
                Ok(entity) => found(entity, 0.75),
                Err(name) => {
                    let who = Who { id: None, name, kind: SpeakerKind::Organization };
                    Some(Resolved { who, entity: None, chance: 0.7, rule: "maker" })
                }
            });
        }
        if !described.noun.published || !described.definite {
            return None;
        }
        let outlet = self.entities.of[..at].iter().rev().take(60).flatten().find(|&&e| {
            let entity = &self.entities.all[e];
            entity.kind == NameKind::Organization && is_publisher(self.lexicon, &entity.name)
        })?;
        found(*outlet, 0.65)
    }

    /// The body of the article that the capitals before a noun name, or its name where the
    /// article names it only there.
    fn body_named(&self, words: &str, run: Range<usize>) -> Option<Result<usize, String>> {
        let all = &self.entities.all;
        let whole = key(words);
        let body = |e: &Entity| e.kind == NameKind::Organization;
        if let Some(entity) = all.iter().position(|e| body(e) && e.family == whole) {
            return Some(Ok(entity));
        }
        if let Some(entity) = self.entities.short_body(self.source, self.text, self.lexicon, &run) {
            return Some(Ok(entity));
        }
        let tokens = &self.text.tokens;
        let outlet = self.lexicon.outlets().by_name(words).map(|outlet| outlet.name.clone());
        let known = run.clone().any(|t| {
            let noun = self.lexicon.nouns().get(tokens[t].key);
            noun.is_some_and(|n| n.kind == NounKind::Organization)
                || self.lexicon.words().is(tokens[t].key, Class::BodyEnd)
        });
        let short = run.len() == 1 && tokens[run.start].kind == TokenKind::Upper;
        outlet.or_else(|| (known || short).then(|| words.to_owned())).map(Err)
    }

    /// The person or body whose name a possessive makes the owner of what is described.
    fn possessor(&self, at: usize) -> Option<usize> {
        let mention = &self.mentions[at];
        let inside = self.mentions[at + 1..]
            .iter()
            .take_while(|m| m.tokens.start < mention.tokens.end)
            .position(|m| m.possessor && m.tokens.end < mention.tokens.end)?;
        self.entities.of[at + 1 + inside]
    }

    /// "her husband", "Voss's brother": through the registry's ties.
    fn relative(&self, at: usize, described: &Described) -> Option<Resolved> {
        let kin = described.noun.kin?;
        let mention = &self.mentions[at];
        let first = self.text.tokens[mention.tokens.start].key;
        let owner = if self.lexicon.words().is(first, Class::Own) {
            None
        } else if self.lexicon.words().is(first, Class::Possessive) {
            let mut named = self.entities.of[..at].iter().rev().flatten();
            named.find_map(|&e| self.entities.all[e].person)
        } else {
            self.possessor(at).and_then(|e| self.entities.all[e].person)
        }?;
        let people = self.lexicon.people();
        let mut found = people.relatives(owner).filter(|(k, p)| {
            *k == kin && described.noun.gender.is_none_or(|g| people.get(*p).gender == Some(g))
        });
        let (_, person) = found.next()?;
        if found.next().is_some() {
            return None;
        }
        let entity = self.entities.known.by_person(person);
        Some(Resolved { who: self.registered(person), entity, chance: 0.85, rule: "relative-of" })
    }

    /// "the campaign manager", after "Ann Voss, the campaign manager": the last one whom the
    /// article calls so.
    fn by_role(&self, at: usize, described: &Described) -> Option<Resolved> {
        let head = self.text.tokens[described.head].key;
        // "her press secretary" is not just any secretary
        if !described.definite || described.noun.speaks_for && self.is_owned(at) {
            return None;
        }
        let former = self.sense(&self.mentions[at]) == Some(Sense::Former);
        let found = (0..at).rev().take(REMEMBERED).find_map(|m| {
            let entity = self.entities.of[m]?;
            let e = &self.entities.all[entity];
            let fits = e.roles.contains(&head) && e.kind == NameKind::Person;
            let sense = |title: TitleId| self.styled(entity, title, former);
            (fits && (!former || described.title.is_some_and(sense))).then_some(entity)
        })?;
        Some(self.found(found, 0.75, "role"))
    }

    /// Whether a description tells whose its bearer is: "his spokesman", "the harbor's engineer".
    fn is_owned(&self, at: usize) -> bool {
        let mention = &self.mentions[at];
        let first = self.text.tokens[mention.tokens.start].key;
        self.lexicon.words().is(first, Class::Possessive) || self.has_owner(mention)
    }

    /// Whether a possessive stands in a description: "the harbor's engineer".
    fn has_owner(&self, mention: &Mention) -> bool {
        let tokens = &self.text.tokens[mention.tokens.clone()];
        tokens.iter().any(|token| token.kind == TokenKind::Clitic)
    }

    /// "the candidate", "the businessman": like a pronoun, but less sure.
    fn some_person(
        &self,
        at: usize,
        described: &Described,
        last: Option<&Last>,
    ) -> Option<Resolved> {
        // "his partner", "the harbor's engineer" is someone else
        if !described.definite
            || self.is_owned(at)
            || described.noun.speaks_for
            || described.noun.kind == NounKind::Unnamed
            || self.mentions[at].plural
        {
            return None;
        }
        let (entity, chance) = self.antecedent(at, last)?;
        let person = &self.entities.all[entity];
        // "the minister" is not the commander of whom the article spoke last
        let titles = self.lexicon.titles();
        let stands = |title: &TitleId| !titles.get(*title).alone.is_empty();
        let other = described
            .title
            .is_some_and(|own| !person.titles.contains(&own) && person.titles.iter().any(stands));
        // a capitalized word or other may be nobody's name
        let known = person.kind == NameKind::Person || person.mentions.len() > 1;
        (known && !other).then(|| self.found(entity, chance * 0.7, "description"))
    }

    /// The body for which `it` stands: the one that spoke last, else the one that opened its
    /// sentence last.
    pub(super) fn body_before(&self, at: usize, last: Option<&Last>) -> Option<Resolved> {
        let paragraph = |m: usize| self.text.sentences[self.mentions[m].sentence].paragraph;
        let here = paragraph(at);
        if let Some(last) = last.filter(|l| {
            l.who.kind == SpeakerKind::Organization && here - l.paragraph.min(here) <= 1
        }) {
            let (who, entity) = (last.who.clone(), last.entity);
            return Some(Resolved { who, entity, chance: 0.8, rule: "pronoun" });
        }
        let near = (0..at).rev().take_while(|&m| here - paragraph(m) <= 1);
        let entity = near.filter(|&m| self.mentions[m].marked.is_none()).find_map(|m| {
            let entity = self.entities.of[m]?;
            let found = &self.entities.all[entity];
            let body =
                found.kind == NameKind::Organization && found.name.starts_with(char::is_uppercase);
            (body && self.first_of_sentence(m)).then_some(entity)
        })?;
        Some(self.found(entity, 0.6, "pronoun"))
    }

    /// A body by description: "the Voss campaign" by its own words, "the newspaper" as the body
    /// last named.
    fn organization(&self, at: usize) -> Resolved {
        let mention = &self.mentions[at];
        let words = mention.tokens.len();
        if words <= 2 && !self.is_owned(at) {
            let named =
                self.mentions[..at].iter().enumerate().rev().take(40).find_map(|(m, other)| {
                    let entity = self.entities.of[m]?;
                    (other.marked.is_none()
                        && self.entities.all[entity].kind == NameKind::Organization)
                        .then_some(entity)
                });
            if let Some(entity) = named {
                return self.found(entity, 0.55, "description");
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
