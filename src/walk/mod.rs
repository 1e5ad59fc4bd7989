//! Takes a file or a folder and gives the files in it that may hold articles, sorted by path.
//!
//! Promises: the same order at every run on every system; hidden files and folders, the
//! companion folders of saved pages and what the globs leave out are passed over; loops of
//! symbolic links end; a folder that cannot be entered is one error in the stream, not its end.
//! The last place where an article's file is opened ([`read`]). Does not look into files; parse
//! decides what they are.

mod filter;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use walkdir::{DirEntry, WalkDir};

pub use filter::Filter;

/// A file found below a root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Where it is.
    pub path: PathBuf,
    /// Its path below the root, with `/` between the parts; its file name where the root is the
    /// file itself. Bytes that are no UTF-8 are replaced.
    pub doc: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its time of modification in nanoseconds since 1970, negative before; 0 where the system
    /// does not tell.
    pub mtime_ns: i64,
}

/// What to walk over.
#[derive(Clone, Debug)]
pub struct WalkConfig {
    /// Which paths are wanted.
    pub filter: Filter,
    /// Whether hidden files and folders, whose names begin with a dot, are walked too.
    pub hidden: bool,
    /// Whether symbolic links are followed.
    pub follow_links: bool,
    /// A file that holds no articles, wherever it stands: the user's corrections.
    pub aside: Option<PathBuf>,
}

impl Default for WalkConfig {
    fn default() -> Self {
        Self { filter: Filter::default(), hidden: false, follow_links: true, aside: None }
    }
}

/// Why a file or folder could not be walked or read.
#[derive(Debug, thiserror::Error)]
pub enum WalkError {
    /// A glob that does not parse.
    #[error("glob `{glob}` does not parse")]
    Glob {
        /// The glob as given.
        glob: String,
        /// What is wrong with it.
        source: globset::Error,
    },
    /// A file or folder that the system will not open or list.
    #[error("cannot read `{path}`")]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file larger than the limit.
    #[error("`{path}` has {size} bytes, more than the limit of {limit}")]
    TooLarge {
        /// Which.
        path: PathBuf,
        /// Its size in bytes, or the limit plus one where it grew while it was read.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
}

impl WalkError {
    /// The file or folder it is about, if it is about one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Glob { .. } => None,
            Self::Io { path, .. } | Self::TooLarge { path, .. } => Some(path),
        }
    }
}

/// The files at or below `root`, sorted by path.
pub fn walk(
    root: &Path,
    config: &WalkConfig,
) -> impl Iterator<Item = Result<Source, WalkError>> + use<> {
    let root = root.to_path_buf();
    let config = config.clone();
    let (base, settings) = (root.clone(), config.clone());
    WalkDir::new(&root)
        .follow_links(config.follow_links)
        .follow_root_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(move |entry| enters(entry, &base, &settings))
        .filter_map(move |found| match found {
            Ok(entry) => source(&entry, &root, &config),
            Err(error) => fault(error),
        })
}

/// The bytes of a file of at most `limit` bytes.
///
/// # Errors
///
/// [`WalkError::Io`] where the system refuses, [`WalkError::TooLarge`] beyond the limit.
pub fn read(source: &Source, limit: u64) -> Result<Vec<u8>, WalkError> {
    let too_large = |size| WalkError::TooLarge { path: source.path.clone(), size, limit };
    if source.size > limit {
        return Err(too_large(source.size));
    }
    let io = |error| WalkError::Io { path: source.path.clone(), source: error };
    let file = File::open(&source.path).map_err(io)?;
    let mut bytes = Vec::with_capacity(usize::try_from(source.size).unwrap_or(0).saturating_add(1));
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > limit {
        return Err(too_large(bytes.len() as u64));
    }
    Ok(bytes)
}

/// Whether the walk goes on to this file or into this folder.
fn enters(entry: &DirEntry, root: &Path, config: &WalkConfig) -> bool {
    if entry.depth() == 0 {
        return true;
    }
    if !config.hidden && entry.file_name().as_encoded_bytes().first() == Some(&b'.') {
        return false;
    }
    if !entry.file_type().is_dir() {
        return true;
    }
    config.filter.wants_folder(&doc(entry.path(), root)) && !is_companion(entry.path())
}

/// Whether a folder holds the images and scripts of a page saved beside it: `NAME_files` next to
/// `NAME.html` or `NAME.htm`.
fn is_companion(folder: &Path) -> bool {
    let Some(name) = folder.file_name().and_then(|name| name.to_str()) else { return false };
    let Some(page) = name.strip_suffix("_files") else { return false };
    ["html", "htm", "HTML", "HTM"].iter().any(|extension| {
        std::fs::metadata(folder.with_file_name(format!("{page}.{extension}"))).is_ok()
    })
}

/// The source of a found file; nothing for folders and for what is neither, such as sockets.
fn source(entry: &DirEntry, root: &Path, config: &WalkConfig) -> Option<Result<Source, WalkError>> {
    if !entry.file_type().is_file() {
        return None;
    }
    if config.aside.as_deref().is_some_and(|aside| is_same(aside, entry.path())) {
        return None;
    }
    let doc = doc(entry.path(), root);
    if !config.filter.wants_file(&doc) {
        return None;
    }
    let metadata = match entry.metadata() {
        Ok(metadata) => metadata,
        Err(error) => return fault(error),
    };
    let mtime_ns = metadata.modified().map_or(0, nanoseconds);
    Some(Ok(Source { path: entry.path().to_path_buf(), doc, size: metadata.len(), mtime_ns }))
}

/// A time in nanoseconds since 1970, negative before; 0 where that does not fit.
fn nanoseconds(time: SystemTime) -> i64 {
    let signed = |age: Duration| i64::try_from(age.as_nanos()).unwrap_or(0);
    time.duration_since(UNIX_EPOCH).map_or_else(|before| -signed(before.duration()), signed)
}

/// Whether two paths lead to one file.
fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    one.file_name() == other.file_name() && real(one).is_some_and(|one| Some(one) == real(other))
}

/// The path below the root with `/`; the file's name where it is the root.
fn doc(path: &Path, root: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    if below.as_os_str().is_empty() {
        return path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    }
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// An error of the walk; nothing for a loop of links, whose files are found without it.
fn fault(error: walkdir::Error) -> Option<Result<Source, WalkError>> {
    if error.loop_ancestor().is_some() {
        return None;
    }
    let path = error.path().map(Path::to_path_buf).unwrap_or_default();
    let source = error.into_io_error().unwrap_or_else(|| std::io::Error::other("unknown"));
    Some(Err(WalkError::Io { path, source }))
}

#[cfg(test)]
mod tests;
