//! `schema`: the word tables, printed, checked, tested.

use std::io::Write;
use std::path::PathBuf;

use super::args::Common;
use super::args::tools::{SchemaAction, SchemaArgs};
use super::config;
use super::exit::Exit;
use crate::cases;
use crate::error::Error;
use crate::lexicon::Lexicon;

/// Runs the command.
///
/// # Errors
/// Tables that cannot be read, mistakes in them, output that cannot be written.
pub(super) fn run(args: &SchemaArgs, common: &Common, out: &mut impl Write) -> Result<Exit, Error> {
    match &args.action {
        SchemaAction::Print { table: None } => list(&config::lexicon(common)?, out),
        SchemaAction::Print { table: Some(name) } => print(&config::lexicon(common)?, name, out),
        SchemaAction::Check { layers } => check(&with(common, layers), out),
        SchemaAction::Test { layers } => test(&with(common, layers), out),
    }
}

/// Lists the tables with the files that each is made of.
fn list(lexicon: &Lexicon, out: &mut impl Write) -> Result<Exit, Error> {
    for table in tables(lexicon) {
        let files: Vec<&str> = lexicon
            .files()
            .filter(|(stem, _)| *stem == table)
            .map(|(_, file)| file.name.as_ref())
            .collect();
        writeln!(out, "{table:<14} {}", files.join(" "))?;
    }
    Ok(Exit::Found)
}

/// Prints the files of one table in the order in which they are laid over each other.
fn print(lexicon: &Lexicon, name: &str, out: &mut impl Write) -> Result<Exit, Error> {
    let mut found = false;
    for (_, file) in lexicon.files().filter(|(stem, _)| *stem == name) {
        found = true;
        writeln!(out, "# file: {}\n{}", file.name, file.text.trim_end())?;
    }
    if found {
        return Ok(Exit::Found);
    }
    Err(Error::NoSuchTable { name: name.to_owned(), known: tables(lexicon).join(", ") })
}

/// Checks all tables. Every fault is in the error.
fn check(layers: &[PathBuf], out: &mut impl Write) -> Result<Exit, Error> {
    let lexicon = checked(layers)?;
    writeln!(out, "{} tables are right", tables(&lexicon).len())?;
    Ok(Exit::Found)
}

/// Runs the cases of all rows and tells, table by table, which do not hold.
fn test(layers: &[PathBuf], out: &mut impl Write) -> Result<Exit, Error> {
    let outcomes = cases::run(&checked(layers)?);
    for one in &outcomes {
        let bare = match one.bare {
            0 => String::new(),
            n => format!(", {n} rows without both kinds"),
        };
        let held = one.cases - one.failures.len();
        writeln!(
            out,
            "{:<14} {:5} rows  {held} of {} cases hold{bare}",
            one.table, one.rows, one.cases
        )?;
        for failure in &one.failures {
            writeln!(out, "  {failure}")?;
        }
    }
    Ok(Exit::found(outcomes.iter().all(|one| one.failures.is_empty())))
}

/// The tables, if there is no fault in them.
fn checked(layers: &[PathBuf]) -> Result<Lexicon, Error> {
    let lexicon = Lexicon::load(layers)?;
    let faults = lexicon.check();
    if faults.is_empty() {
        Ok(lexicon)
    } else {
        Err(crate::lexicon::LexiconError::Faults { faults }.into())
    }
}

/// Names of the tables, sorted.
fn tables(lexicon: &Lexicon) -> Vec<&'static str> {
    let mut names: Vec<&str> = lexicon.files().map(|(stem, _)| stem).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The layers of all commands, then those of this one.
fn with(common: &Common, layers: &[PathBuf]) -> Vec<PathBuf> {
    common.schema.iter().chain(layers).cloned().collect()
}
