//! Reads what a user typed as a query. Never fails: what makes no sense is left out or taken for
//! words, and told in a note.
//!
//! ```text
//! query   = all ("OR" all)*
//! all     = part (["AND"] part)*
//! part    = ("-" | "NOT") part | near
//! near    = item (("NEAR/" n | "ONEAR/" n) item)*
//! item    = "(" query ")" | field ":" value | kind ":" item | phrase | "=" phrase
//!         | word | word "*" | word "~" [n]
//! phrase  = '"' words '"'            curly marks do as well
//! field   = title speaker party office issue concept outlet doc date on since until confidence
//! kind    = quote statement text
//! value   = word | phrase | "none"   of dates also 2016, 2016-08, 2016-08-03, from..to
//! ```
//!
//! Bare words without operators are a topic: they rank. Beside AND or OR, after NOT, and inside
//! marks they are conditions on the passage's own words.

use crate::civil::PartialDate;
use crate::index::words::words;
use crate::pipeline::PassageKind;
use crate::search::query::{DateRange, Field, Note, Parsed, Query, Words};

/// Brackets deeper than this are taken for the innermost level, so that no query exhausts the
/// stack.
const DEEPEST: usize = 40;

/// What fields other than those of [`Field::ALL`] are called.
const OTHER_FIELDS: [&str; 8] =
    ["date", "on", "since", "until", "confidence", "quote", "statement", "text"];

/// Reads a date or a stretch of time as people write it: `last month`, `summer 2016`.
pub type ReadDate<'a> = dyn Fn(&str) -> Option<DateRange> + 'a;

/// The query that `text` is.
#[must_use]
pub fn parse(text: &str, dates: &ReadDate<'_>) -> Parsed {
    let tokens = lex(text);
    let mut parser = Parser { tokens: &tokens, at: 0, notes: Vec::new(), dates, depth: 0 };
    let mut parts = Vec::new();
    while parser.at < tokens.len() {
        parts.push(parser.any());
        // A bracket closed too often is no bracket.
        if parser.at < tokens.len() {
            parser.at += 1;
        }
    }
    Parsed { query: all_of(parts), notes: parser.notes }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    Near(u32, bool),
    Field(String),
    Phrase(String),
    Exact(String),
    Word(String),
}

const fn is_mark(ch: char) -> bool {
    matches!(ch, '"' | '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}')
}

fn lex(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let after = &rest[first.len_utf8()..];
        match first {
            '(' => out.push(Token::Open),
            ')' => out.push(Token::Close),
            '-' | '\u{2212}' if after.starts_with(|ch: char| !ch.is_whitespace()) => {
                out.push(Token::Not);
            }
            '=' if after.starts_with(is_mark) => {
                let (inside, left) = marked(after);
                out.push(Token::Exact(inside.to_owned()));
                rest = left.trim_start();
                continue;
            }
            _ if is_mark(first) => {
                let (inside, left) = marked(rest);
                out.push(Token::Phrase(inside.to_owned()));
                rest = left.trim_start();
                continue;
            }
            _ if first.is_whitespace() => {}
            _ => {
                let end = rest
                    .find(|ch: char| ch.is_whitespace() || "():".contains(ch) || is_mark(ch))
                    .unwrap_or(rest.len());
                let (word, left) = rest.split_at(end);
                if let Some(value) = left.strip_prefix(':') {
                    out.push(Token::Field(word.to_owned()));
                    rest = value;
                } else {
                    out.push(operator(word));
                    rest = left;
                }
                rest = rest.trim_start();
                continue;
            }
        }
        rest = after.trim_start();
    }
    out
}

/// What stands in the marks at the head of `text`, and what follows; an open mark runs to the end.
fn marked(text: &str) -> (&str, &str) {
    let mark = text.chars().next().map_or(0, char::len_utf8);
    let inside = &text[mark..];
    match inside.char_indices().find(|&(_, ch)| is_mark(ch)) {
        Some((end, ch)) => (&inside[..end], &inside[end + ch.len_utf8()..]),
        None => (inside, ""),
    }
}

fn operator(word: &str) -> Token {
    match word {
        "AND" => return Token::And,
        "OR" => return Token::Or,
        "NOT" => return Token::Not,
        _ => {}
    }
    for (name, ordered) in [("NEAR", false), ("ONEAR", true)] {
        if let Some(rest) = word.strip_prefix(name) {
            if rest.is_empty() {
                return Token::Near(5, ordered);
            }
            if let Some(distance) = rest.strip_prefix('/').and_then(|n| n.parse().ok()) {
                return Token::Near(distance, ordered);
            }
        }
    }
    Token::Word(word.to_owned())
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    notes: Vec<Note>,
    dates: &'a ReadDate<'a>,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn note(&mut self, message: String, meant: Option<String>) {
        self.notes.push(Note { message, meant });
    }

    /// Alternatives, up to a closing bracket or the end.
    fn any(&mut self) -> Query {
        let mut parts = vec![self.all()];
        while self.peek() == Some(&Token::Or) {
            self.at += 1;
            parts.push(self.all());
        }
        any_of(parts)
    }

    fn all(&mut self) -> Query {
        let mut parts: Vec<Query> = Vec::new();
        let mut bound = false;
        loop {
            match self.peek() {
                None | Some(Token::Close | Token::Or) => return all_of(parts),
                Some(Token::And) => {
                    self.at += 1;
                    if let Some(last) = parts.pop() {
                        parts.push(firm(last));
                    }
                    bound = true;
                }
                Some(_) => {
                    let part = self.part();
                    parts.push(if bound { firm(part) } else { part });
                    bound = false;
                }
            }
        }
    }

    fn part(&mut self) -> Query {
        let mut not = false;
        while self.peek() == Some(&Token::Not) {
            self.at += 1;
            not = !not;
        }
        let part = self.near();
        if !not || part == Query::All { part } else { Query::Not(Box::new(firm(part))) }
    }

    fn near(&mut self) -> Query {
        let first = self.item();
        let Some(&Token::Near(distance, ordered)) = self.peek() else { return first };
        let mut items = self.near_items(first);
        while let Some(&Token::Near(d, o)) = self.peek() {
            if (d, o) != (distance, ordered) {
                break;
            }
            self.at += 1;
            let item = self.item();
            items.extend(self.near_items(item));
        }
        match items.len() {
            0 => Query::All,
            1 => items.pop().map_or(Query::All, Query::Words),
            _ => Query::Words(Words::Near { items, distance, ordered }),
        }
    }

    /// What of a query can stand close to something.
    fn near_items(&mut self, query: Query) -> Vec<Words> {
        match query {
            Query::Topic(words) => {
                words.into_iter().map(|word| Words::Phrase(vec![word])).collect()
            }
            Query::Words(Words::Near { items, .. }) => items,
            Query::Words(words) => vec![words],
            Query::All => Vec::new(),
            other => {
                self.note(format!("`{other}` cannot stand close to something; left out"), None);
                Vec::new()
            }
        }
    }

    fn item(&mut self) -> Query {
        let Some(token) = self.peek().cloned() else { return Query::All };
        match token {
            Token::Close | Token::Or | Token::And => return Query::All,
            _ => self.at += 1,
        }
        match token {
            Token::Open => {
                if self.depth >= DEEPEST {
                    return Query::All;
                }
                self.depth += 1;
                let inside = self.any();
                self.depth -= 1;
                if self.peek() == Some(&Token::Close) {
                    self.at += 1;
                }
                inside
            }
            Token::Phrase(text) => match forms(&text) {
                words if words.is_empty() => Query::All,
                words => Query::Words(Words::Phrase(words)),
            },
            Token::Exact(text) => match forms(&text) {
                words if words.is_empty() => Query::All,
                words => Query::Words(Words::Exact(words)),
            },
            Token::Word(word) => word_query(&word),
            Token::Field(name) => self.field(&name),
            // Operators with nothing before them.
            Token::Near(..) | Token::Not => self.item(),
            Token::Close | Token::Or | Token::And => Query::All,
        }
    }

    fn field(&mut self, name: &str) -> Query {
        let lower = name.to_lowercase();
        let known = Field::ALL.into_iter().find(|field| field.name() == lower);
        if known.is_none() && !OTHER_FIELDS.contains(&lower.as_str()) {
            if !name.is_empty() {
                let names = Field::ALL.iter().map(|field| field.name()).chain(OTHER_FIELDS);
                let near = names.filter(|known| edits(known, &lower) <= 2);
                let meant = near.min_by_key(|known| edits(known, &lower));
                self.note(
                    format!("there is no field `{name}`; its name is taken for a word"),
                    meant.map(|meant| format!("{meant}:")),
                );
            }
            return word_query(name);
        }
        if let Some(kind) = PassageKind::ALL.into_iter().find(|kind| kind.name() == lower) {
            return match firm(self.item()) {
                Query::All => Query::All,
                inside => Query::Kind(kind, Box::new(inside)),
            };
        }
        let value = match self.peek() {
            Some(Token::Word(text) | Token::Phrase(text) | Token::Exact(text)) => {
                text.split_whitespace().collect::<Vec<_>>().join(" ")
            }
            _ => String::new(),
        };
        if value.is_empty() {
            self.note(format!("nothing stands after `{lower}:`; left out"), None);
            return Query::All;
        }
        self.at += 1;
        match known {
            Some(field) => Query::Field(field, value),
            None => self.other_field(&lower, &value),
        }
    }

    fn other_field(&mut self, name: &str, value: &str) -> Query {
        if name == "confidence" {
            let number = value.trim_start_matches(['>', '=']).trim_end_matches('%');
            let least = number.parse::<f32>().ok().filter(|n| (0.0..=100.0).contains(n));
            return if let Some(least) = least {
                let least =
                    if least <= 1.0 && number.contains('.') { least * 100.0 } else { least };
                Query::Confidence(least.round() as u8)
            } else {
                self.note(format!("`{value}` is no confidence from 0 to 100; left out"), None);
                Query::All
            };
        }
        let said = name == "on";
        if value.eq_ignore_ascii_case("none") && matches!(name, "date" | "on") {
            return Query::Undated { said };
        }
        let Some(range) = range(value, self.dates) else {
            self.note(format!("`{value}` is no date; left out"), None);
            return Query::All;
        };
        let range = match name {
            "since" => DateRange { from: range.from, to: None },
            "until" => DateRange { from: None, to: range.to },
            _ => range,
        };
        if range == DateRange::default() {
            self.note(format!("`{name}:{value}` says no day; left out"), None);
            return Query::All;
        }
        if said { Query::Said(range) } else { Query::Published(range) }
    }
}

/// `2016`, `2016-08..2016-09`, `..2016`, or what `dates` makes of it.
fn range(value: &str, dates: &ReadDate<'_>) -> Option<DateRange> {
    let one = |text: &str| -> Option<DateRange> {
        match text.trim().parse::<PartialDate>() {
            Ok(date) => Some(DateRange { from: Some(date), to: Some(date) }),
            Err(_) => dates(text.trim()),
        }
    };
    let Some((from, to)) = value.split_once("..") else { return one(value) };
    let from = if from.trim().is_empty() { None } else { Some(one(from)?.from?) };
    let to = if to.trim().is_empty() { None } else { Some(one(to)?.to?) };
    (from.is_some() || to.is_some()).then_some(DateRange { from, to })
}

fn forms(text: &str) -> Vec<String> {
    let cut = |text: &str| words(text).into_iter().map(|(_, form)| form).collect::<Vec<_>>();
    let mut forms = cut(text);
    // `e-a.b` is one word, what is kept of it two: a form must read back as itself.
    for _ in 0..DEEPEST {
        let again: Vec<String> = forms.iter().flat_map(|form| cut(form)).collect();
        if again == forms {
            break;
        }
        forms = again;
    }
    forms
}

fn word_query(word: &str) -> Query {
    let stem = |text: &str| forms(text).pop();
    if let Some(start) = word.strip_suffix('*')
        && let Some(start) = stem(start)
    {
        return Query::Words(Words::Prefix(start));
    }
    if let Some((word, edits)) = word.split_once('~')
        && let Some(word) = stem(word)
    {
        let edits = edits.parse().unwrap_or(1).clamp(1, 2);
        return Query::Words(Words::Fuzzy(word, edits));
    }
    match forms(word) {
        words if words.is_empty() => Query::All,
        words => Query::Topic(words),
    }
}

/// Bare words as conditions.
fn firm(query: Query) -> Query {
    match query {
        Query::Topic(words) => {
            all_of(words.into_iter().map(|word| Query::Words(Words::Phrase(vec![word]))).collect())
        }
        Query::And(parts) => all_of(parts.into_iter().map(firm).collect()),
        other => other,
    }
}

/// All of the parts: topics joined and put first, nothing nested that need not be.
fn all_of(parts: Vec<Query>) -> Query {
    let mut topic = Vec::new();
    let mut rest = Vec::new();
    for part in parts {
        match part {
            Query::All => {}
            Query::Topic(words) => topic.extend(words),
            Query::And(inner) => {
                for part in inner {
                    match part {
                        Query::Topic(words) => topic.extend(words),
                        part => rest.push(part),
                    }
                }
            }
            part => rest.push(part),
        }
    }
    if !topic.is_empty() {
        rest.insert(0, Query::Topic(topic));
    }
    match rest.len() {
        0 => Query::All,
        1 => rest.pop().unwrap_or_default(),
        _ => Query::And(rest),
    }
}

fn any_of(parts: Vec<Query>) -> Query {
    let mut parts: Vec<Query> = parts.into_iter().filter(|part| *part != Query::All).collect();
    match parts.len() {
        0 => return Query::All,
        1 => return parts.pop().unwrap_or_default(),
        _ => {}
    }
    let mut out = Vec::new();
    for part in parts {
        match firm(part) {
            Query::Or(inner) => out.extend(inner),
            part => out.push(part),
        }
    }
    Query::Or(out)
}

/// Number of letters to change, add or drop to make one word of another (Levenshtein).
pub(crate) fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let cost = (corner + usize::from(from != *to)).min(row[j] + 1).min(row[j + 1] + 1);
            corner = std::mem::replace(&mut row[j + 1], cost);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Parsed {
        parse(text, &|_| None)
    }

    #[track_caller]
    fn check(text: &str, wanted: &str) {
        let parsed = read(text);
        assert_eq!(parsed.query.to_string(), wanted, "{:?}", parsed.query);
        assert_eq!(read(wanted).query, parsed.query, "does not read back");
    }

    #[test]
    fn queries_are_read_as_documented() {
        check("bipartisan border deal", "bipartisan border deal");
        check("“bridge repair” Toll", "toll \"bridge repair\"");
        check("a AND b c", "c \"a\" \"b\"");
        check("river OR lake -dam", "\"river\" OR (\"lake\" -\"dam\")");
        check("=\"Toll Roads\"", "=\"toll roads\"");
        check("immigra* barreto~", "immigra* barreto~1");
        check("tax NEAR/3 \"toll road\"", "\"tax\" NEAR/3 \"toll road\"");
        check("x (tax ONEAR toll)", "x (\"tax\" ONEAR/5 \"toll\")");
        check("speaker:none date:2024-07..2024-08", "speaker:none date:2024-07..2024-08");
        check("since:2016 on:none", "date:2016.. on:none");
        check("speaker:\"Ada  Brook\" quote:bridge", "speaker:\"Ada Brook\" quote:\"bridge\"");
        check("((a (b)) c", "a b c");
        check("confidence:0.9", "confidence:90");
        check("", "");
        // Found by chance: what is kept of a word cuts otherwise than the word.
        check("A-a.İ'", "aa i");
        check("since:..2024 dam", "dam");
        check("quote:(-dam)", "quote:(-\"dam\")");
        check("-(-dam)", "-(-\"dam\")");
    }

    #[test]
    fn nothing_fails() {
        for text in ["\"open", "speaker:", ")", "((((", "OR", "NOT", "- -", "a:b:c", "NEAR/2", ":"]
        {
            let query = read(text).query;
            assert_eq!(read(&query.to_string()).query, query, "{text:?}");
        }
        assert_eq!(read("speaker:").notes.len(), 1);
        let notes = read("speeker:brook").notes;
        assert_eq!(notes[0].meant.as_deref(), Some("speaker:"));
        read(&"(".repeat(100_000));
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(text in "([a-zA-Z0-9'.\\-]{1,5}|[ \"“”()=:*~-]|OR|AND|NOT |NEAR/3 |ONEAR |[a-z]{2}\\* |speaker:|party:|date:|on:|since:|until:|confidence:|quote:|text:|none|2024-0[0-9]|\\.\\.|İ|ß|-\\(|=\"){0,16}") {
            reads_back(&text);
        }

        #[test]
        fn any_text_is_a_query(text in "\\PC{0,60}") {
            reads_back(&text);
        }
    }

    #[track_caller]
    fn reads_back(text: &str) {
        let query = read(text).query;
        let printed = query.to_string();
        assert_eq!(read(&printed).query, query, "{printed}");
    }
}
