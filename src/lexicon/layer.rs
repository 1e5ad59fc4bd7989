//! Reads `[[row]]` tables of TOML, lays a user's rows over ours, and reports every fault with
//! its file and line.
//!
//! A table is one or more files. Within a file ids are unique; a row of a later file replaces
//! the row of the same id, a new id is added, and `remove = true` deletes. What rows carry to be
//! tested by, [`super::cases`] reads. One bad row costs
//! that row and a [`Fault`], never the rest of the table.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeOwned, IntoDeserializer};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::cases;

/// One file of a table, as embedded or as read from a layer of the user's.
#[derive(Clone, Debug)]
pub struct TableFile {
    /// File name for messages, such as `cues.toml`, or the path of a user's file.
    pub name: Cow<'static, str>,
    /// Its text.
    pub text: Cow<'static, str>,
}

/// A mistake in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// File it stands in.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// What is wrong, lower case, no final stop.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

/// A row of a table.
pub trait Row: DeserializeOwned {
    /// Name of the array of tables, as in `[[cue]]`.
    const NAME: &'static str;

    /// Its id, unique in the table.
    fn id(&self) -> &str;
}

/// A row and the place it came from.
#[derive(Clone, Debug)]
pub struct Placed<R> {
    /// The row.
    pub row: R,
    /// File it stands in.
    pub file: Cow<'static, str>,
    /// Line of its header, from 1.
    pub line: u32,
}

impl<R> Placed<R> {
    /// A fault at this row.
    #[must_use]
    pub fn fault(&self, message: String) -> Fault {
        Fault { file: self.file.clone().into_owned(), line: self.line, message }
    }
}

/// Reads the rows named `R::NAME` of `files`, in order, each file over the ones before.
/// Other arrays of tables in the same files are left to their own readers; a top-level key that
/// is not in `known` is a fault.
#[must_use]
pub fn rows<R: Row>(files: &[TableFile], known: &[&str]) -> (Vec<Placed<R>>, Vec<Fault>) {
    rows_over(Vec::new(), files, known)
}

/// The same, and the ids of the rows that a file deletes: what belongs to them goes with them, and
/// is no mistake.
#[must_use]
pub(super) fn rows_and_removed<R: Row>(
    files: &[TableFile],
    known: &[&str],
) -> (Vec<Placed<R>>, HashSet<String>, Vec<Fault>) {
    let reading = Reading::over(Vec::new(), files, known);
    (reading.rows.into_iter().flatten().collect(), reading.removed, reading.faults)
}

/// The same over rows that were read before.
#[must_use]
pub fn rows_over<R: Row>(
    base: Vec<Placed<R>>,
    files: &[TableFile],
    known: &[&str],
) -> (Vec<Placed<R>>, Vec<Fault>) {
    // Without files to lay over it the base needs no lookup by id.
    if files.is_empty() {
        return (base, Vec::new());
    }
    let reading = Reading::over(base, files, known);
    (reading.rows.into_iter().flatten().collect(), reading.faults)
}

/// Rows while files are laid over each other.
struct Reading<R> {
    /// The rows in order; none where one was deleted.
    rows: Vec<Option<Placed<R>>>,
    /// The place of each id.
    by_id: HashMap<String, usize>,
    /// Ids that were deleted, also where no row had them.
    removed: HashSet<String>,
    faults: Vec<Fault>,
}

impl<R: Row> Reading<R> {
    /// Reads `files` over the rows of `base`.
    fn over(base: Vec<Placed<R>>, files: &[TableFile], known: &[&str]) -> Self {
        let mut by_id = HashMap::new();
        if files.iter().any(|file| file.text.contains(R::NAME)) {
            let ids = base.iter().enumerate();
            by_id.extend(ids.map(|(at, placed)| (placed.row.id().to_owned(), at)));
        }
        let rows = base.into_iter().map(Some).collect();
        let mut reading = Self { rows, by_id, removed: HashSet::new(), faults: Vec::new() };
        files.iter().for_each(|file| reading.file(file, known));
        reading
    }

    fn file(&mut self, file: &TableFile, known: &[&str]) {
        let lines = Lines::of(&file.text);
        let fault = |line: u32, message: String| Fault {
            file: file.name.clone().into_owned(),
            line,
            message,
        };
        let table = match DeTable::parse(&file.text) {
            Ok(table) => table.into_inner(),
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                self.faults.push(fault(lines.line(at), error.message().to_owned()));
                return;
            }
        };
        let mut seen: HashMap<String, u32> = HashMap::new();
        for (key, value) in table {
            let line = lines.line(key.span().start);
            if key.get_ref().as_ref() != R::NAME {
                if !known.contains(&key.get_ref().as_ref()) {
                    self.faults.push(fault(line, format!("unknown table `{}`", key.get_ref())));
                }
                continue;
            }
            let DeValue::Array(elements) = value.into_inner() else {
                self.faults.push(fault(line, format!("`{}` must be written [[{0}]]", R::NAME)));
                continue;
            };
            for element in elements {
                let line = lines.line(element.span().start);
                match read_row::<R>(element) {
                    Ok(Change::Set(row)) => {
                        let id = row.id().to_owned();
                        if let Some(first) = seen.insert(id.clone(), line) {
                            self.faults
                                .push(fault(line, format!("id `{id}` stands at line {first} too")));
                            continue;
                        }
                        let placed = Placed { row, file: file.name.clone(), line };
                        match self.by_id.get(&id) {
                            Some(&at) => self.rows[at] = Some(placed),
                            None => {
                                self.by_id.insert(id, self.rows.len());
                                self.rows.push(Some(placed));
                            }
                        }
                    }
                    Ok(Change::Remove(id)) => {
                        match self.by_id.get(&id) {
                            Some(&at) => self.rows[at] = None,
                            None => {
                                self.faults.push(fault(line, format!("no row `{id}` to remove")));
                            }
                        }
                        self.removed.insert(id);
                    }
                    Err((at, message)) => {
                        self.faults.push(fault(at.map_or(line, |at| lines.line(at)), message));
                    }
                }
            }
        }
    }
}

enum Change<R> {
    Set(R),
    Remove(String),
}

fn read_row<R: Row>(
    mut element: Spanned<DeValue<'_>>,
) -> Result<Change<R>, (Option<usize>, String)> {
    /// The form of a row that deletes.
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Removal {
        id: String,
        remove: bool,
    }
    let removes = element.get_ref().as_table().is_some_and(|table| table.contains_key("remove"));
    if removes {
        let removal = Removal::deserialize(element.into_deserializer())
            .map_err(|e| (e.span().map(|s| s.start), e.message().to_owned()))?;
        return if removal.remove {
            Ok(Change::Remove(removal.id))
        } else {
            Err((None, "`remove` can only be true".to_owned()))
        };
    }
    if let DeValue::Table(row) = element.get_mut() {
        row.remove(cases::MATCH);
        row.remove(cases::REJECT);
    }
    R::deserialize(element.into_deserializer())
        .map(Change::Set)
        .map_err(|e| (e.span().map(|s| s.start), e.message().to_owned()))
}

/// Byte offsets to line numbers.
pub(super) struct Lines(Vec<usize>);

impl Lines {
    /// Of a text.
    pub(super) fn of(text: &str) -> Self {
        Self(memchr::memchr_iter(b'\n', text.as_bytes()).collect())
    }

    /// Line of the byte at `offset`, from 1.
    pub(super) fn line(&self, offset: usize) -> u32 {
        let before = self.0.partition_point(|&newline| newline < offset);
        u32::try_from(before + 1).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    struct Word {
        id: String,
        weight: u32,
    }

    impl Row for Word {
        const NAME: &'static str = "word";

        fn id(&self) -> &str {
            &self.id
        }
    }

    fn file(name: &'static str, text: &'static str) -> TableFile {
        TableFile { name: name.into(), text: text.into() }
    }

    #[test]
    fn later_files_add_replace_and_remove() {
        let base = file("base.toml", "[[word]]\nid='a'\nweight=1\n[[word]]\nid='b'\nweight=2\n");
        let over = file(
            "over.toml",
            "[[word]]\nid='b'\nweight=5\n[[word]]\nid='a'\nremove=true\n[[word]]\nid='c'\nweight=3\n",
        );
        let (rows, faults) = rows::<Word>(&[base, over], &["word"]);
        assert_eq!(faults, []);
        let got: Vec<_> = rows.iter().map(|p| (p.row.id.as_str(), p.row.weight)).collect();
        assert_eq!(got, [("b", 5), ("c", 3)]);
    }

    #[test]
    fn every_fault_is_told_with_its_line() {
        let text = "[[word]]\nid='a'\nweight='x'\n\n[[word]]\nid='b'\nweight=1\nsize=2\n[[word]]\nid='c'\nweight=1\n[[word]]\nid='c'\nweight=1\n[[wird]]\nid='z'\n";
        let (rows, faults) = rows::<Word>(&[file("t.toml", text)], &["word"]);
        assert_eq!(rows.len(), 1);
        let lines: Vec<_> = faults.iter().map(|f| f.line).collect();
        assert_eq!(lines, [3, 8, 12, 15], "{faults:?}");
    }

    #[test]
    fn broken_toml_is_one_fault() {
        let (rows, faults) = rows::<Word>(&[file("t.toml", "[[word]]\nid = \n")], &["word"]);
        assert!(rows.is_empty());
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].line, 2);
    }
}
