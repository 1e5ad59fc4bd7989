//! What can go wrong with an index as a whole. Trouble with single files is in the report.

use std::io;
use std::path::{Path, PathBuf};

/// Why an index could not be opened or written.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// There is none at that place.
    #[error("no index at `{}`", path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The folder holds something else.
    #[error("`{}` is not an index of onrecord", path.display())]
    Foreign {
        /// The folder.
        path: PathBuf,
    },
    /// It was written in a format that this program does not read.
    #[error("index `{}` has format {found}, this program reads {wanted}", path.display())]
    Format {
        /// The index.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The format of this program.
        wanted: u32,
    },
    /// It was built with other word tables.
    #[error(
        "index `{}` was built with other word tables ({found:016x}, now {wanted:016x})",
        path.display()
    )]
    Lexicon {
        /// The index.
        path: PathBuf,
        /// Hash of the tables it was built with.
        found: u64,
        /// Hash of the tables now.
        wanted: u64,
    },
    /// A file of it is missing or damaged.
    #[error("index `{}` is damaged: {detail}", path.display())]
    Corrupt {
        /// The index.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// Its commit does not read, and with it what folders it keeps up with.
    #[error("index `{}` is damaged: {detail}", path.display())]
    Lost {
        /// The index.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// Another run holds it.
    #[error("index `{}` is being written by {holder}", path.display())]
    Locked {
        /// The index.
        path: PathBuf,
        /// Who holds it, as in `process 4711 since 2026-03-01 12:00:00 UTC`.
        holder: String,
    },
    /// Neither the call nor the index names a folder to read.
    #[error("index `{}` has no folder to read", path.display())]
    NoRoot {
        /// The index.
        path: PathBuf,
    },
    /// A folder to be indexed is not there or cannot be listed. Nothing was changed.
    #[error("cannot read `{}`", path.display())]
    Root {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Writing failed: a full disk, a folder that may not be written. Nothing was committed.
    #[error("cannot write index `{}`", path.display())]
    Write {
        /// The index.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Reading failed.
    #[error("cannot read index `{}`", path.display())]
    Read {
        /// The index.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl IndexError {
    /// Whether building the index anew mends it.
    #[must_use]
    pub const fn rebuild_mends(&self) -> bool {
        matches!(
            self,
            Self::Format { .. } | Self::Lexicon { .. } | Self::Corrupt { .. } | Self::Lost { .. }
        )
    }

    /// The folder of the index, or the root, that it is about.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Missing { path }
            | Self::Foreign { path }
            | Self::Format { path, .. }
            | Self::Lexicon { path, .. }
            | Self::Corrupt { path, .. }
            | Self::Lost { path, .. }
            | Self::Locked { path, .. }
            | Self::NoRoot { path }
            | Self::Root { path, .. }
            | Self::Write { path, .. }
            | Self::Read { path, .. } => path,
        }
    }
}
