//! Reads RSS, Atom and exports of WordPress: an entry with a text of some length is an article.

use serde_json::{Map, Value};

use super::{Step, attribute, each, flat};
use crate::parse::fields::{self, Fields};
use crate::parse::json::of_text;
use crate::parse::{Article, DateSource, Input, ParseError};

/// Fewest letters of an entry's text; what is shorter is a teaser.
const SHORTEST_TEXT: usize = 200;

/// Reads a feed.
pub(super) fn read(text: &str, input: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    let mut entries: Vec<Map<String, Value>> = Vec::new();
    let mut entry: Option<Map<String, Value>> = None;
    let mut outlet = String::new();
    let mut words = String::new();
    let mut depth = 0_usize;
    let mut field: Option<(String, usize)> = None;
    let note = each(text, |step| match step {
        Step::Open(name, attributes) => {
            depth += 1;
            match name {
                "item" | "entry" => entry = Some(Map::new()),
                "link" => {
                    let page = attribute(attributes, "rel").is_none_or(|rel| rel == "alternate");
                    if let (Some(href), Some(entry), true) =
                        (attribute(attributes, "href"), &mut entry, page)
                    {
                        entry.insert("link".to_owned(), href.into());
                    }
                    words.clear();
                }
                // Atom nests the author's name, and may nest the page itself as XHTML.
                _ if field.is_none() && name != "author" => words.clear(),
                "p" | "br" | "div" => words.push_str("\n\n"),
                _ => {}
            }
            let holds = matches!(name, "content" | "encoded" | "description" | "summary");
            if holds && field.is_none() {
                field = Some((name.to_owned(), depth));
            }
        }
        Step::Text(part) => words.push_str(part),
        Step::Close(name) => {
            let ends = field.as_ref().is_none_or(|(_, own)| *own == depth);
            depth = depth.saturating_sub(1);
            if !ends {
                return;
            }
            field = None;
            if matches!(name, "item" | "entry") {
                entries.extend(entry.take());
                return;
            }
            let value = words.trim();
            match &mut entry {
                None if name == "title" && outlet.is_empty() => outlet = flat(value),
                None => {}
                Some(_) if value.is_empty() => {}
                Some(entry) => {
                    let key = match name {
                        "encoded" => "content",
                        "creator" | "name" => "author",
                        "post_date" => "published",
                        name => name,
                    };
                    let longer = entry
                        .get(key)
                        .and_then(Value::as_str)
                        .is_none_or(|known| known.len() < value.len());
                    if longer {
                        entry.insert(key.to_owned(), value.into());
                    }
                }
            }
            words.clear();
        }
    });
    let mut articles = Vec::new();
    for mut entry in entries {
        let status = |key: &str, wanted: &[&str]| {
            entry.get(key).and_then(Value::as_str).is_none_or(|value| wanted.contains(&value))
        };
        // An export of WordPress holds drafts and pictures, too.
        if !status("status", &["publish"]) || !status("post_type", &["post", "page"]) {
            continue;
        }
        for teaser in ["description", "summary"] {
            if !entry.contains_key("content")
                && let Some(text) = entry.get(teaser).cloned()
            {
                entry.insert("content".to_owned(), text);
            }
        }
        let fields = Fields::of(&Value::Object(entry), &input.config.fields);
        let text = fields.text.as_deref().filter(|text| text.len() >= SHORTEST_TEXT);
        let Some(mut article) = text.and_then(|text| of_text(text, input)) else { continue };
        fields::fill_over(&mut article, &fields, DateSource::Metadata, input.lexicon);
        if article.meta.outlet.is_none() && !outlet.is_empty() {
            article.meta.outlet = Some(outlet.clone());
        }
        articles.push(article);
    }
    match (articles.first_mut(), note) {
        (Some(article), note) => article.notes.extend(note),
        (None, _) => {
            let why = "a feed whose entries are teasers, without the text".to_owned();
            return Err(ParseError::NotAnArticle { why });
        }
    }
    Ok(articles)
}
