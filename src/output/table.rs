//! Records as rows: comma- or tab-separated, under a line of names.
//!
//! Spans are written `start-end`; several values of one field are joined by `;`. Comma-separated
//! values are quoted as RFC 4180 says, line breaks inside included; tab-separated ones never
//! hold a tab or a break, which become spaces.

use std::borrow::Cow;
use std::io::{self, Write};

use super::record::{Range, Record};
use super::sanitize;

/// Names of the columns, in order.
pub const NAMES: [&str; 29] = [
    "v",
    "id",
    "doc",
    "kind",
    "text",
    "spans",
    "reported",
    "speaker_id",
    "speaker",
    "speaker_kind",
    "label",
    "mention",
    "confidence",
    "evidence",
    "cue",
    "cue_span",
    "date",
    "date_source",
    "said",
    "issues",
    "concepts",
    "outlet",
    "title",
    "score",
    "highlights",
    "copies",
    "outlets",
    "first",
    "query",
];

/// Writes the names, comma-separated.
///
/// # Errors
/// What `out` reports.
pub fn csv_names(out: &mut impl Write) -> io::Result<()> {
    csv_line(out, &NAMES)
}

/// Writes the names, tab-separated.
///
/// # Errors
/// What `out` reports.
pub fn tsv_names(out: &mut impl Write) -> io::Result<()> {
    tsv_line(out, &NAMES)
}

/// Writes one record, comma-separated.
///
/// # Errors
/// What `out` reports.
pub fn csv_row(out: &mut impl Write, record: &Record<'_>, terminal: bool) -> io::Result<()> {
    let mut cells = cells(record);
    if terminal {
        for cell in &mut cells {
            *cell = Cow::Owned(sanitize::line(cell).into_owned());
        }
    }
    csv_line(out, &cells)
}

/// Writes one record, tab-separated.
///
/// # Errors
/// What `out` reports.
pub fn tsv_row(out: &mut impl Write, record: &Record<'_>, terminal: bool) -> io::Result<()> {
    let mut cells = cells(record);
    for cell in &mut cells {
        if terminal {
            *cell = Cow::Owned(sanitize::line(cell).into_owned());
        } else if cell.contains(['\t', '\n', '\r']) {
            *cell = Cow::Owned(cell.replace(['\t', '\n', '\r'], " "));
        }
    }
    tsv_line(out, &cells)
}

/// Article text as a cell: on a terminal without what it must not be shown raw.
#[must_use]
pub fn cell(text: &str, terminal: bool) -> String {
    if terminal { sanitize::line(text).into_owned() } else { text.to_owned() }
}

/// Writes cells, comma-separated.
///
/// # Errors
/// What `out` reports.
pub fn csv_line<T: AsRef<str>>(out: &mut impl Write, cells: &[T]) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().from_writer(out);
    writer.write_record(cells.iter().map(|cell| cell.as_ref().as_bytes()))?;
    writer.flush()
}

/// Writes cells, tab-separated; they must hold neither tab nor break.
///
/// # Errors
/// What `out` reports.
pub fn tsv_line<T: AsRef<str>>(out: &mut impl Write, cells: &[T]) -> io::Result<()> {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            out.write_all(b"\t")?;
        }
        out.write_all(cell.as_ref().as_bytes())?;
    }
    out.write_all(b"\n")
}

/// The fields of a record, in the order of [`NAMES`].
fn cells<'a>(record: &'a Record<'_>) -> [Cow<'a, str>; NAMES.len()] {
    let empty = || Cow::Borrowed("");
    let speaker = record.speaker.as_ref();
    let cue = record.cue.as_ref();
    let copies = record.copies.as_ref();
    [
        Cow::Owned(record.v.to_string()),
        Cow::Borrowed(&record.id),
        Cow::Borrowed(&record.doc),
        Cow::Borrowed(record.kind),
        Cow::Borrowed(&record.text),
        ranges(&record.spans),
        ranges(&record.reported),
        speaker.and_then(|s| s.id.as_deref()).map_or_else(empty, Cow::Borrowed),
        speaker.and_then(|s| s.name.as_deref()).map_or_else(empty, Cow::Borrowed),
        speaker.map_or_else(empty, |s| Cow::Borrowed(s.kind)),
        speaker.map_or_else(empty, |s| Cow::Borrowed(&*s.label)),
        speaker.and_then(|s| s.mention).map_or_else(empty, |m| ranges(&[m])),
        speaker.map_or_else(empty, |s| Cow::Owned(s.confidence.to_string())),
        speaker.map_or_else(empty, |s| Cow::Borrowed(&*s.evidence)),
        cue.map_or_else(empty, |cue| Cow::Borrowed(&*cue.text)),
        cue.map_or_else(empty, |cue| ranges(&[cue.span])),
        record.date.as_deref().map_or_else(empty, Cow::Borrowed),
        record.date_source.map_or_else(empty, Cow::Borrowed),
        record.said.as_deref().map_or_else(empty, Cow::Borrowed),
        Cow::Owned(record.issues.join(";")),
        Cow::Owned(record.concepts.join(";")),
        record.outlet.as_deref().map_or_else(empty, Cow::Borrowed),
        record.title.as_deref().map_or_else(empty, Cow::Borrowed),
        record.score.map_or_else(empty, |score| Cow::Owned(score.to_string())),
        ranges(&record.highlights),
        copies.map_or_else(empty, |copies| Cow::Owned(copies.others.len().to_string())),
        copies.map_or_else(empty, |copies| Cow::Owned(copies.outlets.to_string())),
        copies.and_then(|c| c.first.as_deref()).map_or_else(empty, Cow::Borrowed),
        record.query.as_deref().map_or_else(empty, Cow::Borrowed),
    ]
}

/// Ranges as `start-end`, joined by `;`.
fn ranges(ranges: &[Range]) -> Cow<'static, str> {
    let written: Vec<String> =
        ranges.iter().map(|Range(start, end)| format!("{start}-{end}")).collect();
    Cow::Owned(written.join(";"))
}
