//! How trouble is told: on standard error, in one form, safe for a terminal.

use std::error::Error as StdError;
use std::io::{self, Write};
use std::sync::Mutex;

use anstyle::{AnsiColor, Style};

use super::read::Unread;
use crate::error::Error;
use crate::output::sanitize;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HINT: Style = AnsiColor::Green.on_default();

/// Tells of trouble and of progress.
#[derive(Clone, Copy, Debug)]
pub struct Reporter {
    /// Whether to use colours.
    pub colour: bool,
    /// Whether only errors are told.
    pub quiet: bool,
}

impl Reporter {
    /// Tells an error with its causes and what mends it.
    pub fn error(self, error: &Error) {
        tell(&self.render(error));
    }

    /// Tells of something that did not stop the run.
    pub fn warning(self, message: &str) {
        if !self.quiet {
            tell(&format!("{} {}\n", self.styled("warning:", WARNING), sanitize::line(message)));
        }
    }

    /// Tells of a file that gave nothing, with the reason.
    pub fn unread(self, unread: &Unread) {
        let mut message = unread.to_string();
        let mut cause = unread.source();
        while let Some(error) = cause {
            message.push_str(": ");
            message.push_str(&error.to_string());
            cause = error.source();
        }
        self.warning(&message);
    }

    /// Tells the user something that is no trouble.
    pub fn note(self, message: &str) {
        if !self.quiet {
            tell(&format!("{}\n", sanitize::line(message)));
        }
    }

    /// Suggests what to do next.
    pub fn hint(self, message: &str) {
        if !self.quiet {
            tell(&format!("{} {}\n", self.styled("hint:", HINT), sanitize::line(message)));
        }
    }

    /// The text of an error's report.
    #[must_use]
    pub fn render(self, error: &Error) -> String {
        let mut text = format!("{} {}\n", self.styled("error:", ERROR), lines(&error.to_string()));
        let mut cause = error.source();
        while let Some(error) = cause {
            text.push_str(&format!("  caused by: {}\n", lines(&error.to_string())));
            cause = error.source();
        }
        if let Some(hint) = error.hint() {
            text.push_str(&format!("  {} {}\n", self.styled("hint:", HINT), lines(&hint)));
        }
        text
    }

    fn styled(self, text: &str, style: Style) -> String {
        if self.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

/// The text with its line breaks kept and everything else made safe.
fn lines(text: &str) -> String {
    let safe: Vec<_> = text.lines().map(sanitize::line).collect();
    safe.join("\n")
}

/// What is held back while a pager has the screen.
static HELD: Mutex<Option<String>> = Mutex::new(None);

/// Holds back what is told from now on.
pub(super) fn hold() {
    if let Ok(mut held) = HELD.lock() {
        held.get_or_insert_default();
    }
}

/// Tells what was held back, and holds back no more.
pub(super) fn release() {
    let held = HELD.lock().ok().and_then(|mut held| held.take());
    tell(&held.unwrap_or_default());
}

/// Writes to standard error; where even that fails there is nobody left to tell.
fn tell(text: &str) {
    if let Ok(mut held) = HELD.lock()
        && let Some(held) = held.as_mut()
    {
        held.push_str(text);
        return;
    }
    let _ = io::stderr().write_all(text.as_bytes());
}
