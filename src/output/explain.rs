//! The reasons for a speaker: the field `explain` of a record, and lines to read.

use std::borrow::Cow;

use serde::Serialize;

use super::record::Range;
use crate::lexicon::Lexicon;
use crate::pipeline::Reasons;

/// How it was decided who said a passage.
#[derive(Clone, Debug, Serialize)]
pub struct Explain<'a> {
    /// `named`, `name-withheld`, `unattributed` or `corrected`.
    pub decision: &'static str,
    /// The reason in words.
    pub reason: Cow<'a, str>,
    /// The sources weighed, likeliest first.
    pub candidates: Vec<Candidate<'a>>,
    /// Whom the one that was taken is thought to mean.
    pub means: Option<Means<'a>>,
}

/// A possible source.
#[derive(Clone, Debug, Serialize)]
pub struct Candidate<'a> {
    /// Its words; null is the answer that no source stands near.
    pub mention: Option<Cow<'a, str>>,
    /// Where they stand.
    pub span: Option<Range>,
    /// The words that would join it to the passage.
    pub cue: Option<Cow<'a, str>>,
    /// Its chance, 0 to 1.
    pub chance: f32,
    /// Whether it was taken.
    pub taken: bool,
}

/// Whom words for a source mean.
#[derive(Clone, Debug, Serialize)]
pub struct Means<'a> {
    /// Slug in the registry of people.
    pub id: Option<Cow<'a, str>>,
    /// The fullest name known.
    pub name: Cow<'a, str>,
    /// As of a speaker.
    pub kind: &'static str,
    /// The rule that found it.
    pub rule: Cow<'a, str>,
    /// Chance that it is right if the source is, 0 to 1.
    pub chance: f32,
}

impl<'a> Explain<'a> {
    /// The wire form of reasons about an article of that text.
    #[must_use]
    pub fn new(reasons: &'a Reasons, text: &'a str, lexicon: &'a Lexicon) -> Self {
        let candidates = reasons.candidates.iter().enumerate().map(|(at, one)| Candidate {
            mention: one.mention.map(|span| Cow::Borrowed(span.of(text))),
            span: one.mention.map(Range::from),
            cue: one.cue.map(|span| Cow::Borrowed(span.of(text))),
            chance: one.chance,
            taken: reasons.taken == Some(at),
        });
        Self {
            decision: reasons.decision.name(),
            reason: Cow::Borrowed(&reasons.reason),
            candidates: candidates.collect(),
            means: reasons.means.as_ref().map(|means| Means {
                id: means.id.map(|id| Cow::Borrowed(&*lexicon.people().get(id).slug)),
                name: Cow::Borrowed(&means.name),
                kind: means.kind.name(),
                rule: Cow::Borrowed(&means.rule),
                chance: means.chance,
            }),
        }
    }

    /// The same to read, a line each: the decision, what was weighed, whom it means.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("{}: {}", self.decision, self.reason)];
        lines.extend(self.candidates.iter().map(|one| {
            let mention = match &one.mention {
                Some(mention) => format!("`{mention}`"),
                None => "no source near".to_owned(),
            };
            let cue = one.cue.as_ref().map(|cue| format!(" by `{cue}`")).unwrap_or_default();
            let taken = if one.taken { ", taken" } else { "" };
            format!("{:.2}  {mention}{cue}{taken}", one.chance)
        }));
        if let Some(Means { id, name, kind, rule, chance }) = &self.means {
            let id = id.as_ref().map(|id| format!(", {id}")).unwrap_or_default();
            lines.push(format!("{chance:.2}  means {name} ({kind}{id}) by rule `{rule}`"));
        }
        lines
    }
}
