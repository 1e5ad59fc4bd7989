//! Scores, for one quote, every pair of a mention near it and a cue that could join the two, and
//! the answer that there is none.
//!
//! A log-linear model: the score of a candidate is the sum of the weights of its features, its
//! chance the softmax over all candidates. Features describe geometry (what stands between
//! quote, cue and mention, on which side), the kind of mention and the cue. The weights are
//! fitted by examples/fit_speakers.rs and stand in schema/weights/source.tsv.

use std::ops::Range;

use super::gap::{Between, Gap, Glance, bucket, kind_of};
use super::mention::Mention;
use crate::lexicon::Lexicon;
use crate::lexicon::cues::Pos;
use crate::lexicon::linear::{Features, Linear, Part, Score, Take};
use crate::quotes::cue::CueAt;
use crate::text::{Marked, Text, TokenKind};

/// One possible answer: a mention and the cue that makes it the source, by position in their
/// lists; no mention means that no source stands near.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The mention.
    pub mention: Option<usize>,
    /// The cue.
    pub cue: Option<usize>,
}

/// What the ranker sees of an article.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// Canonical text.
    pub source: &'a str,
    /// Its structure.
    pub text: &'a Text,
    /// Word tables.
    pub lexicon: &'a Lexicon,
    /// All mentions, sorted by first token.
    pub mentions: &'a [Mention],
    /// All cues outside marks, sorted.
    pub cues: &'a [CueAt],
    /// What each token is, see [`super::glances`].
    pub glances: &'a [Glance],
}

/// The pieces of one quote: positions in [`Text::marked`].
pub type Pieces<'a> = &'a [usize];

/// Mentions looked at for one quote, at most.
const MENTIONS: usize = 12;
/// Cues paired with one mention, at most.
const CUES: usize = 3;

/// Scores the candidates of one quote: calls `each` with the candidate and its features.
pub fn candidates(
    scene: &Scene<'_>,
    pieces: Pieces<'_>,
    features: &mut Features,
    mut each: impl FnMut(Candidate, &Features),
) {
    let view = View::of(scene, pieces);
    features.hashes.clear();
    view.none(features);
    each(Candidate { mention: None, cue: None }, features);
    for &mention in &view.mentions {
        let near = view.cues_near(mention);
        for cue in near.into_iter().map(|nth| Some(view.cues[nth])).chain([None]) {
            features.hashes.clear();
            view.mention_alone(mention, features);
            match cue {
                Some(cue) => {
                    view.cue_alone(cue, features);
                    view.pair_with(mention, cue, features);
                }
                None => view.pair_without(mention, features),
            }
            each(Candidate { mention: Some(mention), cue }, features);
        }
    }
}

/// Chances of all candidates of one quote, best first; they sum to 1.
#[must_use]
pub fn rank(scene: &Scene<'_>, pieces: Pieces<'_>, model: &Linear) -> Vec<(Candidate, f32)> {
    let view = View::of(scene, pieces);
    let score = || Score::new(model);
    let mut out: Vec<(Candidate, f32)> = Vec::new();
    let mut none = score();
    view.none(&mut none);
    out.push((Candidate { mention: None, cue: None }, none.sum));
    // what a cue weighs by itself is the same for every mention
    let alone = |&cue: &usize| {
        let mut alone = score();
        view.cue_alone(cue, &mut alone);
        alone.sum
    };
    let alone: Vec<f32> = view.cues.iter().map(alone).collect();
    for &mention in &view.mentions {
        let mut own = score();
        view.mention_alone(mention, &mut own);
        for nth in view.cues_near(mention) {
            let cue = view.cues[nth];
            let mut pair = score();
            view.pair_with(mention, cue, &mut pair);
            out.push((
                Candidate { mention: Some(mention), cue: Some(cue) },
                own.sum + alone[nth] + pair.sum,
            ));
        }
        let mut pair = score();
        view.pair_without(mention, &mut pair);
        out.push((Candidate { mention: Some(mention), cue: None }, own.sum + pair.sum));
    }
    let top = out.iter().map(|(_, score)| *score).fold(f32::MIN, f32::max);
    let mut sum = 0.0;
    for (_, score) in &mut out {
        *score = (*score - top).exp();
        sum += *score;
    }
    for (_, score) in &mut out {
        *score /= sum;
    }
    // ties fall to the earlier candidate: the sort is stable
    out.sort_by(|a, b| b.1.total_cmp(&a.1));
    out
}

/// One quote and what stands around it.
struct View<'a> {
    scene: &'a Scene<'a>,
    first: &'a Marked,
    last: &'a Marked,
    pieces: Pieces<'a>,
    /// Tokens from the first piece to the last, marks with them.
    hull: Range<usize>,
    /// Sentences of the hull.
    sentences: Range<usize>,
    mentions: Vec<usize>,
    cues: Vec<usize>,
}

impl<'a> View<'a> {
    fn of(scene: &'a Scene<'a>, pieces: Pieces<'a>) -> Self {
        let text = scene.text;
        let first = &text.marked[pieces[0]];
        let last = &text.marked[pieces[pieces.len() - 1]];
        let hull = first.tokens.start - usize::from(first.opened)
            ..last.tokens.end + usize::from(last.closed);
        let sentence_of = |token: usize| text.sentences.partition_point(|s| s.tokens.end <= token);
        let sentences = sentence_of(hull.start)..sentence_of(hull.end - 1) + 1;
        let open = text.paragraphs[first.paragraph].sentences.clone();
        let close = text.paragraphs[last.paragraph].sentences.clone();
        let from = sentences.start.saturating_sub(2).max(open.start.saturating_sub(1));
        let to = (sentences.end + 1).min(close.end);
        let mut view = Self {
            scene,
            first,
            last,
            pieces,
            hull,
            sentences,
            mentions: Vec::new(),
            cues: Vec::new(),
        };
        let tokens = text.sentences[from].tokens.start..text.sentences[to - 1].tokens.end;
        let mentions = scene.mentions;
        let a = mentions.partition_point(|m| m.tokens.start < tokens.start);
        let b = mentions.partition_point(|m| m.tokens.start < tokens.end);
        view.mentions = (a..b).filter(|&m| mentions[m].marked.is_none()).collect();
        if view.mentions.len() > MENTIONS {
            let mut near = std::mem::take(&mut view.mentions);
            near.sort_by_key(|&m| (view.distance(&mentions[m].tokens), m));
            near.truncate(MENTIONS);
            near.sort_unstable();
            view.mentions = near;
        }
        let a = scene.cues.partition_point(|c| c.tokens.start < tokens.start);
        let b = scene.cues.partition_point(|c| c.tokens.start < tokens.end);
        view.cues = (a..b).collect();
        view
    }

    /// Tokens between `range` and the nearest piece.
    fn distance(&self, range: &Range<usize>) -> usize {
        self.pieces
            .iter()
            .map(|&p| &self.scene.text.marked[p].tokens)
            .map(|piece| {
                if range.start >= piece.end {
                    range.start - piece.end
                } else {
                    piece.start.saturating_sub(range.end)
                }
            })
            .min()
            .unwrap_or(0)
    }

    /// Before, between or after the pieces.
    fn side(&self, token: usize) -> u32 {
        if token < self.hull.start {
            0
        } else if token >= self.hull.end {
            2
        } else {
            1
        }
    }

    /// Sentence of the token relative to the hull: 0 two before, 1 one before, 2 in, 3 after;
    /// 4 and 5 the same as 0 and 1 in another paragraph.
    fn relation(&self, sentence: usize) -> u32 {
        let text = self.scene.text;
        let here = text.sentences[sentence].paragraph == self.first.paragraph
            || text.sentences[sentence].paragraph == self.last.paragraph;
        if self.sentences.contains(&sentence) {
            2
        } else if sentence >= self.sentences.end {
            3
        } else if self.sentences.start - sentence == 1 {
            if here { 1 } else { 5 }
        } else if here {
            0
        } else {
            4
        }
    }

    fn word(&self, at: usize) -> &'a str {
        self.scene.text.tokens[at].span.of(self.scene.source)
    }

    /// What kind of token stands at `at`, coarsely; 0 outside the paragraph's sentence.
    fn shape(&self, at: Option<usize>) -> u32 {
        at.and_then(|at| self.scene.glances.get(at)).map_or(0, |glance| u32::from(glance.shape))
    }

    /// What stands between two places of the narration.
    fn gap(&self, range: Range<usize>) -> Gap {
        if range.len() > 60 {
            return Gap::WIDE;
        }
        let mut gap = Gap::default();
        let pieces = || self.pieces.iter().map(|&piece| &self.scene.text.marked[piece].tokens);
        let mut at = range.start;
        while at < range.end {
            if let Some(piece) = pieces().find(|piece| piece.contains(&at)) {
                gap.piece = true;
                at = piece.end;
                continue;
            }
            let next = pieces().map(|piece| piece.start).filter(|&start| start > at).min();
            let next = next.unwrap_or(range.end).min(range.end);
            gap.pass(&self.scene.glances[at..next]);
            at = next;
        }
        gap
    }

    fn none(&self, out: &mut impl Take) {
        let text = self.scene.text;
        let n = |number: usize| Part::Number(u32::try_from(number).unwrap_or(u32::MAX));
        let words: usize = self
            .pieces
            .iter()
            .map(|&p| {
                text.tokens[text.marked[p].tokens.clone()]
                    .iter()
                    .filter(|t| t.kind != TokenKind::Mark)
                    .count()
            })
            .sum();
        let length = bucket(words);
        let head = &text.tokens[self.first.tokens.start];
        let capital = u32::from(matches!(head.kind, TokenKind::Capital | TokenKind::Upper));
        let end = self.shape(Some(self.last.tokens.end - 1));
        let before = self
            .hull
            .start
            .checked_sub(1)
            .filter(|&at| at >= text.paragraphs[self.first.paragraph].tokens.start);
        let after =
            Some(self.hull.end).filter(|&at| at < text.paragraphs[self.last.paragraph].tokens.end);
        let cue = self
            .cues
            .iter()
            .map(|&c| &self.scene.cues[c])
            .filter(|c| self.sentences.contains(&c.sentence) && c.info.pos != Pos::Noun)
            .map(|c| 1 + c.info.direct as u32)
            .min()
            .unwrap_or(0);
        let alone = before.is_none() && after.is_none();
        out.add(1, &[]);
        out.add(2, &[length.into(), capital.into()]);
        out.add(3, &[end.into(), capital.into()]);
        out.add(4, &[cue.into(), length.into()]);
        out.add(5, &[self.shape(before).into(), capital.into()]);
        out.add(6, &[self.shape(after).into(), end.into()]);
        out.add(7, &[n(self.pieces.len().min(4))]);
        out.add(8, &[u32::from(alone).into(), length.into()]);
        out.add(9, &[u32::from(self.first.paragraph == 0).into(), cue.into()]);
        out.add(10, &[u32::from(self.first.single).into()]);
        if let Some(before) = before {
            out.add(11, &[Part::Word(text.tokens[before].key)]);
        }
        out.add(12, &[n(self.mentions.len().min(5)), cue.into()]);
        out.add(13, &[length.into(), cue.into(), self.shape(before).into()]);
        out.add(14, &[u32::from(self.first.closed).into(), u32::from(self.first.opened).into()]);
    }

    /// The cues nearest to a mention, as positions in the view's list.
    fn cues_near(&self, mention: usize) -> Vec<usize> {
        let at = self.scene.mentions[mention].tokens.start;
        let mut near: Vec<usize> = (0..self.cues.len()).collect();
        near.sort_by_key(|&nth| self.scene.cues[self.cues[nth]].tokens.start.abs_diff(at));
        near.truncate(CUES);
        near
    }

    fn pair_without(&self, mention: usize, out: &mut impl Take) {
        let m = &self.scene.mentions[mention];
        let kind = kind_of(m);
        let side = self.side(m.tokens.start);
        let relation = self.relation(m.sentence);
        let gap = self.gap(self.between_pieces(&m.tokens));
        out.add(30, &[side.into(), gap.kind().into(), bucket(gap.len).into()]);
        out.add(31, &[kind.into(), gap.kind().into(), relation.into()]);
        out.add(32, &[u32::from(gap.has(Between::Colon)).into(), bucket(gap.len).into()]);
        let next = self.shape(Some(m.tokens.end));
        out.add(33, &[next.into(), bucket(gap.len).into(), side.into()]);
    }

    fn pair_with(&self, mention: usize, cue: usize, out: &mut impl Take) {
        let m = &self.scene.mentions[mention];
        let kind = kind_of(m);
        let side = self.side(m.tokens.start);
        let relation = self.relation(m.sentence);
        let c = &self.scene.cues[cue];
        let cue_side = self.side(c.tokens.start);
        let order = u32::from(m.tokens.start > c.tokens.start);
        let gap = self.gap(if order == 0 {
            m.tokens.end..c.tokens.start.max(m.tokens.end)
        } else {
            c.tokens.end..m.tokens.start.max(c.tokens.end)
        });
        let geometry = side * 6 + cue_side * 2 + order;
        let class = c.info.class as u32;
        let far = bucket(gap.len);
        let name = Part::Word(c.name);
        let nearest = self.between_mentions(mention, c.tokens.start);
        let forms = u32::from(c.info.forms.bits());
        out.add(20, &[geometry.into(), gap.kind().into()]);
        out.add(21, &[geometry.into(), far.into()]);
        out.add(22, &[class.into(), order.into(), far.min(3).into()]);
        out.add(23, &[kind.into(), geometry.into(), gap.kind().into()]);
        out.add(24, &[forms.into(), order.into(), gap.kind().into()]);
        out.add(25, &[relation.into(), self.relation(c.sentence).into(), order.into()]);
        out.add(26, &[name, order.into(), far.min(2).into()]);
        out.add(27, &[nearest.into(), geometry.into()]);
        out.add(28, &[nearest.into(), order.into(), gap.kind().into(), far.into()]);
        out.add(29, &[forms.into(), geometry.into(), nearest.into()]);
    }

    fn mention_alone(&self, mention: usize, out: &mut impl Take) {
        let m = &self.scene.mentions[mention];
        let text = self.scene.text;
        let sentence = &text.sentences[m.sentence];
        let kind = kind_of(m);
        let side = self.side(m.tokens.start);
        let relation = self.relation(m.sentence);
        let before = m.tokens.start.checked_sub(1).filter(|&at| at >= sentence.tokens.start);
        let first = self.between_mentions(mention, sentence.tokens.start);
        let prev = self.shape(before);
        let next = self.shape(Some(m.tokens.end).filter(|&at| at < sentence.tokens.end));
        out.add(40, &[kind.into(), relation.into()]);
        out.add(41, &[prev.into(), relation.into()]);
        out.add(42, &[next.into(), relation.into()]);
        out.add(43, &[first.into(), relation.into(), side.into()]);
        out.add(44, &[u32::from(m.possessor).into(), relation.into()]);
        out.add(45, &[bucket(self.distance(&m.tokens)).into(), side.into()]);
        out.add(46, &[prev.into(), next.into()]);
        if let Some(before) = before.filter(|_| prev == 14) {
            out.add(47, &[Part::Word(text.tokens[before].key)]);
        }
        out.add(48, &[kind.into(), side.into(), first.into()]);
    }

    fn cue_alone(&self, cue: usize, out: &mut impl Take) {
        let c = &self.scene.cues[cue];
        let gap = self.gap(self.between_pieces(&c.tokens));
        let side = self.side(c.tokens.start);
        let class = c.info.class as u32;
        let far = bucket(gap.len);
        let forms = u32::from(c.info.forms.bits());
        let direct = c.info.direct as u32;
        let before = c.tokens.start.checked_sub(1);
        out.add(60, &[side.into(), far.into(), gap.kind().into()]);
        out.add(61, &[class.into(), side.into()]);
        out.add(62, &[direct.into(), side.into(), far.min(3).into()]);
        out.add(63, &[forms.into(), side.into()]);
        out.add(64, &[Part::Word(c.name)]);
        out.add(65, &[self.shape(before).into(), side.into()]);
        out.add(66, &[(c.info.pos as u32).into(), self.relation(c.sentence).into(), side.into()]);
        let others = self
            .cues
            .iter()
            .filter(|&&o| {
                o != cue && self.distance(&self.scene.cues[o].tokens) < self.distance(&c.tokens)
            })
            .count();
        out.add(
            67,
            &[u32::try_from(others.min(3)).unwrap_or(3).into(), self.relation(c.sentence).into()],
        );
        let end = self.shape(Some(self.last.tokens.end - 1));
        out.add(68, &[side.into(), end.into(), far.min(3).into()]);
        if let Some(before) = before
            && self.word(before).eq_ignore_ascii_case("to")
        {
            out.add(69, &[side.into()]);
        }
    }

    /// Tokens between `range` and the piece nearest to it.
    fn between_pieces(&self, range: &Range<usize>) -> Range<usize> {
        let text = self.scene.text;
        let mut best: Option<Range<usize>> = None;
        for &piece in self.pieces {
            let piece = &text.marked[piece];
            let open = piece.tokens.start - usize::from(piece.opened);
            let close = piece.tokens.end + usize::from(piece.closed);
            let gap = if range.start >= close {
                close..range.start
            } else {
                range.end..open.max(range.end)
            };
            if best.as_ref().is_none_or(|best| gap.len() < best.len()) {
                best = Some(gap);
            }
        }
        best.unwrap_or(range.clone())
    }

    /// Number of other mentions outside marks between a mention and a token, at most 3.
    fn between_mentions(&self, mention: usize, token: usize) -> u32 {
        let m = &self.scene.mentions[mention];
        let (from, to) =
            if m.tokens.start < token { (m.tokens.end, token) } else { (token, m.tokens.start) };
        let count = self
            .mentions
            .iter()
            .filter(|&&o| o != mention && (from..to).contains(&self.scene.mentions[o].tokens.start))
            .count();
        u32::try_from(count.min(3)).unwrap_or(3)
    }
}
