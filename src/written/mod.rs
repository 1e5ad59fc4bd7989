//! Takes a text that begins with a date as people write them and gives the date and the rest;
//! and takes a stretch of time as people ask for it and gives its first and last day.
//!
//! Promises: total, linear, no clock (`today` is a parameter), no time zone: the day is the one
//! that is written, local to whoever wrote it. Does not look for dates in prose; dates does.
//! Words come from schema/dates.toml.

pub mod calendar;

use jiff::civil::Date;

use crate::civil::{DateRange, PartialDate};
use crate::lexicon::date_words::{DateWord, DateWords, Link};
use crate::lexicon::key;

/// A date as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// With its year.
    Full(PartialDate),
    /// A day without its year, as in `Sept. 5`.
    Yearless {
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: i8,
    },
}

impl Written {
    /// The date, if its year was written.
    #[must_use]
    pub const fn full(self) -> Option<PartialDate> {
        match self {
            Self::Full(date) => Some(date),
            Self::Yearless { .. } => None,
        }
    }

    /// The date; one without a year is the last such day up to `by`.
    #[must_use]
    pub fn by(self, by: Date) -> Option<PartialDate> {
        match self {
            Self::Full(date) => Some(date),
            Self::Yearless { month, day } => (by.year() - 4..=by.year())
                .rev()
                .filter_map(|year| PartialDate::from_day(year, month, day))
                .find(|date| date.first() <= by),
        }
    }
}

/// Reads the date that `text` begins with, white space aside, and gives what follows it.
///
/// Known are `July 31, 2024`, `31st of July 2024`, `Sept. 5`, `Wed., Aug. 3, 2016`,
/// `March 2016`, `2016-08-03` (also with slashes), `20240731`, `8/3/2016` (month first unless
/// that is impossible), `3.8.2016` (day first unless that is impossible), RFC 2822, RFC 3339 and
/// what `date` prints; of a time of day only ISO's is taken with the date. Two-digit years up
/// to 68 are of this century. A range of days of one month, `Aug. 3-5, 2016`, is that month.
#[must_use]
pub fn date_at<'t>(text: &'t str, words: &DateWords) -> Option<(Written, &'t str)> {
    let mut cursor = Cursor { rest: text.trim_start(), words };
    if let Some(DateWord::Weekday(_)) = cursor.peek_word() {
        cursor.word();
        cursor.eat(",");
        cursor.space();
    }
    let date = cursor.date()?;
    Some((date, cursor.rest))
}

/// Finds the first date in `text` that [`date_at`] reads at the beginning of a word: its place
/// in bytes and its value.
#[must_use]
pub fn date_in(text: &str, words: &DateWords) -> Option<(std::ops::Range<usize>, Written)> {
    let mut before = ' ';
    for (at, ch) in text.char_indices() {
        if ch.is_alphanumeric()
            && !before.is_alphanumeric()
            && let Some((date, rest)) = date_at(&text[at..], words)
        {
            return Some((at..text.len() - rest.len(), date));
        }
        before = ch;
    }
    None
}

/// Reads a stretch of time as a person asks for it: `2016`, `2016-08`, `Aug. 3, 2016`,
/// `2024-07..2024-08`, `2016..`, `July 2024 to August 2024`, `since 2016`, `until:2016-08`,
/// `today`, `yesterday`, `this week`, `last month`, `last 90 days`, `3 weeks ago`. A week begins
/// on Monday; `last 90 days` ends today. `None` for anything else.
#[must_use]
pub fn range(text: &str, words: &DateWords, today: Date) -> Option<DateRange> {
    let text = text.trim();
    if text == ".." {
        return Some(DateRange::default());
    }
    if let Some((from, to)) = text.split_once("..") {
        return ends(from, to, words, today);
    }
    if let Some(range) = point(text, words, today) {
        return Some(range);
    }
    let mut cursor = Cursor { rest: text, words };
    let bound = cursor.word();
    cursor.eat(":");
    let day_before = |day: Date| day.yesterday().ok();
    let day_after = |day: Date| day.tomorrow().ok();
    let bounds = |first, last| Some(DateRange { first, last });
    match bound {
        Some(DateWord::Link(Link::Since)) => match split_ends(cursor.rest, words) {
            Some((from, to)) => ends(from, to, words, today),
            None => bounds(point(cursor.rest, words, today)?.first, None),
        },
        Some(DateWord::Link(Link::Until)) => bounds(None, point(cursor.rest, words, today)?.last),
        Some(DateWord::Link(Link::Before)) => {
            bounds(None, point(cursor.rest, words, today)?.first.and_then(day_before))
        }
        Some(DateWord::Link(Link::After)) => {
            bounds(point(cursor.rest, words, today)?.last.and_then(day_after), None)
        }
        _ => {
            let (from, to) = split_ends(text, words)?;
            ends(from, to, words, today)
        }
    }
}

/// What stands on either side of the first word or dash between two dates.
fn split_ends<'t>(text: &'t str, words: &DateWords) -> Option<(&'t str, &'t str)> {
    text.match_indices(' ').find_map(|(at, _)| {
        let mut cursor = Cursor { rest: text[at..].trim_start(), words };
        let joined = cursor.eat("-")
            || cursor.eat("\u{2013}")
            || matches!(cursor.word(), Some(DateWord::Link(Link::To | Link::Until)));
        joined.then_some((&text[..at], cursor.rest))
    })
}

/// From the first day of one time to the last day of another; an empty text is an open end.
fn ends(from: &str, to: &str, words: &DateWords, today: Date) -> Option<DateRange> {
    let end = |text: &str| match text.trim() {
        "" => Some(DateRange::default()),
        text => point(text, words, today),
    };
    let (from, to) = (end(from)?, end(to)?);
    match (from.first, to.last) {
        (Some(first), Some(last)) if first > last => {
            Some(DateRange { first: to.first, last: from.last })
        }
        (first, last) => Some(DateRange { first, last }),
    }
}

/// A time that has one name: a date, or a word or two counted from `today`.
fn point(text: &str, words: &DateWords, today: Date) -> Option<DateRange> {
    let text = text.trim();
    if let Ok(date) = text.parse::<PartialDate>() {
        return Some(DateRange::of(date));
    }
    if let Some((date, rest)) = date_at(text, words)
        && rest.trim().is_empty()
    {
        return date.by(today).map(DateRange::of);
    }
    let mut cursor = Cursor { rest: text, words };
    let shift = match cursor.peek_word() {
        Some(DateWord::Shift(by)) => {
            cursor.word();
            i32::from(by)
        }
        _ => 0,
    };
    let count = cursor.count();
    let name = cursor.word()?;
    let back = matches!(cursor.peek_word(), Some(DateWord::Back(_)));
    if back {
        cursor.word();
    }
    if !cursor.rest.trim().is_empty() {
        return None;
    }
    let stretch = |(first, last)| DateRange::between(first, last);
    let day = |date: Date| DateRange::between(date, date);
    match (name, count) {
        (DateWord::Day(by), None) if shift == 0 => calendar::days_after(today, by.into()).map(day),
        (DateWord::Weekday(weekday), None) => {
            calendar::weekday_near(today, weekday, shift).map(day)
        }
        (DateWord::Month(month), None) => {
            let last = today.year() - i16::from(month > today.month());
            let year = match shift {
                0 => last,
                1 => last + 1,
                _ => last - i16::from(month == today.month()),
            };
            PartialDate::from_month(year, month).map(DateRange::of)
        }
        (DateWord::Unit(unit), None) => calendar::unit_around(today, unit, shift).map(stretch),
        (DateWord::Unit(unit), Some(count)) if back && shift == 0 => {
            calendar::units_after(today, unit, -count).map(day)
        }
        (DateWord::Unit(unit), Some(count)) if shift < 0 => {
            let before = calendar::units_after(today, unit, -count)?;
            Some(DateRange::between(before.tomorrow().ok()?.min(today), today))
        }
        _ => None,
    }
}

/// A place in a text, moving forward.
struct Cursor<'t, 'w> {
    rest: &'t str,
    words: &'w DateWords,
}

impl<'t> Cursor<'t, '_> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// Takes `mark` if it comes next.
    fn eat(&mut self, mark: &str) -> bool {
        match self.rest.strip_prefix(mark) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// The letters that come next.
    fn letters(&self) -> &'t str {
        let end = self.rest.find(|ch: char| !ch.is_alphabetic()).unwrap_or(self.rest.len());
        &self.rest[..end]
    }

    /// What the next word does in a date.
    fn peek_word(&self) -> Option<DateWord> {
        let letters = self.letters();
        if letters.is_empty() {
            return None;
        }
        self.words.get(key(letters)).map(|form| form.word)
    }

    /// Takes the next word, its stop and the white space after it, if it has to do with dates.
    fn word(&mut self) -> Option<DateWord> {
        let word = self.peek_word()?;
        self.rest = &self.rest[self.letters().len()..];
        self.eat(".");
        self.space();
        Some(word)
    }

    /// Takes the month that comes next.
    fn month(&mut self) -> Option<i8> {
        match self.peek_word() {
            Some(DateWord::Month(month)) => {
                self.word();
                Some(month)
            }
            _ => None,
        }
    }

    /// The digits that come next, no more than eight.
    fn peek_digits(&self) -> &'t str {
        let bytes = self.rest.as_bytes();
        let len = bytes.iter().take(9).take_while(|b| b.is_ascii_digit()).count();
        if len > 8 { "" } else { &self.rest[..len] }
    }

    /// Takes digits, as many as the range allows, and gives their value.
    fn digits(&mut self, lengths: std::ops::RangeInclusive<usize>) -> Option<i32> {
        let digits = self.peek_digits();
        if !lengths.contains(&digits.len()) {
            return None;
        }
        self.rest = &self.rest[digits.len()..];
        digits.parse().ok()
    }

    /// Tries a reading; where it fails nothing is taken.
    fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let rest = self.rest;
        let value = read(self);
        if value.is_none() {
            self.rest = rest;
        }
        value
    }

    /// A count of units, in digits or in words.
    fn count(&mut self) -> Option<i32> {
        self.attempt(|c| {
            let count = match c.peek_word() {
                Some(DateWord::Count(count)) => {
                    c.word();
                    i32::from(count)
                }
                _ => c.digits(1..=5)?,
            };
            c.space();
            (count > 0).then_some(count)
        })
    }

    /// A date, weekday taken.
    fn date(&mut self) -> Option<Written> {
        let mut readings = [Self::numbers, Self::month_first, Self::day_first].into_iter();
        readings.find_map(|reading| self.attempt(reading))
    }

    /// Dates of digits alone.
    fn numbers(&mut self) -> Option<Written> {
        if let digits @ 8 = self.peek_digits().len() {
            let (date, rest) = self.rest.split_at(digits);
            let part = |range: std::ops::Range<usize>| date.get(range)?.parse::<i16>().ok();
            let (month, day) = (part(4..6)?, part(6..8)?);
            self.rest = rest;
            self.time();
            return full(part(0..4)?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        }
        let first = self.peek_digits().len();
        let one = self.digits(1..=4)?;
        let separator = ["-", "/", ".", "\u{2013}"].into_iter().find(|mark| self.eat(mark))?;
        if first == 4 {
            let month = self.digits(1..=2)?;
            let day = self.attempt(|c| c.eat(separator).then(|| c.digits(1..=2))?);
            self.end()?;
            let (year, month) = (i16::try_from(one).ok()?, i8::try_from(month).ok()?);
            return match day {
                Some(day) => {
                    self.time();
                    full(year, month, i8::try_from(day).ok()?)
                }
                None if separator == "-" => plausible(PartialDate::from_month(year, month)?),
                None => None,
            };
        }
        let two = self.digits(1..=2).filter(|_| first <= 2)?;
        if !self.eat(separator) {
            return None;
        }
        let year = self.year_of_two()?;
        let (one, two) = (i8::try_from(one).ok()?, i8::try_from(two).ok()?);
        let (month, day) = if separator == "." { (two, one) } else { (one, two) };
        full(year, month, day).or_else(|| full(year, day, month))
    }

    /// The time of day after an ISO date, with its zone: taken, and not looked at, since the
    /// day is the one written.
    fn time(&mut self) {
        let bytes = self.rest.as_bytes();
        if !matches!(bytes, [b'T' | b't' | b' ', b'0'..=b'9', b'0'..=b'9', ..]) {
            return;
        }
        let in_time =
            |b: &&u8| matches!(b, b'0'..=b'9' | b':' | b'.' | b',' | b'+' | b'-' | b'Z' | b'z');
        let len = 1 + bytes[1..].iter().take_while(in_time).count();
        let timed = bytes[..len].contains(&b':') || bytes[0] != b' ';
        if timed {
            self.rest = &self.rest[len..];
        }
    }

    /// `July 31, 2024`, `Sept. 5`, `March 2016`, `Aug 03 10:00:00 +0000 2016`.
    fn month_first(&mut self) -> Option<Written> {
        let month = self.month()?;
        self.eat(",");
        self.space();
        if self.peek_digits().len() == 4 {
            let year = self.year()?;
            return plausible(PartialDate::from_month(year, month)?);
        }
        let (day, ranged) = self.day()?;
        self.dated(month, day, ranged)
    }

    /// `31 July 2024`, `31st of July`, `3-Aug-2016`.
    fn day_first(&mut self) -> Option<Written> {
        let (day, ranged) = self.day()?;
        self.eat("-");
        self.space();
        if let Some(DateWord::Link(Link::Of)) = self.peek_word() {
            self.word();
        }
        let month = self.month()?;
        self.eat("-");
        self.dated(month, day, ranged)
    }

    /// The year after a day and a month, if there is one.
    fn dated(&mut self, month: i8, day: i8, ranged: bool) -> Option<Written> {
        let year = self.attempt(|c| {
            c.eat(",");
            c.space();
            let bracket = c.eat("(");
            let year = match c.peek_digits().len() {
                4 => c.year(),
                _ => c.attempt(Self::year_after_time),
            };
            (!bracket || c.eat(")")).then_some(year)?
        });
        match year {
            Some(year) if ranged => plausible(PartialDate::from_month(year, month)?),
            Some(year) => full(year, month, day),
            // A leap year has every day that a date without a year can name.
            None => {
                PartialDate::from_day(2000, month, day)?;
                (!ranged).then_some(Written::Yearless { month, day })
            }
        }
    }

    /// The year of `10:00:00 +0000 2016` and `10:00:00 EST 2016`.
    fn year_after_time(&mut self) -> Option<i16> {
        for _ in 0..2 {
            let len = self.rest.find(' ').filter(|&len| len > 0 && len <= 9)?;
            if !self.rest[..len].chars().all(|c| c.is_ascii_alphanumeric() || ":+-.".contains(c)) {
                return None;
            }
            self.rest = &self.rest[len + 1..];
            if self.peek_digits().len() == 4 {
                return self.year();
            }
        }
        None
    }

    /// A day of the month with its ending, and whether it is a range of days.
    fn day(&mut self) -> Option<(i8, bool)> {
        let day = self.digits(1..=2)?;
        let ending = self.letters();
        if let Some(DateWord::Ordinal(_)) = self.peek_word() {
            self.rest = &self.rest[ending.len()..];
        }
        let ranged = self.attempt(|c| {
            let dash = c.eat("-") || c.eat("\u{2013}");
            dash.then(|| c.digits(1..=2))?
        });
        self.end()?;
        let day = i8::try_from(day).ok().filter(|day| (1..=31).contains(day))?;
        Some((day, ranged.is_some()))
    }

    /// A year of four digits that ends here.
    fn year(&mut self) -> Option<i16> {
        let year = self.digits(4..=4)?;
        self.end()?;
        i16::try_from(year).ok()
    }

    /// A year of four digits, or of two in this century or the last.
    fn year_of_two(&mut self) -> Option<i16> {
        let short = self.peek_digits().len() == 2;
        let year = i16::try_from(self.digits(2..=4)?).ok()?;
        self.end()?;
        match year {
            _ if !short => Some(year),
            0..=68 => Some(2000 + year),
            _ => Some(1900 + year),
        }
    }

    /// Whether a number ends here.
    fn end(&self) -> Option<()> {
        let ends = |b: u8| !b.is_ascii_digit();
        self.rest.bytes().next().is_none_or(ends).then_some(())
    }
}

/// A day of a year that news has been printed in.
fn full(year: i16, month: i8, day: i8) -> Option<Written> {
    plausible(PartialDate::from_day(year, month, day)?)
}

fn plausible(date: PartialDate) -> Option<Written> {
    (1500..=2999).contains(&date.year()).then_some(Written::Full(date))
}

#[cfg(test)]
mod tests;
