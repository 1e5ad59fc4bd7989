//! Lays a claim beside the words of an article: the cheapest way to make one of the other.
//!
//! A semi-global alignment with affine gaps (Gotoh, "An improved algorithm for matching
//! biological sequences", 1982): all of the claim, any stretch of the article. Where the claim
//! marks an omission, words of the article are passed over for nothing; a bracket may stand for a
//! few of them.

use crate::search::verify::claim::Part;

/// For a word that both have.
const SAME: f32 = 2.0;
/// For a word in place of another.
const CHANGED: f32 = -1.5;
/// For a word that the article does not have.
const INSERTED: f32 = -1.5;
/// For the first word that the claim drops without a mark, and for each one after it.
const DROPPED: (f32, f32) = (-1.5, -0.25);
/// For an omission that leaves something out.
const OMITTED: f32 = -0.1;
/// For each word that a bracket replaces.
const REPLACED: f32 = -0.2;
/// Most words of an article that a bracket may stand for.
const WIDEST: usize = 8;

/// What became of a word or stretch, in order. Numbers are places in the claim's parts and in
/// the article's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Both have it.
    Same(usize, usize),
    /// One word for another.
    Changed(usize, usize),
    /// Only the claim has it.
    Inserted(usize),
    /// Only the article has it, and the claim does not say so.
    Dropped(usize),
    /// Left out under an omission mark: from one word up to another.
    Omitted(usize, usize),
    /// A bracket for the words from one up to another, perhaps none.
    Bracket(usize, usize, usize),
}

/// How a cell was reached.
#[derive(Clone, Copy, Debug, PartialEq)]
enum From {
    Start,
    Same,
    Changed,
    Inserted,
    /// From another column of the row before.
    Jump(u32),
    /// Along the row: a dropped word.
    Along,
}

#[derive(Clone, Copy)]
struct Cell {
    score: f32,
    from: From,
}

const NOWHERE: Cell = Cell { score: f32::NEG_INFINITY, from: From::Start };

/// The best alignment of a claim with the forms of an article's words: what became of each part
/// of the claim, and of the words between.
pub(crate) fn align(claim: &[Part], source: &[&str]) -> Vec<Step> {
    let width = source.len() + 1;
    let mut kept = vec![NOWHERE; (claim.len() + 1) * width];
    let mut skipping = vec![NOWHERE; (claim.len() + 1) * width];
    for cell in &mut kept[..width] {
        cell.score = 0.0;
    }
    for (row, part) in (1..).zip(claim) {
        let (above, below) = kept.split_at_mut(row * width);
        let above = &above[(row - 1) * width..];
        let skipped = &skipping[(row - 1) * width..row * width];
        let best = |column: usize| above[column].score.max(skipped[column].score);
        let here = &mut below[..width];
        match part {
            Part::Word(token) => {
                for (column, here) in here.iter_mut().enumerate() {
                    let mut cell = Cell { score: best(column) + INSERTED, from: From::Inserted };
                    if let Some(before) = column.checked_sub(1) {
                        let same = source[before] == token.form;
                        let (gain, from) =
                            if same { (SAME, From::Same) } else { (CHANGED, From::Changed) };
                        // On a tie a change says more than two steps.
                        if best(before) + gain >= cell.score {
                            cell = Cell { score: best(before) + gain, from };
                        }
                    }
                    *here = cell;
                }
            }
            Part::Gap => {
                let mut top = 0;
                for (column, here) in here.iter_mut().enumerate() {
                    if best(column) > best(top) + OMITTED {
                        top = column;
                    }
                    let cost = if top == column { 0.0 } else { OMITTED };
                    *here = Cell {
                        score: best(top) + cost,
                        from: From::Jump(u32::try_from(top).unwrap_or(u32::MAX)),
                    };
                }
            }
            Part::Bracket(words) => {
                for (column, here) in here.iter_mut().enumerate() {
                    let mut cell = NOWHERE;
                    for taken in 0..=WIDEST.min(column) {
                        let before = column - taken;
                        let equal = taken == words.len()
                            && words.iter().zip(&source[before..]).all(|(a, b)| a.form == *b);
                        let gain = if equal { SAME } else { REPLACED } * taken as f32;
                        if best(before) + gain > cell.score {
                            let from = From::Jump(u32::try_from(before).unwrap_or(u32::MAX));
                            cell = Cell { score: best(before) + gain, from };
                        }
                    }
                    *here = cell;
                }
            }
        }
        if row == claim.len() {
            break;
        }
        for column in 1..width {
            let before = row * width + column - 1;
            let opened = kept[before].score + DROPPED.0;
            let longer = skipping[before].score + DROPPED.1;
            let from = if opened >= longer { From::Start } else { From::Along };
            skipping[before + 1] = Cell { score: opened.max(longer), from };
        }
    }
    let last = claim.len() * width;
    let mut column = 0;
    for candidate in 1..width {
        if kept[last + candidate].score > kept[last + column].score {
            column = candidate;
        }
    }
    steps(claim, width, &kept, &skipping, column)
}

/// Walks back from the end of the best alignment.
fn steps(
    claim: &[Part],
    width: usize,
    kept: &[Cell],
    skipping: &[Cell],
    mut column: usize,
) -> Vec<Step> {
    let mut out = Vec::new();
    let mut row = claim.len();
    while row > 0 {
        // Below the last row the better of both ways was taken.
        let at = row * width + column;
        if row < claim.len() && skipping[at].score > kept[at].score {
            let mut along = skipping[at].from;
            column -= 1;
            out.push(Step::Dropped(column));
            while along == From::Along {
                along = skipping[row * width + column].from;
                column -= 1;
                out.push(Step::Dropped(column));
            }
        }
        let part = row - 1;
        match kept[row * width + column].from {
            From::Same => {
                column -= 1;
                out.push(Step::Same(part, column));
            }
            From::Changed => {
                column -= 1;
                out.push(Step::Changed(part, column));
            }
            From::Inserted | From::Start | From::Along => out.push(Step::Inserted(part)),
            From::Jump(before) => {
                let before = before as usize;
                if matches!(claim[part], Part::Bracket(_)) {
                    out.push(Step::Bracket(part, before, column));
                } else if before < column {
                    out.push(Step::Omitted(before, column));
                }
                column = before;
            }
        }
        row -= 1;
    }
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::verify::claim::{cut, parts};

    fn shown(claim: &str, source: &str) -> String {
        let parts = parts(claim);
        let cut = cut(source);
        let forms: Vec<&str> = cut.iter().map(|(_, form)| form.as_str()).collect();
        let word = |at: usize| match &parts[at] {
            Part::Word(token) => token.form.clone(),
            Part::Bracket(words) => words[0].form.clone(),
            Part::Gap => "…".to_owned(),
        };
        let steps = align(&parts, &forms);
        let shown = steps.into_iter().map(|step| match step {
            Step::Same(_, at) => forms[at].to_owned(),
            Step::Changed(from, at) => format!("{}>{}", forms[at], word(from)),
            Step::Inserted(from) => format!("+{}", word(from)),
            Step::Dropped(at) => format!("-{}", forms[at]),
            Step::Omitted(from, to) => format!("({})", forms[from..to].join(" ")),
            Step::Bracket(part, from, to) => {
                format!("{}>[{}]", forms[from..to].join(" "), word(part))
            }
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_are_laid_side_by_side() {
        let source = "well we will not mend the old bridge this year and that is final";
        for (claim, wanted) in [
            ("we will not mend", "we will not mend"),
            ("we will mend the old bridge", "we will -not mend the old bridge"),
            ("we will not ever mend the bridge", "we will not +ever mend the -old bridge"),
            ("we shall not mend", "we will>shall not mend"),
            (
                "we will not mend … and that is",
                "we will not mend (the old bridge this year) and that is",
            ),
            ("we will not mend [it] this year", "we will not mend the old bridge>[it] this year"),
            ("we [the council] will not", "we >[the] will not"),
        ] {
            let got = shown(claim, source);
            assert_eq!(got, wanted, "{claim}");
        }
    }
}
