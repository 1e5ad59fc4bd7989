//! The named matters of schema/concepts*.toml: bills, scandals, court cases, plans, each under
//! one id whatever an article calls it.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::Deserialize;

use super::layer::{self, Fault, Row, TableFile};
use super::phrases::{Memory, Phrases};
use super::{ConceptId, Table};

/// A named matter.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Concept {
    /// Slug, as in records and queries.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// First year of its currency.
    pub from: i16,
    /// Last year of its currency; absent while it lasts.
    pub to: Option<i16>,
    /// Issues that it implies, the chief one first.
    pub issues: Vec<String>,
    /// The wider matter that it is part of.
    pub parent: Option<String>,
    /// Names that mean it and nothing else.
    #[serde(default)]
    pub strong: Vec<String>,
    /// Names that mean it only among its kind.
    #[serde(default)]
    pub weak: Vec<String>,
}

impl Row for Concept {
    const NAME: &'static str = "concept";

    fn id(&self) -> &str {
        &self.id
    }
}

impl Concept {
    /// All its names: the strong ones, then the weak ones.
    pub fn aliases(&self) -> impl Iterator<Item = &str> {
        self.strong.iter().chain(&self.weak).map(String::as_str)
    }

    /// Whether a text of `year` can speak of it by a name of its own: not before the year
    /// that leads up to it.
    #[must_use]
    pub fn known_in(&self, year: i16) -> bool {
        year >= self.from - 1
    }

    /// Whether a text of `year` may mean it by a name that others share.
    #[must_use]
    pub fn current_in(&self, year: i16) -> bool {
        self.known_in(year) && self.to.is_none_or(|to| year <= to + 1)
    }
}

/// The table.
#[derive(Clone, Debug, Default)]
pub struct Concepts {
    rows: Vec<Concept>,
    by_id: HashMap<String, ConceptId>,
    /// Names of all, numbered by place in `owners`.
    phrases: Phrases,
    /// Whose name it is and whether it is a strong one.
    owners: Vec<(ConceptId, bool)>,
    /// File and line of each row.
    places: Vec<(Cow<'static, str>, u32)>,
}

/// A named matter that a query names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// Which.
    pub concept: ConceptId,
    /// Whether by a name that means nothing else.
    pub strong: bool,
    /// First byte of the name in the query.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
}

impl Concepts {
    /// All of them, in order of the table.
    #[must_use]
    pub fn rows(&self) -> &[Concept] {
        &self.rows
    }

    /// The row of a named matter.
    #[must_use]
    pub fn row(&self, id: ConceptId) -> Option<&Concept> {
        self.rows.get(usize::from(id.0))
    }

    /// A mistake in the row of a named matter.
    #[must_use]
    pub fn fault(&self, id: ConceptId, message: String) -> Fault {
        let place = self.places.get(usize::from(id.0));
        let (file, line) = place.map_or(("concepts", 1), |(file, line)| (file, *line));
        Fault { file: file.to_owned(), line, message }
    }

    /// Slug of a named matter; empty for one that is not of this table.
    #[must_use]
    pub fn slug(&self, id: ConceptId) -> &str {
        self.row(id).map_or("", |row| row.id.as_str())
    }

    /// The named matter of a slug.
    #[must_use]
    pub fn find(&self, slug: &str) -> Option<ConceptId> {
        self.by_id.get(slug).copied()
    }

    /// The named matters that a person may mean by `name`: a slug, a name or an alias, in any
    /// case; and those whose parent is among them.
    #[must_use]
    pub fn named(&self, name: &str) -> Vec<ConceptId> {
        let name = name.trim();
        let same = |other: &str| other.eq_ignore_ascii_case(name);
        let all = || (0..).map(ConceptId).zip(&self.rows);
        let mut found: Vec<ConceptId> = all()
            .filter(|(_, row)| same(&row.id) || same(&row.name) || row.aliases().any(same))
            .map(|(id, _)| id)
            .collect();
        let parents: Vec<&str> = found.iter().map(|id| self.slug(*id)).collect();
        let children: Vec<ConceptId> = all()
            .filter(|(_, row)| row.parent.as_deref().is_some_and(|p| parents.contains(&p)))
            .map(|(id, _)| id)
            .collect();
        found.extend(children);
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The named matters that the words of a query name, in order of place. An acronym in small
    /// letters counts only where it is all of the query.
    #[must_use]
    pub fn in_query(&self, query: &str) -> Vec<Named> {
        let mut found = Vec::new();
        self.phrases.find(query, 0, &mut Memory::default(), |hit| {
            if let Some(&(concept, strong)) = self.owners.get(hit.phrase as usize) {
                found.push(Named { concept, strong, start: hit.start, end: hit.end });
            }
        });
        if found.is_empty() {
            let whole = query.trim();
            let end = u32::try_from(query.len()).unwrap_or(u32::MAX);
            for (id, row) in (0..).map(ConceptId).zip(&self.rows) {
                let is = |list: &[String]| list.iter().any(|a| a.eq_ignore_ascii_case(whole));
                let strong = is(&row.strong);
                if strong || is(&row.weak) {
                    found.push(Named { concept: id, strong, start: 0, end });
                }
            }
        }
        found
    }
}

impl Table for Concepts {
    const STEM: &'static str = "concepts";

    fn build(files: &[TableFile]) -> (Self, Vec<Fault>) {
        let (placed, mut faults) = layer::rows::<Concept>(files, &["concept"]);
        let mut table = Self::default();
        for placed in &placed {
            let row = &placed.row;
            let Ok(number) = u16::try_from(table.rows.len()) else { break };
            if row.to.is_some_and(|to| to < row.from) {
                faults.push(placed.fault("`to` is before `from`".to_owned()));
            }
            if row.issues.is_empty() {
                faults.push(placed.fault("`issues` names none".to_owned()));
            }
            for alias in row.aliases() {
                if !alias.chars().any(char::is_alphanumeric) {
                    faults.push(placed.fault(format!("`{alias}` has no word to match")));
                }
                if row.aliases().filter(|other| *other == alias).count() > 1 {
                    faults.push(placed.fault(format!("`{alias}` stands twice")));
                }
            }
            let id = ConceptId(number);
            table.by_id.insert(row.id.clone(), id);
            table.owners.extend(row.strong.iter().map(|_| (id, true)));
            table.owners.extend(row.weak.iter().map(|_| (id, false)));
            table.places.push((placed.file.clone(), placed.line));
            table.rows.push(row.clone());
        }
        for placed in &placed {
            parent_faults(&table, placed, &mut faults);
        }
        table.phrases = Phrases::new(table.rows.iter().flat_map(Concept::aliases).zip(0..));
        (table, faults)
    }
}

/// Tells a parent that does not exist or that leads back to its child.
fn parent_faults(table: &Concepts, placed: &layer::Placed<Concept>, faults: &mut Vec<Fault>) {
    let mut row = &placed.row;
    for _ in 0..=table.rows.len() {
        let Some(parent) = &row.parent else { return };
        let Some(next) = table.find(parent).and_then(|id| table.row(id)) else {
            if row.id == placed.row.id {
                faults.push(placed.fault(format!("no concept `{parent}` to be its parent")));
            }
            return;
        };
        row = next;
    }
    faults.push(placed.fault("its parents form a circle".to_owned()));
}
