//! A request answered on standard output: as records, as a number, or by the exit code alone.

use std::io::Write;

use super::args::Common;
use super::args::search::{Answering, DEFAULT_LIMIT, Sort};
use super::config;
use super::exit::Exit;
use super::report::Reporter;
use crate::error::Error;
use crate::index::Index;
use crate::lexicon::Lexicon;
use crate::output::{Format, Item, Look, Printer};
use crate::search::{self, Page, Query, Request};

/// What answers requests, with what the answers look like.
pub(super) struct Answerer<'a, W: Write> {
    index: &'a Index,
    lexicon: &'a Lexicon,
    how: Answering,
    look: Look,
    reporter: Reporter,
    printer: Printer<W>,
    found: bool,
}

impl<'a, W: Write> Answerer<'a, W> {
    pub(super) fn new(
        (index, lexicon): (&'a Index, &'a Lexicon),
        how: Answering,
        common: &Common,
        out: W,
    ) -> Self {
        let look = config::record_look(common, how.writing);
        let reporter = config::reporter(common);
        Self { index, lexicon, how, look, reporter, printer: Printer::new(out, look), found: false }
    }

    /// Answers one request; of several each has a `name`. What comes of `all` is not limited
    /// unless a limit was asked for.
    ///
    /// # Errors
    /// What searching and writing report.
    pub(super) fn answer(
        &mut self,
        mut request: Request,
        name: Option<&str>,
        all: bool,
    ) -> Result<(), Error> {
        let how = self.how;
        let listed = !how.count && !how.exists;
        request.sort = match how.sort {
            Sort::Relevance => search::Sort::Relevance,
            Sort::Date => search::Sort::Date,
        };
        request.limit = how.limit.unwrap_or(if all || how.all { 0 } else { DEFAULT_LIMIT });
        if how.all {
            request.least_chance = search::Weights::builtin().likely;
        }
        if !listed {
            request.limit = 1;
        }
        request.group = listed && !how.copies.no_group;
        request.expand = how.copies.expand;
        request.explain = how.explain;
        request.articles = how.context.is_some();
        request.coverage = listed && self.look.format == Format::Human;
        let page = search::search(self.index, &request)?;
        self.found |= page.total > 0;
        if how.exists {
            return Ok(());
        }
        if how.count {
            let name = name.map(|name| format!("{name}\t")).unwrap_or_default();
            self.printer.line(&format!("{name}{}", page.total))?;
            return Ok(());
        }
        if let (Some(name), Format::Human) = (name, self.look.format) {
            self.printer.line(&format!("== {name}: {}", page.query))?;
        }
        for hit in &page.hits {
            let mut item = Item::of_hit(hit, config::shown_path);
            item.record.query = name.map(Into::into);
            item.link = config::link(&hit.path, hit.line, &self.look);
            item.around = how.context.map(|count| search::around(hit, count, self.lexicon));
            self.printer.item(&item)?;
        }
        if self.look.format == Format::Human {
            // What is told on the other stream belongs below.
            self.printer.flush()?;
            let known = !request.without.is_empty();
            let none = known && page.total == 0;
            self.reporter.note(&if none { "nothing new".to_owned() } else { coverage(&page) });
            if page.below > 0 {
                self.reporter.note(&format!(
                    "{} more share words with the query, but are unlikely about it",
                    page.below
                ));
            }
        }
        Ok(())
    }

    /// Ends the output and gives the exit code of all that was answered.
    ///
    /// # Errors
    /// What writing reports.
    pub(super) fn finish(self) -> Result<Exit, Error> {
        if !self.how.count && !self.how.exists {
            self.printer.finish()?;
        }
        Ok(if self.how.exit_zero { Exit::Found } else { Exit::found(self.found) })
    }
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
