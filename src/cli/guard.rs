//! Sees to it that a damaged index, or a fault of the program, ends in a message that helps.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

use super::args::{Cli, Command, Location};
use super::exit::Exit;
use super::{config, world};
use crate::error::Error;
use crate::index;

/// What was said of the last panic.
static LAST: Mutex<String> = Mutex::new(String::new());

/// Keeps what panics say from standard error, for [`guarded`] to tell; those who ask for a trace
/// of calls get both.
pub(super) fn listen() {
    if world::is_set("RUST_BACKTRACE") {
        return;
    }
    std::panic::set_hook(Box::new(|panic| {
        if let Ok(mut last) = LAST.lock() {
            *last = panic.to_string().replace('\n', " ");
        }
    }));
}

/// Runs the command. Where it fails and its index is damaged, the error says so.
///
/// # Errors
/// What the command gives, or [`Error::Panicked`].
pub(super) fn guarded(cli: &Cli) -> Result<Exit, Error> {
    let ended = catch_unwind(AssertUnwindSafe(|| super::command(cli))).unwrap_or_else(|_| {
        let message = LAST.lock().map(|last| last.clone()).unwrap_or_default();
        Err(Error::Panicked { message })
    });
    ended.map_err(|error| match damage(cli).filter(|_| error.may_be_damage()) {
        Some(damaged) => damaged.into(),
        None => error,
    })
}

/// What is damaged in the index that the command uses.
fn damage(cli: &Cli) -> Option<index::IndexError> {
    let dir = match &cli.command {
        Command::Index(args) => config::index_to_write(&args.location, &args.folders).ok()?,
        command => config::existing_index(location(command)?).ok()?,
    };
    catch_unwind(|| index::damage(&dir)).ok()?
}

/// Where a command that reads an index was told that it is.
fn location(command: &Command) -> Option<&Location> {
    match command {
        Command::Index(args) => Some(&args.location),
        Command::Search(args) => Some(&args.location),
        Command::Verify(args) => Some(&args.location),
        Command::Show(args) => Some(&args.location),
        Command::Count(args) => Some(&args.list.asking.location),
        Command::Timeline(args) => Some(&args.asking.location),
        Command::Kwic(args) => Some(&args.asking.location),
        Command::Speakers(args) | Command::Issues(args) | Command::Concepts(args) => {
            Some(&args.asking.location)
        }
        Command::Like(args) => Some(&args.location),
        Command::Save(args) => Some(&args.location),
        Command::Run(args) => Some(&args.location),
        Command::Correct(args) => Some(&args.location),
        Command::Status(args) => Some(&args.location),
        Command::Extract(_)
        | Command::Inspect(_)
        | Command::Tag(_)
        | Command::People(_)
        | Command::Schema(_)
        | Command::Completions(_)
        | Command::Man(_) => None,
    }
}
