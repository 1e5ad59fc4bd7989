//! Takes tables of articles with a row of names at the top: comma, semicolon or tab between cells.
//!
//! Names are those that [`super::fields`] knows. A row without a text is passed over; a table
//! without a column for it is not a table of articles.

use csv::{ReaderBuilder, Trim};

use super::decode::decode;
use super::fields::{self, Fields};
use super::json::of_text;
use super::{Article, DateSource, Input, ParseError, Place};
use crate::diagnostic::{Diagnostic, Severity};

/// A row that cannot be read, with its line where that is known.
pub(super) fn broken(error: &csv::Error) -> ParseError {
    ParseError::Broken {
        format: "table",
        place: error.position().map_or(Place::Whole, |at| {
            Place::Line(usize::try_from(at.line()).unwrap_or(usize::MAX))
        }),
        why: "a row that cannot be read".to_owned(),
    }
}

/// Reads a `.csv` or `.tsv` file.
pub(crate) fn read(input: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    let decoded = decode(input.bytes, None)?;
    let text = decoded.text.trim_start_matches('\u{FEFF}');
    let mut reader = rows(text);
    let names = reader.headers().map_err(|error| broken(&error))?.clone();
    let mut articles = Vec::new();
    let mut notes: Vec<Diagnostic> = decoded.note.into_iter().collect();
    let mut blank = 0;
    for row in reader.records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                let message = broken(&error).to_string();
                notes.push(Diagnostic {
                    code: "broken-record",
                    severity: Severity::Loss,
                    span: None,
                    message,
                });
                continue;
            }
        };
        let fields = Fields::of_row(names.iter().zip(row.iter()), &input.config.fields);
        let Some(mut article) = fields.text.as_deref().and_then(|text| of_text(text, input)) else {
            blank += 1;
            continue;
        };
        fields::fill_over(&mut article, &fields, DateSource::Metadata, input.lexicon);
        let line = row.position().map_or(1, csv::Position::line);
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        article.blocks.iter_mut().for_each(|block| block.line = line);
        articles.push(article);
    }
    match articles.first_mut() {
        Some(article) => {
            notes.extend(passed_over(blank));
            article.notes.extend(notes);
        }
        None => {
            let names: Vec<&str> = names.iter().take(6).collect();
            let why = format!("no row holds a text; the columns are {}", names.join(", "));
            return Err(ParseError::NotAnArticle { why });
        }
    }
    Ok(articles)
}

/// A reader of the rows of a table, whatever the mark between its cells.
pub(super) fn rows(text: &str) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .delimiter(delimiter(text))
        .flexible(true)
        .trim(Trim::Headers)
        .from_reader(text.as_bytes())
}

/// Word of records that hold no text.
pub(super) fn passed_over(records: usize) -> Option<Diagnostic> {
    (records > 0).then(|| Diagnostic {
        code: "records-passed-over",
        severity: Severity::Note,
        span: None,
        message: format!("{records} records passed over, without a text"),
    })
}

/// The mark between cells: the one that the first line holds most of.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or("");
    let count = |mark: u8| memchr::memchr_iter(mark, first.as_bytes()).count();
    // Of equal counts the last wins.
    [b';', b'\t', b','].into_iter().max_by_key(|&mark| count(mark)).unwrap_or(b',')
}

#[cfg(test)]
mod tests;
