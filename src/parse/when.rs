//! Takes dates as files, pages and their addresses write them and gives the day.
//!
//! A stamp with a time keeps its own day, the publisher's, whatever its zone.

use crate::civil::PartialDate;
use crate::lexicon::Lexicon;
use crate::written::{date_at, date_in};

/// Years in which coverage may have appeared.
const YEARS: std::ops::RangeInclusive<i16> = 1700..=2199;

/// The date that stands in digits at the start of `text`: `2016-08-03`, `2016-08`, `2016/08/03`,
/// `20160803`, with whatever follows. A year alone is none.
pub(crate) fn numeric(text: &str) -> Option<PartialDate> {
    let bytes = text.trim_start().as_bytes();
    let number = |from: usize, len: usize| digits(bytes.get(from..from + len)?);
    let year = number(0, 4)?;
    if !YEARS.contains(&year) {
        return None;
    }
    match bytes.get(4)? {
        &mark @ (b'-' | b'/' | b'.' | b'_') => {
            let (month, next) = short(bytes, 5)?;
            match bytes
                .get(next)
                .filter(|&&other| other == mark)
                .and_then(|_| short(bytes, next + 1))
            {
                Some((day, _)) => PartialDate::from_day(year, month, day),
                None => PartialDate::from_month(year, month),
            }
        }
        byte if byte.is_ascii_digit() => {
            let (month, day) = (number(4, 2)?, number(6, 2)?);
            if bytes.get(8).is_some_and(u8::is_ascii_digit) && bytes.len() != 14 {
                return None;
            }
            PartialDate::from_day(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
        }
        _ => None,
    }
}

/// A number of one or two digits at `from`, and where it ends.
fn short(bytes: &[u8], from: usize) -> Option<(i8, usize)> {
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    if !is_digit(from) || (is_digit(from + 1) && is_digit(from + 2)) {
        return None;
    }
    let end = from + 1 + usize::from(is_digit(from + 1));
    Some((i8::try_from(digits(&bytes[from..end])?).ok()?, end))
}

fn digits(bytes: &[u8]) -> Option<i16> {
    bytes.iter().try_fold(0_i16, |sum, byte| {
        byte.is_ascii_digit().then(|| sum.saturating_mul(10).saturating_add(i16::from(byte - b'0')))
    })
}

/// The date with its year at the start of `text`, in digits or in words, and what follows it.
pub(crate) fn written<'t>(text: &'t str, lexicon: &Lexicon) -> Option<(PartialDate, &'t str)> {
    let (date, rest) = date_at(text, lexicon.date_words())?;
    let date = date.full().filter(|date| YEARS.contains(&date.year()))?;
    Some((date, rest))
}

/// The date that a field of data holds: at its start, after a weekday or a word or two.
pub(crate) fn field(text: &str, lexicon: &Lexicon) -> Option<PartialDate> {
    if let Some(date) = numeric(text) {
        return Some(date);
    }
    if let Some((date, _)) = written(text, lexicon) {
        return Some(date);
    }
    // Some pages join month, day and year with hyphens.
    let hyphens = text.trim_start().get(..10).filter(|head| head.matches('-').count() == 2);
    let slashed = hyphens.map(|head| head.replace('-', "/"));
    if let Some((date, _)) = slashed.as_deref().and_then(|head| written(head, lexicon)) {
        return Some(date);
    }
    // "Published March 4, 2031 at 10 a.m.", "Tuesday 4 March 2031"
    let head = text.get(..200).unwrap_or(text);
    let (_, date) = date_in(head, lexicon.date_words())?;
    date.full().filter(|date| YEARS.contains(&date.year()))
}

#[cfg(test)]
mod tests {
    use super::numeric;

    #[test]
    fn digits_are_dates_only_if_the_calendar_has_them() {
        for (text, expected) in [
            ("2016-08-03", Some("2016-08-03")),
            ("2016-8-3 10:00", Some("2016-08-03")),
            ("2016/08/03/story", Some("2016-08-03")),
            ("2016-08-03T23:30:00-07:00", Some("2016-08-03")),
            ("20160803", Some("2016-08-03")),
            ("20160803T101500Z", Some("2016-08-03")),
            ("20160803101500", Some("2016-08-03")),
            ("2016-08", Some("2016-08")),
            ("2016-13-03", None),
            ("2016-02-30", None),
            ("2016", None),
            ("1600-01-01", None),
            ("201608031", None),
            ("", None),
        ] {
            assert_eq!(numeric(text).map(|date| date.to_string()).as_deref(), expected, "{text}");
        }
    }
}
