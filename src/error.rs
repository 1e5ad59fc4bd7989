//! Joins the errors of the stages: what a command can fail with, and what mends it.
//!
//! A message names the thing in backquotes and leaves its cause to `source`. Trouble with one
//! article is no error: it is told, counted, and the run goes on.

use std::error::Error as StdError;
use std::io;
use std::path::PathBuf;

use crate::index::IndexError;
use crate::lexicon::LexiconError;
use crate::lexicon::people::roster::RosterError;
use crate::search::SearchError;
use crate::walk::WalkError;

/// Why a command could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Files could not be found or read.
    #[error(transparent)]
    Walk(#[from] WalkError),
    /// Word tables are wrong.
    #[error(transparent)]
    Lexicon(#[from] LexiconError),
    /// The index could not be opened or written.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The index could not be searched.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// No index was named and none is near.
    #[error("no index in `{}` or above it", folder.display())]
    NoIndex {
        /// Where the search for one began.
        folder: PathBuf,
    },
    /// No index was named, and several are near.
    #[error("several indexes below `{}`: {}", folder.display(), list(found))]
    SeveralIndexes {
        /// Where the search for one began.
        folder: PathBuf,
        /// Those found.
        found: Vec<PathBuf>,
    },
    /// A text that names no passage.
    #[error("`{id}` is not the id of a passage")]
    NotAnId {
        /// The text.
        id: String,
    },
    /// A passage that is narration, which nobody is said to have said.
    #[error("`{id}` is narration, no quote and no statement")]
    NotSaid {
        /// Its id.
        id: String,
    },
    /// The working folder cannot be told.
    #[error("cannot tell the working folder")]
    WorkingFolder {
        /// What the system says.
        source: io::Error,
    },
    /// A text that is no date.
    #[error("`{text}` is not a date for {option}")]
    Date {
        /// The text.
        text: String,
        /// The option it was given to.
        option: &'static str,
    },
    /// A word table that does not exist.
    #[error("no word table is called `{name}`")]
    NoSuchTable {
        /// The name.
        name: String,
        /// Names that exist.
        known: String,
    },
    /// A saved search that does not exist.
    #[error("no search is saved as `{name}`")]
    NoSuchSearch {
        /// The name.
        name: String,
        /// Names that exist.
        known: Vec<String>,
    },
    /// A text that cannot be the name of a saved search.
    #[error("`{name}` cannot be the name of a search")]
    SearchName {
        /// The text.
        name: String,
    },
    /// Threads could not be started.
    #[error("cannot start `{threads}` threads")]
    Threads {
        /// How many were asked for.
        threads: usize,
        /// What the system says.
        source: rayon::ThreadPoolBuildError,
    },
    /// Standard output could not be written.
    #[error("cannot write to standard output")]
    Output(#[from] io::Error),
    /// A file could not be read.
    #[error("cannot read `{}`", path.display())]
    ReadFile {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A table without the column that is needed.
    #[error("the table has no column `{name}`")]
    NoColumn {
        /// The column.
        name: String,
    },
    /// An option whose answer has no place in rows.
    #[error("what `{option}` tells does not fit into rows")]
    NoColumns {
        /// The option.
        option: &'static str,
    },
    /// A text that is no roster of people.
    #[error(transparent)]
    Roster(#[from] RosterError),
    /// A folder could not be watched.
    #[error("cannot watch `{}`", path.display())]
    Watch {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: notify::Error,
    },
    /// The program has a fault: it came where it must not.
    #[error("the program gave up: {message}")]
    Panicked {
        /// Where, and what it found there.
        message: String,
    },
    /// A file could not be written.
    #[error("cannot write `{}`", path.display())]
    WriteFile {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl Error {
    /// Whether the reader of the output went away, which is no failure: `onrecord … | head`.
    #[must_use]
    pub fn is_broken_pipe(&self) -> bool {
        let mut cause: Option<&(dyn StdError + 'static)> = Some(self);
        while let Some(error) = cause {
            if let Some(error) = error.downcast_ref::<io::Error>() {
                return error.kind() == io::ErrorKind::BrokenPipe;
            }
            cause = error.source();
        }
        false
    }

    /// Whether damage to the index may be behind it.
    #[must_use]
    pub const fn may_be_damage(&self) -> bool {
        matches!(
            self,
            Self::Panicked { .. }
                | Self::Index(IndexError::Corrupt { .. } | IndexError::Write { .. })
                | Self::Search(SearchError::Corrupt(_) | SearchError::Read(_))
        )
    }

    /// What the user can do, as a sentence that may hold a command in backquotes.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoIndex { .. } => Some("build one with `onrecord index FOLDER`".to_owned()),
            Self::SeveralIndexes { found, .. } => {
                Some(format!("choose one with `--index {}`", found.first()?.display()))
            }
            Self::Index(error) => index_hint(error),
            Self::Search(SearchError::Unknown { meant: Some(meant), .. }) => {
                Some(format!("did you mean `{meant}`?"))
            }
            Self::Search(SearchError::Corrupt(_)) => {
                Some("mend the index with `onrecord index --repair`".to_owned())
            }
            Self::Panicked { .. } => Some("please report it, with the command".to_owned()),
            Self::Date { .. } => {
                Some("write it as 2024, 2024-07, 2024-07-31 or `last month`".to_owned())
            }
            Self::NotAnId { .. } => {
                Some("ids have 16 digits and stand in each result of `onrecord search`".to_owned())
            }
            Self::NotSaid { .. } => {
                Some("find the passage with `onrecord search --kind quote,statement`".to_owned())
            }
            Self::NoColumn { .. } => {
                Some("name it with `--text-column`; the first line holds the names".to_owned())
            }
            Self::NoSuchSearch { known, .. } if known.is_empty() => {
                Some("save one with `onrecord save NAME QUERY`".to_owned())
            }
            Self::NoSuchSearch { known, .. } => {
                Some(format!("those saved are {}", known.join(", ")))
            }
            Self::SearchName { .. } => {
                Some("use letters, digits, `-`, `_` and `.`, and no `.` at the head".to_owned())
            }
            Self::NoColumns { .. } => {
                Some("write it with `--format jsonl`, or read it as a list".to_owned())
            }
            Self::NoSuchTable { known, .. } => Some(format!("tables are {known}")),
            Self::Lexicon(LexiconError::Empty { .. } | LexiconError::Unknown { .. }) => {
                Some("see which tables there are with `onrecord schema print`".to_owned())
            }
            _ => None,
        }
    }
}

/// Paths, one after another.
fn list(paths: &[PathBuf]) -> String {
    let shown: Vec<String> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
    shown.join(", ")
}

/// What mends an index.
fn index_hint(error: &IndexError) -> Option<String> {
    let index = error.path().display();
    match error {
        IndexError::Missing { .. } => {
            Some(format!("build it with `onrecord index FOLDER --index {index}`"))
        }
        IndexError::Lexicon { .. } => Some(format!(
            "give the --schema folders it was built with, or rebuild it with \
             `onrecord index --rebuild --index {index}`"
        )),
        IndexError::Corrupt { .. } => {
            Some(format!("mend it with `onrecord index --repair --index {index}`"))
        }
        IndexError::Lost { .. } => Some(format!(
            "it does not tell its folders any more: build it anew with \
             `onrecord index FOLDER --rebuild --index {index}`"
        )),
        error if error.rebuild_mends() => {
            Some(format!("rebuild it with `onrecord index --rebuild --index {index}`"))
        }
        IndexError::NoRoot { .. } => {
            Some(format!("name one with `onrecord index FOLDER --index {index}`"))
        }
        IndexError::Locked { .. } => {
            Some("`onrecord index --wait` waits until that run has ended".to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_pipe_is_found_under_its_wrapping() {
        let broken = || io::Error::from(io::ErrorKind::BrokenPipe);
        assert!(Error::Output(broken()).is_broken_pipe());
        let path = PathBuf::from("x");
        assert!(Error::WriteFile { path: path.clone(), source: broken() }.is_broken_pipe());
        assert!(!Error::NoIndex { folder: path }.is_broken_pipe());
        assert!(!Error::Output(io::Error::other("full")).is_broken_pipe());
    }
}
