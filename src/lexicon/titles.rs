//! Titles before names, the same as descriptions of a person, and speaker labels of
//! transcripts: schema/titles.toml.
//!
//! Does not know who holds an office; [`super::people`] does.

use serde::Deserialize;

use super::Table;
use super::layer::{Fault, Row, TableFile, rows};
use super::names::Gender;
use super::sequences::Sequences;

/// A position in the table of titles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TitleId(pub u16);

/// A title, a row of the table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// Its id.
    pub id: String,
    /// Forms before a name: `Sen.`, `Attorney General`.
    #[serde(default)]
    pub before: Vec<String>,
    /// Forms that describe a person without a name, article left out: `senator`,
    /// `Democratic nominee`.
    #[serde(default)]
    pub alone: Vec<String>,
    /// Offices of the people table that it may mean, the likeliest first; none for a mere
    /// form of address.
    #[serde(default)]
    pub office: Vec<String>,
    /// Place of that office where the text names no other.
    pub home: Option<String>,
    /// Party of its bearer, as an id of the parties table.
    pub party: Option<String>,
    /// Gender of its bearer.
    pub gender: Option<Gender>,
    /// Whether several people at a time are addressed: `Sens.`, `Messrs.`
    #[serde(default)]
    pub plural: bool,
}

impl Row for Title {
    const NAME: &'static str = "title";

    fn id(&self) -> &str {
        &self.id
    }
}

/// A word that sets a title in time or rank: `former`, `acting`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ModifierRow {
    id: String,
    sense: Sense,
    forms: Vec<String>,
}

impl Row for ModifierRow {
    const NAME: &'static str = "modifier";

    fn id(&self) -> &str {
        &self.id
    }
}

/// What a modifier says of the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sense {
    /// Held before the day of the text and no longer.
    Former,
    /// Held at the time spoken of.
    Then,
    /// To be held.
    Future,
    /// Held now, for the time being or as before.
    Now,
    /// Of another rank, so that the office itself does not apply: `deputy`, `assistant`.
    Other,
    /// Of its bearer who has died.
    Late,
}

/// What the label of a turn in a transcript means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LabelSense {
    /// A question from someone not named.
    Question,
    /// The answer to it.
    Answer,
    /// The holder of an office.
    Office,
    /// Someone unnamed.
    Unknown,
    /// Several people at once.
    Group,
    /// The host or chair, to be found in the text.
    Moderator,
    /// No speech: stage directions and notes.
    Note,
}

/// A label that is no name, such as `THE PRESIDENT` or `Q`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// Its id.
    pub id: String,
    /// What it means.
    pub sense: LabelSense,
    /// Its forms, in any case, without the colon.
    pub forms: Vec<String>,
    /// The office it stands for.
    pub office: Option<String>,
    /// Where.
    pub home: Option<String>,
}

impl Row for Label {
    const NAME: &'static str = "label";

    fn id(&self) -> &str {
        &self.id
    }
}

/// The table of titles.
#[derive(Debug, Default)]
pub struct Titles {
    titles: Vec<Title>,
    before: Sequences<TitleId>,
    alone: Sequences<TitleId>,
    modifiers: Sequences<Sense>,
    labels: Vec<Label>,
    by_label: Sequences<u16>,
}

impl Titles {
    /// A title of this table.
    #[must_use]
    pub fn get(&self, id: TitleId) -> &Title {
        &self.titles[usize::from(id.0)]
    }

    /// All titles, in order of their ids.
    #[must_use]
    pub fn all(&self) -> &[Title] {
        &self.titles
    }

    /// Whether a title before a name, or a modifier of one, may begin with the word of this key.
    #[inline]
    #[must_use]
    pub fn may_begin(&self, first: u64) -> bool {
        self.before.may_begin(first) || self.modifiers.may_begin(first)
    }

    /// The longest title before a name that begins at token 0, and its length in tokens.
    /// Whether a name follows is the caller's to see.
    pub fn before<'a>(
        &self,
        token: impl Fn(usize) -> Option<(u64, &'a str)>,
    ) -> Option<(TitleId, usize)> {
        self.before.longest(token)
    }

    /// The longest description that begins at token 0, after article and adjectives, and its
    /// length in tokens.
    pub fn alone<'a>(
        &self,
        token: impl Fn(usize) -> Option<(u64, &'a str)>,
    ) -> Option<(TitleId, usize)> {
        self.alone.longest(token)
    }

    /// A word or two that sets a title in time or rank.
    pub fn modifier<'a>(
        &self,
        token: impl Fn(usize) -> Option<(u64, &'a str)>,
    ) -> Option<(Sense, usize)> {
        self.modifiers.longest(token)
    }

    /// The meaning of a turn's label, colon left out, where it is no name.
    #[must_use]
    pub fn label(&self, text: &str) -> Option<&Label> {
        self.by_label.exact(text.trim()).map(|at| &self.labels[usize::from(at)])
    }

    /// What is left of a name when the titles before it are cut off, and the last of these.
    #[must_use]
    pub fn strip<'a>(&self, name: &'a str) -> (&'a str, Option<TitleId>) {
        let mut rest = name.trim();
        let mut last = None;
        loop {
            let starts = words(rest);
            let token = |at: usize| {
                let word: &str = starts.get(at).map(|&(s, e)| &rest[s..e])?;
                Some((super::key(word), word))
            };
            let found = self
                .before
                .longest(token)
                .map(|(title, len)| (Some(title), len))
                .or_else(|| self.modifiers.longest(token).map(|(_, len)| (None, len)));
            match found {
                Some((title, len)) if len < starts.len() => {
                    last = title.or(last);
                    rest = &rest[starts[len].0..];
                }
                _ => return (rest, last),
            }
        }
    }
}

/// Starts and ends of the words of a short text.
fn words(text: &str) -> Vec<(usize, usize)> {
    let base = text.as_ptr().addr();
    text.split_whitespace()
        .map(|word| (word.as_ptr().addr() - base, word.as_ptr().addr() - base + word.len()))
        .collect()
}

impl Table for Titles {
    const STEM: &'static str = "titles";

    fn build(files: &[TableFile]) -> (Self, Vec<Fault>) {
        let known = ["title", "modifier", "label"];
        let (mut titles, mut faults) = rows::<Title>(files, &known);
        let (modifiers, more) = rows::<ModifierRow>(files, &known);
        let (labels, most) = rows::<Label>(files, &known);
        for fault in more.into_iter().chain(most) {
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        }
        titles.sort_by(|a, b| a.row.id.cmp(&b.row.id));
        let mut table = Self::default();
        for (placed, at) in titles.into_iter().zip(0_u16..) {
            for (forms, lookup) in
                [(&placed.row.before, &mut table.before), (&placed.row.alone, &mut table.alone)]
            {
                for form in forms {
                    if lookup.exact(form).is_some() {
                        faults.push(placed.fault(format!("`{form}` belongs to another title too")));
                    } else {
                        lookup.insert(form, TitleId(at));
                    }
                }
            }
            table.titles.push(placed.row);
        }
        for placed in modifiers {
            for form in &placed.row.forms {
                table.modifiers.insert(form, placed.row.sense);
            }
        }
        for (placed, at) in labels.into_iter().zip(0_u16..) {
            for form in &placed.row.forms {
                table.by_label.insert(form, at);
            }
            table.labels.push(placed.row);
        }
        (table, faults)
    }
}

#[cfg(test)]
mod tests {
    use super::{LabelSense, Sense};
    use crate::lexicon::{Lexicon, key};

    fn tokens<'a>(words: &'a [&'a str]) -> impl Fn(usize) -> Option<(u64, &'a str)> {
        move |at| words.get(at).map(|word| (key(word), *word))
    }

    #[test]
    fn offices_exist() {
        let lexicon = Lexicon::builtin();
        for title in lexicon.titles().all() {
            for office in &title.office {
                let known = lexicon.people().office_kind(office).is_some();
                assert!(known, "`{}` names no office `{office}`", title.id);
            }
        }
    }

    #[test]
    fn titles_are_cut_off_names() {
        let lexicon = Lexicon::builtin();
        let strip = |name| lexicon.titles().strip(name).0;
        assert_eq!(strip("Sen. Ann Voss"), "Ann Voss");
        assert_eq!(strip("former Secretary of State Ann Voss"), "Ann Voss");
        assert_eq!(strip("Lt. Gov. Ann Voss"), "Ann Voss");
        assert_eq!(strip("Ann Voss"), "Ann Voss");
        assert_eq!(strip("Senator"), "Senator");
    }

    #[test]
    fn labels_and_modifiers_have_a_sense() {
        let lexicon = Lexicon::builtin();
        let titles = lexicon.titles();
        assert_eq!(titles.label("Q").map(|label| label.sense), Some(LabelSense::Question));
        let president = titles.label("THE PRESIDENT").unwrap();
        assert_eq!(president.office.as_deref(), Some("president"));
        assert_eq!(titles.label("MR. VOSS"), None);
        assert_eq!(titles.modifier(tokens(&["former", "senator"])), Some((Sense::Former, 1)));
    }
}
