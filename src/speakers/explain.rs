//! Takes what the ranker and the resolution weighed and gives the reasons for what was decided:
//! kept only where they are asked for.

use std::fmt::Write as _;

use super::rank::Scene;
use super::resolve::{Last, Resolved};
use super::{ABSTAIN, DOUBT, LEAST, Speaker, SpeakerKind, Sum, tokens_span};
use crate::lexicon::PersonId;
use crate::quotes::indirect::Reported;
use crate::span::Span;

/// How it was decided who said a passage.
#[derive(Clone, Debug, PartialEq)]
pub struct Reasons {
    /// The sources weighed, likeliest first; those below a chance of 0.01 are left out. Empty
    /// for turns of a transcript, whose label decides.
    pub candidates: Vec<Weighed>,
    /// Which of them was taken, as a position in the list.
    pub taken: Option<usize>,
    /// Whom that one was taken to mean, even where the name was then withheld.
    pub means: Option<Means>,
    /// What was decided.
    pub decision: Decision,
    /// The reason, in words.
    pub reason: String,
}

/// A possible source of a passage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighed {
    /// Its words; none is the answer that no source stands near.
    pub mention: Option<Span>,
    /// The likeliest of the words that could join it to the passage.
    pub cue: Option<Span>,
    /// Its chance, over all cues, 0 to 1.
    pub chance: f32,
}

/// Whom the words of a source mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Means {
    /// The person in the registry.
    pub id: Option<PersonId>,
    /// The fullest name known.
    pub name: String,
    /// What kind of source.
    pub kind: SpeakerKind,
    /// The rule that found it.
    pub rule: String,
    /// Estimated chance that it is right, given that the source is, 0 to 1.
    pub chance: f32,
}

/// What can be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The speaker is named.
    Named,
    /// The words for the speaker are known; whom they mean is not sure enough.
    Withheld,
    /// Nobody is sure enough.
    Unattributed,
    /// A user said what is right.
    Corrected,
}

impl Decision {
    /// Its name in records.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::Withheld => "name-withheld",
            Self::Unattributed => "unattributed",
            Self::Corrected => "corrected",
        }
    }
}

/// Chance below which a candidate is not worth telling.
const WORTH_TELLING: f32 = 0.01;

impl Reasons {
    /// The sources of a quote as ranked, with the chance that there is none.
    pub(super) fn ranked(scene: &Scene<'_>, sums: &[Sum], none: f32) -> Self {
        let weighed = |sum: &Sum| Weighed {
            mention: Some(scene.mentions[sum.mention].span),
            cue: sum.cue.map(|cue| tokens_span(scene.text, &scene.cues[cue].tokens)),
            chance: sum.chance,
        };
        let mut candidates: Vec<Weighed> = sums.iter().map(weighed).collect();
        candidates.push(Weighed { mention: None, cue: None, chance: none });
        candidates.retain(|one| one.chance >= WORTH_TELLING);
        candidates.sort_by(|a, b| b.chance.total_cmp(&a.chance));
        Self { candidates, ..Self::of_nothing() }
    }

    /// The reasons of a turn whose label is `words`.
    pub(super) fn of_label(words: &str, resolved: &Resolved) -> Self {
        Self {
            means: Some(means(resolved)),
            decision: Decision::Named,
            reason: format!("the label `{words}` stands before the turn"),
            ..Self::of_nothing()
        }
    }

    /// The reasons of a statement: the source that its sentence gives, if any, whom that was
    /// found to mean, and the speaker made of it.
    pub(super) fn of_statement(
        found: &Reported,
        resolved: Option<&Resolved>,
        speaker: Option<&Speaker>,
    ) -> Self {
        let chance = found.confidence;
        let weighed = |source| Weighed { mention: Some(source), cue: Some(found.cue), chance };
        let mut reasons = Self {
            candidates: found.source.map(weighed).into_iter().collect(),
            means: resolved.map(means),
            ..Self::of_nothing()
        };
        let Some(speaker) = speaker else {
            "the sentence that reports it names no source".clone_into(&mut reasons.reason);
            return reasons;
        };
        reasons.taken = Some(0);
        reasons.decide(speaker);
        reasons.reason = match resolved {
            Some(resolved) => format!(
                "{chance:.2} that the sentence reports so, {:.2} that its source is {}: {:.2}",
                resolved.chance, resolved.who.name, speaker.confidence
            ),
            None if speaker.is_known() => {
                format!("its source names nobody known: {chance:.2} halved for its own words")
            }
            None => "nobody is found whom its source could mean".to_owned(),
        };
        reasons
    }

    /// Adds that a source was taken, and what came of it. `stands_in` tells that it is the
    /// subject of the sentence, in place of a likelier one.
    pub(super) fn take(
        &mut self,
        mention: Span,
        chance: f32,
        stands_in: bool,
        found: Option<&Resolved>,
        speaker: &Speaker,
    ) {
        self.taken = self.candidates.iter().position(|one| one.mention == Some(mention));
        self.means = found.map(means);
        self.decide(speaker);
        if stands_in {
            let told = format!(
                "the likeliest source is below {DOUBT:.2}, so the subject of the sentence stands \
                 in for it; "
            );
            self.reason.push_str(&told);
        }
        let confidence = speaker.confidence;
        let told = match found {
            None => format!("{chance:.2} that this is the source, but nobody that it could mean"),
            Some(found) => format!(
                "{chance:.2} that this is the source, {:.2} that it means {}; the rule's record \
                 makes that {confidence:.2}",
                found.chance, found.who.name
            ),
        };
        self.reason.push_str(&told);
        if found.is_some() && !speaker.is_known() {
            self.below();
        }
    }

    /// Adds why no source was taken.
    pub(super) fn none(&mut self) {
        let best = self.candidates.iter().find(|one| one.mention.is_some());
        let none = self.candidates.iter().find(|one| one.mention.is_none());
        let told = match (best, none) {
            (None, _) => "no source stands near".to_owned(),
            (Some(best), Some(none)) if none.chance > best.chance => format!(
                "that no source stands near is likelier ({:.2}) than the best source ({:.2})",
                none.chance, best.chance
            ),
            (Some(best), _) => {
                format!("the likeliest source has {:.2}, below {LEAST:.2}", best.chance)
            }
        };
        self.reason = told;
    }

    /// Adds what came of going on from the speaker before, with what confidence.
    pub(super) fn go_on(&mut self, from: Option<(&Last, f32)>) {
        let Some((last, confidence)) = from else {
            self.reason.push_str("; it does not go on from a speaker before it");
            return;
        };
        let name = &last.who.name;
        // Writing to a String cannot fail.
        let _ = write!(self.reason, "; going on from {name} has {confidence:.2}");
        if confidence >= ABSTAIN {
            self.decision = Decision::Named;
            self.means = Some(Means {
                id: last.who.id,
                name: name.clone(),
                kind: last.who.kind,
                rule: "continued".to_owned(),
                chance: confidence,
            });
        } else {
            self.below();
        }
    }

    /// Adds that the speaker was dropped since he is less sure than the user asked for.
    pub fn drop_below(&mut self, confidence: f32, least: f32) {
        self.decision = Decision::Unattributed;
        let _ = write!(self.reason, "; {confidence:.2} is below the {least:.2} asked for");
    }

    /// Puts what a user said before what was decided.
    pub fn overrule(&mut self, told: &str) {
        let machine = self.decision.name();
        self.reason = format!("{told}, in place of {machine}: {}", self.reason);
        self.decision = Decision::Corrected;
    }

    fn below(&mut self) {
        let _ = write!(self.reason, ", below {ABSTAIN:.2}");
    }

    fn decide(&mut self, speaker: &Speaker) {
        self.decision = if speaker.is_known() { Decision::Named } else { Decision::Withheld };
    }

    const fn of_nothing() -> Self {
        Self {
            candidates: Vec::new(),
            taken: None,
            means: None,
            decision: Decision::Unattributed,
            reason: String::new(),
        }
    }
}

fn means(resolved: &Resolved) -> Means {
    Means {
        id: resolved.who.id,
        name: resolved.who.name.clone(),
        kind: resolved.who.kind,
        rule: resolved.rule.to_owned(),
        chance: resolved.chance,
    }
}
