//! Arguments of the commands that write an index and tell of it.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::correct::CorrectionsFile;
use super::{Location, PlainFormat, Reading, probability, role, size};

pub(super) const INDEX_HELP: &str = "\
Examples:
  onrecord index articles/
  onrecord index articles/ wires/ --index news.idx
  onrecord index                      bring all folders up to date
  onrecord index drafts/ --date 2024-07-31
  onrecord index articles/ --watch
  onrecord index --repair             mend it if a disk has damaged it";

/// Seconds that do not end.
const FOREVER: &str = "18446744073709551615";

/// `index`.
#[derive(Args, Clone, Debug)]
pub struct IndexArgs {
    /// Folders to read; without one, all folders of the index again
    #[arg(value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub folders: Vec<PathBuf>,
    /// Which index.
    #[command(flatten)]
    pub location: Location,
    /// Which files, how read.
    #[command(flatten)]
    pub reading: Reading,
    /// Go on, and read what comes and changes within seconds, until stopped
    #[arg(long)]
    pub watch: bool,
    /// Forget what the index holds and read everything again
    #[arg(long)]
    pub rebuild: bool,
    /// Check the index, and read again what is damaged or not as its files say
    #[arg(long, conflicts_with = "rebuild")]
    pub repair: bool,
    /// Most memory to use: 300M, 2G; a number alone is megabytes
    #[arg(long, value_name = "SIZE", default_value = "512M", value_parser = size)]
    pub memory: u64,
    /// Wait while another run writes the index, for so many seconds or, without
    /// a number, for as long as it takes
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = FOREVER)]
    pub wait: Option<u64>,
    /// Name speakers only when at least this sure, 0 to 1
    #[arg(long, value_name = "P", value_parser = probability)]
    pub min_confidence: Option<f32>,
    /// Which corrections.
    #[command(flatten)]
    pub file: CorrectionsFile,
}

/// `status`.
#[derive(Args, Debug)]
pub struct StatusArgs {
    /// Which index.
    #[command(flatten)]
    pub location: Location,
    /// List each file that gave no article, with the reason
    #[arg(long)]
    pub skipped: bool,
    /// Check all segments, and every passage against the file that it is from
    #[arg(long)]
    pub verify: bool,
    /// With --verify: fields of structured files, as `index` was told
    #[arg(long, value_name = "ROLE=NAME", value_parser = role, requires = "verify")]
    pub field: Vec<(String, String)>,
    /// With --verify: the largest files read, as `index` was told
    #[arg(long, value_name = "SIZE", value_parser = size, requires = "verify")]
    pub max_size: Option<u64>,
    /// How it is written
    #[arg(short, long, value_name = "FORMAT", default_value = "human")]
    pub format: PlainFormat,
    /// Which corrections.
    #[command(flatten)]
    pub file: CorrectionsFile,
}
