//! Reads debates of parliaments: Hansard as Public Whip gives it, and TEI as ParlaMint gives it.
//! A day is one article, its turns labelled with the speakers' names.

use super::{Step, attribute, each, flat};
use crate::parse::draft::Draft;
use crate::parse::{Article, BlockKind, DateSource, Input, ParseError, when};

/// Reads a day's debates of Public Whip.
pub(super) fn hansard(text: &str, _: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    let mut draft = Draft::default();
    let mut speaker: Option<String> = None;
    let mut words = String::new();
    let mut collecting = false;
    let note = each(text, |step| match step {
        Step::Open(name, attributes) => match name {
            "speech" | "major-heading" | "minor-heading" | "oral-heading" => {
                words.clear();
                collecting = name != "speech";
                if let Some(day) = attribute(attributes, "id").and_then(day_of) {
                    draft.meta.offer_date(day, DateSource::Metadata);
                }
                if draft.meta.url.is_none() {
                    draft.meta.url = attribute(attributes, "url")
                        .map(str::to_owned)
                        .filter(|url| !url.is_empty());
                }
                speaker = attribute(attributes, "speakername")
                    .map(str::to_owned)
                    .filter(|name| !name.trim().is_empty());
            }
            "p" => {
                words.clear();
                collecting = true;
            }
            _ => {}
        },
        Step::Text(part) if collecting => words.push_str(part),
        Step::Text(_) => {}
        Step::Close(name) => match name {
            "p" => {
                turn(&mut draft, &mut speaker, &flat(&words));
                words.clear();
                collecting = false;
            }
            "major-heading" | "minor-heading" | "oral-heading" => {
                draft.push(BlockKind::Heading, &flat(&words), None);
                words.clear();
                collecting = false;
            }
            "speech" => {
                collecting = false;
                speaker = None;
            }
            _ => {}
        },
    });
    draft.notes.extend(note);
    draft.meta.outlet = Some("Hansard".to_owned());
    draft.meta.language = Some("en".to_owned());
    draft.meta.title = draft.meta.date.map(|day| format!("Debates of {}", day.date));

    finish(draft)
}

/// The day in an id like `uk.org.publicwhip/debate/2009-10-26a.1.8`.
fn day_of(id: &str) -> Option<crate::civil::PartialDate> {
    when::numeric(id.rsplit('/').next()?.get(..10)?)
}

/// Adds a paragraph of a speech; the first one carries the speaker's name.
fn turn(draft: &mut Draft, speaker: &mut Option<String>, text: &str) {
    if text.is_empty() {
        return;
    }
    match speaker.take() {
        Some(name) => draft.push_turn(&name, text, None),
        None => draft.push(BlockKind::Paragraph, text, None),
    }
}

fn finish(draft: Draft) -> Result<Vec<Article>, ParseError> {
    if draft.is_blank() { Ok(Vec::new()) } else { Ok(vec![draft.finish()]) }
}

/// Reads a sitting in TEI.
pub(super) fn tei(text: &str, _: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    let mut draft = Draft::default();
    let mut speaker: Option<String> = None;
    let mut words = String::new();
    let mut people: Vec<(String, String)> = Vec::new();
    let mut person = String::new();
    let (mut in_head, mut in_source, mut in_name) = (true, false, false);
    let mut titles: Vec<String> = Vec::new();
    let note = each(text, |step| match step {
        Step::Open(name, attributes) => match name {
            "teiHeader" => in_head = true,
            "sourceDesc" => in_source = true,
            "setting" => in_source = true,
            "TEI" => {
                draft.meta.language = attribute(attributes, "lang").map(str::to_owned);
            }
            "date" if in_source => {
                // The source's day is the sitting's; that of the edition is not.
                let day = attribute(attributes, "when").and_then(when::numeric);
                if let Some(day) = day {
                    draft.meta.offer_date(day, DateSource::Metadata);
                }
            }
            "person" => person = attribute(attributes, "id").unwrap_or_default().to_owned(),
            "persName" => {
                in_name = true;
                words.clear();
            }
            "u" => {
                speaker =
                    attribute(attributes, "who").map(|who| who.trim_start_matches('#').to_owned());
            }
            "text" | "body" => in_head = false,
            "seg" | "head" | "note" | "title" | "p" => words.clear(),
            _ => {}
        },
        Step::Text(part) => {
            words.push_str(part);
            if in_name {
                words.push(' ');
            }
        }
        Step::Close(name) => match name {
            "teiHeader" => in_head = false,
            "sourceDesc" | "setting" => in_source = false,
            "persName" => {
                in_name = false;
                people.push((std::mem::take(&mut person), flat(&words)));
            }
            "title" if in_head => titles.push(flat(&words)),
            "seg" | "p" if !in_head => {
                let mut named = speaker.take().map(|id| {
                    let known = people.iter().find(|(own, _)| *own == id);
                    known.map_or_else(|| spaced(&id), |(_, name)| name.clone())
                });
                turn(&mut draft, &mut named, &flat(&words));
            }
            "head" if !in_head => draft.push(BlockKind::Heading, &flat(&words), None),
            "note" if !in_head => {
                let note = flat(&words);
                if !note.is_empty() {
                    let note =
                        if note.starts_with(['(', '[']) { note } else { format!("({note})") };
                    draft.push(BlockKind::Paragraph, &note, None);
                }
            }
            _ => {}
        },
    });
    draft.notes.extend(note);
    draft.meta.title = titles.into_iter().next();

    finish(draft)
}

/// A name out of an id in camel case: `AdaVanMarl` is `Ada Van Marl`.
fn spaced(id: &str) -> String {
    let mut out = String::with_capacity(id.len() + 4);
    let mut before = ' ';
    for ch in id.chars() {
        if ch.is_uppercase() && before.is_lowercase() {
            out.push(' ');
        }
        out.push(if ch == '_' { ' ' } else { ch });
        before = ch;
    }
    out
}
