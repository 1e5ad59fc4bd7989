//! The table of formats. Adding one takes a file with its reader and one line here.
//!
//! A reader takes an [`Input`] and gives articles whose `text`, `blocks` and `meta` are what the
//! file itself says; name, address and flag are looked at afterwards, for all formats alike. A
//! reader never panics, needs no more than linear time and does not recurse on what it reads.

use super::{
    Article, Input, ParseError, captions, container, docx, html, json, mail, markdown, mhtml, pdf,
    plain, record, rtf, table, xml,
};

/// A format that is read.
pub(crate) struct Format {
    /// Its name in records.
    pub(crate) name: &'static str,
    /// Endings of file names, lower case, without the dot.
    pub(crate) endings: &'static [&'static str],
    /// Whether bytes are of this format whatever their name; [`never()`] where they cannot tell.
    pub(crate) sniff: fn(&[u8]) -> bool,
    /// Reads a file.
    pub(crate) read: fn(&Input<'_>) -> Result<Vec<Article>, ParseError>,
}

#[rustfmt::skip]
const FORMATS: &[Format] = &[
    Format { name: "docx", endings: &["docx"], sniff: docx::sniff, read: docx::read },
    Format { name: "gz", endings: &["gz", "tgz"], sniff: container::is_gzip, read: container::read_gzip },
    Format { name: "zst", endings: &["zst"], sniff: container::is_zstd, read: container::read_zstd },
    Format { name: "zip", endings: &["zip"], sniff: container::is_zip, read: container::read_zip },
    Format { name: "tar", endings: &["tar"], sniff: container::is_tar, read: container::read_tar },
    Format { name: "warc", endings: &["warc"], sniff: container::is_warc, read: container::read_warc },
    Format { name: "mbox", endings: &["mbox", "mbx"], sniff: container::is_mbox, read: container::read_mbox },
    Format { name: "pdf", endings: &["pdf"], sniff: pdf::sniff, read: pdf::read },
    Format { name: "mhtml", endings: &["mhtml", "mht"], sniff: mhtml::sniff, read: mhtml::read },
    Format { name: "eml", endings: &["eml"], sniff: mail::sniff, read: mail::read },
    Format { name: "captions", endings: &["srt", "vtt"], sniff: captions::sniff, read: captions::read },
    Format { name: "rtf", endings: &["rtf"], sniff: rtf::sniff, read: rtf::read },
    Format { name: "congressional-record", endings: &[], sniff: record::sniff, read: record::read },
    Format { name: "csv", endings: &["csv", "tsv"], sniff: never, read: table::read },
    Format { name: "html", endings: &["html", "htm", "xhtml"], sniff: html::sniff, read: html::read },
    Format { name: "json", endings: &["json"], sniff: never, read: json::read },
    Format { name: "jsonl", endings: &["jsonl", "ndjson"], sniff: never, read: json::read_lines },
    Format { name: "md", endings: &["md", "markdown"], sniff: never, read: markdown::read },
    Format { name: "xml", endings: &["xml", "rss", "atom", "tei"], sniff: xml::sniff, read: xml::read },
    Format { name: "txt", endings: &["txt", "text"], sniff: never, read: plain::read },
];

/// Names of all formats, with the endings of their files.
pub fn formats() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    FORMATS.iter().map(|format| (format.name, format.endings))
}

/// Whether a file of this name may hold articles, so that opening it is worth while.
#[must_use]
pub fn may_read(name: &str) -> bool {
    ending(name).is_none_or(|ending| by_ending(&ending).is_some())
}

/// The format of a file: told by its bytes where they can tell, else by its name.
pub(crate) fn choose(name: &str, bytes: &[u8]) -> Result<&'static Format, ParseError> {
    let sniffed = FORMATS.iter().find(|format| (format.sniff)(bytes));
    sniffed.or_else(|| by_ending(&ending(name)?)).ok_or_else(|| ParseError::Unsupported {
        name: ending(name).map_or_else(
            || name.rsplit('/').next().unwrap_or(name).to_owned(),
            |ending| format!("*.{ending}"),
        ),
    })
}

fn by_ending(ending: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.endings.contains(&ending))
}

/// The ending of a file's name in lower case, if it has one.
pub(crate) fn ending(name: &str) -> Option<String> {
    let last = name.rsplit('/').next().unwrap_or(name);
    let (stem, ending) = last.rsplit_once('.')?;
    (!stem.is_empty() && ending.len() <= 8 && !ending.contains(' '))
        .then(|| ending.to_ascii_lowercase())
}

/// For formats that only the name tells.
fn never(_: &[u8]) -> bool {
    false
}
