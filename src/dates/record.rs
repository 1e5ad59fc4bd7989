//! When the words of a transcript were spoken: on the one day of the event that it records.

use super::DateMention;
use crate::civil::PartialDate;

/// The day of the event of a transcript whose first turn begins at byte `first`: the day that its
/// head names, else that of its publication, where that is known to the day.
#[must_use]
pub fn of_record(
    mentions: &[DateMention],
    published: Option<PartialDate>,
    first: u32,
) -> Option<PartialDate> {
    let head = mentions.iter().take_while(|mention| mention.span.end <= first);
    let mut days = head.filter(|mention| {
        mention.is_day() && published.is_none_or(|day| mention.first <= day.last())
    });
    let named = days.find_map(DateMention::date);
    named.or(published).filter(|date| date.exact().is_some())
}
