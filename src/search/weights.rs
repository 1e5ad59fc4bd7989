//! The numbers of the ranking: found one at a time on 19 judged topics over campaign coverage of
//! 2015-2016, each kept only if it helped the mean over topics of nDCG@10, MAP and recall@200.

/// How much each place counts in which a word of the query may stand, and how counts become
/// scores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// In the passage itself.
    pub words: f32,
    /// In the clause that reports it.
    pub clause: f32,
    /// In the rest of its paragraph.
    pub paragraph: f32,
    /// In the paragraph before or after.
    pub neighbours: f32,
    /// In the headline.
    pub headline: f32,
    /// In the first two paragraphs of the article.
    pub lead: f32,
    /// In the article as a whole, by the logarithm of the count.
    pub article: f32,
    /// Where counts begin to count less: half of the most that a word can give.
    pub saturation: f32,
    /// How much the length of a passage tells against it, 0 to 1.
    pub length: f32,
    /// How much is lost when words of the query are missing: power of the share that is there.
    pub coverage: f32,
    /// Best answers from which words are learnt at most, one an article; 0 for none.
    pub feedback_answers: usize,
    /// Words that are learnt.
    pub feedback_words: usize,
    /// What all learnt words weigh together, beside 1 of the query's own.
    pub feedback: f32,
    /// How much rarity tells for a word to learn: power of it.
    pub feedback_rarity: f32,
    /// How much more than a word of the query a learnt one counts in the article as a whole:
    /// a story that uses many of them is about the matter, which no single one tells.
    pub feedback_article: f32,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            words: 1.0,
            clause: 1.0,
            paragraph: 0.8,
            neighbours: 0.25,
            headline: 0.6,
            lead: 0.15,
            article: 0.08,
            saturation: 1.0,
            length: 0.2,
            coverage: 0.325,
            feedback_answers: 12,
            feedback_words: 30,
            feedback: 0.52,
            feedback_rarity: 1.5,
            feedback_article: 1.5,
        }
    }
}
