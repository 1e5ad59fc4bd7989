//! Where features go: hashed and summed up by what they weigh when reading, collected when
//! fitting. A row of weights is a signed byte for each label or pair of labels.

use super::features::PATH_FEATURES;
use super::model::{CHANGE_BITS, CUE_BITS, LABELS, PAIRS, WORD_BITS};

/// Takes features.
pub trait Sink {
    /// Bits of its features.
    const BITS: u32;

    /// Takes a hashed feature.
    fn take(&mut self, feature: u32);

    /// Takes a template's value.
    #[inline]
    fn add(&mut self, template: u64, value: u64) {
        self.take(hashed(template, value, Self::BITS));
    }
}

#[inline]
const fn hashed(template: u64, value: u64, bits: u32) -> u32 {
    let mixed =
        (value ^ template.wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    let mixed = (mixed ^ mixed >> 32).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (mixed >> (64 - bits)) as u32
}

/// Adds up the weights of a cue.
pub(super) struct CueSum<'a> {
    /// A byte a feature.
    pub(super) table: &'a [u8],
    /// The sum so far.
    pub(super) sum: i32,
}

impl Sink for CueSum<'_> {
    const BITS: u32 = CUE_BITS;

    #[inline]
    fn take(&mut self, feature: u32) {
        self.sum += self.table.get(feature as usize).map_or(0, |byte| i32::from(*byte as i8));
    }
}

/// What turns a signed byte into an unsigned one, 128 larger.
const FLIP: u64 = 0x8080_8080_8080_8080;
/// Every other byte of a number: the lanes in which bytes are added up without touching. A lane
/// holds 16 bits, enough for 257 rows; a word has some thirty.
const LANES: u64 = 0x00FF_00FF_00FF_00FF;

/// Rows of three bytes, added up in lanes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lanes3 {
    even: u32,
    odd: u32,
    count: i32,
}

impl Lanes3 {
    #[inline]
    fn add(&mut self, row: u32) {
        self.even += row & LANES as u32;
        self.odd += row >> 8 & LANES as u32;
        self.count += 1;
    }

    /// Takes back a row that was added.
    #[inline]
    fn drop(&mut self, row: u32) {
        self.even -= row & LANES as u32;
        self.odd -= row >> 8 & LANES as u32;
        self.count -= 1;
    }

    /// Both together.
    pub(super) fn and(self, other: Self) -> Self {
        let Self { even, odd, count } = other;
        Self { even: self.even + even, odd: self.odd + odd, count: self.count + count }
    }

    /// The three sums.
    pub(super) fn sums(self) -> [i32; LABELS] {
        let Self { even, odd, count } = self;
        let bias = 128 * count;
        [(even & 0xFFFF) as i32 - bias, (odd & 0xFFFF) as i32 - bias, (even >> 16) as i32 - bias]
    }
}

/// The row of a feature, its bytes 128 larger, and one more byte that does not count.
#[inline]
fn row(table: &[u8], feature: u32) -> u32 {
    let start = feature as usize * LABELS;
    let row = match table.get(start..start + 4) {
        Some(&[a, b, c, d]) => u32::from_le_bytes([a, b, c, d]),
        _ => 0,
    };
    row ^ FLIP as u32
}

/// Adds up the rows of a word.
pub(super) struct WordSum<'a> {
    table: &'a [u8],
    /// The sums so far.
    pub(super) sum: Lanes3,
}

impl<'a> WordSum<'a> {
    pub(super) fn new(table: &'a [u8], sum: Lanes3) -> Self {
        Self { table, sum }
    }
}

impl Sink for WordSum<'_> {
    const BITS: u32 = WORD_BITS;

    #[inline]
    fn take(&mut self, feature: u32) {
        self.sum.add(row(self.table, feature));
    }
}

/// Adds up the rows of the way to a word. Along a sentence few of its features change from word
/// to word, so each one's row is kept and looked up again only where its value is another.
pub(super) struct WaySum<'a> {
    table: &'a [u8],
    next: usize,
    kept: [Option<(u64, u32)>; PATH_FEATURES],
    /// The sums of the rows kept.
    pub(super) sum: Lanes3,
}

impl<'a> WaySum<'a> {
    pub(super) fn new(table: &'a [u8]) -> Self {
        Self { table, next: 0, kept: [None; PATH_FEATURES], sum: Lanes3::default() }
    }

    /// Makes ready for the features of another word, in the same order.
    pub(super) fn rewind(&mut self) {
        self.next = 0;
    }
}

impl Sink for WaySum<'_> {
    const BITS: u32 = WORD_BITS;

    fn take(&mut self, feature: u32) {
        self.sum.add(row(self.table, feature));
    }

    #[inline]
    fn add(&mut self, template: u64, value: u64) {
        let Some(kept) = self.kept.get_mut(self.next) else { return };
        self.next += 1;
        match *kept {
            Some((last, _)) if last == value => return,
            Some((_, row)) => self.sum.drop(row),
            None => {}
        }
        let row = row(self.table, hashed(template, value, Self::BITS));
        *kept = Some((value, row));
        self.sum.add(row);
    }
}

/// Rows of nine bytes: eight in lanes and the ninth by itself.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lanes9 {
    even: u64,
    odd: u64,
    last: i32,
    count: i32,
}

impl Lanes9 {
    /// The nine sums.
    pub(super) fn sums(self) -> [i32; PAIRS] {
        let bias = 128 * self.count;
        let mut sums = [self.last; PAIRS];
        for lane in 0..4 {
            sums[2 * lane] = (self.even >> (16 * lane) & 0xFFFF) as i32 - bias;
            sums[2 * lane + 1] = (self.odd >> (16 * lane) & 0xFFFF) as i32 - bias;
        }
        sums
    }
}

/// Adds up the rows of a change of label.
pub(super) struct ChangeSum<'a> {
    table: &'a [u8],
    /// The sums so far.
    pub(super) sum: Lanes9,
}

impl<'a> ChangeSum<'a> {
    pub(super) fn new(table: &'a [u8], sum: Lanes9) -> Self {
        Self { table, sum }
    }
}

impl Sink for ChangeSum<'_> {
    const BITS: u32 = CHANGE_BITS;

    #[inline]
    fn take(&mut self, feature: u32) {
        let start = feature as usize * PAIRS;
        if let Some(&[a, b, c, d, e, f, g, h, last]) = self.table.get(start..start + PAIRS) {
            let eight = u64::from_le_bytes([a, b, c, d, e, f, g, h]) ^ FLIP;
            self.sum.even += eight & LANES;
            self.sum.odd += eight >> 8 & LANES;
            self.sum.last += i32::from(last as i8);
            self.sum.count += 1;
        }
    }
}
