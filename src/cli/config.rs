//! Makes of what the user typed what the stages need.

use std::io::{IsTerminal, stderr, stdout};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::args::{Common, Location, Reading, When, Writing};
use super::report::Reporter;
use super::world;
use crate::error::Error;
use crate::lexicon::Lexicon;
use crate::output::{Format, Look};
use crate::parse::{FileList, ParseConfig};
use crate::walk::{Filter, WalkConfig};

/// Name of an index folder inside the folder it indexes.
pub const INDEX_FOLDER: &str = ".onrecord";
/// Columns of a line where there is no terminal to ask.
const DEFAULT_WIDTH: usize = 80;
/// Lines longer than this are hard to read, however wide the terminal.
const WIDEST: usize = 100;

/// The reporter that the options ask for.
#[must_use]
pub fn reporter(common: &Common) -> Reporter {
    Reporter { colour: colour(common.color, stderr().is_terminal()), quiet: common.quiet }
}

/// Whether progress is to be drawn.
#[must_use]
pub fn progress(common: &Common) -> bool {
    !common.quiet && stderr().is_terminal()
}

/// What the reader's end of standard output is like.
#[must_use]
pub fn look(common: &Common, format: Format, null: bool) -> Look {
    let terminal = stdout().is_terminal();
    let width = if terminal { terminal_width() } else { DEFAULT_WIDTH };
    let links = terminal && common.color != When::Never && !world::dumb_terminal();
    Look { format, colour: colour(common.color, terminal), terminal, links, width, null }
}

/// The address of a line of a file, for a terminal that opens links; none where they are not to
/// be shown.
#[must_use]
pub fn link(path: &Path, line: u32, look: &Look) -> Option<String> {
    if !look.links {
        return None;
    }
    let whole = world::working_folder().ok()?.join(path);
    Some(format!("file://{}#{line}", escaped(&whole)))
}

/// A path as an address has it: letters, digits, `/`, `-`, `.`, `_` and `~` as they are.
fn escaped(path: &Path) -> String {
    let mut out = String::new();
    for &byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// The look for records.
#[must_use]
pub fn record_look(common: &Common, writing: Writing) -> Look {
    look(common, writing.format.into(), writing.null)
}

/// The built-in tables with the layers that the options name.
///
/// # Errors
/// Layers that cannot be read, or mistakes in them.
pub fn lexicon(common: &Common) -> Result<Lexicon, Error> {
    Ok(Lexicon::load(&common.schema)?)
}

/// Which files are walked over.
///
/// # Errors
/// A glob that does not parse.
pub fn walk(reading: &Reading) -> Result<WalkConfig, Error> {
    let filter = Filter::new(&reading.include, &reading.exclude)?;
    Ok(WalkConfig { filter, ..WalkConfig::default() })
}

/// How files are parsed.
///
/// # Errors
/// A list of files that cannot be read.
pub fn parse(reading: &Reading) -> Result<ParseConfig, Error> {
    let list = match &reading.manifest {
        None => FileList::default(),
        Some(path) => {
            let bytes = std::fs::read(path)
                .map_err(|source| Error::ReadFile { path: path.clone(), source })?;
            FileList::read(&bytes).map_err(|source| Error::ReadFile {
                path: path.clone(),
                source: std::io::Error::other(source),
            })?
        }
    };
    Ok(ParseConfig {
        max_bytes: usize::try_from(reading.max_size).unwrap_or(usize::MAX),
        patience: Duration::from_secs(reading.max_time),
        date: reading.date,
        fields: reading.field.iter().cloned().collect(),
        patterns: reading.path_pattern.clone(),
        list,
    })
}

/// Worker threads: as told, or one a core.
#[must_use]
pub fn threads(common: &Common) -> usize {
    if common.threads > 0 {
        return common.threads;
    }
    std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get)
}

/// Starts the worker threads, once in the life of the process.
///
/// # Errors
/// What the system says.
pub fn start_threads(common: &Common) -> Result<(), Error> {
    let threads = threads(common);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    pool.build_global().map_err(|source| Error::Threads { threads, source })
}

/// The index to read: as told, or the nearest upwards from the working folder, or the only one
/// in a folder right below it.
///
/// # Errors
/// No such index, or no working folder.
pub fn existing_index(location: &Location) -> Result<PathBuf, Error> {
    if let Some(told) = told_index(location) {
        return Ok(told);
    }
    let here = world::working_folder()?;
    if let Some(near) = nearest_index(&here) {
        return Ok(near);
    }
    let mut below = indexes_below(&here);
    match below.len() {
        1 => Ok(below.swap_remove(0)),
        0 => Err(Error::NoIndex { folder: here }),
        _ => Err(Error::SeveralIndexes { folder: here, found: below }),
    }
}

/// The index to write: as told, or the nearest upwards, or one to be made in the first of the
/// folders.
///
/// # Errors
/// No folder to make one in, or no working folder.
pub fn index_to_write(location: &Location, folders: &[PathBuf]) -> Result<PathBuf, Error> {
    let Some(first) = folders.first() else {
        return existing_index(location);
    };
    if let Some(told) = told_index(location) {
        return Ok(told);
    }
    if let Some(near) = nearest_index(&world::working_folder()?) {
        return Ok(near);
    }
    let folder = if first.is_dir() { first } else { first.parent().unwrap_or(Path::new("")) };
    Ok(folder.join(INDEX_FOLDER))
}

/// The path as a person in the working folder would write it.
#[must_use]
pub fn shown_path(path: &Path) -> String {
    let relative = world::working_folder()
        .ok()
        .and_then(|here| path.strip_prefix(&here).ok().map(Path::to_owned));
    let shown = relative.as_deref().unwrap_or(path);
    let shown = if shown.as_os_str().is_empty() { Path::new(".") } else { shown };
    shown.display().to_string()
}

/// The index that an option or the environment names.
fn told_index(location: &Location) -> Option<PathBuf> {
    location.index.clone().filter(|path| !path.as_os_str().is_empty())
}

/// The index in the folder or the nearest one above it.
fn nearest_index(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().map(|folder| folder.join(INDEX_FOLDER)).find(|path| path.is_dir())
}

/// The indexes of the folders right below, sorted.
fn indexes_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path().join(INDEX_FOLDER))
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    found
}

/// Whether to use colours on a stream.
fn colour(when: When, terminal: bool) -> bool {
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto => terminal && !world::is_set("NO_COLOR") && !world::dumb_terminal(),
    }
}

/// Columns of the terminal, within reason.
fn terminal_width() -> usize {
    let width = terminal_size::terminal_size().map_or(DEFAULT_WIDTH, |(width, _)| width.0.into());
    width.clamp(40, WIDEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_nothing_that_steers() {
        assert_eq!(
            escaped(Path::new("/a b/\u{1b}]8;;x/é.txt")),
            "/a%20b/%1B%5D8%3B%3Bx/%C3%A9.txt"
        );
    }
}
