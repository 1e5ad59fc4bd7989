//! Splits front matter from a text and reads it.

use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Severity};

/// A text with its front matter taken off.
pub(super) struct Front<'t> {
    /// The front matter, if there is any.
    pub(super) value: Option<Value>,
    /// The text below it.
    pub(super) body: &'t str,
    /// Number of the body's first line.
    pub(super) first_line: u32,
    /// What was odd in it.
    pub(super) note: Option<Diagnostic>,
}

/// Takes off YAML between lines of `---` or TOML between lines of `+++` at the very start.
pub(super) fn split(text: &str) -> Front<'_> {
    let none = Front { value: None, body: text, first_line: 1, note: None };
    let Some(first) = text.lines().next() else { return none };
    let fence = first.trim_end();
    if fence != "---" && fence != "+++" {
        return none;
    }
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let bare = line.trim_end();
        let closes = number > 0 && (bare == fence || (fence == "---" && bare == "..."));
        if closes {
            let matter = &text[first_end(text)..at];
            let (value, note) = if fence == "---" { yaml(matter) } else { toml(matter) };
            let first_line = u32::try_from(number + 2).unwrap_or(u32::MAX);
            return Front { value, body: &text[at + line.len()..], first_line, note };
        }
        at += line.len();
    }
    none
}

fn first_end(text: &str) -> usize {
    text.find('\n').map_or(text.len(), |at| at + 1)
}

fn yaml(text: &str) -> (Option<Value>, Option<Diagnostic>) {
    match serde_saphyr::from_str::<Value>(text) {
        Ok(value) => (Some(value), None),
        Err(_) => (Some(lines(text)), Some(note("YAML"))),
    }
}

fn toml(text: &str) -> (Option<Value>, Option<Diagnostic>) {
    match text.parse::<toml::Table>() {
        Ok(table) => (Some(of_toml(toml::Value::Table(table))), None),
        Err(_) => (Some(lines(&text.replace(" = ", ": "))), Some(note("TOML"))),
    }
}

fn note(format: &str) -> Diagnostic {
    Diagnostic {
        code: "front-matter",
        severity: Severity::Warning,
        span: None,
        message: format!("the front matter is not valid {format}; it was read line by line"),
    }
}

/// Strings of a TOML value as JSON; dates as they are written. Nesting beyond what front matter
/// needs is left out.
fn of_toml(value: toml::Value) -> Value {
    let toml::Value::Table(table) = value else { return leaf(value) };
    let inner = |value| match value {
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(key, value)| (key, leaf(value))).collect())
        }
        toml::Value::Array(items) => Value::Array(items.into_iter().map(leaf).collect()),
        value => leaf(value),
    };
    Value::Object(table.into_iter().map(|(key, value)| (key, inner(value))).collect())
}

fn leaf(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Integer(number) => Value::from(number),
        _ => Value::Null,
    }
}

/// `key: value` of each line, for front matter that does not parse.
fn lines(text: &str) -> Value {
    let mut map = Map::new();
    for line in text.lines().filter(|line| !line.starts_with([' ', '\t', '#', '-'])) {
        if let Some((key, value)) = line.split_once(':') {
            let value = value.trim().trim_matches(['"', '\'']);
            map.insert(key.trim().to_owned(), Value::String(value.to_owned()));
        }
    }
    Value::Object(map)
}
