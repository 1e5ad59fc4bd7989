//! Takes records and gives bytes: a ranked list for people, lines for scripts.
//!
//! Promises: one record a line in every format for scripts, in the order given; nothing of an
//! article can steer a terminal. The types in [`record`] are the wire format, described by
//! schema/record.schema.json. Does not decide what is shown, in which order, or whether a
//! terminal is there: the caller does.

pub mod counts;
pub mod explain;
pub mod human;
pub mod inspect;
mod item;
pub mod lines;
pub mod record;
pub mod sanitize;
pub mod show;
pub mod status;
pub mod table;
pub mod tagged;
pub mod verdict;

use std::collections::HashSet;
use std::io::{self, Write};

pub use record::Record;

/// How records are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A list to read.
    Human,
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated values under a line of names.
    Csv,
    /// Tab-separated values under a line of names; tabs and breaks inside a value are spaces.
    Tsv,
    /// The files alone, each once.
    Paths,
}

/// What the reader's end of the output is like.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// How records are written.
    pub format: Format,
    /// Whether to use colours.
    pub colour: bool,
    /// Whether the bytes go to a terminal, which must not be steered by them.
    pub terminal: bool,
    /// Whether places are links to the files.
    pub links: bool,
    /// Columns of text a line.
    pub width: usize,
    /// Whether a NUL stands in place of the line break after each path.
    pub null: bool,
}

/// A record and where a person finds it.
#[derive(Debug)]
pub struct Item<'a> {
    /// The record.
    pub record: Record<'a>,
    /// The file, as a path that opens from the working folder.
    pub path: String,
    /// The line in that file, from 1.
    pub line: u32,
    /// Address of that line for a terminal that opens links; made by the caller, who knows the
    /// working folder.
    pub link: Option<String>,
    /// What stands before and after it in the article, if asked for.
    pub around: Option<(String, String)>,
    /// All the words of the attribution in order, those outside its marks too; empty where
    /// they are not known, and the record's text stands for them.
    pub pieces: Vec<human::Piece>,
    /// Lines that tell how it came about.
    pub explanation: Vec<String>,
}

/// Writes items one after another.
#[derive(Debug)]
pub struct Printer<W> {
    out: W,
    look: Look,
    started: bool,
    paths: HashSet<String>,
}

impl<W: Write> Printer<W> {
    /// A printer to `out`.
    pub fn new(out: W, look: Look) -> Self {
        Self { out, look, started: false, paths: HashSet::new() }
    }

    /// Writes one item.
    ///
    /// # Errors
    /// What `out` reports.
    pub fn item(&mut self, item: &Item<'_>) -> io::Result<()> {
        self.start()?;
        match self.look.format {
            Format::Human => human::item(&mut self.out, item, &self.look),
            Format::Jsonl => record::json_line(&mut self.out, &item.record, self.look.terminal),
            Format::Csv => table::csv_row(&mut self.out, &item.record, self.look.terminal),
            Format::Tsv => table::tsv_row(&mut self.out, &item.record, self.look.terminal),
            Format::Paths => {
                if !self.paths.insert(item.path.clone()) {
                    return Ok(());
                }
                path(&mut self.out, &item.path, &self.look)
            }
        }
    }

    /// Writes a line that is no item.
    ///
    /// # Errors
    /// What `out` reports.
    pub fn line(&mut self, text: &str) -> io::Result<()> {
        let shown = if self.look.terminal { sanitize::line(text) } else { text.into() };
        writeln!(self.out, "{shown}")
    }

    /// Lets out what has been written.
    ///
    /// # Errors
    /// What `out` reports.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Ends the output: what a reader expects even of no records is written.
    ///
    /// # Errors
    /// What `out` reports.
    pub fn finish(mut self) -> io::Result<W> {
        self.start()?;
        self.out.flush()?;
        Ok(self.out)
    }

    /// Writes what stands before the first record, once.
    fn start(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.started, true) {
            return Ok(());
        }
        match self.look.format {
            Format::Csv => table::csv_names(&mut self.out),
            Format::Tsv => table::tsv_names(&mut self.out),
            Format::Human | Format::Jsonl | Format::Paths => Ok(()),
        }
    }
}

/// Writes one path and its end.
///
/// # Errors
/// What `out` reports.
pub fn path(out: &mut impl Write, path: &str, look: &Look) -> io::Result<()> {
    let shown = if look.terminal { sanitize::line(path) } else { path.into() };
    out.write_all(shown.as_bytes())?;
    out.write_all(if look.null { b"\0" } else { b"\n" })
}

#[cfg(test)]
mod tests;
