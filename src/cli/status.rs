//! `status`: what is indexed, and what is missing from it.

use std::io::Write;
use std::path::Path;

use super::args::index::StatusArgs;
use super::args::{Common, PlainFormat};
use super::exit::Exit;
use super::index::roots;
use super::{config, corrections};
use crate::corrections::Corrections;
use crate::error::Error;
use crate::index::{self, Index, IndexConfig, Skipped, Standing};
use crate::lexicon::Lexicon;
use crate::output::{Format, status};
use crate::parse::ParseConfig;
use crate::pipeline::PassageKind;
use crate::search::{self, Filters, Request};

/// Runs the command.
///
/// # Errors
/// No index or one that cannot be used, output that cannot be written.
pub(super) fn run(args: &StatusArgs, common: &Common, out: &mut impl Write) -> Result<Exit, Error> {
    let lexicon = config::lexicon(common)?;
    let dir = config::existing_index(&args.location)?;
    if args.verify {
        return verify(args, common, &dir, &lexicon, out);
    }
    let index = Index::open(&dir, lexicon.hash())?;
    let look = config::look(common, Format::Human, false);
    let skipped = index.skipped()?;
    let file = corrections::place(&args.file, index.dir());
    let must = corrections::named(&args.file, index.dir()).is_some();
    let corrected = corrections::read(&file, must)?;
    let standing = index.standing(&corrected)?;
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
        foreign: index.foreign()?,
        passages: index.passages(),
        words: index.words(),
        kinds,
        skipped: skipped.iter().map(of_skipped).collect(),
        corrections: of_corrections(&file, &corrected, &standing),
    };
    let wrong = !state.corrections.wrong.is_empty();
    match args.format {
        PlainFormat::Jsonl => crate::output::record::json_line(out, &state, look.terminal)?,
        PlainFormat::Human => status::write(out, &state, args.skipped)?,
    }
    Ok(Exit::Found.or_failed(wrong))
}

/// Checks the index against itself and the files it was read from.
fn verify(
    args: &StatusArgs,
    common: &Common,
    dir: &Path,
    lexicon: &Lexicon,
    out: &mut impl Write,
) -> Result<Exit, Error> {
    let mut parse =
        ParseConfig { fields: args.field.iter().cloned().collect(), ..ParseConfig::default() };
    if let Some(size) = args.max_size {
        parse.max_bytes = usize::try_from(size).unwrap_or(usize::MAX);
    }
    let settings = IndexConfig { threads: config::threads(common), parse, ..Default::default() };
    let checked = index::check(dir, lexicon, &settings)?;
    let found = status::Verified {
        v: crate::output::record::VERSION,
        index: config::shown_path(dir),
        files: checked.files,
        passages: checked.passages,
        damaged: checked
            .damaged
            .iter()
            .map(|one| status::Damage { segment: &one.segment, reason: &one.reason })
            .collect(),
        faults: checked
            .faults
            .iter()
            .map(|one| status::FileFault { doc: &one.doc, code: one.code, reason: &one.reason })
            .collect(),
        stray: checked.stray,
    };
    match args.format {
        PlainFormat::Jsonl => {
            let look = config::look(common, Format::Human, false);
            crate::output::record::json_line(out, &found, look.terminal)?;
        }
        PlainFormat::Human => status::write_verified(out, &found)?,
    }
    if !checked.is_sound() {
        config::reporter(common).hint(&format!("mend it with `{}`", super::index::repair(dir)));
    }
    Ok(Exit::Found.or_failed(!checked.is_sound()))
}

/// How the corrections stand, faults and misfits in order of their lines.
fn of_corrections(
    file: &Path,
    corrected: &Corrections,
    standing: &Standing,
) -> status::CorrectionsState {
    let faults = corrected
        .faults()
        .iter()
        .map(|fault| status::Wrong { line: fault.line, reason: fault.message.clone() });
    let misfits = standing.misfits.iter().map(|(row, misfit)| status::Wrong {
        line: corrected.rows()[*row].line,
        reason: misfit.message().to_owned(),
    });
    let mut wrong: Vec<status::Wrong> = faults.chain(misfits).collect();
    wrong.sort_by_key(|wrong| wrong.line);
    status::CorrectionsState {
        file: config::shown_path(file),
        applied: standing.applied,
        pending: standing.pending,
        wrong,
    }
}

fn of_skipped(skipped: &Skipped) -> status::SkippedFile<'_> {
    status::SkippedFile {
        doc: &skipped.doc,
        code: &skipped.code,
        reason: &skipped.reason,
        failed: skipped.failed,
        in_part: skipped.in_part,
    }
}
