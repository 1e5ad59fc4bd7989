//! One run at a time writes an index: whoever holds the lock on its lock file. The system drops
//! the lock with the process, so that none outlives a kill.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;

use crate::index::{IndexError, Progress};

/// File that is locked while a run goes on; holds the number of the process.
const LOCK: &str = "lock";

/// How often a waiting run looks again.
const PAUSE: Duration = Duration::from_millis(100);

/// The right to write, until it is dropped.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

/// Takes the lock of the index in `dir`, which exists, waiting for `wait` at most.
pub(crate) fn acquire(
    dir: &Path,
    wait: Duration,
    progress: &dyn Progress,
) -> Result<Lock, IndexError> {
    let failed = |source| IndexError::Write { path: dir.to_owned(), source };
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(dir.join(LOCK))
        .map_err(failed)?;
    let mut waited = Duration::ZERO;
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) if waited < wait => {
                if waited.is_zero() {
                    progress.waiting(&holder(&mut file));
                }
                std::thread::sleep(PAUSE);
                waited += PAUSE;
            }
            Err(TryLockError::WouldBlock) => {
                return Err(IndexError::Locked { path: dir.to_owned(), holder: holder(&mut file) });
            }
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                return Err(failed(io::Error::new(error.kind(), "the file system does not lock")));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
    }
    let mut note = || -> io::Result<()> {
        file.set_len(0)?;
        file.rewind()?;
        write!(file, "{}", std::process::id())
    };
    note().map_err(failed)?;
    Ok(Lock { _file: file })
}

/// Who holds the lock, and since when: the file was written when it was taken.
fn holder(file: &mut File) -> String {
    let mut text = String::new();
    let read = file.rewind().and_then(|()| file.read_to_string(&mut text));
    let process = read.ok().and_then(|_| text.trim().parse::<u32>().ok());
    let taken = file.metadata().and_then(|metadata| metadata.modified()).ok();
    match (process, taken.and_then(|taken| Timestamp::try_from(taken).ok())) {
        (Some(process), Some(taken)) => {
            format!("process {process} since {}", taken.strftime("%Y-%m-%d %H:%M:%S UTC"))
        }
        (Some(process), None) => format!("process {process}"),
        (None, _) => "another process".to_owned(),
    }
}

/// Removes what a killed run left in `dir`: data folders that no marker names.
pub(crate) fn sweep(dir: &Path, keep: &str) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if is_data(&name) && name != keep && entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

fn is_data(name: &str) -> bool {
    name.strip_prefix('g').is_some_and(|number| number.parse::<u64>().is_ok())
}

/// Whether an entry of that name is one that a run makes before its first commit.
pub(crate) fn is_ours(name: &std::ffi::OsStr) -> bool {
    name.to_str().is_some_and(|name| name == LOCK || is_data(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Quiet;

    #[test]
    fn a_second_run_is_told_who_holds_the_lock() {
        let dir = tempfile::tempdir().unwrap();
        let take = || acquire(dir.path(), Duration::ZERO, &Quiet);
        let first = take().unwrap();
        let error = take().unwrap_err();
        let wanted = format!("process {} since 2", std::process::id());
        let IndexError::Locked { holder, .. } = error else { panic!("{error}") };
        assert!(holder.starts_with(&wanted) && holder.ends_with(" UTC"), "{holder}");
        drop(first);
        take().unwrap();
    }
}
