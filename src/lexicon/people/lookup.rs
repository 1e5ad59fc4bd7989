//! Ties between people, and hashed lookups of them.

use crate::lexicon::PersonId;

/// How a person is related to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kin {
    /// Husband or wife, past ones too.
    Spouse,
    /// Father or mother.
    Parent,
    /// Son or daughter.
    Child,
    /// Brother or sister.
    Sibling,
}

impl Kin {
    /// The same tie seen from the other side.
    #[must_use]
    pub const fn inverse(self) -> Self {
        match self {
            Self::Spouse => Self::Spouse,
            Self::Parent => Self::Child,
            Self::Child => Self::Parent,
            Self::Sibling => Self::Sibling,
        }
    }
}

/// Hash to several people, sorted by hash.
#[derive(Clone, Debug, Default)]
pub(super) struct Lookup {
    keys: Vec<u64>,
    people: Vec<PersonId>,
}

impl Lookup {
    /// Makes it of pairs in any order; people of one key keep the order of `rank`.
    pub(super) fn new(mut pairs: Vec<(u64, PersonId)>, rank: &[u32]) -> Self {
        pairs.sort_unstable_by_key(|&(key, id)| (key, rank[id.0 as usize]));
        pairs.dedup();
        let (keys, people) = pairs.into_iter().unzip();
        Self { keys, people }
    }

    pub(super) fn get(&self, key: u64) -> &[PersonId] {
        let start = self.keys.partition_point(|&k| k < key);
        let len = self.keys[start..].iter().take_while(|&&k| k == key).count();
        &self.people[start..start + len]
    }
}
