//! `completions` and `man`: made from the same arguments as the help.

use std::fs;
use std::io::Write;
use std::path::Path;

use clap::CommandFactory;

use super::args::Cli;
use super::args::tools::{CompletionsArgs, ManArgs};
use super::exit::Exit;
use crate::error::Error;

/// Prints a completion script.
///
/// # Errors
/// Output that cannot be written.
pub(super) fn completions(args: &CompletionsArgs, out: &mut impl Write) -> Result<Exit, Error> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "onrecord", &mut script);
    out.write_all(&script)?;
    Ok(Exit::Found)
}

/// Prints the manual page of the program, or writes one for each command into a folder.
///
/// # Errors
/// Output or files that cannot be written.
pub(super) fn man(args: &ManArgs, out: &mut impl Write) -> Result<Exit, Error> {
    let mut command = Cli::command();
    command.build();
    match &args.dir {
        None => out.write_all(&page(&command)?)?,
        Some(folder) => {
            let failed = |source| Error::WriteFile { path: folder.clone(), source };
            fs::create_dir_all(folder).map_err(failed)?;
            write_pages(&command, folder)?;
        }
    }
    Ok(Exit::Found)
}

/// Writes the page of the command and those of the commands below it.
fn write_pages(command: &clap::Command, folder: &Path) -> Result<(), Error> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    let path = folder.join(format!("{name}.1"));
    fs::write(&path, page(command)?).map_err(|source| Error::WriteFile { path, source })?;
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        write_pages(below, folder)?;
    }
    Ok(())
}

/// The manual page of one command.
fn page(command: &clap::Command) -> Result<Vec<u8>, Error> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    Ok(page)
}
