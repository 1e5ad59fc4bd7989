//! Reads the schema.org data of a page: its articles and what their fields say.

use serde_json::Value;

use super::Offers;
use crate::parse::json::lenient;

/// The articles in a script of schema.org data, wherever in it they are.
pub(super) fn articles_of(script: &str, out: &mut Vec<Value>) {
    let script = script.trim().trim_start_matches("<!--").trim_end_matches("-->").trim();
    let script = script.trim_end_matches(';');
    let Some(value) = lenient(script) else { return };
    let mut todo = vec![&value];
    let mut left = 2000;
    while let Some(value) = todo.pop() {
        left -= 1;
        if left == 0 {
            return;
        }
        match value {
            Value::Array(items) => todo.extend(items.iter().rev()),
            Value::Object(map) => {
                if kinds(value).any(is_article) {
                    out.push(value.clone());
                } else {
                    let inner =
                        ["@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"];
                    todo.extend(inner.iter().rev().filter_map(|key| map.get(*key)));
                }
            }
            _ => {}
        }
    }
}

fn kinds(value: &Value) -> impl Iterator<Item = &str> {
    let kind = value.get("@type");
    let one = kind.and_then(Value::as_str);
    let several = kind.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    one.into_iter().chain(several)
}

fn is_article(kind: &str) -> bool {
    kind.ends_with("Article")
        || kind.ends_with("Posting")
        || matches!(kind, "Report" | "Review" | "OpinionPiece")
}

/// The string of a field of the page's articles.
pub(super) fn of_schema<'o>(offers: &'o Offers, key: &'o str) -> impl Iterator<Item = &'o str> {
    offers.articles.iter().filter_map(move |article| match article.get(key)? {
        Value::String(text) => Some(text.as_str()),
        Value::Array(items) => items.first()?.as_str(),
        Value::Object(map) => map.get("@value").or_else(|| map.get("name"))?.as_str(),
        _ => None,
    })
}

/// Names of the people in a field of schema.org.
pub(super) fn people(article: &Value, key: &str) -> Vec<String> {
    let name = |value: &Value| -> Option<String> {
        if kinds(value).any(|kind| kind.ends_with("Organization")) {
            return None;
        }
        match value {
            Value::String(text) => Some(text.clone()).filter(|text| !text.contains("://")),
            Value::Object(map) => match map.get("name")? {
                Value::String(text) => Some(text.clone()),
                Value::Array(items) => items.first()?.as_str().map(str::to_owned),
                _ => None,
            },
            _ => None,
        }
    };
    match article.get(key) {
        Some(Value::Array(items)) => items.iter().filter_map(name).collect(),
        Some(value) => match value.get("name").and_then(Value::as_array) {
            Some(names) => names.iter().filter_map(name).collect(),
            None => name(value).into_iter().collect(),
        },
        None => Vec::new(),
    }
}
