//! Opens an index for reading. Reads little: the marker, the commit, the heads of segments.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tantivy::directory::MmapDirectory;
use tantivy::schema::Value as _;
use tantivy::store::StoreReader;
use tantivy::{DocId, SegmentReader, TantivyDocument};

use crate::corrections::Corrections;
use crate::index::fields::Fields;
use crate::index::manifest::{FileTable, Manifest, Root, decode_table, read_marker};
use crate::index::plan::root_path;
use crate::index::stored::{StoredArticle, decode};
use crate::index::update::tantivy_error;
use crate::index::words::Cutter;
use crate::index::{IndexError, Skipped, Standing};

/// Blocks of stored articles that are kept unpacked.
const CACHED_BLOCKS: usize = 64;

/// How often opening is tried while a run commits beside it.
const TRIES: usize = 5;

/// File in which tantivy keeps its commit.
pub(crate) const META: &str = "meta.json";

/// An index opened for reading: one commit of it, whatever runs do meanwhile.
pub struct Index {
    dir: PathBuf,
    data: PathBuf,
    manifest: Manifest,
    pub(crate) fields: Fields,
    pub(crate) segments: Vec<Segment>,
}

/// A segment with the store of its articles.
pub(crate) struct Segment {
    pub(crate) reader: SegmentReader,
    pub(crate) store: StoreReader,
}

impl Segment {
    /// Opens a segment.
    ///
    /// # Errors
    ///
    /// Files that cannot be read, or are not what they should be.
    pub(crate) fn open(segment: &tantivy::Segment) -> tantivy::Result<Self> {
        let reader = SegmentReader::open(segment)?;
        let store = reader.get_store_reader(CACHED_BLOCKS)?;
        Ok(Self { reader, store })
    }
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("dir", &self.dir).finish_non_exhaustive()
    }
}

impl Index {
    /// Opens the index in `dir`, which was built with word tables of that hash.
    ///
    /// # Errors
    ///
    /// No index there, one of another format or other tables, a damaged one.
    pub fn open(dir: &Path, lexicon: u64) -> Result<Self, IndexError> {
        let mut tries = 0;
        loop {
            match Self::open_once(dir, lexicon) {
                // Files of the commit just read may have gone with the next one.
                Err(IndexError::Corrupt { .. } | IndexError::Lost { .. }) if tries < TRIES => {
                    tries += 1;
                }
                result => return result,
            }
        }
    }

    fn open_once(dir: &Path, lexicon: u64) -> Result<Self, IndexError> {
        let marker = read_marker(dir)?;
        let manifest = read_manifest(dir, &marker.data)?;
        check_lexicon(dir, &manifest, lexicon)?;
        let (index, fields) = open_data(dir, &marker.data)?;
        let corrupt = |error| match tantivy_error(dir, error) {
            IndexError::Write { path, source } => {
                IndexError::Corrupt { path, detail: source.to_string() }
            }
            error => error,
        };
        let mut segments = Vec::new();
        for segment in index.searchable_segments().map_err(corrupt)? {
            segments.push(Segment::open(&segment).map_err(corrupt)?);
        }
        Ok(Self { dir: dir.to_owned(), data: dir.join(&marker.data), manifest, fields, segments })
    }

    /// Its folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The folders that it keeps up with.
    #[must_use]
    pub fn roots(&self) -> &[Root] {
        &self.manifest.roots
    }

    /// Where the file of an article is.
    #[must_use]
    pub fn path_of(&self, article: &StoredArticle) -> PathBuf {
        let Some(root) = self.manifest.roots.get(article.root as usize) else {
            return PathBuf::from(&article.file);
        };
        let path = root_path(&self.dir, root);
        // A root may be a file itself.
        if path.is_file() { path } else { path.join(&article.file) }
    }

    /// Articles in it.
    #[must_use]
    pub const fn articles(&self) -> u64 {
        self.manifest.articles
    }

    /// Passages in it.
    #[must_use]
    pub const fn passages(&self) -> u64 {
        self.manifest.passages
    }

    /// Words of all its passages.
    #[must_use]
    pub const fn words(&self) -> u64 {
        self.manifest.words
    }

    /// The files that gave no article and the parts of files not read, with the reasons.
    ///
    /// # Errors
    ///
    /// The file table cannot be read or is damaged.
    pub fn skipped(&self) -> Result<Vec<Skipped>, IndexError> {
        let mut out = Vec::new();
        for ((root, file), state) in self.table()? {
            let root = self.manifest.roots.get(root as usize);
            let doc = root.map_or_else(|| file.clone(), |root| root.doc(&file));
            out.extend(Skipped::of(&doc, &state));
        }
        Ok(out)
    }

    /// How many of its articles are in other languages than English.
    ///
    /// # Errors
    ///
    /// The file table cannot be read or is damaged.
    pub fn foreign(&self) -> Result<u64, IndexError> {
        Ok(self.table()?.values().map(|state| state.foreign).sum())
    }

    /// How the corrections stand with what the index holds.
    ///
    /// # Errors
    ///
    /// The file table cannot be read or is damaged.
    pub fn standing(&self, corrections: &Corrections) -> Result<Standing, IndexError> {
        Ok(Standing::of(corrections, &self.manifest.roots, &self.table()?))
    }

    fn table(&self) -> Result<FileTable, IndexError> {
        read_table(&self.dir, &self.data, &self.manifest)
    }
}

impl Segment {
    /// The article kept at the head of the block that begins at `head`.
    pub(crate) fn article(&self, fields: &Fields, head: DocId) -> io::Result<StoredArticle> {
        let broken = || io::Error::new(io::ErrorKind::InvalidData, "a stored article is damaged");
        let document: TantivyDocument = self.store.get(head).map_err(io::Error::other)?;
        let bytes = document.get_first(fields.stored).ok_or_else(broken)?;
        decode(bytes.as_bytes().ok_or_else(broken)?).map_err(|_| broken())
    }
}

/// Reads the table of files that belongs to a commit, from the data folder `data`.
pub(crate) fn read_table(
    dir: &Path,
    data: &Path,
    manifest: &Manifest,
) -> Result<FileTable, IndexError> {
    let corrupt = |how| IndexError::Corrupt {
        path: dir.to_owned(),
        detail: format!("its file table `{}` {how}", manifest.table),
    };
    let bytes = fs::read(data.join(&manifest.table)).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => corrupt("is missing"),
        _ => IndexError::Read { path: dir.to_owned(), source },
    })?;
    decode_table(&bytes).map_err(|_| corrupt("does not read"))
}

/// Reads the note of the last commit.
pub(crate) fn read_manifest(dir: &Path, data: &str) -> Result<Manifest, IndexError> {
    #[derive(serde::Deserialize)]
    struct Meta {
        payload: Option<String>,
    }
    let corrupt =
        |detail: &str| IndexError::Lost { path: dir.to_owned(), detail: detail.to_owned() };
    let bytes = fs::read(dir.join(data).join(META)).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => corrupt("its data are missing"),
        _ => IndexError::Read { path: dir.to_owned(), source },
    })?;
    let meta: Meta =
        serde_json::from_slice(&bytes).map_err(|_| corrupt("its commit does not read"))?;
    let note = meta.payload.ok_or_else(|| corrupt("its commit has no note"))?;
    serde_json::from_str(&note).map_err(|_| corrupt("the note of its commit does not read"))
}

/// Refuses an index built with other word tables.
pub(crate) fn check_lexicon(
    dir: &Path,
    manifest: &Manifest,
    wanted: u64,
) -> Result<(), IndexError> {
    let found = u64::from_str_radix(&manifest.lexicon, 16).map_err(|_| IndexError::Corrupt {
        path: dir.to_owned(),
        detail: "the note of its commit does not read".to_owned(),
    })?;
    if found == wanted {
        Ok(())
    } else {
        Err(IndexError::Lexicon { path: dir.to_owned(), found, wanted })
    }
}

/// Opens the data folder with tantivy.
pub(crate) fn open_data(dir: &Path, data: &str) -> Result<(tantivy::Index, Fields), IndexError> {
    let corrupt = |detail: String| IndexError::Corrupt { path: dir.to_owned(), detail };
    let directory = MmapDirectory::open(dir.join(data)).map_err(|e| corrupt(e.to_string()))?;
    let index = tantivy::Index::open(directory).map_err(|e| corrupt(e.to_string()))?;
    let (schema, fields) = Fields::schema();
    if index.schema() != schema {
        return Err(corrupt("it has other fields than its format says".to_owned()));
    }
    index.tokenizers().register(Cutter::NAME, Cutter::new());
    Ok((index, fields))
}
