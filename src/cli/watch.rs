//! Waits for something to change below folders.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::world::instant;
use crate::error::Error;

/// Quiet for so long, and what was being written is written.
const QUIET: Duration = Duration::from_millis(400);
/// However busy the folders are, a run begins after this time.
const PATIENCE: Duration = Duration::from_secs(3);

/// What changes below folders.
pub(super) struct Changes {
    events: Receiver<notify::Result<Event>>,
    /// The index, whose own changes are none.
    aside: PathBuf,
    /// Watches as long as it lives.
    _watcher: RecommendedWatcher,
}

impl Changes {
    /// Watches `folders`, leaving `aside` aside.
    pub(super) fn of(folders: &[PathBuf], aside: &Path) -> Result<Self, Error> {
        let (send, events) = channel();
        let fault = |source, path: &Path| Error::Watch { path: path.to_owned(), source };
        let mut watcher = notify::recommended_watcher(send).map_err(|e| fault(e, aside))?;
        for folder in folders {
            watcher.watch(folder, RecursiveMode::Recursive).map_err(|e| fault(e, folder))?;
        }
        let aside = aside.canonicalize().unwrap_or_else(|_| aside.to_owned());
        Ok(Self { events, aside, _watcher: watcher })
    }

    /// Waits until something has changed and is quiet again.
    pub(super) fn wait(&self) -> Result<(), Error> {
        let ended = || Error::Watch {
            path: self.aside.clone(),
            source: notify::Error::generic("the watch has ended"),
        };
        while !self.matters(&self.events.recv().map_err(|_| ended())?) {}
        let start = instant();
        let mut last = start;
        while last.elapsed() < QUIET && start.elapsed() < PATIENCE {
            match self.events.recv_timeout(QUIET) {
                Ok(event) if self.matters(&event) => last = instant(),
                Ok(_) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(ended()),
            }
        }
        Ok(())
    }

    /// Whether an event is one of the articles. Trouble may have hidden one.
    fn matters(&self, event: &notify::Result<Event>) -> bool {
        event.as_ref().map_or(true, |event| {
            event.need_rescan()
                || !matches!(event.kind, EventKind::Access(_))
                    && !event.paths.iter().all(|path| path.starts_with(&self.aside))
        })
    }
}
