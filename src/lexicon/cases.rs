//! Reads the cases that rows carry: `match`, texts in which the row must be found, and `reject`,
//! texts in which it must not. Any row of any table may have them; the tables themselves pass
//! them over.
//!
//! Does not know what it is to be found in a text: [`crate::cases`] does, which runs them.

use std::collections::HashMap;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::layer::{Fault, Lines, TableFile};

/// The key of the texts in which a row must be found.
pub(super) const MATCH: &str = "match";
/// The key of those in which it must not.
pub(super) const REJECT: &str = "reject";

/// A text and whether its row must be found in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The text.
    pub text: String,
    /// Line of the text, from 1.
    pub line: u32,
    /// Whether the row must be found in it.
    pub found: bool,
}

/// The cases of a row in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowCases {
    /// What kind of row, as in `[[cue]]`.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// File it stands in.
    pub file: Arc<str>,
    /// Its cases, in order.
    pub cases: Vec<Case>,
}

/// The rows of the files of one table, later files over earlier ones, with their cases.
#[must_use]
pub(super) fn of_files(files: &[TableFile]) -> (Vec<RowCases>, Vec<Fault>) {
    let mut rows: Vec<Option<RowCases>> = Vec::new();
    let mut by_id: HashMap<(String, String), usize> = HashMap::new();
    let mut faults = Vec::new();
    for file in files {
        // what is no TOML the tables tell
        let Ok(table) = DeTable::parse(&file.text) else { continue };
        let lines = Lines::of(&file.text);
        let name: Arc<str> = Arc::from(file.name.as_ref());
        for (kind, value) in table.get_ref() {
            let Some(elements) = value.get_ref().as_array() else { continue };
            for element in elements {
                let Some(row) = element.get_ref().as_table() else { continue };
                let Some(id) = row.get("id").and_then(|id| id.get_ref().as_str()) else { continue };
                let kind = kind.get_ref().to_string();
                let place = (kind.clone(), id.to_owned());
                if row.contains_key("remove") {
                    if let Some(&at) = by_id.get(&place) {
                        rows[at] = None;
                    }
                    continue;
                }
                let mut cases = Vec::new();
                for (key, found) in [(MATCH, true), (REJECT, false)] {
                    if let Some(value) = row.get(key)
                        && let Err(at) = read(value, found, &lines, &mut cases)
                    {
                        let message = format!("`{key}` must be a list of texts");
                        let line = lines.line(at);
                        faults.push(Fault { file: name.to_string(), line, message });
                    }
                }
                let read = RowCases { kind, id: id.to_owned(), file: name.clone(), cases };
                match by_id.get(&place) {
                    Some(&at) => rows[at] = Some(read),
                    None => {
                        by_id.insert(place, rows.len());
                        rows.push(Some(read));
                    }
                }
            }
        }
    }
    (rows.into_iter().flatten().collect(), faults)
}

/// Adds the texts of a list; the error is the place of what is none.
fn read(
    value: &Spanned<DeValue<'_>>,
    found: bool,
    lines: &Lines,
    cases: &mut Vec<Case>,
) -> Result<(), usize> {
    let texts = value.get_ref().as_array().ok_or(value.span().start)?;
    for text in texts {
        let line = lines.line(text.span().start);
        let text = text.get_ref().as_str().ok_or(text.span().start)?.to_owned();
        cases.push(Case { text, line, found });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_are_read_with_their_lines_and_layered_as_rows_are() {
        let file = |name: &'static str, text: &'static str| TableFile {
            name: name.into(),
            text: text.into(),
        };
        let base = file(
            "a.toml",
            "[[w]]\nid='a'\nmatch=['one',\n 'two']\nreject=['three']\n[[w]]\nid='b'\nmatch=['x']\n[[v]]\nid='a'\n",
        );
        let over = file("b.toml", "[[w]]\nid='b'\nremove=true\n[[v]]\nid='a'\nmatch='bare'\n");
        let (rows, faults) = of_files(&[base, over]);
        let told: Vec<_> = rows
            .iter()
            .map(|row| (row.kind.as_str(), row.id.as_str(), row.file.as_ref(), row.cases.len()))
            .collect();
        assert_eq!(told, [("w", "a", "a.toml", 3), ("v", "a", "b.toml", 0)]);
        let cases: Vec<_> =
            rows[0].cases.iter().map(|case| (case.line, case.text.as_str(), case.found)).collect();
        assert_eq!(cases, [(3, "one", true), (4, "two", true), (5, "three", false)]);
        let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(faults, ["b.toml:6: `match` must be a list of texts"]);
    }
}
