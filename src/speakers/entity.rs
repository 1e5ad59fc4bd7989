//! Gathers the named people and bodies of an article: which names are one person.
//!
//! A family name alone is the person whom the article names in full; a given name alone likewise.
//! People of one family name are kept apart by given name, form of address and title. The
//! registry gives an id only where the full name or the office proves it.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::civil::Date;

use super::known::Known;
use super::label::cased;
use super::mention::{Form, Mention, Name, NameKind};
use super::short_name::is_publisher;
use crate::lexicon::names::Gender;
use crate::lexicon::people::state_of;
use crate::lexicon::places::PlaceId;
use crate::lexicon::titles::TitleId;
use crate::lexicon::words::Class;
use crate::lexicon::{Lexicon, PersonId, key};
use crate::text::Text;

/// A named person or body of the article.
#[derive(Clone, Debug)]
pub(super) struct Entity {
    /// Fullest name, titles left out.
    pub name: String,
    /// Key of the family name, or of the only name.
    pub family: u64,
    /// Key of the given name, where there is one.
    pub given: Option<u64>,
    /// Tokens of its first full mention, suffixes left out.
    pub core: Range<usize>,
    /// Person, organization or place; unknown names are taken for people.
    pub kind: NameKind,
    /// Gender, where anything settles it.
    pub gender: Option<Gender>,
    /// Entry of the registry, where proven.
    pub person: Option<PersonId>,
    /// Titles that stand before the name anywhere.
    pub titles: Vec<TitleId>,
    /// Keys of head nouns that the article puts beside the name.
    pub roles: Vec<u64>,
    /// Its mentions by name, in order.
    pub mentions: Vec<usize>,
}

/// The entities of an article.
#[derive(Clone, Debug, Default)]
pub(super) struct Entities {
    /// All of them, in order of first full mention.
    pub all: Vec<Entity>,
    /// The entity of each mention; none for pronouns and descriptions.
    pub of: Vec<Option<usize>>,
    /// Mentions whose name fits more than one entity.
    pub doubtful: Vec<usize>,
    /// Where those of a name are.
    pub known: Known,
    /// Places that the article names, or in which people of it hold or held an office, and the
    /// countries of these; empty where no description asks for an office.
    pub countries: BTreeSet<PlaceId>,
}

/// Gathers the entities of all mentions.
#[must_use]
pub(super) fn gather(
    source: &str,
    text: &Text,
    mentions: &[Mention],
    lexicon: &Lexicon,
    date: Option<Date>,
) -> Entities {
    let mut gather = Gather { source, text, mentions, lexicon, date, out: Entities::default() };
    gather.out.of = vec![None; mentions.len()];
    for at in 0..mentions.len() {
        gather.full_name(at);
    }
    for at in 0..mentions.len() {
        gather.short_name(at);
    }
    gather.roles();
    gather.beside();
    gather.out.known.settle(&gather.out.all);
    let asks =
        |m: &Mention| matches!(&m.form, Form::Described(described) if described.title.is_some());
    if mentions.iter().any(asks) {
        gather.countries();
    }
    gather.out
}

pub(super) struct Gather<'a> {
    pub(super) source: &'a str,
    pub(super) text: &'a Text,
    pub(super) mentions: &'a [Mention],
    pub(super) lexicon: &'a Lexicon,
    pub(super) date: Option<Date>,
    pub(super) out: Entities,
}

impl Gather<'_> {
    pub(super) fn name_of(&self, at: usize) -> Option<&Name> {
        match &self.mentions[at].form {
            Form::Name(name) => Some(name),
            _ => None,
        }
    }

    pub(super) fn words(&self, name: &Name) -> String {
        let tokens = &self.text.tokens;
        tokens[name.tokens.start]
            .span
            .cover(tokens[name.tokens.end - 1].span)
            .of(self.source)
            .to_owned()
    }

    /// Tokens of a name without suffix and what the comma before it holds.
    pub(super) fn core(&self, name: &Name) -> Range<usize> {
        let mut end = name.tokens.end;
        while end > name.tokens.start + 1 {
            let token = &self.text.tokens[end - 1];
            let word = token.span.of(self.source);
            let bare = word.strip_suffix('.').map_or(token.key, key);
            if word == "," || self.lexicon.words().is(bare, Class::Suffix) {
                end -= 1;
            } else {
                break;
            }
        }
        name.tokens.start..end
    }

    fn full_name(&mut self, at: usize) {
        let Some(name) = self.name_of(at).cloned() else { return };
        let core = self.core(&name);
        if core.len() < 2 {
            return;
        }
        let words = self.words(&name);
        let tokens = &self.text.tokens;
        let whole = key(&words);
        let body = self.first(self.out.known.by_family(whole), |e| !e.personal());
        let kind = match name.kind {
            // "Quay News Online": a name of no known kind may be an outlet's
            NameKind::Unknown if body.is_some() || is_publisher(self.lexicon, &words) => {
                NameKind::Organization
            }
            kind => kind,
        };
        let (family, given) = match kind {
            NameKind::Organization | NameKind::Place => (whole, None),
            NameKind::Person | NameKind::Unknown => {
                (tokens[core.end - 1].key, Some(tokens[core.start].key))
            }
        };
        let same = self.first(self.out.known.by_family(family), |e| {
            e.kind_agrees(kind)
                && match (e.given, given) {
                    (Some(a), Some(b)) => {
                        self.lexicon.names().agree(a, b)
                            || self.initial(e, &words)
                            || self.part_of(&core, e)
                    }
                    (None, None) => true,
                    _ => false,
                }
        });
        let entity = same.unwrap_or_else(|| {
            self.add(Entity {
                name: words.clone(),
                family,
                given,
                core: core.clone(),
                kind,
                gender: None,
                person: None,
                titles: Vec::new(),
                roles: Vec::new(),
                mentions: Vec::new(),
            })
        });
        self.join(entity, at, &name);
        let date = self.date;
        let people = self.lexicon.people();
        let place = entity;
        let entity = &mut self.out.all[place];
        if entity.person.is_none() {
            let mut best: Vec<(u8, PersonId)> = name
                .people
                .iter()
                .map(|&p| {
                    (date.map_or(people.get(p).prominence, |d| people.prominence_on(p, d)), p)
                })
                .collect();
            best.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
            // of two bearers of one full name only a clearly better known one is meant
            let proven = match best[..] {
                [] => None,
                [(_, only)] => Some(only),
                [(first, person), (second, _), ..] => {
                    (first >= second.saturating_add(20)).then_some(person)
                }
            };
            if let Some(person) = proven {
                entity.person = Some(person);
                self.out.known.proven(place, person);
                entity.kind = NameKind::Person;
                entity.gender = people.get(person).gender.or(entity.gender);
            }
        }
        if name.kind == NameKind::Unknown
            && words.len() > entity.name.len()
            && entity.kind == NameKind::Person
        {
            entity.name = words;
        }
    }

    /// The first of the entities at these places that is such a one.
    pub(super) fn first(&self, places: &[usize], is: impl Fn(&Entity) -> bool) -> Option<usize> {
        places.iter().copied().find(|&at| is(&self.out.all[at]))
    }

    /// Adds an entity; gives its place.
    pub(super) fn add(&mut self, entity: Entity) -> usize {
        let at = self.out.all.len();
        self.out.known.add(at, &entity, self.text);
        self.out.all.push(entity);
        at
    }

    /// Whether the tokens stand together in the fuller name of `entity`, behind its first: the
    /// whole of a family name of two words.
    pub(super) fn part_of(&self, core: &Range<usize>, entity: &Entity) -> bool {
        let key = |at: usize| self.text.tokens[at].key;
        let full = entity.core.clone();
        full.len() > core.len()
            && (full.start + 1..=full.end - core.len())
                .any(|from| core.clone().zip(from..).all(|(a, b)| key(a) == key(b)))
    }

    /// Whether one given name is the other's initial.
    fn initial(&self, entity: &Entity, words: &str) -> bool {
        let first =
            |name: &str| name.split_whitespace().next().map(str::to_owned).unwrap_or_default();
        let (a, b) = (first(&entity.name), first(words));
        let short = |x: &str, y: &str| x.len() == 2 && x.ends_with('.') && y.starts_with(&x[..1]);
        short(&a, &b) || short(&b, &a)
    }

    pub(super) fn join(&mut self, entity: usize, at: usize, name: &Name) {
        self.out.of[at] = Some(entity);
        let gender = self.mentions[at].gender;
        let entity = &mut self.out.all[entity];
        entity.mentions.push(at);
        entity.gender = entity.gender.or(gender);
        if name.kind == NameKind::Person {
            entity.kind = NameKind::Person;
        }
        if let Some(title) = name.title.filter(|t| !entity.titles.contains(t)) {
            entity.titles.push(title);
        }
    }

    /// Notes of which places and countries the article speaks.
    fn countries(&mut self) {
        let people = self.lexicon.people();
        let places = self.lexicon.places();
        let mut seen = BTreeSet::new();
        for entity in &self.out.all {
            let offices = entity.person.map(|person| &people.get(person).offices);
            let held = offices.into_iter().flatten().filter_map(|office| {
                let state = state_of(&office.place);
                places.by_short(state).or_else(|| places.by_id(state))
            });
            let named = Some(&entity.name).filter(|_| entity.kind == NameKind::Place);
            for place in held.chain(named.and_then(|name| places.named(name))) {
                seen.insert(place);
                seen.extend(places.get(place).lies_in.as_deref().and_then(|id| places.by_id(id)));
            }
        }
        self.out.countries = seen;
    }

    /// Notes which head nouns stand beside each name: "Ann Voss, the mayor", "mayor Ann Voss".
    fn roles(&mut self) {
        for (at, mention) in self.mentions.iter().enumerate() {
            let (Some(entity), Form::Name(name)) = (self.out.of[at], &mention.form) else {
                continue;
            };
            let mut heads: Vec<u64> = self.text.tokens[mention.tokens.start..name.tokens.start]
                .iter()
                .filter(|t| self.lexicon.nouns().get(t.key).is_some())
                .map(|t| t.key)
                .collect();
            let comma = self
                .text
                .tokens
                .get(mention.tokens.end)
                .is_some_and(|t| t.span.of(self.source) == ",");
            if comma {
                let after =
                    self.mentions[at + 1..].iter().find(|m| m.tokens.start > mention.tokens.end);
                let near = after.filter(|m| m.tokens.start <= mention.tokens.end + 2);
                if let Some(Form::Described(described)) = near.map(|m| &m.form) {
                    heads.push(self.text.tokens[described.head].key);
                }
            }
            let roles = &mut self.out.all[entity].roles;
            heads.retain(|head| !roles.contains(head));
            roles.extend(heads);
        }
    }
}

impl Entity {
    /// Its name as people write it: a person's full name in capitals is not.
    pub(super) fn shown(&self) -> String {
        match self.given {
            Some(_) => cased(&self.name),
            None => self.name.clone(),
        }
    }

    /// Whether nothing is known that speaks against this gender.
    pub(super) fn may_be(&self, gender: Option<Gender>) -> bool {
        self.gender.zip(gender).is_none_or(|(own, other)| own == other)
    }

    /// Whether it is, or may be, a human being.
    pub(super) const fn personal(&self) -> bool {
        matches!(self.kind, NameKind::Person | NameKind::Unknown)
    }

    fn kind_agrees(&self, kind: NameKind) -> bool {
        self.personal() == matches!(kind, NameKind::Person | NameKind::Unknown)
    }
}
