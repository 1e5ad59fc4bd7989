//! Arguments of the commands about the program itself.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

pub(super) const SCHEMA_HELP: &str = "\
Examples:
  onrecord schema print issues
  onrecord schema check my-tables/
  onrecord schema test my-tables/

`schema test` ends with 1 if a case does not hold, with 2 if the tables have faults.";

/// `schema`.
#[derive(Args, Debug)]
pub struct SchemaArgs {
    /// What to do with the tables.
    #[command(subcommand)]
    pub action: SchemaAction,
}

/// What `schema` does.
#[derive(Debug, Subcommand)]
pub enum SchemaAction {
    /// Print a table as it stands with all layers; without a name, list them
    Print {
        /// Name of the table
        #[arg(value_name = "TABLE")]
        table: Option<String>,
    },
    /// Check folders of tables laid over the built-in ones, naming every fault
    Check {
        /// Folders of tables, as for --schema
        #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
        layers: Vec<PathBuf>,
    },
    /// Run the cases that the rows carry, of all tables, with folders laid over the built-in ones
    Test {
        /// Folders of tables, as for --schema
        #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
        layers: Vec<PathBuf>,
    },
}

pub(super) const COMPLETIONS_HELP: &str = "\
Example:
  onrecord completions bash > ~/.local/share/bash-completion/completions/onrecord";

/// `completions`.
#[derive(Args, Debug)]
pub struct CompletionsArgs {
    /// Which shell
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// `man`.
#[derive(Args, Debug)]
pub struct ManArgs {
    /// Write a page for each command into DIR
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: Option<PathBuf>,
}
