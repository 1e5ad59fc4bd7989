//! The layouts of the services: the lines that part their articles, and the fields of each.

use super::{Part, Record};
use crate::lexicon::Lexicon;
use crate::parse::{plain, when};

/// `1 of 161 DOCUMENTS`.
pub(super) fn of_documents(line: &str) -> Option<Part> {
    let mut words = line.split_whitespace();
    let nth = Some(words.next()?.parse().ok()?);
    let of = words.next().filter(|word| word.eq_ignore_ascii_case("of"))?;
    let count = words.next().filter(|_| !of.is_empty())?.parse().ok()?;
    let last = words.next()?;
    (last == "DOCUMENTS" && words.next().is_none()).then_some(Part { nth, of: Some(count) })
}

/// `End of Document`.
pub(super) fn end_of_document(line: &str) -> Option<Part> {
    (line == "End of Document").then(Part::default)
}

/// `Document GAZE000020310304e7340000d`.
pub(super) fn accession(line: &str) -> Option<Part> {
    let code = line.strip_prefix("Document ")?;
    let is_code = code.len() >= 15 && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_code && code.bytes().filter(u8::is_ascii_digit).count() >= 8).then(Part::default)
}

/// A row of underscores.
pub(super) fn rule(line: &str) -> Option<Part> {
    (line.len() >= 40 && line.bytes().all(|byte| byte == b'_')).then(Part::default)
}

/// `Documents (3)` on the cover.
pub(super) fn documents(text: &str) -> Option<usize> {
    let (_, rest) = text.split_once("Documents (")?;
    rest.split_once(')')?.0.trim().parse().ok()
}

/// The headlines on the cover: `1. Levy falls at last`.
pub(super) fn cover(lines: &[&str]) -> Vec<String> {
    let bare = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty());
    // The cover ends where the first article begins to tell its text.
    let cover = bare.take_while(|line| *line != "Body");
    let numbered = cover.filter_map(|line| {
        let (number, title) = line.split_once(". ")?;
        number.parse::<usize>().ok().map(|number| (number, title.trim()))
    });
    let in_order = numbered.zip(1..).take_while(|((number, _), next)| number == next);
    in_order.map(|((_, title), _)| title.to_owned()).collect()
}

/// No list.
pub(super) fn none(_: &[&str]) -> Vec<String> {
    Vec::new()
}

/// The value of a line `NAME: value`, where `name` is a field of the service.
fn field<'l>(line: &'l str, names: &[&'static str]) -> Option<(&'static str, &'l str)> {
    let (name, value) = line.trim_start().split_once(':')?;
    let known = names.iter().find(|known| **known == name.trim_end())?;
    Some((known, value.trim()))
}

/// Fields of the older Lexis before the text.
const LEXIS_HEAD: &[&str] = &[
    "HEADLINE",
    "BYLINE",
    "SECTION",
    "LENGTH",
    "DATELINE",
    "SERIES",
    "HIGHLIGHT",
    "CORRECTION-DATE",
];

/// Fields of it after the text.
const LEXIS_TAIL: &[&str] = &[
    "GRAPHIC",
    "LOAD-DATE",
    "LANGUAGE",
    "PUBLICATION-TYPE",
    "DOCUMENT-TYPE",
    "SUBJECT",
    "PERSON",
    "ORGANIZATION",
    "GEOGRAPHIC",
    "COUNTRY",
    "STATE",
    "CITY",
    "COMPANY",
    "JOURNAL-CODE",
    "TYPE",
    "NOTES",
    "CORRECTION",
];

pub(super) fn lexis(lines: &[&str], lexicon: &Lexicon) -> Option<Record> {
    let mut record = Record::default();
    let mut outlet = None;
    let mut dated = false;
    let mut at = 0;
    let mut last: Option<usize> = None;
    let mut titled = false;
    let mut below_head = None;
    while let Some(line) = lines.get(at) {
        let bare = line.trim();
        at += 1;
        if bare == "BODY:" {
            below_head = Some(at);
            break;
        }
        if let Some((name, value)) = field(line, LEXIS_HEAD) {
            let role = match name {
                "HEADLINE" => "title",
                "BYLINE" => "byline",
                "SECTION" => "section",
                _ => "other",
            };
            titled |= role == "title";
            record.pairs.push((role, value.to_owned()));
            last = Some(record.pairs.len() - 1);
            below_head = Some(at);
        } else if bare.is_empty() {
            last = None;
        } else if let Some(open) = last {
            // A value goes on up to the next blank line.
            record.pairs[open].1.push(' ');
            record.pairs[open].1.push_str(bare);
            below_head = Some(at);
        } else if !dated {
            match when::written(bare, lexicon) {
                Some(_) => {
                    record.pairs.push(("date", bare.to_owned()));
                    dated = true;
                }
                None if !bare.starts_with("Copyright") && !bare.starts_with("All Rights") => {
                    outlet = Some(bare.to_owned());
                }
                None => {}
            }
        } else if !titled && below_head.is_none() && !bare.ends_with("Edition") {
            record.pairs.push(("title", bare.to_owned()));
            last = Some(record.pairs.len() - 1);
            titled = true;
        } else if below_head.is_some() {
            break;
        }
    }
    if !dated {
        return None;
    }
    record.pairs.extend(outlet.map(|outlet| ("publication", outlet)));
    let mut record = text_of(record, lines, below_head?, |line| field(line, LEXIS_TAIL).is_some())?;
    if let Some((_, text)) = record.pairs.last_mut() {
        *text = unwrapped(text);
    }
    Some(record)
}

/// Narrowest line that the older Lexis breaks at its column of 80 before a longer word.
const WRAPPED: usize = 50;

/// A text whose lines are broken at a column, each paragraph on its first line.
fn unwrapped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut owed = 0;
    let mut goes_on = false;
    for line in text.lines() {
        let bare = line.trim();
        if goes_on && !bare.is_empty() {
            out.push(' ');
            owed += 1;
        } else if !out.is_empty() || owed > 0 {
            // The lines that were joined stand blank behind, so that those below keep their number.
            out.extend(std::iter::repeat_n('\n', owed + 1));
            owed = 0;
        } else if bare.is_empty() {
            out.push('\n');
        }
        out.push_str(bare);
        goes_on = bare.len() >= WRAPPED;
    }
    out
}

/// Fields of Nexis Uni.
const NEXIS: &[&str] = &["Section", "Length", "Byline", "Dateline", "Highlight"];

pub(super) fn nexis(lines: &[&str], lexicon: &Lexicon) -> Option<Record> {
    let body = lines.iter().position(|line| line.trim() == "Body")?;
    let head: Vec<&str> =
        lines[..body].iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    // The cover may stand before the first article: the head is counted from its end.
    let date = head.iter().rposition(|line| when::written(line, lexicon).is_some())?;
    let mut record = Record::default();
    record.pairs.push(("date", head[date].to_owned()));
    if let Some(outlet) = date.checked_sub(1) {
        record.pairs.push(("publication", head[outlet].to_owned()));
    }
    if let Some(title) = date.checked_sub(2) {
        record.pairs.push(("title", head[title].to_owned()));
    }
    for (name, value) in head[date..].iter().filter_map(|line| field(line, NEXIS)) {
        let value = value.split(';').next().unwrap_or(value).to_owned();
        match name {
            "Section" => record.pairs.push(("section", value)),
            "Byline" => record.pairs.push(("byline", value)),
            _ => {}
        }
    }
    text_of(record, lines, body + 1, |line| {
        line.trim() == "Classification" || line.trim_start().starts_with("Load-Date:")
    })
}

/// Factiva: fields with codes of two letters, or the same without codes, as it is printed.
pub(super) fn factiva(lines: &[&str], lexicon: &Lexicon) -> Option<Record> {
    coded(lines).or_else(|| printed(lines, lexicon))
}

/// Lines of a head of Factiva, at most.
const LONGEST_HEAD: usize = 40;

/// A record without codes: headline, byline, count of words, date, time, outlet, its code,
/// language, copyright, text.
fn printed(lines: &[&str], lexicon: &Lexicon) -> Option<Record> {
    let filled: Vec<(usize, &str)> = lines
        .iter()
        .enumerate()
        .map(|(at, line)| (at, line.trim()))
        .filter(|(_, line)| !line.is_empty())
        .collect();
    let is_date =
        |line: &str| when::written(line, lexicon).is_some_and(|(_, rest)| rest.is_empty());
    let date = filled.iter().take(LONGEST_HEAD).position(|(_, line)| is_date(line))?;
    let counts = |line: &str| {
        let number = line.split_once(' ').map(|(number, _)| number.replace([',', '.'], ""));
        number.is_some_and(|number| number.parse::<u32>().is_ok()) && line.len() < 24
    };
    let mut record = Record::default();
    record.pairs.push(("date", filled[date].1.to_owned()));
    for (_, line) in filled[..date].iter().rev().filter(|(_, line)| !counts(line)) {
        if plain::byline(line, lexicon).is_some() {
            record.pairs.push(("byline", (*line).to_owned()));
        } else {
            record.pairs.push(("title", (*line).to_owned()));
            break;
        }
    }
    record.get("title")?;
    let is_time = |line: &str| line.starts_with(|ch: char| ch.is_ascii_digit()) && line.len() < 16;
    let below = &filled[date + 1..];
    let outlet = below.iter().position(|(_, line)| !is_time(line))?;
    record.pairs.push(("publication", below[outlet].1.to_owned()));
    let rights = below.iter().take(LONGEST_HEAD).position(|(_, line)| {
        line.starts_with("Copyright") || line.starts_with('\u{A9}') || line.starts_with("(c)")
    });
    let told = |line: &str| line.len() >= 60 && plain::ends_sentence(line);
    let start = rights.map(|at| at + 1).or_else(|| {
        below.iter().skip(outlet + 1).position(|(_, line)| told(line)).map(|at| at + outlet + 1)
    })?;
    let (line, _) = *below.get(start)?;
    text_of(record, lines, line, |_| false)
}

fn coded(lines: &[&str]) -> Option<Record> {
    let mut record = Record::default();
    let mut text = String::new();
    let mut name = "";
    for (at, line) in lines.iter().enumerate() {
        let (code, rest) = match line.get(..2).filter(|code| is_code(code)) {
            Some(code) if line[2..].is_empty() || line[2..].starts_with([' ', '\t']) => {
                (code, line[2..].trim())
            }
            _ => ("", line.trim()),
        };
        if !code.is_empty() {
            name = code;
        }
        let role = match name {
            "HD" => "title",
            "BY" => "byline",
            "PD" => "date",
            "SN" => "publication",
            "SE" => "section",
            "LP" | "TD" => {
                if text.is_empty() {
                    record.line = at;
                }
                text.push_str(rest);
                text.push_str("\n\n");
                continue;
            }
            _ => continue,
        };
        match record.pairs.iter_mut().find(|(own, _)| *own == role) {
            Some((_, value)) if !rest.is_empty() => {
                value.push(' ');
                value.push_str(rest);
            }
            Some(_) => {}
            None => record.pairs.push((role, rest.to_owned())),
        }
    }
    record.pairs.push(("text", text.trim().to_owned()));
    (record.pairs.iter().any(|(role, _)| *role == "title") && !text.is_empty()).then_some(record)
}

fn is_code(code: &str) -> bool {
    code.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Fields of ProQuest.
const PROQUEST: &[&str] = &[
    "Title",
    "Author",
    "Publication info",
    "Abstract",
    "Links",
    "Full text",
    "Full Text",
    "Subject",
    "Location",
    "People",
    "Company / organization",
    "Publication title",
    "Publication year",
    "Publication date",
    "Section",
    "Publisher",
    "Place of publication",
    "Country of publication",
    "ISSN",
    "Source type",
    "Language of publication",
    "Document type",
    "ProQuest document ID",
    "Document URL",
    "Copyright",
    "Last updated",
    "Database",
    "Identifier / keyword",
    "Pages",
    "First page",
    "Dateline",
    "Column",
    "Classification",
    "Business indexing term",
];

pub(super) fn proquest(lines: &[&str], _: &Lexicon) -> Option<Record> {
    let mut record = Record::default();
    let start = lines.iter().position(|line| {
        field(line, PROQUEST).is_some_and(|(name, _)| name.eq_ignore_ascii_case("full text"))
    })?;
    for (name, value) in lines.iter().filter_map(|line| field(line, PROQUEST)) {
        let role = match name {
            "Title" => "title",
            "Author" => "author",
            "Publication title" => "publicationtitle",
            "Publication date" => "publicationdate",
            "Section" => "section",
            "Document URL" => "documenturl",
            _ => continue,
        };
        record.pairs.push((role, value.to_owned()));
    }
    if record.pairs.iter().all(|(role, _)| *role != "title")
        && let Some(first) = lines.iter().find(|line| !line.trim().is_empty())
        && field(first, PROQUEST).is_none()
    {
        record.pairs.push(("title", first.trim().to_owned()));
    }
    let (_, value) = field(lines[start], PROQUEST)?;
    let mut text = value.to_owned();
    for line in lines[start + 1..].iter().take_while(|line| field(line, PROQUEST).is_none()) {
        text.push('\n');
        text.push_str(line);
    }
    record.line = start;
    record.pairs.push(("text", text));
    Some(record)
}

/// The record with its text: from `start` up to a line that ends it.
fn text_of(
    mut record: Record,
    lines: &[&str],
    start: usize,
    ends: impl Fn(&str) -> bool,
) -> Option<Record> {
    let text: Vec<&str> = lines[start..].iter().copied().take_while(|line| !ends(line)).collect();
    record.line = start;
    record.pairs.push(("text", text.join("\n")));
    Some(record)
}
