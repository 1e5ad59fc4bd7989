//! Compares what an index holds with itself and with the files that it was read from.
//!
//! Takes an index as its last commit left it; gives the damaged segments and the files whose
//! passages are not what those files say. Changes nothing. Each file of a segment ends with a
//! checksum of what was written, and the name of a passage is a hash of its words, so that no
//! changed byte escapes: neither one of the disk nor one that a merge has copied.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use tantivy::index::SegmentComponent;
use tantivy::schema::IndexRecordOption;
use tantivy::{Directory as _, DocSet as _, SegmentMeta, TERMINATED, Term};
use xxhash_rust::xxh3::xxh3_64;

use crate::index::build::file_key;
use crate::index::fields::{Fields, Place};
use crate::index::manifest::{FileState, FileTable, Root, read_marker};
use crate::index::open::{Segment, check_lexicon, open_data, read_manifest, read_table};
use crate::index::plan::root_path;
use crate::index::stored::StoredArticle;
use crate::index::{IndexConfig, IndexError};
use crate::lexicon::Lexicon;
use crate::pipeline::Namer;
use crate::span::Span;
use crate::walk::{self, Source, WalkError};

/// What came of checking an index.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// Files that gave articles.
    pub files: u64,
    /// Passages that stand in their files word for word, at the places that the index tells.
    pub passages: u64,
    /// Segments that are not as they were written.
    pub damaged: Vec<Damaged>,
    /// Files whose passages are not what they say, in order of their names.
    pub faults: Vec<Fault>,
    /// Documents of sound segments that belong to no file of the index.
    pub stray: u64,
}

impl Checked {
    /// Whether all is as it should be.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.damaged.is_empty() && self.faults.is_empty() && self.stray == 0
    }
}

/// A segment that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damaged {
    /// Its name: that of its files.
    pub segment: String,
    /// What is wrong with which of its files.
    pub reason: String,
}

/// A file whose passages are not what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its name, as in records.
    pub doc: String,
    /// What is wrong, as a stable kebab-case name: `gone`, `unreadable`, `changed`, `lost`,
    /// `broken`, `span`.
    pub code: &'static str,
    /// What is wrong, in words.
    pub reason: String,
    /// Its key in the file table.
    pub(crate) key: (u32, String),
    /// Its documents in sound segments.
    pub(crate) documents: u64,
}

/// Checks the index in `dir`, with the word tables, the rules of reading and the threads of
/// `config`.
///
/// # Errors
///
/// An index that cannot be opened at all.
pub fn check(dir: &Path, lexicon: &Lexicon, config: &IndexConfig) -> Result<Checked, IndexError> {
    let mut tries = 0;
    loop {
        let marker = read_marker(dir)?;
        let manifest = read_manifest(dir, &marker.data)?;
        check_lexicon(dir, &manifest, lexicon.hash())?;
        let table = read_table(dir, &dir.join(&marker.data), &manifest)?;
        let checked = check_commit(dir, &marker.data, &manifest.roots, &table, lexicon, config)?;
        // Files of the commit may have gone with the next one, made meanwhile.
        let now = read_marker(dir).and_then(|marker| read_manifest(dir, &marker.data))?;
        tries += 1;
        if checked.is_sound() || now.run == manifest.run || tries == TRIES {
            return Ok(checked);
        }
    }
}

/// How often checking begins anew while runs commit beside it.
const TRIES: usize = 5;

/// What in the segments of the index in `dir` is not as it was written, as an error that names
/// it; nothing where all of them are, or where the index cannot be opened that far.
#[must_use]
pub fn damage(dir: &Path) -> Option<IndexError> {
    let marker = read_marker(dir).ok()?;
    let (index, _) = open_data(dir, &marker.data).ok()?;
    let metas = index.load_metas().ok()?.segments;
    let damaged = metas.iter().find_map(|meta| fault_of(&index, meta))?;
    let detail = format!("segment `{}`: {}", damaged.segment, damaged.reason);
    Some(IndexError::Corrupt { path: dir.to_owned(), detail })
}

/// What is wrong with a segment, if anything is.
pub(crate) fn fault_of(index: &tantivy::Index, meta: &SegmentMeta) -> Option<Damaged> {
    let parts = [
        SegmentComponent::Store,
        SegmentComponent::Terms,
        SegmentComponent::Postings,
        SegmentComponent::Positions,
        SegmentComponent::FastFields,
        SegmentComponent::FieldNorms,
    ];
    let deletions = meta.has_deletes().then_some(SegmentComponent::Delete);
    let reason = parts.into_iter().chain(deletions).find_map(|part| {
        let path = meta.relative_path(part);
        match index.directory().validate_checksum(&path) {
            Ok(true) => None,
            Ok(false) => Some(format!("`{}` is not as it was written", path.display())),
            Err(_) if !index.directory().exists(&path).unwrap_or(false) => {
                Some(format!("`{}` is missing", path.display()))
            }
            Err(_) => Some(format!("`{}` is cut short or overwritten", path.display())),
        }
    })?;
    Some(Damaged { segment: meta.id().uuid_string(), reason })
}

/// Checks one commit.
pub(crate) fn check_commit(
    dir: &Path,
    data: &str,
    roots: &[Root],
    table: &FileTable,
    lexicon: &Lexicon,
    config: &IndexConfig,
) -> Result<Checked, IndexError> {
    let (index, fields) = open_data(dir, data)?;
    let corrupt = |detail: String| IndexError::Corrupt { path: dir.to_owned(), detail };
    let metas = index.load_metas().map_err(|error| corrupt(error.to_string()))?.segments;
    let home = fs::canonicalize(dir).unwrap_or_else(|_| dir.to_owned());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(config.threads.max(1)).build().map_err(
        |error| IndexError::Read { path: dir.to_owned(), source: io::Error::other(error) },
    )?;
    pool.install(|| {
        let opened: Vec<Result<Segment, Damaged>> = metas
            .par_iter()
            .map(|meta| match fault_of(&index, meta) {
                Some(damaged) => Err(damaged),
                None => open_segment(&index, meta),
            })
            .collect();
        let mut checked = Checked::default();
        let mut segments = Vec::new();
        for segment in opened {
            match segment {
                Ok(segment) => segments.push(segment),
                Err(damaged) => checked.damaged.push(damaged),
            }
        }
        let desk = Desk { home: &home, roots, fields, segments: &segments, lexicon, config };
        let whole = checked.damaged.is_empty();
        let entries: Vec<_> = table.iter().collect();
        let found: Vec<_> = entries
            .par_iter()
            .map(|(key, state)| {
                // What passes the checksums and is nonsense all the same is told as well.
                let look = || desk.file(key, state, whole);
                catch_unwind(AssertUnwindSafe(look)).unwrap_or_else(|_| Looked {
                    fault: Some(("broken", "what is stored of it does not read".to_owned())),
                    ..Looked::default()
                })
            })
            .collect();
        let mut documents = 0;
        for ((key, state), looked) in entries.iter().zip(found) {
            checked.files += u64::from(state.articles > 0);
            checked.passages += looked.passages;
            documents += looked.documents;
            if let Some((code, reason)) = looked.fault {
                let doc = desk.doc(key);
                let (key, documents) = ((*key).clone(), looked.documents);
                checked.faults.push(Fault { doc, code, reason, key, documents });
            }
        }
        let alive: u64 = segments.iter().map(|s| u64::from(s.reader.num_docs())).sum();
        checked.stray = alive.saturating_sub(documents);
        Ok(checked)
    })
}

/// Opens a segment whose files are as they were written.
fn open_segment(index: &tantivy::Index, meta: &SegmentMeta) -> Result<Segment, Damaged> {
    let open = || Segment::open(&index.segment(meta.clone()));
    let reason = match catch_unwind(AssertUnwindSafe(open)) {
        Ok(Ok(segment)) if segment.reader.max_doc() == meta.max_doc() => return Ok(segment),
        Ok(Err(error)) => error.to_string(),
        Ok(Ok(_)) | Err(_) => "it is not what the commit says of it".to_owned(),
    };
    Err(Damaged { segment: meta.id().uuid_string(), reason })
}

/// What came of looking at one file.
#[derive(Debug, Default)]
struct Looked {
    /// Its documents in sound segments.
    documents: u64,
    /// Its passages that stand where the index says.
    passages: u64,
    /// Code and reason of what is wrong.
    fault: Option<(&'static str, String)>,
}

/// All that a look at a file needs.
struct Desk<'a> {
    home: &'a Path,
    roots: &'a [Root],
    fields: Fields,
    segments: &'a [Segment],
    lexicon: &'a Lexicon,
    config: &'a IndexConfig,
}

impl Desk<'_> {
    /// Name of a file in records.
    fn doc(&self, (root, file): &(u32, String)) -> String {
        self.roots.get(*root as usize).map_or_else(|| file.clone(), |root| root.doc(file))
    }

    /// Looks at what the index holds of one file; `whole` if no segment is damaged.
    fn file(&self, key: &(u32, String), state: &FileState, whole: bool) -> Looked {
        let mut looked = Looked::default();
        let articles = match self.articles(key, state, &mut looked.documents) {
            Ok(articles) => articles,
            Err(error) => {
                looked.fault = Some(("broken", error.to_string()));
                return looked;
            }
        };
        if looked.documents != state.articles + state.passages {
            let reason = if whole {
                format!(
                    "{} of its {} passages are not there",
                    missing(state, &articles),
                    state.passages
                )
            } else {
                "passages of it stood in a damaged segment".to_owned()
            };
            looked.fault = Some(("lost", reason));
            return looked;
        }
        if let Some(id) = articles.iter().find_map(misnamed) {
            looked.fault = Some(("broken", format!("the words of passage {id} are not its own")));
            return looked;
        }
        match self.compare(key, state, &articles) {
            Ok(()) => looked.passages = state.passages,
            Err(fault) => looked.fault = Some(fault),
        }
        looked
    }

    /// The stored articles of a file; counts its documents.
    fn articles(
        &self,
        (root, file): &(u32, String),
        state: &FileState,
        documents: &mut u64,
    ) -> io::Result<Vec<StoredArticle>> {
        let term = Term::from_field_u64(self.fields.file, file_key(*root, file, state.run));
        let mut out = Vec::new();
        for segment in self.segments {
            let reader = &segment.reader;
            let places = reader.fast_fields().u64("place").map_err(io::Error::other)?;
            let words = reader.inverted_index(self.fields.file).map_err(io::Error::other)?;
            let Some(mut postings) = words.read_postings(&term, IndexRecordOption::Basic)? else {
                continue;
            };
            while postings.doc() != TERMINATED {
                let doc = postings.doc();
                if !reader.is_deleted(doc) {
                    *documents += 1;
                    if places.first(doc).is_some_and(|place| Place::of(place).offset == 0) {
                        out.push(segment.article(&self.fields, doc)?);
                    }
                }
                postings.advance();
            }
        }
        Ok(out)
    }

    /// Compares what is stored with what the file says now.
    fn compare(
        &self,
        key: &(u32, String),
        state: &FileState,
        articles: &[StoredArticle],
    ) -> Result<(), (&'static str, String)> {
        if articles.is_empty() {
            return Ok(());
        }
        let bytes = self.bytes(key, state)?;
        let read = crate::parse::parse(&key.1, &bytes, self.lexicon, &self.config.parse)
            .map_err(|error| ("unreadable", error.to_string()))?;
        let doc = self.doc(key);
        let texts: BTreeMap<String, String> =
            read.into_iter().map(|article| (article.doc_of(&doc), article.text)).collect();
        for article in articles {
            let text = texts.get(&article.doc).map_or("", String::as_str);
            if text == article.text {
                continue;
            }
            let off = article.passages.iter().find(|passage| {
                let mut spans = passage.spans.iter().chain(&passage.reported);
                spans.any(|span| piece(text, *span) != piece(&article.text, *span))
            });
            if let Some(passage) = off {
                let at = passage.spans.first().copied().unwrap_or(passage.context);
                let reason = format!(
                    "passage {} does not stand at {}-{} of `{}`",
                    passage.id, at.start, at.end, article.doc
                );
                return Err(("span", reason));
            }
        }
        Ok(())
    }

    /// The bytes of a file, which are those that were indexed.
    fn bytes(
        &self,
        (root, file): &(u32, String),
        state: &FileState,
    ) -> Result<Vec<u8>, (&'static str, String)> {
        let base = self.roots.get(*root as usize).map(|root| root_path(self.home, root));
        let base = base.unwrap_or_default();
        // A root may be a file itself.
        let path: PathBuf = if base.is_file() { base } else { base.join(file) };
        let source = Source { path, doc: file.clone(), size: state.size, mtime_ns: state.mtime_ns };
        let bytes = match walk::read(&source, self.config.parse.max_bytes as u64) {
            Ok(bytes) => bytes,
            Err(WalkError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                return Err(("gone", "it is no longer there".to_owned()));
            }
            Err(WalkError::Io { source, .. }) => return Err(("unreadable", source.to_string())),
            Err(error) => return Err(("unreadable", error.to_string())),
        };
        if xxh3_64(&bytes) == state.hash {
            return Ok(bytes);
        }
        Err(("changed", "it has changed since it was read".to_owned()))
    }
}

/// How many passages of a file are not among its stored articles.
fn missing(state: &FileState, articles: &[StoredArticle]) -> u64 {
    state.passages.saturating_sub(articles.iter().map(|a| a.passages.len() as u64).sum())
}

/// The first passage of an article whose name is not that of its words.
fn misnamed(article: &StoredArticle) -> Option<String> {
    let mut namer = Namer::new(&article.doc, &article.text);
    let wrong = article.passages.iter().find(|passage| {
        let mut spans = passage.spans.iter().chain(&passage.reported).chain([&passage.context]);
        spans.any(|span| piece(&article.text, *span).is_none())
            || namer.name(passage.kind, &passage.spans) != passage.id
    });
    wrong.map(|passage| passage.id.to_string())
}

/// The words at a span; nothing where it does not stand in the text.
fn piece(text: &str, span: Span) -> Option<&str> {
    text.get(span.start as usize..span.end as usize)
}
