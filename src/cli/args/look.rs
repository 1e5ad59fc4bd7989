//! Arguments of the ways of looking at what an index holds.

use clap::{Args, ValueEnum};

use super::search::{Copies, DEFAULT_LIMIT, Filters};
use super::{Location, Writing};

pub(super) const COUNT_HELP: &str = "\
Examples:
  onrecord count --by speaker immigration
  onrecord count --by month issue:health --kind quote --format csv
  onrecord count --by issue speaker:harris

`share` is of the passages found, `of corpus` of all passages in the index with
that value. A passage with two issues counts for both.";

pub(super) const TIMELINE_HELP: &str = "\
Examples:
  onrecord timeline \"border wall\"
  onrecord timeline ferry --by year --kind quote
  onrecord timeline ferry --format svg > ferry.svg

Bars show passages in a thousand of what was published then, so that a month
with much coverage does not look like a month with much of the matter.";

pub(super) const KWIC_HELP: &str = "\
Examples:
  onrecord kwic '\"border deal\"'
  onrecord kwic ferry --sort right --window 5 --kind quote
  onrecord kwic '\"border deal\"' --sentences 1 --format csv";

pub(super) const LIKE_HELP: &str = "\
Example:
  onrecord like 5f8e7587fd5ddcc2 --kind quote";

/// What a query and its filters ask.
#[derive(Args, Clone, Debug)]
pub struct Asking {
    /// What to look for; several words are one query. Without one, everything
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Which index.
    #[command(flatten)]
    pub location: Location,
    /// Filters.
    #[command(flatten)]
    pub filters: Filters,
    /// Exit with 0 even if nothing is found
    #[arg(long, help_heading = "Results")]
    pub exit_zero: bool,
}

/// `count`.
#[derive(Args, Debug)]
pub struct CountArgs {
    /// What, where, how.
    #[command(flatten)]
    pub list: ListArgs,
    /// By what to count
    #[arg(long, value_name = "WHAT", help_heading = "Results")]
    pub by: By,
}

/// `speakers`, `issues` and `concepts`.
#[derive(Args, Debug)]
pub struct ListArgs {
    /// What, where.
    #[command(flatten)]
    pub asking: Asking,
    /// At most N rows; 0 is all of them
    #[arg(short = 'n', long, value_name = "N", default_value_t = DEFAULT_LIMIT)]
    #[arg(help_heading = "Results")]
    pub limit: usize,
    /// How it is written
    #[arg(short, long, value_name = "FORMAT", default_value = "human", help_heading = "Output")]
    pub format: CountFormat,
}

/// `timeline`.
#[derive(Args, Debug)]
pub struct TimelineArgs {
    /// What, where.
    #[command(flatten)]
    pub asking: Asking,
    /// How long each step is
    #[arg(long, value_name = "STEP", default_value = "month", help_heading = "Results")]
    pub by: Step,
    /// How it is written
    #[arg(short, long, value_name = "FORMAT", default_value = "human", help_heading = "Output")]
    pub format: TimelineFormat,
}

/// `kwic`.
#[derive(Args, Debug)]
pub struct KwicArgs {
    /// What, where.
    #[command(flatten)]
    pub asking: Asking,
    /// By what the lines are sorted
    #[arg(long, value_name = "ORDER", default_value = "passages", help_heading = "Results")]
    pub sort: LineOrder,
    /// Words to either side
    #[arg(short, long, value_name = "N", default_value_t = 8, help_heading = "Results")]
    pub window: usize,
    /// Instead of words, the rest of the sentence and N more to either side
    #[arg(long, value_name = "N", conflicts_with = "window", help_heading = "Results")]
    pub sentences: Option<usize>,
    /// Lines of at most N passages; 0 is all of them
    #[arg(short = 'n', long, value_name = "N", default_value_t = DEFAULT_LIMIT)]
    #[arg(help_heading = "Results")]
    pub limit: usize,
    /// How it is written
    #[arg(short, long, value_name = "FORMAT", default_value = "human", help_heading = "Output")]
    pub format: CountFormat,
}

/// `like`.
#[derive(Args, Debug)]
pub struct LikeArgs {
    /// Like which passage: an id that search shows
    #[arg(value_name = "ID")]
    pub id: String,
    /// Which index.
    #[command(flatten)]
    pub location: Location,
    /// Filters.
    #[command(flatten)]
    pub filters: Filters,
    /// At most N results; 0 is all of them
    #[arg(short = 'n', long, value_name = "N", default_value_t = DEFAULT_LIMIT)]
    #[arg(help_heading = "Results")]
    pub limit: usize,
    /// What becomes of copies.
    #[command(flatten)]
    pub copies: Copies,
    /// How results are written.
    #[command(flatten)]
    pub writing: Writing,
}

/// By what passages are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum By {
    /// Who said it.
    Speaker,
    /// Policy issues; a passage may have several.
    Issue,
    /// Named matters; a passage may have several.
    Concept,
    /// Who published it.
    Outlet,
    /// Quote, statement, text.
    Kind,
    /// Year of publication.
    Year,
    /// Month of publication.
    Month,
    /// Day of publication.
    Day,
}

/// Steps of a timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// A year.
    Year,
    /// A month.
    Month,
    /// A day.
    Day,
}

/// Orders of concordance lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LineOrder {
    /// As search gives the passages.
    Passages,
    /// By the words to the left.
    Left,
    /// By the words to the right.
    Right,
    /// By the words that matched.
    Match,
}

/// Forms of counts and lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CountFormat {
    /// To read.
    Human,
    /// A JSON object a line.
    Jsonl,
    /// Comma-separated values.
    Csv,
}

/// Forms of a timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TimelineFormat {
    /// Bars to read.
    Human,
    /// A JSON object a line.
    Jsonl,
    /// Comma-separated values.
    Csv,
    /// A picture.
    Svg,
}
