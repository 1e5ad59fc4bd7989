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
