//! Conditions of a query and a request, made ready for one segment.

use std::io;
use std::sync::Arc;

use tantivy::columnar::{Column, ColumnValues};
use tantivy::postings::SegmentPostings;
use tantivy::schema::{Field as IndexField, IndexRecordOption};
use tantivy::{DocId, DocSet as _, SegmentReader, TERMINATED, Term};

use crate::civil::PartialDate;
use crate::index::fields::{Fields, ID_MARK, NONE, Place, kind_number};
use crate::index::words::{Stems, words};
use crate::pipeline::PassageKind;
use crate::search::held::{Held, Holders};
use crate::search::query::{DateRange, Field, Query};
use crate::search::request::Filters;
use crate::search::terms::{Pattern, Wanted};

/// Columns of a segment that ranking and filters read.
pub(crate) struct Columns {
    place: Arc<dyn ColumnValues<u64>>,
    pub(crate) id: Arc<dyn ColumnValues<u64>>,
    pub(crate) date: Arc<dyn ColumnValues<u64>>,
    said: Arc<dyn ColumnValues<u64>>,
}

impl Columns {
    pub(crate) fn of(reader: &SegmentReader) -> io::Result<Self> {
        let column = |name: &str| {
            let column = reader.fast_fields().u64(name).map_err(io::Error::other)?;
            Ok::<_, io::Error>(column.first_or_default_col(0))
        };
        Ok(Self {
            place: column("place")?,
            id: column("id")?,
            date: column("date")?,
            said: column("said")?,
        })
    }

    /// What a document is and where it stands.
    pub(crate) fn place(&self, doc: DocId) -> Place {
        Place::of(self.place.get_val(doc))
    }

    /// The head of the block that holds a document.
    pub(crate) fn head(&self, doc: DocId) -> DocId {
        doc - DocId::try_from(self.place(doc).offset).unwrap_or(0).min(doc)
    }
}

/// A set of documents of one segment.
#[derive(Clone, Debug)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    pub(crate) fn new(docs: DocId) -> Self {
        Self(vec![0; docs as usize / 64 + 1])
    }

    pub(crate) fn add(&mut self, doc: DocId) {
        if let Some(word) = self.0.get_mut(doc as usize / 64) {
            *word |= 1 << (doc % 64);
        }
    }

    pub(crate) fn has(&self, doc: DocId) -> bool {
        self.0.get(doc as usize / 64).is_some_and(|word| word >> (doc % 64) & 1 == 1)
    }
}

/// A condition on the documents of one segment.
pub(crate) enum Condition {
    Always,
    /// Kinds, as bits by their number.
    Kinds(u64),
    /// Passages in a set.
    In(Bits),
    /// Passages whose article is in a set.
    ArticleIn(Bits),
    /// Passages for which a column holds nothing.
    Without(Column<u64>),
    /// Published from one date number to another.
    Published(u64, u64),
    Said(u64, u64),
    Confidence(u64),
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
}

impl Condition {
    pub(crate) fn holds(&self, columns: &Columns, doc: DocId, head: DocId) -> bool {
        match self {
            Self::Always => true,
            Self::Kinds(kinds) => kinds >> columns.place(doc).kind & 1 == 1,
            Self::In(bits) => bits.has(doc),
            Self::ArticleIn(bits) => bits.has(head),
            Self::Without(column) => !column.index.has_value(doc),
            Self::Published(from, to) => (*from..=*to).contains(&columns.date.get_val(head)),
            Self::Said(from, to) => (*from..=*to).contains(&columns.said.get_val(doc)),
            Self::Confidence(least) => columns.place(doc).confidence >= *least,
            Self::All(parts) => parts.iter().all(|part| part.holds(columns, doc, head)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(columns, doc, head)),
            Self::Not(part) => !part.holds(columns, doc, head),
        }
    }
}

/// Makes conditions ready for a segment.
pub(crate) struct Lowering<'a> {
    pub(crate) reader: &'a SegmentReader,
    pub(crate) fields: &'a Fields,
    pub(crate) stems: &'a Stems,
    /// Whom parties and offices mean.
    pub(crate) holders: &'a Holders,
}

impl Lowering<'_> {
    /// The condition that a query and filters make; topics make none.
    pub(crate) fn request(&self, query: &Query, filters: &Filters) -> io::Result<Condition> {
        let mut all = vec![self.query(query)?];
        if !filters.kinds.is_empty() {
            all.push(kinds(&filters.kinds));
        }
        for (field, values) in [
            (Field::Speaker, &filters.speakers),
            (Field::Party, &filters.parties),
            (Field::Office, &filters.offices),
            (Field::Issue, &filters.issues),
            (Field::Concept, &filters.concepts),
            (Field::Outlet, &filters.outlets),
        ] {
            let any: io::Result<Vec<_>> = values.iter().map(|v| self.field(field, v)).collect();
            let any = any?;
            if !any.is_empty() {
                all.push(Condition::Any(any));
            }
        }
        if filters.since.is_some() || filters.until.is_some() {
            all.push(published(DateRange { from: filters.since, to: filters.until }));
        }
        Ok(Condition::All(all))
    }

    fn query(&self, query: &Query) -> io::Result<Condition> {
        let list = |parts: &[Query]| -> io::Result<Vec<Condition>> {
            parts.iter().map(|part| self.query(part)).collect()
        };
        Ok(match query {
            Query::All | Query::Topic(_) => Condition::Always,
            Query::Words(words) => {
                let pattern = Pattern::of(words, self.stems);
                self.set(pattern.documents(self.reader, self.fields.words)?)
            }
            Query::Kind(kind, inside) => Condition::All(vec![kinds(&[*kind]), self.query(inside)?]),
            Query::Field(field, value) => self.field(*field, value)?,
            Query::Published(range) => published(*range),
            Query::Said(range) => {
                let (from, to) = bounds(*range);
                Condition::Said(from, to)
            }
            Query::Undated { said: true } => Condition::Said(0, 0),
            Query::Undated { said: false } => Condition::Published(0, 0),
            Query::Confidence(least) => Condition::Confidence(u64::from(*least)),
            Query::And(parts) => Condition::All(list(parts)?),
            Query::Or(parts) => Condition::Any(list(parts)?),
            Query::Not(part) => Condition::Not(Box::new(self.query(part)?)),
        })
    }

    fn set(&self, docs: Vec<DocId>) -> Condition {
        let mut bits = Bits::new(self.reader.max_doc());
        docs.into_iter().for_each(|doc| bits.add(doc));
        Condition::In(bits)
    }

    fn field(&self, field: Field, value: &str) -> io::Result<Condition> {
        let none = value.eq_ignore_ascii_case(NONE);
        Ok(match field {
            Field::Title => {
                let cut = words(value);
                let row = cut.iter().map(|(_, form)| Wanted::Stem(self.stems.stem(form)));
                let pattern = Pattern::Row(row.collect());
                match self.set(pattern.documents(self.reader, self.fields.title)?) {
                    Condition::In(bits) => Condition::ArticleIn(bits),
                    other => other,
                }
            }
            Field::Speaker if none => self.without("voice")?,
            Field::Issue if none => self.without("issue")?,
            Field::Concept if none => self.without("concept")?,
            Field::Speaker => {
                let id = self.set(self.whole(self.fields.speaker, &format!("{ID_MARK}{value}"))?);
                let mut all = Vec::new();
                for (_, word) in words(value) {
                    all.push(self.set(self.whole(self.fields.speaker, &word)?));
                }
                if all.is_empty() { id } else { Condition::Any(vec![id, Condition::All(all)]) }
            }
            Field::Issue => self.set(self.whole(self.fields.issue, &slug(value))?),
            Field::Concept => self.set(self.whole(self.fields.concept, &slug(value))?),
            Field::Outlet => {
                let mut bits = Bits::new(self.reader.max_doc());
                for doc in self.any_case(self.fields.outlet, value)? {
                    bits.add(doc);
                }
                Condition::ArticleIn(bits)
            }
            Field::Party | Field::Office => match self.holders.get(field, value) {
                Some(held) => self.held(held)?,
                None => Condition::Any(Vec::new()),
            },
            // Not in the index: no passage has one.
            Field::Doc => Condition::Any(Vec::new()),
        })
    }

    /// Passages for which the column of that name holds nothing.
    fn without(&self, name: &str) -> io::Result<Condition> {
        let column = self.reader.fast_fields().str(name).map_err(io::Error::other)?;
        Ok(column.map_or(Condition::Always, |column| Condition::Without(column.ords().clone())))
    }

    /// Passages of people who were something on the day the words were said, or else the article
    /// published. Without a date any time will do.
    fn held(&self, held: &Held) -> io::Result<Condition> {
        let columns = Columns::of(self.reader)?;
        let mut bits = Bits::new(self.reader.max_doc());
        for tenure in &held.people {
            for doc in self.whole(self.fields.speaker, &format!("{ID_MARK}{}", tenure.slug))? {
                let said = columns.said.get_val(doc);
                let day = if said > 0 { said } else { columns.date.get_val(columns.head(doc)) };
                let (first, last) = reach(day);
                if tenure.times.iter().any(|&(from, to)| first <= to && from <= last) {
                    bits.add(doc);
                }
            }
        }
        let condition = Condition::In(bits);
        Ok(if held.others { Condition::Not(Box::new(condition)) } else { condition })
    }

    /// Documents with that term, whole.
    fn whole(&self, field: IndexField, value: &str) -> io::Result<Vec<DocId>> {
        let inverted = self.reader.inverted_index(field).map_err(io::Error::other)?;
        let term = Term::from_field_text(field, value);
        let postings = inverted.read_postings(&term, IndexRecordOption::Basic)?;
        Ok(postings.map(drain).unwrap_or_default())
    }

    /// Documents with that term in whatever case.
    fn any_case(&self, field: IndexField, value: &str) -> io::Result<Vec<DocId>> {
        let inverted = self.reader.inverted_index(field).map_err(io::Error::other)?;
        let wanted = value.to_lowercase();
        let mut out = Vec::new();
        let mut stream = inverted.terms().stream()?;
        while stream.advance() {
            if String::from_utf8_lossy(stream.key()).to_lowercase() == wanted {
                let option = IndexRecordOption::Basic;
                out.extend(drain(inverted.read_postings_from_terminfo(stream.value(), option)?));
            }
        }
        Ok(out)
    }
}

/// The first and the last day that a date number may mean; of 0 any.
fn reach(day: u64) -> (u64, u64) {
    match day {
        0 => (0, u64::MAX),
        year if year % 10_000 == 0 => (year, year + 1231),
        month if month % 100 == 0 => (month, month + 31),
        day => (day, day),
    }
}

fn drain(mut postings: SegmentPostings) -> Vec<DocId> {
    let mut out = Vec::new();
    while postings.doc() != TERMINATED {
        out.push(postings.doc());
        postings.advance();
    }
    out
}

fn slug(value: &str) -> String {
    value.to_lowercase().replace(' ', "-")
}

fn kinds(kinds: &[PassageKind]) -> Condition {
    Condition::Kinds(kinds.iter().fold(0, |bits, &kind| bits | 1 << kind_number(kind)))
}

fn published(range: DateRange) -> Condition {
    let (from, to) = bounds(range);
    Condition::Published(from, to)
}

/// Date numbers from the first to the last that can lie in a range: `2016` in a column lies in
/// `2016-01..2016-12`, since a year is dated by its beginning.
fn bounds(range: DateRange) -> (u64, u64) {
    let number = |year: i16, month: i8, day: i8| {
        let part = |n: i16| u64::try_from(n).unwrap_or(0);
        part(year) * 10_000 + part(i16::from(month)) * 100 + part(i16::from(day))
    };
    let from = range.from.map_or(1, |date: PartialDate| {
        number(date.year(), date.month().unwrap_or(0), date.day_of_month().unwrap_or(0))
    });
    let to = range.to.map_or(u64::MAX, |date: PartialDate| {
        let last = date.last();
        number(last.year(), last.month(), last.day())
    });
    (from, to)
}
