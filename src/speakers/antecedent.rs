//! Whom a pronoun of one person stands for, by place, gender and syntax of those named before it.

use super::mention::{Form, NameKind, Pronoun};
use super::resolve::{Cast, Last, small};
use crate::lexicon::nouns::NounKind;
use crate::lexicon::words::Class;

/// How many mentions back a pronoun can reach, so that a paragraph without end costs no more than
/// it is long; the five paragraphs that it can reach hold fewer nearly always.
pub(super) const REMEMBERED: usize = 400;

/// How much of the last speaker's lead is left where a paragraph opens with somebody else.
const TURNED: f32 = 0.4;

impl Cast<'_> {
    /// What all pronouns and descriptions of the narration stand for, each by what stands before
    /// it.
    pub(super) fn stand_ins(self) -> Vec<Option<usize>> {
        let mut stands = vec![None; self.mentions.len()];
        for (at, mention) in self.mentions.iter().enumerate() {
            if mention.marked.is_some() {
                continue;
            }
            match &mention.form {
                Form::Pronoun(Pronoun::He | Pronoun::She) => {
                    let found = Cast { stands: &stands, ..self }.antecedent(at, None);
                    let sure = found.filter(|(_, chance)| *chance >= 0.6);
                    stands[at] = sure.map(|(entity, _)| entity);
                }
                Form::Described(described) => stands[at] = self.meant(at, described),
                _ => {}
            }
        }
        stands
    }

    /// The person whom a singular pronoun stands for: recent, of the right gender, rather a
    /// subject than an object, rather the one who spoke last.
    pub(super) fn antecedent(&self, at: usize, last: Option<&Last>) -> Option<(usize, f32)> {
        let pronoun = &self.mentions[at];
        let here = &self.text.sentences[pronoun.sentence];
        let mut scores: Vec<(usize, f32)> = Vec::new();
        // whether the paragraph has turned from the last speaker to another
        let mut turned = false;
        for (m, mention) in self.mentions[..at].iter().enumerate().rev().take(REMEMBERED) {
            let sentence = &self.text.sentences[mention.sentence];
            let back = here.paragraph - sentence.paragraph;
            if back > 5 {
                break;
            }
            let Some(entity) = self.entities.of[m].or(self.stands.get(m).copied().flatten()) else {
                continue;
            };
            let candidate = &self.entities.all[entity];
            if !candidate.personal() || mention.marked.is_some() {
                continue;
            }
            let gender = match (candidate.gender, pronoun.gender) {
                (Some(a), Some(b)) if a != b => continue,
                (Some(_), Some(_)) => 0.0,
                _ if candidate.kind == NameKind::Person => -0.9,
                _ => -1.5,
            };
            let distance = small(pronoun.sentence - mention.sentence);
            let subject = self.subject(m);
            let mut score = gender - 0.55 * distance - 0.3 * small(back);
            if subject {
                score += 0.8;
            }
            // who acts in the sentence right before
            if subject && back == 0 && distance <= 1.0 {
                score += 1.2;
            }
            // whom the article has just introduced it goes on to quote
            let new = candidate.mentions.first() == Some(&m) && candidate.given.is_some();
            if new && candidate.kind == NameKind::Person && back <= 1 {
                score += 1.25;
            }
            // "Voss's own account", first of all, is about Voss
            let opens =
                mention.tokens.start == self.text.paragraphs[sentence.paragraph].tokens.start;
            if mention.possessor && !opens {
                score -= 0.7;
            }
            if candidate.kind == NameKind::Unknown && candidate.person.is_none() {
                score -= 0.8;
            }
            score += 0.25 * (small(candidate.mentions.len()) + 1.0).ln();
            if let Some(l) = last.filter(|l| l.entity == Some(entity)) {
                let goes_on = match here.paragraph - l.paragraph.min(here.paragraph) {
                    0 | 1 => 1.6,
                    2 => 0.9,
                    _ => 0.0,
                };
                score += if turned && back > 0 { TURNED * goes_on } else { goes_on };
            }
            turned |= subject
                && back == 0
                && last.is_some_and(|l| l.entity != Some(entity) && l.paragraph < here.paragraph);
            match scores.iter_mut().find(|(e, _)| *e == entity) {
                Some((_, best)) => *best = best.max(score),
                None => scores.push((entity, score)),
            }
        }
        // a speaker who carries on stays a candidate where the narration names nobody
        if let Some(last) = last.filter(|l| here.paragraph - l.paragraph.min(here.paragraph) <= 3)
            && let Some(entity) = last.entity
        {
            let candidate = &self.entities.all[entity];
            if candidate.may_be(pronoun.gender)
                && candidate.personal()
                && !scores.iter().any(|(e, _)| *e == entity)
            {
                scores.push((entity, if turned { TURNED * 0.8 } else { 0.8 }));
            }
        }
        scores.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let (entity, best) = *scores.first()?;
        let margin = scores.get(1).map_or(3.0, |next| best - next.1);
        let chance = 0.55 + 0.4 * (1.0 - (-margin).exp());
        let unsure = if self.entities.all[entity].gender.is_none() { 0.85 } else { 1.0 };
        Some((entity, chance * unsure))
    }

    /// Whether a mention is the first of a person in its sentence, one that describes the same
    /// person left out: "the petition's author, a driver named Ann Voss".
    fn subject(&self, at: usize) -> bool {
        let here = &self.mentions[at];
        let joint = here.tokens.start.checked_sub(1).map(|b| self.text.tokens[b]);
        let joined = joint.is_some_and(|t| {
            t.span.of(self.source) == "," || self.lexicon.words().is(t.key, Class::Naming)
        });
        let mut before = (0..at).rev().take_while(|&m| self.mentions[m].sentence == here.sentence);
        !before.any(|m| {
            let mention = &self.mentions[m];
            let person = match &mention.form {
                Form::Name(_) => self.names_person(m),
                Form::Pronoun(pronoun) => {
                    matches!(pronoun, Pronoun::He | Pronoun::She | Pronoun::They)
                }
                Form::Described(described) => {
                    described.noun.kind == NounKind::Person && (mention.plural || !joined)
                }
            };
            person && mention.marked.is_none() && mention.tokens.end <= here.tokens.start
        })
    }

    /// Whether a mention is the first of all in its sentence, outside marks.
    pub(super) fn first_of_sentence(&self, at: usize) -> bool {
        let sentence = self.mentions[at].sentence;
        !self.mentions[..at]
            .iter()
            .rev()
            .take_while(|m| m.sentence == sentence)
            .any(|m| m.marked.is_none())
    }
}
