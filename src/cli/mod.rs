//! The command line: the only place that knows of arguments, the environment, the clock,
//! standard streams and exit codes.
//!
//! Takes what the user typed and gives an exit code: 0 something was found or done, 1 nothing
//! was found, 2 an error. Results go to standard output, everything else to standard error.

mod answer;
pub mod args;
mod ask;
pub mod config;
mod correct;
mod corrections;
mod exit;
mod extract;
mod generate;
mod guard;
mod index;
mod inspect;
mod look;
mod pager;
mod people;
pub mod read;
pub mod report;
mod saved;
mod schema;
mod search;
mod show;
mod status;
mod tag;
mod verify;
mod watch;
mod world;

use std::io::{IsTerminal, stdout};

use clap::Parser;

use args::{Cli, Command};
pub use exit::Exit;

use crate::error::Error;
use crate::search::By;

/// Does what the arguments of the process ask for.
#[must_use]
pub fn run() -> Exit {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(told) => {
            let exit = if told.use_stderr() { Exit::Failed } else { Exit::Found };
            // A closed stream leaves nobody to tell.
            let _ = told.print();
            return exit;
        }
    };
    let reporter = config::reporter(&cli.common);
    guard::listen();
    match guard::guarded(&cli) {
        Ok(exit) => exit,
        Err(error) if error.is_broken_pipe() => Exit::Found,
        Err(error) => {
            reporter.error(&error);
            Exit::Failed
        }
    }
}

/// Runs the command and sees its output through.
fn command(cli: &Cli) -> Result<Exit, Error> {
    let pages = !cli.common.no_pager && stdout().is_terminal() && is_paged(&cli.command);
    let mut out = pager::Out::open(pages, config::reporter(&cli.common));
    let exit = match &cli.command {
        Command::Index(args) => index::run(args, &cli.common, &mut out),
        Command::Search(args) => search::run(args, &cli.common, &mut out),
        Command::Verify(args) => verify::run(args, &cli.common, &mut out),
        Command::Count(args) => look::count(args, &cli.common, &mut out),
        Command::Timeline(args) => look::timeline(args, &cli.common, &mut out),
        Command::Kwic(args) => look::kwic(args, &cli.common, &mut out),
        Command::Speakers(args) => look::list(args, By::Speaker, &cli.common, &mut out),
        Command::Issues(args) => look::list(args, By::Issue, &cli.common, &mut out),
        Command::Concepts(args) => look::list(args, By::Concept, &cli.common, &mut out),
        Command::Like(args) => look::like(args, &cli.common, &mut out),
        Command::Save(args) => saved::save(args, &cli.common, &mut out),
        Command::Run(args) => saved::run(args, &cli.common, &mut out),
        Command::Show(args) => show::run(args, &cli.common, &mut out),
        Command::Correct(args) => correct::run(args, &cli.common, &mut out),
        Command::Status(args) => status::run(args, &cli.common, &mut out),
        Command::Extract(args) => extract::run(args, &cli.common, &mut out),
        Command::Inspect(args) => inspect::run(args, &cli.common, &mut out),
        Command::Tag(args) => tag::run(args, &cli.common, &mut out),
        Command::People(args) => people::run(args, &cli.common, &mut out),
        Command::Schema(args) => schema::run(args, &cli.common, &mut out),
        Command::Completions(args) => generate::completions(args, &mut out),
        Command::Man(args) => generate::man(args, &mut out),
    };
    let closed = out.close();
    let exit = exit?;
    closed?;
    Ok(exit)
}

/// Whether a command prints what may be longer than a screen.
fn is_paged(command: &Command) -> bool {
    match command {
        Command::Search(_)
        | Command::Run(_)
        | Command::Like(_)
        | Command::Show(_)
        | Command::Kwic(_)
        | Command::Count(_)
        | Command::Timeline(_)
        | Command::Speakers(_)
        | Command::Issues(_)
        | Command::Concepts(_)
        | Command::Extract(_)
        | Command::Inspect(_)
        | Command::Status(_) => true,
        Command::Verify(args) => args.from.is_some(),
        _ => false,
    }
}
