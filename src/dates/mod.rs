//! Takes an article's text and its day of publication and gives the dates that its prose
//! speaks of, and for each attribution the day on which it was said.
//!
//! Promises: mentions are sorted, disjoint, each inside one sentence; a date is no more precise
//! than its words; nothing is counted from a day of publication that is not known to the day.
//! Pure and total, one pass over the tokens. Does not read the dates of publication; parse does.
//! Words come from schema/dates.toml.

mod grammar;
mod hang;
mod parts;
mod record;
mod resolve;
mod said;
mod weigh;

use std::ops::Range;

use jiff::civil::Date;

use crate::civil::PartialDate;
use crate::lexicon::Lexicon;
use crate::lexicon::date_words::Unit;
use crate::span::Span;
use crate::text::Text;

pub use record::of_record;
pub use said::{Said, SaidRule, Utterance, said, said_candidates};
pub use weigh::{Candidate, FEATURES};

/// A time that the prose speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateMention {
    /// Its words, without what they hang on: "Tuesday night", "last week", "Aug. 3, 2016".
    pub span: Span,
    /// The same, as positions in [`Text::tokens`].
    pub tokens: Range<usize>,
    /// Its sentence, as a position in [`Text::sentences`].
    pub sentence: usize,
    /// First day that it can mean.
    pub first: Date,
    /// Last day that it can mean.
    pub last: Date,
    /// How precise its words are.
    pub unit: Unit,
    /// What it is counted from.
    pub basis: Basis,
    /// What it does in its sentence.
    pub hang: Hang,
    /// Whether it stands before a noun and dates that: "Monday's debate", "a 2005 tape".
    pub attributive: bool,
    /// Whether its sentence puts it after the day of telling.
    pub ahead: bool,
}

impl DateMention {
    /// The date, as precise as the words and no more; `None` for a stretch that begins in one
    /// year and ends in another.
    #[must_use]
    pub fn date(&self) -> Option<PartialDate> {
        let date = PartialDate::spanning(self.first, self.last)?;
        match self.unit {
            Unit::Hour | Unit::Day => Some(date),
            Unit::Decade if date.month().is_some() => None,
            // A week that has only begun, such as "this week" on a Monday.
            _ if date.exact().is_some() => PartialDate::from_month(date.year(), date.month()?),
            _ => Some(date),
        }
    }

    /// Whether it is known to the day.
    #[must_use]
    pub fn is_day(&self) -> bool {
        self.first == self.last && matches!(self.unit, Unit::Day | Unit::Hour)
    }
}

/// What a date is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Nothing: the words give the year.
    Written,
    /// The day of publication.
    Published,
    /// The last day before it that the story spoke of.
    Story,
}

impl Basis {
    /// Its name in records.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Published => "published",
            Self::Story => "story",
        }
    }
}

/// What a date does in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hang {
    /// Sets what is told at the time, or at the dated thing: "on Tuesday", "at Monday's debate".
    At,
    /// A property of a thing: "the vote of Tuesday", "Monday's debate was".
    Of,
    /// Bounds what is told: "since Tuesday", "after Monday's debate", "from 1995 to 1997".
    Bound,
}

/// Finds the dates of an article's prose. `source` is the article's text, `text` its structure.
/// Without a day of publication only dates that give their year are found.
#[must_use]
pub fn mentions(
    source: &str,
    text: &Text,
    lexicon: &Lexicon,
    published: Option<PartialDate>,
) -> Vec<DateMention> {
    let published = published.and_then(PartialDate::exact);
    let mut out = Vec::new();
    let mut story = None;
    for (sentence, part) in text.sentences.iter().enumerate() {
        let reader = grammar::Reader::new(source, &text.tokens[part.tokens.clone()], lexicon);
        let mut at = 0;
        let mut will = false;
        while at < reader.len() {
            let Some(found) = reader.phrase(at) else {
                // A mark ends what "will" says: "the tax will rise, she said Friday".
                will = !reader.is_mark(at) && (will || reader.is_will(at));
                at += 1;
                continue;
            };
            let context = resolve::Context { published, story, ahead: will || found.until };
            let end = found.tokens.end;
            if let Some(time) = resolve::resolve(&found.time, &context) {
                let tokens = part.tokens.start + found.tokens.start..part.tokens.start + end;
                let span = text.tokens[tokens.start]
                    .span
                    .cover(text.tokens[end - 1 + part.tokens.start].span);
                let hang = if time.stretch {
                    Hang::Bound
                } else if reader.is_dateline(&found.tokens) {
                    Hang::Of
                } else {
                    found.hang
                };
                if hang == Hang::At {
                    story = Some((time.first, time.last, time.unit));
                }
                out.push(DateMention {
                    span,
                    tokens,
                    sentence,
                    first: time.first,
                    last: time.last,
                    unit: time.unit,
                    basis: time.basis,
                    hang,
                    attributive: found.attributive,
                    ahead: published
                        .is_some_and(|day| day < time.first || context.ahead && day <= time.last),
                });
            }
            at = end;
        }
    }
    out
}

#[cfg(test)]
mod tests;
