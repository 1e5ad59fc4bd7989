//! Maps from the keys of words: a [`key`](super::key) is a hash already, so it is used as one.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A map from keys of words, looked up without hashing again.
pub type KeyMap<V> = HashMap<u64, V, BuildHasherDefault<KeyHasher>>;

/// A map whose keys few of a text's words are: a bit for the keys that are in it tells most others
/// off without touching the map.
#[derive(Clone, Debug)]
pub struct RareMap<V> {
    map: KeyMap<V>,
    bits: Box<[u64]>,
}

/// Bits of a [`RareMap`]; a power of two.
const BITS: usize = 1 << 15;

/// Place of a key's bit: its word and the bit in it. The map itself uses other bits of the key.
fn bit_of(key: u64) -> (usize, u64) {
    let bit = (key >> 32) as usize % BITS;
    (bit / 64, 1 << (bit % 64))
}

impl<V> Default for RareMap<V> {
    fn default() -> Self {
        Self { map: KeyMap::default(), bits: vec![0; BITS / 64].into() }
    }
}

impl<V> RareMap<V> {
    /// Whether anything may stand under `key`; now and then true where nothing does.
    #[inline]
    #[must_use]
    pub fn may_hold(&self, key: u64) -> bool {
        let (word, bit) = bit_of(key);
        self.bits[word] & bit != 0
    }

    /// What stands under `key`.
    #[inline]
    #[must_use]
    pub fn get(&self, key: u64) -> Option<&V> {
        if self.may_hold(key) { self.map.get(&key) } else { None }
    }

    /// What stands under `key`, the default where nothing did.
    pub fn slot(&mut self, key: u64) -> &mut V
    where
        V: Default,
    {
        let (word, bit) = bit_of(key);
        self.bits[word] |= bit;
        self.map.entry(key).or_default()
    }

    /// Number of keys.
    pub(super) fn len(&self) -> usize {
        self.map.len()
    }

    /// All values, in no order.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.map.values_mut()
    }
}

/// Passes a 64-bit key through.
#[derive(Clone, Copy, Debug, Default)]
pub struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    /// Keys are written by `write_u64`; other input is folded in, byte by byte.
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}
