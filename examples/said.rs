//! Measures the dates of sayings on gold attributions with labels.
//!
//! `cargo run --example said -- GOLD.jsonl LABELS.jsonl [--errors | --fit]`
//!
//! With `--errors` it lists what is wrong. With `--fit` it fits the weights of the features of
//! `dates::Candidate` and prints them. What is weighed depends on what was told before it, so put
//! them in and fit again, two or three times.
//!
//! Content and cues are taken from the gold, so that only the dates are measured. Speakers are
//! told apart by the last word of their source; a pronoun is the speaker before it.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};

use onrecord::civil::PartialDate;
use onrecord::dates::{self, Utterance};
use onrecord::lexicon::{Lexicon, key};
use onrecord::parse::{Article, Block, BlockKind};
use onrecord::span::Span;
use onrecord::text;
use serde_json::Value;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [gold, labels, rest @ ..] = arguments.as_slice() else {
        return Err("usage: said GOLD.jsonl LABELS.jsonl [--errors | --fit]".into());
    };
    let mut wanted: HashMap<(String, u64), Option<PartialDate>> = HashMap::new();
    for row in rows(labels)? {
        let article = row["article"].as_str().ok_or("a label without article")?.to_owned();
        let att = row["att"].as_u64().ok_or("a label without number")?;
        wanted.insert((article, att), row["said"].as_str().map(str::parse).transpose()?);
    }
    let lexicon = Lexicon::builtin();
    let mut tally = Tally::default();
    let mut out = std::io::stdout().lock();
    for row in rows(gold)? {
        measure(&row, &lexicon, &wanted, rest.first().map(String::as_str), &mut tally)?;
    }
    let (p, r) = (tally.hit / tally.pred, tally.hit / tally.gold);
    writeln!(out, "P {:.1} R {:.1} F {:.1}", 100.0 * p, 100.0 * r, 200.0 * p * r / (p + r))?;
    if rest.first().is_some_and(|mode| mode == "--fit") {
        for (name, weight) in dates::FEATURES.iter().zip(fit(&tally.weighed)) {
            writeln!(out, "{name:14} {weight:.2}")?;
        }
    }
    let mut rules: Vec<_> = tally.rules.into_iter().collect();
    rules.sort_unstable();
    for (rule, (right, all)) in rules {
        writeln!(out, "{rule:10} {right} of {all}")?;
    }
    Ok(())
}

#[derive(Default)]
struct Tally {
    hit: f64,
    pred: f64,
    gold: f64,
    rules: HashMap<&'static str, (u32, u32)>,
    weighed: Vec<(bool, Vec<f32>)>,
}

/// Weights of a logistic model by gradient descent with Adam's steps; all but the first are kept
/// small.
fn fit(rows: &[(bool, Vec<f32>)]) -> Vec<f32> {
    const ROUNDS: i32 = 400;
    const STEP: f32 = 0.05;
    let len = rows.first().map_or(0, |row| row.1.len());
    let (mut weights, mut mean, mut square) = (vec![0.0; len], vec![0.0; len], vec![0.0; len]);
    for round in 1..=ROUNDS {
        let mut slope = weights.clone();
        slope[..len.min(1)].fill(0.0);
        for (right, features) in rows {
            let sum: f32 = features.iter().zip(&weights).map(|(x, w)| x * w).sum();
            let miss = 1.0 / (1.0 + (-sum).exp()) - f32::from(u8::from(*right));
            for (slope, x) in slope.iter_mut().zip(features) {
                *slope += miss * x;
            }
        }
        for at in 0..len {
            mean[at] = 0.9 * mean[at] + 0.1 * slope[at];
            square[at] = 0.99 * square[at] + 0.01 * slope[at] * slope[at];
            let first: f32 = mean[at] / (1.0 - 0.9_f32.powi(round));
            let second: f32 = square[at] / (1.0 - 0.99_f32.powi(round));
            weights[at] -= STEP * first / (second.sqrt() + 1e-8);
        }
    }
    weights
}

fn rows(path: &str) -> Result<Vec<Value>, Failure> {
    let mut out = Vec::new();
    for line in BufReader::new(std::fs::File::open(path)?).lines() {
        out.push(serde_json::from_str(&line?)?);
    }
    Ok(out)
}

fn measure(
    row: &Value,
    lexicon: &Lexicon,
    wanted: &HashMap<(String, u64), Option<PartialDate>>,
    show: Option<&str>,
    tally: &mut Tally,
) -> Result<(), Failure> {
    let source = row["text"].as_str().ok_or("an article without text")?;
    let id = row["id"].as_str().ok_or("an article without id")?;
    let published: PartialDate = row["date"].as_str().ok_or("an article without date")?.parse()?;
    let article = plain(source);
    let text = text::analyze(&article, lexicon);
    let mentions = dates::mentions(source, &text, lexicon, Some(published));
    let starts: Vec<usize> =
        source.char_indices().map(|(at, _)| at).chain([source.len()]).collect();
    let spans = |value: &Value| -> Vec<Span> {
        let at = |n: &Value| starts[n.as_u64().map_or(0, |n| usize::try_from(n).unwrap_or(0))];
        value.as_array().map_or(Vec::new(), |pairs| {
            pairs.iter().map(|pair| Span::at(at(&pair[0])..at(&pair[1]))).collect()
        })
    };
    let mut parts = Vec::new();
    let mut speakers: HashMap<String, u32> = HashMap::new();
    for att in row["attributions"].as_array().ok_or("an article without attributions")? {
        let name = spans(&att["source"]).first().map_or("", |span| span.of(source));
        let (content, reported) = if att["quoted"] == true {
            marked(source, &spans(&att["content"]))
        } else {
            (spans(&att["content"]), Vec::new())
        };
        let first = content.iter().chain(&reported).map(|span| span.start).min();
        parts.push((first, att, content, reported, spans(&att["cue"]), name));
    }
    parts.sort_by_key(|part| part.0);
    let mut last = None;
    let mut last_name = None;
    let utterances: Vec<Utterance<'_>> = parts
        .iter()
        .map(|(_, att, content, reported, cue, name)| {
            let word = name.split_whitespace().next_back().unwrap_or("").trim_matches(',');
            let named = word.chars().next().is_some_and(char::is_uppercase)
                && !["He", "She", "They"].contains(&word);
            if named {
                let next = u32::try_from(speakers.len()).unwrap_or(0);
                last = Some(*speakers.entry(word.to_owned()).or_insert(next));
            }
            let pronoun = ["he", "she", "He", "She", "they", "They", ""].contains(&word);
            if named {
                last_name = Some(key(word));
            }
            let speaker = last.filter(|_| named || pronoun);
            let name = last_name.filter(|_| speaker.is_some());
            let marked = att["quoted"] == true;
            Utterance { cue: cue.first().copied(), content, marked, reported, speaker, name }
        })
        .collect();
    let said = dates::said(&text, lexicon, &mentions, Some(published), &utterances);
    let weighed = dates::said_candidates(&text, lexicon, &mentions, Some(published), &utterances);
    for (((first, att, ..), said), weighed) in parts.iter().zip(said).zip(weighed) {
        let number = att["id"].as_u64().unwrap_or(0);
        let Some(want) = wanted.get(&(id.to_owned(), number)) else { continue };
        let right = said.is_some_and(|said| Some(said.date) == *want);
        tally.gold += f64::from(u8::from(want.is_some()));
        tally.hit += f64::from(u8::from(right));
        if let Some(said) = said {
            tally.pred += 1.0;
            let rule = tally.rules.entry(said.rule.name()).or_default();
            rule.0 += u32::from(right);
            rule.1 += 1;
        }
        for candidate in weighed {
            let right = Some(candidate.said.date) == *want;
            tally.weighed.push((right, candidate.features.to_vec()));
        }
        if show == Some("--errors") && said.map(|said| said.date) != *want {
            let at = first.map_or(0, |start| start as usize);
            let from = source[..at].char_indices().rev().nth(250).map_or(0, |(at, _)| at);
            let to = source[at..].char_indices().nth(200).map_or(source.len(), |(n, _)| at + n);
            let show = |date: Option<PartialDate>| date.map_or("-".to_owned(), |d| d.to_string());
            let mut out = std::io::stdout().lock();
            writeln!(
                out,
                "{id} #{number} ({published}) want {} got {} {} `{}` :: {}[[{}",
                show(*want),
                show(said.map(|said| said.date)),
                said.map_or("", |said| said.rule.name()),
                said.map_or("", |said| said.evidence.of(source)),
                source[from..at].replace('\n', " / "),
                source[at..to].replace('\n', " / "),
            )?;
        }
    }
    Ok(())
}

/// The pieces of `spans` inside quotation marks, and the rest; all of them where none is.
fn marked(source: &str, spans: &[Span]) -> (Vec<Span>, Vec<Span>) {
    let (mut inside, mut outside) = (Vec::new(), Vec::new());
    for span in spans {
        let mut open = false;
        let mut from = span.start as usize;
        let piece = span.of(source);
        for (at, ch) in piece.char_indices() {
            let doubled = piece[at..].starts_with("''");
            if !doubled && !['"', '\u{201c}', '\u{201d}'].contains(&ch) {
                continue;
            }
            let here = span.start as usize + at;
            if here > from {
                if open { &mut inside } else { &mut outside }.push(Span::at(from..here));
            }
            open = !open;
            from = here + if doubled { 2 } else { ch.len_utf8() };
        }
        if from < span.end as usize {
            if open { &mut inside } else { &mut outside }.push(Span::at(from..span.end as usize));
        }
    }
    if inside.is_empty() { (outside, Vec::new()) } else { (inside, outside) }
}

/// The article of a gold text: paragraphs stand apart by line breaks.
fn plain(source: &str) -> Article {
    let mut blocks = Vec::new();
    let mut at = 0;
    for piece in source.split('\n') {
        let span = Span::at(at..at + piece.len()).trim(source);
        if !span.is_empty() {
            blocks.push(Block { span, kind: BlockKind::Paragraph, label: None, line: 1 });
        }
        at += piece.len() + 1;
    }
    let text = source.to_owned();
    Article { text, blocks, format: "txt", ..Article::default() }
}
