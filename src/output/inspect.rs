//! What single stages made of an article, as lines for people and as JSON lines: a look inside
//! the pipeline. Spans count as in records. Everything here carries the version of records.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::record::{Cue, Range, Record, VERSION, json_line};
use super::{Look, human, sanitize};
use crate::diagnostic::{Diagnostic, Severity};
use crate::parse::BlockKind;
use crate::pipeline::Extraction;
use crate::span::Span;
use crate::text::Text;

/// What was read of one article.
#[derive(Debug, Serialize)]
struct ArticleLine<'a> {
    v: u8,
    doc: &'a str,
    title: Option<&'a str>,
    author: Option<String>,
    date: Option<String>,
    date_source: Option<&'static str>,
    updated: Option<String>,
    outlet: Option<&'a str>,
    url: Option<&'a str>,
    section: Option<&'a str>,
    language: Option<&'a str>,
    format: &'static str,
    text: &'a str,
    blocks: Vec<BlockLine>,
    notes: Vec<NoteLine<'a>>,
}

/// One stretch of prose.
#[derive(Debug, Serialize)]
struct BlockLine {
    kind: &'static str,
    span: Range,
    label: Option<Range>,
    line: u32,
}

/// One oddity.
#[derive(Debug, Serialize)]
struct NoteLine<'a> {
    code: &'static str,
    severity: &'static str,
    span: Option<Range>,
    message: &'a str,
}

/// One sentence.
#[derive(Debug, Serialize)]
struct SentenceLine<'a> {
    v: u8,
    doc: &'a str,
    paragraph: usize,
    span: Range,
    tokens: usize,
    text: &'a str,
}

/// Writes what was read of an article, one JSON line or a page to read.
///
/// # Errors
/// What `out` reports.
pub fn article(
    out: &mut impl Write,
    extraction: &Extraction,
    look: &Look,
    json: bool,
) -> io::Result<()> {
    let article = &extraction.article;
    let meta = &article.meta;
    let author = (!meta.authors.is_empty()).then(|| meta.authors.join(", "));
    let date = meta.date.map(|dated| dated.date.to_string());
    let source = meta.date.map(|dated| dated.source.name());
    let notes = article.notes.iter().chain(&extraction.diagnostics);
    if json {
        let line = ArticleLine {
            v: VERSION,
            doc: &extraction.doc,
            title: meta.title.as_deref(),
            author,
            date,
            date_source: source,
            updated: meta.updated.map(|date| date.to_string()),
            outlet: meta.outlet.as_deref(),
            url: meta.url.as_deref(),
            section: meta.section.as_deref(),
            language: meta.language.as_deref(),
            format: article.format,
            text: &article.text,
            blocks: article
                .blocks
                .iter()
                .map(|block| BlockLine {
                    kind: block_name(block.kind),
                    span: block.span.into(),
                    label: block.label.map(Range::from),
                    line: block.line,
                })
                .collect(),
            notes: notes.map(note_line).collect(),
        };
        return json_line(out, &line, look.terminal);
    }
    heading(out, &extraction.doc)?;
    let date = date.map(|date| format!("{date} ({})", source.unwrap_or_default()));
    let facts = [
        ("headline", meta.title.as_deref().map(Cow::Borrowed)),
        ("by", author.map(Cow::Owned)),
        ("published", date.map(Cow::Owned)),
        ("updated", meta.updated.map(|date| Cow::Owned(date.to_string()))),
        ("outlet", meta.outlet.as_deref().map(Cow::Borrowed)),
        ("address", meta.url.as_deref().map(Cow::Borrowed)),
        ("section", meta.section.as_deref().map(Cow::Borrowed)),
        ("language", meta.language.as_deref().map(Cow::Borrowed)),
        ("format", Some(Cow::Borrowed(article.format))),
    ];
    for (name, value) in facts {
        if let Some(value) = value {
            writeln!(out, "{name:>10}  {}", sanitize::line(&value))?;
        }
    }
    for note in notes {
        writeln!(out, "{:>10}  {}: {}", severity(note), note.code, sanitize::line(&note.message))?;
    }
    for block in &article.blocks {
        let words = sanitize::line(block.span.of(&article.text)).into_owned();
        writeln!(out, "{:>6}  {:<10}  {words}", block.line, block_name(block.kind))?;
    }
    out.write_all(b"\n")
}

/// Writes the sentences of an article, one a line.
///
/// # Errors
/// What `out` reports.
pub fn sentences(
    out: &mut impl Write,
    extraction: &Extraction,
    text: &Text,
    look: &Look,
    json: bool,
) -> io::Result<()> {
    if !json {
        heading(out, &extraction.doc)?;
    }
    for sentence in &text.sentences {
        let words = sentence.span.of(&extraction.article.text);
        if json {
            let line = SentenceLine {
                v: VERSION,
                doc: &extraction.doc,
                paragraph: sentence.paragraph,
                span: sentence.span.into(),
                tokens: sentence.tokens.len(),
                text: words,
            };
            json_line(out, &line, look.terminal)?;
        } else {
            let words = sanitize::line(words);
            writeln!(out, "{:>4}  {}  {words}", sentence.paragraph, place(sentence.span))?;
        }
    }
    if json { Ok(()) } else { out.write_all(b"\n") }
}

/// What of a passage a stage has decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    /// The words that report it.
    Cue,
    /// Who said it.
    Speaker,
    /// When it was said.
    Said,
    /// What it is about.
    Issues,
}

/// Writes one passage with what a stage has decided of it.
///
/// # Errors
/// What `out` reports.
pub fn passage(
    out: &mut impl Write,
    record: &Record<'_>,
    facet: Facet,
    look: &Look,
) -> io::Result<()> {
    let spans: Vec<String> = record.spans.iter().map(|Range(s, e)| format!("{s}-{e}")).collect();
    let head = format!("{} {}", record.kind, spans.join(" "));
    let words = sanitize::line(&record.text);
    writeln!(out, "{}", human::fit(&format!("{head}  {words}"), look.width))?;
    let reported: Vec<String> =
        record.reported.iter().map(|Range(s, e)| format!("{s}-{e}")).collect();
    match facet {
        Facet::Cue => {
            if let Some(Cue { text, span: Range(start, end) }) = &record.cue {
                writeln!(out, "    cue `{}` {start}-{end}", sanitize::line(text))?;
            }
            if !reported.is_empty() {
                writeln!(out, "    reported {}", reported.join(" "))?;
            }
        }
        Facet::Speaker => match &record.speaker {
            None => writeln!(out, "    unattributed")?,
            Some(speaker) => writeln!(
                out,
                "    {} ({}{}) {:.2} as `{}`: {}",
                speaker.name.as_deref().map_or(Cow::Borrowed("?"), sanitize::line),
                speaker.kind,
                speaker.id.as_ref().map(|id| format!(", {id}")).unwrap_or_default(),
                speaker.confidence,
                sanitize::line(&speaker.label),
                sanitize::line(&speaker.evidence),
            )?,
        },
        Facet::Said => writeln!(
            out,
            "    said {}, published {}",
            record.said.as_deref().unwrap_or("?"),
            record.date.as_deref().unwrap_or("?"),
        )?,
        Facet::Issues => {
            writeln!(out, "    issues {}", record.issues.join(", "))?;
            if !record.concepts.is_empty() {
                writeln!(out, "    concepts {}", record.concepts.join(", "))?;
            }
        }
    }
    Ok(())
}

/// Writes the name of the document over what follows.
///
/// # Errors
/// What `out` reports.
pub fn heading(out: &mut impl Write, doc: &str) -> io::Result<()> {
    writeln!(out, "== {}", sanitize::line(doc))
}

/// A span for people, in a column.
#[must_use]
pub fn place(span: Span) -> String {
    format!("{:>6}-{:<6}", span.start, span.end)
}

fn note_line(note: &Diagnostic) -> NoteLine<'_> {
    NoteLine {
        code: note.code,
        severity: severity(note),
        span: note.span.map(Range::from),
        message: &note.message,
    }
}

const fn severity(note: &Diagnostic) -> &'static str {
    match note.severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Loss => "loss",
    }
}

const fn block_name(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Headline => "headline",
        BlockKind::Byline => "byline",
        BlockKind::DateLine => "date-line",
        BlockKind::Heading => "heading",
        BlockKind::Paragraph => "paragraph",
        BlockKind::Item => "item",
        BlockKind::BlockQuote => "blockquote",
    }
}
