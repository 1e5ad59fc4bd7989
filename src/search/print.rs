//! Prints a query so that it reads back the same.

use std::fmt::{self, Display, Formatter, Write as _};

use crate::search::query::{DateRange, Query, Words};

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => Ok(()),
            Self::Topic(words) => f.write_str(&words.join(" ")),
            Self::Words(words) => words.fmt(f),
            Self::Kind(kind, query) => {
                write!(f, "{}:", kind.name())?;
                query.held(f)
            }
            Self::Field(field, value) => {
                write!(f, "{}:", field.name())?;
                // Capitals might read as an operator, a dash at the head as `not`.
                let plain =
                    |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
                if value.bytes().all(plain) && !value.starts_with('-') {
                    f.write_str(value)
                } else {
                    write!(f, "\"{value}\"")
                }
            }
            Self::Published(range) => write!(f, "date:{range}"),
            Self::Said(range) => write!(f, "on:{range}"),
            Self::Undated { said } => f.write_str(if *said { "on:none" } else { "date:none" }),
            Self::Confidence(least) => write!(f, "confidence:{least}"),
            Self::And(parts) => list(f, parts, " "),
            Self::Or(parts) => list(f, parts, " OR "),
            Self::Not(part) => {
                f.write_char('-')?;
                part.held(f)
            }
        }
    }
}

fn list(f: &mut Formatter<'_>, parts: &[Query], between: &str) -> fmt::Result {
    for (nth, part) in parts.iter().enumerate() {
        if nth > 0 {
            f.write_str(between)?;
        }
        part.part(f)?;
    }
    Ok(())
}

impl Query {
    /// Prints it behind a mark that takes one item.
    fn held(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Not(_) => write!(f, "({self})"),
            _ => self.part(f),
        }
    }

    /// Prints it as a part of another query.
    fn part(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(_) | Self::Or(_) | Self::Words(Words::Near { .. }) => write!(f, "({self})"),
            _ => self.fmt(f),
        }
    }
}

impl Display for Words {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Phrase(words) => write!(f, "\"{}\"", words.join(" ")),
            Self::Exact(words) => write!(f, "=\"{}\"", words.join(" ")),
            Self::Prefix(start) => write!(f, "{start}*"),
            Self::Fuzzy(word, edits) => write!(f, "{word}~{edits}"),
            Self::Near { items, distance, ordered } => {
                for (nth, item) in items.iter().enumerate() {
                    if nth > 0 {
                        let name = if *ordered { "ONEAR" } else { "NEAR" };
                        write!(f, " {name}/{distance} ")?;
                    }
                    item.fmt(f)?;
                }
                Ok(())
            }
        }
    }
}

impl Display for DateRange {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let (Some(from), Some(to)) = (self.from, self.to)
            && from == to
        {
            return from.fmt(f);
        }
        if let Some(from) = self.from {
            from.fmt(f)?;
        }
        f.write_str("..")?;
        self.to.map_or(Ok(()), |to| to.fmt(f))
    }
}
