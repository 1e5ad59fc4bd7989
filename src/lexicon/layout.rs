//! Words that mark what is not the story itself: bylines, dates of publication, ends, pointers to
//! other pages: schema/layout.toml.

use serde::Deserialize;

use super::Table;
use super::layer::{Fault, Row, TableFile, rows};

/// What a form marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LayoutRole {
    /// Stands before the names of authors.
    Byline,
    /// Part of a byline that names no author.
    Post,
    /// Stands before the date of an article.
    Dated,
    /// Stands before the date of its last change.
    Updated,
    /// A line over a press release.
    Stamp,
    /// A line after the end of the story.
    End,
    /// Begins a short line that points elsewhere or asks for something.
    Aside,
    /// Begins a point of a list or a line of a memorandum, part of what is told.
    Point,
    /// Stands in a paragraph of a page that wants something of the reader, or says whose work
    /// went into it.
    Plea,
    /// Begins the label of a speaker's turn.
    Turn,
    /// Stands for whoever asks.
    Asker,
    /// Follows a story about its writers and its agency.
    Note,
    /// Stands between an author and his outlet where a mail names its sender.
    Between,
}

impl LayoutRole {
    /// Number of roles.
    const COUNT: usize = Self::Between as usize + 1;
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LayoutRow {
    id: String,
    role: LayoutRole,
    forms: Vec<String>,
}

impl Row for LayoutRow {
    const NAME: &'static str = "layout";

    fn id(&self) -> &str {
        &self.id
    }
}

/// All forms by role.
#[derive(Debug)]
pub struct Layout {
    /// Of each role the forms, longest first.
    forms: [Vec<String>; LayoutRole::COUNT],
    rows: Vec<LayoutRow>,
}

impl Layout {
    /// What follows the longest form of `role` at the start of `line`, with spaces and colons
    /// between them dropped; nothing where none stands there. A form ends where a word ends.
    #[must_use]
    pub fn strip<'t>(&self, role: LayoutRole, line: &'t str) -> Option<&'t str> {
        let line = line.trim_start();
        self.forms[role as usize]
            .iter()
            .find_map(|form| after(line, form))
            .map(|rest| rest.trim_start_matches(|ch: char| ch.is_whitespace() || ch == ':'))
    }

    /// Whether `line` is a form of `role` and nothing else, marks at its end aside; after a form
    /// that ends in a colon anything may follow.
    #[must_use]
    pub fn is(&self, role: LayoutRole, line: &str) -> bool {
        let line = line.trim_start();
        self.forms[role as usize]
            .iter()
            .any(|form| after(line, form).is_some_and(|rest| fills(form, rest)))
    }

    /// Whether a line begins as pointers to other pages and points of a list do.
    #[must_use]
    pub fn points(&self, line: &str) -> bool {
        let begins = |&role: &LayoutRole| self.strip(role, line).is_some();
        [LayoutRole::Aside, LayoutRole::Point].iter().any(begins)
    }

    /// Ids of the rows with a form that takes `line`.
    pub fn taking<'a>(&'a self, line: &'a str) -> impl Iterator<Item = &'a str> {
        let takes = |row: &&LayoutRow| row.forms.iter().any(|form| takes(row.role, form, line));
        self.rows.iter().filter(takes).map(|row| row.id.as_str())
    }

    /// Whether a form of `role` stands anywhere in `line`, as whole words.
    #[must_use]
    pub fn holds(&self, role: LayoutRole, line: &str) -> bool {
        let line = line.to_ascii_lowercase().replace('\u{2019}', "'");
        self.forms[role as usize].iter().any(|form| holds(&line, &form.to_ascii_lowercase()))
    }
}

/// Whether `form` stands in `line` between the edges of words.
fn holds(line: &str, form: &str) -> bool {
    line.match_indices(form).any(|(at, _)| {
        !line[..at].ends_with(char::is_alphanumeric)
            && !line[at + form.len()..].starts_with(char::is_alphanumeric)
    })
}

/// Whether a form with this rest of the line after it stands for the whole line.
fn fills(form: &str, rest: &str) -> bool {
    form.ends_with(':') || !rest.chars().any(char::is_alphanumeric)
}

/// Whether a form takes a line: a stamp and an end fill it, a plea stands in it, the others begin
/// it.
fn takes(role: LayoutRole, form: &str, line: &str) -> bool {
    if role == LayoutRole::Plea {
        return holds(&line.to_ascii_lowercase(), form);
    }
    let whole = matches!(role, LayoutRole::Stamp | LayoutRole::End);
    after(line, form).is_some_and(|rest| !whole || fills(form, rest))
}

/// The rest of `line` after `form`, if the form stands at its start and ends a word there.
fn after<'t>(line: &'t str, form: &str) -> Option<&'t str> {
    let first = |text: &str| text.as_bytes().first().map(u8::to_ascii_lowercase);
    if first(line) != first(form) {
        return None;
    }
    let head = line.get(..form.len())?;
    if !head.eq_ignore_ascii_case(form) {
        return None;
    }
    let rest = &line[form.len()..];
    let inside = form.ends_with(char::is_alphanumeric)
        && rest
            .starts_with(|ch: char| ch.is_alphanumeric() || matches!(ch, '-' | '\'' | '\u{2019}'));
    (!inside).then_some(rest)
}

impl Table for Layout {
    const STEM: &'static str = "layout";

    fn build(files: &[TableFile]) -> (Self, Vec<Fault>) {
        let (placed, faults) = rows::<LayoutRow>(files, &[LayoutRow::NAME]);
        let mut forms: [Vec<String>; LayoutRole::COUNT] = Default::default();
        let rows: Vec<LayoutRow> = placed.into_iter().map(|placed| placed.row).collect();
        for row in &rows {
            forms[row.role as usize].extend(row.forms.iter().cloned());
        }
        for forms in &mut forms {
            forms.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        }
        (Self { forms, rows }, faults)
    }
}

#[cfg(test)]
mod tests {
    use super::{Layout, LayoutRole};
    use crate::lexicon::Table;
    use crate::lexicon::layer::TableFile;

    fn build(text: &'static str) -> (Layout, Vec<String>) {
        let file = TableFile { name: "layout.toml".into(), text: text.into() };
        let (layout, faults) = Layout::build(&[file]);
        (layout, faults.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_form_ends_where_a_word_ends_and_the_longest_wins() {
        let (layout, faults) = build(
            "[[layout]]\nid='by'\nrole='byline'\nforms=['by', 'by our own']\n\
             match=['By Ada']\nreject=['Byron']\n",
        );
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(layout.strip(LayoutRole::Byline, "BY OUR OWN Ada Marl"), Some("Ada Marl"));
        assert_eq!(layout.strip(LayoutRole::Byline, "By: Ada Marl"), Some("Ada Marl"));
        assert_eq!(layout.strip(LayoutRole::Byline, "by-election"), None);
        assert!(!layout.is(LayoutRole::Byline, "By Ada"));
        assert!(layout.is(LayoutRole::Byline, "By:"));
    }

    #[test]
    fn rows_are_told_by_their_lines() {
        let (layout, _) = build("[[layout]]\nid='end'\nrole='end'\nforms=['ends']\n");
        assert_eq!(layout.taking("ENDS.").collect::<Vec<_>>(), ["end"]);
        assert_eq!(layout.taking("Ends it").next(), None);
    }
}
