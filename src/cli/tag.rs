//! `tag`: the issues of short texts, streamed.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use rayon::prelude::*;
use serde::Deserialize;
use serde_json::Value;

use super::args::Common;
use super::args::tag::{TagArgs, TagFormat};
use super::config;
use super::exit::Exit;
use crate::civil::PartialDate;
use crate::error::Error;
use crate::issues::{Piece, Tagged, tag_text};
use crate::lexicon::phrases::Memory;
use crate::output::tagged::{NAMES, TagLine};
use crate::output::{Format, table};

/// Rows worked on between two writes.
const BATCH: usize = 8192;
/// Rows that one thread takes at a time, so that its memory of words pays.
const SHARE: usize = 256;

/// A row as it comes; other fields are ignored.
#[derive(Debug, Default, Deserialize)]
struct Row {
    #[serde(default)]
    id: Value,
    #[serde(default)]
    text: String,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    before: Option<String>,
    #[serde(default)]
    after: Option<String>,
    #[serde(default)]
    date: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// A file that cannot be read, output that cannot be written.
pub(super) fn run(args: &TagArgs, common: &Common, out: &mut impl Write) -> Result<Exit, Error> {
    config::start_threads(common)?;
    let lexicon = config::lexicon(common)?;
    let look = config::look(common, Format::Jsonl, false);
    let reporter = config::reporter(common);
    if args.format == TagFormat::Csv {
        table::csv_line(out, &NAMES)?;
    }
    let mut rows = rows(args)?;
    let mut failed = false;
    let mut read = 0_usize;
    loop {
        let batch: Vec<Result<Row, String>> = rows.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            return Ok(Exit::Found.or_failed(failed));
        }
        let tagged: Vec<Vec<Tagged>> = batch
            .par_chunks(SHARE)
            .map(|rows| {
                let mut memory = Memory::default();
                rows.iter()
                    .map(|row| match row {
                        Ok(row) => tag_text(piece(row), &lexicon, &mut memory),
                        Err(_) => Tagged::default(),
                    })
                    .collect()
            })
            .collect();
        for (row, tagged) in batch.iter().zip(tagged.iter().flatten()) {
            read += 1;
            if let Err(reason) = row {
                failed = true;
                reporter.warning(&format!("row {read} not read: {reason}"));
            }
            let id = row.as_ref().map_or(&Value::Null, |row| &row.id);
            let line = TagLine::new(id, tagged, &lexicon);
            match args.format {
                TagFormat::Jsonl => line.json(out, look.terminal)?,
                TagFormat::Csv => line.csv(out)?,
            }
        }
    }
}

fn piece(row: &Row) -> Piece<'_> {
    Piece {
        title: row.title.as_deref(),
        before: row.before.as_deref(),
        text: &row.text,
        after: row.after.as_deref(),
        date: row.date.as_deref().and_then(|date| date.parse::<PartialDate>().ok()),
    }
}

/// The rows of the file or of standard input, in order.
fn rows(args: &TagArgs) -> Result<Box<dyn Iterator<Item = Result<Row, String>>>, Error> {
    let file = args.file.as_deref().filter(|path| *path != Path::new("-"));
    let input: Box<dyn Read> = match file {
        None => Box::new(io::stdin()),
        Some(path) => Box::new(
            File::open(path).map_err(|source| Error::ReadFile { path: path.to_owned(), source })?,
        ),
    };
    if file.and_then(Path::extension).is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) {
        return csv_rows(args, input);
    }
    let lines = BufReader::with_capacity(1 << 16, input).lines();
    let filled = lines.filter(|line| line.as_ref().map_or(true, |line| !line.trim().is_empty()));
    Ok(Box::new(filled.map(|line| {
        let line = line.map_err(|error| error.to_string())?;
        serde_json::from_str(&line).map_err(|error| error.to_string())
    })))
}

/// The rows of a CSV file.
fn csv_rows(
    args: &TagArgs,
    input: Box<dyn Read>,
) -> Result<Box<dyn Iterator<Item = Result<Row, String>>>, Error> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(input);
    let names = reader.headers().map_err(|error| Error::Output(error.into()))?.clone();
    let column = |name: &str| names.iter().position(|known| known == name);
    let (id, title, date) =
        (column(&args.id_column), column(&args.title_column), column(&args.date_column));
    let Some(text) = column(&args.text_column) else {
        return Err(Error::NoColumn { name: args.text_column.clone() });
    };
    Ok(Box::new(reader.into_records().map(move |record| {
        let record = record.map_err(|error| error.to_string())?;
        let cell = |column: Option<usize>| {
            column.and_then(|at| record.get(at)).filter(|cell| !cell.is_empty()).map(str::to_owned)
        };
        Ok(Row {
            id: cell(id).map_or(Value::Null, Value::String),
            text: cell(Some(text)).unwrap_or_default(),
            title: cell(title),
            date: cell(date),
            ..Row::default()
        })
    })))
}
