//! Counts as a table or a timeline: to read, as records, as cells, as a picture.
//!
//! schema/count.schema.json describes the records.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::record::{VERSION, json_line};
use super::{Look, human, sanitize, table};

/// Names of the columns of a table, in order.
pub const NAMES: [&str; 9] =
    ["v", "by", "value", "name", "passages", "articles", "corpus", "share", "of_corpus"];

/// Widest column of names.
const WIDEST_NAME: usize = 36;

/// How many passages have one value.
#[derive(Clone, Debug, Serialize)]
pub struct CountRecord<'a> {
    /// Version of the format.
    pub v: u8,
    /// By what is counted.
    pub by: &'static str,
    /// Id, slug, name or date; null where passages have none.
    pub value: Option<&'a str>,
    /// What it is called.
    pub name: Cow<'a, str>,
    /// Passages that answer.
    pub passages: u64,
    /// Articles that hold them.
    pub articles: u64,
    /// Passages of the index with that value, of the kinds asked for.
    pub corpus: u64,
    /// Share of the passages that answer.
    pub share: f64,
    /// Share of the passages of the index with that value.
    pub of_corpus: f64,
}

/// A part of a whole, 0 of nothing.
#[must_use]
pub fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

impl<'a> CountRecord<'a> {
    /// The record of `passages` in `articles`, of `all` that answer and of `corpus`.
    #[must_use]
    pub fn new(
        by: &'static str,
        value: Option<&'a str>,
        name: Cow<'a, str>,
        (passages, articles): (u64, u64),
        (all, corpus): (u64, u64),
    ) -> Self {
        Self {
            v: VERSION,
            by,
            value,
            name,
            passages,
            articles,
            corpus,
            share: share(passages, all),
            of_corpus: share(passages, corpus),
        }
    }

    /// Writes it as a JSON line.
    ///
    /// # Errors
    /// What `out` reports.
    pub fn json(&self, out: &mut impl Write, terminal: bool) -> io::Result<()> {
        json_line(out, self, terminal)
    }

    /// Writes it as comma-separated cells, in the order of [`NAMES`].
    ///
    /// # Errors
    /// What `out` reports.
    pub fn csv(&self, out: &mut impl Write, terminal: bool) -> io::Result<()> {
        let safe = |text: &str| table::cell(text, terminal);
        let cells = [
            self.v.to_string(),
            self.by.to_owned(),
            safe(self.value.unwrap_or("")),
            safe(&self.name),
            self.passages.to_string(),
            self.articles.to_string(),
            self.corpus.to_string(),
            format!("{:.6}", self.share),
            format!("{:.6}", self.of_corpus),
        ];
        table::csv_line(out, &cells)
    }
}

/// Writes rows as a table with bars of their numbers.
///
/// # Errors
/// What `out` reports.
pub fn table(out: &mut impl Write, rows: &[CountRecord<'_>], look: &Look) -> io::Result<()> {
    let Some(first) = rows.first() else { return Ok(()) };
    let names: Vec<Cow<'_, str>> = rows.iter().map(|row| sanitize::line(&row.name)).collect();
    let width = names.iter().map(|name| name.width()).max().unwrap_or(0);
    let width = width.max(first.by.len()).min(WIDEST_NAME);
    writeln!(out, "{:width$}  passages   share  of corpus", first.by)?;
    let most = rows.iter().map(|row| row.passages).max().unwrap_or(0);
    for (row, name) in rows.iter().zip(&names) {
        let name = human::fit(name, width);
        let pad = width.saturating_sub(name.width());
        let bar = bar(share(row.passages, most), look.width.saturating_sub(width + 34));
        let (share, of_corpus) = (row.share * 100.0, row.of_corpus * 100.0);
        let line = format!(
            "{name}{:pad$}  {:8}  {share:5.1}%     {of_corpus:5.1}%  {bar}",
            "", row.passages
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Writes rows as a timeline: bars of passages in a thousand of the coverage.
///
/// # Errors
/// What `out` reports.
pub fn timeline(out: &mut impl Write, rows: &[CountRecord<'_>], look: &Look) -> io::Result<()> {
    let Some(first) = rows.first() else { return Ok(()) };
    let width = rows.iter().map(|row| row.name.width()).max().unwrap_or(0).max(first.by.len());
    writeln!(out, "{:width$}  passages  in 1000", first.by)?;
    let most = rows.iter().map(|row| row.of_corpus).fold(0.0, f64::max);
    for row in rows {
        let part = if most > 0.0 { row.of_corpus / most } else { 0.0 };
        let bar = bar(part, look.width.saturating_sub(width + 22));
        let rate = row.of_corpus * 1000.0;
        let line = format!("{:width$}  {:8}  {rate:7.1}  {bar}", row.name, row.passages);
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// A bar that fills `part` of the width; anything more than nothing shows.
fn bar(part: f64, width: usize) -> String {
    const EIGHTHS: [char; 8] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
    let eighths = (part.clamp(0.0, 1.0) * width as f64 * 8.0).round() as usize;
    let eighths = if part > 0.0 { eighths.max(1) } else { 0 };
    let mut bar = "█".repeat(eighths / 8);
    if eighths % 8 > 0 {
        bar.push(EIGHTHS[eighths % 8]);
    }
    bar
}

/// Writes rows as an SVG picture of a timeline.
///
/// # Errors
/// What `out` reports.
pub fn svg(out: &mut impl Write, rows: &[CountRecord<'_>], title: &str) -> io::Result<()> {
    const WIDTH: f64 = 960.0;
    const HEIGHT: f64 = 320.0;
    const LEFT: f64 = 56.0;
    const TOP: f64 = 40.0;
    const FOOT: f64 = 48.0;
    let most = rows.iter().map(|row| row.of_corpus).fold(0.0, f64::max);
    let step = (WIDTH - LEFT - 16.0) / rows.len().max(1) as f64;
    let height = HEIGHT - TOP - FOOT;
    let title = escaped(title);
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n<title>{title}</title>\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n\
         <text x=\"{LEFT}\" y=\"22\" font-size=\"15\">{title}</text>"
    )?;
    for tick in 0..=4 {
        let part = f64::from(tick) / 4.0;
        let y = TOP + height * (1.0 - part);
        writeln!(
            out,
            "<path d=\"M{LEFT} {y:.1}H{:.1}\" stroke=\"#ddd\"/>\n<text x=\"{:.1}\" y=\"{:.1}\" \
             text-anchor=\"end\">{:.1}</text>",
            WIDTH - 16.0,
            LEFT - 6.0,
            y + 4.0,
            most * part * 1000.0
        )?;
    }
    // Labels that do not run into each other: one in so many.
    let every = (rows.len().div_ceil(12)).max(1);
    for (nth, row) in rows.iter().enumerate() {
        let part = if most > 0.0 { row.of_corpus / most } else { 0.0 };
        let (x, tall) = (LEFT + step * nth as f64, height * part);
        let name = escaped(&row.name);
        writeln!(
            out,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{tall:.1}\" fill=\"#36c\">\
             <title>{name}: {} of {} passages</title></rect>",
            x + step * 0.1,
            TOP + height - tall,
            step * 0.8,
            row.passages,
            row.corpus
        )?;
        if nth % every == 0 {
            let middle = x + step / 2.0;
            writeln!(
                out,
                "<text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{name}</text>",
                HEIGHT - FOOT + 18.0
            )?;
        }
    }
    writeln!(
        out,
        "<text x=\"{LEFT}\" y=\"{:.1}\" fill=\"#555\">passages in 1000 of those published then</text>\n</svg>",
        HEIGHT - 8.0
    )
}

/// The text as XML holds it, with nothing that steers.
fn escaped(text: &str) -> String {
    sanitize::line(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_fill_their_width_and_the_least_shows() {
        assert_eq!(bar(1.0, 3), "███");
        assert_eq!(bar(0.5, 3), "█▌");
        assert_eq!(bar(0.0001, 3), "▏");
        assert_eq!(bar(0.0, 3), "");
    }

    #[test]
    fn a_picture_holds_no_markup_of_others() {
        let row = CountRecord::new("month", Some("2031-05"), "2031-05".into(), (2, 1), (2, 4));
        let mut out = Vec::new();
        svg(&mut out, &[row], "<b>\u{202e}&").unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("&lt;b&gt;\\u{202e}&amp;") && !text.contains("<b>"));
        assert!(text.contains("2031-05: 2 of 4 passages"));
    }
}
