//! Turns what the words of a date say into days.

use jiff::civil::Date;

use super::Basis;
use super::grammar::Time;
use crate::civil::PartialDate;
use crate::lexicon::date_words::{From, Season, Unit};
use crate::written::calendar::{days_after, season, unit_around, units_after, weekday_near};

/// What is known where a date stands.
pub(super) struct Context {
    /// Day of publication.
    pub(super) published: Option<Date>,
    /// The time that the story has reached, and how precise it is.
    pub(super) story: Option<(Date, Date, Unit)>,
    /// Whether the sentence puts the date after the day of publication.
    pub(super) ahead: bool,
}

/// Days that a date can mean, and what they are counted from.
pub(super) struct Days {
    pub(super) first: Date,
    pub(super) last: Date,
    pub(super) unit: Unit,
    pub(super) basis: Basis,
    /// Whether it is a stretch of time and not a time.
    pub(super) stretch: bool,
}

/// The days; `None` where they cannot be told or do not exist.
pub(super) fn resolve(time: &Time, context: &Context) -> Option<Days> {
    let today = context.published;
    let days = |(first, last): (Date, Date), unit, basis| {
        Some(Days { first, last, unit, basis, stretch: false })
    };
    let day = |date: Date, basis| days((date, date), Unit::Day, basis);
    let story = context.story.filter(|(first, last, _)| first == last).map(|story| story.0);
    let vague = context.story.filter(|(first, last, _)| first != last);
    match *time {
        Time::Full { year, month, days: None } => {
            let date = match month {
                Some(month) => PartialDate::from_month(year, month)?,
                None => PartialDate::from_year(year)?,
            };
            let unit = if month.is_some() { Unit::Month } else { Unit::Year };
            days((date.first(), date.last()), unit, Basis::Written)
        }
        Time::Full { year, month, days: Some(range) } => {
            days(of_month(year, month?, range)?, unit_of(range), Basis::Written)
        }
        Time::Month { month, days: range, shift } => {
            let (year, unit) =
                (year_of(month, range, shift, context)?, range.map_or(Unit::Month, unit_of));
            let found = match range {
                Some(range) => of_month(year, month, range)?,
                None => {
                    let date = PartialDate::from_month(year, month)?;
                    (date.first(), date.last())
                }
            };
            days(found, unit, Basis::Published)
        }
        Time::Weekday { weekday, shift, of_story: true } => {
            let from = if vague.is_some() { None } else { story.or(today) }?;
            day(weekday_near(from, weekday, shift.unwrap_or(0).into())?, Basis::Story)
        }
        Time::Weekday { weekday, shift, of_story: false } => {
            let today = today?;
            let date = match shift {
                Some(0) if context.ahead => weekday_near(days_after(today, 6)?, weekday, 0)?,
                Some(shift) => weekday_near(today, weekday, shift.into())?,
                // The next such day, today among them.
                None if context.ahead => weekday_near(days_after(today, 6)?, weekday, 0)?,
                None => weekday_near(today, weekday, 0)?,
            };
            day(date, Basis::Published)
        }
        Time::Day(by) => day(days_after(today?, by.into())?, Basis::Published),
        Time::Unit { unit, shift, from: From::Story } => {
            if let Some((first, last, of_story)) = vague
                && matches!(unit, Unit::Hour | Unit::Day | Unit::Weekend | Unit::Week)
            {
                // The day after something in July is a day in July, most likely.
                return days((first, last), of_story, Basis::Story);
            }
            let (base, basis) = match (context.story, today) {
                (Some((first, ..)), _) => (first, Basis::Story),
                (None, today) => (today?, Basis::Published),
            };
            days(unit_around(base, unit, shift.into())?, unit, basis)
        }
        Time::Unit { unit, shift, from: From::Now } => {
            days(named_unit(today?, unit, shift, context.ahead)?, unit, Basis::Published)
        }
        Time::Count { unit, count, back, from } => {
            let (base, basis) = match (from, context.story) {
                (From::Story, Some((first, last, of_story))) => {
                    if first != last && !matches!(unit, Unit::Year | Unit::Decade) {
                        return days((first, last), of_story, Basis::Story);
                    }
                    (first, Basis::Story)
                }
                _ => (today?, Basis::Published),
            };
            days(counted(base, unit, count, back)?, unit, basis)
        }
        Time::Stretch { unit, count } => {
            let last = today?;
            let first = units_after(last, unit, -count.max(1))?;
            let unit = if matches!(unit, Unit::Day | Unit::Hour) { Unit::Week } else { unit };
            Some(Days { first, last, unit, basis: Basis::Published, stretch: true })
        }
        Time::Season { season: name, year: Some(year), .. } => {
            days(season(year, name)?, Unit::Quarter, Basis::Written)
        }
        Time::Season { season: name, year: None, shift } => {
            days(season_near(today?, name, shift)?, Unit::Quarter, Basis::Published)
        }
    }
}

fn unit_of((first, last): (i8, i8)) -> Unit {
    if first == last { Unit::Day } else { Unit::Week }
}

fn of_month(year: i16, month: i8, (first, last): (i8, i8)) -> Option<(Date, Date)> {
    let first = PartialDate::from_day(year, month, first)?.exact()?;
    let last = PartialDate::from_day(year, month, last)?.exact()?;
    (first <= last).then_some((first, last))
}

/// The year of a month or a day told without it: the last one up to the day of publication; the
/// next one where the sentence looks ahead, or where a day lies so little ahead that the past one
/// would have been told with its year.
fn year_of(
    month: i8,
    range: Option<(i8, i8)>,
    shift: Option<i8>,
    context: &Context,
) -> Option<i16> {
    /// Days ahead within which a day without a year is taken to be the coming one.
    const SOON: i32 = 75;
    let today = context.published?;
    let this = today.year();
    let first = |year: i16| {
        let day = range.map_or(1, |(day, _)| day);
        // The calendar lacks only Feb. 29 of common years.
        PartialDate::from_day(year, month, day).or_else(|| PartialDate::from_month(year, month))
    };
    let begun = first(this)?.first() <= today;
    let year = match shift {
        // "last July": of last year, or of this year if a few months ago.
        Some(-1) => this - i16::from(!(begun && month < today.month())),
        Some(1) => this + i16::from(begun),
        Some(_) => this,
        None if begun && context.ahead && month < today.month() => this + 1,
        None if begun => this,
        None if context.ahead => this,
        None => {
            let ahead = (first(this)?.first() - today).get_days();
            this - i16::from(range.is_none() || ahead > SOON)
        }
    };
    Some(year)
}

/// First and last day of "this week", "last weekend", "next month".
fn named_unit(today: Date, unit: Unit, shift: i8, ahead: bool) -> Option<(Date, Date)> {
    let shift = i32::from(shift);
    let weekend = today.weekday().to_monday_one_offset() >= 6;
    match (unit, shift) {
        // Past unless the sentence looks ahead; on a weekend it is the one that has begun.
        (Unit::Weekend, 0) if !ahead && !weekend => unit_around(today, unit, -1),
        (Unit::Week, 0) if !ahead => {
            let (first, _) = unit_around(today, unit, 0)?;
            Some((first, today))
        }
        _ => unit_around(today, unit, shift),
    }
}

/// Days so many units before or after; as vague as the unit, and vaguer where the number is not
/// told.
fn counted(base: Date, unit: Unit, count: i32, back: bool) -> Option<(Date, Date)> {
    let sign = if back { -1 } else { 1 };
    if count == 0 {
        // "A few" is two to six.
        let one = units_after(base, unit, 2 * sign)?;
        let other = units_after(base, unit, 6 * sign)?;
        return Some((one.min(other), one.max(other)));
    }
    let about = units_after(base, unit, count * sign)?;
    match unit {
        Unit::Hour | Unit::Day => Some((about, about)),
        Unit::Weekend | Unit::Week | Unit::Fortnight => {
            Some((days_after(about, -3)?, days_after(about, 3)?))
        }
        Unit::Month | Unit::Quarter => unit_around(about, Unit::Month, 0),
        Unit::Year | Unit::Decade => unit_around(about, Unit::Year, 0),
    }
}

/// The season of this year, or the one before it where it has not begun or `shift` asks for it.
fn season_near(today: Date, name: Season, shift: i8) -> Option<(Date, Date)> {
    let this = season(today.year(), name)?;
    let year = if shift > 0 {
        today.year() + i16::from(this.0 <= today)
    } else {
        // "Last summer" may be this year's once it is over.
        let over = this.1 < today;
        let wanted =
            if shift < 0 { over && today.month() - this.1.month() <= 1 } else { this.0 <= today };
        today.year() - i16::from(!wanted)
    };
    season(year, name)
}
