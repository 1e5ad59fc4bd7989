//! Makes one result of a passage and its copies: the same words in many outlets, whole or
//! trimmed, with another lead-in.
//!
//! Copies far from each other in the ranking find each other by the signatures that the index
//! keeps (see `text::copies`); passages that would both be shown are compared by their runs of
//! words besides, since a short piece of a long quote may share no signature with it. Passages of
//! another kind, and of another speaker, are no copies, however alike they are.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{BuildHasher as _, BuildHasherDefault};
use std::io;

use tantivy::DocId;
use tantivy::columnar::{Column, StrColumn};

use crate::index::fields::NONE;
use crate::index::stored::number_date;
use crate::index::words::words;
use crate::index::{StoredArticle, StoredPassage};
use crate::pipeline::PassageId;
use crate::search::SearchError;
use crate::search::find::Search;
use crate::search::hit::{Twin, TwinPlace};
use crate::search::rank::Scored;
use crate::span::Span;

/// Articles unpacked while results are gathered.
pub(crate) type Unpacked = BTreeMap<(u32, DocId), StoredArticle>;

/// So many shared signatures make a copy without another look.
const SURE: usize = 2;
/// Words in a run.
const RUN: usize = 4;
/// A passage with fewer runs is too short to be known again in a longer one.
const FEWEST: usize = 5;
/// Of the runs of the shorter passage the longer one holds this share at least.
const HELD: f32 = 0.6;
/// Results beyond so many are compared by their signatures alone.
const COMPARED: usize = 1000;
/// Of two articles the shorter one shares this share of its passages with the other, if one is a
/// copy of the other as a whole.
const WHOLE: f32 = 0.8;
/// And at least so many passages.
const WHOLE_LEAST: usize = 3;

/// A result: the places of a passage and its copies in the ranking, the best first.
pub(crate) type Group = Vec<usize>;

/// The columns that tell copies, by segment.
struct Part {
    signatures: Column<u64>,
    voice: Option<StrColumn>,
    outlet: Option<StrColumn>,
}

/// What is known of a result while others are compared with it.
struct Leader {
    kind: u64,
    voice: BTreeSet<String>,
    runs: usize,
}

/// Groups passages.
pub(crate) struct Copies<'a> {
    search: &'a Search<'a>,
    parts: Vec<Part>,
    leaders: Vec<Leader>,
    /// Whether a signature of that slot was met: most are not, and need not be looked up.
    met: Vec<bool>,
    by_signature: HashMap<u64, Vec<usize>>,
    by_run: HashMap<u64, Vec<usize>>,
}

impl<'a> Copies<'a> {
    pub(crate) fn new(search: &'a Search<'a>) -> io::Result<Self> {
        let part = |segment: &crate::index::Segment| {
            let columns = segment.reader.fast_fields();
            Ok(Part {
                signatures: columns.u64("copy").map_err(io::Error::other)?,
                voice: columns.str("voice").map_err(io::Error::other)?,
                outlet: columns.str("outlet").map_err(io::Error::other)?,
            })
        };
        let parts: io::Result<Vec<Part>> = search.index.segments.iter().map(part).collect();
        Ok(Self {
            search,
            parts: parts?,
            leaders: Vec::new(),
            met: vec![false; SLOTS],
            by_signature: HashMap::new(),
            by_run: HashMap::new(),
        })
    }

    /// The results of a ranking from the one after `after` on, `enough` of them: with each all of
    /// its copies, wherever they rank.
    pub(crate) fn groups(
        &mut self,
        scored: &[Scored],
        after: Option<u64>,
        (offset, limit): (usize, usize),
        articles: &mut Unpacked,
    ) -> Result<Vec<Group>, SearchError> {
        let mut groups: Vec<Group> = Vec::new();
        let mut from: Option<usize> = after.is_none().then_some(0);
        let wanted = offset.saturating_add(limit);
        // Whoever asks for the next page names the longest copy, which may rank far below.
        let cursor = match after {
            Some(id) => scored.iter().find(|scored| scored.id == id),
            None => None,
        };
        for (at, one) in scored.iter().enumerate() {
            let full = from.is_some_and(|from| groups.len() >= from.saturating_add(wanted));
            let known = self.known(one, !full && self.leaders.len() < COMPARED, articles)?;
            let group = match known {
                Some(group) => group,
                None if full => continue,
                None => {
                    self.lead(one, articles)?;
                    groups.push(Group::new());
                    groups.len() - 1
                }
            };
            groups[group].push(at);
            if from.is_none()
                && let Some(cursor) = cursor
                && (cursor.id == one.id
                    || known.is_none() && self.known(cursor, true, articles)? == Some(group))
            {
                from = Some(group + 1);
            }
        }
        let from = from.unwrap_or(groups.len()).saturating_add(offset).min(groups.len());
        Ok(groups.split_off(from).into_iter().take(limit).collect())
    }

    fn part(&self, one: &Scored) -> Result<&Part, SearchError> {
        let part = self.parts.get(one.segment as usize);
        part.ok_or_else(|| SearchError::Corrupt("no such segment".to_owned()))
    }

    /// The result that a passage is a copy of; by its words only if it is to be `compared`.
    fn known(
        &self,
        one: &Scored,
        compared: bool,
        articles: &mut Unpacked,
    ) -> Result<Option<usize>, SearchError> {
        let part = self.part(one)?;
        let mut shared: Vec<(usize, usize)> = Vec::new();
        let mut short = true;
        for signature in part.signatures.values_for_doc(one.doc) {
            short = false;
            if !self.met[slot(signature)] {
                continue;
            }
            for &group in self.by_signature.get(&signature).into_iter().flatten() {
                match shared.iter_mut().find(|(known, _)| *known == group) {
                    Some((_, times)) => *times += 1,
                    None => shared.push((group, 1)),
                }
            }
        }
        if short || (shared.is_empty() && !compared) {
            return Ok(None);
        }
        // The best ranked of those it may be a copy of.
        shared.sort_unstable();
        for &(group, times) in &shared {
            if times >= SURE && self.fits(one, group)? {
                return Ok(Some(group));
            }
        }
        let runs = self.runs(one, articles)?;
        let mut held: Vec<(usize, usize)> = Vec::new();
        for run in &runs {
            for &group in self.by_run.get(run).into_iter().flatten() {
                match held.iter_mut().find(|(known, _)| *known == group) {
                    Some((_, times)) => *times += 1,
                    None => held.push((group, 1)),
                }
            }
        }
        held.sort_unstable();
        for (group, times) in held {
            let shorter = runs.len().min(self.leaders[group].runs);
            let enough = shorter >= FEWEST && times as f32 >= HELD * shorter as f32;
            if enough && self.fits(one, group)? {
                return Ok(Some(group));
            }
        }
        Ok(None)
    }

    /// Whether kind and speaker of a passage do not speak against its being a copy.
    fn fits(&self, one: &Scored, group: usize) -> Result<bool, SearchError> {
        let leader = &self.leaders[group];
        if self.kind(one) != leader.kind {
            return Ok(false);
        }
        let voice = self.voice(one)?;
        let unknown = voice.is_empty() || leader.voice.is_empty();
        Ok(unknown || voice.intersection(&leader.voice).next().is_some())
    }

    fn kind(&self, one: &Scored) -> u64 {
        self.search.parts.get(one.segment as usize).map_or(0, |part| part.place(one.doc).kind)
    }

    /// The words of the speaker's name or id; none where nobody is known.
    fn voice(&self, one: &Scored) -> Result<BTreeSet<String>, SearchError> {
        let name = value(self.part(one)?.voice.as_ref(), one.doc)?;
        Ok(name.map_or_else(BTreeSet::new, |name| {
            words(&name.replace('-', " ")).into_iter().map(|(_, form)| form).collect()
        }))
    }

    /// Makes a passage a result of its own.
    fn lead(&mut self, one: &Scored, articles: &mut Unpacked) -> Result<(), SearchError> {
        let group = self.leaders.len();
        let signatures: Vec<u64> = self.part(one)?.signatures.values_for_doc(one.doc).collect();
        let mut leader = Leader { kind: self.kind(one), voice: self.voice(one)?, runs: 0 };
        if group < COMPARED && !signatures.is_empty() {
            let runs = self.runs(one, articles)?;
            leader.runs = runs.len();
            for run in runs {
                self.by_run.entry(run).or_default().push(group);
            }
        }
        for signature in signatures {
            self.met[slot(signature)] = true;
            self.by_signature.entry(signature).or_default().push(group);
        }
        self.leaders.push(leader);
        Ok(())
    }

    /// The runs of words of a passage.
    fn runs(&self, one: &Scored, articles: &mut Unpacked) -> Result<Vec<u64>, SearchError> {
        let (article, passage) = self.search.passage(one, articles)?;
        Ok(runs(article, passage))
    }
}

/// Slots of signatures.
const SLOTS: usize = 1 << 14;

fn slot(signature: u64) -> usize {
    // The lowest two bits number the signature.
    usize::try_from(signature >> 2).unwrap_or(0) % SLOTS
}

/// The runs of words of a passage, each once, as hashes.
fn runs(article: &StoredArticle, passage: &StoredPassage) -> Vec<u64> {
    let mut spans: Vec<Span> = passage.spans.iter().chain(&passage.reported).copied().collect();
    spans.sort_unstable();
    let all = spans.iter().flat_map(|span| words(span.of(&article.text)));
    let forms: Vec<String> = all.map(|(_, form)| form).collect();
    let state = BuildHasherDefault::<xxhash_rust::xxh3::Xxh3Default>::default();
    let mut runs: Vec<u64> = forms.windows(RUN).map(|run| state.hash_one(run)).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// The value of a document in a column; none where the index says that there is none.
fn value(column: Option<&StrColumn>, doc: DocId) -> io::Result<Option<String>> {
    let Some(column) = column else { return Ok(None) };
    let Some(value) = column.ords().values_for_doc(doc).next() else { return Ok(None) };
    let mut name = String::new();
    column.ord_to_str(value, &mut name)?;
    Ok((name != NONE).then_some(name))
}

/// Orders the members of results and tells of their copies.
pub(crate) struct Shown<'a> {
    copies: Copies<'a>,
    /// Signatures of the passages of articles looked at.
    articles: BTreeMap<(u32, DocId), Vec<Vec<u64>>>,
}

impl<'a> Shown<'a> {
    /// Of results that `copies` has gathered.
    pub(crate) fn new(copies: Copies<'a>) -> Self {
        Self { copies, articles: BTreeMap::new() }
    }

    /// The member that stands for a result, and what is told of the others, oldest first. The
    /// longest form stands for it; of several the one with a speaker, then the oldest.
    pub(crate) fn of(
        &mut self,
        scored: &[Scored],
        group: &Group,
        articles: &mut Unpacked,
    ) -> Result<(Scored, Vec<Twin>), SearchError> {
        let search = self.copies.search;
        let mut members: Vec<(u64, Scored, bool)> = Vec::with_capacity(group.len());
        for &at in group {
            let one = scored[at];
            members.push((search.date(&one), one, self.copies.voice(&one)?.is_empty()));
        }
        let shown = members.iter().min_by_key(|(date, one, nobody)| {
            (std::cmp::Reverse(search.length(one)), *nobody, *date == 0, *date)
        });
        let Some(&(_, shown, _)) = shown else {
            return Err(SearchError::Corrupt("a result without passages".to_owned()));
        };
        members.sort_by_key(|(date, one, _)| (*date == 0, *date, one.id));
        let mut out = Vec::with_capacity(members.len() - 1);
        for (date, one, _) in members {
            if (one.segment, one.doc) == (shown.segment, shown.doc) {
                continue;
            }
            let place = match search.request.expand {
                true => {
                    let (article, passage) = search.passage(&one, articles)?;
                    let path = search.index.path_of(article);
                    Some(TwinPlace { doc: article.doc.clone(), path, line: passage.line })
                }
                false => None,
            };
            let same = (one.segment, one.head) == (shown.segment, shown.head);
            out.push(Twin {
                id: PassageId(one.id),
                outlet: value(self.copies.part(&one)?.outlet.as_ref(), one.head)?,
                date: u32::try_from(date).ok().and_then(number_date),
                article: (one.segment, one.head),
                same_article: same,
                whole_article: !same && self.whole(&shown, &one)?,
                place,
            });
        }
        Ok((shown, out))
    }

    /// Whether the article of one passage is a copy of that of another.
    fn whole(&mut self, one: &Scored, other: &Scored) -> Result<bool, SearchError> {
        let (first, second) = (self.signed(one)?, self.signed(other)?);
        let (few, many) =
            if first.len() <= second.len() { (&first, &second) } else { (&second, &first) };
        let known: HashSet<u64> = many.iter().flatten().copied().collect();
        let shared = few.iter().filter(|all| all.iter().any(|one| known.contains(one))).count();
        Ok(shared >= WHOLE_LEAST && shared as f32 >= WHOLE * few.len() as f32)
    }

    /// The signatures of the passages in the article of one, those that have any.
    fn signed(&mut self, one: &Scored) -> Result<Vec<Vec<u64>>, SearchError> {
        if let Some(known) = self.articles.get(&(one.segment, one.head)) {
            return Ok(known.clone());
        }
        let search = self.copies.search;
        let part = self.copies.part(one)?;
        let (Some(segment), Some(columns)) = (
            search.index.segments.get(one.segment as usize),
            search.parts.get(one.segment as usize),
        ) else {
            return Ok(Vec::new());
        };
        let block = (one.head + 1..segment.reader.max_doc())
            .take_while(|&doc| columns.place(doc).offset > 0);
        let signed = block.map(|doc| part.signatures.values_for_doc(doc).collect::<Vec<u64>>());
        let signed: Vec<Vec<u64>> = signed.filter(|all| !all.is_empty()).collect();
        self.articles.insert((one.segment, one.head), signed.clone());
        Ok(signed)
    }
}
