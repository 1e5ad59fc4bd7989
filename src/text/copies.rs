//! Signatures by which copies of a passage find each other: the same quote in many outlets,
//! trimmed or whole.
//!
//! A signature is the least hash of the passage's runs of words (minhash over shingles, Broder,
//! "On the resemblance and containment of documents", 1997). Two passages share a given one with
//! a chance equal to the share of runs that they have in common. Depends on the words alone, so
//! that groups come out the same in whatever order articles were indexed.

/// Words in a run.
const RUN: usize = 4;

/// Signatures of a passage: each from a hash of its own.
pub const SIGNATURES: usize = 3;

/// Shorter passages are never copies: such words are said by many.
const SHORTEST: usize = 6;

/// The signatures of a passage with these words, given by their keys; none for a short one.
pub fn signatures(words: impl Iterator<Item = u64>) -> Option<[u32; SIGNATURES]> {
    let mut run = [0_u64; RUN];
    let mut count = 0_usize;
    let mut least = [u64::MAX; SIGNATURES];
    for word in words {
        run.rotate_left(1);
        run[RUN - 1] = word;
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
    // Half the bits tell groups apart well enough and take half the room.
    (count >= SHORTEST).then(|| least.map(|least| (least >> 32) as u32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::key;

    #[test]
    fn a_trimmed_copy_shares_a_signature_and_another_passage_none() {
        let whole = "we will mend every bridge in the valley before the winter comes, and we \
                     will not ask the towns along the river for a single coin of it";
        let trimmed = "We will mend every bridge in the valley before the winter comes, and we \
                       will not ask the towns along the river";
        let other = "the harbour tax was never meant to be paid by the fishermen of the coast, \
                     and everyone in this chamber knows it very well indeed";
        let of = |text: &str| signatures(text.split(' ').map(key)).unwrap();
        let shared = |a: &str, b: &str| of(a).iter().zip(of(b)).filter(|(a, b)| **a == *b).count();
        assert_eq!(shared(whole, whole), SIGNATURES);
        assert!(shared(whole, trimmed) > 0);
        assert_eq!(shared(whole, other), 0);
    }

    #[test]
    fn few_words_are_no_copy_of_anything() {
        assert_eq!(signatures("no comment on that today".split(' ').map(key)), None);
    }
}
