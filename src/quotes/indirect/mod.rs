//! Takes an article's tokens and marks and gives its reported speech and thought: for each cue,
//! the source and the content that its sentence shows.
//!
//! Two fitted models in turn: one tells which words of the cue table report something at their
//! place, one labels the words of the sentence as source or content of that cue, so that
//! several attributions may overlap in a sentence. Both are linear in hashed features of words,
//! word classes and cues; see [`model`]. Promises: attributions in order of their cues, content
//! spans sorted and disjoint, linear time, the same result for the same input. Leaves words in
//! marks to direct quotes: content that holds any names the marked stretches instead.

pub mod beside;
pub mod features;
pub mod model;
pub mod sink;

use crate::lexicon::Lexicon;
use crate::span::Span;
use crate::text::{Text, TokenKind};

use features::{Sentence, Word};
use model::{Label, Model, Scratch};

use super::{Quote, QuoteKind};

/// One attribution that a cue reports.
#[derive(Clone, Debug, PartialEq)]
pub struct Reported {
    /// The cue: a word, or the words of a phrase.
    pub cue: Span,
    /// The noun phrase that is its source, where the sentence has one.
    pub source: Option<Span>,
    /// Its content outside marks, tight; may be empty where all of it stands in marks.
    pub content: Vec<Span>,
    /// Stretches in marks that are part of the content, as positions in [`Text::marked`].
    pub marked: Vec<usize>,
    /// Its first paragraph, as a position in [`Text::paragraphs`].
    pub paragraph: usize,
    /// Chance of the cue by itself.
    pub cue_chance: f32,
    /// Mean chance of the content's words, given the cue.
    pub word_chance: f32,
    /// Estimated chance, 0 to 1, that a careful reader marks this content as reported.
    pub confidence: f32,
}

impl Reported {
    /// As a statement; `None` where any of its content stands in marks or nothing is left.
    #[must_use]
    pub fn statement(&self) -> Option<Quote> {
        (self.marked.is_empty() && !self.content.is_empty()).then(|| Quote {
            kind: QuoteKind::Indirect,
            spans: self.content.clone(),
            reported: Vec::new(),
            cue: Some(self.cue),
            source: self.source,
            paragraph: self.paragraph,
            label: None,
        })
    }
}

/// Finds what is reported, with the built-in model and its threshold.
#[must_use]
pub fn find(source: &str, text: &Text, lexicon: &Lexicon) -> Vec<Reported> {
    Model::builtin().map_or_else(Vec::new, |model| find_with(&model, source, text, lexicon))
}

/// Finds what is reported with the model given; for fitting and measuring.
#[must_use]
pub fn find_with(model: &Model<'_>, source: &str, text: &Text, lexicon: &Lexicon) -> Vec<Reported> {
    let mut out = Vec::new();
    let mut scratch = Scratch::default();
    let mut view = Sentence::default();
    for sentence in &text.sentences {
        if !view.read(source, text, sentence, lexicon) {
            continue;
        }
        scratch.begin();
        for at in 0..view.words.len() {
            if !view.words[at].candidate() {
                continue;
            }
            let sure = model.cue(&view, at);
            if sure < model.tuning.cue_floor {
                continue;
            }
            model.label(&view, at, &mut scratch);
            if let Some(found) = attribution(model, source, text, &view, at, sure, &scratch)
                && found.confidence >= model.tuning.threshold
            {
                out.push(found);
            }
        }
    }
    out
}

/// Reads an attribution off the labels.
fn attribution(
    model: &Model<'_>,
    source: &str,
    text: &Text,
    view: &Sentence,
    at: usize,
    sure: f32,
    scratch: &Scratch,
) -> Option<Reported> {
    let first = view.first_token;
    let tokens = &text.tokens[first..first + view.words.len()];
    let cue = tokens[at].span.cover(tokens[at + view.words[at].phrase_len() - 1].span);
    let window = scratch.window.clone();
    let labels = &scratch.labels;
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    let mut sources: Vec<std::ops::Range<usize>> = Vec::new();
    let mut start = window.start;
    while start < window.end {
        let label = labels[start - window.start];
        let mut end = start + 1;
        while end < window.end && labels[end - window.start] == label {
            end += 1;
        }
        match label {
            Label::Content => runs.push(start..end),
            Label::Source => sources.push(start..end),
            Label::Other => {}
        }
        start = end;
    }
    let mut content: Vec<Span> = Vec::new();
    let mut marked: Vec<usize> = Vec::new();
    let mut sum = 0.0;
    let mut count = 0_u16;
    for run in runs {
        for word in run.clone() {
            sum += scratch.posterior[word - window.start];
            count = count.saturating_add(1);
        }
        let mut piece = |words: std::ops::Range<usize>| {
            let words = tight(words, &view.words);
            if words.start < words.end {
                content.push(tokens[words.start].span.cover(tokens[words.end - 1].span));
            }
        };
        let mut open = run.start;
        for word in run.clone() {
            if let Some(mark) = view.words[word].marked {
                piece(open..word);
                open = word + 1;
                if marked.last() != Some(&mark) {
                    marked.push(mark);
                }
            }
        }
        piece(open..run.end);
    }
    content.retain(|span| span.of(source).chars().any(char::is_alphanumeric));
    if content.is_empty() && marked.is_empty() {
        return None;
    }
    // the run nearest to the cue is the source; a second one is nearly always an error
    let distance = |run: &std::ops::Range<usize>| {
        if run.end <= at { at - run.end } else { run.start.saturating_sub(at) }
    };
    let source_span = sources
        .into_iter()
        .map(|run| tight(run, &view.words))
        .filter(|run| run.start < run.end)
        .min_by_key(distance)
        .map(|run| tokens[run.start].span.cover(tokens[run.end - 1].span));
    let mean = if count == 0 { 0.5 } else { sum / f32::from(count) };
    let confidence = model.tuning.confidence(sure, mean);
    let paragraph = view.paragraph;
    Some(Reported {
        cue,
        source: source_span,
        content,
        marked,
        paragraph,
        cue_chance: sure,
        word_chance: mean,
        confidence,
    })
}

/// The run without punctuation at its ends.
fn tight(run: std::ops::Range<usize>, words: &[Word]) -> std::ops::Range<usize> {
    let loose = |word: &Word| word.kind == TokenKind::Mark && !word.opens_money();
    let (mut start, mut end) = (run.start, run.end);
    while start < end && loose(&words[start]) {
        start += 1;
    }
    while end > start && loose(&words[end - 1]) {
        end -= 1;
    }
    start..end
}

#[cfg(test)]
mod tests;
