//! A stretch of time as the registry knows it, each end as precise as its source.

use std::str::FromStr;

use jiff::civil::Date;

use crate::civil::PartialDate;

/// When an office was held. Written `2007-01-03..2025-01-03`, `2007..` (still held), `..1992`,
/// `2015..?` (ended, but when is not known), `2016` (at some time of that year).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Term {
    /// First day, as far as known.
    pub from: Option<PartialDate>,
    /// Day of leaving, as far as known; that day itself no longer counts.
    pub to: Option<PartialDate>,
    /// Whether the end is unknown rather than still to come.
    pub end_unknown: bool,
}

impl Term {
    /// A time without known bounds.
    pub const ALWAYS: Self = Self { from: None, to: None, end_unknown: false };

    /// Whether it may have covered that day.
    #[must_use]
    pub fn may_hold(self, date: Date) -> bool {
        let begun = self.from.is_none_or(|from| from.first() <= date);
        let not_over = match self.to {
            Some(to) => to.exact().map_or(date <= to.last(), |day| date < day),
            None if self.end_unknown => self.from.is_some_and(|from| date <= from.last()),
            None => true,
        };
        begun && not_over
    }

    /// Whether it covered that day for sure.
    #[must_use]
    pub fn surely_holds(self, date: Date) -> bool {
        let begun = self.from.is_none_or(|from| from.last() <= date);
        let not_over = match self.to {
            Some(to) => date < to.first(),
            None => !self.end_unknown,
        };
        begun && not_over
    }

    /// The last day that it can have reached, if that lies before `date`.
    #[must_use]
    pub fn ended_before(self, date: Date) -> Option<Date> {
        let end = match self.to {
            Some(to) => to.last(),
            None if self.end_unknown => self.from?.last(),
            None => return None,
        };
        (end <= date).then_some(end)
    }

    /// Whole years between that day and the nearest day of the term; 0 inside it.
    #[must_use]
    pub fn years_from(self, date: Date) -> u8 {
        let days = if let Some(from) = self.from
            && date < from.first()
        {
            days_between(date, from.first())
        } else if let Some(end) = self.ended_before(date) {
            days_between(end, date)
        } else {
            0
        };
        u8::try_from(days / 365).unwrap_or(u8::MAX)
    }
}

/// Days from one date to a later one, by the calendar's rough measure (365.25 days a year),
/// which is enough to count years.
fn days_between(from: Date, to: Date) -> i32 {
    let day = |d: Date| i32::from(d.year()) * 1461 / 4 + i32::from(d.day_of_year());
    (day(to) - day(from)).max(0)
}

impl FromStr for Term {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let date = |part: &str| -> Result<Option<PartialDate>, String> {
            if part.is_empty() {
                return Ok(None);
            }
            part.parse().map(Some).map_err(|e: crate::civil::NotADate| e.to_string())
        };
        let term = match text.split_once("..") {
            Some((from, "?")) => Self { from: date(from)?, to: None, end_unknown: true },
            Some((from, to)) => Self { from: date(from)?, to: date(to)?, end_unknown: false },
            None => {
                let at = date(text)?;
                Self { from: at, to: at, end_unknown: false }
            }
        };
        if let (Some(from), Some(to)) = (term.from, term.to)
            && to.last() < from.first()
        {
            return Err(format!("`{text}` ends before it begins"));
        }
        Ok(term)
    }
}

impl std::fmt::Display for Term {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let (Some(from), Some(to)) = (self.from, self.to)
            && from == to
        {
            return write!(f, "{from}");
        }
        if let Some(from) = self.from {
            write!(f, "{from}")?;
        }
        f.write_str("..")?;
        match self.to {
            Some(to) => write!(f, "{to}"),
            None if self.end_unknown => f.write_str("?"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Term;
    use jiff::civil::date;

    fn term(text: &str) -> Term {
        text.parse().unwrap()
    }

    #[test]
    fn the_day_of_leaving_belongs_to_the_successor() {
        let old = term("2017-01-20..2021-01-20");
        let new = term("2021-01-20..2025-01-20");
        let day = date(2021, 1, 20);
        assert!(!old.may_hold(day) && new.surely_holds(day));
        assert!(old.surely_holds(date(2021, 1, 19)) && !new.may_hold(date(2021, 1, 19)));
    }

    #[test]
    fn years_are_vague_at_both_ends() {
        let vague = term("1999..2003");
        assert!(vague.may_hold(date(1999, 1, 1)) && !vague.surely_holds(date(1999, 6, 1)));
        assert!(vague.surely_holds(date(2000, 1, 1)) && vague.surely_holds(date(2002, 12, 31)));
        assert!(vague.may_hold(date(2003, 12, 31)) && !vague.surely_holds(date(2003, 6, 1)));
        assert!(!vague.may_hold(date(2004, 1, 1)));
    }

    #[test]
    fn an_unknown_end_is_not_an_open_one() {
        assert!(term("2015..").surely_holds(date(2020, 1, 1)));
        assert!(!term("2015..?").may_hold(date(2020, 1, 1)));
        assert!(term("2015..?").may_hold(date(2015, 7, 1)));
        assert_eq!(term("2015..?").ended_before(date(2020, 1, 1)), Some(date(2015, 12, 31)));
    }

    #[test]
    fn distance_counts_years() {
        assert_eq!(term("1993..2001").years_from(date(2016, 5, 1)), 14);
        assert_eq!(term("2017..2021").years_from(date(2015, 5, 1)), 1);
        assert_eq!(term("2017..2021").years_from(date(2019, 5, 1)), 0);
    }

    #[test]
    fn written_forms_come_back() {
        for text in ["2007-01-03..2025-01-03", "2007..", "..1992", "2015..?", "2016"] {
            assert_eq!(term(text).to_string(), text);
        }
        assert!("2010..2009".parse::<Term>().is_err());
        assert!("soon".parse::<Term>().is_err());
    }
}
