//! Leaves of an index what is sound: damaged segments are let go, and the files whose passages
//! they held, or whose passages are not what the files say, are marked, so that the run that
//! follows reads them again, and no others.
//!
//! Both are one step, the renaming of tantivy's commit: a kill leaves the index as it was, or
//! marked, and then any later run finishes the repair.

use std::fs;
use std::io;
use std::path::Path;

use serde_json::Value;

use crate::index::check::check_commit;
use crate::index::manifest::{FileState, encode_table, write_whole};
use crate::index::open::META;
use crate::index::update::State;
use crate::index::{IndexConfig, IndexError};
use crate::lexicon::Lexicon;

/// File in which tantivy keeps the names of its files; without it, it begins a new one.
const MANAGED: &str = ".managed.json";

/// Size in the table of a file that is to be read again: no file has it.
const NO_SIZE: u64 = u64::MAX;

/// Checks the index and marks what is to be read again. Gives whether the rest can stay:
/// otherwise everything is to be read again.
pub(crate) fn prepare(
    dir: &Path,
    state: &mut State,
    lexicon: &Lexicon,
    config: &IndexConfig,
) -> Result<bool, IndexError> {
    let Some(manifest) = &mut state.manifest else { return Ok(false) };
    let write = |source| IndexError::Write { path: dir.to_owned(), source };
    let data = dir.join(&state.data);
    let managed = data.join(MANAGED);
    let names = fs::read(&managed).ok().map(|bytes| serde_json::from_slice::<Vec<String>>(&bytes));
    if matches!(names, Some(Err(_))) {
        fs::remove_file(&managed).map_err(write)?;
    }
    let checked = match check_commit(dir, &state.data, &state.roots, &state.table, lexicon, config)
    {
        Ok(checked) => checked,
        Err(IndexError::Corrupt { .. }) => return Ok(false),
        Err(error) => return Err(error),
    };
    if checked.is_sound() {
        return Ok(true);
    }
    if checked.stray > 0 {
        return Ok(false);
    }
    for fault in &checked.faults {
        let Some(known) = state.table.get_mut(&fault.key) else { continue };
        match fault.code {
            // The run takes care of the one, and of the other the index keeps what it has.
            "gone" | "unreadable" => continue,
            // What sound segments have of it goes when it is read again.
            "lost" => (known.articles, known.passages) = (0, fault.documents),
            _ => {}
        }
        known.size = NO_SIZE;
    }
    let old = manifest.table.clone();
    manifest.run += 1;
    manifest.table = format!("files-{}", manifest.run);
    let sum = |count: fn(&FileState) -> u64| state.table.values().map(count).sum();
    manifest.articles = sum(|file| file.articles);
    manifest.passages = sum(|file| file.passages);
    manifest.words = sum(|file| file.words);
    let bytes = fs::read(data.join(META)).map_err(write)?;
    let mut meta: Value = serde_json::from_slice(&bytes).map_err(|e| write(e.into()))?;
    let note = serde_json::to_string(manifest).map_err(|e| write(e.into()))?;
    meta["payload"] = Value::String(note);
    if let Some(segments) = meta["segments"].as_array_mut() {
        segments.retain(|segment| {
            let id = segment["segment_id"].as_str().unwrap_or("").replace('-', "");
            checked.damaged.iter().all(|damaged| damaged.segment != id)
        });
    }
    let meta = serde_json::to_vec_pretty(&meta).map_err(|e| write(e.into()))?;
    write_whole(&data.join(&manifest.table), &encode_table(&state.table)).map_err(write)?;
    write_whole(&data.join(META), &meta).map_err(write)?;
    match fs::remove_file(data.join(old)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(write(error)),
        _ => Ok(true),
    }
}
