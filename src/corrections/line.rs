//! One line of a file of corrections: read, with what is wrong said so that it can be mended, and
//! written.

use serde_json::{Map, Value, json};

use super::{Correction, Right, keys};
use crate::span::Span;
use crate::speakers::SpeakerKind;

/// The names that a line may hold.
const NAMES: [&str; 7] = ["doc", "words", "span", "speaker", "kind", "quote", "note"];

/// What a line says, or what is wrong with it.
pub(super) fn parse(line: usize, text: &str) -> Result<Correction, String> {
    let fields: Map<String, Value> =
        serde_json::from_str(text).map_err(|error| format!("not a JSON object: {error}"))?;
    if let Some(name) = fields.keys().find(|name| !NAMES.contains(&name.as_str())) {
        return Err(format!("`{name}` means nothing; names are {}", NAMES.join(", ")));
    }
    let text = |name: &str| match fields.get(name) {
        None => Ok(None),
        Some(Value::String(text)) if !text.trim().is_empty() => Ok(Some(text.clone())),
        Some(_) => Err(format!("`{name}` must be a text that is not empty")),
    };
    let doc = text("doc")?.ok_or("`doc` is missing: the name of the document, as in records")?;
    let words = text("words")?;
    if words.as_deref().is_some_and(|words| keys(words).is_empty()) {
        return Err("`words` has no word".to_owned());
    }
    let span = fields.get("span").map(span).transpose()?;
    if words.is_none() && span.is_none() {
        return Err("`words` or `span` is missing: which passage is meant".to_owned());
    }
    let kind = match text("kind")? {
        None => None,
        Some(name) => Some(
            SpeakerKind::ALL
                .into_iter()
                .find(|kind| kind.name() == name)
                .ok_or_else(|| format!("`{name}` is no kind of speaker"))?,
        ),
    };
    let right = match (fields.get("speaker"), fields.get("quote")) {
        (None, Some(Value::Bool(false))) => Right::NotAQuote,
        (Some(Value::Null), None) => Right::Nobody,
        (Some(Value::String(name)), None) if name == "none" => Right::Nobody,
        (Some(_), None) => match text("speaker")? {
            Some(name) => Right::Speaker { name, kind },
            None => Right::Nobody,
        },
        _ => {
            return Err("either `speaker` with a name, an id or null, or `quote` with false \
                        must say what is right"
                .to_owned());
        }
    };
    if kind.is_some() && !matches!(right, Right::Speaker { .. }) {
        return Err("`kind` needs a `speaker`".to_owned());
    }
    Ok(Correction { line, doc, words, span, right, note: text("note").unwrap_or_default() })
}

fn span(value: &Value) -> Result<Span, String> {
    let end = |at: usize| value.get(at).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
    match (value.as_array().map(Vec::len), end(0), end(1)) {
        (Some(2), Some(start), Some(end)) if start < end => Ok(Span::new(start, end)),
        _ => Err("`span` must be [START,END] in bytes, the start before the end".to_owned()),
    }
}

/// The line that says so.
pub(super) fn write(row: &Correction) -> String {
    let mut fields = Map::new();
    fields.insert("doc".to_owned(), json!(row.doc));
    if let Some(words) = &row.words {
        fields.insert("words".to_owned(), json!(words));
    }
    if let Some(span) = row.span {
        fields.insert("span".to_owned(), json!([span.start, span.end]));
    }
    match &row.right {
        Right::Speaker { name, kind } => {
            fields.insert("speaker".to_owned(), json!(name));
            if let Some(kind) = kind {
                fields.insert("kind".to_owned(), json!(kind.name()));
            }
        }
        Right::Nobody => {
            fields.insert("speaker".to_owned(), Value::Null);
        }
        Right::NotAQuote => {
            fields.insert("quote".to_owned(), json!(false));
        }
    }
    if let Some(note) = &row.note {
        fields.insert("note".to_owned(), json!(note));
    }
    Value::Object(fields).to_string()
}
