//! Words by which dates are written: schema/dates.toml.

use super::keyed::KeyMap;

use serde::Deserialize;

use super::layer::{Fault, Placed, Row, TableFile, rows};
use super::{Table, key};

/// What a word does in a date. Those with `bool` are true whenever they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum DateWord {
    /// A month, 1 to 12.
    Month(i8),
    /// A day of the week, Monday 1 to Sunday 7.
    Weekday(i8),
    /// A day counted from the day of telling: yesterday -1, today 0, tomorrow 1.
    Day(i8),
    /// A part of a day.
    Part(Part),
    /// A unit of time.
    Unit(Unit),
    /// A season.
    Season(Season),
    /// Before a unit or a name of a time: last -1, this 0, next 1.
    Shift(i8),
    /// After a unit or a name of a time, and counted from the day that the story has reached:
    /// previous -1, same 0, following 1.
    Turn(i8),
    /// After a count of units: so much before a day.
    Back(From),
    /// After a count of units: so much after a day.
    Ahead(From),
    /// A number in words; 0 for one that is not told, such as "several".
    Count(i8),
    /// A stretch within a longer time: early, mid, late.
    Within(Within),
    /// The ending of a number that makes it a day of the month.
    Ordinal(bool),
    /// What a date hangs on.
    Link(Link),
    /// Puts what follows ahead of the day of telling: will.
    Will(bool),
    /// Points back to the time that was spoken of: true alone ("then"), false after "at the"
    /// ("at the time").
    Then(bool),
}

/// Where a count of days or months starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum From {
    /// The day of telling, which is the day of publication.
    Now,
    /// The day that the story has reached.
    Story,
}

/// A part of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Up to noon, and noon.
    Morning,
    /// After noon.
    Afternoon,
    /// The end of the day.
    Evening,
    /// The night; "last night" belongs to the day before.
    Night,
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// An hour or less: seconds, minutes, moments.
    Hour,
    /// A day.
    Day,
    /// Saturday and Sunday.
    Weekend,
    /// Monday to Sunday.
    Week,
    /// Two weeks.
    Fortnight,
    /// A calendar month.
    Month,
    /// A quarter of a year.
    Quarter,
    /// A calendar year.
    Year,
    /// Ten years.
    Decade,
}

/// A season, by the calendar of the northern hemisphere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Season {
    /// March to May.
    Spring,
    /// June to August.
    Summer,
    /// September to November.
    Autumn,
    /// December to February.
    Winter,
}

/// A stretch within a longer time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Within {
    /// Near its start.
    Early,
    /// About its middle.
    Mid,
    /// Near its end.
    Late,
}

/// What a date hangs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// Sets an event at the time: on, in, at, during.
    At,
    /// Makes the time a property of something: of, for.
    Of,
    /// Begins a stretch of time: since, from.
    Since,
    /// Ends a stretch of time: until, by.
    Until,
    /// Stands between the ends of a stretch of time: to, through, and.
    To,
    /// Puts something before the time.
    Before,
    /// Puts something after the time.
    After,
}

/// A word as the table has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateForm {
    /// What it does.
    pub word: DateWord,
    /// Counts only with a stop, or beside a number or another date word.
    pub short: bool,
    /// Mostly something else; counts only with a capital.
    pub common: bool,
    /// Joined to a word like "mid" by a hyphen.
    pub joined: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DateRow {
    id: String,
    means: DateWord,
    forms: Vec<String>,
    #[serde(default)]
    short: Vec<String>,
    #[serde(default)]
    common: bool,
    #[serde(default)]
    unless: Vec<String>,
}

impl Row for DateRow {
    const NAME: &'static str = "date";

    fn id(&self) -> &str {
        &self.id
    }
}

/// The words of dates, by key.
#[derive(Debug)]
pub struct DateWords {
    by_key: KeyMap<DateForm>,
    names: KeyMap<Vec<Name>>,
    ids: KeyMap<String>,
}

/// A fixed phrase in which a word is no date.
#[derive(Debug)]
struct Name {
    /// Keys of all its words.
    words: Vec<u64>,
    /// Which of them is the word of the table.
    at: usize,
}

impl DateWords {
    /// What the word with this key does in a date. An abbreviation is known with its stop and
    /// without.
    #[must_use]
    pub fn get(&self, key: u64) -> Option<DateForm> {
        self.by_key.get(&key).copied()
    }

    /// Whether the word at position `at` of `keys` belongs to a fixed phrase in which it is no
    /// date, as in "Super Tuesday". `keys` are the keys of consecutive words.
    #[must_use]
    pub fn in_name(&self, keys: impl Fn(usize) -> Option<u64>, at: usize) -> bool {
        let Some(names) = keys(at).and_then(|key| self.names.get(&key)) else { return false };
        names.iter().any(|name| {
            at.checked_sub(name.at).is_some_and(|first| {
                (first..).zip(&name.words).all(|(at, &word)| keys(at) == Some(word))
            })
        })
    }

    /// Id of the row that the word with this key stands in.
    #[must_use]
    pub fn id(&self, key: u64) -> Option<&str> {
        self.ids.get(&key).map(String::as_str)
    }
}

impl Table for DateWords {
    const STEM: &'static str = "dates";

    fn build(files: &[TableFile]) -> (Self, Vec<Fault>) {
        let (placed, mut faults) = rows::<DateRow>(files, &["date"]);
        let mut table =
            Self { by_key: KeyMap::default(), names: KeyMap::default(), ids: KeyMap::default() };
        for place in &placed {
            if let Err(message) = table.add(place) {
                faults.push(place.fault(message));
            }
        }
        table.join(&placed);
        (table, faults)
    }
}

impl DateWords {
    fn add(&mut self, placed: &Placed<DateRow>) -> Result<(), String> {
        let row = &placed.row;
        let sound = match row.means {
            DateWord::Month(n) => (1..=12).contains(&n),
            DateWord::Weekday(n) => (1..=7).contains(&n),
            DateWord::Day(n) | DateWord::Shift(n) | DateWord::Turn(n) => (-1..=1).contains(&n),
            DateWord::Count(n) => n >= 0,
            _ => true,
        };
        if !sound {
            return Err(format!("the number in `means` of `{}` is out of range", row.id));
        }
        for (forms, short) in [(&row.forms, false), (&row.short, true)] {
            for form in forms {
                let word = row.means;
                let date_form = DateForm { word, short, common: row.common, joined: false };
                for key in [key(form), key(&format!("{form}."))] {
                    if self.by_key.insert(key, date_form).is_some() {
                        return Err(format!("`{form}` stands in another row too"));
                    }
                    self.ids.insert(key, row.id.clone());
                }
            }
        }
        for name in &row.unless {
            let words: Vec<u64> = name.split(' ').map(key).collect();
            let Some(at) = words.iter().position(|word| self.ids.get(word) == Some(&row.id)) else {
                return Err(format!("`{name}` holds none of the forms of `{}`", row.id));
            };
            self.names.entry(words[at]).or_default().push(Name { words, at });
        }
        Ok(())
    }
}

impl DateWords {
    /// Adds the forms that a hyphen makes: "mid-August".
    fn join(&mut self, placed: &[Placed<DateRow>]) {
        let rows = || placed.iter().map(|placed| &placed.row);
        let within = || rows().filter(|row| matches!(row.means, DateWord::Within(_)));
        for row in rows().filter(|row| matches!(row.means, DateWord::Month(_))) {
            for first in within().flat_map(|row| &row.forms) {
                for form in &row.forms {
                    let key = key(&format!("{first}-{form}"));
                    let word = row.means;
                    let joined = DateForm { word, short: false, common: false, joined: true };
                    self.by_key.entry(key).or_insert(joined);
                    self.ids.entry(key).or_insert_with(|| row.id.clone());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(text: &'static str) -> (DateWords, Vec<Fault>) {
        DateWords::build(&[TableFile { name: "dates.toml".into(), text: text.into() }])
    }

    #[test]
    fn abbreviations_are_known_with_their_stop() {
        let row = "[[date]]\nid='september'\nmeans={month=9}\nforms=['September']\nshort=['Sep']\n\
                   match=['On Sep. 9. => 2021-09-09']\nreject=['A sept.']\n";
        let (words, faults) = build(row);
        assert_eq!(faults, []);
        for (form, short) in [("september", false), ("SEP", true), ("Sep.", true)] {
            let form = words.get(key(form)).expect(form);
            assert_eq!((form.word, form.short), (DateWord::Month(9), short));
        }
        assert_eq!(words.id(key("sep.")), Some("september"));
        assert_eq!(words.get(key("sept")), None);
    }

    #[test]
    fn mistakes_are_told() {
        let rows = "[[date]]\nid='a'\nmeans={month=13}\nforms=['A']\nmatch=['x => 2021']\nreject=['y']\n\
                    [[date]]\nid='b'\nmeans={link='of'}\nforms=['B']\nmatch=['x => 2021']\nreject=['y']\n\
                    [[date]]\nid='c'\nmeans={unit='eon'}\nforms=['C']\nmatch=['x => 2021']\nreject=['y']\n\
                    [[date]]\nid='d'\nmeans={link='of'}\nforms=['b']\nmatch=['x => 2021']\nreject=['y']\n";
        let (_, faults) = build(rows);
        let told: Vec<_> =
            faults.iter().map(|fault| (fault.line, fault.message.as_str())).collect();
        assert_eq!(told.len(), 3, "{told:?}");
        for (line, part) in [(1, "out of range"), (15, "eon"), (19, "another row")] {
            assert!(told.iter().any(|(l, m)| *l == line && m.contains(part)), "{line} {told:?}");
        }
    }

    #[test]
    fn our_own_table_has_no_fault() {
        let files: Vec<_> = crate::lexicon::Lexicon::builtin()
            .files()
            .filter(|(stem, _)| *stem == DateWords::STEM)
            .map(|(_, file)| file.clone())
            .collect();
        assert_eq!(DateWords::build(&files).1, []);
    }
}
