//! Finds the terms of a word in a segment and what they match.
//!
//! A term is `stem NUL form`; a stem is the range of its forms, see `index::words`.

use std::io;

use tantivy::postings::{Postings as _, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet as _, SegmentReader, TERMINATED};

use crate::index::words::{PART, Stems, form_of, term};
use crate::index::{Index, Segment};
use crate::search::parse::edits;
use crate::search::query::Words;

/// Most forms that a prefix or a misspelt word stands for.
const MOST_FORMS: usize = 400;

/// What a word of a query matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// All forms of a stem.
    Stem(String),
    /// One form of a stem.
    Form(String, String),
    /// Forms that begin so.
    Prefix(String),
    /// Forms at most so many letters off.
    Fuzzy(String, u8),
}

impl Wanted {
    /// Whether a word of that stem and form matches.
    pub(crate) fn is(&self, stem: &str, form: &str) -> bool {
        match self {
            Self::Stem(wanted) => wanted == stem,
            Self::Form(_, wanted) => wanted == form,
            Self::Prefix(start) => form.starts_with(start.as_str()),
            Self::Fuzzy(wanted, most) => edits(wanted, form) <= usize::from(*most),
        }
    }

    /// The first letters that every term of it has.
    fn head(&self) -> String {
        match self {
            Self::Stem(stem) | Self::Form(stem, _) => stem.clone(),
            // Stems differ from their forms at the end alone; three letters are safe.
            Self::Prefix(start) => start.chars().take(3).collect(),
            Self::Fuzzy(word, _) => word.chars().take(1).collect(),
        }
    }

    /// The postings of its forms in a segment.
    pub(crate) fn postings(
        &self,
        reader: &SegmentReader,
        field: Field,
        option: IndexRecordOption,
    ) -> io::Result<Vec<SegmentPostings>> {
        let inverted = reader.inverted_index(field).map_err(io::Error::other)?;
        let terms = inverted.terms();
        let mut out = Vec::new();
        if let Self::Form(stem, form) = self {
            if let Some(info) = terms.get(term(stem, form))? {
                out.push(inverted.read_postings_from_terminfo(&info, option)?);
            }
            return Ok(out);
        }
        let mut from = self.head().into_bytes();
        if matches!(self, Self::Stem(_)) {
            from.push(PART);
        }
        let mut stream = terms.range().ge(&from).into_stream()?;
        while stream.advance() {
            if !stream.key().starts_with(&from) || out.len() >= MOST_FORMS {
                break;
            }
            let fits = matches!(self, Self::Stem(_)) || self.is("", &form_of(stream.key()));
            if fits {
                out.push(inverted.read_postings_from_terminfo(stream.value(), option)?);
            }
        }
        Ok(out)
    }

    /// How many passages of an index hold it at most, in their own words.
    pub(crate) fn passages(&self, index: &Index) -> io::Result<u32> {
        let held = |segment: &Segment| self.frequency(&segment.reader, index.fields.words);
        index.segments.iter().map(held).sum()
    }

    /// How many documents of a segment hold it at most: those of its forms together.
    fn frequency(&self, reader: &SegmentReader, field: Field) -> io::Result<u32> {
        let inverted = reader.inverted_index(field).map_err(io::Error::other)?;
        let mut from = self.head().into_bytes();
        from.push(PART);
        let mut stream = inverted.terms().range().ge(&from).into_stream()?;
        let mut sum = 0_u32;
        while stream.advance() && stream.key().starts_with(&from) {
            sum = sum.saturating_add(stream.value().doc_freq);
        }
        Ok(sum)
    }

    /// The documents of a segment that hold it, with how often they do.
    pub(crate) fn counts(
        &self,
        reader: &SegmentReader,
        field: Field,
    ) -> io::Result<Vec<(DocId, u32)>> {
        let mut out = Vec::new();
        let mut lists = self.postings(reader, field, IndexRecordOption::WithFreqs)?;
        let several = lists.len() > 1;
        for list in &mut lists {
            while list.doc() != TERMINATED {
                if !reader.is_deleted(list.doc()) {
                    out.push((list.doc(), list.term_freq()));
                }
                list.advance();
            }
        }
        if several {
            out.sort_unstable_by_key(|&(doc, _)| doc);
            out.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                if same {
                    kept.1 += next.1;
                }
                same
            });
        }
        Ok(out)
    }
}

/// Words in a row, or items that stand close, as they are looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Pattern {
    /// Words in a row.
    Row(Vec<Wanted>),
    /// Items with at most so many words between neighbours.
    Near(Vec<Pattern>, u32, bool),
}

impl Pattern {
    pub(crate) fn of(words: &Words, stems: &Stems) -> Self {
        match words {
            Words::Phrase(words) => {
                Self::Row(words.iter().map(|word| Wanted::Stem(stems.stem(word))).collect())
            }
            Words::Exact(words) => Self::Row(
                words.iter().map(|word| Wanted::Form(stems.stem(word), word.clone())).collect(),
            ),
            Words::Prefix(start) => Self::Row(vec![Wanted::Prefix(start.clone())]),
            Words::Fuzzy(word, edits) => Self::Row(vec![Wanted::Fuzzy(word.clone(), *edits)]),
            Words::Near { items, distance, ordered } => Self::Near(
                items.iter().map(|item| Self::of(item, stems)).collect(),
                *distance,
                *ordered,
            ),
        }
    }

    /// All words in it.
    pub(crate) fn wanted<'p>(&'p self, out: &mut Vec<&'p Wanted>) {
        match self {
            Self::Row(row) => out.extend(row),
            Self::Near(items, ..) => items.iter().for_each(|item| item.wanted(out)),
        }
    }

    /// Where it matches, given where each of its words stands, in the order of
    /// [`Self::wanted`]: first and last word of each match.
    pub(crate) fn matches(&self, positions: &[Vec<u32>], next: &mut usize) -> Vec<(u32, u32)> {
        match self {
            Self::Row(row) => {
                let lists = &positions[*next..*next + row.len()];
                *next += row.len();
                let length = u32::try_from(row.len()).unwrap_or(u32::MAX);
                let Some((first, rest)) = lists.split_first() else { return Vec::new() };
                let fits = |&&at: &&u32| {
                    (1_u32..).zip(rest).all(|(n, list)| list.binary_search(&(at + n)).is_ok())
                };
                first.iter().filter(fits).map(|&at| (at, at + length - 1)).collect()
            }
            Self::Near(items, distance, ordered) => {
                let places: Vec<Vec<(u32, u32)>> =
                    items.iter().map(|item| item.matches(positions, next)).collect();
                if places.iter().any(Vec::is_empty) {
                    return Vec::new();
                }
                let mut out = Vec::new();
                // All items in one walk along the text: chains of neighbours, by dynamic
                // programming over which items a chain holds. Beyond eight items order decides.
                let ordered = *ordered || items.len() > 8;
                let mut all: Vec<(u32, u32, usize)> = places
                    .iter()
                    .enumerate()
                    .flat_map(|(item, list)| list.iter().map(move |&(s, e)| (s, e, item)))
                    .collect();
                all.sort_unstable();
                let mut chains: Vec<Vec<(u32, u32)>> = Vec::with_capacity(all.len());
                for (nth, &(start, end, item)) in all.iter().enumerate() {
                    let mut mine = Vec::new();
                    if !ordered || item == 0 {
                        mine.push((1_u32 << item.min(31), start));
                    }
                    for (before, chain) in all[..nth].iter().zip(&chains).rev() {
                        if before.1 >= start {
                            continue;
                        }
                        if start - before.1 - 1 > *distance {
                            if start - before.0 > distance + 64 {
                                break;
                            }
                            continue;
                        }
                        for &(held, from) in chain {
                            let bit = 1_u32 << item.min(31);
                            let fits = if ordered { before.2 + 1 == item } else { held & bit == 0 };
                            let grown = (held | bit, from);
                            if fits && !mine.contains(&grown) && mine.len() < 256 {
                                mine.push(grown);
                            }
                        }
                    }
                    let whole = |&&(held, _): &&(u32, u32)| {
                        held.count_ones() as usize == items.len().min(32)
                    };
                    out.extend(mine.iter().filter(whole).map(|&(_, from)| (from, end)));
                    chains.push(mine);
                }
                out
            }
        }
    }

    /// The documents of a segment in which it matches.
    pub(crate) fn documents(&self, reader: &SegmentReader, field: Field) -> io::Result<Vec<DocId>> {
        let mut wanted = Vec::new();
        self.wanted(&mut wanted);
        if let [one] = wanted[..] {
            return Ok(one.counts(reader, field)?.into_iter().map(|(doc, _)| doc).collect());
        }
        let mut lists = Vec::new();
        for wanted in &wanted {
            lists.push(wanted.postings(reader, field, IndexRecordOption::WithFreqsAndPositions)?);
        }
        let size =
            |list: &Vec<SegmentPostings>| list.iter().map(SegmentPostings::doc_freq).sum::<u32>();
        let Some(rarest) = (0..lists.len()).min_by_key(|&nth| size(&lists[nth])) else {
            return Ok(Vec::new());
        };
        let candidates = wanted[rarest].counts(reader, field)?;
        let mut positions = vec![Vec::new(); wanted.len()];
        let mut out = Vec::new();
        'next: for (doc, _) in candidates {
            for (list, positions) in lists.iter_mut().zip(&mut positions) {
                positions.clear();
                for postings in list.iter_mut() {
                    if postings.doc() < doc {
                        postings.seek(doc);
                    }
                    if postings.doc() == doc {
                        postings.append_positions_with_offset(0, positions);
                    }
                }
                if positions.is_empty() {
                    continue 'next;
                }
                positions.sort_unstable();
            }
            if !self.matches(&positions, &mut 0).is_empty() {
                out.push(doc);
            }
        }
        Ok(out)
    }
}
