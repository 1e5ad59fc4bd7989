//! What a run of indexing tells: while it goes on, and at its end.

use crate::index::standing::Standing;

/// Told of the progress of a run, from several threads at once.
pub trait Progress: Sync {
    /// The folders have been walked: so many files are to be read, of so many bytes in all.
    fn planned(&self, _files: u64, _bytes: u64) {}
    /// One file has been read and handed on.
    fn done(&self, _bytes: u64) {}
    /// Everything is read; what remains is writing.
    fn writing(&self) {}
}

/// A [`Progress`] that tells nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Progress for Quiet {}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Files read because they were new.
    pub added: u64,
    /// Files read because they had changed.
    pub changed: u64,
    /// Files that were as before.
    pub unchanged: u64,
    /// Files that are gone, and whose passages went with them.
    pub removed: u64,
    /// Articles in the index after the run.
    pub articles: u64,
    /// Passages in the index after the run.
    pub passages: u64,
    /// Bytes of the files read in this run.
    pub bytes: u64,
    /// Files of this state of the index that gave no article, by name.
    pub skipped: Vec<Skipped>,
    /// Remarks on files that were read all the same, such as a date taken from their name.
    pub notes: Vec<FileNote>,
    /// How far the user's corrections apply.
    pub standing: Standing,
}

impl Report {
    /// Whether a file that should have been read could not be, or a correction fits nothing.
    #[must_use]
    pub fn failed(&self) -> bool {
        !self.standing.misfits.is_empty() || self.skipped.iter().any(|skipped| skipped.failed)
    }
}

/// A file that gave no article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its name, as in records.
    pub doc: String,
    /// Why, as a stable kebab-case name.
    pub code: String,
    /// Why, in words.
    pub reason: String,
    /// Whether it should have been read and could not; otherwise it was passed over by rule.
    pub failed: bool,
}

/// A remark on a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileNote {
    /// Its name, as in records.
    pub doc: String,
    /// The remark, in words.
    pub message: String,
}
