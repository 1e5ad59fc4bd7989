//! Joins issues and named matters into one set of phrases, so that a text is read once for both.

use std::collections::HashMap;

use super::concepts::Concepts;
use super::issues::{Class, Issues};
use super::layer::Fault;
use super::phrases::{Found, Memory, Phrases};
use super::{ConceptId, IssueId};

/// What a phrase speaks for.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// As written in the tables.
    pub text: String,
    /// Class numbers and weights; a class is an issue's number or [`Issues::none`].
    pub weights: Vec<(u16, f32)>,
    /// Matters that it names, and whether it names nothing else.
    pub concepts: Vec<(ConceptId, bool)>,
}

/// All phrases of both tables.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    phrases: Phrases,
    entries: Vec<Entry>,
    /// Weights of a named matter, by its number.
    concepts: Vec<Vec<(u16, f32)>>,
    /// Number of classes.
    classes: usize,
    /// The weights of each entry and then of each named matter as a row of all classes, so that
    /// rows are added up without looking where they belong.
    rows: Vec<f32>,
}

impl Evidence {
    /// Joins the two tables.
    #[must_use]
    pub fn new(issues: &Issues, concepts: &Concepts) -> Self {
        let mut entries: Vec<Entry> = Vec::new();
        let mut by_text: HashMap<&str, usize> = HashMap::new();
        for term in issues.terms() {
            // texts tell what a phrase is worth for the issues that they were coded by, its row
            // tells it for all others
            let mut weights = term.fitted.clone().unwrap_or_default();
            let fitted = |id: IssueId| issues.is_fitted(id);
            let rows = term.classes.iter().filter(|(_, _, class)| *class > Class::Hide);
            let told = rows.filter(|(id, _, _)| term.fitted.is_none() || !fitted(*id));
            weights.extend(told.map(|(id, _, class)| (id.0, class.weight(fitted(*id)))));
            by_text.insert(&term.text, entries.len());
            entries.push(Entry { text: term.text.clone(), weights, concepts: Vec::new() });
        }
        let mut named = Vec::new();
        for (id, row) in (0..).map(ConceptId).zip(concepts.rows()) {
            let aliases = row.strong.iter().zip(std::iter::repeat(true));
            for (alias, strong) in aliases.chain(row.weak.iter().zip(std::iter::repeat(false))) {
                let at = *by_text.entry(alias).or_insert(entries.len());
                if at == entries.len() {
                    entries.push(Entry { text: alias.clone(), ..Entry::default() });
                }
                entries[at].concepts.push((id, strong));
            }
            named.push(match issues.concept_weights(&row.id) {
                Some(fitted) => fitted.to_vec(),
                None => implied(row.issues.iter().filter_map(|slug| issues.find(slug))),
            });
        }
        let phrases = Phrases::new(entries.iter().map(|entry| entry.text.as_str()).zip(0..));
        let classes = usize::from(issues.none()) + 1;
        let mut rows = vec![0.0; (entries.len() + named.len()) * classes];
        let all = entries.iter().map(|entry| &entry.weights).chain(&named);
        for (row, weights) in rows.chunks_exact_mut(classes).zip(all) {
            for (class, weight) in weights {
                if let Some(slot) = row.get_mut(usize::from(*class)) {
                    *slot += weight;
                }
            }
        }
        Self { phrases, entries, concepts: named, classes, rows }
    }

    /// Finds the phrases in `text`, in order of their first byte; offsets grow by `base`.
    pub fn find(&self, text: &str, base: u32, memory: &mut Memory, out: &mut Vec<Found>) {
        self.phrases.find(text, base, memory, |found| out.push(found));
    }

    /// The entry of a phrase.
    #[must_use]
    pub fn entry(&self, found: Found) -> Option<&Entry> {
        self.entries.get(found.phrase as usize)
    }

    /// All entries, by number of phrase.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What a named matter weighs.
    #[must_use]
    pub fn concept(&self, id: ConceptId) -> &[(u16, f32)] {
        self.concepts.get(usize::from(id.0)).map_or(&[], Vec::as_slice)
    }

    /// Whether a phrase speaks for any class.
    #[must_use]
    pub fn weighs(&self, phrase: u32) -> bool {
        self.entries.get(phrase as usize).is_some_and(|entry| !entry.weights.is_empty())
    }

    /// The number by which [`Evidence::row`] knows a named matter.
    #[must_use]
    pub fn feature(&self, id: ConceptId) -> u32 {
        u32::try_from(self.entries.len()).unwrap_or(u32::MAX).saturating_add(u32::from(id.0))
    }

    /// Number of all phrases and named matters.
    #[must_use]
    pub fn features(&self) -> usize {
        self.entries.len() + self.concepts.len()
    }

    /// Number of classes: the issues and "no policy issue".
    #[must_use]
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// Weights by class of an entry, by its number, or of a named matter, by the number of
    /// entries and its own.
    #[must_use]
    pub fn row(&self, feature: u32) -> &[f32] {
        let start = feature as usize * self.classes;
        self.rows.get(start..start + self.classes).unwrap_or(&[])
    }

    /// Mistakes that only both tables together show.
    #[must_use]
    pub fn faults(issues: &Issues, concepts: &Concepts) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (id, row) in (0..).map(ConceptId).zip(concepts.rows()) {
            let unknown = |slug: &&String| issues.find(slug).is_none() && !issues.is_removed(slug);
            for slug in row.issues.iter().filter(unknown) {
                faults.push(concepts.fault(id, format!("no issue `{slug}`")));
            }
        }
        faults
    }
}

/// Weights of a matter that no coded text names: most for its chief issue, less for the others.
fn implied(issues: impl Iterator<Item = IssueId>) -> Vec<(u16, f32)> {
    issues.enumerate().map(|(n, id)| (id.0, if n == 0 { 2.2 } else { 0.9 })).collect()
}
