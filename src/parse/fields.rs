//! Takes the fields of a record, whatever its format, and gives what they say of an article.
//!
//! Known are the names that crawlers, feeds, news services and static sites use. A name counts
//! by its letters and digits alone: `date_publish`, `datePublish` and `date-publish` are one.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use super::when;
use super::{Article, DateSource, Meta};
use crate::civil::PartialDate;
use crate::lexicon::Lexicon;

/// What a field can be for; the names for each, the surest first.
const NAMES: &[(Role, &[&str])] = &[
    (
        Role::Title,
        &["title", "headline", "webtitle", "articletitle", "hed", "titlerss", "titlepage", "name"],
    ),
    (
        Role::Text,
        &[
            "maintext",
            "articlebody",
            "bodytext",
            "fulltext",
            "plaintext",
            "articletext",
            "contenttext",
            "text",
            "body",
            "content",
            "contentencoded",
            "contenthtml",
            "html",
            "article",
            "story",
            "transcript",
            "storytext",
        ],
    ),
    (
        Role::Date,
        &[
            "datepublish",
            "datepublished",
            "publishdate",
            "publicationdate",
            "publisheddate",
            "firstpublicationdate",
            "date",
            "published",
            "publishedat",
            "publishedtime",
            "pubdate",
            "webpublicationdate",
            "postdate",
            "wppostdate",
            "issuedate",
            "issued",
            "created",
            "createdat",
            "day",
        ],
    ),
    (
        Role::Updated,
        &[
            "datemodify",
            "datemodified",
            "modified",
            "modifiedtime",
            "updated",
            "updatedat",
            "lastmod",
            "lastmodified",
            "dateupdated",
            "postmodified",
        ],
    ),
    (
        Role::Authors,
        &["authors", "author", "byline", "by", "creator", "dccreator", "writers", "writer"],
    ),
    (
        Role::Outlet,
        &[
            "outlet",
            "publication",
            "publicationname",
            "publicationtitle",
            "medianame",
            "newspaper",
            "sitename",
            "sourcename",
            "source",
            "publisher",
            "site",
            "sourcedomain",
            "domain",
        ],
    ),
    (
        Role::Url,
        &[
            "url",
            "link",
            "sourceurl",
            "canonicalurl",
            "canonical",
            "weburl",
            "requestedurl",
            "permalink",
            "documenturl",
            "articleurl",
        ],
    ),
    (
        Role::Section,
        &["section", "sectionname", "category", "categories", "newsdesk", "desk", "tags"],
    ),
    (Role::Language, &["language", "lang"]),
];

/// What a field is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Title,
    Text,
    Date,
    Updated,
    Authors,
    Outlet,
    Url,
    Section,
    Language,
}

/// Names of the roles, as `--field text=body` gives them.
const ROLES: &[(&str, Role)] = &[
    ("title", Role::Title),
    ("text", Role::Text),
    ("date", Role::Date),
    ("updated", Role::Updated),
    ("author", Role::Authors),
    ("outlet", Role::Outlet),
    ("url", Role::Url),
    ("section", Role::Section),
    ("language", Role::Language),
];

/// Names of the roles that `--field` knows.
pub fn roles() -> impl Iterator<Item = &'static str> {
    ROLES.iter().map(|(name, _)| *name)
}

/// The fields of one record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields {
    pub(crate) title: Option<String>,
    pub(crate) text: Option<String>,
    date: Option<String>,
    updated: Option<String>,
    authors: Vec<String>,
    outlet: Option<String>,
    url: Option<String>,
    section: Option<String>,
    language: Option<String>,
}

impl Fields {
    /// The fields of an object; of anything else, none. `mapping` is from roles to names.
    pub(crate) fn of(value: &Value, mapping: &BTreeMap<String, String>) -> Self {
        let Value::Object(map) = value else { return Self::default() };
        let by_name: BTreeMap<String, &Value> =
            map.iter().rev().map(|(name, value)| (squeeze(name), value)).collect();
        let first = |role: Role| -> Option<&Value> {
            let mapped = ROLES
                .iter()
                .find(|(_, own)| *own == role)
                .and_then(|(name, _)| mapping.get(*name))
                .and_then(|name| map.get(name));
            let (_, names) = NAMES.iter().find(|(own, _)| *own == role)?;
            let known = || names.iter().filter_map(|name| by_name.get(*name).copied());
            mapped.or_else(|| known().find(|value| says_something(value)))
        };
        let text = |role: Role| first(role).and_then(string);
        Self {
            title: text(Role::Title),
            text: text(Role::Text),
            date: text(Role::Date),
            updated: text(Role::Updated),
            authors: first(Role::Authors).map(strings).unwrap_or_default(),
            outlet: text(Role::Outlet),
            url: text(Role::Url),
            section: first(Role::Section).and_then(|value| strings(value).into_iter().next()),
            language: text(Role::Language),
        }
    }

    /// The fields of a row of a table, whose first row names them.
    pub(crate) fn of_row<'a>(
        pairs: impl Iterator<Item = (&'a str, &'a str)>,
        mapping: &BTreeMap<String, String>,
    ) -> Self {
        let map: Map<String, Value> =
            pairs.map(|(name, cell)| (name.to_owned(), Value::from(cell))).collect();
        Self::of(&Value::Object(map), mapping)
    }
}

/// Takes what the fields say into `meta`.
pub(crate) fn fill(meta: &mut Meta, fields: &Fields, source: DateSource, lexicon: &Lexicon) {
    let day = |text: &Option<String>| text.as_deref().and_then(|text| date(text, lexicon));
    meta.title = fields.title.as_deref().map(tidy).filter(|title| !title.is_empty());
    for author in &fields.authors {
        for name in super::plain::names(author, lexicon) {
            if !meta.authors.contains(&name) {
                meta.authors.push(name);
            }
        }
    }
    if let Some(date) = day(&fields.date) {
        meta.offer_date(date, source);
    }
    meta.updated = day(&fields.updated);
    meta.outlet = fields.outlet.as_deref().map(tidy).filter(|outlet| !outlet.is_empty());
    meta.url.clone_from(&fields.url);
    meta.section = fields.section.as_deref().map(tidy).filter(|section| !section.is_empty());
    meta.language.clone_from(&fields.language);
}

/// Takes what the fields say into an article whose text was read already; what its head says
/// stays where the fields are silent.
pub(crate) fn fill_over(
    article: &mut Article,
    fields: &Fields,
    source: DateSource,
    lexicon: &Lexicon,
) {
    let said = std::mem::take(&mut article.meta);
    fill(&mut article.meta, fields, source, lexicon);
    article.meta.title = article.meta.title.take().or(said.title);
    if article.meta.authors.is_empty() {
        article.meta.authors = said.authors;
    }
    if let Some(date) = said.date {
        article.meta.offer_date(date.date, date.source);
    }
}

/// A date in a field: written, or seconds or milliseconds since 1970.
fn date(text: &str, lexicon: &Lexicon) -> Option<PartialDate> {
    let text = text.trim();
    let number = text.parse::<i64>().ok().filter(|_| matches!(text.len(), 9 | 10 | 13));
    if let Some(number) = number {
        let seconds = if text.len() == 13 { number / 1000 } else { number };
        let time = Timestamp::from_second(seconds).ok()?;
        return Some(TimeZone::UTC.to_datetime(time).date().into());
    }
    when::field(text, lexicon)
}

/// One line of text, without characters that nobody sees.
pub(crate) fn tidy(text: &str) -> String {
    let seen = text.replace(['\u{FFFC}', '\u{2060}', '\u{200B}', '\u{FEFF}', '\u{AD}'], "");
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name by its letters and digits.
fn squeeze(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|ch| ch.to_ascii_lowercase()).collect()
}

fn says_something(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) => false,
        Value::Number(_) => true,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(map) => !map.is_empty(),
    }
}

/// The text of a value: of an object, that of the field that holds its words.
pub(crate) fn string(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => {
            let parts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            (!parts.is_empty()).then(|| parts.join("\n\n"))
        }
        Value::Object(map) => {
            ["rendered", "main", "name", "text", "value", "title", "#text", "$t", "__cdata"]
                .iter()
                .find_map(|key| map.get(*key)?.as_str())
                .map(str::to_owned)
        }
        _ => None,
    }
}

/// The texts of a value that may hold several.
fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().filter_map(string).collect(),
        value => string(value).into_iter().collect(),
    }
}
