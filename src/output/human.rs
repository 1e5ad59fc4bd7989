//! Records as a person reads them: who, what they said with matches marked, when, where.
//!
//! Words in quotation marks are what the article has in marks; words outside them are what it
//! reports of the same speaker. This form may change between versions: scripts use the others.

use std::borrow::Cow;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use super::record::{Copies, Range, Record};
use super::{Item, Look, sanitize};
use crate::pipeline::{PIECE_SEPARATOR, PassageKind};
use crate::span::Span;

/// A stretch of an attribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its words.
    pub text: String,
    /// Whether the article has them in quotation marks.
    pub marked: bool,
    /// Whether other words of the article stand between it and the piece before.
    pub gap: bool,
    /// What of it the query matched, in bytes of `text`.
    pub highlights: Vec<Range>,
}

/// A stretch of an article: its text and the offset at which it begins.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The words.
    pub text: &'a str,
    /// Where they begin in the article.
    pub from: u32,
}

impl<'a> Source<'a> {
    /// The words of a span, if they lie inside.
    fn get(&self, span: Span) -> Option<&'a str> {
        let start = span.start.checked_sub(self.from)? as usize;
        let end = span.end.checked_sub(self.from)? as usize;
        self.text.get(start..end)
    }
}

/// The pieces of an attribution in order, with `highlights` as a record counts them; none if
/// the source does not hold all of them.
#[must_use]
pub fn pieces(
    source: &Source<'_>,
    kind: PassageKind,
    spans: &[Span],
    reported: &[Span],
    highlights: &[Span],
) -> Vec<Piece> {
    // Where the piece begins in the record's text.
    let mut at = 0;
    let mut all: Vec<(Span, Option<u32>)> = Vec::with_capacity(spans.len() + reported.len());
    for &span in spans {
        all.push((span, Some(at)));
        at += span.len() + SEPARATOR_BYTES;
    }
    all.extend(reported.iter().map(|&span| (span, None)));
    all.sort_by_key(|(span, _)| span.start);
    let mut pieces: Vec<Piece> = Vec::with_capacity(all.len());
    let mut end = None;
    for (span, at) in all {
        let Some(text) = source.get(span) else { return Vec::new() };
        let between = end.and_then(|end| source.get(Span::new(end, span.start))).unwrap_or("");
        let inside = at.map_or(Span::new(0, 0), |at| Span::new(at, at + span.len()));
        let marks = highlights.iter().filter(|mark| inside.contains(**mark) && !mark.is_empty());
        // The mark that opens or ends the next piece is shown with that piece.
        let text = if at.is_some() { text } else { text.trim_matches(is_edge) };
        if text.is_empty() {
            continue;
        }
        pieces.push(Piece {
            text: text.to_owned(),
            marked: at.is_some() && kind == PassageKind::Quote,
            gap: between.chars().any(char::is_alphanumeric),
            highlights: marks
                .map(|m| Range(m.start - inside.start, m.end - inside.start))
                .collect(),
        });
        end = Some(span.end);
    }
    pieces
}

const SPEAKER: Style = Style::new().bold();
const UNSURE: Style = AnsiColor::Yellow.on_default();
const MATCH: Style = AnsiColor::Red.on_default().bold();
/// Bytes between two pieces of a record's text.
const SEPARATOR_BYTES: u32 = PIECE_SEPARATOR.len() as u32;
const PLACE: Style = AnsiColor::Cyan.on_default();
const AROUND: Style = Style::new().dimmed();
/// Spaces before every line but the speaker's.
const INDENT: &str = "  ";
/// What marks a match where there are no colours.
const PLAIN_MARK: &str = "**";
/// An attribution is called unsure below this.
const SURE: f32 = 0.9;

/// Whether a character is no word's part at the edge of reported words.
fn is_edge(ch: char) -> bool {
    ch.is_whitespace() || matches!(ch, '"' | '“' | '”' | '„' | '«' | '»')
}

/// Writes one item and the empty line after it.
///
/// # Errors
/// What `out` reports.
pub fn item(out: &mut impl Write, item: &Item<'_>, look: &Look) -> io::Result<()> {
    speaker(out, &item.record, look)?;
    let (before, after) =
        item.around.as_ref().map_or(("", ""), |(before, after)| (before.as_str(), after.as_str()));
    around(out, before, look)?;
    let words = words(item, look);
    wrap(out, &words, look)?;
    around(out, after, look)?;
    source(out, item, look)?;
    if let Some(copies) = &item.record.copies {
        writeln!(out, "{INDENT}{}", styled(&carried(&item.record, copies), PLACE, look))?;
    }
    for line in &item.explanation {
        writeln!(out, "{INDENT}{INDENT}{}", sanitize::line(line))?;
    }
    out.write_all(b"\n")
}

/// Writes one piece as prose.
///
/// # Errors
/// What `out` reports.
pub fn prose(out: &mut impl Write, piece: &Piece, look: &Look) -> io::Result<()> {
    let mut stretches = Vec::new();
    mark(&piece.text, &piece.highlights, &mut stretches);
    wrap(out, &split(plainly(stretches, look)), look)
}

/// Writes what stands around a passage, if anything does.
fn around(out: &mut impl Write, text: &str, look: &Look) -> io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    let safe = sanitize::line(text);
    let indent = INDENT.repeat(2);
    let mut lines: Vec<String> = vec![String::new()];
    for word in safe.split_whitespace() {
        let used = lines.last().map_or(0, |line| line.width());
        if used > 0 && used + 1 + word.width() > look.width.saturating_sub(indent.len()).max(20) {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    for line in lines {
        writeln!(out, "{indent}{}", styled(&line, AROUND, look))?;
    }
    Ok(())
}

/// Writes the line that names the speaker.
fn speaker(out: &mut impl Write, record: &Record<'_>, look: &Look) -> io::Result<()> {
    let Some(speaker) = &record.speaker else {
        let who = if record.kind == "text" { "(narration)" } else { "(unattributed)" };
        return writeln!(out, "{}", styled(who, UNSURE, look));
    };
    let Some(name) = &speaker.name else {
        let who = format!("(unattributed: “{}”)", sanitize::line(&speaker.label));
        return writeln!(out, "{}", styled(&who, UNSURE, look));
    };
    write!(out, "{}", styled(&sanitize::line(name), SPEAKER, look))?;
    if speaker.kind != "person" {
        write!(out, " ({})", speaker.kind)?;
    }
    if speaker.confidence < SURE {
        let percent = format!(" [{:.0}% sure]", f64::from(speaker.confidence) * 100.0);
        write!(out, "{}", styled(&percent, UNSURE, look))?;
    }
    out.write_all(b"\n")
}

/// Writes date, outlet and headline, then the place.
fn source(out: &mut impl Write, item: &Item<'_>, look: &Look) -> io::Result<()> {
    let record = &item.record;
    let mut facts: Vec<Cow<'_, str>> = Vec::with_capacity(4);
    match (&record.said, &record.date) {
        (Some(said), Some(date)) if said != date => {
            facts.push(Cow::Owned(format!("said {said}, published {date}")));
        }
        (Some(said), None) => facts.push(Cow::Owned(format!("said {said}"))),
        (_, Some(date)) => facts.push(Cow::Borrowed(date)),
        (None, None) => facts.push(Cow::Borrowed("undated")),
    }
    facts.extend(record.outlet.as_deref().map(sanitize::line));
    facts.extend(record.title.as_deref().map(sanitize::line));
    writeln!(out, "{INDENT}{}", fit(&facts.join(" · "), look.width.saturating_sub(INDENT.len())))?;
    let place = format!("{}:{}", sanitize::line(&item.path), item.line);
    let place = styled(&place, PLACE, look);
    match item.link.as_ref().filter(|_| look.links) {
        // What the address holds is escaped by whoever made it.
        Some(link) => {
            writeln!(
                out,
                "{INDENT}\u{1b}]8;;{link}\u{1b}\\{place}\u{1b}]8;;\u{1b}\\  {}",
                record.id
            )
        }
        None => writeln!(out, "{INDENT}{place}  {}", record.id),
    }
}

/// How often the same words stand elsewhere: `in 14 outlets, first 2024-02-04`.
fn carried(record: &Record<'_>, copies: &Copies<'_>) -> String {
    let known = record.outlet.is_some() && copies.others.iter().all(|one| one.outlet.is_some());
    let mut out = if known && copies.outlets > 1 {
        format!("in {} outlets", copies.outlets)
    } else if copies.articles > 1 {
        format!("in {} articles", copies.articles)
    } else {
        format!("{} times in this article", copies.others.len() + 1)
    };
    if let Some(first) = copies.first.as_ref().filter(|_| copies.articles > 1) {
        out.push_str(&format!(", first {first}"));
    }
    match copies.whole_articles {
        0 => {}
        1 => out.push_str("; one is a copy of the whole article"),
        n => out.push_str(&format!("; {n} are copies of the whole article")),
    }
    out
}

/// A word to be laid out: pieces of text, each a match or not, with no space between them.
type Word<'a> = Vec<(Cow<'a, str>, bool)>;

/// The words of the item with quotation marks where the article has them.
fn words<'a>(item: &'a Item<'_>, look: &Look) -> Vec<Word<'a>> {
    let record = &item.record;
    let mut stretches: Vec<(Cow<'a, str>, bool)> = Vec::new();
    if item.pieces.is_empty() {
        let (open, close) = if record.kind == "quote" { ("“", "”") } else { ("", "") };
        stretches.push((Cow::Borrowed(open), false));
        mark(&record.text, &record.highlights, &mut stretches);
        stretches.push((Cow::Borrowed(close), false));
    }
    for (place, piece) in item.pieces.iter().enumerate() {
        if place > 0 {
            stretches.push((Cow::Borrowed(if piece.gap { " … " } else { " " }), false));
        }
        let (open, close) = if piece.marked { ("“", "”") } else { ("", "") };
        stretches.push((Cow::Borrowed(open), false));
        mark(&piece.text, &piece.highlights, &mut stretches);
        stretches.push((Cow::Borrowed(close), false));
    }
    split(plainly(stretches, look))
}

/// The stretches, with marks around those that match where there are no colours to tell.
fn plainly<'a>(mut stretches: Vec<(Cow<'a, str>, bool)>, look: &Look) -> Vec<(Cow<'a, str>, bool)> {
    if !look.colour {
        for (text, matched) in &mut stretches {
            if *matched {
                *text = Cow::Owned(format!("{PLAIN_MARK}{text}{PLAIN_MARK}"));
            }
        }
    }
    stretches
}

/// Cuts text into stretches that match and stretches that do not.
fn mark<'a>(text: &'a str, highlights: &[Range], stretches: &mut Vec<(Cow<'a, str>, bool)>) {
    let mut from = 0;
    for &Range(start, end) in highlights {
        let (start, end) = (start as usize, end as usize);
        let (Some(before), Some(matched)) = (text.get(from..start), text.get(start..end)) else {
            continue;
        };
        stretches.push((sanitize::line(before), false));
        stretches.push((sanitize::line(matched), true));
        from = end;
    }
    stretches.push((sanitize::line(text.get(from..).unwrap_or("")), false));
}

/// Cuts stretches at spaces into words; a match over several words stays marked in each.
fn split(stretches: Vec<(Cow<'_, str>, bool)>) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = vec![Vec::new()];
    for (text, matched) in stretches {
        for (place, part) in text.split(' ').enumerate() {
            if place > 0 && words.last().is_some_and(|word| !word.is_empty()) {
                words.push(Vec::new());
            }
            if let (Some(word), false) = (words.last_mut(), part.is_empty()) {
                word.push((Cow::Owned(part.to_owned()), matched));
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Lays words out in lines of the look's width.
fn wrap(out: &mut impl Write, words: &[Word<'_>], look: &Look) -> io::Result<()> {
    let room = look.width.saturating_sub(INDENT.len()).max(20);
    let mut column = 0;
    let mut was_match = false;
    for word in words {
        let width: usize = word.iter().map(|(part, _)| part.width()).sum();
        let starts_match = word.first().is_some_and(|&(_, matched)| matched);
        if column == 0 {
            out.write_all(INDENT.as_bytes())?;
        } else if column + 1 + width > room {
            write!(out, "\n{INDENT}")?;
            column = 0;
        } else if was_match && starts_match && look.colour {
            // The space inside a match over several words belongs to it.
            write!(out, "{}", styled(" ", MATCH, look))?;
            column += 1;
        } else {
            out.write_all(b" ")?;
            column += 1;
        }
        for (part, matched) in word {
            if *matched {
                write!(out, "{}", styled(part, MATCH, look))?;
            } else {
                out.write_all(part.as_bytes())?;
            }
        }
        column += width;
        was_match = word.last().is_some_and(|&(_, matched)| matched);
    }
    out.write_all(b"\n")
}

/// The text, cut to the width with an ellipsis where it is longer.
#[must_use]
pub fn fit(text: &str, width: usize) -> Cow<'_, str> {
    if text.width() <= width {
        return Cow::Borrowed(text);
    }
    let mut used = 1;
    let end = text
        .char_indices()
        .find(|(_, ch)| {
            used += unicode_width::UnicodeWidthChar::width(*ch).unwrap_or(0);
            used > width
        })
        .map_or(text.len(), |(at, _)| at);
    Cow::Owned(format!("{}…", text[..end].trim_end()))
}

/// The text in a style, or plain.
fn styled(text: &str, style: Style, look: &Look) -> String {
    if look.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
}
