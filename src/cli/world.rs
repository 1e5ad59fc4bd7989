//! The environment and the clock: read here and nowhere else.
#![expect(clippy::disallowed_methods, reason = "the one place that reads them")]

use std::env;
use std::path::PathBuf;

use jiff::ZonedDateTime;
use jiff::civil::Date;

use crate::error::Error;

/// The time, for measuring how long something takes.
pub(super) fn instant() -> std::time::Instant {
    std::time::Instant::now()
}

/// The working folder.
///
/// # Errors
/// What the system says where it is gone or closed to us.
pub(super) fn working_folder() -> Result<PathBuf, Error> {
    env::current_dir().map_err(|source| Error::WorkingFolder { source })
}

/// Whether a variable is set and not empty.
pub(super) fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// What a variable says, if that is text.
pub(super) fn text(name: &str) -> Option<String> {
    env::var(name).ok()
}

/// Whether the terminal has said that it cannot do anything but show text.
pub(super) fn dumb_terminal() -> bool {
    env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// The day on which the program runs.
pub(super) fn today() -> Date {
    ZonedDateTime::now().date()
}
