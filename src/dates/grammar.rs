//! Reads the words of a date in a sentence: what they say, before it is known what day it is.

use std::ops::Range;

use super::Hang;
use crate::lexicon::Lexicon;
use crate::lexicon::date_words::{DateForm, DateWord, DateWords, From, Link, Part, Season, Unit};
use crate::lexicon::words::{Class, WordClasses};
use crate::text::{Token, TokenKind};

/// What the words of a date say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    /// A year, a month of it, a day of that, or a range of days.
    Full { year: i16, month: Option<i8>, days: Option<(i8, i8)> },
    /// A month without its year, or a day or days of it.
    Month { month: i8, days: Option<(i8, i8)>, shift: Option<i8> },
    /// A day of the week.
    Weekday { weekday: i8, shift: Option<i8>, of_story: bool },
    /// So many days after the day of telling.
    Day(i8),
    /// The unit that holds the day, or one before or after it.
    Unit { unit: Unit, shift: i8, from: From },
    /// So many units before or after the day; 0 is a few.
    Count { unit: Unit, count: i32, back: bool, from: From },
    /// So many units up to the day of telling; 0 is a few.
    Stretch { unit: Unit, count: i32 },
    /// A season, of a year or the last one or the one of this year.
    Season { season: Season, year: Option<i16>, shift: i8 },
}

/// A date as read.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// Its words.
    pub(super) tokens: Range<usize>,
    /// What they say.
    pub(super) time: Time,
    /// What it does in its sentence.
    pub(super) hang: Hang,
    /// Whether it dates the noun after it.
    pub(super) attributive: bool,
    /// Whether it stands after "until" or "by".
    pub(super) until: bool,
}

/// The tokens of one sentence with the tables to read them by.
pub(super) struct Reader<'a> {
    source: &'a str,
    pub(super) tokens: &'a [Token],
    dates: &'a DateWords,
    words: &'a WordClasses,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: &'a str, tokens: &'a [Token], lexicon: &'a Lexicon) -> Self {
        Self { source, tokens, dates: lexicon.date_words(), words: lexicon.words() }
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether the word at `at` puts what follows ahead of the day of telling.
    pub(super) fn is_will(&self, at: usize) -> bool {
        matches!(self.word(at), Some(DateWord::Will(_)))
    }

    /// Whether the token at `at` is a mark.
    pub(super) fn is_mark(&self, at: usize) -> bool {
        self.kind(at) == Some(TokenKind::Mark)
    }

    /// Whether a date is that of the dispatch, as in "RENO, March 4 (Wire) -".
    pub(super) fn is_dateline(&self, date: &Range<usize>) -> bool {
        let place = (0..date.start).all(|at| self.capital(at) || self.is_mark(at));
        let dash = |at| {
            let text = self.text(at);
            self.is_mark(at) && matches!(text, "-" | "--" | "\u{2013}" | "\u{2014}" | "\u{2015}")
        };
        date.start > 1
            && date.start < 10
            && self.kind(0) == Some(TokenKind::Upper)
            && place
            && (date.end..date.end + 6).any(dash)
    }

    /// The date that begins at `at`, the longest there is.
    pub(super) fn phrase(&self, at: usize) -> Option<Found> {
        let (end, time) = self.time(at)?;
        let mut found = self.hanging(at, end);
        found.time = time;
        Some(found)
    }

    fn form(&self, at: usize) -> Option<DateForm> {
        let token = self.tokens.get(at)?;
        if matches!(token.kind, TokenKind::Mark | TokenKind::Clitic) {
            return None;
        }
        self.dates.get(token.key)
    }

    pub(super) fn word(&self, at: usize) -> Option<DateWord> {
        Some(self.form(at)?.word)
    }

    pub(super) fn before(&self, at: usize) -> Option<DateWord> {
        self.word(at.checked_sub(1)?)
    }

    fn text(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| token.span.of(self.source))
    }

    pub(super) fn kind(&self, at: usize) -> Option<TokenKind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    pub(super) fn is(&self, at: usize, class: Class) -> bool {
        self.tokens.get(at).is_some_and(|token| self.words.is(token.key, class))
    }

    fn capital(&self, at: usize) -> bool {
        matches!(self.kind(at), Some(TokenKind::Capital | TokenKind::Upper))
    }

    fn named(&self, at: usize) -> bool {
        self.dates.in_name(|i| self.tokens.get(i).map(|token| token.key), at)
    }

    /// Skips a comma.
    fn comma(&self, at: usize) -> usize {
        at + usize::from(self.text(at) == ",")
    }

    /// A part of a day, if one stands here.
    fn part(&self, at: usize) -> usize {
        at + usize::from(matches!(self.word(at), Some(DateWord::Part(_))))
    }

    /// A year in four digits.
    pub(super) fn year(&self, at: usize) -> Option<i16> {
        let text = self.text(at);
        let year = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
        let year = if year { text.parse().ok()? } else { return None };
        (1600..=2199).contains(&year).then_some(year)
    }

    /// A day of the month in digits, or a range of them.
    fn days(&self, at: usize) -> Option<(i8, i8)> {
        if self.kind(at) != Some(TokenKind::Number) {
            return None;
        }
        let day = |text: &str| text.parse().ok().filter(|day| (1..=31).contains(day));
        let text = self.text(at);
        if let Some((first, last)) = text.split_once(['-', '\u{2013}']) {
            return Some((day(first)?, day(last)?));
        }
        let digits = text.trim_end_matches(|ch: char| ch.is_ascii_alphabetic());
        let ending = &text[digits.len()..];
        let ordinal = |ending| {
            matches!(
                self.dates.get(crate::lexicon::key(ending)).map(|form| form.word),
                Some(DateWord::Ordinal(_))
            )
        };
        if !ending.is_empty() && !ordinal(ending) {
            return None;
        }
        day(digits).map(|day| (day, day))
    }

    /// A number of units, in digits or words, and where it ends.
    fn count(&self, at: usize) -> Option<(usize, i32)> {
        match self.word(at) {
            Some(DateWord::Count(count)) => {
                let mut end = at + 1;
                let mut count = i32::from(count);
                // "a few", "a couple of"
                if let Some(DateWord::Count(next)) = self.word(end) {
                    count = i32::from(next);
                    end += 1;
                }
                end += usize::from(matches!(self.word(end), Some(DateWord::Link(Link::Of))));
                Some((end, count))
            }
            _ => {
                let text = self.text(at);
                let digits = text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit());
                let count = if digits { text.parse().ok()? } else { return None };
                (count > 0).then_some((at + 1, count))
            }
        }
    }

    fn time(&self, at: usize) -> Option<(usize, Time)> {
        match self.kind(at)? {
            TokenKind::Mark | TokenKind::Clitic => return None,
            TokenKind::Number => return self.number(at),
            _ => {}
        }
        let form = self.form(at)?;
        match form.word {
            DateWord::Within(_) => {
                let next =
                    at + 1 + usize::from(self.word(at + 1) == Some(DateWord::Link(Link::At)));
                let after_the = next + usize::from(self.is(next, Class::Determiner));
                match self.word(next)? {
                    DateWord::Month(_) => self.month(next, true),
                    DateWord::Weekday(_) | DateWord::Shift(_) | DateWord::Season(_) => {
                        self.core(next)
                    }
                    _ => self.year(after_the).map(|year| (after_the + 1, full_year(year))),
                }
            }
            DateWord::Back(From::Story) | DateWord::Ahead(_) => self.sooner_or_later(at),
            _ => self.core(at),
        }
    }

    /// "earlier this month", "earlier Friday", "earlier in the day", "later that night".
    fn sooner_or_later(&self, at: usize) -> Option<(usize, Time)> {
        if self.word(at + 1) == Some(DateWord::Link(Link::At)) {
            let the = at + 2;
            let unit = self.word(the + 1).filter(|_| self.is(the, Class::Determiner));
            return match unit? {
                DateWord::Unit(unit) => {
                    Some((the + 2, Time::Unit { unit, shift: 0, from: From::Story }))
                }
                DateWord::Weekday(_) => self.core(the + 1),
                _ => None,
            };
        }
        match self.word(at + 1)? {
            DateWord::Weekday(_) | DateWord::Day(_) | DateWord::Shift(_) | DateWord::Turn(_) => {
                self.core(at + 1)
            }
            _ => None,
        }
    }

    fn core(&self, at: usize) -> Option<(usize, Time)> {
        let form = self.form(at)?;
        match form.word {
            DateWord::Weekday(weekday) => self.weekday(at, form, weekday, None),
            DateWord::Month(_) => self.month(at, false),
            DateWord::Day(days) => {
                // A capital inside a sentence makes it part of a name.
                let name = at > 0 && self.capital(at) && !self.is_mark(at - 1);
                (!name && !self.named(at)).then(|| (self.part(at + 1), Time::Day(days)))
            }
            DateWord::Shift(shift) => self.shifted(at, shift),
            DateWord::Turn(turn) => self.turned(at + 1, turn),
            DateWord::Count(_) => self.counted(at),
            DateWord::Season(season) => self.season(at, season),
            DateWord::Unit(unit) => self.unit(at, unit),
            _ => None,
        }
    }

    /// "Tuesday", "Tuesday night", "Tuesday, Aug. 3".
    fn weekday(
        &self,
        at: usize,
        form: DateForm,
        weekday: i8,
        shift: Option<i8>,
    ) -> Option<(usize, Time)> {
        let end = self.part(at + 1);
        let dated = self.comma(end);
        if let Some(DateWord::Month(_)) = self.word(dated)
            && let Some(found) = self.month(dated, false)
        {
            return Some(found);
        }
        if form.short || self.named(at) {
            return None;
        }
        Some((end, Time::Weekday { weekday, shift, of_story: false }))
    }

    /// "Aug. 3", "Aug. 3, 2016", "August 2016", and "August" alone where `supported` or where
    /// the words about it show that it is a month.
    fn month(&self, at: usize, supported: bool) -> Option<(usize, Time)> {
        let form = self.form(at)?;
        let DateWord::Month(month) = form.word else { return None };
        if form.common && !self.capital(at) {
            return None;
        }
        if let Some(days) = self.days(at + 1) {
            let end = at + 2;
            return Some(match self.year(self.comma(end)) {
                Some(year) => {
                    (self.comma(end) + 1, Time::Full { year, month: Some(month), days: Some(days) })
                }
                None => (end, Time::Month { month, days: Some(days), shift: None }),
            });
        }
        let year_at = self.comma(at + 1);
        if let Some(year) = self.year(year_at) {
            return Some((year_at + 1, Time::Full { year, month: Some(month), days: None }));
        }
        if let Some(DateWord::Link(Link::Of)) = self.word(at + 1)
            && let Some(year) = self.year(at + 2)
        {
            return Some((at + 3, Time::Full { year, month: Some(month), days: None }));
        }
        if form.short {
            return None;
        }
        let named = self.capital(at + 1) && !form.joined;
        let supported = supported
            || form.joined
            || match self.before(at) {
                Some(DateWord::Link(Link::At | Link::Since)) => true,
                Some(DateWord::Link(_)) => !named,
                _ => !form.common && !named && self.before_noun(at, at + 1) && self.determined(at),
            };
        supported.then_some((at + 1, Time::Month { month, days: None, shift: None }))
    }

    /// A number: "3 August 2016", "two days ago" in digits, a year, `8/3/2016`.
    fn number(&self, at: usize) -> Option<(usize, Time)> {
        if let Some((end, _)) = self.count(at)
            && let Some(DateWord::Unit(_)) = self.word(end)
        {
            return self.counted(at);
        }
        if let Some(days) = self.days(at) {
            let month = at + 1 + usize::from(self.word(at + 1) == Some(DateWord::Link(Link::Of)));
            let form = self.form(month)?;
            let DateWord::Month(month_number) = form.word else { return None };
            let named =
                self.capital(month + 1) && month == at + 1 && self.year(month + 1).is_none();
            if !self.capital(month) || named && form.common {
                return None;
            }
            let year_at = self.comma(month + 1);
            let month_number = Some(month_number);
            return Some(match self.year(year_at) {
                Some(year) => {
                    (year_at + 1, Time::Full { year, month: month_number, days: Some(days) })
                }
                None => {
                    (month + 1, Time::Month { month: month_number?, days: Some(days), shift: None })
                }
            });
        }
        if let Some(year) = self.year(at) {
            let supported = match self.before(at) {
                Some(DateWord::Link(Link::To)) => self.follows_year(at),
                Some(DateWord::Link(_) | DateWord::Within(_)) => true,
                _ => self.determined(at) && self.before_noun(at, at + 1),
            };
            return supported.then(|| (at + 1, full_year(year)));
        }
        let text = self.text(at);
        if text.len() < 8 || text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let (date, rest) = crate::written::date_at(text, self.dates)?;
        let date = date.full().filter(|_| rest.is_empty())?;
        let days = date.day_of_month().map(|day| (day, day));
        Some((at + 1, Time::Full { year: date.year(), month: date.month(), days }))
    }

    /// Whether a year stands right before the word before `at`: "from 1995 to 1997".
    pub(super) fn follows_year(&self, at: usize) -> bool {
        at >= 2 && self.year(at - 2).is_some()
    }

    /// "last Tuesday", "this month", "next summer", "this past weekend", "last two weeks",
    /// "this morning".
    fn shifted(&self, at: usize, shift: i8) -> Option<(usize, Time)> {
        let (mut next, mut shift) = (at + 1, shift);
        if let Some(DateWord::Shift(second)) = self.word(next) {
            // "this past weekend", "this coming Friday"
            shift = second;
            next += 1;
        }
        let from = if shift > 0 && self.is(at.wrapping_sub(1), Class::Determiner) {
            // "the next day" counts from the story, "next week" from the day of telling
            From::Story
        } else {
            From::Now
        };
        match self.word(next) {
            Some(DateWord::Weekday(weekday)) => {
                self.weekday(next, self.form(next)?, weekday, Some(shift))
            }
            Some(DateWord::Unit(unit)) => Some((next + 1, Time::Unit { unit, shift, from })),
            Some(DateWord::Month(month)) if self.capital(next) => {
                Some((next + 1, Time::Month { month, days: None, shift: Some(shift) }))
            }
            Some(DateWord::Season(season)) => {
                Some((next + 1, Time::Season { season, year: None, shift }))
            }
            Some(DateWord::Part(part)) => {
                let day = match (shift, part) {
                    (0, _) => 0,
                    (-1, Part::Night | Part::Evening) => -1,
                    _ => return None,
                };
                Some((next + 1, Time::Day(day)))
            }
            _ => {
                let (end, count) = self.count(next)?;
                match self.word(end) {
                    Some(DateWord::Unit(unit)) if shift < 0 => {
                        Some((end + 1, Time::Stretch { unit, count }))
                    }
                    _ => None,
                }
            }
        }
    }

    /// What follows "the previous", "that", "the same", "the following".
    fn turned(&self, next: usize, turn: i8) -> Option<(usize, Time)> {
        // "that same day"
        if let Some(DateWord::Turn(second)) = self.word(next) {
            return self.turned(next + 1, second);
        }
        match self.word(next)? {
            DateWord::Unit(
                unit @ (Unit::Day | Unit::Weekend | Unit::Week | Unit::Month | Unit::Year),
            ) => Some((next + 1, Time::Unit { unit, shift: turn, from: From::Story })),
            DateWord::Part(_) => {
                Some((next + 1, Time::Unit { unit: Unit::Day, shift: turn, from: From::Story }))
            }
            DateWord::Weekday(weekday) => Some((
                self.part(next + 1),
                Time::Weekday { weekday, shift: Some(turn), of_story: true },
            )),
            _ => None,
        }
    }

    /// "two days ago", "a week earlier", "three years later".
    fn counted(&self, at: usize) -> Option<(usize, Time)> {
        let (end, count) = self.count(at)?;
        let Some(DateWord::Unit(unit)) = self.word(end) else { return None };
        let (back, from) = match self.word(end + 1)? {
            DateWord::Back(from) => (true, from),
            DateWord::Ahead(from) => (false, from),
            DateWord::Link(Link::Before) if self.ends_clause(end + 2) => (true, From::Story),
            DateWord::Link(Link::After) if self.ends_clause(end + 2) => (false, From::Story),
            _ => return None,
        };
        Some((end + 2, Time::Count { unit, count, back, from }))
    }

    /// "the summer", "the summer of 2010", "summer 2010", after a word that it hangs on.
    fn season(&self, at: usize, season: Season) -> Option<(usize, Time)> {
        let of = usize::from(self.word(at + 1) == Some(DateWord::Link(Link::Of)));
        if let Some(year) = self.year(at + 1 + of) {
            return Some((at + 2 + of, Time::Season { season, year: Some(year), shift: 0 }));
        }
        let the = at.checked_sub(1).filter(|&the| self.is(the, Class::Determiner))?;
        let hung = matches!(self.before(the), Some(DateWord::Link(Link::At | Link::Since)));
        (hung && of == 0 && !self.before_noun(at, at + 1))
            .then_some((at + 1, Time::Season { season, year: None, shift: 0 }))
    }

    /// "over the weekend", "the day before", "the week of Aug. 3".
    fn unit(&self, at: usize, unit: Unit) -> Option<(usize, Time)> {
        let the = at.checked_sub(1).filter(|&the| self.is(the, Class::Determiner))?;
        let turn = match self.word(at + 1) {
            Some(DateWord::Link(Link::Before)) => Some(-1),
            Some(DateWord::Link(Link::After)) => Some(1),
            _ => None,
        };
        if let Some(shift) = turn
            && self.ends_clause(at + 2)
        {
            return Some((at + 2, Time::Unit { unit, shift, from: From::Story }));
        }
        let hung = matches!(self.before(the), Some(DateWord::Link(Link::At)));
        (unit == Unit::Weekend && hung && self.word(at + 1).is_none())
            .then_some((at + 1, Time::Unit { unit, shift: 0, from: From::Now }))
    }
}

fn full_year(year: i16) -> Time {
    Time::Full { year, month: None, days: None }
}
