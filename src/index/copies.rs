//! Signatures by which copies of a passage find each other: the same quote in many outlets,
//! trimmed or whole.
//!
//! A signature is the least hash of the passage's runs of words (minhash over shingles, Broder,
//! "On the resemblance and containment of documents", 1997). Two passages share a given one with
//! a chance equal to the share of runs that they have in common. Depends on the words alone, so
//! that groups come out the same in whatever order articles were indexed.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::index::words::WordStream;

/// Words in a run.
const RUN: usize = 4;

/// Signatures of a passage: each from a hash of its own.
const SIGNATURES: usize = 3;

/// Shorter passages are never copies: such words are said by many.
const SHORTEST: usize = 6;

/// The signatures of a passage's words; none for a short one.
pub(crate) fn signatures(words: &str) -> Vec<u64> {
    let mut stream = WordStream::new(words);
    let mut run = [0_u64; RUN];
    let mut count = 0_usize;
    let mut least = [u64::MAX; SIGNATURES];
    while stream.advance() {
        run.rotate_left(1);
        run[RUN - 1] = xxh3_64_with_seed(stream.form.as_bytes(), 0);
        count += 1;
        if count < RUN {
            continue;
        }
        let joined = run.iter().fold(0_u64, |sum, word| {
            (sum.rotate_left(9) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        });
        for (seed, least) in (1_u64..).zip(&mut least) {
            // A permutation of its own for each signature.
            let mixed = (joined ^ seed.wrapping_mul(0xff51_afd7_ed55_8ccd))
                .wrapping_mul(0xc4ce_b9fe_1a85_ec53);
            *least = (*least).min(mixed ^ (mixed >> 29));
        }
    }
    if count < SHORTEST {
        return Vec::new();
    }
    // Half the bits tell groups apart well enough and take half the room.
    least.iter().zip(1_u64..).map(|(least, nth)| (least >> 32) << 2 | nth).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trimmed_copy_shares_a_signature_and_another_passage_none() {
        let whole = "we will mend every bridge in the valley before the winter comes, and we \
                     will not ask the towns along the river for a single coin of it";
        let trimmed = "We will mend every bridge in the valley before the winter comes, and we \
                       will not ask the towns along the river";
        let other = "the harbour tax was never meant to be paid by the fishermen of the coast, \
                     and everyone in this chamber knows it very well indeed";
        let shared = |a: &str, b: &str| {
            let b = signatures(b);
            signatures(a).into_iter().filter(|signature| b.contains(signature)).count()
        };
        assert_eq!(shared(whole, whole), SIGNATURES);
        assert!(shared(whole, trimmed) > 0);
        assert_eq!(shared(whole, other), 0);
    }

    #[test]
    fn few_words_are_no_copy_of_anything() {
        assert!(signatures("no comment on that today").is_empty());
    }
}
