//! Takes a text and gives its lines and, from these, its paragraphs as stretches of the text.
//!
//! Decides for the whole text whether a line is a paragraph or whether lines are hard-wrapped,
//! so that a paragraph runs over several. Linear in the text.

use std::ops::Range;

/// Widest column at which people wrap lines by hand or by program.
const WIDEST_WRAP: u32 = 110;

/// Narrowest column at which running text is wrapped.
const NARROWEST_WRAP: u32 = 40;

/// One line that is not blank, without the white space around it.
#[derive(Clone, Copy, Debug)]
struct Line {
    start: usize,
    end: usize,
    /// Columns of white space before it.
    indent: u32,
    /// Columns up to its end.
    columns: u32,
    /// Columns of its first word.
    first_word: u32,
    /// Its number in the text, from 1.
    number: u32,
}

/// A paragraph: where it stands and on which line it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) range: Range<usize>,
    pub(crate) line: u32,
    /// Whether a blank line, or the edge of the text, stands before it.
    pub(crate) apart: bool,
}

/// The paragraphs of `text` in order. None is blank.
pub(crate) fn stretches(text: &str) -> Vec<Stretch> {
    let lines = lines(text);
    match wrap_width(&lines) {
        Some(width) => join(text, &lines, width),
        None => lines
            .iter()
            .enumerate()
            .map(|(at, line)| Stretch {
                range: line.start..line.end,
                line: line.number,
                apart: at == 0 || lines[at - 1].number + 1 < line.number,
            })
            .collect(),
    }
}

/// The lines that are not blank. A line ends at LF, CR LF, a lone CR or a form feed.
fn lines(text: &str) -> Vec<Line> {
    let bytes = text.as_bytes();
    // Typical lines are paragraphs of some 200 bytes.
    let mut out = Vec::with_capacity(bytes.len() / 200 + 8);
    let (mut start, mut number) = (0, 1);
    let mut breaks = memchr::memchr3_iter(b'\n', b'\r', 0x0C, bytes);
    loop {
        let end = breaks.next().unwrap_or(bytes.len());
        if let Some(line) = line(text, start, end, number) {
            out.push(line);
        }
        if end == bytes.len() {
            return out;
        }
        start = end + 1;
        let within_pair = bytes[end] == b'\r' && bytes.get(end + 1) == Some(&b'\n');
        if !within_pair {
            number += 1;
        }
    }
}

/// The line between two breaks, if it holds more than white space.
fn line(text: &str, start: usize, end: usize, number: u32) -> Option<Line> {
    let raw = text.get(start..end)?;
    let body = raw.trim_start_matches(|ch: char| ch.is_whitespace() || ch == '\u{FEFF}');
    let lead = &raw[..raw.len() - body.len()];
    let body = body.trim_end();
    if body.is_empty() {
        return None;
    }
    let indent =
        lead.chars().map(|ch| if ch == '\t' { 8 } else { u32::from(ch != '\u{FEFF}') }).sum();
    // Of long lines it matters only that they are long.
    let long = body.len() > 4 * WIDEST_WRAP as usize;
    let columns = if long { u32::MAX / 2 } else { indent + columns(body) };
    let first = body.split(char::is_whitespace).next().unwrap_or("");
    let first_word = if long { 1 } else { columns_of_word(first) };
    let start = start + lead.len();
    Some(Line { start, end: start + body.len(), indent, columns, first_word, number })
}

fn columns(text: &str) -> u32 {
    let count = text.bytes().filter(|&byte| byte & 0xC0 != 0x80).count();
    u32::try_from(count).unwrap_or(u32::MAX / 2)
}

fn columns_of_word(word: &str) -> u32 {
    columns(word).min(WIDEST_WRAP)
}

/// The column at which the lines are wrapped, if they are: nearly every line that another
/// follows directly is so long that the other's first word would not have fitted on it.
fn wrap_width(lines: &[Line]) -> Option<u32> {
    let bytes: usize = lines.iter().map(|line| line.end - line.start).sum();
    let long: usize = lines
        .iter()
        .filter(|line| line.columns > WIDEST_WRAP)
        .map(|line| line.end - line.start)
        .sum();
    if long * 10 > bytes {
        return None;
    }
    let pairs = || lines.windows(2).filter(|pair| pair[0].number + 1 == pair[1].number);
    let mut ends: Vec<u32> =
        pairs().map(|pair| pair[0].columns).filter(|&columns| columns <= WIDEST_WRAP).collect();
    if ends.len() < 2 {
        return None;
    }
    ends.sort_unstable();
    let width = ends[(ends.len() - 1) * 19 / 20];
    if width < NARROWEST_WRAP {
        return None;
    }
    let forced = pairs().filter(|pair| is_forced(&pair[0], &pair[1], width)).count();
    // The few others are last lines of paragraphs without a blank line after them.
    (forced * 10 >= ends.len() * 6).then_some(width)
}

/// Whether the break between two lines is one that wrapping at `width` makes.
fn is_forced(line: &Line, next: &Line, width: u32) -> bool {
    line.columns + 1 + next.first_word + 4 > width
}

/// Joins hard-wrapped lines: a paragraph ends at a blank line, at a line that had room for more,
/// and before a line that is set in or is an item of a list.
fn join(text: &str, lines: &[Line], width: u32) -> Vec<Stretch> {
    let mut out: Vec<Stretch> = Vec::new();
    let mut last: Option<&Line> = None;
    let mut hanging = false;
    for line in lines {
        let body = &text[line.start..line.end];
        let item = super::bullet(body).is_some();
        let apart = last.is_none_or(|last| last.number + 1 < line.number);
        let joined = !apart
            && !item
            && last.is_some_and(|last| {
                let set_in = line.indent >= last.indent + 2 && !hanging;
                !set_in && is_forced(last, line, width)
            });
        match out.last_mut().filter(|_| joined) {
            Some(stretch) => {
                stretch.range.end = line.end;
                hanging = false;
            }
            None => {
                out.push(Stretch { range: line.start..line.end, line: line.number, apart });
                hanging = item;
            }
        }
        last = Some(line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::stretches;

    fn paragraphs(text: &str) -> Vec<&str> {
        stretches(text).into_iter().map(|stretch| &text[stretch.range]).collect()
    }

    #[test]
    fn long_lines_are_paragraphs() {
        let long = "The council met for six hours on the ferry levy before it rose. ".repeat(4);
        let text = format!("{long}\n{long}\n\nA short one.\n");
        assert_eq!(paragraphs(&text), [long.trim(), long.trim(), "A short one."]);
    }

    #[test]
    fn short_lines_that_could_have_been_longer_are_paragraphs() {
        let text = "Sell the ferry\nShow restraint\nFill the gaps\n\nThe mayor disagreed.";
        assert_eq!(paragraphs(text).len(), 4);
    }

    #[test]
    fn hard_wrapped_lines_are_joined() {
        let text = "The council of Port Sable met for six hours on Tuesday to\n\
                    discuss the ferry levy, which the mayor has called a tax\n\
                    on going to work.\n\n\
                    She said that she would not sign it in this form and that\n\
                    the members knew it.\n";
        let found = paragraphs(text);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].ends_with("on going to work."));
    }

    #[test]
    fn set_in_lines_begin_paragraphs_without_blank_lines() {
        let text = "   The council of Port Sable met for six hours on Tuesday to\n\
                    discuss the ferry levy, which the mayor has called a new tax\n\
                    on those who have no other way of going to work than by boat\n   \
                    She said that she would not sign it in this form and that\n\
                    the members of the council knew that, and had known it for\n\
                    a month.\n";
        assert_eq!(paragraphs(text).len(), 2);
    }

    #[test]
    fn items_stand_alone_and_their_hanging_lines_join() {
        let text = "The mayor named the three things that she wants to see in the\n\
                    levy before she signs it into law this autumn or next spring:\n\
                    - a fare for those who commute by ferry that is no higher than\n  \
                      the fare on the bridge\n\
                    - an end to the levy after five years, with a vote of all the\n  \
                      members on going on\n";
        let found = paragraphs(text);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[1].starts_with("- a fare") && found[1].ends_with("the bridge"));
    }

    #[test]
    fn any_line_break_counts_and_lines_are_numbered() {
        for newline in ["\n", "\r\n", "\r"] {
            let text = ["\u{FEFF}One.", "", "Two.", "Three."].join(newline);
            let found = stretches(&text);
            let lines: Vec<_> = found.iter().map(|stretch| stretch.line).collect();
            assert_eq!(lines, [1, 3, 4]);
            assert_eq!(paragraphs(&text), ["One.", "Two.", "Three."]);
            assert_eq!(
                found.iter().map(|found| found.apart).collect::<Vec<_>>(),
                [true, true, false]
            );
        }
    }

    #[test]
    fn blank_text_has_none() {
        for text in ["", "\n", " \n\u{A0}\n\t", "\u{FEFF}"] {
            assert!(stretches(text).is_empty());
        }
    }
}
