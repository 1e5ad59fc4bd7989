//! The file of corrections: where it is, read, told of, written to.

use std::fs::OpenOptions;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::args::correct::CorrectionsFile;
use super::config::shown_path;
use super::report::Reporter;
use crate::corrections::{Correction, Corrections, Misfit};
use crate::error::Error;

/// What stands behind the name of an index in that of its corrections.
const ENDING: &str = ".corrections.jsonl";

/// The file that an option or the environment names.
pub(super) fn told(file: Option<&PathBuf>) -> Option<PathBuf> {
    file.cloned().filter(|path| !path.as_os_str().is_empty())
}

/// File in the folder of an index that names its file of corrections.
const REMEMBERED: &str = "corrections.path";

/// Lets the index in `dir` remember the file of corrections that it was told.
///
/// # Errors
/// A file that cannot be written.
pub(super) fn remember(file: &CorrectionsFile, dir: &Path) -> Result<(), Error> {
    let Some(named) = told(file.corrections.as_ref()) else { return Ok(()) };
    let path = dir.join(REMEMBERED);
    let whole = std::path::absolute(&named).unwrap_or(named);
    std::fs::write(&path, whole.as_os_str().as_encoded_bytes())
        .map_err(|source| Error::WriteFile { path, source })
}

/// The file that was named for the index in `dir`, now or when it was last brought up to date: it
/// must be there.
pub(super) fn named(file: &CorrectionsFile, dir: &Path) -> Option<PathBuf> {
    let remembered = || std::fs::read_to_string(dir.join(REMEMBERED)).ok().map(PathBuf::from);
    told(file.corrections.as_ref()).or_else(remembered)
}

/// The file of corrections for the index in `dir`: as told, or the one that the index remembers,
/// or the one beside it.
pub(super) fn place(file: &CorrectionsFile, dir: &Path) -> PathBuf {
    named(file, dir).unwrap_or_else(|| {
        let real = if dir.file_name().is_some() { None } else { dir.canonicalize().ok() };
        let dir = real.as_deref().unwrap_or(dir);
        let mut name = dir.file_name().unwrap_or_default().to_owned();
        name.push(ENDING);
        dir.with_file_name(name)
    })
}

/// The corrections in the file; none where it is not there and need not be.
///
/// # Errors
/// A file that cannot be read, or is not there though it `must` be.
pub(super) fn read(path: &Path, must: bool) -> Result<Corrections, Error> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Corrections::parse(&text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound && !must => {
            Ok(Corrections::default())
        }
        Err(source) => Err(Error::ReadFile { path: path.to_owned(), source }),
    }
}

/// Adds a line to the file, in one piece and under a lock, so that of two writers neither loses
/// his; gives its number.
///
/// # Errors
/// A file that cannot be written.
pub(super) fn append(path: &Path, correction: &Correction) -> Result<usize, Error> {
    let add = || -> io::Result<usize> {
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        file.lock()?;
        let mut known = Vec::new();
        file.read_to_end(&mut known)?;
        // a last line without an end, as editors leave it, must not swallow this one
        let open = known.last().is_some_and(|&byte| byte != b'\n');
        let begin = if open { "\n" } else { "" };
        file.write_all(format!("{begin}{}\n", correction.to_line()).as_bytes())?;
        file.sync_data()?;
        let before = known.iter().filter(|&&byte| byte == b'\n').count();
        Ok(before + usize::from(open) + 1)
    };
    add().map_err(|source| Error::WriteFile { path: path.to_owned(), source })
}

/// Tells of lines that do not read, then of those that fit nothing, with file and line; gives
/// whether there was any.
pub(super) fn tell(
    reporter: Reporter,
    path: &Path,
    corrections: &Corrections,
    misfits: &[(usize, Misfit)],
) -> bool {
    let path = shown_path(path);
    for fault in corrections.faults() {
        reporter.warning(&format!("`{path}:{}` does not read: {}", fault.line, fault.message));
    }
    for (row, misfit) in misfits {
        let row = &corrections.rows()[*row];
        let message = misfit.message();
        reporter
            .warning(&format!("`{path}:{}` changes nothing in `{}`: {message}", row.line, row.doc));
    }
    !misfits.is_empty() || !corrections.faults().is_empty()
}
