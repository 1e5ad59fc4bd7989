//! Makes items of what the stages give: of a passage just extracted, of a passage found.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

use super::Item;
use super::human::{Source, pieces};
use super::record::{self, Cue, Explain, Range, Record, VERSION};
use crate::index::{StoredArticle, StoredPassage, StoredSpeaker};
use crate::lexicon::Lexicon;
use crate::pipeline::{Extraction, Passage, Speaker};
use crate::search::{Hit, Twin};
use crate::span::Span;

impl<'a> Item<'a> {
    /// A passage just extracted from the file at `path`.
    #[must_use]
    pub fn of_passage(
        extraction: &'a Extraction,
        passage: &'a Passage,
        lexicon: &'a Lexicon,
        path: &str,
    ) -> Self {
        let article = &extraction.article;
        let explain = passage.reasons.as_ref().map(|r| Explain::new(r, &article.text, lexicon));
        let explanation = explain.as_ref().map(Explain::lines).unwrap_or_default();
        let record = Record {
            v: VERSION,
            query: None,
            id: passage.id.to_string(),
            doc: Cow::Borrowed(&extraction.doc),
            kind: passage.kind.name(),
            text: Cow::Owned(passage.text(&article.text)),
            spans: ranges(&passage.spans),
            reported: ranges(&passage.reported),
            speaker: passage.speaker.as_ref().map(|speaker| of_speaker(speaker, lexicon)),
            cue: passage
                .cue
                .map(|span| Cue { text: Cow::Borrowed(span.of(&article.text)), span: span.into() }),
            date: article.meta.date.map(|dated| dated.date.to_string()),
            date_source: article.meta.date.map(|dated| dated.source.name()),
            said: passage.said.map(|date| date.to_string()),
            issues: passage.issues.iter().map(|tag| lexicon.issues().slug(tag.id).into()).collect(),
            concepts: passage
                .concepts
                .iter()
                .map(|&id| lexicon.concepts().slug(id).into())
                .collect(),
            outlet: article.meta.outlet.as_deref().map(Cow::Borrowed),
            title: article.meta.title.as_deref().map(Cow::Borrowed),
            score: None,
            highlights: Vec::new(),
            copies: None,
            explain,
        };
        let source = Source { text: &article.text, from: 0 };
        let pieces = pieces(&source, passage.kind, &passage.spans, &passage.reported, &[]);
        Self {
            record,
            path: path.to_owned(),
            line: passage.line,
            link: None,
            around: None,
            pieces,
            explanation,
        }
    }

    /// A passage that a search found, with its copies; `path_of` gives paths that open from the
    /// working folder.
    #[must_use]
    pub fn of_hit(hit: &'a Hit, path_of: impl Fn(&Path) -> String) -> Self {
        let path = path_of(&hit.path);
        let borrowed = |names: &'a [String]| names.iter().map(|n| Cow::Borrowed(&**n)).collect();
        let record = Record {
            v: VERSION,
            query: None,
            id: hit.id.to_string(),
            doc: Cow::Borrowed(&hit.doc),
            kind: hit.kind.name(),
            text: Cow::Borrowed(&hit.text),
            spans: ranges(&hit.spans),
            reported: ranges(&hit.reported),
            speaker: hit.speaker.as_ref().map(of_kept),
            cue: hit
                .cue
                .as_ref()
                .map(|cue| Cue { text: Cow::Borrowed(&cue.text), span: cue.span.into() }),
            date: hit.date.map(|dated| dated.date.to_string()),
            date_source: hit.date.map(|dated| dated.source.name()),
            said: hit.said.map(|date| date.to_string()),
            issues: borrowed(&hit.issues),
            concepts: borrowed(&hit.concepts),
            outlet: hit.outlet.as_deref().map(Cow::Borrowed),
            title: hit.title.as_deref().map(Cow::Borrowed),
            score: Some(hit.score),
            highlights: ranges(&hit.highlights),
            copies: copies(hit),
            explain: None,
        };
        let source = Source { text: &hit.context, from: hit.context_span.start };
        let pieces = pieces(&source, hit.kind, &hit.spans, &hit.reported, &hit.highlights);
        let mut explanation: Vec<String> = hit
            .parts
            .iter()
            .map(|part| format!("{:8.3}  {} `{}`", part.value, part.source.name(), part.what))
            .collect();
        if let (Some(speaker), false) = (&hit.speaker, explanation.is_empty()) {
            explanation.push(format!("speaker: {}", speaker.evidence));
        }
        let place = |copy: &Twin| {
            let at = copy.place.as_ref()?;
            let whole = if copy.whole_article { ", the whole article" } else { "" };
            let date = copy.date.map_or_else(|| "undated".to_owned(), |date| date.to_string());
            let outlet = copy.outlet.as_ref().map(|name| format!(" · {name}")).unwrap_or_default();
            let path = path_of(&at.path);
            Some(format!("{date}{outlet} · {path}:{}  {}{whole}", at.line, copy.id))
        };
        explanation.splice(0..0, hit.copies.iter().filter_map(place));
        Self { record, path, line: hit.line, link: None, around: None, pieces, explanation }
    }
}

impl<'a> Item<'a> {
    /// A passage that the index keeps, in the file at `path`.
    #[must_use]
    pub fn of_stored(article: &'a StoredArticle, passage: &'a StoredPassage, path: String) -> Self {
        let borrowed = |names: &'a [String]| names.iter().map(|n| Cow::Borrowed(&**n)).collect();
        let record = Record {
            v: VERSION,
            query: None,
            id: passage.id.to_string(),
            doc: Cow::Borrowed(&article.doc),
            kind: passage.kind.name(),
            text: Cow::Owned(passage.text(&article.text)),
            spans: ranges(&passage.spans),
            reported: ranges(&passage.reported),
            speaker: passage.speaker.as_ref().map(of_kept),
            cue: passage
                .cue
                .map(|span| Cue { text: Cow::Borrowed(span.of(&article.text)), span: span.into() }),
            date: article.date.map(|dated| dated.date.to_string()),
            date_source: article.date.map(|dated| dated.source.name()),
            said: passage.said.map(|date| date.to_string()),
            issues: borrowed(&passage.issues),
            concepts: borrowed(&passage.concepts),
            outlet: article.outlet.as_deref().map(Cow::Borrowed),
            title: article.title.as_deref().map(Cow::Borrowed),
            score: None,
            highlights: Vec::new(),
            copies: None,
            explain: None,
        };
        let source = Source { text: &article.text, from: 0 };
        let pieces = pieces(&source, passage.kind, &passage.spans, &passage.reported, &[]);
        let reason = passage.speaker.as_ref().map(|s| format!("speaker: {}", s.evidence));
        let explanation = reason.into_iter().collect();
        Self { record, path, line: passage.line, link: None, around: None, pieces, explanation }
    }
}

/// The wire form of the copies of a passage found.
fn copies(hit: &Hit) -> Option<record::Copies<'_>> {
    if hit.copies.is_empty() {
        return None;
    }
    let own = hit.date.map(|dated| dated.date);
    let first = hit.copies.iter().filter_map(|copy| copy.date).chain(own).min();
    let outlets: BTreeSet<&str> = hit
        .copies
        .iter()
        .filter_map(|copy| copy.outlet.as_deref())
        .chain(hit.outlet.as_deref())
        .collect();
    let other = |copy: &'_ Twin| record::Other {
        id: copy.id.to_string(),
        outlet: copy.outlet.clone().map(Cow::Owned),
        date: copy.date.map(|date| date.to_string()),
        whole_article: copy.whole_article,
        doc: copy.place.as_ref().map(|at| Cow::Owned(at.doc.clone())),
    };
    Some(record::Copies {
        articles: hit.articles(),
        outlets: outlets.len(),
        first: first.map(|date| date.to_string()),
        whole_articles: hit.copies.iter().filter(|copy| copy.whole_article).count(),
        others: hit.copies.iter().map(other).collect(),
    })
}

/// The wire form of a speaker.
fn of_speaker<'a>(speaker: &'a Speaker, lexicon: &'a Lexicon) -> record::Speaker<'a> {
    record::Speaker {
        id: speaker.id.map(|id| Cow::Borrowed(&*lexicon.people().get(id).slug)),
        name: speaker.is_known().then_some(Cow::Borrowed(&*speaker.name)),
        kind: speaker.kind.name(),
        label: Cow::Borrowed(&speaker.label),
        mention: speaker.mention.map(Range::from),
        confidence: speaker.confidence,
        evidence: Cow::Borrowed(&speaker.evidence),
    }
}

/// The same of a speaker that an index keeps.
fn of_kept(speaker: &StoredSpeaker) -> record::Speaker<'_> {
    record::Speaker {
        id: speaker.id.as_deref().map(Cow::Borrowed),
        name: speaker.known().map(Cow::Borrowed),
        kind: speaker.kind.name(),
        label: Cow::Borrowed(&speaker.label),
        mention: speaker.mention.map(Range::from),
        confidence: speaker.confidence,
        evidence: Cow::Borrowed(&speaker.evidence),
    }
}

fn ranges(spans: &[Span]) -> Vec<Range> {
    spans.iter().map(|&span| span.into()).collect()
}
