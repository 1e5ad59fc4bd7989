//! Fits the weights of the source ranker, schema/weights/source.tsv.
//!
//! `cargo run --release --example fit_speakers -- TRAIN.jsonl > schema/weights/source.tsv`
//!
//! TRAIN is PolNeAR's train part in the form of the scorers: articles with attributions, each
//! with its content, source and cue. Every stretch in marks that onrecord finds is one case. Right
//! are the mentions that overlap the gold source, with the gold cue where that is among the
//! cues; right is "none" where the gold has no attribution for the words. The log of the summed
//! chance of the right ones is maximized by AdaGrad with L2 decay; passes over the cases are in
//! a fixed pseudo-random order, so that the same input gives the same weights.
//! Only numbers leave this program: features and weights, no text.
#![expect(
    clippy::print_stderr,
    clippy::iter_over_hash_type,
    reason = "a program for whoever fits the weights: it tells on the terminal what it does"
)]

use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead, BufReader, Write};

use onrecord::lexicon::linear::{Features, Part};
use onrecord::lexicon::{Lexicon, key};
use onrecord::quotes;
use onrecord::span::Span;
use onrecord::speakers::{find, glances, rank};
use onrecord::text;

#[path = "common/mod.rs"]
mod common;

/// One quote: features of its candidates, and which of them are right.
struct Case {
    /// The number of its article.
    article: usize,
    candidates: Vec<Vec<u32>>,
    right: Vec<bool>,
}

const PASSES: usize = 20;
const RATE: f32 = 0.15;
/// Pull of each weight towards 0: half of this times its square is taken off the log of the
/// chance of all cases. Of 0.3, 1, 2 and 4 the best on articles left out.
const DECAY: f32 = 2.0;
/// Features seen in fewer cases are dropped.
const RARE: u32 = 3;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: fit_speakers TRAIN.jsonl")?;
    let lexicon = Lexicon::builtin();
    let mut features = Features { names: Some(HashMap::new()), ..Features::default() };
    let mut ids: HashMap<u64, u32> = HashMap::new();
    let mut cases = Vec::new();
    for (article, line) in BufReader::new(std::fs::File::open(path)?).lines().enumerate() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        collect((article, &row), &lexicon, &mut features, &mut ids, &mut cases);
    }
    let mut seen = vec![0_u32; ids.len()];
    for case in &cases {
        let mut here: Vec<u32> = case.candidates.iter().flatten().copied().collect();
        here.sort_unstable();
        here.dedup();
        here.iter().for_each(|&f| seen[f as usize] += 1);
    }
    let out = |at: &usize| cases[*at].article % 5 == 4;
    let held: Vec<usize> = (0..cases.len()).filter(out).collect();
    let fit: Vec<usize> = (0..cases.len()).filter(|at| !out(at)).collect();
    eprintln!("{} cases, {} features", cases.len(), ids.len());
    let trial = train(&cases, &fit, &seen);
    eprintln!(
        "held out: {:.1} % right; fitted: {:.1} %",
        accuracy(&cases, &held, &trial),
        accuracy(&cases, &fit, &trial)
    );
    let all: Vec<usize> = (0..cases.len()).collect();
    let weights = train(&cases, &all, &seen);
    let names = features.names.unwrap_or_default();
    let words: HashMap<u64, String> = vocabulary(&lexicon);
    let mut lines = BTreeMap::new();
    for (hash, id) in ids {
        let weight = weights[id as usize];
        if weight.abs() < 0.02 {
            continue;
        }
        let (template, parts) = &names[&hash];
        let part = |p: &Part| match p {
            Part::Number(n) => Some(n.to_string()),
            Part::Word(w) => words.get(w).cloned(),
        };
        let Some(parts) = parts.iter().map(part).collect::<Option<Vec<_>>>() else { continue };
        lines.insert((*template, parts), weight);
    }
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "# Weights of the source ranker: template, parts, weight; what each template is stands in src/speakers/rank.rs."
    )?;
    writeln!(
        out,
        "# Fitted by examples/fit_speakers.rs on the train part of PolNeAR (Newell et al., LREC 2018)."
    )?;
    for ((template, parts), weight) in lines {
        let parts: String = parts.iter().map(|p| format!("{p}\t")).collect();
        writeln!(out, "{template}\t{parts}{weight:.2}")?;
    }
    Ok(())
}

/// Words that may stand in the weights: those of the word tables and the names of cues.
fn vocabulary(lexicon: &Lexicon) -> HashMap<u64, String> {
    let mut out = HashMap::new();
    for (_, file) in lexicon.files().filter(|(stem, _)| matches!(*stem, "words" | "cues")) {
        for word in
            file.text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '\'' | '.')))
        {
            out.insert(key(word), word.to_lowercase());
        }
    }
    for mark in [",", ":", ".", ";", "(", "-", "—", "–", "--", "[", "“", "?", "!"] {
        out.insert(key(mark), mark.to_owned());
    }
    out.retain(|_, word| !word.is_empty() && !word.bytes().all(|b| b.is_ascii_digit()));
    out
}

fn collect(
    (article_number, row): (usize, &serde_json::Value),
    lexicon: &Lexicon,
    features: &mut Features,
    ids: &mut HashMap<u64, u32>,
    cases: &mut Vec<Case>,
) {
    let source = row["text"].as_str().unwrap_or("");
    let article = common::plain(source, row["title"].as_str());
    let text = text::analyze(&article, lexicon);
    let mentions = find(source, &text, lexicon);
    let cues = quotes::cue::find(&text, lexicon);
    let glances = glances(source, &text, lexicon);
    let scene = rank::Scene {
        source,
        text: &text,
        lexicon,
        mentions: &mentions,
        cues: &cues,
        glances: &glances,
    };
    let starts: Vec<usize> =
        source.char_indices().map(|(at, _)| at).chain([source.len()]).collect();
    let spans = |value: &serde_json::Value| -> Vec<Span> {
        let at = |v: &serde_json::Value| starts[v.as_u64().unwrap_or(0) as usize];
        value
            .as_array()
            .into_iter()
            .flatten()
            .map(|pair| Span::at(at(&pair[0])..at(&pair[1])))
            .collect()
    };
    let golds: Vec<[Vec<Span>; 3]> = row["attributions"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|a| a["quoted"].as_bool() == Some(true))
        .map(|a| [spans(&a["content"]), spans(&a["source"]), spans(&a["cue"])])
        .collect();
    let shared = |a: &[Span], b: &[Span]| -> u32 {
        a.iter()
            .flat_map(|x| {
                b.iter().map(move |y| x.end.min(y.end).saturating_sub(x.start.max(y.start)))
            })
            .sum()
    };
    for (pieces, quote) in quotes::direct::groups(source, &text, &cues) {
        let size: u32 = quote.spans.iter().map(|s| s.len()).sum();
        let gold = golds
            .iter()
            .max_by_key(|g| shared(&g[0], &quote.spans))
            .filter(|g| shared(&g[0], &quote.spans) * 2 > size);
        let mut case = Case { article: article_number, candidates: Vec::new(), right: Vec::new() };
        let mut loose = Vec::new();
        rank::candidates(&scene, &pieces, features, |candidate, features| {
            let found = features.hashes.iter().map(|hash| {
                let next = ids.len() as u32;
                *ids.entry(*hash).or_insert(next)
            });
            case.candidates.push(found.collect());
            let source_right = match (candidate.mention, gold) {
                (None, None) => true,
                (Some(m), Some(gold)) => {
                    let m = &mentions[m];
                    gold[1].iter().any(|s| s.overlaps(m.span) && outside(source, m.span, *s) <= 10)
                }
                _ => false,
            };
            let cue_right = match (candidate.cue, gold) {
                (Some(c), Some(gold)) => {
                    let tokens = &cues[c].tokens;
                    let span =
                        text.tokens[tokens.start].span.cover(text.tokens[tokens.end - 1].span);
                    gold[2].iter().any(|s| s.overlaps(span))
                }
                _ => gold.is_none(),
            };
            loose.push(source_right);
            case.right.push(source_right && cue_right);
        });
        if !case.right.contains(&true) {
            case.right = loose;
        }
        if case.right.contains(&true) {
            cases.push(case);
        }
    }
}

/// Words of `mention` outside the gold source.
fn outside(source: &str, mention: Span, gold: Span) -> usize {
    let before = Span::new(mention.start, gold.start.max(mention.start)).of(source);
    let after = Span::new(gold.end.min(mention.end), mention.end).of(source);
    before.split_whitespace().count() + after.split_whitespace().count()
}

fn chances(case: &Case, weights: &[f32]) -> Vec<f32> {
    let scores: Vec<f32> =
        case.candidates.iter().map(|c| c.iter().map(|&f| weights[f as usize]).sum()).collect();
    let top = scores.iter().copied().fold(f32::MIN, f32::max);
    let sum: f32 = scores.iter().map(|s| (s - top).exp()).sum();
    scores.iter().map(|s| (s - top).exp() / sum).collect()
}

fn train(cases: &[Case], which: &[usize], seen: &[u32]) -> Vec<f32> {
    let mut weights = vec![0.0_f32; seen.len()];
    let mut squares = vec![1e-2_f32; seen.len()];
    let mut occurs = vec![0.0_f32; seen.len()];
    for &at in which {
        cases[at].candidates.iter().flatten().for_each(|&f| occurs[f as usize] += 1.0);
    }
    let mut order = which.to_vec();
    let mut state = 0x1234_5678_9ABC_DEF0_u64;
    for _ in 0..PASSES {
        for at in (1..order.len()).rev() {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            order.swap(at, (state >> 33) as usize % (at + 1));
        }
        for &at in &order {
            let case = &cases[at];
            let chances = chances(case, &weights);
            let mass: f32 =
                chances.iter().zip(&case.right).filter(|(_, r)| **r).map(|(c, _)| c).sum();
            for (candidate, (chance, right)) in
                case.candidates.iter().zip(chances.iter().zip(&case.right))
            {
                let target = if *right { chance / mass.max(1e-9) } else { 0.0 };
                let slope = target - chance;
                for &f in candidate.iter().filter(|&&f| seen[f as usize] >= RARE) {
                    let f = f as usize;
                    // the pull is spread over all places where the feature stands
                    let step = slope - DECAY / occurs[f] * weights[f];
                    squares[f] += step * step;
                    weights[f] += RATE * step / squares[f].sqrt();
                }
            }
        }
    }
    weights
}

fn accuracy(cases: &[Case], which: &[usize], weights: &[f32]) -> f32 {
    let right = which.iter().filter(|&&at| {
        let chances = chances(&cases[at], weights);
        let best = (0..chances.len())
            .max_by(|&a, &b| chances[a].total_cmp(&chances[b]).then(b.cmp(&a)))
            .unwrap_or(0);
        cases[at].right[best]
    });
    100.0 * right.count() as f32 / which.len().max(1) as f32
}
