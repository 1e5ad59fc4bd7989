//! Takes the folders of an index and its file table, and gives what a run has to do.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::corrections::Corrections;
use crate::index::IndexError;
use crate::index::manifest::{FileTable, Root, Skip};
use crate::walk::{self, Source, WalkConfig, WalkError};

/// What a run has to do.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// Files to read: new ones, and those that look changed.
    pub(crate) read: Vec<Task>,
    /// Keys of files that look as they did.
    pub(crate) same: Vec<(u32, String)>,
    /// Files whose time alone has changed: key and new time.
    pub(crate) touched: Vec<((u32, String), i64)>,
    /// How many of the files to read are new.
    pub(crate) added: u64,
    /// Keys of files that are gone.
    pub(crate) gone: Vec<(u32, String)>,
    /// Folders and files that could not be walked: the name that each has in the table, and why.
    pub(crate) unread: Vec<((u32, String), Skip)>,
}

impl Plan {
    /// What the index holds of a file that cannot be read stays, and the trouble is told.
    pub(crate) fn keep(&mut self, key: (u32, String), error: &WalkError) {
        self.unread.push((key.clone(), skip_of(error)));
        self.same.push(key);
    }
}

/// A file to read.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    /// Position of its root.
    pub(crate) root: u32,
    /// The file.
    pub(crate) source: Source,
    /// What the user's corrections say of it, as [`Corrections::hash_of_file`] has it.
    pub(crate) corrected: u64,
}

/// Where a root is, seen from the index in `dir`.
pub(crate) fn root_path(dir: &Path, root: &Root) -> PathBuf {
    let mut path = root.path.as_path();
    if path.is_absolute() {
        return path.to_owned();
    }
    let mut base = dir.to_owned();
    while let Ok(rest) = path.strip_prefix("..") {
        if !base.pop() || base.as_os_str().is_empty() {
            return dir.join(&root.path);
        }
        path = rest;
    }
    if path.as_os_str().is_empty() { base } else { base.join(path) }
}

/// The roots with those of `added` that none of them covers yet.
pub(crate) fn add_roots(
    dir: &Path,
    known: &[Root],
    added: &[PathBuf],
) -> Result<Vec<Root>, IndexError> {
    let mut roots = known.to_vec();
    let real = |path: &Path| {
        fs::canonicalize(path).map_err(|source| IndexError::Root { path: path.to_owned(), source })
    };
    let home = real(dir)?;
    for path in added {
        let wanted = real(path)?;
        let covers = |root: &Root| {
            real(&root_path(&home, root)).is_ok_and(|known| wanted.starts_with(known))
        };
        if roots.iter().any(covers) {
            continue;
        }
        let label = (!roots.is_empty()).then(|| {
            let name = wanted.file_name().map_or_else(
                || "root".to_owned(),
                |name| name.to_string_lossy().replace([':', '/'], "-"),
            );
            free_label(&name, &roots)
        });
        // Beside the index, so that both may move together.
        let near = home.parent().and_then(|parent| wanted.strip_prefix(parent).ok());
        let path = near.map_or_else(|| wanted.clone(), |below| Path::new("..").join(below));
        if path.to_str().is_none() {
            let source = io::Error::new(io::ErrorKind::InvalidFilename, "its path is not UTF-8");
            return Err(IndexError::Root { path: wanted, source });
        }
        roots.push(Root { path, label });
    }
    Ok(roots)
}

fn free_label(name: &str, roots: &[Root]) -> String {
    let taken = |label: &str| roots.iter().any(|root| root.label.as_deref() == Some(label));
    let mut label = name.to_owned();
    let mut nth = 2;
    while taken(&label) {
        label = format!("{name}-{nth}");
        nth += 1;
    }
    label
}

/// Walks the roots and compares what is there with what was seen.
pub(crate) fn plan(
    dir: &Path,
    roots: &[Root],
    table: &FileTable,
    config: &WalkConfig,
    corrections: &Corrections,
    reread: bool,
) -> Result<Plan, IndexError> {
    let mut plan = Plan::default();
    let home = fs::canonicalize(dir).unwrap_or_else(|_| dir.to_owned());
    let mut seen = std::collections::BTreeSet::new();
    for (number, root) in (0_u32..).zip(roots) {
        let path = root_path(&home, root);
        if let Err(source) = fs::metadata(&path) {
            return Err(IndexError::Root { path, source });
        }
        for found in walk::walk(&path, config) {
            match found {
                Ok(source) if source.path.starts_with(&home) => {}
                Ok(source) => {
                    let key = (number, source.doc.clone());
                    let corrected = corrections.hash_of_file(&root.doc(&source.doc));
                    let same = !reread
                        && table.get(&key).is_some_and(|known| {
                            known.size == source.size
                                && known.mtime_ns == source.mtime_ns
                                && known.corrected == corrected
                                && known.skip.as_ref().is_none_or(|skip| !skip.failed)
                        });
                    if same {
                        plan.same.push(key.clone());
                    } else {
                        plan.added += u64::from(!table.contains_key(&key));
                        plan.read.push(Task { root: number, source, corrected });
                    }
                    seen.insert(key);
                }
                Err(error) => {
                    if error.path() == Some(&path) {
                        if let WalkError::Io { path, source } = error {
                            return Err(IndexError::Root { path, source });
                        }
                        continue;
                    }
                    unreadable(&mut plan, number, &path, table, &error, &mut seen);
                }
            }
        }
    }
    plan.gone = table.keys().filter(|key| !seen.contains(*key)).cloned().collect();
    Ok(plan)
}

/// A folder or file that could not be looked at: what the index holds of it stays.
fn unreadable(
    plan: &mut Plan,
    root: u32,
    base: &Path,
    table: &FileTable,
    error: &WalkError,
    seen: &mut std::collections::BTreeSet<(u32, String)>,
) {
    let below = error
        .path()
        .and_then(|path| path.strip_prefix(base).ok())
        .map(|below| below.to_string_lossy().replace('\\', "/"))
        .unwrap_or_default();
    let inside = format!("{below}/");
    for key in table.keys() {
        let held = key.0 == root && (key.1 == below || key.1.starts_with(&inside));
        if held && seen.insert(key.clone()) {
            plan.same.push(key.clone());
        }
    }
    plan.unread.push(((root, below), skip_of(error)));
}

/// Why a file could not be read, as kept in the table.
pub(crate) fn skip_of(error: &WalkError) -> Skip {
    let (code, reason) = match error {
        WalkError::Io { source, .. } => ("unreadable", source.to_string()),
        WalkError::TooLarge { .. } => ("too-large", error.to_string()),
        WalkError::Glob { .. } => ("glob", error.to_string()),
    };
    Skip { code: code.to_owned(), reason, failed: true }
}
