//! Vectors of words: words that stand in like company point alike, so that a text can be near a
//! query that shares no word with it.
//!
//! Counts of words near each other, as positive pointwise mutual information, brought down to
//! [`DIMS`] numbers by a truncated singular value decomposition (Levy and Goldberg 2014), each
//! word scaled by its rarity and the directions that all texts share taken out (Arora, Liang and
//! Ma 2017). Fitted by `examples/fit_vectors.rs`. The axes are turned at random, so that a text is
//! told well enough by the signs of its sum alone (random hyperplanes, Charikar 2002): its
//! [`Gist`], two words of memory.

use std::borrow::Cow;
use std::sync::{LazyLock, OnceLock};

use xxhash_rust::xxh3::xxh3_64;

/// Numbers of a vector.
pub const DIMS: usize = 128;

/// The signs of a text's vector, lowest axis first; 1 is positive.
pub type Gist = [u64; DIMS / 64];

/// Begins the table.
const MAGIC: &[u8; 8] = b"ORVEC001";
/// Magic, hash of what follows the head, number of stems, number of forms.
const HEAD: usize = MAGIC.len() + size_of::<u64>() + 2 * size_of::<u32>();
const KEY: usize = size_of::<u64>();

/// Words after which [`Sum`] carries over: so many bytes cannot overflow 16 bits.
const CARRY: u32 = 256;

static BYTES: &[u8] = include_bytes!("../../schema/weights/vectors.bin");

static BUILTIN: LazyLock<Vectors> = LazyLock::new(|| {
    // checked by a test of this module
    Vectors::read(BYTES).unwrap_or_default()
});

/// How much the paragraph before and the one after count in a gist, beside the passage's.
const BESIDE: f32 = 0.4;
/// How much the article as a whole does.
const WHOLE: f32 = 0.5;
/// How much the passage's own words do, once more.
const OWN: f32 = 0.4;

/// The table, in these parts: keys of stems, in order; the row of each, [`DIMS`] bytes; keys of
/// forms, in order; the row of each, two bytes.
#[derive(Debug, Default)]
pub struct Vectors {
    bytes: Cow<'static, [u8]>,
    stems: usize,
    forms: usize,
    /// The key of a form with one more than its row, at the lowest bits of the key or the next that
    /// is free: all that a look-up reads stands together. Made when the first form is asked for:
    /// queries ask for stems.
    slots: OnceLock<Vec<(u64, u32)>>,
}

impl Vectors {
    /// The table that comes with the program.
    #[must_use]
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// The head of the table that comes with the program: another table has another.
    pub(super) fn head() -> &'static [u8] {
        BYTES.get(..HEAD).unwrap_or(BYTES)
    }

    /// The table in those bytes; none if they are no table.
    pub fn read(bytes: impl Into<Cow<'static, [u8]>>) -> Option<Self> {
        let bytes = bytes.into();
        let number = |at: usize| -> Option<usize> {
            let number = u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?);
            usize::try_from(number).ok()
        };
        let at = MAGIC.len() + size_of::<u64>();
        let (stems, forms) = (number(at)?, number(at + size_of::<u32>())?);
        let size = HEAD + stems * (KEY + DIMS) + forms * (KEY + size_of::<u16>());
        let fits = bytes.starts_with(MAGIC) && bytes.len() == size;
        (fits && forms < usize::from(u16::MAX)).then(|| Self {
            bytes,
            stems,
            forms,
            slots: OnceLock::new(),
        })
    }

    fn slots(&self) -> &[(u64, u32)] {
        self.slots.get_or_init(|| {
            let mut slots = vec![(0, 0); (self.forms * 2).next_power_of_two()];
            let mask = slots.len() - 1;
            for form in 0..self.forms {
                let key = self.key(self.forms_at() + form * KEY);
                let mut slot = key as usize & mask;
                while slots[slot].1 != 0 {
                    slot = (slot + 1) & mask;
                }
                slots[slot] = (key, u32::from(self.form_row(form)) + 1);
            }
            slots
        })
    }

    /// The bytes of a table: stems with their rows, forms with the places of their stems.
    #[must_use]
    pub fn write(stems: &[(u64, [i8; DIMS])], forms: &[(u64, usize)]) -> Vec<u8> {
        let mut order: Vec<usize> = (0..stems.len()).collect();
        order.sort_unstable_by_key(|&at| stems[at].0);
        let mut places = vec![0_u16; stems.len()];
        for (place, &at) in (0_u16..).zip(&order) {
            places[at] = place;
        }
        let mut forms: Vec<(u64, u16)> = forms.iter().map(|&(key, at)| (key, places[at])).collect();
        forms.sort_unstable();
        let mut out = Vec::new();
        out.extend(order.iter().flat_map(|&at| stems[at].0.to_le_bytes()));
        out.extend(order.iter().flat_map(|&at| stems[at].1.map(|n| n.to_le_bytes()[0])));
        out.extend(forms.iter().flat_map(|(key, _)| key.to_le_bytes()));
        out.extend(forms.iter().flat_map(|(_, row)| row.to_le_bytes()));
        let counts = [stems.len(), forms.len()];
        let counts = counts.map(|count| u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
        [&MAGIC[..], &xxh3_64(&out).to_le_bytes(), &counts.concat(), &out].concat()
    }

    /// Number of stems.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.stems
    }

    /// Whether it holds nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.stems == 0
    }

    /// The vector of a stem, by the key of its letters.
    #[must_use]
    pub fn stem(&self, key: u64) -> Option<&[u8]> {
        let (mut from, mut to) = (0, self.stems);
        while from < to {
            let middle = from.midpoint(to);
            match self.key(HEAD + middle * KEY).cmp(&key) {
                std::cmp::Ordering::Equal => return self.row(middle),
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Greater => to = middle,
            }
        }
        None
    }

    /// The vector of a form, by its key.
    #[must_use]
    pub fn form(&self, key: u64) -> Option<&[u8]> {
        let slots = self.slots();
        let mask = slots.len() - 1;
        let mut slot = key as usize & mask;
        loop {
            let (own, row) = slots[slot];
            let row = row.checked_sub(1)?;
            if own == key {
                return self.row(row as usize);
            }
            slot = (slot + 1) & mask;
        }
    }

    fn row(&self, row: usize) -> Option<&[u8]> {
        let at = HEAD + self.stems * KEY + row * DIMS;
        self.bytes.get(at..at + DIMS)
    }

    const fn forms_at(&self) -> usize {
        HEAD + self.stems * (KEY + DIMS)
    }

    fn form_row(&self, form: usize) -> u16 {
        let at = self.forms_at() + self.forms * KEY + form * size_of::<u16>();
        let bytes = self.bytes.get(at..).and_then(|rest| rest.first_chunk());
        bytes.map_or(u16::MAX, |bytes| u16::from_le_bytes(*bytes))
    }

    fn key(&self, at: usize) -> u64 {
        let bytes = self.bytes.get(at..).and_then(|rest| rest.first_chunk());
        bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes))
    }
}

/// The sum of the vectors of a text's words.
#[derive(Clone, Copy, Debug)]
pub struct Sum {
    whole: [i32; DIMS],
    part: [i16; DIMS],
    words: u32,
}

impl Default for Sum {
    fn default() -> Self {
        Self { whole: [0; DIMS], part: [0; DIMS], words: 0 }
    }
}

impl Sum {
    /// Adds the vector of a word.
    pub fn add(&mut self, row: &[u8]) {
        for (sum, &byte) in self.part.iter_mut().zip(row) {
            *sum += i16::from(byte.cast_signed());
        }
        self.words += 1;
        if self.words.is_multiple_of(CARRY) {
            self.carry();
        }
    }

    fn carry(&mut self) {
        for (whole, part) in self.whole.iter_mut().zip(&mut self.part) {
            *whole += i32::from(std::mem::take(part));
        }
    }

    /// Adds all of another text.
    pub fn join(&mut self, other: &Self) {
        for (at, whole) in self.whole.iter_mut().enumerate() {
            *whole += other.whole[at] + i32::from(other.part[at]);
        }
    }

    /// The direction, as a vector of length 1; of nothing known, of length 0.
    #[must_use]
    pub fn direction(&self) -> [f32; DIMS] {
        scaled(self.numbers())
    }

    fn numbers(&self) -> [f32; DIMS] {
        let mut out = [0.0; DIMS];
        for ((out, whole), part) in out.iter_mut().zip(&self.whole).zip(&self.part) {
            *out = (whole + i32::from(*part)) as f32;
        }
        out
    }
}

fn scaled(mut vector: [f32; DIMS]) -> [f32; DIMS] {
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|x| *x /= length);
    }
    vector
}

/// What an article and its paragraphs are about.
#[derive(Debug)]
pub struct Story(Vec<[f32; DIMS]>);

impl Story {
    /// Of the sums of its paragraphs: to each those beside it and the article as a whole are
    /// added.
    #[must_use]
    pub fn of(paragraphs: &[Sum]) -> Self {
        let mut all = Sum::default();
        paragraphs.iter().for_each(|sum| all.join(sum));
        let all = all.direction();
        let raw: Vec<[f32; DIMS]> = paragraphs.iter().map(Sum::numbers).collect();
        let about = |(at, own): (usize, &[f32; DIMS])| {
            let mut near = *own;
            for beside in [at.checked_sub(1), Some(at + 1)] {
                if let Some(beside) = beside.and_then(|beside| raw.get(beside)) {
                    near.iter_mut().zip(beside).for_each(|(near, x)| *near += BESIDE * x);
                }
            }
            let mut near = scaled(near);
            near.iter_mut().zip(&all).for_each(|(near, x)| *near += WHOLE * x);
            near
        };
        Self(raw.iter().enumerate().map(about).collect())
    }

    /// The gist of a passage of that paragraph, given the sum of its own words; zeros where no
    /// word of the article is known.
    #[must_use]
    pub fn gist(&self, paragraph: usize, own: &Sum) -> Gist {
        let mut out = Gist::default();
        let Some(near) = self.0.get(paragraph) else { return out };
        for (axis, (near, own)) in near.iter().zip(&own.direction()).enumerate() {
            out[axis / 64] |= u64::from(near + OWN * own > 0.0) << (axis % 64);
        }
        out
    }
}

/// A direction made ready to be compared with many gists.
#[derive(Debug)]
pub struct Aim(Vec<[f32; 16]>);

impl Aim {
    /// Of a direction as [`Sum::direction`] gives it.
    #[must_use]
    pub fn at(direction: &[f32; DIMS]) -> Self {
        // What each four signs come to.
        let of = |four: &[f32]| {
            let sum = |signs: usize| {
                let signed = |(bit, x): (usize, &f32)| if signs >> bit & 1 == 1 { *x } else { -x };
                four.iter().enumerate().map(signed).sum()
            };
            std::array::from_fn(sum)
        };
        Self(direction.chunks(4).map(of).collect())
    }

    /// How near a gist lies: about normal with variance 1 for texts that have nothing to do with
    /// it, at most the root of [`DIMS`].
    #[must_use]
    pub fn near(&self, gist: Gist) -> f32 {
        let four = |(nth, sums): (usize, &[f32; 16])| {
            sums[(gist[nth / 16] >> (nth % 16 * 4)) as usize % 16]
        };
        self.0.iter().enumerate().map(four).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::key;

    fn sum(vectors: &Vectors, text: &str) -> Sum {
        let mut out = Sum::default();
        let rows = text.split(' ').filter_map(|word| vectors.form(key(word)));
        rows.for_each(|row| out.add(row));
        out
    }

    #[test]
    fn a_table_gives_back_what_was_written() {
        let row = |n: i8| [n; DIMS];
        let stems = [(7, row(3)), (5, row(-4)), (900, row(127))];
        let bytes = Vectors::write(&stems, &[(11, 0), (5, 1), (65_547, 2), (70, 2)]);
        let table = Vectors::read(bytes.clone()).unwrap();
        let byte = |n: i8| n.to_le_bytes()[0];
        assert_eq!(table.stem(7).unwrap()[0], byte(3));
        assert_eq!(table.stem(5).unwrap()[DIMS - 1], byte(-4));
        assert_eq!(table.stem(6), None);
        assert_eq!(table.form(11).unwrap()[0], byte(3));
        assert_eq!(table.form(5).unwrap()[0], byte(-4));
        assert_eq!(table.form(65_547).unwrap()[0], byte(127));
        assert_eq!(table.form(12), None);
        assert!(Vectors::read(bytes[1..].to_vec()).is_none());
    }

    #[test]
    fn sums_do_not_overflow_and_join() {
        let table = Vectors::read(Vectors::write(&[(1, [-128; DIMS])], &[(1, 0)])).unwrap();
        let row = table.form(1).unwrap();
        let (mut long, mut short) = (Sum::default(), Sum::default());
        (0..1000).for_each(|_| long.add(row));
        (0..300).for_each(|_| short.add(row));
        let mut both = long;
        both.join(&short);
        (0..700).for_each(|_| both.add(row));
        both.carry();
        assert_eq!(both.whole[0], -128 * 2000);
    }

    #[test]
    fn like_matters_lie_nearer_than_others() {
        let vectors = Vectors::builtin();
        assert!(vectors.len() > 10_000);
        assert_eq!(
            BYTES[MAGIC.len()..].first_chunk(),
            Some(&xxh3_64(&BYTES[HEAD..]).to_le_bytes())
        );
        let texts = [
            "senators argue over income levies on millionaires and deductions for corporations",
            "carbon pollution warms the planet and seas rise while coal plants close",
            "troops and allies guard the border of europe under the treaty",
        ];
        let gist = |text: &&str| {
            let own = sum(vectors, text);
            Story::of(&[own]).gist(0, &own)
        };
        let gists: Vec<Gist> = texts.iter().map(gist).collect();
        for (nth, query) in ["tax cuts wealthy", "climate change", "nato"].iter().enumerate() {
            let aim = Aim::at(&sum(vectors, query).direction());
            let near: Vec<f32> = gists.iter().map(|&gist| aim.near(gist)).collect();
            let best = (0..3).max_by(|&a, &b| near[a].total_cmp(&near[b]));
            assert_eq!(best, Some(nth), "{query}: {near:?}");
        }
    }
}
