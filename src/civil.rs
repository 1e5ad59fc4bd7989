//! Calendar dates as precise as their source: a year, a month or a day. No clock, no time zone.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

/// A date known to the year, the month or the day; written `2016`, `2016-08` or `2016-08-03`.
/// Orders by first day, then the less precise first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartialDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

impl PartialDate {
    /// A year alone, from 1 to 9999.
    #[must_use]
    pub fn from_year(year: i16) -> Option<Self> {
        (1..=9999).contains(&year).then_some(Self { year, month: None, day: None })
    }

    /// A month of a year.
    #[must_use]
    pub fn from_month(year: i16, month: i8) -> Option<Self> {
        Self::from_year(year)?;
        (1..=12).contains(&month).then_some(Self { year, month: Some(month), day: None })
    }

    /// A day, if the calendar has it.
    #[must_use]
    pub fn from_day(year: i16, month: i8, day: i8) -> Option<Self> {
        Self::from_year(year)?;
        Date::new(year, month, day).ok().map(Self::from)
    }

    /// Its year.
    #[must_use]
    pub const fn year(self) -> i16 {
        self.year
    }

    /// Its month, where known.
    #[must_use]
    pub const fn month(self) -> Option<i8> {
        self.month
    }

    /// Its day of the month, where known.
    #[must_use]
    pub const fn day_of_month(self) -> Option<i8> {
        self.day
    }

    /// The day itself, where it is known to the day.
    #[must_use]
    pub fn exact(self) -> Option<Date> {
        Date::new(self.year, self.month?, self.day?).ok()
    }

    /// First day that it can mean.
    #[must_use]
    pub fn first(self) -> Date {
        Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).unwrap_or(Date::MIN)
    }

    /// Last day that it can mean.
    #[must_use]
    pub fn last(self) -> Date {
        self.exact().unwrap_or_else(|| {
            let month = Date::new(self.year, self.month.unwrap_or(12), 1).unwrap_or(Date::MAX);
            month.last_of_month()
        })
    }
}

impl PartialDate {
    /// The most precise date that holds every day from `first` to `last`: the day, the month or
    /// the year that they share. `None` where they share none.
    #[must_use]
    pub fn spanning(first: Date, last: Date) -> Option<Self> {
        if first.year() != last.year() {
            None
        } else if first.month() != last.month() {
            Self::from_year(first.year())
        } else if first.day() != last.day() {
            Self::from_month(first.year(), first.month())
        } else {
            Some(first.into())
        }
    }

    /// Whether the day `date` is one that it can mean.
    #[must_use]
    pub fn holds(self, date: Date) -> bool {
        self.first() <= date && date <= self.last()
    }
}

impl From<Date> for PartialDate {
    fn from(date: Date) -> Self {
        Self { year: date.year(), month: Some(date.month()), day: Some(date.day()) }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

/// A stretch of days, both ends included; an absent end is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct DateRange {
    /// First day, if it has one.
    pub first: Option<Date>,
    /// Last day, if it has one.
    pub last: Option<Date>,
}

impl DateRange {
    /// From the first to the last day given, in whichever order.
    #[must_use]
    pub fn between(one: Date, other: Date) -> Self {
        Self { first: Some(one.min(other)), last: Some(one.max(other)) }
    }

    /// Every day that `date` can mean.
    #[must_use]
    pub fn of(date: PartialDate) -> Self {
        Self { first: Some(date.first()), last: Some(date.last()) }
    }

    /// Whether the day lies in it.
    #[must_use]
    pub fn holds(self, day: Date) -> bool {
        self.first.is_none_or(|first| first <= day) && self.last.is_none_or(|last| day <= last)
    }

    /// Whether some day that `date` can mean lies in it.
    #[must_use]
    pub fn meets(self, date: PartialDate) -> bool {
        self.first.is_none_or(|first| first <= date.last())
            && self.last.is_none_or(|last| date.first() <= last)
    }

    /// The days that lie in both; `None` where there are none.
    #[must_use]
    pub fn meet(self, other: Self) -> Option<Self> {
        let first = self.first.max(other.first);
        let last = match (self.last, other.last) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        match (first, last) {
            (Some(first), Some(last)) if first > last => None,
            _ => Some(Self { first, last }),
        }
    }
}

/// As a query writes it: `2016`, `2016-08`, `2016-08-03`, `2016-08-03..2016-08-05`, `2016-08..`,
/// `..2016-08-03`, `..` for all days. Reads back to the same range.
impl fmt::Display for DateRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(first), Some(last)) = (self.first, self.last)
            && let Some(date) = PartialDate::spanning(first, last)
            && Self::of(date) == *self
        {
            return write!(f, "{date}");
        }
        if let Some(first) = self.first {
            write!(f, "{}", PartialDate::from(first))?;
        }
        f.write_str("..")?;
        if let Some(last) = self.last {
            write!(f, "{}", PartialDate::from(last))?;
        }
        Ok(())
    }
}

/// Why a text is not a [`PartialDate`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date like 2016, 2016-08 or 2016-08-03")]
pub struct NotADate(String);

impl FromStr for PartialDate {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let number = |part: &str, width: usize| -> Option<i16> {
            (part.len() == width && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse().ok())?
        };
        let mut parts = text.split('-');
        let parsed = (|| {
            let year = number(parts.next()?, 4)?;
            let Some(month) = parts.next() else { return Self::from_year(year) };
            let month = i8::try_from(number(month, 2)?).ok()?;
            let Some(day) = parts.next() else { return Self::from_month(year, month) };
            let day = i8::try_from(number(day, 2)?).ok()?;
            if parts.next().is_some() {
                return None;
            }
            Self::from_day(year, month, day)
        })();
        parsed.ok_or_else(|| NotADate(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse::<PartialDate>().ok().and_then(PartialDate::exact).expect(text)
    }

    #[test]
    fn reads_what_it_writes() {
        for text in ["0001", "2016", "2016-02", "2016-02-29", "9999-12-31"] {
            let date: PartialDate = text.parse().expect(text);
            assert_eq!(date.to_string(), text);
        }
        for text in ["", "16", "2016-", "2016-13", "2015-02-29", "2016-02-03-04", "+016", "2016-2"]
        {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
    }

    #[test]
    fn spanning_is_as_precise_as_both_ends_allow() {
        let span = |a, b| PartialDate::spanning(day(a), day(b)).map(|date| date.to_string());
        assert_eq!(span("2016-08-03", "2016-08-03").as_deref(), Some("2016-08-03"));
        assert_eq!(span("2016-08-03", "2016-08-30").as_deref(), Some("2016-08"));
        assert_eq!(span("2016-08-03", "2016-09-01").as_deref(), Some("2016"));
        assert_eq!(span("2016-12-31", "2017-01-01"), None);
    }

    #[test]
    fn ranges_meet() {
        let range = |a, b| DateRange::between(day(a), day(b));
        let july = range("2016-07-31", "2016-07-01");
        assert_eq!(july, DateRange::of("2016-07".parse().expect("a month")));
        assert_eq!(july.to_string(), "2016-07");
        let open = DateRange { first: Some(day("2016-07-20")), last: None };
        assert_eq!(open.to_string(), "2016-07-20..");
        assert_eq!(july.meet(open), Some(range("2016-07-20", "2016-07-31")));
        let later = DateRange { first: Some(day("2016-08-01")), last: None };
        assert_eq!(july.meet(later), None);
        assert!(july.meets("2016".parse().expect("a year")));
        assert!(!later.meets("2016-07".parse().expect("a month")));
        assert!(DateRange::default().holds(day("2016-07-20")));
    }
}
