//! Gathers the named people and bodies of an article: which names are one person.
//!
//! A family name alone is the person whom the article names in full; a given name alone likewise.
//! People of one family name are kept apart by given name, form of address and title. The
//! registry gives an id only where the full name or the office proves it.

use jiff::civil::Date;

use super::label::cased;
use super::mention::{Form, Mention, Name, NameKind};
use crate::lexicon::names::Gender;
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
    gather.out
}

struct Gather<'a> {
    source: &'a str,
    text: &'a Text,
    mentions: &'a [Mention],
    lexicon: &'a Lexicon,
    date: Option<Date>,
    out: Entities,
}

impl Gather<'_> {
    fn name_of(&self, at: usize) -> Option<&Name> {
        match &self.mentions[at].form {
            Form::Name(name) => Some(name),
            _ => None,
        }
    }

    fn words(&self, name: &Name) -> String {
        let tokens = &self.text.tokens;
        tokens[name.tokens.start]
            .span
            .cover(tokens[name.tokens.end - 1].span)
            .of(self.source)
            .to_owned()
    }

    /// Tokens of a name without suffix and what the comma before it holds.
    fn core(&self, name: &Name) -> std::ops::Range<usize> {
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
        if core.len() < 2 && matches!(name.kind, NameKind::Person | NameKind::Unknown) {
            return;
        }
        let words = self.words(&name);
        let tokens = &self.text.tokens;
        let (family, given) = match name.kind {
            NameKind::Organization | NameKind::Place => (key(&words), None),
            NameKind::Person | NameKind::Unknown => {
                (tokens[core.end - 1].key, Some(tokens[core.start].key))
            }
        };
        let same = self.out.all.iter().position(|e| {
            e.family == family
                && e.kind_agrees(name.kind)
                && match (e.given, given) {
                    (Some(a), Some(b)) => {
                        self.lexicon.names().agree(a, b) || self.initial(a, b, e, &words)
                    }
                    (None, None) => true,
                    _ => false,
                }
        });
        let entity = same.unwrap_or_else(|| {
            self.out.all.push(Entity {
                name: words.clone(),
                family,
                given,
                kind: name.kind,
                gender: None,
                person: None,
                titles: Vec::new(),
                roles: Vec::new(),
                mentions: Vec::new(),
            });
            self.out.all.len() - 1
        });
        self.join(entity, at, &name);
        let date = self.date;
        let people = self.lexicon.people();
        let entity = &mut self.out.all[entity];
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

    /// Whether one given name is the other's initial.
    fn initial(&self, _a: u64, _b: u64, entity: &Entity, words: &str) -> bool {
        let first =
            |name: &str| name.split_whitespace().next().map(str::to_owned).unwrap_or_default();
        let (a, b) = (first(&entity.name), first(words));
        let short = |x: &str, y: &str| x.len() == 2 && x.ends_with('.') && y.starts_with(&x[..1]);
        short(&a, &b) || short(&b, &a)
    }

    fn join(&mut self, entity: usize, at: usize, name: &Name) {
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

    fn short_name(&mut self, at: usize) {
        if self.out.of[at].is_some() {
            return;
        }
        let Some(name) = self.name_of(at).cloned() else { return };
        let core = self.core(&name);
        let word = self.text.tokens[core.start].key;
        let gender = self.mentions[at].gender;
        let fits = |e: &Entity| match (e.gender, gender) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        };
        let person = |e: &&(usize, &Entity)| {
            matches!(e.1.kind, NameKind::Person | NameKind::Unknown) && fits(e.1)
        };
        let all: Vec<(usize, &Entity)> = self.out.all.iter().enumerate().collect();
        let by_family: Vec<usize> =
            all.iter().filter(person).filter(|(_, e)| e.family == word).map(|(i, _)| *i).collect();
        let by_given: Vec<usize> = all
            .iter()
            .filter(person)
            .filter(|(_, e)| e.given == Some(word))
            .map(|(i, _)| *i)
            .collect();
        let chosen = if by_family.is_empty() { &by_given } else { &by_family };
        let held = name.title.and_then(|_| self.registry(&name, word, ""));
        let held = held.and_then(|p| {
            self.out.all.iter().position(|e| e.person == Some(p)).map(Ok).or(Some(Err(p)))
        });
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
                    self.likeliest(chosen, at)
                }
            }
        };
        let entity = found.unwrap_or_else(|| self.new_short(at, &name, word));
        self.join(entity, at, &name);
    }

    /// Of several bearers of a name the one named last before `at`, else the one named most.
    fn likeliest(&self, chosen: &[usize], at: usize) -> Option<usize> {
        let last = |e: usize| self.out.all[e].mentions.iter().copied().filter(|&m| m < at).max();
        chosen
            .iter()
            .copied()
            .max_by_key(|&e| (last(e), self.out.all[e].mentions.len(), usize::MAX - e))
    }

    /// An entity for a name of one word that the article never gives in full.
    fn new_short(&mut self, at: usize, name: &Name, word: u64) -> usize {
        let words = self.words(name);
        if let Some(same) = self.out.all.iter().position(|e| e.given.is_none() && e.family == word)
        {
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
        let _ = at;
        self.out.all.push(Entity {
            name: person.map_or(words, |p| people.get(p).name.to_string()),
            family: word,
            given: None,
            kind,
            gender: person.and_then(|p| people.get(p).gender),
            person,
            titles: Vec::new(),
            roles: Vec::new(),
            mentions: Vec::new(),
        });
        self.out.all.len() - 1
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
            [(first, person)] if first >= KNOWN => Some(person),
            [(first, person), (second, _), ..]
                if first >= KNOWN && first >= second.saturating_add(CLEAR) =>
            {
                Some(person)
            }
            _ => None,
        }
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

    fn kind_agrees(&self, kind: NameKind) -> bool {
        let personal = |k| matches!(k, NameKind::Person | NameKind::Unknown);
        personal(self.kind) == personal(kind)
    }
}

/// Prominence at which a bare family name is enough, and the lead over the next bearer.
const KNOWN: u8 = 50;
const CLEAR: u8 = 15;
