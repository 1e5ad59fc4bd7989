//! Arguments of what a user says is right of passages.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{ArgGroup, Args, ValueEnum, ValueHint};

use super::Location;
use crate::speakers::SpeakerKind;

pub(super) const CORRECT_HELP: &str = "\
Examples:
  onrecord correct 5f8e7587fd5ddcc2 --speaker \"Helen Brask\"
  onrecord correct 5f8e7587fd5ddcc2 --none --note \"misheard\"
  onrecord correct 5f8e7587fd5ddcc2 --not-a-quote
  onrecord correct --list
  onrecord correct --check

Each correction is a line of JSON in a file that you may edit and keep:
INDEX.corrections.jsonl beside the index, or what --corrections or
ONRECORD_CORRECTIONS names; what it was told, `onrecord index` remembers. Of two lines for the same words the later one
holds; to take one back, delete it. `onrecord index` applies them and reads
again only the files concerned.

--check ends with 2 where a line does not read or fits nothing.";

/// Where the corrections are.
#[derive(Args, Clone, Debug)]
pub struct CorrectionsFile {
    /// The file of corrections; otherwise INDEX.corrections.jsonl beside the index
    #[arg(long, value_name = "FILE", env = "ONRECORD_CORRECTIONS", hide_env_values = true)]
    #[arg(value_hint = ValueHint::FilePath)]
    pub corrections: Option<PathBuf>,
}

/// `correct`.
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("right").args(["speaker", "none", "not_a_quote"]))]
#[command(group = ArgGroup::new("what").args(["id", "list", "check"]).required(true))]
pub struct CorrectArgs {
    /// Which passage: an id that search shows
    #[arg(value_name = "ID", requires = "right")]
    pub id: Option<String>,
    /// It was said by NAME: a full name, or an id in the registry of people
    #[arg(long, value_name = "NAME", requires = "id")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub speaker: Option<String>,
    /// What kind of speaker that is, where it is no person
    #[arg(long, value_name = "KIND", requires = "speaker")]
    pub kind: Option<Source>,
    /// Nobody can be named for it
    #[arg(long, requires = "id")]
    pub none: bool,
    /// It is no quote and no report, but the reporter's own words
    #[arg(long, requires = "id")]
    pub not_a_quote: bool,
    /// Why, for whoever reads the file
    #[arg(long, value_name = "TEXT", requires = "id")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub note: Option<String>,
    /// List the corrections
    #[arg(long)]
    pub list: bool,
    /// Tell which lines do not read, and which fit nothing in the index
    #[arg(long)]
    pub check: bool,
    /// Which index.
    #[command(flatten)]
    pub location: Location,
    /// Which file.
    #[command(flatten)]
    pub file: CorrectionsFile,
}

/// Kinds of speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Source {
    /// A human being.
    Person,
    /// A party, campaign, company, agency.
    Organization,
    /// Several people.
    Group,
    /// A report, a bill, a sign.
    Document,
    /// People whom the article does not name.
    Anonymous,
}

impl From<Source> for SpeakerKind {
    fn from(kind: Source) -> Self {
        match kind {
            Source::Person => Self::Person,
            Source::Organization => Self::Organization,
            Source::Group => Self::Group,
            Source::Document => Self::Document,
            Source::Anonymous => Self::Anonymous,
        }
    }
}
