//! Which named matter a name means: by itself, by the year, by what stands around it.

use crate::issues::score::Shares;
use crate::lexicon::phrases::Found;
use crate::lexicon::{ConceptId, IssueId, Lexicon};

/// The least share of a matter's chief issue that lets a name with other meanings pass.
const SUPPORT: f32 = 0.25;
/// The least weight of a phrase that speaks for an issue.
const SPEAKS: f32 = 0.3;

/// Matters named by names of their own, with the places, in order of place.
pub(super) fn strong(
    body: &[Found],
    title: &[Found],
    year: Option<i16>,
    lexicon: &Lexicon,
) -> Vec<(Found, ConceptId)> {
    let mut named = Vec::new();
    let mut open = Vec::new();
    for found in body.iter().chain(title) {
        let owners = candidates(*found, true, year, lexicon);
        match owners.as_slice() {
            [] => {}
            [one] => named.push((*found, *one)),
            _ => open.push((*found, owners)),
        }
    }
    for (found, owners) in open {
        let one = choose(&owners, &named, year, lexicon);
        named.push((found, one));
    }
    named
}

/// Adds the matters named by names that have other meanings too, where the year allows it and
/// the article names them elsewhere by a name of their own or is about their issue.
pub(super) fn weak(
    mut named: Vec<(Found, ConceptId)>,
    body: &[Found],
    title: &[Found],
    year: Option<i16>,
    shares: &Shares,
    lexicon: &Lexicon,
) -> Vec<(Found, ConceptId)> {
    let certain = named.len();
    let mut company = None;
    for found in body.iter().chain(title) {
        for id in candidates(*found, false, year, lexicon) {
            let known = named[..certain].iter().any(|(_, other)| *other == id);
            if known
                || supported(id, shares, lexicon).is_some_and(|issue| {
                    let company = company.get_or_insert_with(|| Company::of(body, title, lexicon));
                    company.besides(found.phrase, issue)
                })
            {
                named.push((*found, id));
            }
        }
    }
    named.sort_by_key(|(found, id)| (found.start, found.end, *id));
    named
}

/// The chief issue of a matter, if the text is about it.
fn supported(id: ConceptId, shares: &Shares, lexicon: &Lexicon) -> Option<IssueId> {
    let chief = lexicon.concepts().row(id).and_then(|row| row.issues.first())?;
    lexicon.issues().find(chief).filter(|issue| shares.of(*issue) >= SUPPORT)
}

/// Which phrases of a text speak for each issue: two of them, as a name may not vouch for itself.
struct Company(Vec<[Option<u32>; 2]>);

impl Company {
    fn of(body: &[Found], title: &[Found], lexicon: &Lexicon) -> Self {
        let evidence = lexicon.evidence();
        let mut two = vec![[None; 2]; evidence.classes()];
        for found in body.iter().chain(title) {
            for (two, weight) in two.iter_mut().zip(evidence.row(found.phrase)) {
                let phrase = Some(found.phrase);
                match two {
                    _ if *weight < SPEAKS => {}
                    [one @ None, _] => *one = phrase,
                    [one, other @ None] if *one != phrase => *other = phrase,
                    _ => {}
                }
            }
        }
        Self(two)
    }

    /// Whether a phrase other than `name` speaks for the issue.
    fn besides(&self, name: u32, issue: IssueId) -> bool {
        let two = self.0.get(usize::from(issue.0));
        two.is_some_and(|two| two.iter().flatten().any(|phrase| *phrase != name))
    }
}

/// The matters that may bear this name in that year.
fn candidates(found: Found, strong: bool, year: Option<i16>, lexicon: &Lexicon) -> Vec<ConceptId> {
    let concepts = lexicon.concepts();
    let Some(entry) = lexicon.evidence().entry(found) else { return Vec::new() };
    let fits = |id: ConceptId| match (year, concepts.row(id)) {
        (Some(year), Some(row)) if strong => row.known_in(year),
        (Some(year), Some(row)) => row.current_in(year),
        _ => true,
    };
    let of_kind = entry.concepts.iter().filter(|(_, is)| *is == strong);
    of_kind.map(|(id, _)| *id).filter(|id| fits(*id)).collect()
}

/// The likeliest owner of a name that several share: one that is named elsewhere, one that is
/// current, the youngest.
fn choose(
    owners: &[ConceptId],
    named: &[(Found, ConceptId)],
    year: Option<i16>,
    lexicon: &Lexicon,
) -> ConceptId {
    let rank = |id: &ConceptId| {
        let row = lexicon.concepts().row(*id);
        let elsewhere = named.iter().any(|(_, other)| other == id);
        let current = row.zip(year).is_some_and(|(row, year)| row.current_in(year));
        let from = row.map_or(0, |row| row.from);
        (elsewhere, current, from)
    };
    owners.iter().copied().max_by_key(rank).unwrap_or(ConceptId(0))
}

/// Sorted, each once.
pub(super) fn distinct(ids: impl Iterator<Item = ConceptId>) -> Vec<ConceptId> {
    let mut ids: Vec<ConceptId> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
