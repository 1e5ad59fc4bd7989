//! Arguments of the commands that ask the word tables.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};

use crate::civil::PartialDate;

pub(super) const TAG_HELP: &str = "\
Examples:
  onrecord tag headlines.jsonl
  onrecord tag --text-column summary --title-column headline table.csv -f csv

A row of JSON Lines: {\"id\":…, \"text\":…} and, if known, \"title\", \"before\",
\"after\", \"date\". One row comes out for each row in, in order.";

/// `tag`.
#[derive(Args, Debug)]
pub struct TagArgs {
    /// JSON Lines, or CSV by its name; - or nothing is JSON Lines on standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// How rows are written
    #[arg(short, long, value_name = "FORMAT", default_value = "jsonl")]
    pub format: TagFormat,
    /// CSV: the column with the name of each row
    #[arg(long, value_name = "NAME", default_value = "id")]
    pub id_column: String,
    /// CSV: the column with the text
    #[arg(long, value_name = "NAME", default_value = "text")]
    pub text_column: String,
    /// CSV: the column with the headline
    #[arg(long, value_name = "NAME", default_value = "title")]
    pub title_column: String,
    /// CSV: the column with the date
    #[arg(long, value_name = "NAME", default_value = "date")]
    pub date_column: String,
}

/// Forms of tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TagFormat {
    /// A JSON object a line.
    Jsonl,
    /// Comma-separated values.
    Csv,
}

pub(super) const PEOPLE_HELP: &str = "\
Examples:
  onrecord people show \"Kamala Harris\" --on 2024-07-31
  onrecord people import legislators-current.yaml > my-tables/people.toml";

/// `people`.
#[derive(Args, Debug)]
pub struct PeopleArgs {
    /// What to do with the registry.
    #[command(subcommand)]
    pub action: PeopleAction,
}

/// What `people` does.
#[derive(Debug, Subcommand)]
pub enum PeopleAction {
    /// Tell what the registry knows of people of that name
    Show {
        /// A name, a family name, or an id
        #[arg(value_name = "NAME", required = true)]
        name: Vec<String>,
        /// Only the offices and the party of that day
        #[arg(long, value_name = "DATE")]
        on: Option<PartialDate>,
    },
    /// Make a people table of a roster in the form of congress-legislators
    Import {
        /// The roster, as YAML
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
}
