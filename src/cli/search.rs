//! `search`: a query answered from an index.

use std::io::Write;

use super::args::Common;
use super::args::search::{SearchArgs, Sort};
use super::exit::Exit;
use super::{ask, config, show};
use crate::error::Error;
use crate::index::Index;
use crate::output::{Format, Item, Printer};
use crate::search::{self, Page, Query};

/// Runs the command.
///
/// # Errors
/// No index or one that cannot be used, filters that make no sense, output that cannot be
/// written.
pub(super) fn run(args: &SearchArgs, common: &Common, out: &mut impl Write) -> Result<Exit, Error> {
    let lexicon = config::lexicon(common)?;
    let index = Index::open(&config::existing_index(&args.location)?, lexicon.hash())?;
    let reporter = config::reporter(common);
    let mut request = ask::request(&args.query, &args.filters, &lexicon, reporter)?;
    request.sort = match args.sort {
        Sort::Relevance => search::Sort::Relevance,
        Sort::Date => search::Sort::Date,
    };
    request.limit = if args.count { 1 } else { args.limit };
    if args.all {
        request.limit = usize::from(args.count);
        request.least_chance = search::Weights::builtin().likely;
    }
    request.after = args.after.as_deref().map(show::id).transpose()?;
    request.group = !args.copies.no_group && !args.count;
    request.expand = args.copies.expand;
    request.explain = args.explain;
    let look = config::record_look(common, args.writing);
    request.coverage = look.format == Format::Human && !args.count;
    let page = search::search(&index, &request)?;
    for note in &page.notes {
        reporter.warning(&note.message);
    }
    let exit = if args.exit_zero { Exit::Found } else { Exit::found(page.total > 0) };
    if args.count {
        writeln!(out, "{}", page.total)?;
        return Ok(exit);
    }
    let mut printer = Printer::new(out, look);
    for hit in &page.hits {
        printer.item(&Item::of_hit(hit, config::shown_path))?;
    }
    printer.finish()?;
    if look.format == Format::Human {
        reporter.note(&coverage(&page));
        if page.below > 0 {
            reporter.note(&format!(
                "{} more share words with the query, but are unlikely about it",
                page.below
            ));
        }
    }
    Ok(exit)
}

/// How much there is, and how much of it is undated or nobody's.
fn coverage(page: &Page) -> String {
    if page.total == 0 {
        return match page.query {
            Query::All => "nothing found".to_owned(),
            ref query => format!("nothing found for `{query}`"),
        };
    }
    let copies: usize = page.hits.iter().map(|hit| hit.copies.len()).sum();
    let mut out = match (page.hits.len(), copies) {
        (hits, 0) => format!("{hits} of {} passages", page.total),
        (hits, copies) => {
            let of = if hits == 1 { "1 result".to_owned() } else { format!("{hits} results") };
            format!("{of} for {} of {} passages", hits + copies, page.total)
        }
    };
    if let Some(known) = &page.coverage {
        out.push_str(&format!(
            "; {} of {} articles dated, {} of {} quotes and statements unattributed",
            known.dated, known.articles, known.unattributed, known.attributable
        ));
    }
    out
}
