//! Arguments of `verify`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::{Location, PlainFormat};

pub(super) const VERIFY_HELP: &str = "\
Examples:
  onrecord verify \"We will build it\" --speaker harris
  onrecord verify \"We will … build it, [Mexico] pays\"
  onrecord verify --from quotes.jsonl --format jsonl
  pbpaste | onrecord verify --from -

Each line of FILE is a quote, or a JSON object with `quote`, and with `speaker`
and `id` if you like. Words left out under … or [...] and words in brackets are
fair unless they turn what was said.

Exit codes: 0 exact, 1 not found, 2 an error, 3 altered, 4 said by another; of
several quotes the highest.";

/// `verify`.
#[derive(Args, Debug)]
pub struct VerifyArgs {
    /// The words that are said to have been said
    #[arg(value_name = "QUOTE", required_unless_present = "from", conflicts_with = "from")]
    pub quote: Vec<String>,
    /// Who is said to have said them: a name, a family name, or an id
    #[arg(long, value_name = "NAME")]
    pub speaker: Option<String>,
    /// Verify each line of FILE; - is standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub from: Option<PathBuf>,
    /// Which index.
    #[command(flatten)]
    pub location: Location,
    /// How it is written: to read, or a record a line
    #[arg(short, long, value_name = "FORMAT", default_value = "human")]
    pub format: PlainFormat,
}
