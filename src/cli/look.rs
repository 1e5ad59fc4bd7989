//! `count`, `timeline`, `speakers`, `issues`, `concepts`, `kwic`, `like`: ways of looking at what
//! answers a query, or at all that is there.

use std::borrow::Cow;
use std::io::Write;

use super::args::Common;
use super::args::look::{
    Asking, By, CountArgs, CountFormat, KwicArgs, LikeArgs, LineOrder, ListArgs, Step,
    TimelineArgs, TimelineFormat,
};
use super::exit::Exit;
use super::{ask, config, show};
use crate::error::Error;
use crate::index::Index;
use crate::index::NONE;
use crate::lexicon::Lexicon;
use crate::output::counts::{self, CountRecord};
use crate::output::lines::{self, LineRecord};
use crate::output::{Format, Item, Look, Printer, table};
use crate::search::{self, Counts, Query, Request, Window};

/// An index opened to be asked, with what the answers look like.
struct Desk {
    lexicon: Lexicon,
    index: Index,
    request: Request,
    look: Look,
}

impl Desk {
    fn open(asking: &Asking, common: &Common) -> Result<Self, Error> {
        let lexicon = config::lexicon(common)?;
        let index = Index::open(&config::existing_index(&asking.location)?, lexicon.hash())?;
        let reporter = config::reporter(common);
        let request = ask::request(&asking.query, &asking.filters, &lexicon, reporter)?;
        let look = config::look(common, Format::Human, false);
        Ok(Self { lexicon, index, request, look })
    }

    /// What a value is called.
    fn name<'v>(&self, by: search::By, value: &'v str) -> Cow<'v, str> {
        let called = match by {
            search::By::Speaker if value == NONE => Some("(nobody)".to_owned()),
            search::By::Speaker => {
                let people = self.lexicon.people();
                people.by_slug(value).map(|id| people.get(id).name.to_string())
            }
            search::By::Issue if value != NONE => {
                let issues = self.lexicon.issues();
                issues.find(value).and_then(|id| issues.row(id)).map(|row| row.name.to_string())
            }
            _ => (value == NONE).then(|| "(none)".to_owned()),
        };
        called.map_or(Cow::Borrowed(value), Cow::Owned)
    }

    fn records<'c>(&self, by: search::By, counts: &'c Counts) -> Vec<CountRecord<'c>> {
        let record = |row: &'c search::Count| {
            let value = (row.value != NONE).then_some(row.value.as_str());
            CountRecord::new(
                by.name(),
                value,
                self.name(by, &row.value),
                (row.passages, row.articles),
                (counts.passages, row.corpus),
            )
        };
        counts.rows.iter().map(record).collect()
    }
}

fn exit(asking: &Asking, found: bool) -> Exit {
    if asking.exit_zero { Exit::Found } else { Exit::found(found) }
}

/// Runs `count`.
///
/// # Errors
/// No index or one that cannot be used, filters that make no sense, output that cannot be
/// written.
pub(super) fn count(
    args: &CountArgs,
    common: &Common,
    out: &mut impl Write,
) -> Result<Exit, Error> {
    let by = match args.by {
        By::Speaker => search::By::Speaker,
        By::Issue => search::By::Issue,
        By::Concept => search::By::Concept,
        By::Outlet => search::By::Outlet,
        By::Kind => search::By::Kind,
        By::Year => search::By::Year,
        By::Month => search::By::Month,
        By::Day => search::By::Day,
    };
    list(&args.list, by, common, out)
}

/// Runs `speakers`, `issues` or `concepts`, which count by these.
///
/// # Errors
/// As [`count`].
pub(super) fn list(
    args: &ListArgs,
    by: search::By,
    common: &Common,
    out: &mut impl Write,
) -> Result<Exit, Error> {
    let (asking, limit, format) = (&args.asking, args.limit, args.format);
    let desk = Desk::open(asking, common)?;
    let counts = search::count(&desk.index, &desk.request, by)?;
    let records = desk.records(by, &counts);
    let shown = if limit == 0 { records.len() } else { limit.min(records.len()) };
    match format {
        CountFormat::Human => counts::table(out, &records[..shown], &desk.look)?,
        CountFormat::Jsonl => {
            for record in &records[..shown] {
                record.json(out, desk.look.terminal)?;
            }
        }
        CountFormat::Csv => {
            table::csv_line(out, &counts::NAMES)?;
            for record in &records[..shown] {
                record.csv(out, desk.look.terminal)?;
            }
        }
    }
    if format == CountFormat::Human {
        config::reporter(common).note(&format!(
            "{shown} of {} rows; {} of {} passages, in {} articles",
            records.len(),
            counts.passages,
            counts.corpus,
            counts.articles
        ));
    }
    Ok(exit(asking, counts.passages > 0))
}

/// Runs `timeline`.
///
/// # Errors
/// As [`count`].
pub(super) fn timeline(
    args: &TimelineArgs,
    common: &Common,
    out: &mut impl Write,
) -> Result<Exit, Error> {
    let desk = Desk::open(&args.asking, common)?;
    let by = match args.by {
        Step::Year => search::By::Year,
        Step::Month => search::By::Month,
        Step::Day => search::By::Day,
    };
    let counts = search::count(&desk.index, &desk.request, by)?;
    let (dated, undated): (Vec<_>, Vec<_>) =
        desk.records(by, &counts).into_iter().partition(|record| record.value.is_some());
    match args.format {
        TimelineFormat::Human => counts::timeline(out, &dated, &desk.look)?,
        TimelineFormat::Svg => {
            let title = match &desk.request.query {
                Query::All => "all passages".to_owned(),
                query => query.to_string(),
            };
            counts::svg(out, &dated, &title)?;
        }
        TimelineFormat::Jsonl => {
            for record in &dated {
                record.json(out, desk.look.terminal)?;
            }
        }
        TimelineFormat::Csv => {
            table::csv_line(out, &counts::NAMES)?;
            for record in &dated {
                record.csv(out, desk.look.terminal)?;
            }
        }
    }
    let undated = undated.iter().map(|record| record.passages).sum::<u64>();
    config::reporter(common).note(&format!(
        "{} passages in {} articles, {undated} undated",
        counts.passages, counts.articles
    ));
    Ok(exit(&args.asking, counts.passages > 0))
}

/// Runs `kwic`.
///
/// # Errors
/// As [`count`].
pub(super) fn kwic(args: &KwicArgs, common: &Common, out: &mut impl Write) -> Result<Exit, Error> {
    let mut desk = Desk::open(&args.asking, common)?;
    desk.request.limit = args.limit;
    desk.request.articles = args.sentences.is_some();
    let page = search::search(&desk.index, &desk.request)?;
    let order = match args.sort {
        LineOrder::Passages => search::LineOrder::Passages,
        LineOrder::Left => search::LineOrder::Left,
        LineOrder::Right => search::LineOrder::Right,
        LineOrder::Match => search::LineOrder::Match,
    };
    let window = match args.sentences {
        Some(count) => Window::Sentences(count, &desk.lexicon),
        None => Window::Words(args.window),
    };
    let found = search::lines(&page.hits, window, order);
    if args.format == CountFormat::Csv {
        table::csv_line(out, &lines::NAMES)?;
    }
    for line in &found {
        let Some(hit) = page.hits.get(line.hit) else { continue };
        let record = LineRecord::new(line, hit);
        match args.format {
            CountFormat::Human => record.human(out, &desk.look)?,
            CountFormat::Jsonl => record.json(out, desk.look.terminal)?,
            CountFormat::Csv => record.csv(out, desk.look.terminal)?,
        }
    }
    if args.format == CountFormat::Human {
        let shown = page.hits.len();
        let lines = found.len();
        config::reporter(common)
            .note(&format!("{lines} lines; {shown} of {} passages looked at", page.total));
    }
    Ok(exit(&args.asking, !found.is_empty()))
}

/// Runs `like`.
///
/// # Errors
/// As [`count`]; a text that is no id.
pub(super) fn like(args: &LikeArgs, common: &Common, out: &mut impl Write) -> Result<Exit, Error> {
    let lexicon = config::lexicon(common)?;
    let index = Index::open(&config::existing_index(&args.location)?, lexicon.hash())?;
    let reporter = config::reporter(common);
    let id = show::id(&args.id)?;
    let query = search::like(&index, id)?;
    reporter.note(&format!("like this: {query}"));
    let mut request = ask::request(&[], &args.filters, &lexicon, reporter)?;
    request.query = match request.query {
        Query::All => query,
        condition => Query::And(vec![query, condition]),
    };
    // The passage itself is like itself, and so are its copies.
    request.limit = if args.limit == 0 { 0 } else { args.limit + 1 };
    request.group = !args.copies.no_group;
    request.expand = args.copies.expand;
    let page = search::search(&index, &request)?;
    let same = |hit: &search::Hit| hit.id == id || hit.copies.iter().any(|copy| copy.id == id);
    let hits: Vec<&search::Hit> = page.hits.iter().filter(|hit| !same(hit)).collect();
    let shown = if args.limit == 0 { hits.len() } else { args.limit.min(hits.len()) };
    let look = config::record_look(common, args.writing);
    let mut printer = Printer::new(out, look);
    for hit in &hits[..shown] {
        let link = config::link(&hit.path, hit.line, &look);
        printer.item(&Item { link, ..Item::of_hit(hit, config::shown_path) })?;
    }
    printer.finish()?;
    Ok(Exit::found(shown > 0))
}
