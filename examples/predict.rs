//! Extracts the passages of gold articles in the form that the scorers read.
//!
//! `cargo run --release --example predict -- GOLD.jsonl > PRED.jsonl`

#![expect(clippy::print_stderr, clippy::disallowed_methods, reason = "a program for measuring")]

use std::io::{BufRead, BufReader, BufWriter, Write};

use onrecord::lexicon::Lexicon;
use onrecord::pipeline::{self, Options};
use onrecord::span::Span;

#[path = "common/mod.rs"]
mod common;
use common::plain;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: predict GOLD.jsonl")?;
    let lexicon = Lexicon::builtin();
    let mut out = BufWriter::new(std::io::stdout().lock());
    for fault in lexicon.check().iter().take(20) {
        eprintln!("{fault}");
    }
    let mut bytes = 0;
    let mut spent = std::time::Duration::ZERO;
    for line in BufReader::new(std::fs::File::open(path)?).lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        let text = row["text"].as_str().ok_or("no text")?;
        let doc = format!("{}.txt", row["id"].as_str().ok_or("no id")?);
        let options = Options {
            date: row["date"].as_str().and_then(|d| d.parse().ok()),
            ..Options::default()
        };
        for article in [plain(text, row["title"].as_str())] {
            bytes += text.len();
            let begun = std::time::Instant::now();
            let extraction = pipeline::extract(doc.clone(), article, &lexicon, &options);
            spent += begun.elapsed();
            let spans = |spans: &[Span]| spans.iter().map(|s| [s.start, s.end]).collect::<Vec<_>>();
            for p in &extraction.passages {
                let speaker = p.speaker.as_ref().map(|s| {
                    serde_json::json!({"name": s.name, "kind": s.kind.name(), "label": s.label, "confidence": s.confidence,
                        "mention": s.mention.map(|m| [m.start, m.end]), "evidence": s.evidence})
                });
                let issues: Vec<&str> = Vec::new();
                let record = serde_json::json!({"doc": doc, "kind": p.kind.name(), "spans": spans(&p.spans),
                    "reported": spans(&p.reported), "speaker": speaker, "cue": p.cue.map(|c| c.of(&extraction.article.text)),
                    "said": p.said.map(|d| d.to_string()), "issues": issues});
                writeln!(out, "{record}")?;
            }
        }
    }
    eprintln!(
        "{:.2} MB in {:.3} s: {:.1} MB/s",
        bytes as f64 / 1e6,
        spent.as_secs_f64(),
        bytes as f64 / 1e6 / spent.as_secs_f64()
    );
    Ok(())
}
