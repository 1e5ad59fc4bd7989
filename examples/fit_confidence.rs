//! Fits how sure attributions are, schema/weights/confidence.tsv.
//!
//! `cargo run --release --example fit_confidence -- GOLD.jsonl LABELS.jsonl > confidence.tsv`
//!
//! GOLD and LABELS are in the form of the scorers: articles with attributions, and who speaks in
//! each of these. Every quote to which onrecord names a speaker is one case, right or wrong. The
//! curve of the shipped table is undone, and another fitted by gradient steps on the log of the
//! chances: one slope, and a shift for each rule, drawn to 0 where a rule has few cases.
//! Attributions that are withheld as too unsure are not seen: fit with ABSTAIN of
//! src/speakers/mod.rs at 0.35 or below, where two in three of those are wrong.
//! Only numbers leave this program.
#![expect(clippy::print_stderr, reason = "a program that tells on the terminal what it does")]

use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead, BufReader, Write};

use onrecord::lexicon::Lexicon;
use onrecord::parse::{self, ParseConfig};
use onrecord::pipeline::{self, Options, PassageKind, SpeakerKind};
use onrecord::span::Span;

struct Case {
    rule: String,
    /// Log of the odds before the curve.
    odds: f32,
    right: bool,
}

const STEPS: usize = 4000;
const RATE: f32 = 0.02;
/// Pull of the shifts towards 0.
const DECAY: f32 = 1.0;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let usage = "usage: fit_confidence GOLD.jsonl LABELS.jsonl";
    let (gold, labels) = (args.next().ok_or(usage)?, args.next().ok_or(usage)?);
    let mut speakers: HashMap<(String, u64), (String, bool)> = HashMap::new();
    for line in BufReader::new(std::fs::File::open(labels)?).lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        let key = (text(&row["article"]), row["att"].as_u64().unwrap_or(0));
        speakers.insert(key, (text(&row["speaker"]), row["kind"] == "person"));
    }
    let lexicon = Lexicon::builtin();
    let mut cases = Vec::new();
    for line in BufReader::new(std::fs::File::open(gold)?).lines() {
        collect(&serde_json::from_str(&line?)?, &speakers, &lexicon, &mut cases)?;
    }
    let mut slope = 1.0_f32;
    let mut shifts: BTreeMap<&str, f32> = BTreeMap::new();
    for case in &cases {
        shifts.insert(&case.rule, 0.0);
    }
    for _ in 0..STEPS {
        let mut steps: BTreeMap<&str, f32> = shifts.iter().map(|(r, s)| (*r, -DECAY * s)).collect();
        let mut tilt = 0.0;
        for case in &cases {
            let chance = 1.0 / (1.0 + (-slope * case.odds - shifts[&*case.rule]).exp());
            let error = f32::from(u8::from(case.right)) - chance;
            tilt += error * case.odds;
            *steps.entry(&case.rule).or_default() += error;
        }
        let rate = RATE / (cases.len().max(1) as f32).sqrt();
        slope += rate * tilt;
        for (rule, step) in steps {
            *shifts.entry(rule).or_default() += rate * step;
        }
    }
    eprintln!("{} cases, {} right", cases.len(), cases.iter().filter(|c| c.right).count());
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "# How sure attributions are: the slope of the curve, and its shift for each rule; see"
    )?;
    writeln!(
        out,
        "# src/lexicon/calibration.rs. Fitted by examples/fit_confidence.rs on quotes of PolNeAR (Newell"
    )?;
    writeln!(out, "# et al., LREC 2018) whose speakers were labelled by hand.")?;
    writeln!(out, "slope\t{slope:.2}")?;
    for (rule, shift) in shifts {
        writeln!(out, "shift\t{rule}\t{shift:.2}")?;
    }
    Ok(())
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().unwrap_or("").to_owned()
}

fn collect(
    row: &serde_json::Value,
    speakers: &HashMap<(String, u64), (String, bool)>,
    lexicon: &Lexicon,
    cases: &mut Vec<Case>,
) -> Result<(), Box<dyn std::error::Error>> {
    let (id, source) = (text(&row["id"]), text(&row["text"]));
    let name = format!("{id}.txt");
    let article = parse::parse(&name, source.as_bytes(), lexicon, &ParseConfig::default())?;
    let Some(article) = article.into_iter().next() else { return Ok(()) };
    let found = pipeline::extract(name, article, lexicon, &Options::default());
    let starts: Vec<usize> =
        source.char_indices().map(|(at, _)| at).chain([source.len()]).collect();
    let golds: Vec<(u64, Vec<Span>)> = row["attributions"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|a| a["quoted"] == true)
        .map(|a| {
            let at = |v: &serde_json::Value| starts[v.as_u64().unwrap_or(0) as usize];
            let pairs = a["content"].as_array().into_iter().flatten();
            let spans = pairs.map(|pair| Span::at(at(&pair[0])..at(&pair[1]))).collect();
            (a["id"].as_u64().unwrap_or(0), spans)
        })
        .collect();
    let shared = |a: &[Span], b: &[Span]| -> u32 {
        let overlap = |x: &Span, y: &Span| x.end.min(y.end).saturating_sub(x.start.max(y.start));
        a.iter().flat_map(|x| b.iter().map(move |y| overlap(x, y))).sum()
    };
    let curve = lexicon.weights().confidence();
    for passage in found.passages.iter().filter(|p| p.kind == PassageKind::Quote) {
        let Some(speaker) = passage.speaker.as_ref().filter(|s| s.is_known()) else { continue };
        let size: u32 = passage.spans.iter().map(|s| s.len()).sum();
        let gold = golds.iter().max_by_key(|(_, spans)| shared(spans, &passage.spans));
        let gold = gold.filter(|(_, spans)| 2 * shared(spans, &passage.spans) > size);
        let label = gold.and_then(|(att, _)| speakers.get(&(id.clone(), *att)));
        // words that nobody said count as wrong; quotes without a label do not count
        let right = match (gold, label) {
            (Some(_), None) => continue,
            (None, _) => false,
            (_, Some((name, person))) => {
                *person == (speaker.kind == SpeakerKind::Person)
                    && alike(&speaker.name, name, *person)
            }
        };
        let rule = speaker.rule().to_owned();
        let odds = curve.source(&rule, speaker.confidence);
        cases.push(Case { rule, odds, right });
    }
    Ok(())
}

/// Whether two names are one speaker's: of people the last words agree and the first begin alike,
/// of others half of the words.
fn alike(a: &str, b: &str, person: bool) -> bool {
    let words = |name: &str| -> Vec<String> {
        let words = name.split_whitespace().map(|w| w.trim_matches(['.', ',']).to_lowercase());
        words.filter(|w| !matches!(&**w, "the" | "a" | "an" | "of" | "jr" | "sr")).collect()
    };
    let (a, b) = (words(a), words(b));
    if person {
        return !a.is_empty() && a.last() == b.last() && (a.len() > 1 || a == b);
    }
    let both = a.iter().filter(|word| b.contains(word)).count();
    both * 2 >= a.len() + b.len() - both
}
