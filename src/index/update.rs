//! Brings an index up to date with its folders: one run, one commit.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::MmapDirectory;
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::{Index, IndexSettings, IndexWriter, TantivyError, Term};

use crate::index::build::{Build, Done, Parse, build, file_key};
use crate::index::fields::Fields;
use crate::index::manifest::{
    FileTable, Manifest, Root, Skip, decode_table, encode_table, read_marker, write_marker,
    write_whole,
};
use crate::index::names::Names;
use crate::index::plan::{Plan, add_roots, plan};
use crate::index::words::Cutter;
use crate::index::{IndexConfig, IndexError, Progress, Report, Skipped, lock, open, report};
use crate::lexicon::Lexicon;

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
    let _lock = lock::acquire(dir, config.wait)?;
    let mut state = State::load(dir, lexicon, config.rebuild)?;
    lock::sweep(dir, &state.data).map_err(write)?;
    state.roots = add_roots(dir, &state.roots, &config.roots)?;
    if state.roots.is_empty() {
        return Err(IndexError::NoRoot { path: dir.to_owned() });
    }
    let plan = plan(dir, &state.roots, &state.table, &config.walk, config.reread)?;
    let sizes = plan.read.iter().map(|task| task.source.size).sum();
    progress.planned(plan.read.len() as u64, sizes);

    let fresh = state.manifest.is_none();
    let roots_added = state.manifest.as_ref().is_none_or(|known| known.roots != state.roots);
    let idle = plan.read.is_empty() && plan.gone.is_empty() && plan.unread.is_empty();
    if idle && !fresh && !roots_added {
        return Ok(account(&state, &plan, &[], 0));
    }
    let (index, fields) = if fresh { create(dir, &state.data)? } else { state.open(dir)? };
    let tantivy = |error| tantivy_error(dir, error);
    let options = IndexWriterOptions::builder()
        // Segments are built outside of the writer, see build.rs; it only commits and merges.
        .num_worker_threads(1)
        .memory_budget_per_thread(LEAST_MEMORY)
        .num_merge_threads(1)
        .build();
    let mut writer: IndexWriter = index.writer_with_options(options).map_err(tantivy)?;
    writer.set_merge_policy(Box::new(LogMergePolicy::default()));
    let forget = |root: u32, file: &str| {
        writer.delete_term(Term::from_field_u64(fields.file, file_key(root, file)));
    };
    // A file that turns out to be as it was must keep its passages, so changed ones are told from
    // touched ones before anything is deleted: deletions must come before additions.
    let (read, touched) = touched(dir, &state, plan.read.clone(), config);
    for (root, file) in &plan.gone {
        forget(*root, file);
    }
    for task in &read {
        if state.table.contains_key(&(task.root, task.source.doc.clone())) {
            forget(task.root, &task.source.doc);
        }
    }
    let threads = config.threads.max(1);
    let memory = usize::try_from(config.memory / 3).unwrap_or(usize::MAX);
    let shared = Build {
        index: &index,
        writer: &writer,
        fields,
        roots: &state.roots,
        lexicon,
        names,
        options: config.options,
        parse,
        progress,
        limit: config.max_bytes,
        memory: memory.max(LEAST_MEMORY * threads),
        threads,
    };
    let mut done = build(&shared, &read).map_err(tantivy)?;
    done.extend(touched);
    progress.writing();
    commit(dir, writer, lexicon, &mut state, &plan, &done)?;
    if fresh {
        write_marker(dir, &state.data).map_err(write)?;
        lock::sweep(dir, &state.data).map_err(write)?;
    }
    let bytes = done.iter().map(|done| done.bytes).sum();
    Ok(account(&state, &plan, &done, bytes))
}
