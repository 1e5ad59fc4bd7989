//! Finds the attribution that each correction means and lays the correction over it.

use super::{Correction, Corrections, Misfit, Right, keys};
use crate::lexicon::Lexicon;
use crate::span::Span;
use crate::speakers::{Attributed, Speaker, SpeakerKind};

/// Fewer words than this are the passage's own, or mean none: they stand in too many.
const LEAST_WORDS: usize = 3;

/// What became of a correction in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fit {
    /// Position in [`Corrections::rows`].
    pub row: usize,
    /// Why it changed nothing, if so.
    pub misfit: Option<Misfit>,
}

impl Corrections {
    /// Lays the corrections of the document over its attributions: speakers are replaced, what
    /// is no quote is taken out. Gives what became of each correction.
    pub fn apply(
        &self,
        doc: &str,
        text: &str,
        spoken: &mut Vec<Attributed>,
        lexicon: &Lexicon,
    ) -> Vec<Fit> {
        let mut rows = self.of_file(doc).to_vec();
        rows.retain(|&row| self.rows[row].doc == doc);
        if rows.is_empty() {
            return Vec::new();
        }
        let places: Vec<Place> = spoken.iter().map(|found| Place::of(found, text)).collect();
        let mut laid: Vec<Option<&Correction>> = vec![None; spoken.len()];
        let mut fits = Vec::with_capacity(rows.len());
        for row in rows {
            let found = find(&self.rows[row], &places);
            if let Ok(at) = found {
                laid[at] = Some(&self.rows[row]);
            }
            fits.push(Fit { row, misfit: found.err() });
        }
        for at in (0..spoken.len()).rev() {
            let Some(correction) = laid[at] else { continue };
            match &correction.right {
                Right::NotAQuote => {
                    spoken.remove(at);
                    continue;
                }
                Right::Nobody => spoken[at].speaker = None,
                Right::Speaker { name, kind } => {
                    let speaker = speaker(name, *kind, at, spoken, lexicon);
                    spoken[at].speaker = Some(speaker);
                }
            }
            if let Some(reasons) = &mut spoken[at].reasons {
                let note = correction.note.as_deref().map(|note| format!(" ({note})"));
                let note = note.unwrap_or_default();
                let line = correction.line;
                reasons.overrule(&format!("line {line} of the corrections says so{note}"));
            }
        }
        fits
    }
}

/// An attribution as corrections look for it.
struct Place {
    keys: Vec<String>,
    hull: Span,
}

impl Place {
    fn of(found: &Attributed, text: &str) -> Self {
        let spans = &found.quote.spans;
        let hull = spans.iter().copied().reduce(Span::cover).unwrap_or(Span::new(0, 0));
        Self { keys: spans.iter().flat_map(|span| keys(span.of(text))).collect(), hull }
    }
}

/// The attribution that a correction means: the one with its words, the one that holds them, the
/// one that they hold; without words, the one at its span.
fn find(row: &Correction, places: &[Place]) -> Result<usize, Misfit> {
    let all = || 0..places.len();
    let wanted = row.keys();
    if wanted.is_empty() {
        let span = row.span.ok_or(Misfit::NotFound)?;
        let shared = |at: &usize| {
            let hull = places[*at].hull;
            hull.end.min(span.end).saturating_sub(hull.start.max(span.start))
        };
        // of several the one that shares most, and of these the shortest
        let best = all().filter(|at| shared(at) > 0).max_by(|a, b| {
            let len = |at: &usize| std::cmp::Reverse(places[*at].hull.len());
            shared(a).cmp(&shared(b)).then(len(a).cmp(&len(b)))
        });
        return best.ok_or(Misfit::NotFound);
    }
    let same: Vec<usize> = all().filter(|&at| places[at].keys == wanted).collect();
    let found = if same.is_empty() {
        let near =
            |at: &usize| holds(&places[*at].keys, &wanted) || holds(&wanted, &places[*at].keys);
        all().filter(near).collect()
    } else {
        same
    };
    match (found.as_slice(), row.span) {
        ([], _) => Err(Misfit::NotFound),
        ([one], _) => Ok(*one),
        (_, None) => Err(Misfit::Ambiguous),
        (several, Some(span)) => {
            let far = |at: usize| places[at].hull.start.abs_diff(span.start);
            let least = several.iter().map(|&at| far(at)).min();
            let mut nearest = several.iter().copied().filter(|&at| Some(far(at)) == least);
            match (nearest.next(), nearest.next()) {
                (Some(one), None) => Ok(one),
                _ => Err(Misfit::Ambiguous),
            }
        }
    }
}

/// Whether the words hold the others in a row, which are enough to tell.
fn holds(words: &[String], others: &[String]) -> bool {
    others.len() >= LEAST_WORDS && words.windows(others.len()).any(|window| window == others)
}

/// The speaker that a user names for the attribution at `at`.
fn speaker(
    name: &str,
    kind: Option<SpeakerKind>,
    at: usize,
    spoken: &[Attributed],
    lexicon: &Lexicon,
) -> Speaker {
    let people = lexicon.people();
    let same = |speaker: &&Speaker| speaker.name.eq_ignore_ascii_case(name);
    let known = spoken.iter().filter_map(|found| found.speaker.as_ref()).find(same);
    let person = people.by_slug(name).or_else(|| match (known, people.by_full_name(name)) {
        (Some(known), _) => known.id,
        (None, [one]) => Some(*one),
        (None, _) => None,
    });
    let shown = match (person, known) {
        (Some(id), _) => people.get(id).name.to_string(),
        (None, Some(known)) => known.name.clone(),
        (None, None) => name.to_owned(),
    };
    let usual = if person.is_some() { None } else { known.map(|known| known.kind) };
    // the article's own words stay where the correction does not speak against them
    let words = spoken[at]
        .speaker
        .as_ref()
        .filter(|old| !old.is_known() || old.name == shown)
        .map(|old| (old.label.clone(), old.mention));
    let (label, mention) = words.unwrap_or_else(|| (shown.clone(), None));
    Speaker {
        id: person.filter(|_| kind.is_none_or(|kind| kind == SpeakerKind::Person)),
        name: shown,
        kind: kind.or(usual).unwrap_or(SpeakerKind::Person),
        label,
        mention,
        confidence: 1.0,
        evidence: "corrected".to_owned(),
    }
}
