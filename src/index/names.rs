//! The names of what the word tables number: an index keeps names, since numbers change with the
//! tables.

use crate::lexicon::{ConceptId, IssueId, Lexicon, PersonId};

/// Slugs of issues, concepts and people by their ids.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Of issues.
    pub issues: Vec<String>,
    /// Of concepts.
    pub concepts: Vec<String>,
    /// Of people.
    pub people: Vec<String>,
}

impl Names {
    /// The names in those tables.
    #[must_use]
    pub fn of(lexicon: &Lexicon) -> Self {
        let people = lexicon.people().iter();
        Self {
            issues: lexicon.issues().rows().iter().map(|row| row.id.to_string()).collect(),
            concepts: lexicon.concepts().rows().iter().map(|row| row.id.to_string()).collect(),
            people: people.map(|(_, person)| person.slug.to_string()).collect(),
        }
    }

    /// Slug of an issue; empty for an id that the tables do not have.
    #[must_use]
    pub fn issue(&self, id: IssueId) -> &str {
        self.issues.get(usize::from(id.0)).map_or("", String::as_str)
    }

    /// Slug of a concept.
    #[must_use]
    pub fn concept(&self, id: ConceptId) -> &str {
        self.concepts.get(usize::from(id.0)).map_or("", String::as_str)
    }

    /// Slug of a person.
    #[must_use]
    pub fn person(&self, id: PersonId) -> &str {
        self.people.get(id.0 as usize).map_or("", String::as_str)
    }
}
