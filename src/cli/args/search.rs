//! Arguments of the commands that ask an index.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use serde::{Deserialize, Serialize};

use super::{Kind, Location, PlainFormat, Writing, probability};

/// How many results `search` gives unless told.
pub const DEFAULT_LIMIT: usize = 20;

pub(super) const SEARCH_HELP: &str = "\
Examples:
  onrecord search bipartisan border deal
  onrecord search '\"border deal\" -wall' --kind quote
  onrecord search speaker:harris date:2024-07..2024-08
  onrecord search --issue immigration --sort date --limit 0
  onrecord search ferries --format jsonl | jq .text
  onrecord search --queries topics.tsv --all --format csv > found.csv

The query: words, \"phrases\", =\"exact words\", AND OR NOT -, ( ), NEAR/5,
prefix*, fuzzy~, and fields: speaker: party: office: issue: concept: outlet:
date: on: title: quote: statement: text: confidence:; README.md has the whole
language.";

/// `search`.
#[derive(Args, Debug)]
pub struct SearchArgs {
    /// What to look for; several words are one query. A leading - needs -- before it
    #[arg(value_name = "QUERY", conflicts_with = "queries")]
    pub query: Vec<String>,
    /// Answer each line of FILE: a name, a tab and a query; - is standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub queries: Option<PathBuf>,
    /// Which index.
    #[command(flatten)]
    pub location: Location,
    /// Filters.
    #[command(flatten)]
    pub filters: Filters,
    /// Only what comes after the result with this id, the last one of the page before
    #[arg(long, value_name = "ID", conflicts_with = "queries", help_heading = "Results")]
    pub after: Option<String>,
    /// How it is answered.
    #[command(flatten)]
    pub answering: Answering,
}

/// How a query is answered.
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Results")]
pub struct Answering {
    /// Order of the results
    #[arg(long, value_name = "ORDER", default_value = "relevance")]
    pub sort: Sort,
    /// At most N results; 0 is all of them [default: 20]
    #[arg(short = 'n', long, value_name = "N")]
    pub limit: Option<usize>,
    /// Everything that is likely about the query, instead of the first N results
    #[arg(long, conflicts_with = "limit")]
    pub all: bool,
    /// Print only how many passages match
    #[arg(long, conflicts_with = "exists")]
    pub count: bool,
    /// Print nothing: the exit code tells whether anything matches
    #[arg(long)]
    pub exists: bool,
    /// Exit with 0 even if nothing is found
    #[arg(long)]
    pub exit_zero: bool,
    /// What becomes of copies.
    #[command(flatten)]
    pub copies: Copies,
    /// In a list to read, the rest of the sentence and N more before and after
    #[arg(short = 'C', long, value_name = "N")]
    pub context: Option<usize>,
    /// Tell how each score came about
    #[arg(long)]
    pub explain: bool,
    /// How results are written.
    #[command(flatten)]
    pub writing: Writing,
}

/// What becomes of passages with the same words.
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Results")]
pub struct Copies {
    /// Show each copy of a quote, not one for all
    #[arg(long)]
    pub no_group: bool,
    /// Below each result, list its copies and where they stand
    #[arg(long, conflicts_with = "no_group")]
    pub expand: bool,
}

/// Order of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Sort {
    /// Best first.
    Relevance,
    /// Latest publication first, undated last.
    Date,
}

/// Filters of search. A saved search keeps them as they were typed.
#[derive(Args, Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
#[command(next_help_heading = "Filters")]
pub struct Filters {
    /// Only what NAME said: a name, a family name, or an id
    #[arg(long, value_name = "NAME")]
    pub speaker: Vec<String>,
    /// Only speakers of PARTY on the day they spoke: republican, D; none
    #[arg(long, value_name = "PARTY", value_delimiter = ',')]
    pub party: Vec<String>,
    /// Only speakers who held OFFICE on the day they spoke: senator; none
    #[arg(long, value_name = "OFFICE", value_delimiter = ',')]
    pub office: Vec<String>,
    /// Only passages about ISSUE, such as immigration
    #[arg(long, value_name = "ISSUE", value_delimiter = ',')]
    pub issue: Vec<String>,
    /// Only passages that speak of CONCEPT, a named matter
    #[arg(long, value_name = "CONCEPT", value_delimiter = ',')]
    pub concept: Vec<String>,
    /// Only these kinds: quote, statement, text
    #[arg(long, value_name = "KIND", value_delimiter = ',', hide_possible_values = true)]
    pub kind: Vec<Kind>,
    /// Only articles of OUTLET
    #[arg(long, value_name = "OUTLET")]
    pub outlet: Vec<String>,
    /// Only articles published on DATE or later
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// Only articles published on DATE or earlier
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// Only speakers that are at least this sure, 0 to 1
    #[arg(long, value_name = "P", value_parser = probability)]
    pub min_confidence: Option<f32>,
}

pub(super) const SHOW_HELP: &str = "\
Example:
  onrecord show 0f3a9c2e11d4b7a8

The id is the last thing in each result of search.";

/// `show`.
#[derive(Args, Debug)]
pub struct ShowArgs {
    /// Which passages: the ids that search shows
    #[arg(value_name = "ID", required = true)]
    pub ids: Vec<String>,
    /// Which index.
    #[command(flatten)]
    pub location: Location,
    /// Paragraphs to show before and after
    #[arg(short = 'C', long, value_name = "N", default_value_t = 1)]
    pub context: usize,
    /// How it is written: to read, or the record as a JSON line
    #[arg(short, long, value_name = "FORMAT", default_value = "human")]
    pub format: PlainFormat,
}
