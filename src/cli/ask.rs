//! What a user asks: a query with filters, made a request.

use super::args::search::Filters as FilterArgs;
use super::report::Reporter;
use super::world;
use crate::civil::{DateRange, PartialDate};
use crate::error::Error;
use crate::lexicon::Lexicon;
use crate::search::{self, Filters, Holders, Note, Query, Request};
use crate::written;

/// Characters alike at the beginning that make one name remind of another.
const NEAR: usize = 2;

/// The request that a query and its filters make, for everything in order of relevance. What
/// the user should know of how the query was read is told.
///
/// # Errors
/// Filters that make no sense.
pub(super) fn request(
    words: &[String],
    filters: &FilterArgs,
    lexicon: &Lexicon,
    reporter: Reporter,
) -> Result<Request, Error> {
    let text = words.join(" ");
    let today = world::today();
    let range = |text: &str| written::range(text, lexicon.date_words(), today);
    let parsed = search::parse(&text, &|text| {
        let DateRange { first, last } = range(text)?;
        Some(search::DateRange {
            from: first.map(PartialDate::from),
            to: last.map(PartialDate::from),
        })
    });
    tell(&parsed.notes, reporter);
    let date = |text: &Option<String>, option| match text {
        None => Ok(None),
        Some(text) => {
            range(text).map(Some).ok_or_else(|| Error::Date { text: text.clone(), option })
        }
    };
    let since = date(&filters.since, "--since")?.and_then(|range| range.first);
    let until = date(&filters.until, "--until")?.and_then(|range| range.last);
    let query = match filters.min_confidence {
        None => parsed.query,
        Some(least) => Query::And(vec![parsed.query, Query::Confidence(hundredths(least))]),
    };
    let filters = Filters {
        kinds: filters.kind.iter().map(|&kind| kind.into()).collect(),
        speakers: filters.speaker.clone(),
        parties: filters.party.clone(),
        offices: filters.office.clone(),
        issues: issues(&filters.issue, lexicon)?,
        concepts: filters.concept.clone(),
        outlets: filters.outlet.clone(),
        since: since.map(PartialDate::from),
        until: until.map(PartialDate::from),
    };
    let (holders, notes) = Holders::of(&query, &filters, lexicon);
    tell(&notes, reporter);
    Ok(Request { query, filters, holders, ..Request::default() })
}

/// Tells what the user should know of how a query was read.
fn tell(notes: &[Note], reporter: Reporter) {
    for note in notes {
        reporter.warning(&note.message);
        if let Some(meant) = &note.meant {
            reporter.hint(&format!("did you mean `{meant}`?"));
        }
    }
}

/// The slugs of issues that a user calls by slug or by name; `none` stays.
fn issues(names: &[String], lexicon: &Lexicon) -> Result<Vec<String>, Error> {
    // the table takes longer to read than most queries to answer
    if names.is_empty() {
        return Ok(Vec::new());
    }
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
