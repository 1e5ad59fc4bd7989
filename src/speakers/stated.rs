//! Joins what the models of reported speech found with quotes and speakers: the reported rest
//! of a quote, and statements without marks with the speaker that their source resolves to.

use std::collections::HashMap;

use super::mention::Form;
use super::resolve::{Cast, Last, Resolved};
use super::{Attributed, Reasons, Speaker, SpeakerKind, evidence};
use crate::lexicon::key;
use crate::quotes::indirect::Reported;
use crate::quotes::{Quote, QuoteKind};
use crate::span::Span;

/// Where the attributions that hold stretches in marks are found.
pub(super) struct Holders<'a> {
    reported: &'a [Reported],
    /// By stretch in marks the attributions that hold it, as positions in order.
    by_mark: HashMap<usize, Vec<usize>>,
}

impl<'a> Holders<'a> {
    pub(super) fn of(reported: &'a [Reported]) -> Self {
        let mut by_mark: HashMap<usize, Vec<usize>> = HashMap::new();
        for (at, one) in reported.iter().enumerate() {
            for &mark in &one.marked {
                by_mark.entry(mark).or_default().push(at);
            }
        }
        Self { reported, by_mark }
    }

    /// The attribution that holds most of the quote's stretches in marks, the surest of several.
    pub(super) fn around(&self, pieces: &[usize]) -> Option<&'a Reported> {
        let shared = |one: &Reported| one.marked.iter().filter(|at| pieces.contains(at)).count();
        let mut near: Vec<usize> =
            pieces.iter().filter_map(|piece| self.by_mark.get(piece)).flatten().copied().collect();
        near.sort_unstable();
        near.dedup();
        near.into_iter()
            .map(|at| &self.reported[at])
            .max_by(|a, b| shared(a).cmp(&shared(b)).then(a.confidence.total_cmp(&b.confidence)))
    }
}

/// Gives the quote the rest of its content, outside marks.
pub(super) fn mix(quote: &mut Quote, around: &Reported) {
    quote.reported = around.content.clone();
    if !quote.reported.is_empty() {
        quote.kind = QuoteKind::Mixed;
    }
}

/// The statement with its speaker; `None` where it has words in marks. `last`, who spoke last,
/// becomes the speaker where a name or the like tells for sure who that is.
pub(super) fn statement(
    cast: &Cast<'_>,
    found: &Reported,
    last: &mut Option<Last>,
    explain: bool,
) -> Option<Attributed> {
    let quote = found.statement()?;
    let (speaker, resolved) = match found.source {
        Some(source) => {
            let (speaker, resolved) = speaker(cast, found, source, last);
            (Some(speaker), resolved)
        }
        None => (None, None),
    };
    let reasons = explain
        .then(|| Box::new(Reasons::of_statement(found, resolved.as_ref(), speaker.as_ref())));
    Some(Attributed { quote, speaker, reasons })
}

/// Confidence from which the speaker of a statement counts as the one who spoke last.
const SURE: f32 = 0.5;

/// What of a source follows a dash: before it stands a dateline, or a clause of its own.
fn past_dateline(cast: &Cast<'_>, source: Span) -> Span {
    let words = source.of(cast.source);
    let dash =
        ["—", "–", "--"].iter().filter_map(|dash| Some((words.find(dash)?, dash.len()))).min();
    let rest = dash
        .map(|(at, len)| &words[at + len..])
        .filter(|rest| rest.chars().any(char::is_alphabetic));
    rest.map_or(source, |rest| {
        let start = words.len() - rest.trim_start().len();
        Span::new(source.start + start as u32, source.end)
    })
}

/// The speaker that the source of `found` names: its first mention resolved, or its own words;
/// and what that mention resolved to.
fn speaker(
    cast: &Cast<'_>,
    found: &Reported,
    source: Span,
    last: &mut Option<Last>,
) -> (Speaker, Option<Resolved>) {
    let cue = Some(found.cue.of(cast.source));
    let source = past_dateline(cast, source);
    let from = cast.mentions.partition_point(|m| m.span.end <= source.start);
    let mention = cast.mentions[from..]
        .iter()
        .take_while(|m| m.span.start < source.end)
        .position(|m| !m.possessor || m.span.end >= source.end)
        .map(|at| from + at);
    let resolved = mention.and_then(|at| Some((at, cast.resolve(at, last.as_ref())?)));
    if let Some((at, resolved)) = resolved {
        let confidence = found.confidence * resolved.chance;
        if confidence >= SURE && resolved.who.kind == SpeakerKind::Person {
            let who = resolved.who.clone();
            *last = Some(Last { who, entity: resolved.entity, paragraph: found.paragraph });
        }
        return (cast.named_speaker(at, &resolved, confidence, cue), Some(resolved));
    }
    if let Some(at) = mention
        && matches!(cast.mentions[at].form, Form::Pronoun(_))
    {
        return (cast.speaker(at, None, found.confidence, cue), None);
    }
    let words = source.of(cast.source);
    let head = words.split([',', ';', '(']).next().unwrap_or(words).trim_end();
    // "its", "her": nobody by themselves
    let told = head.split_whitespace().any(|word| cast.lexicon.words().of(key(word)).is_empty());
    let speaker = Speaker {
        id: None,
        name: if told { head.to_owned() } else { String::new() },
        kind: SpeakerKind::Anonymous,
        label: head.to_owned(),
        mention: Some(Span::new(source.start, source.start + head.len() as u32)),
        confidence: 0.5 * found.confidence,
        evidence: evidence("own-words", cue),
    };
    (speaker, None)
}
