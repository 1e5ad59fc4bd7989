//! Finds the entities of an article by the words of their names: a transcript may have ten
//! thousand of them, and every mention asks.

use std::collections::HashMap;

use super::entity::Entity;
use crate::lexicon::PersonId;
use crate::lexicon::titles::TitleId;
use crate::text::Text;

/// Places of entities in their list, by what names are looked up by. Lists are in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    family: HashMap<u64, Vec<usize>>,
    given: HashMap<u64, Vec<usize>>,
    first: HashMap<u64, Vec<usize>>,
    last: HashMap<u64, Vec<usize>>,
    later: HashMap<u64, Vec<usize>>,
    initials: HashMap<String, Vec<usize>>,
    person: HashMap<PersonId, usize>,
    title: HashMap<TitleId, Vec<usize>>,
    role: HashMap<u64, Vec<usize>>,
    registered: Vec<usize>,
}

impl Known {
    /// Notes a new entity at place `at`, which is behind all others. Its family, its given name
    /// and its tokens stay as they are.
    pub(super) fn add(&mut self, at: usize, entity: &Entity, text: &Text) {
        self.family.entry(entity.family).or_default().push(at);
        if let Some(given) = entity.given {
            self.given.entry(given).or_default().push(at);
        }
        let full = &text.tokens[entity.core.clone()];
        if let ([first, ..], Some(last)) = (full, full.last()) {
            self.first.entry(first.key).or_default().push(at);
            self.last.entry(last.key).or_default().push(at);
        }
        for token in full.iter().skip(1) {
            let places = self.later.entry(token.key).or_default();
            if places.last() != Some(&at) {
                places.push(at);
            }
        }
        self.initials.entry(initials(&entity.name)).or_default().push(at);
        if let Some(person) = entity.person {
            self.proven(at, person);
        }
    }

    /// Notes that the entity at place `at` is an entry of the registry.
    pub(super) fn proven(&mut self, at: usize, person: PersonId) {
        let first = self.person.entry(person).or_insert(at);
        *first = at.min(*first);
    }

    /// Notes what the whole article tells of all its entities.
    pub(super) fn settle(&mut self, all: &[Entity]) {
        for (at, entity) in all.iter().enumerate() {
            for title in &entity.titles {
                self.title.entry(*title).or_default().push(at);
            }
            for role in &entity.roles {
                self.role.entry(*role).or_default().push(at);
            }
            if entity.person.is_some() {
                self.registered.push(at);
            }
        }
    }

    /// Those whom the article gives that title, once it is settled.
    pub(super) fn by_title(&self, title: TitleId) -> &[usize] {
        list(self.title.get(&title))
    }

    /// Those beside whom the article puts the noun with that key, once it is settled.
    pub(super) fn by_role(&self, key: u64) -> &[usize] {
        list(self.role.get(&key))
    }

    /// Those that are entries of the registry, once it is settled.
    pub(super) fn registered(&self) -> &[usize] {
        &self.registered
    }

    /// Those with that family name, or only name.
    pub(super) fn by_family(&self, key: u64) -> &[usize] {
        list(self.family.get(&key))
    }

    /// Those with that given name.
    pub(super) fn by_given(&self, key: u64) -> &[usize] {
        list(self.given.get(&key))
    }

    /// Those whose full name begins so.
    pub(super) fn by_first(&self, key: u64) -> &[usize] {
        list(self.first.get(&key))
    }

    /// Those whose full name ends so.
    pub(super) fn by_last(&self, key: u64) -> &[usize] {
        list(self.last.get(&key))
    }

    /// Those in whose full name the word stands behind the first.
    pub(super) fn by_later(&self, key: u64) -> &[usize] {
        list(self.later.get(&key))
    }

    /// Those whose words in capitals begin with these letters.
    pub(super) fn by_initials(&self, letters: &str) -> &[usize] {
        list(self.initials.get(letters))
    }

    /// The first that is that entry of the registry.
    pub(super) fn by_person(&self, person: PersonId) -> Option<usize> {
        self.person.get(&person).copied()
    }
}

fn list(found: Option<&Vec<usize>>) -> &[usize] {
    found.map_or(&[], Vec::as_slice)
}

/// The capitals with which the words of a name begin.
fn initials(name: &str) -> String {
    let first = name.split([' ', '-']).filter_map(|word| word.chars().next());
    first.filter(|ch| ch.is_uppercase()).collect()
}
