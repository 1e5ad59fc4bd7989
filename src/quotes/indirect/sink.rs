//! Where features go: hashed and summed up by what they weigh when reading, collected when
//! fitting. A row of weights is a signed byte for each label or pair of labels.

use super::beside::PATH_TEMPLATES;
use super::model::{
    BIAS, CHANGE_BITS, CHANGE_SIZE, CUE_BITS, CUE_SIZE, LABELS, PAIRS, WORD_BITS, WORD_SIZE,
};

/// Takes features.
pub trait Sink {
    /// Takes a template's value.
    fn add(&mut self, template: u64, value: u64);
}

/// Gives a sink the values of templates, written out one by one: so each template's part of the
/// hash is known when this is compiled.
macro_rules! give {
    ($sink:expr, $($template:literal => $value:expr),+ $(,)?) => {
        $($sink.add($template, $value);)+
    };
}
pub(super) use give;

/// Two values as one.
pub(super) fn pair(a: u64, b: u64) -> u64 {
    a.wrapping_mul(0xA24B_AED4_963E_E407) ^ b.rotate_left(23)
}

/// A number of words, coarsely.
pub(super) fn bucket(n: usize) -> u64 {
    match n {
        0..=4 => n as u64,
        5..=6 => 5,
        7..=9 => 6,
        10..=15 => 7,
        16..=30 => 8,
        _ => 9,
    }
}

/// The feature of a template's value, of so many bits.
#[inline]
#[must_use]
pub const fn hashed(template: u64, value: u64, bits: u32) -> u32 {
    let mixed =
        (value ^ template.wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    let mixed = (mixed ^ mixed >> 32).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (mixed >> (64 - bits)) as u32
}

/// Adds up the weights of a cue.
pub(super) struct CueSum<'a> {
    /// A byte a feature.
    table: &'a [u8; CUE_SIZE],
    sum: i32,
    count: i32,
}

impl<'a> CueSum<'a> {
    pub(super) fn new(table: &'a [u8; CUE_SIZE]) -> Self {
        Self { table, sum: 0, count: 0 }
    }

    /// The sum so far.
    pub(super) fn sum(&self) -> i32 {
        self.sum - BIAS * self.count
    }
}

impl Sink for CueSum<'_> {
    #[inline]
    fn add(&mut self, template: u64, value: u64) {
        let feature = hashed(template, value, CUE_BITS);
        self.sum += i32::from(self.table[feature as usize % CUE_SIZE]);
        self.count += 1;
    }
}

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
        let bias = BIAS * count;
        [(even & 0xFFFF) as i32 - bias, (odd & 0xFFFF) as i32 - bias, (even >> 16) as i32 - bias]
    }
}

/// The row of a feature, and one more byte that does not count.
#[inline]
fn row(table: &[u8; WORD_SIZE + 1], feature: u32) -> u32 {
    let start = feature as usize % (1 << WORD_BITS) * LABELS;
    u32::from_le_bytes([table[start], table[start + 1], table[start + 2], table[start + 3]])
}

/// Adds up the rows of a word.
pub(super) struct WordSum<'a> {
    table: &'a [u8; WORD_SIZE + 1],
    /// The sums so far.
    pub(super) sum: Lanes3,
}

impl<'a> WordSum<'a> {
    pub(super) fn new(table: &'a [u8; WORD_SIZE + 1], sum: Lanes3) -> Self {
        Self { table, sum }
    }
}

impl Sink for WordSum<'_> {
    #[inline]
    fn add(&mut self, template: u64, value: u64) {
        self.sum.add(row(self.table, hashed(template, value, WORD_BITS)));
    }
}

const WAYS: usize = (PATH_TEMPLATES.end - PATH_TEMPLATES.start) as usize;

/// Adds up the rows of the way to a word. Along a sentence few of its features change from word
/// to word, so each one's row is kept until another value comes.
pub(super) struct WaySum<'a> {
    table: &'a [u8; WORD_SIZE + 1],
    kept: [Option<(u64, u32)>; WAYS],
    /// The sums of the rows kept.
    pub(super) sum: Lanes3,
}

impl<'a> WaySum<'a> {
    pub(super) fn new(table: &'a [u8; WORD_SIZE + 1]) -> Self {
        Self { table, kept: [None; WAYS], sum: Lanes3::default() }
    }
}

impl Sink for WaySum<'_> {
    #[inline]
    fn add(&mut self, template: u64, value: u64) {
        let Some(kept) = self.kept.get_mut((template - PATH_TEMPLATES.start) as usize) else {
            return;
        };
        match *kept {
            Some((last, _)) if last == value => return,
            Some((_, row)) => self.sum.drop(row),
            None => {}
        }
        let row = row(self.table, hashed(template, value, WORD_BITS));
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
        let bias = BIAS * self.count;
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
    table: &'a [u8; CHANGE_SIZE],
    /// The sums so far.
    pub(super) sum: Lanes9,
}

impl<'a> ChangeSum<'a> {
    pub(super) fn new(table: &'a [u8; CHANGE_SIZE], sum: Lanes9) -> Self {
        Self { table, sum }
    }
}

impl Sink for ChangeSum<'_> {
    #[inline]
    fn add(&mut self, template: u64, value: u64) {
        let feature = hashed(template, value, CHANGE_BITS);
        let start = feature as usize % (1 << CHANGE_BITS) * PAIRS;
        let byte = |nth: usize| self.table[start + nth];
        let bytes = [byte(0), byte(1), byte(2), byte(3), byte(4), byte(5), byte(6), byte(7)];
        let eight = u64::from_le_bytes(bytes);
        self.sum.even += eight & LANES;
        self.sum.odd += eight >> 8 & LANES;
        self.sum.last += i32::from(byte(8)) - BIAS;
        self.sum.count += 1;
    }
}
