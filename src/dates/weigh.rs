//! Weighs the dates that an attribution without a date in its own sentence may take over from
//! its surroundings.
//!
//! A logistic model over a few plain features of each candidate. Its weights were fitted on
//! labelled quotes of US campaign coverage (the articles of PolNeAR); `examples/said.rs` fits
//! them anew.

use std::collections::HashMap;

use jiff::civil::Date;

use super::said::{Known, Said, SaidRule, Teller};
use crate::span::Span;

macro_rules! features {
    ($($(#[$doc:meta])* $feature:ident = $name:literal: $weight:literal,)*) => {
        /// What speaks for a candidate, or against it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        enum Feature {
            $($(#[$doc])* $feature,)*
        }

        /// Names of the features of a [`Candidate`], in order.
        pub const FEATURES: &[&str] = &[$($name),*];

        /// Weights of the features, fitted.
        const WEIGHTS: [f32; FEATURES.len()] = [$($weight),*];
    };
}

features! {
    /// Always 1.
    Bias = "bias": -3.98,
    /// The same speaker was last heard on that day.
    Speaker = "speaker": 0.63,
    /// The same, by nearness.
    SpeakerNear = "speaker-near": -0.80,
    /// The last day set before, by nobody else's words.
    Scene = "scene": 0.86,
    /// The same, by nearness.
    SceneNear = "scene-near": 1.94,
    /// The sentence that sets the day names the speaker.
    Named = "named": 0.52,
    /// The day of somebody else's words just before, by nearness.
    OthersNear = "others-near": 1.89,
    /// The day on which the article opens, by nearness.
    LeadNear = "lead-near": 2.07,
    /// The sentence that sets that day names the speaker.
    LeadNamed = "lead-named": 0.77,
    /// The same speaker is next heard on that day, by nearness.
    SpeakerAfter = "speaker-after": 1.05,
    /// The attribution just before is of that day.
    GoesOn = "goes-on": 1.13,
    /// The day of a live blog.
    Live = "live": 1.86,
    /// At most a day before publication.
    Fresh = "fresh": 1.21,
    /// More than two days before publication.
    Old = "old": -0.93,
    /// Share of the article's days that are this one.
    Share = "share": 1.05,
    /// Not known to the day.
    Vague = "vague": 1.14,
}

/// Paragraphs in which an article opens.
const LEAD_PARAGRAPHS: usize = 4;
/// Parts from which an article is a live blog.
const LIVE_PARTS: u32 = 4;
/// Scenes looked back at, and attributions looked ahead at.
const LOOK: usize = 6;

/// A date that an attribution may take over.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The date, where it stands and what brings it.
    pub said: Said,
    /// Values of [`FEATURES`].
    pub features: [f32; FEATURES.len()],
}

impl Candidate {
    fn new(said: Said) -> Self {
        let mut features = [0.0; FEATURES.len()];
        features[Feature::Bias as usize] = 1.0;
        Self { said, features }
    }

    /// Sets a feature; of two values the larger counts.
    fn set(&mut self, feature: Feature, value: f32) {
        let kept = &mut self.features[feature as usize];
        *kept = kept.max(value);
    }

    /// Logarithm of the odds that it is right.
    #[must_use]
    pub fn score(&self) -> f32 {
        self.features.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum()
    }
}

/// The candidates of one attribution, one a date.
#[derive(Default)]
struct Candidates(Vec<Candidate>);

impl Candidates {
    fn add(&mut self, said: Said, features: &[(Feature, f32)]) {
        let at = self.0.iter().position(|known| known.said.date == said.date);
        let at = at.unwrap_or_else(|| {
            self.0.push(Candidate::new(said));
            self.0.len() - 1
        });
        for &(feature, value) in features {
            self.0[at].set(feature, value);
        }
    }
}

/// What has been told before an attribution.
pub(super) struct Past<'a> {
    /// Whose saying each mention dates.
    owners: &'a [Option<u32>],
    /// For each speaker the last dated attribution.
    heard: HashMap<u32, usize>,
    /// The date of the attribution just before.
    last: Option<Said>,
    /// How many scenes are of each day.
    days: HashMap<Date, u32>,
    /// How many scenes are of a day.
    all_days: u32,
    /// The first scene that is of a day.
    lead: Option<usize>,
}

impl<'a> Past<'a> {
    pub(super) fn new(teller: &Teller<'_>, owners: &'a [Option<u32>]) -> Self {
        let mut days: HashMap<Date, u32> = HashMap::new();
        let mut all_days = 0;
        let mut lead = None;
        for &scene in &teller.scenes {
            let mention = &teller.mentions[scene];
            if mention.is_day() {
                *days.entry(mention.first).or_default() += 1;
                all_days += 1;
                lead = lead.or(Some(scene));
            }
        }
        Self { owners, heard: HashMap::new(), last: None, days, all_days, lead }
    }

    /// Notes an attribution.
    pub(super) fn hear(&mut self, at: usize, known: &Known) {
        self.last = known.said;
        if let (Some(speaker), Some(_)) = (known.speaker, known.said) {
            self.heard.insert(speaker, at);
        }
    }

    /// Share of the article's days that are `day`.
    fn share(&self, day: Date) -> f32 {
        let days = self.days.get(&day).copied().unwrap_or(0);
        days as f32 / self.all_days.max(1) as f32
    }
}

const fn flag(value: bool) -> f32 {
    if value { 1.0 } else { 0.0 }
}

/// 1 in the same paragraph, a half in the next, a third in the one after.
fn near(one: usize, other: usize) -> f32 {
    1.0 / (1 + one.abs_diff(other)) as f32
}

impl Teller<'_> {
    /// The dates that the attribution at `at` may take over.
    pub(super) fn candidates(
        &self,
        at: usize,
        anchor: Span,
        sentence: usize,
        known: &[Known],
        past: &Past<'_>,
    ) -> Vec<Candidate> {
        let mut out = Candidates::default();
        self.by_scenes(at, sentence, known, past, &mut out);
        self.by_speaker(at, known, past, &mut out);
        let paragraph = known[at].paragraph;
        if let Some(lead) = past.lead.filter(|&lead| self.paragraph_of(lead) < LEAD_PARAGRAPHS)
            && let Some(said) = self.give(lead, SaidRule::Lead)
        {
            let named = flag(self.names(lead, self.utterances[at].name));
            let near = near(paragraph, self.paragraph_of(lead));
            out.add(said, &[(Feature::LeadNear, near), (Feature::LeadNamed, named)]);
        }
        if let Some(said) = past.last {
            out.add(said, &[(Feature::GoesOn, 1.0)]);
        }
        let live = self.parts.last().is_some_and(|&parts| parts >= LIVE_PARTS);
        if live && self.published != Date::MAX {
            let said = Said { date: self.published.into(), evidence: anchor, rule: SaidRule::Live };
            out.add(said, &[(Feature::Live, 1.0)]);
        }
        for candidate in &mut out.0 {
            let date = candidate.said.date;
            let age = (self.published - date.last()).get_days();
            candidate.set(Feature::Fresh, flag(age <= 1));
            candidate.set(Feature::Old, flag(age > 2));
            match date.exact() {
                Some(day) => candidate.set(Feature::Share, past.share(day)),
                None => candidate.set(Feature::Vague, 1.0),
            }
        }
        out.0
    }

    /// What the sentences before set, in the same part of the article.
    fn by_scenes(
        &self,
        at: usize,
        sentence: usize,
        known: &[Known],
        past: &Past<'_>,
        out: &mut Candidates,
    ) {
        let Known { paragraph, speaker, .. } = known[at];
        let before = self.scenes.partition_point(|&m| self.mentions[m].sentence < sentence);
        let mut others = false;
        for &scene in self.scenes[..before].iter().rev().take(LOOK) {
            let place = self.paragraph_of(scene);
            if self.parts[place] != self.parts[paragraph] {
                break;
            }
            let date = &self.mentions[scene];
            let open = past.owners[scene].is_none() || past.owners[scene] == speaker;
            // A month or a year counts where it opens the sentence just before.
            let vague = place == paragraph && date.sentence + 1 == sentence && self.opens(date);
            if !(date.is_day() || open && vague) {
                continue;
            }
            let Some(said) = self.give(scene, SaidRule::Scene) else { continue };
            if open {
                let named = flag(self.names(scene, self.utterances[at].name));
                let near = near(paragraph, place);
                let features =
                    [(Feature::Scene, 1.0), (Feature::SceneNear, near), (Feature::Named, named)];
                out.add(said, &features);
                if date.is_day() {
                    break;
                }
            } else if !others {
                others = true;
                out.add(said, &[(Feature::OthersNear, near(paragraph, place))]);
            }
        }
    }

    /// What the same speaker's other words are of, in the same part of the article.
    fn by_speaker(&self, at: usize, known: &[Known], past: &Past<'_>, out: &mut Candidates) {
        let Known { paragraph, speaker: Some(speaker), .. } = known[at] else { return };
        let here = |other: &Known| self.parts[other.paragraph] == self.parts[paragraph];
        let last = past.heard.get(&speaker).map(|&last| &known[last]).filter(|last| here(last));
        if let Some(last) = last
            && let Some(said) = last.said
        {
            let near = near(paragraph, last.paragraph);
            let said = Said { rule: SaidRule::Speaker, ..said };
            out.add(said, &[(Feature::Speaker, 1.0), (Feature::SpeakerNear, near)]);
        }
        let mut after = known[at + 1..].iter().take(LOOK);
        let next = after.find(|next| next.speaker == Some(speaker) && next.said.is_some());
        if let Some(next) = next.filter(|next| here(next))
            && let Some(said) = next.said
        {
            let near = near(paragraph, next.paragraph);
            out.add(Said { rule: SaidRule::After, ..said }, &[(Feature::SpeakerAfter, near)]);
        }
    }
}
