//! Takes the articles of one or more folders and keeps them, analysed, in an index on disk; opens
//! that index for search.
//!
//! Promises: a run is committed as a whole or not at all, so that whoever opens the index after a
//! kill finds the last complete state; the same articles give the same answers whatever the
//! number of threads, the order of runs or the number of segments. Unchanged files cost a stat.
//! Does not rank: search does.

mod build;
mod check;
mod codec;
mod error;
pub(crate) mod fields;
mod lock;
mod manifest;
mod merge;
mod names;
mod open;
mod plan;
mod repair;
mod report;
mod standing;
pub(crate) mod stored;
mod update;
pub(crate) mod words;

pub use check::{Checked, Damaged, Fault, check, damage};
pub use error::IndexError;
pub use fields::NONE;
pub use manifest::{FORMAT, Root};
pub use names::Names;
pub use open::Index;
pub(crate) use open::Segment;
pub use report::{Progress, Quiet, Report, Skipped};
pub use standing::Standing;
pub use stored::{StoredArticle, StoredBlock, StoredPassage, StoredSpeaker};
pub use update::update;

use std::path::PathBuf;
use std::time::Duration;

use crate::parse::ParseConfig;
use crate::pipeline::Options;
use crate::walk::WalkConfig;

/// What a run of indexing is to do.
#[derive(Clone, Debug)]
pub struct IndexConfig {
    /// Folders or files to add to those that the index remembers; with none, the remembered ones
    /// are brought up to date.
    pub roots: Vec<PathBuf>,
    /// Forget what the index holds and read everything again.
    pub rebuild: bool,
    /// Read files again even if their size and time have not changed.
    pub reread: bool,
    /// Check the index first and read again what is damaged in it or not as its files say.
    pub repair: bool,
    /// Threads that read, analyse and write; at least one.
    pub threads: usize,
    /// Memory to stay below, in bytes. Anything under 64 MiB counts as that.
    pub memory: u64,
    /// How long to wait for another run on the same index.
    pub wait: Duration,
    /// Which files are looked at.
    pub walk: WalkConfig,
    /// How they are read.
    pub parse: ParseConfig,
    /// What is added to articles.
    pub options: Options,
}

impl Default for IndexConfig {
    fn default() -> Self {
        Self {
            roots: Vec::new(),
            rebuild: false,
            reread: false,
            repair: false,
            threads: 1,
            memory: 512 << 20,
            wait: Duration::ZERO,
            walk: WalkConfig::default(),
            parse: ParseConfig::default(),
            options: Options::default(),
        }
    }
}

#[cfg(test)]
mod tests;
