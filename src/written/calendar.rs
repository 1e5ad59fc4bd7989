//! Counting in days, weeks, months and years from a given day. Pure; `None` beyond the calendar.

use jiff::Span;
use jiff::civil::Date;

use crate::civil::PartialDate;
use crate::lexicon::date_words::{Season, Unit};

/// The day so many days after `day`.
#[must_use]
pub fn days_after(day: Date, count: i64) -> Option<Date> {
    day.checked_add(Span::new().try_days(count).ok()?).ok()
}

/// The first day of the month so many months after that of `day`.
#[must_use]
pub fn month_after(day: Date, count: i32) -> Option<Date> {
    let months = i32::from(day.year()) * 12 + i32::from(day.month()) - 1 + count;
    let year = i16::try_from(months.div_euclid(12)).ok()?;
    let month = i8::try_from(months.rem_euclid(12) + 1).ok()?;
    Some(PartialDate::from_month(year, month)?.first())
}

/// The day so many units after `day`. A month or a year keeps the day of the month as far as
/// there is one; hours do not count.
#[must_use]
pub fn units_after(day: Date, unit: Unit, count: i32) -> Option<Date> {
    let months = |each: i32| {
        let first = month_after(day, count.checked_mul(each)?)?;
        Date::new(first.year(), first.month(), day.day().min(first.days_in_month())).ok()
    };
    match unit {
        Unit::Hour => Some(day),
        Unit::Day => days_after(day, count.into()),
        Unit::Week | Unit::Weekend => days_after(day, i64::from(count) * 7),
        Unit::Fortnight => days_after(day, i64::from(count) * 14),
        Unit::Month => months(1),
        Unit::Quarter => months(3),
        Unit::Year => months(12),
        Unit::Decade => months(120),
    }
}

/// First and last day of the unit that holds `day`, or of the one so many units after it.
/// Weeks begin on Monday; the weekend is that of the week; decades begin with years in 0.
#[must_use]
pub fn unit_around(day: Date, unit: Unit, shift: i32) -> Option<(Date, Date)> {
    let year = |first: i16, last: i16| {
        Some((PartialDate::from_year(first)?.first(), PartialDate::from_year(last)?.last()))
    };
    let monday = days_after(day, -i64::from(day.weekday().to_monday_zero_offset()))?;
    let week = |weeks: i32, first: i64, last: i64| {
        let days = i64::from(weeks) * 7;
        Some((days_after(monday, days + first)?, days_after(monday, days + last)?))
    };
    let shifted = |shift: i32| i16::try_from(i32::from(day.year()) + shift).ok();
    match unit {
        Unit::Hour | Unit::Day => {
            let day = days_after(day, shift.into())?;
            Some((day, day))
        }
        Unit::Weekend => week(shift, 5, 6),
        Unit::Week => week(shift, 0, 6),
        Unit::Fortnight => week(shift.checked_mul(2)?, 0, 13),
        Unit::Month => {
            let first = month_after(day, shift)?;
            Some((first, first.last_of_month()))
        }
        Unit::Quarter => {
            let back = i32::from((day.month() - 1) % 3);
            let first = month_after(day, shift.checked_mul(3)?.checked_sub(back)?)?;
            Some((first, month_after(first, 2)?.last_of_month()))
        }
        Unit::Year => year(shifted(shift)?, shifted(shift)?),
        Unit::Decade => {
            let first = shifted(shift.checked_mul(10)?)?.div_euclid(10) * 10;
            year(first.max(1), first + 9)
        }
    }
}

/// The day of the week as one speaks of it on `day`. With a shift of 0 the last one, `day` among
/// them; of -1 the last one before `day`; of 1 the next one after it.
#[must_use]
pub fn weekday_near(day: Date, weekday: i8, shift: i32) -> Option<Date> {
    let since = i64::from((day.weekday().to_monday_one_offset() - weekday).rem_euclid(7));
    let back = match shift.signum() {
        0 => since,
        1 => since - 7,
        _ if since == 0 => 7,
        _ => since,
    };
    days_after(day, -back)
}

/// First and last day of the season that begins in `year`, by the calendar of the northern
/// hemisphere.
#[must_use]
pub fn season(year: i16, season: Season) -> Option<(Date, Date)> {
    let month = match season {
        Season::Spring => 3,
        Season::Summer => 6,
        Season::Autumn => 9,
        Season::Winter => 12,
    };
    let first = PartialDate::from_month(year, month)?.first();
    Some((first, month_after(first, 2)?.last_of_month()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse::<PartialDate>().ok().and_then(PartialDate::exact).expect(text)
    }

    fn around(from: &str, unit: Unit, shift: i32) -> String {
        let (first, last) = unit_around(day(from), unit, shift).expect(from);
        format!("{first}/{last}")
    }

    #[test]
    fn units_hold_their_day() {
        // A Wednesday.
        let from = "2022-06-15";
        assert_eq!(around(from, Unit::Week, 0), "2022-06-13/2022-06-19");
        assert_eq!(around(from, Unit::Week, -1), "2022-06-06/2022-06-12");
        assert_eq!(around(from, Unit::Weekend, -1), "2022-06-11/2022-06-12");
        assert_eq!(around(from, Unit::Weekend, 0), "2022-06-18/2022-06-19");
        assert_eq!(around(from, Unit::Month, -6), "2021-12-01/2021-12-31");
        assert_eq!(around(from, Unit::Quarter, 0), "2022-04-01/2022-06-30");
        assert_eq!(around(from, Unit::Quarter, -2), "2021-10-01/2021-12-31");
        assert_eq!(around(from, Unit::Decade, -1), "2010-01-01/2019-12-31");
    }

    #[test]
    fn weekdays_are_the_last_ones() {
        let near = |weekday, shift| {
            weekday_near(day("2022-06-15"), weekday, shift).map(|date| date.to_string())
        };
        assert_eq!(near(3, 0).as_deref(), Some("2022-06-15"));
        assert_eq!(near(3, -1).as_deref(), Some("2022-06-08"));
        assert_eq!(near(3, 1).as_deref(), Some("2022-06-22"));
        assert_eq!(near(4, 0).as_deref(), Some("2022-06-09"));
        assert_eq!(near(4, 1).as_deref(), Some("2022-06-16"));
    }

    #[test]
    fn months_keep_the_day_where_they_can() {
        assert_eq!(units_after(day("2022-03-31"), Unit::Month, -1), Some(day("2022-02-28")));
        assert_eq!(units_after(day("2024-02-29"), Unit::Year, -1), Some(day("2023-02-28")));
        assert_eq!(units_after(day("9999-12-31"), Unit::Year, 1), None);
        assert_eq!(season(2021, Season::Winter).map(|s| s.1), Some(day("2022-02-28")));
    }
}
