//! Takes the text of an export that holds many articles, or of a single one, and gives its
//! articles: Nexis Uni, the older Lexis, Factiva, ProQuest.
//!
//! Each service parts its articles by a line of its own and gives what it knows of each in
//! fields; [`SERVICES`] is the table of them. The count that the export itself tells is checked;
//! what is missing is named.

mod services;

use std::collections::BTreeMap;

use super::fields::{self, Fields};
use super::json::of_text;
use super::{Article, DateSource, Input, ParseError, plain};
use crate::diagnostic::{Diagnostic, Severity};
use crate::lexicon::Lexicon;
use services::{
    accession, cover, documents, end_of_document, factiva, lexis, nexis, none, of_documents,
    proquest, rule,
};

/// Articles missing of an export that are named; the rest are counted.
const NAMED: usize = 100;

/// Most articles that an export is believed to announce.
const MOST: usize = 100_000;

/// A service whose exports are known.
struct Service {
    name: &'static str,
    /// What a line that parts articles is; a number in it may count them.
    parts: fn(&str) -> Option<Part>,
    /// How many articles the whole announces, beside what the lines between them say.
    announced: fn(&str) -> Option<usize>,
    /// The headlines that a list on its cover announces.
    listed: fn(&[&str]) -> Vec<String>,
    /// The fields of a stretch between two such lines; none where it holds no article.
    record: fn(&[&str], &Lexicon) -> Option<Record>,
}

impl Record {
    /// The value of a field.
    fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(own, _)| *own == name).map(|(_, value)| value.as_str())
    }
}

/// A line between articles.
#[derive(Clone, Copy, Debug, Default)]
struct Part {
    /// Which article it says that the next one is.
    nth: Option<usize>,
    /// How many articles it says that there are.
    of: Option<usize>,
}

/// An article as its service gives it.
#[derive(Debug, Default)]
struct Record {
    pairs: Vec<(&'static str, String)>,
    /// Line of the stretch where its text begins, from 0.
    line: usize,
}

#[rustfmt::skip]
const SERVICES: &[Service] = &[
    Service { name: "lexis", parts: of_documents, announced: |_| None, listed: none, record: lexis },
    Service { name: "nexis", parts: end_of_document, announced: documents, listed: cover, record: nexis },
    Service { name: "factiva", parts: accession, announced: |_| None, listed: none, record: factiva },
    Service { name: "proquest", parts: rule, announced: |_| None, listed: none, record: proquest },
];

/// The articles of a text: those of an export, or the one that it is.
///
/// # Errors
/// [`ParseError::Empty`] where it holds no prose.
pub(crate) fn articles(text: &str, input: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    if let Some(articles) = split(text, input) {
        return Ok(articles);
    }
    let blocks = plain::blocks(text, input.lexicon);
    if blocks.is_empty() {
        return Err(ParseError::Empty);
    }
    let mut article = Article { text: text.to_owned(), blocks, ..Article::default() };
    plain::mark_head(&mut article, input.name, input.lexicon);
    Ok(vec![article])
}

/// The articles of an export; nothing where the text is none.
pub(crate) fn split(text: &str, input: &Input<'_>) -> Option<Vec<Article>> {
    let lines: Vec<&str> = text.lines().collect();
    SERVICES.iter().find_map(|service| read(service, &lines, text, input))
}

fn read(service: &Service, lines: &[&str], text: &str, input: &Input<'_>) -> Option<Vec<Article>> {
    let marks: Vec<(usize, Part)> = lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| Some((at, (service.parts)(line.trim())?)))
        .collect();
    if marks.is_empty() {
        return None;
    }
    let mut edges = vec![0];
    edges.extend(marks.iter().map(|(at, _)| at + 1));
    edges.push(lines.len() + 1);
    let mut found: Vec<Article> = Vec::new();
    let (mut numbers, mut lost) = (Vec::new(), Vec::new());
    for (at, edge) in edges.windows(2).enumerate() {
        let stretch = &lines[edge[0]..edge[1] - 1];
        let Some(record) = (service.record)(stretch, input.lexicon) else { continue };
        let Some(mut article) = article(&record, input) else {
            lost.push(record);
            continue;
        };
        article.format = service.name;
        let before = u32::try_from(edge[0] + record.line).unwrap_or(u32::MAX);
        for block in &mut article.blocks {
            block.line = block.line.saturating_add(before);
        }
        numbers.extend(at.checked_sub(1).and_then(|at| marks[at].1.nth));
        found.push(article);
    }
    let told = marks.iter().filter_map(|(_, part)| part.of).max();
    let told = told.or_else(|| (service.announced)(text)).unwrap_or(found.len() + lost.len());
    if told != found.len() && !found.is_empty() {
        let mut message =
            format!("the export announces {told} articles, {} were found in it", found.len());
        let missing = if numbers.is_empty() {
            let listed = (service.listed)(lines);
            let without = lost.iter().filter_map(|record| record.get("title"));
            unmatched(listed, &found).into_iter().chain(without.map(str::to_owned)).collect()
        } else {
            let gone = (1..=told.min(MOST)).filter(|number| !numbers.contains(number));
            gone.map(|number| format!("number {number}")).collect::<Vec<_>>()
        };
        if !missing.is_empty() {
            message.push_str("; without text or missing: ");
            message.push_str(&missing[..missing.len().min(NAMED)].join("; "));
            if missing.len() > NAMED {
                message.push_str(&format!("; and {} more", missing.len() - NAMED));
            }
        }
        let code = "bundle-count";
        let told_more = told > found.len();
        found[0].notes.push(if told_more { loss(code, message) } else { note(code, message) });
    }
    (!found.is_empty()).then_some(found)
}

/// The article of a record, if it has words.
fn article(record: &Record, input: &Input<'_>) -> Option<Article> {
    let pairs = record.pairs.iter().map(|(name, value)| (*name, value.as_str()));
    let fields = Fields::of_row(pairs, &BTreeMap::new());
    let words = fields.text.as_deref().filter(|text| !text.trim().is_empty())?;
    let mut article = of_text(words, input)?;
    fields::fill_over(&mut article, &fields, DateSource::Metadata, input.lexicon);
    Some(article)
}

/// The headlines of a list that no article bears.
fn unmatched(listed: Vec<String>, found: &[Article]) -> Vec<String> {
    let letters = |text: &str| text.chars().filter(|ch| ch.is_alphanumeric()).collect::<String>();
    let mut known: Vec<String> =
        found.iter().filter_map(|article| article.meta.title.as_deref().map(letters)).collect();
    let mut out = listed;
    out.retain(|title| {
        let own = letters(title);
        let at = known.iter().position(|known| *known == own);
        at.map(|at| known.swap_remove(at)).is_none()
    });
    out
}

/// A warning about an article.
pub(crate) fn note(code: &'static str, message: String) -> Diagnostic {
    Diagnostic { code, severity: Severity::Warning, span: None, message }
}

/// Word of a part of a file that was not read.
pub(crate) fn loss(code: &'static str, message: String) -> Diagnostic {
    Diagnostic { code, severity: Severity::Loss, span: None, message }
}

#[cfg(test)]
mod tests;
