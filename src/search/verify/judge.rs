//! Judges an alignment: whether the claim is what was said, and what was made of it.

use crate::index::words::Stems;
use crate::lexicon::key;
use crate::lexicon::words::{Class, WordClasses};
use crate::search::verify::align::Step;
use crate::search::verify::claim::{Part, Token};
use crate::search::verify::source::Source;

/// What was done to a word that denies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Negation {
    /// The claim has one that was not said.
    Inserted,
    /// One that was said is not in the claim.
    Dropped,
}

impl Negation {
    /// Its name for people and in records.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Inserted => "inserted",
            Self::Dropped => "dropped",
        }
    }
}

/// How a stretch of a claim stands to what was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The same words.
    Same,
    /// Other words.
    Changed,
    /// Words that were not said.
    Inserted,
    /// Words left out without a mark.
    Dropped,
    /// Words left out under a mark of omission, fairly or not.
    Omitted,
    /// Words in brackets for others, or for none.
    Bracketed,
}

impl Change {
    /// Its name in records.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Inserted => "inserted",
            Self::Dropped => "dropped",
            Self::Omitted => "omitted",
            Self::Bracketed => "bracketed",
        }
    }
}

/// A stretch of a claim beside what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// How they differ.
    pub change: Change,
    /// The claim's words; empty where it has none.
    pub claim: String,
    /// The article's words; empty where it has none.
    pub said: String,
    /// Whether it keeps to what was said.
    pub fair: bool,
}

/// What an alignment shows.
#[derive(Clone, Debug)]
pub(crate) struct Judged {
    /// Whether nothing was changed that should not be.
    pub(crate) exact: bool,
    /// Share of the claim's words that were said, by count and by how much they say.
    pub(crate) share: f32,
    pub(crate) weight: f32,
    /// Words of the claim that were said.
    pub(crate) same: usize,
    /// Words passed over without a mark.
    pub(crate) dropped: usize,
    pub(crate) negation: Option<Negation>,
    pub(crate) differences: Vec<Difference>,
    /// For each part of the claim, whether it was said.
    pub(crate) found: Vec<bool>,
}

/// What judging needs beside the alignment.
pub(crate) struct Judge<'a> {
    pub(crate) classes: &'a WordClasses,
    pub(crate) stems: &'a Stems,
    pub(crate) claim: &'a [Part],
    /// How much each part of the claim says.
    pub(crate) weights: &'a [f32],
}

impl Judge<'_> {
    fn denies(&self, form: &str) -> bool {
        self.classes.is(key(form), Class::Denial)
    }

    /// A word that a bracket may replace without saying anything else.
    fn stands_in(&self, form: &str) -> bool {
        let of = self.classes.of(key(form));
        [Class::StandIn, Class::Determiner, Class::Auxiliary, Class::Possessive, Class::Preposition]
            .into_iter()
            .any(|class| of.has(class))
    }

    fn word(&self, part: usize) -> Option<&Token> {
        match self.claim.get(part) {
            Some(Part::Word(token)) => Some(token),
            _ => None,
        }
    }

    /// Judges the steps of an alignment with `source`, which is cut from `article`.
    pub(crate) fn judge(&self, steps: &[Step], source: &Source, article: &str) -> Judged {
        let mut out = Judged {
            exact: true,
            share: 0.0,
            weight: 0.0,
            same: 0,
            dropped: 0,
            negation: None,
            differences: Vec::new(),
            found: vec![false; self.claim.len()],
        };
        let (mut inserted, mut lost) = (false, false);
        let denies = |from: usize, to: usize| {
            source.words[from..to].iter().any(|word| self.denies(&word.form))
        };
        for step in steps {
            let (change, claim, (from, to), fair) = match *step {
                Step::Same(part, at) => {
                    out.found[part] = true;
                    (Change::Same, self.shown(part), (at, at + 1), true)
                }
                Step::Changed(part, at) => {
                    let fair = self.adapted(part, &source.words[at].form);
                    out.found[part] = fair;
                    if !fair {
                        inserted |= self.word(part).is_some_and(|word| self.denies(&word.form));
                        lost |= denies(at, at + 1);
                    }
                    (Change::Changed, self.shown(part), (at, at + 1), fair)
                }
                Step::Inserted(part) => {
                    // An omission or a bracket at the edge of what was said inserts nothing.
                    let fair = self.word(part).is_none();
                    inserted |= self.word(part).is_some_and(|word| self.denies(&word.form));
                    (Change::Inserted, self.shown(part), (0, 0), fair)
                }
                Step::Dropped(at) => {
                    out.dropped += 1;
                    lost |= denies(at, at + 1);
                    (Change::Dropped, String::new(), (at, at + 1), false)
                }
                Step::Omitted(from, to) => {
                    let turns = self.omission_turns(source, from, to);
                    lost |= turns;
                    (Change::Omitted, "…".to_owned(), (from, to), !turns)
                }
                Step::Bracket(part, from, to) => {
                    let fair = self.fair_bracket(part, source, article, from, to);
                    if !fair {
                        inserted |= self.bracket(part).iter().any(|word| self.denies(&word.form));
                        lost |= denies(from, to);
                    }
                    (Change::Bracketed, self.shown(part), (from, to), fair)
                }
            };
            out.exact &= fair;
            put(&mut out.differences, change, &claim, source.text(article, from, to), fair);
        }
        out.negation = match (inserted, lost) {
            (true, false) => Some(Negation::Inserted),
            (false, true) => Some(Negation::Dropped),
            _ => None,
        };
        let words = || (0..self.claim.len()).filter(|&part| self.word(part).is_some());
        let all = words().count().max(1);
        out.same = words().filter(|&part| out.found[part]).count();
        out.share = out.same as f32 / all as f32;
        let sum = |parts: &mut dyn Iterator<Item = usize>| {
            parts.map(|part| self.weights[part]).sum::<f32>()
        };
        let whole = sum(&mut words());
        let held = sum(&mut words().filter(|&part| out.found[part]));
        out.weight = if whole > 0.0 { held / whole } else { 0.0 };
        out
    }

    /// A part of the claim as written.
    fn shown(&self, part: usize) -> String {
        match &self.claim[part] {
            Part::Word(token) => token.text.clone(),
            Part::Gap => "…".to_owned(),
            Part::Bracket(words) => {
                let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
                format!("[{}]", words.join(" "))
            }
        }
    }

    fn bracket(&self, part: usize) -> &[Token] {
        match &self.claim[part] {
            Part::Bracket(words) => words,
            _ => &[],
        }
    }

    /// Whether the word says in brackets that it is another form of the one said.
    fn adapted(&self, part: usize, said: &str) -> bool {
        self.word(part).is_some_and(|word| {
            word.adapted
                && !self.denies(said)
                && self.stems.stem(&word.form) == self.stems.stem(said)
        })
    }

    /// Whether words left out turn what is kept: one that denies in the clause that is kept in
    /// part. A clause left out whole turns nothing.
    fn omission_turns(&self, source: &Source, from: usize, to: usize) -> bool {
        let words = &source.words;
        let first = (from..to).find(|&at| words[at].opens).unwrap_or(to);
        let closed = words.get(to).is_none_or(|next| next.opens);
        let last =
            if closed { to } else { (first..to).rev().find(|&at| words[at].opens).unwrap_or(from) };
        words[from..first].iter().chain(&words[last..to]).any(|word| self.denies(&word.form))
    }

    /// Whether a bracket only explains: it adds no denial and no number, and stands for nothing,
    /// for small words, for a name or in the place of one, or for a form of its own word.
    fn fair_bracket(
        &self,
        part: usize,
        source: &Source,
        article: &str,
        from: usize,
        to: usize,
    ) -> bool {
        let bracket = self.bracket(part);
        let said = &source.words[from..to];
        if bracket.iter().map(|word| &word.form).eq(said.iter().map(|word| &word.form)) {
            return true;
        }
        let denied = said.iter().any(|word| self.denies(&word.form));
        if denied || bracket.iter().any(|word| self.denies(&word.form)) {
            return false;
        }
        let capital = |text: &str| text.chars().next().is_some_and(char::is_uppercase);
        let names = bracket.iter().any(|word| capital(&word.text));
        said.iter().all(|word| {
            let stem = self.stems.stem(&word.form);
            let kept = || bracket.iter().any(|own| self.stems.stem(&own.form) == stem);
            let number = word.form.contains(|ch: char| ch.is_ascii_digit());
            kept()
                || self.stands_in(&word.form)
                || (!number && (names || capital(word.span.of(article))))
        })
    }
}

/// Adds a difference, to the last one if both are of a kind.
fn put(all: &mut Vec<Difference>, change: Change, claim: &str, said: &str, fair: bool) {
    let join = |to: &mut String, text: &str| {
        if !to.is_empty() && !text.is_empty() {
            to.push(' ');
        }
        to.push_str(text);
    };
    if let Some(last) = all.last_mut()
        && last.change == change
        && last.fair == fair
    {
        join(&mut last.claim, claim);
        join(&mut last.said, said);
        return;
    }
    all.push(Difference { change, claim: claim.to_owned(), said: said.to_owned(), fair });
}
