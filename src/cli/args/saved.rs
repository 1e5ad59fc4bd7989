//! Arguments of saved searches.

use clap::{ArgGroup, Args};

use super::Location;
use super::search::{Answering, Filters};

pub(super) const SAVE_HELP: &str = "\
Examples:
  onrecord save ferries ferry subsidy --kind quote
  onrecord save --list
  onrecord save --remove ferries

A saved search is a file of JSON in the folder INDEX.searches beside the index.
Dates such as `last month` are read anew each time it is run.";

pub(super) const RUN_HELP: &str = "\
Examples:
  onrecord run ferries
  onrecord index && onrecord run ferries --new

--new gives what has come since the search was last run, with --new or without;
--count and --exists do not count as a run. Where nothing has come, the exit
code is 1.";

/// `save`.
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("what").required(true).args(["name", "list", "remove"]))]
pub struct SaveArgs {
    /// What to call it: letters, digits, - _ .
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// What to look for; several words are one query
    #[arg(value_name = "QUERY", conflicts_with_all = ["list", "remove"])]
    pub query: Vec<String>,
    /// List the saved searches
    #[arg(long)]
    pub list: bool,
    /// Forget the search of that name
    #[arg(long, value_name = "NAME")]
    pub remove: Option<String>,
    /// Which index.
    #[command(flatten)]
    pub location: Location,
    /// Filters.
    #[command(flatten)]
    pub filters: Filters,
}

/// `run`.
#[derive(Args, Debug)]
pub struct RunArgs {
    /// Which saved search
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Only what has come since it was last run
    #[arg(long)]
    pub new: bool,
    /// Which index.
    #[command(flatten)]
    pub location: Location,
    /// How it is answered.
    #[command(flatten)]
    pub answering: Answering,
}
