//! `inspect`: what one stage made of files.

use std::io::Write;

use super::args::extract::{InspectArgs, Stage};
use super::args::{Common, PlainFormat};
use super::config;
use super::exit::Exit;
use super::read::Reader;
use crate::error::Error;
use crate::output::{Format, Item, Look, inspect, record};
use crate::pipeline::{self, Extraction, Options, PassageKind};
use crate::text::{self, Text};

/// Runs the command.
///
/// # Errors
/// Word tables or globs that are wrong, output that cannot be written.
pub(super) fn run(
    args: &InspectArgs,
    common: &Common,
    out: &mut impl Write,
) -> Result<Exit, Error> {
    config::start_threads(common)?;
    let lexicon = config::lexicon(common)?;
    let walk = config::walk(&args.reading)?;
    let look = config::look(common, Format::Human, false);
    let json = args.format == PlainFormat::Jsonl;
    let options = Options { date: args.reading.date, ..Options::default() };
    let parse = config::parse(&args.reading)?;
    let reader = Reader { lexicon: &lexicon, parse, reporter: config::reporter(common) };
    reader.each(
        &args.paths,
        &walk,
        |input, article| {
            let text = (args.stage == Stage::Sentences).then(|| text::analyze(&article, &lexicon));
            (pipeline::extract(input.doc_of(&article), article, &lexicon, &options), text)
        },
        |input, read| {
            let path = config::shown_path(&input.path);
            for (extraction, text) in &read {
                let items = |wanted: fn(&Item<'_>) -> bool| {
                    let all = extraction.passages.iter();
                    let items = all.map(|p| Item::of_passage(extraction, p, &lexicon, &path));
                    items.filter(wanted).collect::<Vec<_>>()
                };
                match args.stage {
                    Stage::Article => inspect::article(out, extraction, &look, json)?,
                    Stage::Sentences => {
                        let empty = Text::default();
                        let text = text.as_ref().unwrap_or(&empty);
                        inspect::sentences(out, extraction, text, &look, json)?;
                    }
                    Stage::Quotes | Stage::Speakers => {
                        let items = items(|item| item.record.kind != PassageKind::Text.name());
                        passages(out, extraction, &items, args.stage, &look, json)?;
                    }
                    Stage::Dates => {
                        let items = items(|item| item.record.said.is_some());
                        passages(out, extraction, &items, args.stage, &look, json)?;
                    }
                    Stage::Issues => {
                        let items = items(|item| {
                            !item.record.issues.is_empty() || !item.record.concepts.is_empty()
                        });
                        passages(out, extraction, &items, args.stage, &look, json)?;
                    }
                }
            }
            Ok(())
        },
    )
}

/// Writes passages as the stage sees them.
fn passages(
    out: &mut impl Write,
    extraction: &Extraction,
    items: &[Item<'_>],
    stage: Stage,
    look: &Look,
    json: bool,
) -> Result<(), Error> {
    if json {
        for item in items {
            record::json_line(out, &item.record, look.terminal)?;
        }
        return Ok(());
    }
    inspect::heading(out, &extraction.doc)?;
    for item in items {
        let facet = match stage {
            Stage::Speakers => inspect::Facet::Speaker,
            Stage::Dates => inspect::Facet::Said,
            Stage::Issues => inspect::Facet::Issues,
            Stage::Article | Stage::Sentences | Stage::Quotes => inspect::Facet::Cue,
        };
        inspect::passage(out, &item.record, facet, look)?;
    }
    out.write_all(b"\n")?;
    Ok(())
}
