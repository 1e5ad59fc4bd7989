//! The policy issues of schema/issues*.toml: 21 major topics of the Comparative Agendas Project
//! and `elections`, their subtopics, the phrases that speak for them and what each weighs.
//!
//! `[[issue]]` and `[[subtopic]]` rows are written by people: names, codes, scope and phrases.
//! `[[weight]]` rows hold what examples/fit_issues.rs found these phrases, and plain words, to be
//! worth in coded texts; a phrase without a fitted weight has that of its class.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::layer::{self, Fault, Placed, Row, TableFile};
use super::{IssueId, Table};

/// Id of the weights that speak for no policy issue at all: sports, weather, ceremony.
pub const NO_ISSUE: &str = "none";

/// An issue.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    /// Slug, as in records and queries.
    pub id: String,
    /// Major topic code of the Comparative Agendas Project; absent from issues of a user's own.
    pub cap: Option<u16>,
    /// Name for people.
    pub name: String,
    /// Other names by which a query may ask for it.
    #[serde(default)]
    pub names: Vec<String>,
    /// What belongs there and what does not.
    #[serde(default)]
    pub scope: String,
    /// Codes of IPTC Media Topics that it covers.
    #[serde(default)]
    pub iptc: Vec<String>,
    /// Phrases that settle it.
    #[serde(default)]
    pub strong: Vec<String>,
    /// Phrases that need company.
    #[serde(default)]
    pub weak: Vec<String>,
    /// Phrases that say nothing, and hide the words inside them.
    #[serde(default)]
    pub hide: Vec<String>,
}

/// A part of an issue with a code of its own.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subtopic {
    /// Slug.
    pub id: String,
    /// Issue that it belongs to.
    pub issue: String,
    /// Subtopic code of the Comparative Agendas Project.
    pub code: Option<u16>,
    /// Name for people.
    pub name: String,
    /// What belongs there.
    #[serde(default)]
    pub scope: String,
    /// Phrases that settle the issue.
    #[serde(default)]
    pub strong: Vec<String>,
    /// Phrases that need company.
    #[serde(default)]
    pub weak: Vec<String>,
}

/// What phrases were found to be worth for one issue.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Weight {
    /// The issue, or [`NO_ISSUE`].
    id: String,
    /// Share of the issue before any evidence, as a logarithm, in news.
    #[serde(default)]
    news: f32,
    /// The same in running speech.
    #[serde(default)]
    speech: f32,
    /// `phrase weight`; `@concept weight` for a named matter under any of its names.
    #[serde(default)]
    words: Vec<String>,
}

impl Row for Issue {
    const NAME: &'static str = "issue";

    fn id(&self) -> &str {
        &self.id
    }
}

impl Row for Subtopic {
    const NAME: &'static str = "subtopic";

    fn id(&self) -> &str {
        &self.id
    }
}

impl Row for Weight {
    const NAME: &'static str = "weight";

    fn id(&self) -> &str {
        &self.id
    }
}

/// How much a phrase of a row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Nothing; it hides what stands inside it.
    Hide,
    /// Needs company.
    Weak,
    /// Settles the issue.
    Strong,
}

impl Class {
    /// Weight of a phrase that no coded text has, for an issue that others of its phrases were
    /// weighed for or for one that none was: there a strong phrase settles it alone, and a weak
    /// one does not.
    #[must_use]
    pub const fn weight(self, fitted: bool) -> f32 {
        match (self, fitted) {
            (Self::Hide, _) => 0.0,
            (Self::Weak, true) => 0.9,
            (Self::Weak, false) => 1.6,
            (Self::Strong, true) => 2.2,
            (Self::Strong, false) => 4.0,
        }
    }
}

/// A phrase and what the rows say of it.
#[derive(Clone, Debug, Default)]
pub struct Term {
    /// As written in the tables.
    pub text: String,
    /// By rows: issue and class, in order of issue.
    pub classes: Vec<(IssueId, Option<u16>, Class)>,
    /// As fitted: class number (an issue's, or [`Issues::none`]) and weight.
    pub fitted: Option<Vec<(u16, f32)>>,
}

/// The table.
#[derive(Clone, Debug, Default)]
pub struct Issues {
    rows: Vec<Issue>,
    subtopics: Vec<(Subtopic, IssueId)>,
    terms: Vec<Term>,
    /// Fitted weights of named matters, by their slugs.
    concepts: HashMap<String, Vec<(u16, f32)>>,
    /// Bias by class: news, speech.
    bias: Vec<[f32; 2]>,
    by_id: HashMap<String, IssueId>,
    /// Whether texts were coded by it, by number of the issue.
    fitted: Vec<bool>,
    /// Issues that a layer took away.
    removed: HashSet<String>,
}

impl Issues {
    /// All issues, in order of the table.
    #[must_use]
    pub fn rows(&self) -> &[Issue] {
        &self.rows
    }

    /// The row of an issue.
    #[must_use]
    pub fn row(&self, id: IssueId) -> Option<&Issue> {
        self.rows.get(usize::from(id.0))
    }

    /// Slug of an issue; empty for one that is not of this table.
    #[must_use]
    pub fn slug(&self, id: IssueId) -> &str {
        self.row(id).map_or("", |row| row.id.as_str())
    }

    /// The issue of a slug.
    #[must_use]
    pub fn find(&self, slug: &str) -> Option<IssueId> {
        self.by_id.get(slug).copied()
    }

    /// Whether texts were coded by the issue, so that its phrases have fitted weights.
    #[must_use]
    pub fn is_fitted(&self, id: IssueId) -> bool {
        self.fitted.get(usize::from(id.0)).is_some_and(|fitted| *fitted)
    }

    /// Whether a layer took the issue of that slug away.
    #[must_use]
    pub fn is_removed(&self, slug: &str) -> bool {
        self.removed.contains(slug) && self.find(slug).is_none()
    }

    /// The issues that a person may mean: by slug, code, name or other name, in any case.
    #[must_use]
    pub fn named(&self, name: &str) -> Vec<IssueId> {
        let name = name.trim();
        let same = |other: &str| other.eq_ignore_ascii_case(name);
        let code = name.parse::<u16>().ok();
        let subtopics = self.subtopics.iter().filter(|(sub, _)| {
            same(&sub.id) || (code.is_some() && sub.code == code) || same(&sub.name)
        });
        let mut found: Vec<IssueId> = (0..)
            .map(IssueId)
            .zip(&self.rows)
            .filter(|(_, row)| {
                same(&row.id)
                    || (code.is_some() && row.cap == code)
                    || same(&row.name)
                    || row.names.iter().any(|other| same(other))
            })
            .map(|(id, _)| id)
            .chain(subtopics.map(|(_, id)| *id))
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// All subtopics with their issues.
    #[must_use]
    pub fn subtopics(&self) -> &[(Subtopic, IssueId)] {
        &self.subtopics
    }

    /// Every phrase of the table.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Number of the class "no policy issue": the one after the last issue.
    #[must_use]
    pub fn none(&self) -> u16 {
        u16::try_from(self.rows.len()).unwrap_or(u16::MAX)
    }

    /// Shares of the classes before any evidence, as logarithms.
    pub fn bias(&self, speech: bool) -> impl Iterator<Item = f32> {
        self.bias.iter().map(move |both| both[usize::from(speech)])
    }

    /// Fitted weights of a named matter.
    #[must_use]
    pub fn concept_weights(&self, slug: &str) -> Option<&[(u16, f32)]> {
        self.concepts.get(slug).map(Vec::as_slice)
    }
}

impl Table for Issues {
    const STEM: &'static str = "issues";

    fn build(files: &[TableFile]) -> (Self, Vec<Fault>) {
        const KNOWN: &[&str] = &["issue", "subtopic", "weight"];
        // The weights are long: they are read only as weights.
        let weights_alone = |file: &&TableFile| {
            file.text.contains("[[weight]]") && !file.text.contains("[[issue]]")
        };
        let others: Vec<TableFile> =
            files.iter().filter(|file| !weights_alone(file)).cloned().collect();
        let (rows, removed, mut faults) = layer::rows_and_removed::<Issue>(&others, KNOWN);
        let (subtopics, more) = layer::rows::<Subtopic>(&holding(files, "[[subtopic]]"), KNOWN);
        faults.extend(more);
        let (weights, more) = layer::rows::<Weight>(&holding(files, "[[weight]]"), KNOWN);
        faults.extend(more);
        let mut builder = Builder::default();
        builder.table.removed = removed;
        builder.issues(rows, &mut faults);
        builder.subtopics(subtopics, &mut faults);
        builder.weights(weights, &mut faults);
        // A file that holds several kinds of rows is read once for each of them.
        faults.sort_by(|a, b| (&a.file, a.line, &a.message).cmp(&(&b.file, b.line, &b.message)));
        faults.dedup();
        (builder.table, faults)
    }
}

/// The files in which rows of a kind stand.
fn holding(files: &[TableFile], header: &str) -> Vec<TableFile> {
    files.iter().filter(|file| file.text.contains(header)).cloned().collect()
}

/// The table while it grows.
#[derive(Default)]
struct Builder {
    table: Issues,
    /// Position of a phrase in the table's terms.
    by_text: HashMap<String, usize>,
}

impl Builder {
    fn term(&mut self, text: &str) -> &mut Term {
        let fresh = self.table.terms.len();
        let at = *self.by_text.entry(text.to_owned()).or_insert(fresh);
        if at == fresh {
            self.table.terms.push(Term { text: text.to_owned(), ..Term::default() });
        }
        &mut self.table.terms[at]
    }

    fn phrases(&mut self, issue: IssueId, code: Option<u16>, class: Class, phrases: &[String]) {
        for phrase in phrases {
            let classes = &mut self.term(phrase).classes;
            match classes.iter_mut().find(|(id, _, _)| *id == issue) {
                Some(known) => *known = (issue, known.1.or(code), known.2.max(class)),
                None => classes.push((issue, code, class)),
            }
        }
    }

    fn issues(&mut self, rows: Vec<Placed<Issue>>, faults: &mut Vec<Fault>) {
        for placed in rows {
            let row = &placed.row;
            blank_phrases(&placed, [&row.strong, &row.weak, &row.hide], faults);
            if row.id == NO_ISSUE {
                faults.push(placed.fault(format!("`{NO_ISSUE}` is kept for texts on no issue")));
                continue;
            }
            let Ok(number) = u16::try_from(self.table.rows.len()) else { return };
            let id = IssueId(number);
            let row = placed.row;
            self.table.by_id.insert(row.id.clone(), id);
            self.phrases(id, row.cap, Class::Strong, &row.strong);
            self.phrases(id, row.cap, Class::Weak, &row.weak);
            self.phrases(id, row.cap, Class::Hide, &row.hide);
            self.table.rows.push(row);
        }
        self.table.bias = vec![[0.0; 2]; self.table.rows.len() + 1];
        self.table.fitted = vec![false; self.table.rows.len()];
    }

    fn subtopics(&mut self, rows: Vec<Placed<Subtopic>>, faults: &mut Vec<Fault>) {
        for placed in rows {
            let row = &placed.row;
            blank_phrases(&placed, [&row.strong, &row.weak, &Vec::new()], faults);
            let Some(id) = self.table.find(&row.issue) else {
                if !self.table.is_removed(&row.issue) {
                    faults.push(placed.fault(format!("no issue `{}`", row.issue)));
                }
                continue;
            };
            let row = placed.row;
            self.phrases(id, row.code, Class::Strong, &row.strong);
            self.phrases(id, row.code, Class::Weak, &row.weak);
            self.table.subtopics.push((row, id));
        }
    }

    fn weights(&mut self, rows: Vec<Placed<Weight>>, faults: &mut Vec<Fault>) {
        for placed in rows {
            let row = &placed.row;
            let class = match self.table.find(&row.id) {
                Some(id) => id.0,
                None if row.id == NO_ISSUE => self.table.none(),
                // The weights of an issue that a layer removed.
                None => continue,
            };
            if let Some(fitted) = self.table.fitted.get_mut(usize::from(class)) {
                *fitted = true;
            }
            if let Some(bias) = self.table.bias.get_mut(usize::from(class)) {
                *bias = [row.news, row.speech];
            }
            for entry in &row.words {
                let split = entry.rsplit_once(' ');
                let Some((phrase, Ok(weight))) = split.map(|(p, w)| (p, w.parse::<f32>())) else {
                    faults.push(placed.fault(format!("`{entry}` is not a phrase and its weight")));
                    continue;
                };
                if let Some(concept) = phrase.strip_prefix('@') {
                    self.table
                        .concepts
                        .entry(concept.to_owned())
                        .or_default()
                        .push((class, weight));
                } else {
                    self.term(phrase).fitted.get_or_insert_default().push((class, weight));
                }
            }
        }
    }
}

/// Tells phrases without a word in them.
fn blank_phrases<R>(placed: &Placed<R>, lists: [&Vec<String>; 3], faults: &mut Vec<Fault>) {
    for phrase in lists.into_iter().flatten() {
        if !phrase.chars().any(char::is_alphanumeric) {
            faults.push(placed.fault(format!("`{phrase}` has no word to match")));
        }
    }
}
