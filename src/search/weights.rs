//! The numbers of the ranking, as schema/weights/ranking.tsv has them.

use std::sync::LazyLock;

/// Fitted by `examples/fit_ranking.rs`.
const BUILTIN: &str = include_str!("../../schema/weights/ranking.tsv");

macro_rules! weights {
    ($($(#[doc = $doc:literal])* $name:ident,)*) => {
        /// How much each place counts in which a word of the query may stand, how counts become
        /// scores, and how scores become chances.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct Weights {
            $($(#[doc = $doc])* pub $name: f32,)*
        }

        impl Weights {
            /// Names and values, in a fixed order.
            #[must_use]
            pub fn rows(&self) -> Vec<(&'static str, f32)> {
                vec![$((stringify!($name), self.$name),)*]
            }

            /// Sets the weight of that name; false if there is none.
            pub fn set(&mut self, name: &str, value: f32) -> bool {
                match name {
                    $(stringify!($name) => self.$name = value,)*
                    _ => return false,
                }
                true
            }
        }
    };
}

weights! {
    /// In the passage itself.
    words,
    /// In the clause that reports it.
    clause,
    /// In the rest of its paragraph.
    paragraph,
    /// In the paragraph before or after.
    neighbours,
    /// In the headline.
    headline,
    /// In the first two paragraphs of the article.
    lead,
    /// Anywhere in the article, by the logarithm of the count that fades with the distance.
    article,
    /// Over how many paragraphs that count fades to 1/e.
    reach,
    /// Where counts begin to count less: half of the most that a word can give.
    saturation,
    /// How much the length of a passage tells against it, 0 to 1.
    length,
    /// How much is lost when words of the query are missing: power of the share that is there.
    coverage,
    /// Best answers from which words are learnt at most, one an article; 0 for none.
    feedback_answers,
    /// Words that are learnt.
    feedback_words,
    /// What all learnt words weigh together, beside 1 of the query's own.
    feedback,
    /// How much rarity tells for a word to learn: power of it.
    feedback_rarity,
    /// How much more than a word of the query a learnt one counts in the article as a whole:
    /// a story that uses many of them is about the matter, which no single one tells.
    feedback_article,
    /// How much an issue counts that the best answers share: power of how much more often they have
    /// it than others.
    issue,
    /// A named matter that they share, likewise.
    concept,
    /// A speaker of several of them, likewise.
    speaker,
    /// How much few words tell against a passage: power of its length, up to 20 words.
    brevity,
    /// How much it tells that what a passage is about lies near the query: the logarithm of the
    /// factor for each standard deviation.
    gist,
    /// How much a passage in a headline counts, beside 1 of one in the story.
    in_headline,
    /// Logarithm of the odds that a passage is about the query when it has all of its words.
    odds,
    /// How these odds grow with the logarithm of the score's share of what the words weigh.
    odds_share,
    /// How they grow with the logarithm of its share of the best answer's.
    odds_best,
    /// The chance from which on passages count as about the query: above it lie nine of ten that
    /// are.
    likely,
}

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
    let mut out = Weights::default();
    for (name, value) in BUILTIN.lines().filter_map(row) {
        out.set(name, value);
    }
    out
});

impl Weights {
    /// The weights that come with the program.
    #[must_use]
    pub fn builtin() -> &'static Self {
        &WEIGHTS
    }

    /// Chance that a passage of that score is about a query whose words weigh `asked` and whose
    /// best answer scores `best`.
    pub(crate) fn chance(&self, score: f32, asked: f32, best: f32) -> f32 {
        if asked <= 0.0 {
            return 1.0;
        }
        let share = |of: f32| (score / of).max(f32::MIN_POSITIVE).ln();
        let odds = self.odds + self.odds_share * share(asked) + self.odds_best * share(best);
        1.0 / (1.0 + (-odds).exp())
    }
}

fn row(line: &str) -> Option<(&str, f32)> {
    let (name, value) = line.split_once('\t')?;
    Some((name, value.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_each_weight_once() {
        let rows = BUILTIN.lines().filter(|line| !line.starts_with('#'));
        let names: Vec<&str> = rows.map(|line| row(line).unwrap().0).collect();
        let known: Vec<&str> = Weights::default().rows().iter().map(|row| row.0).collect();
        assert_eq!(names, known);
    }
}
