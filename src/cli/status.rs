//! `status`: what is indexed, and what is missing from it.

use std::io::Write;

use super::args::index::StatusArgs;
use super::args::{Common, PlainFormat};
use super::config;
use super::exit::Exit;
use super::index::roots;
use crate::error::Error;
use crate::index::{Index, Skipped};
use crate::output::{Format, status};
use crate::pipeline::PassageKind;
use crate::search::{self, Filters, Request};

/// Runs the command.
///
/// # Errors
/// No index or one that cannot be used, output that cannot be written.
pub(super) fn run(args: &StatusArgs, common: &Common, out: &mut impl Write) -> Result<Exit, Error> {
    let lexicon = config::lexicon(common)?;
    let index = Index::open(&config::existing_index(&args.location)?, lexicon.hash())?;
    let look = config::look(common, Format::Human, false);
    let skipped = index.skipped()?;
    let mut kinds = Vec::new();
    for kind in PassageKind::ALL {
        let filters = Filters { kinds: vec![kind], ..Filters::default() };
        let page = search::search(&index, &Request { filters, limit: 0, ..Request::default() })?;
        kinds.push(status::Kind {
            kind: kind.name(),
            passages: page.total,
            dated: page.dated,
            attributed: page.attributed,
        });
    }
    let state = status::Status {
        v: crate::output::record::VERSION,
        index: config::shown_path(index.dir()),
        folders: roots(&index)
            .into_iter()
            .map(|(path, label)| status::Folder { path: config::shown_path(&path), label })
            .collect(),
        articles: index.articles(),
        passages: index.passages(),
        words: index.words(),
        kinds,
        skipped: skipped.iter().map(of_skipped).collect(),
    };
    match args.format {
        PlainFormat::Jsonl => crate::output::record::json_line(out, &state, look.terminal)?,
        PlainFormat::Human => status::write(out, &state, args.skipped)?,
    }
    Ok(Exit::Found)
}

fn of_skipped(skipped: &Skipped) -> status::SkippedFile<'_> {
    status::SkippedFile {
        doc: &skipped.doc,
        code: &skipped.code,
        reason: &skipped.reason,
        failed: skipped.failed,
    }
}
