//! Reads, analyses and writes files on all threads: each thread takes the next file, makes its
//! passages and adds them to a segment of its own, so that nothing waits in queues and memory is
//! what the segments take.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tantivy::indexer::{AddOperation, SegmentWriter};
use tantivy::{Index, IndexWriter, TantivyDocument, TantivyError};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::corrections::{Fit, Misfit};
use crate::diagnostic::Severity;
use crate::index::Progress;
use crate::index::fields::{Fields, Origin, documents};
use crate::index::manifest::{FileState, Lost, Root, Skip};
use crate::index::names::Names;
use crate::index::plan::{Task, skip_of};
use crate::lexicon::Lexicon;
use crate::parse::Article;
use crate::pipeline::{self, Options};
use crate::span::Span;
use crate::walk;

/// Makes articles of the bytes of the file of that name.
pub(crate) type Parse<'a> = dyn Fn(&str, &[u8]) -> Result<Vec<Article>, Skip> + Sync + 'a;

/// All that the threads share.
pub(crate) struct Build<'a> {
    pub(crate) index: &'a Index,
    pub(crate) writer: &'a IndexWriter,
    pub(crate) fields: Fields,
    pub(crate) roots: &'a [Root],
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) names: &'a Names,
    pub(crate) options: Options,
    pub(crate) parse: &'a Parse<'a>,
    pub(crate) progress: &'a dyn Progress,
    /// Most bytes of a file.
    pub(crate) limit: u64,
    /// Memory of all segments in the making, in bytes.
    pub(crate) memory: usize,
    pub(crate) threads: usize,
    /// Number of the run.
    pub(crate) run: u64,
}

/// What became of a file.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) root: u32,
    pub(crate) file: String,
    /// As it is now.
    pub(crate) state: FileState,
    /// Bytes read.
    pub(crate) bytes: u64,
}

/// Key in [`Fields::file`] of a file as read by a run. Each run has keys of its own, so that
/// deleting what an earlier one wrote cannot touch what this one writes.
///
/// All three are hashed as text is: as a seed, the run would only be added to some bytes of a short
/// name, and `2.txt` in one run would be `3.txt` in another.
pub(crate) fn file_key(root: u32, file: &str, run: u64) -> u64 {
    let mut hasher = Xxh3::new();
    hasher.update(&run.to_le_bytes());
    hasher.update(&root.to_le_bytes());
    hasher.update(file.as_bytes());
    hasher.digest()
}

/// Deals with every task. What it gives is in no particular order.
pub(crate) fn build(shared: &Build<'_>, tasks: &[Task]) -> Result<Vec<Done>, TantivyError> {
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let done = Mutex::new(Vec::with_capacity(tasks.len()));
    let threads = shared.threads.clamp(1, tasks.len().max(1));
    let budget = shared.memory / threads;
    let work = |_: rayon::BroadcastContext<'_>| -> Result<(), TantivyError> {
        let mut segment = Segment { shared, budget, waiting: Vec::new(), size: 0, open: None };
        let mut mine = Vec::new();
        while !stop.load(Ordering::Relaxed) {
            let Some(task) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
            match one(shared, task, &mut segment) {
                Ok(result) => mine.push(result),
                Err(error) => {
                    stop.store(true, Ordering::Relaxed);
                    return Err(error);
                }
            }
        }
        segment.write()?;
        segment.close()?;
        if let Ok(mut done) = done.lock() {
            done.append(&mut mine);
        }
        Ok(())
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| TantivyError::SystemError(error.to_string()))?;
    pool.broadcast(work).into_iter().collect::<Result<(), _>>()?;
    Ok(done.into_inner().unwrap_or_default())
}

/// Reads one file and writes its articles.
fn one(shared: &Build<'_>, task: &Task, segment: &mut Segment<'_>) -> Result<Done, TantivyError> {
    let source = &task.source;
    let mut state = FileState {
        size: source.size,
        mtime_ns: source.mtime_ns,
        run: shared.run,
        corrected: task.corrected,
        ..FileState::default()
    };
    let finish = |state, bytes| {
        shared.progress.done(source.size);
        Ok(Done { root: task.root, file: source.doc.clone(), state, bytes })
    };
    let bytes = match walk::read(source, shared.limit) {
        Ok(bytes) => bytes,
        Err(error) => {
            state.skip = Some(skip_of(&error));
            return finish(state, 0);
        }
    };
    let read = bytes.len() as u64;
    state.hash = xxh3_64(&bytes);
    let articles = match (shared.parse)(&source.doc, &bytes) {
        Ok(articles) => articles,
        Err(skip) => {
            state.skip = Some(skip);
            return finish(state, read);
        }
    };
    drop(bytes);
    let key = file_key(task.root, &source.doc, shared.run);
    let mut fits: Vec<Fit> = Vec::new();
    for article in articles {
        let lost = article.notes.iter().filter(|note| note.severity == Severity::Loss);
        state.lost.extend(
            lost.map(|note| Lost { code: note.code.to_owned(), reason: note.message.clone() }),
        );
        let name = article.doc_of(&source.doc);
        let doc = shared.roots.get(task.root as usize).map_or(name.clone(), |root| root.doc(&name));
        let extraction = pipeline::extract(doc, article, shared.lexicon, &shared.options);
        state.articles += 1;
        state.foreign += u64::from(extraction.article.is_foreign);
        state.passages += extraction.passages.len() as u64;
        for passage in &extraction.passages {
            let words = |span: &Span| {
                span.of(&extraction.article.text).split_ascii_whitespace().count() as u64
            };
            state.words += passage.spans.iter().chain(&passage.reported).map(words).sum::<u64>();
        }
        fits.extend(extraction.corrected.iter().copied());
        let origin = Origin { root: task.root, file: &source.doc, key };
        let block = documents(&shared.fields, &extraction, origin, shared.names);
        segment.add(block, extraction.article.text.len())?;
    }
    let corrections = &shared.options.corrections;
    let file = shared.roots.get(task.root as usize).map(|root| root.doc(&source.doc));
    for &row in corrections.of_file(file.as_deref().unwrap_or(&source.doc)) {
        let fit = fits.iter().find(|fit| fit.row == row);
        if let Some(misfit) = fit.map_or(Some(Misfit::NoDocument), |fit| fit.misfit) {
            state.misfits.push((corrections.rows()[row].hash(), misfit));
        }
    }
    finish(state, read)
}

/// Text that a thread analyses before it writes, in bytes. Analysis and writing each walk over
/// tables larger than the nearer caches: taking turns at every article would have them fetched
/// anew each time.
const TURN: usize = 512 << 10;

/// The segment that a thread is filling.
struct Segment<'a> {
    shared: &'a Build<'a>,
    budget: usize,
    /// Documents to be written at the next turn.
    waiting: Vec<TantivyDocument>,
    /// Bytes of the text of these.
    size: usize,
    open: Option<(tantivy::Segment, SegmentWriter)>,
}

impl Segment<'_> {
    /// Takes the documents of an article with so many bytes of text.
    fn add(&mut self, block: Vec<TantivyDocument>, size: usize) -> Result<(), TantivyError> {
        self.waiting.extend(block);
        self.size += size;
        if self.size < TURN { Ok(()) } else { self.write() }
    }

    /// Writes what waits.
    fn write(&mut self) -> Result<(), TantivyError> {
        self.size = 0;
        if self.waiting.is_empty() {
            return Ok(());
        }
        let (_, writer) = match &mut self.open {
            Some(open) => open,
            none => {
                let segment = self.shared.index.new_segment();
                let writer = SegmentWriter::for_segment(self.budget, segment.clone())?;
                none.insert((segment, writer))
            }
        };
        for document in self.waiting.drain(..) {
            writer.add_document(AddOperation { opstamp: 0, document })?;
        }
        if writer.mem_usage() >= self.budget {
            self.close()?;
        }
        Ok(())
    }

    /// Finishes the segment.
    fn close(&mut self) -> Result<(), TantivyError> {
        let Some((segment, writer)) = self.open.take() else { return Ok(()) };
        let documents = writer.max_doc();
        writer.finalize()?;
        let segment = segment.with_max_doc(documents);
        segment.meta().untrack_temp_docstore();
        self.shared.writer.add_segment(segment.meta().clone())
    }
}
