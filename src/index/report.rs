//! What a run of indexing tells: while it goes on, and at its end.

use crate::index::Damaged;
use crate::index::manifest::FileState;
use crate::index::standing::Standing;

/// Told of the progress of a run, from several threads at once.
pub trait Progress: Sync {
    /// Another run holds the index, and this one waits for it.
    fn waiting(&self, _holder: &str) {}
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
    /// Articles in the index in other languages than English.
    pub foreign: u64,
    /// Bytes of the files read in this run.
    pub bytes: u64,
    /// Files of this state of the index that gave no article, and parts of files that were not
    /// read, by name of the file.
    pub skipped: Vec<Skipped>,
    /// How far the user's corrections apply.
    pub standing: Standing,
    /// Segments that were found damaged and left alone.
    pub damaged: Vec<Damaged>,
}

impl Report {
    /// Whether a file that should have been read could not be, a correction fits nothing, or the
    /// index is damaged.
    #[must_use]
    pub fn failed(&self) -> bool {
        !self.damaged.is_empty()
            || !self.standing.misfits.is_empty()
            || self.skipped.iter().any(|skipped| skipped.failed)
    }
}

/// A file that gave no article, or of which a part was not read.
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
    /// Whether the rest of the file was read.
    pub in_part: bool,
}

impl Skipped {
    /// What the table keeps of a file, for people: the file itself, or its parts.
    pub(crate) fn of(doc: &str, state: &FileState) -> Vec<Self> {
        let doc = || doc.to_owned();
        let whole = state.skip.iter().map(|skip| Self {
            doc: doc(),
            code: skip.code.clone(),
            reason: skip.reason.clone(),
            failed: skip.failed,
            in_part: false,
        });
        let parts = state.lost.iter().map(|lost| Self {
            doc: doc(),
            code: lost.code.clone(),
            reason: lost.reason.clone(),
            failed: true,
            in_part: true,
        });
        whole.chain(parts).collect()
    }
}
