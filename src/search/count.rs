//! Counts the passages that answer a request by what is known of them, beside all that the index
//! holds. Reads columns only: no article is unpacked.

use std::collections::{BTreeMap, HashMap};
use std::io;

use tantivy::DocId;
use tantivy::columnar::{Column, StrColumn};

use crate::civil::PartialDate;
use crate::index::fields::{NONE, kind_number};
use crate::index::stored::number_date;
use crate::index::{Index, Segment};
use crate::pipeline::PassageKind;
use crate::search::filter::Columns;
use crate::search::find::matching;
use crate::search::{Filters, Request, SearchError};

/// By what passages are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Id of the speaker, or his name.
    Speaker,
    /// Issues: a passage counts for each of its own.
    Issue,
    /// Concepts, likewise.
    Concept,
    /// Who published it.
    Outlet,
    /// Quote, statement, narration.
    Kind,
    /// Year of publication.
    Year,
    /// Month of publication.
    Month,
    /// Day of publication.
    Day,
}

impl By {
    /// Its name for people and in records.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Speaker => "speaker",
            Self::Issue => "issue",
            Self::Concept => "concept",
            Self::Outlet => "outlet",
            Self::Kind => "kind",
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
        }
    }

    /// Whether it is a stretch of time.
    #[must_use]
    pub const fn is_time(self) -> bool {
        matches!(self, Self::Year | Self::Month | Self::Day)
    }
}

/// How many passages have one value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// The value: an id, a slug, a name, a date; `none` where there is none.
    pub value: String,
    /// Passages that answer the request.
    pub passages: u64,
    /// Articles that hold these.
    pub articles: u64,
    /// Passages in the index, of the kinds asked for.
    pub corpus: u64,
}

/// What counting gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// By value: times in their order, with steps between that have none; everything else most passages first, then by value.
    pub rows: Vec<Count>,
    /// Passages that answer the request, each once.
    pub passages: u64,
    /// Articles that hold these.
    pub articles: u64,
    /// Passages in the index, of the kinds asked for.
    pub corpus: u64,
}

/// Counts what answers `request`; its limit, offset and order do not matter.
///
/// # Errors
///
/// The index cannot be read or is damaged.
pub fn count(index: &Index, request: &Request, by: By) -> Result<Counts, SearchError> {
    let filters = Filters { kinds: request.filters.kinds.clone(), ..Filters::default() };
    let whole = Request { filters, ..Request::default() };
    let mut rows: BTreeMap<String, Count> = BTreeMap::new();
    let all = tally(index, &whole, by, &mut |value, tally| {
        rows.entry(value).or_default().corpus += tally.passages;
    })?;
    let found = tally(index, request, by, &mut |value, tally| {
        let row = rows.entry(value).or_default();
        row.passages += tally.passages;
        row.articles += tally.articles;
    })?;
    let mut rows: Vec<Count> =
        rows.into_iter().map(|(value, row)| Count { value, ..row }).collect();
    if by.is_time() {
        rows = timely(rows, by);
    } else {
        rows.retain(|row| row.passages > 0);
        // Sorting is stable: ties stay in the order of their values.
        rows.sort_by_key(|row| std::cmp::Reverse(row.passages));
    }
    Ok(Counts { rows, passages: found.passages, articles: found.articles, corpus: all.passages })
}

/// Rows of times from the first that has passages to the last, with a row for each step between,
/// and the undated at the end.
fn timely(rows: Vec<Count>, by: By) -> Vec<Count> {
    let held = |row: &Count| row.passages > 0;
    let (undated, dated): (Vec<Count>, Vec<Count>) =
        rows.into_iter().partition(|row| row.value == NONE);
    let (Some(first), Some(last)) = (dated.iter().position(held), dated.iter().rposition(held))
    else {
        return undated.into_iter().filter(held).collect();
    };
    let mut out: Vec<Count> = Vec::new();
    for row in dated.into_iter().take(last + 1).skip(first) {
        let before = out.last().and_then(|row| row.value.parse::<PartialDate>().ok());
        let here = row.value.parse::<PartialDate>().ok();
        if let (Some(before), Some(here)) = (before, here) {
            let steps = std::iter::successors(step(before, by), |&date| step(date, by));
            let between = steps.take_while(|date| date.first() < here.first());
            out.extend(between.map(|date| Count { value: date.to_string(), ..Count::default() }));
        }
        out.push(row);
    }
    out.extend(undated.into_iter().filter(held));
    out
}

/// The year, month or day after the end of a date.
fn step(date: PartialDate, by: By) -> Option<PartialDate> {
    let next = date.last().tomorrow().ok()?;
    match by {
        By::Year => PartialDate::from_year(next.year()),
        By::Month => PartialDate::from_month(next.year(), next.month()),
        _ => Some(PartialDate::from(next)),
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    passages: u64,
    articles: u64,
    last: Option<DocId>,
}

impl Tally {
    /// Adds a passage of the article at `head`; articles come one after another.
    fn add(&mut self, head: DocId) {
        self.passages += 1;
        if self.last != Some(head) {
            self.articles += 1;
            self.last = Some(head);
        }
    }
}

/// Tells each segment's tallies by value, and gives the sum over all passages.
fn tally(
    index: &Index,
    request: &Request,
    by: By,
    tell: &mut impl FnMut(String, Tally),
) -> Result<Tally, SearchError> {
    let mut found = matching(index, request)?;
    found.sort_unstable_by_key(|one| (one.segment, one.doc));
    let mut sum = Tally::default();
    for (number, segment) in (0_u32..).zip(&index.segments) {
        let values = Values::of(segment, by)?;
        let from = found.partition_point(|one| one.segment < number);
        let to = found.partition_point(|one| one.segment <= number);
        let mut tallies: HashMap<u64, Tally> = HashMap::new();
        sum.last = None;
        for one in &found[from..to] {
            sum.add(one.head);
            values.each(one.doc, one.head, &mut |value| {
                tallies.entry(value).or_default().add(one.head);
            });
        }
        let mut tallies: Vec<(u64, Tally)> = tallies.into_iter().collect();
        tallies.sort_unstable_by_key(|(value, _)| *value);
        for (value, tally) in tallies {
            tell(values.name(value)?, tally);
        }
    }
    Ok(sum)
}

/// What passages of a segment are counted by, as numbers.
enum Values {
    /// Terms of a column; of the passage, or of its article.
    Terms(StrColumn, Column<u64>, bool),
    Kind(Columns),
    /// Date numbers with this many of their last digits dropped.
    Date(Columns, u64),
    /// No passage of the segment has any.
    Nothing,
}

/// Stands for what a passage has none of; no column has that many terms.
const MISSING: u64 = u64::MAX;

impl Values {
    fn of(segment: &Segment, by: By) -> io::Result<Self> {
        let reader = &segment.reader;
        let terms = |name: &str, of_article: bool| {
            let column = reader.fast_fields().str(name).map_err(io::Error::other)?;
            Ok(column.map_or(Self::Nothing, |column| {
                let ords = column.ords().clone();
                Self::Terms(column, ords, of_article)
            }))
        };
        match by {
            By::Speaker => terms("voice", false),
            By::Issue => terms("issue", false),
            By::Concept => terms("concept", false),
            By::Outlet => terms("outlet", true),
            By::Kind => Ok(Self::Kind(Columns::of(reader)?)),
            By::Year => Ok(Self::Date(Columns::of(reader)?, 10_000)),
            By::Month => Ok(Self::Date(Columns::of(reader)?, 100)),
            By::Day => Ok(Self::Date(Columns::of(reader)?, 1)),
        }
    }

    fn each(&self, doc: DocId, head: DocId, give: &mut impl FnMut(u64)) {
        match self {
            Self::Terms(_, ords, of_article) => {
                let doc = if *of_article { head } else { doc };
                if ords.index.has_value(doc) {
                    ords.values_for_doc(doc).for_each(give);
                } else {
                    give(MISSING);
                }
            }
            Self::Kind(columns) => give(columns.place(doc).kind),
            Self::Date(columns, step) => give(columns.date.get_val(head) / step * step),
            Self::Nothing => give(MISSING),
        }
    }

    fn name(&self, value: u64) -> io::Result<String> {
        Ok(match self {
            Self::Terms(..) if value == MISSING => NONE.to_owned(),
            Self::Terms(column, ..) => {
                let mut name = String::new();
                column.ord_to_str(value, &mut name)?;
                name
            }
            Self::Kind(_) => {
                let kind = PassageKind::ALL.into_iter().find(|&kind| kind_number(kind) == value);
                kind.map_or(NONE, PassageKind::name).to_owned()
            }
            Self::Date(..) => {
                let date = u32::try_from(value).ok().filter(|&number| number > 0);
                let date: Option<PartialDate> = date.and_then(number_date);
                date.map_or_else(|| NONE.to_owned(), |date| date.to_string())
            }
            Self::Nothing => NONE.to_owned(),
        })
    }
}
