//! Standard output, through a pager where it is a terminal.

use std::io::{self, BufWriter, StdoutLock, Write};
use std::process::{Child, ChildStdin, Command, Stdio};

use super::report::{self, Reporter};
use super::world;

/// Bytes gathered before they are written.
const OUT_BUFFER: usize = 1 << 16;

/// The pager where none is named, and what it is told where `LESS` says nothing: to leave if all
/// fits on the screen, to show colours, and not to clear the screen.
const PAGER: &str = "less";
const LESS: (&str, &str) = ("LESS", "FRX");

/// Where results go.
#[derive(Debug)]
pub(super) enum Out {
    /// Straight to standard output.
    Straight(BufWriter<StdoutLock<'static>>),
    /// Into a pager.
    Paged(BufWriter<ChildStdin>, Child),
}

impl Out {
    /// Standard output, through a pager if one is `wanted` and there is one.
    pub(super) fn open(wanted: bool, reporter: Reporter) -> Self {
        if wanted && let Some(paged) = paged(reporter) {
            report::hold();
            return paged;
        }
        Self::Straight(BufWriter::with_capacity(OUT_BUFFER, io::stdout().lock()))
    }

    /// Writes what is left, waits for the pager, and tells what was held back meanwhile.
    ///
    /// # Errors
    /// Output that cannot be written.
    pub(super) fn close(self) -> io::Result<()> {
        match self {
            Self::Straight(mut out) => out.flush(),
            Self::Paged(mut out, mut pager) => {
                // A reader who has seen enough is no failure.
                let written = out.flush();
                drop(out.into_parts());
                pager.wait()?;
                report::release();
                written
            }
        }
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Straight(out) => out.write(bytes),
            Self::Paged(out, _) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Straight(out) => out.flush(),
            Self::Paged(out, _) => out.flush(),
        }
    }
}

/// A pager at work; none where the user wants none, or none can be started.
fn paged(reporter: Reporter) -> Option<Out> {
    let named = world::text("ONRECORD_PAGER").or_else(|| world::text("PAGER"));
    let words = words(named.as_deref())?;
    let (program, args) = words.split_first()?;
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::piped());
    if world::text(LESS.0).is_none() {
        command.env(LESS.0, LESS.1);
    }
    match command.spawn() {
        Ok(mut pager) => {
            let input = pager.stdin.take()?;
            Some(Out::Paged(BufWriter::with_capacity(OUT_BUFFER, input), pager))
        }
        Err(error) => {
            if named.is_some() {
                reporter.warning(&format!("cannot start the pager `{program}`: {error}"));
            }
            None
        }
    }
}

/// The words of the command that pages; none where there is to be none. `None` stands for what
/// the environment does not say.
fn words(named: Option<&str>) -> Option<Vec<String>> {
    let words: Vec<String> = named.unwrap_or(PAGER).split_whitespace().map(str::to_owned).collect();
    let none = words.is_empty() || words == ["cat"];
    (!none).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_pager_is_a_command_with_its_arguments() {
        assert_eq!(words(None).unwrap(), ["less"]);
        assert_eq!(words(Some("less  -S +G")).unwrap(), ["less", "-S", "+G"]);
        assert_eq!(words(Some("")), None);
        assert_eq!(words(Some("cat")), None);
    }
}
