//! `search`: a query answered from an index.

use std::io::Write;

use super::args::Common;
use super::args::search::{SearchArgs, Sort};
use super::exit::Exit;
use super::{config, world};
use crate::civil::{DateRange, PartialDate};
use crate::error::Error;
use crate::index::Index;
use crate::lexicon::Lexicon;
use crate::output::{Format, Item, Printer};
use crate::search::{self, Filters, Page, Query, Request};
use crate::written;

/// Characters alike at the beginning that make one name remind of another.
const NEAR: usize = 2;

/// Runs the command.
///
/// # Errors
/// No index or one that cannot be used, filters that make no sense, output that cannot be
/// written.
pub(super) fn run(args: &SearchArgs, common: &Common, out: &mut impl Write) -> Result<Exit, Error> {
    let lexicon = config::lexicon(common)?;
    let index = Index::open(&config::existing_index(&args.location)?, lexicon.hash())?;
    let (request, notes) = request(args, &lexicon)?;
    let reporter = config::reporter(common);
    for note in notes {
        reporter.warning(&note.message);
        if let Some(meant) = note.meant {
            reporter.hint(&format!("did you mean `{meant}`?"));
        }
    }
    let page = search::search(&index, &request)?;
    for note in &page.notes {
        reporter.warning(&note.message);
    }
    let exit = if args.exit_zero { Exit::Found } else { Exit::found(page.total > 0) };
    if args.count {
        writeln!(out, "{}", page.total)?;
        return Ok(exit);
    }
    let look = config::record_look(common, args.writing);
    let mut printer = Printer::new(out, look);
    for hit in &page.hits {
        printer.item(&Item::of_hit(hit, config::shown_path(&hit.path)))?;
    }
    printer.finish()?;
    if look.format == Format::Human {
        reporter.note(&coverage(&page));
    }
    Ok(exit)
}

/// The request that the arguments make, and remarks on how the query was read.
fn request(args: &SearchArgs, lexicon: &Lexicon) -> Result<(Request, Vec<search::Note>), Error> {
    let text = args.query.join(" ");
    let today = world::today();
    let range = |text: &str| written::range(text, lexicon.date_words(), today);
    let parsed = search::parse(&text, &|text| {
        let DateRange { first, last } = range(text)?;
        Some(search::DateRange {
            from: first.map(PartialDate::from),
            to: last.map(PartialDate::from),
        })
    });
    let date = |text: &Option<String>, option| match text {
        None => Ok(None),
        Some(text) => {
            range(text).map(Some).ok_or_else(|| Error::Date { text: text.clone(), option })
        }
    };
    let filters = &args.filters;
    let since = date(&filters.since, "--since")?.and_then(|range| range.first);
    let until = date(&filters.until, "--until")?.and_then(|range| range.last);
    let query = match filters.min_confidence {
        None => parsed.query,
        Some(least) => Query::And(vec![parsed.query, Query::Confidence(hundredths(least))]),
    };
    let request = Request {
        query,
        filters: Filters {
            kinds: filters.kind.iter().map(|&kind| kind.into()).collect(),
            speakers: filters.speaker.clone(),
            issues: issues(&filters.issue, lexicon)?,
            concepts: filters.concept.clone(),
            outlets: filters.outlet.clone(),
            since: since.map(PartialDate::from),
            until: until.map(PartialDate::from),
        },
        sort: match args.sort {
            Sort::Relevance => search::Sort::Relevance,
            Sort::Date => search::Sort::Date,
        },
        limit: if args.count { 1 } else { args.limit },
        offset: 0,
        group: !args.no_group,
        explain: args.explain,
    };
    Ok((request, parsed.notes))
}

/// The slugs of issues that a user calls by slug or by name; `none` stays.
fn issues(names: &[String], lexicon: &Lexicon) -> Result<Vec<String>, Error> {
    let table = lexicon.issues();
    let mut slugs = Vec::with_capacity(names.len());
    for name in names {
        let wanted = name.to_lowercase();
        if wanted == "none" || table.find(&wanted).is_some() {
            slugs.push(wanted);
            continue;
        }
        let called = table.named(name);
        if called.is_empty() {
            let meant = table
                .rows()
                .iter()
                .map(|row| (common_start(&row.id, &wanted), &row.id))
                .filter(|(shared, _)| *shared >= NEAR)
                .max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(a.1)))
                .map(|(_, id)| id.to_string());
            let name = name.clone();
            return Err(search::SearchError::Unknown { what: "issue", name, meant }.into());
        }
        slugs.extend(called.into_iter().map(|id| table.slug(id).to_owned()));
    }
    Ok(slugs)
}

/// Characters that two names begin with alike.
fn common_start(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count()
}

/// A share as whole hundredths.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 100")]
fn hundredths(share: f32) -> u8 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u8
}

/// How much there is, and how much of it is undated or nobody's.
fn coverage(page: &Page) -> String {
    if page.total == 0 {
        return match page.query {
            Query::All => "nothing found".to_owned(),
            ref query => format!("nothing found for `{query}`"),
        };
    }
    let shown = page.hits.len() as u64;
    format!(
        "{shown} of {} passages, {} undated; of those shown {} without a speaker",
        page.total,
        page.total - page.dated.min(page.total),
        shown - page.attributed.min(shown),
    )
}
