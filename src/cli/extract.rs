//! `extract`: the passages of files and folders, without an index.

use std::io::Write;
use std::sync::Arc;

use super::args::extract::ExtractArgs;
use super::args::{Common, RecordFormat};
use super::exit::Exit;
use super::read::Reader;
use super::{config, corrections};
use crate::error::Error;
use crate::output::{Item, Printer};
use crate::pipeline::{self, Options, PassageKind};
use crate::walk::WalkConfig;

/// Runs the command.
///
/// # Errors
/// Word tables, globs or corrections that are wrong, output that cannot be written.
pub(super) fn run(
    args: &ExtractArgs,
    common: &Common,
    out: &mut impl Write,
) -> Result<Exit, Error> {
    if args.explain && matches!(args.writing.format, RecordFormat::Csv | RecordFormat::Tsv) {
        return Err(Error::NoColumns { option: "--explain" });
    }
    config::start_threads(common)?;
    let lexicon = config::lexicon(common)?;
    let file = corrections::told(args.corrections.as_ref());
    let corrected = match &file {
        Some(file) => Arc::new(corrections::read(file, true)?),
        None => Arc::default(),
    };
    let walk = WalkConfig { aside: file.clone(), ..config::walk(&args.reading)? };
    let look = config::record_look(common, args.writing);
    let options = Options {
        date: args.reading.date,
        min_confidence: args.min_confidence.unwrap_or_default(),
        explain: args.explain,
        corrections: Arc::clone(&corrected),
    };
    let kinds: Vec<PassageKind> = args.kind.iter().map(|&kind| kind.into()).collect();
    let wanted = |kind: PassageKind| kinds.is_empty() || kinds.contains(&kind);
    let reader = Reader {
        lexicon: &lexicon,
        parse: config::parse(&args.reading)?,
        reporter: config::reporter(common),
    };

    let mut printer = Printer::new(out, look);
    let mut found = false;
    let mut misfits = Vec::new();
    let read = reader.each(
        &args.paths,
        &walk,
        |input, article| pipeline::extract(input.doc_of(&article), article, &lexicon, &options),
        |input, extractions| {
            let path = config::shown_path(&input.path);
            for extraction in &extractions {
                let fits = extraction.corrected.iter();
                misfits.extend(fits.filter_map(|fit| Some((fit.row, fit.misfit?))));
                for passage in extraction.passages.iter().filter(|p| wanted(p.kind)) {
                    found = true;
                    printer.item(&Item::of_passage(extraction, passage, &lexicon, &path))?;
                }
            }
            Ok(())
        },
    )?;
    printer.finish()?;
    let reporter = config::reporter(common);
    let wrong = file.is_some_and(|file| corrections::tell(reporter, &file, &corrected, &misfits));
    Ok(Exit::found(found).max(read).or_failed(wrong))
}
