//! Brings an index up to date with its folders: one run, one commit.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::index::SegmentComponent;
use tantivy::indexer::IndexWriterOptions;
use tantivy::{Index, IndexSettings, IndexWriter, TantivyError, Term};
use xxhash_rust::xxh3::xxh3_64;

use crate::corrections::Corrections;
use crate::index::build::{Build, Done, Parse, build, file_key};
use crate::index::fields::Fields;
use crate::index::manifest::{
    FileState, FileTable, Manifest, Root, Skip, encode_table, read_marker, write_marker,
    write_whole,
};
use crate::index::merge::Careful;
use crate::index::names::Names;
use crate::index::plan::{Plan, add_roots, plan};
use crate::index::standing::Standing;
use crate::index::words::Cutter;
use crate::index::{IndexConfig, IndexError, Progress, Report, Skipped, lock, open, repair};
use crate::lexicon::Lexicon;
use crate::walk::{self, WalkError};

/// Least memory that a segment in the making gets, in bytes.
const LEAST_MEMORY: usize = 20 << 20;

/// Brings the index in `dir` up to date; makes it if there is none.
///
/// # Errors
///
/// An [`IndexError`] where nothing was committed. A file that could not be read is no error; it
/// is in the report.
pub fn update(
    dir: &Path,
    lexicon: &Lexicon,
    config: &IndexConfig,
    progress: &dyn Progress,
) -> Result<Report, IndexError> {
    let names = Names::of(lexicon);
    let parse = |name: &str, bytes: &[u8]| {
        crate::parse::parse(name, bytes, lexicon, &config.parse).map_err(|error| Skip {
            code: error.reason().to_owned(),
            reason: error.to_string(),
            failed: !error.is_by_rule(),
        })
    };
    update_with(dir, lexicon, &names, config, progress, &parse)
}

/// [`update`] with a way of parsing.
pub(crate) fn update_with(
    dir: &Path,
    lexicon: &Lexicon,
    names: &Names,
    config: &IndexConfig,
    progress: &dyn Progress,
    parse: &Parse<'_>,
) -> Result<Report, IndexError> {
    let write = |source| IndexError::Write { path: dir.to_owned(), source };
    // A folder that holds something else is refused before a lock file is put into it.
    match read_marker(dir) {
        Err(error @ IndexError::Foreign { .. }) if !abandoned(dir) => return Err(error),
        _ => fs::create_dir_all(dir).map_err(write)?,
    }
    let _lock = lock::acquire(dir, config.wait, progress)?;
    let mut state = State::load(dir, lexicon, config)?;
    if config.repair && state.manifest.is_some() {
        let sound = repair::prepare(dir, &mut state, lexicon, config)?;
        if !sound {
            state = State::fresh(latest(dir), state.roots);
        }
    }
    lock::sweep(dir, &state.data).map_err(write)?;
    state.roots = add_roots(dir, &state.roots, &config.roots)?;
    if state.roots.is_empty() {
        return Err(IndexError::NoRoot { path: dir.to_owned() });
    }
    let mut plan = plan(
        dir,
        &state.roots,
        &state.table,
        &config.walk,
        &config.options.corrections,
        config.reread,
    )?;
    if !config.reread {
        settle(&mut plan, &state.table, config.parse.max_bytes as u64);
    }
    let sizes = plan.read.iter().map(|task| task.source.size).sum();
    progress.planned(plan.read.len() as u64, sizes);

    let fresh = state.manifest.is_none();
    let roots_added = state.manifest.as_ref().is_none_or(|known| known.roots != state.roots);
    let idle = plan.read.is_empty() && plan.gone.is_empty() && plan.touched.is_empty();
    if idle && !fresh && !roots_added {
        return Ok(state.account(&plan, &[], &config.options.corrections));
    }
    let (index, fields) =
        if fresh { create(dir, &state.data)? } else { open::open_data(dir, &state.data)? };
    let tantivy = |error| tantivy_error(dir, error);
    clear_unfinished(&index, &dir.join(&state.data)).map_err(tantivy)?;
    let options = IndexWriterOptions::builder()
        // Segments are built outside of the writer, see build.rs; it only commits and merges.
        .num_worker_threads(1)
        .memory_budget_per_thread(LEAST_MEMORY)
        .num_merge_threads(1)
        .build();
    let writer: IndexWriter = index.writer_with_options(options).map_err(tantivy)?;
    let damaged = Arc::default();
    writer.set_merge_policy(Box::new(Careful::new(&index, Arc::clone(&damaged)).map_err(tantivy)?));
    let forget = |key: &(u32, String)| {
        if let Some(known) = state.table.get(key) {
            let key = file_key(key.0, &key.1, known.run);
            writer.delete_term(Term::from_field_u64(fields.file, key));
        }
    };
    plan.gone.iter().for_each(forget);
    plan.read.iter().map(|task| (task.root, task.source.doc.clone())).for_each(|key| forget(&key));
    let threads = config.threads.max(1);
    let memory = usize::try_from(config.memory / 3).unwrap_or(usize::MAX);
    let shared = Build {
        index: &index,
        writer: &writer,
        fields,
        roots: &state.roots,
        lexicon,
        names,
        options: config.options.clone(),
        parse,
        progress,
        limit: config.parse.max_bytes as u64,
        memory: memory.max(LEAST_MEMORY * threads),
        threads,
        run: state.run() + 1,
    };
    let done = build(&shared, &plan.read).map_err(tantivy)?;
    progress.writing();
    state.commit(dir, writer, lexicon, &plan, &done)?;
    if fresh {
        write_marker(dir, &state.data).map_err(write)?;
        lock::sweep(dir, &state.data).map_err(write)?;
    }
    let mut report = state.account(&plan, &done, &config.options.corrections);
    if let Ok(damaged) = damaged.lock() {
        report.damaged.extend(damaged.values().flatten().cloned());
    }
    Ok(report)
}

/// Removes the segments and the lists of deletions that the last commit does not know: a run that
/// was killed left them, and the next one may want to write files of the same names.
fn clear_unfinished(index: &Index, data: &Path) -> Result<(), TantivyError> {
    let segments = index.load_metas()?.segments;
    let known: HashMap<String, Option<PathBuf>> = segments
        .iter()
        .map(|segment| {
            let deleted = segment.has_deletes();
            let list = deleted.then(|| segment.relative_path(SegmentComponent::Delete));
            (segment.id().uuid_string(), list)
        })
        .collect();
    for entry in fs::read_dir(data)? {
        let name = PathBuf::from(entry?.file_name());
        let Some((id, rest)) = name.to_str().and_then(|name| name.split_once('.')) else {
            continue;
        };
        let segment = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        let deletions = rest.ends_with("del");
        let kept = known.get(id).is_some_and(|list| !deletions || list.as_ref() == Some(&name));
        if segment && !kept {
            fs::remove_file(data.join(&name))?;
        }
    }
    Ok(())
}

/// Whether all that `dir` holds was left by a first run that was killed.
fn abandoned(dir: &Path) -> bool {
    let Ok(mut entries) = fs::read_dir(dir) else { return false };
    entries.all(|entry| entry.is_ok_and(|entry| lock::is_ours(&entry.file_name())))
}

/// Splits off the changed files that are, byte for byte, what they were, and those that cannot
/// be opened: what the index holds of both stays. Deletions come before additions in a commit,
/// so this is settled before anything is written.
fn settle(plan: &mut Plan, table: &FileTable, limit: u64) {
    let tasks = std::mem::take(&mut plan.read);
    for task in tasks {
        let key = (task.root, task.source.doc.clone());
        let known = table.get(&key).filter(|known| known.skip.is_none());
        let Some(known) = known else {
            plan.read.push(task);
            continue;
        };
        if known.size != task.source.size || known.corrected != task.corrected {
            match fs::File::open(&task.source.path) {
                Ok(_) => plan.read.push(task),
                Err(source) => plan.keep(key, &WalkError::Io { path: task.source.path, source }),
            }
            continue;
        }
        match walk::read(&task.source, limit) {
            Ok(bytes) if xxh3_64(&bytes) == known.hash => {
                plan.touched.push((key, task.source.mtime_ns));
            }
            Ok(_) => plan.read.push(task),
            Err(error) => plan.keep(key, &error),
        }
    }
}

/// The index as a run finds it, and then leaves it.
pub(crate) struct State {
    /// Name of the folder of data.
    pub(crate) data: String,
    /// The note of the last commit, if there is one.
    pub(crate) manifest: Option<Manifest>,
    /// The folders to keep up with.
    pub(crate) roots: Vec<Root>,
    /// The files that runs have seen.
    pub(crate) table: FileTable,
}

impl State {
    fn load(dir: &Path, lexicon: &Lexicon, config: &IndexConfig) -> Result<Self, IndexError> {
        let rebuild = config.rebuild;
        let found = read_marker(dir).and_then(|marker| {
            let manifest = open::read_manifest(dir, &marker.data)?;
            Ok((marker, manifest))
        });
        let (marker, manifest) = match found {
            Ok(found) => found,
            Err(IndexError::Missing { .. } | IndexError::Foreign { .. }) => {
                return Ok(Self::fresh(0, Vec::new()));
            }
            // Where the data do not tell the roots any more, the caller has to.
            Err(error) if rebuild && error.rebuild_mends() => {
                return Ok(Self::fresh(latest(dir), Vec::new()));
            }
            Err(error) => return Err(error),
        };
        if rebuild {
            return Ok(Self::fresh(latest(dir), manifest.roots));
        }
        open::check_lexicon(dir, &manifest, lexicon.hash())?;
        let table = match open::read_table(dir, &dir.join(&marker.data), &manifest) {
            Ok(table) => table,
            // Without it nothing tells what of the segments is whose.
            Err(IndexError::Corrupt { .. }) if config.repair => {
                return Ok(Self::fresh(latest(dir), manifest.roots));
            }
            Err(error) => return Err(error),
        };
        let roots = manifest.roots.clone();
        Ok(Self { data: marker.data, manifest: Some(manifest), roots, table })
    }

    fn fresh(latest: u64, roots: Vec<Root>) -> Self {
        let data = format!("g{}", latest + 1);
        Self { data, manifest: None, roots, table: FileTable::new() }
    }

    /// Number of the last run.
    fn run(&self) -> u64 {
        self.manifest.as_ref().map_or(0, |manifest| manifest.run)
    }

    /// Writes the new file table and commits both.
    fn commit(
        &mut self,
        dir: &Path,
        mut writer: IndexWriter,
        lexicon: &Lexicon,
        plan: &Plan,
        done: &[Done],
    ) -> Result<(), IndexError> {
        let write = |source| IndexError::Write { path: dir.to_owned(), source };
        let tantivy = |error| tantivy_error(dir, error);
        for key in &plan.gone {
            self.table.remove(key);
        }
        for (key, mtime_ns) in &plan.touched {
            if let Some(known) = self.table.get_mut(key) {
                known.mtime_ns = *mtime_ns;
            }
        }
        for done in done {
            self.table.insert((done.root, done.file.clone()), done.state.clone());
        }
        let run = self.run() + 1;
        let data = dir.join(&self.data);
        let table = format!("files-{run}");
        write_whole(&data.join(&table), &encode_table(&self.table)).map_err(write)?;
        let sum = |count: fn(&FileState) -> u64| self.table.values().map(count).sum();
        let manifest = Manifest {
            lexicon: format!("{:016x}", lexicon.hash()),
            roots: self.roots.clone(),
            table,
            run,
            articles: sum(|file| file.articles),
            passages: sum(|file| file.passages),
            words: sum(|file| file.words),
        };
        let note = serde_json::to_string(&manifest).map_err(|e| write(io::Error::other(e)))?;
        let mut commit = writer.prepare_commit().map_err(tantivy)?;
        commit.set_payload(&note);
        commit.commit().map_err(tantivy)?;
        if let Some(old) = self.manifest.replace(manifest) {
            // Readers hold no file table; one that cannot be removed does no harm.
            let _ = fs::remove_file(data.join(old.table));
        }
        writer.wait_merging_threads().map_err(tantivy)
    }

    fn account(&self, plan: &Plan, done: &[Done], corrections: &Corrections) -> Report {
        let mut report = Report {
            unchanged: (plan.same.len() + plan.touched.len()) as u64,
            removed: plan.gone.len() as u64,
            added: plan.added,
            changed: done.len() as u64 - plan.added.min(done.len() as u64),
            bytes: done.iter().map(|done| done.bytes).sum(),
            standing: Standing::of(corrections, &self.roots, &self.table),
            ..Report::default()
        };
        let doc = |root: u32, file: &str| match self.roots.get(root as usize) {
            Some(root) => root.doc(file),
            None => file.to_owned(),
        };
        for ((root, file), state) in &self.table {
            report.articles += state.articles;
            report.passages += state.passages;
            report.foreign += state.foreign;
            if state.skip.is_some() || !state.lost.is_empty() {
                report.skipped.extend(Skipped::of(&doc(*root, file), state));
            }
        }
        for ((root, file), skip) in &plan.unread {
            let state = FileState { skip: Some(skip.clone()), ..FileState::default() };
            report.skipped.extend(Skipped::of(&doc(*root, file), &state));
        }
        report
    }
}

/// Highest number of a data folder in `dir`.
fn latest(dir: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(dir) else { return 0 };
    let number = |entry: io::Result<fs::DirEntry>| {
        entry.ok()?.file_name().to_str()?.strip_prefix('g')?.parse().ok()
    };
    entries.filter_map(number).max().unwrap_or(0)
}

/// Makes the data folder of a new index.
fn create(dir: &Path, data: &str) -> Result<(Index, Fields), IndexError> {
    let write = |source| IndexError::Write { path: dir.to_owned(), source };
    let path = dir.join(data);
    if path.try_exists().map_err(write)? {
        fs::remove_dir_all(&path).map_err(write)?;
    }
    fs::create_dir(&path).map_err(write)?;
    let (schema, fields) = Fields::schema();
    let settings =
        IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() };
    let index = Index::builder()
        .schema(schema)
        .settings(settings)
        .create_in_dir(&path)
        .map_err(|error| tantivy_error(dir, error))?;
    index.tokenizers().register(Cutter::NAME, Cutter::new());
    Ok((index, fields))
}

/// What went wrong in tantivy, as trouble of the index in `dir`.
pub(crate) fn tantivy_error(dir: &Path, error: TantivyError) -> IndexError {
    let path = dir.to_owned();
    match error {
        TantivyError::IoError(source) => {
            let kind = source.kind();
            IndexError::Write { path, source: io::Error::new(kind, source.to_string()) }
        }
        TantivyError::OpenWriteError(error) => {
            IndexError::Write { path, source: io::Error::other(error.to_string()) }
        }
        TantivyError::LockFailure(..) => {
            IndexError::Locked { path, holder: "another process".to_owned() }
        }
        // What its threads met while they wrote comes as words alone.
        TantivyError::InternalError(_)
        | TantivyError::SystemError(_)
        | TantivyError::ErrorInThread(_)
        | TantivyError::Poisoned => {
            IndexError::Write { path, source: io::Error::other(error.to_string()) }
        }
        error => IndexError::Corrupt { path, detail: error.to_string() },
    }
}
