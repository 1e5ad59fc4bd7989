//! What an index says of itself: its marker file, the note that goes with each commit, and the
//! table of the files it has seen.
//!
//! The note is part of tantivy's commit and names the table that belongs to it, so that a kill
//! can never part the two. The marker names the folder of data in force, so that building anew
//! replaces the old data in one step.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::corrections::Misfit;
use crate::index::IndexError;
use crate::index::codec::{Broken, Reader, Writer, nth, place};

/// Format of the index as this program writes it; rises with every change of it.
pub const FORMAT: u32 = 4;

/// File that makes a folder an index.
pub(crate) const MARKER: &str = "onrecord.json";

/// What the marker holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Marker {
    /// Format of everything beside it.
    pub(crate) format: u32,
    /// Name of the folder that holds the data.
    pub(crate) data: String,
}

/// What goes with each commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    /// Hash of the word tables, in hexadecimal digits.
    pub(crate) lexicon: String,
    /// Folders and files that the index keeps up with, in the order in which they were added.
    pub(crate) roots: Vec<Root>,
    /// Name of the file table.
    pub(crate) table: String,
    /// Number of the commit.
    pub(crate) run: u64,
    /// Articles in the index.
    pub(crate) articles: u64,
    /// Passages in the index.
    pub(crate) passages: u64,
    /// Words of all passages.
    pub(crate) words: u64,
}

/// A folder or file that an index keeps up with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Root {
    /// Where it is: absolute, or relative to the folder of the index where it holds that.
    pub path: PathBuf,
    /// What stands before the names of its documents; nothing for the first root.
    pub label: Option<String>,
}

impl Root {
    /// Name in records of the file `below` this root.
    #[must_use]
    pub fn doc(&self, below: &str) -> String {
        match &self.label {
            None => below.to_owned(),
            Some(label) => format!("{label}:{below}"),
        }
    }
}

/// What is known of a file that a run has seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FileState {
    /// Size in bytes.
    pub(crate) size: u64,
    /// Time of modification, as the file system gave it.
    pub(crate) mtime_ns: i64,
    /// Hash of the bytes.
    pub(crate) hash: u64,
    /// Number of the run that read it: its documents are known by it.
    pub(crate) run: u64,
    /// Articles in it.
    pub(crate) articles: u64,
    /// Passages in these.
    pub(crate) passages: u64,
    /// Words in these.
    pub(crate) words: u64,
    /// Why it gave no article.
    pub(crate) skip: Option<Skip>,
    /// Parts of it that should have been read and were not.
    pub(crate) lost: Vec<Lost>,
    /// Articles in other languages than English.
    pub(crate) foreign: u64,
    /// What the user's corrections said of it when it was read, see
    /// [`crate::corrections::Corrections::hash_of_file`].
    pub(crate) corrected: u64,
    /// Those of them that changed nothing, by their hash, and why.
    pub(crate) misfits: Vec<(u64, Misfit)>,
}

/// Why a file gave no article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Skip {
    /// Stable name of the reason.
    pub(crate) code: String,
    /// The reason in words.
    pub(crate) reason: String,
    /// Whether it should have been read.
    pub(crate) failed: bool,
}

/// A part of a file that was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lost {
    /// Stable name of the reason.
    pub(crate) code: String,
    /// Which part, and the reason in words.
    pub(crate) reason: String,
}

/// The files that the runs have seen, by root and path below it.
pub(crate) type FileTable = BTreeMap<(u32, String), FileState>;

/// Reads the marker of an index.
pub(crate) fn read_marker(dir: &Path) -> Result<Marker, IndexError> {
    let path = dir.to_owned();
    let bytes = match fs::read(dir.join(MARKER)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(match fs::read_dir(dir) {
                Ok(mut entries) => match entries.next() {
                    Some(_) => IndexError::Foreign { path },
                    None => IndexError::Missing { path },
                },
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    IndexError::Missing { path }
                }
                Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                    IndexError::Foreign { path }
                }
                Err(source) => IndexError::Read { path, source },
            });
        }
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(IndexError::Foreign { path });
        }
        Err(source) => return Err(IndexError::Read { path, source }),
    };
    #[derive(Deserialize)]
    struct Version {
        format: u32,
    }
    // The format first: whatever else another one holds is its own affair.
    let corrupt =
        || IndexError::Lost { path: dir.to_owned(), detail: format!("`{MARKER}` does not read") };
    let version: Version = serde_json::from_slice(&bytes).map_err(|_| corrupt())?;
    if version.format != FORMAT {
        return Err(IndexError::Format { path, found: version.format, wanted: FORMAT });
    }
    let marker: Marker = serde_json::from_slice(&bytes).map_err(|_| corrupt())?;
    let plain = marker.data.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if plain { Ok(marker) } else { Err(corrupt()) }
}

/// Makes `data` the folder in force, in one step.
pub(crate) fn write_marker(dir: &Path, data: &str) -> io::Result<()> {
    let marker = Marker { format: FORMAT, data: data.to_owned() };
    let text = serde_json::to_vec(&marker).map_err(io::Error::other)?;
    write_whole(&dir.join(MARKER), &text)
}

/// Writes a file so that it is there as a whole or not at all, even after a loss of power.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = path.with_extension("new");
    let mut file = fs::File::create(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    // The rename itself lasts only once the folder is written; some systems cannot do that.
    if let Some(dir) = path.parent().and_then(|dir| fs::File::open(dir).ok()) {
        let _ = dir.sync_all();
    }
    Ok(())
}

/// The bytes of a file table, with a hash that shows damage.
pub(crate) fn encode_table(table: &FileTable) -> Vec<u8> {
    let mut out = Writer::default();
    for ((root, file), state) in table {
        out.number(u64::from(*root));
        out.raw(file);
        out.number(state.size);
        out.signed(state.mtime_ns);
        out.fixed(state.hash);
        out.number(state.run);
        out.number(state.articles);
        out.number(state.passages);
        out.number(state.words);
        out.option(state.skip.as_ref(), |out, skip| {
            out.string(&skip.code);
            out.string(&skip.reason);
            out.byte(u8::from(skip.failed));
        });
        out.list(&state.lost, |out, lost| {
            out.string(&lost.code);
            out.string(&lost.reason);
        });
        out.number(state.foreign);
        out.fixed(state.corrected);
        out.list(&state.misfits, |out, (hash, misfit)| {
            out.fixed(*hash);
            out.byte(place(&Misfit::ALL, misfit));
        });
    }
    let mut bytes = out.finish();
    let hash = xxh3_64(&bytes);
    bytes.extend_from_slice(&hash.to_le_bytes());
    bytes
}

/// The table in those bytes.
pub(crate) fn decode_table(bytes: &[u8]) -> Result<FileTable, Broken> {
    let (bytes, hash) = bytes.split_last_chunk::<8>().ok_or(Broken)?;
    if xxh3_64(bytes) != u64::from_le_bytes(*hash) {
        return Err(Broken);
    }
    let mut from = Reader::new(bytes);
    let mut table = FileTable::new();
    while !from.is_done() {
        let key = (from.small()?, from.raw()?.to_owned());
        let state = FileState {
            size: from.number()?,
            mtime_ns: from.signed()?,
            hash: from.fixed()?,
            run: from.number()?,
            articles: from.number()?,
            passages: from.number()?,
            words: from.number()?,
            skip: from.option(|from| {
                Ok(Skip { code: from.string()?, reason: from.string()?, failed: from.byte()? == 1 })
            })?,
            lost: from.list(|from| Ok(Lost { code: from.string()?, reason: from.string()? }))?,
            foreign: from.number()?,
            corrected: from.fixed()?,
            misfits: from.list(|from| {
                let hash = from.fixed()?;
                Ok((hash, nth(&Misfit::ALL, from.byte()?)?))
            })?,
        };
        table.insert(key, state);
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_reads_back_and_shows_damage() {
        let mut table = FileTable::new();
        for n in 0..3_u64 {
            let skip = (n == 1).then(|| Skip {
                code: "binary".into(),
                reason: "holds no text".into(),
                failed: false,
            });
            let misfits = vec![(n << 50, Misfit::Ambiguous)];
            let (mtime_ns, corrected) = (-5, n << 60);
            let state = FileState {
                size: n,
                mtime_ns,
                hash: n << 40,
                skip,
                lost: vec![Lost { code: "member-not-read".into(), reason: "`b` in it".into() }],
                foreign: n,
                corrected,
                misfits,
                ..FileState::default()
            };
            table.insert((0, format!("a/{n}.txt")), state);
        }
        let mut bytes = encode_table(&table);
        assert_eq!(decode_table(&bytes), Ok(table));
        bytes[3] ^= 1;
        assert_eq!(decode_table(&bytes), Err(Broken));
        assert_eq!(decode_table(&[]), Err(Broken));
    }

    #[test]
    fn a_folder_of_something_else_is_no_index() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(read_marker(dir.path()), Err(IndexError::Missing { .. })));
        fs::write(dir.path().join("letter.txt"), "dear sir").unwrap();
        assert!(matches!(read_marker(dir.path()), Err(IndexError::Foreign { .. })));
        fs::write(dir.path().join(MARKER), "{").unwrap();
        assert!(matches!(read_marker(dir.path()), Err(IndexError::Lost { .. })));
        fs::write(dir.path().join(MARKER), r#"{"format":9,"shards":[]}"#).unwrap();
        let error = read_marker(dir.path()).unwrap_err();
        assert!(matches!(error, IndexError::Format { found: 9, .. }), "{error}");
        write_marker(dir.path(), "g1").unwrap();
        assert_eq!(read_marker(dir.path()).unwrap().data, "g1");
    }
}
