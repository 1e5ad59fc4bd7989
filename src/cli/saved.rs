//! `save` and `run`: searches kept under a name, and what has come since.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::answer::Answerer;
use super::args::Common;
use super::args::saved::{RunArgs, SaveArgs};
use super::args::search::Filters;
use super::exit::Exit;
use super::{ask, config, show, world};
use crate::error::Error;
use crate::index::Index;
use crate::output::sanitize;
use crate::pipeline::PassageId;
use crate::search;

/// What stands behind the name of an index in that of the folder of its searches.
const ENDING: &str = ".searches";

/// Version of the files.
const VERSION: u8 = 1;

/// A saved search, as its file has it.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    v: u8,
    query: String,
    #[serde(default)]
    filters: Filters,
    /// Day of the last run.
    #[serde(default)]
    ran: Option<String>,
    /// Ids of the passages that answered then.
    #[serde(default)]
    seen: Vec<String>,
}

/// The folder with the searches of one index.
struct Store(PathBuf);

impl Store {
    fn of(index: &Path) -> Self {
        let real = if index.file_name().is_some() { None } else { index.canonicalize().ok() };
        let index = real.as_deref().unwrap_or(index);
        let mut name = index.file_name().unwrap_or_default().to_owned();
        name.push(ENDING);
        Self(index.with_file_name(name))
    }

    /// Where the search of that name is kept.
    fn place(&self, name: &str) -> Result<PathBuf, Error> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if name.is_empty() || name.starts_with('.') || !name.bytes().all(fits) {
            return Err(Error::SearchName { name: name.to_owned() });
        }
        Ok(self.0.join(format!("{name}.json")))
    }

    /// Names of all, in order.
    fn names(&self) -> Result<Vec<String>, Error> {
        let entries = match fs::read_dir(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries,
        };
        let failed = |source| Error::ReadFile { path: self.0.clone(), source };
        let mut names = Vec::new();
        for entry in entries.map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            names.extend(name.to_str().and_then(|n| n.strip_suffix(".json")).map(str::to_owned));
        }
        names.sort_unstable();
        Ok(names)
    }

    fn read(&self, name: &str) -> Result<Saved, Error> {
        let path = self.place(name)?;
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(Error::NoSuchSearch { name: name.to_owned(), known: self.names()? });
            }
            text => text,
        };
        let read = text.and_then(|text| serde_json::from_str(&text).map_err(io::Error::other));
        read.map_err(|source| Error::ReadFile { path, source })
    }

    /// Writes the search as a whole or not at all.
    fn write(&self, name: &str, saved: &Saved) -> Result<(), Error> {
        let path = self.place(name)?;
        let write = || -> io::Result<()> {
            fs::create_dir_all(&self.0)?;
            let fresh = path.with_extension("json.new");
            let mut text = serde_json::to_string_pretty(saved)?;
            text.push('\n');
            fs::write(&fresh, text)?;
            fs::rename(&fresh, &path)
        };
        write().map_err(|source| Error::WriteFile { path: path.clone(), source })
    }
}

/// Runs `save`.
///
/// # Errors
/// No index or one that cannot be used, filters that make no sense, a name that cannot be one, a
/// file that cannot be written.
pub(super) fn save(args: &SaveArgs, common: &Common, out: &mut impl Write) -> Result<Exit, Error> {
    let store = Store::of(&config::existing_index(&args.location)?);
    let reporter = config::reporter(common);
    if args.list {
        let names = store.names()?;
        for name in &names {
            let saved = store.read(name)?;
            let ran = saved.ran.as_deref().unwrap_or("never run");
            let query = if saved.query.is_empty() { "(everything)" } else { &saved.query };
            writeln!(out, "{name}\t{ran}\t{}", sanitize::line(query))?;
        }
        return Ok(Exit::found(!names.is_empty()));
    }
    if let Some(name) = &args.remove {
        store.read(name)?;
        let path = store.place(name)?;
        fs::remove_file(&path).map_err(|source| Error::WriteFile { path, source })?;
        return Ok(Exit::Found);
    }
    let name = args.name.as_deref().unwrap_or_default();
    // A query or a filter that makes no sense is told now, not when it is run.
    let lexicon = config::lexicon(common)?;
    ask::request(&args.query, &args.filters, &lexicon, reporter)?;
    let query = args.query.join(" ");
    let saved = Saved { v: VERSION, query, filters: args.filters.clone(), ..Saved::default() };
    store.write(name, &saved)?;
    Ok(Exit::Found)
}

/// Runs `run`.
///
/// # Errors
/// As [`save`]; no search of that name, output that cannot be written.
pub(super) fn run(args: &RunArgs, common: &Common, out: &mut impl Write) -> Result<Exit, Error> {
    let dir = config::existing_index(&args.location)?;
    let store = Store::of(&dir);
    let mut saved = store.read(&args.name)?;
    let lexicon = config::lexicon(common)?;
    let index = Index::open(&dir, lexicon.hash())?;
    let query = [saved.query.clone()];
    let mut request = ask::request(&query, &saved.filters, &lexicon, config::reporter(common))?;
    let found = search::ids(&index, &request)?;
    if args.new {
        let seen: Result<BTreeSet<PassageId>, Error> =
            saved.seen.iter().map(|id| show::id(id)).collect();
        request.without = seen?;
    }
    let mut answerer = Answerer::new((&index, &lexicon), args.answering, common, out);
    answerer.answer(request, None, args.new)?;
    let exit = answerer.finish()?;
    // Whoever only counts has seen nothing yet.
    if args.answering.count || args.answering.exists {
        return Ok(exit);
    }
    saved.seen = found.iter().map(ToString::to_string).collect();
    saved.ran = Some(world::today().to_string());
    store.write(&args.name, &saved)?;
    Ok(exit)
}
