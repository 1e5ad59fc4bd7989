//! Fits the models of reported speech and writes schema/weights/statements.bin.
//!
//! `cargo run --release --example fit_statements -- fit TRAIN.jsonl OUT.bin`
//! `cargo run --release --example fit_statements -- predict GOLD.jsonl [MODEL.bin] > PRED.jsonl`
//!
//! One article a line: `{"id", "text", "attributions": [{"content": [[s, e]..], "source", "cue"}]}`
//! with offsets in code points. Every eighth article is held out: for the scale of confidence and
//! the thresholds. The result depends on the file alone.
#![expect(
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a program for whoever fits the weights: it tells on the terminal what it does"
)]

use std::collections::HashMap;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::time::Instant;

use onrecord::lexicon::Lexicon;
use onrecord::parse::{Article, Block, BlockKind};
use onrecord::quotes::indirect::beside::{
    Turn, of_change, of_change_and_path, of_path, of_word, of_word_and_path,
};
use onrecord::quotes::indirect::features::{Sentence, of_cue};
use onrecord::quotes::indirect::model::{
    CHANGE_BITS, CUE_BITS, LABELS, Lattice, Model, Tuning, WORD_BITS, each_word, logistic, logit,
};
use onrecord::quotes::indirect::sink::{Sink, hashed};
use onrecord::quotes::indirect::{Reported, find_with};
use onrecord::span::Span;
use onrecord::text::{self, Text};

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Fallible<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["fit", train, out] => fit(train, out),
        ["predict", gold] => predict(&Model::builtin().ok_or("not a model")?, gold),
        ["predict", gold, model] => {
            let bytes = std::fs::read(model)?;
            predict(&Model::read(&bytes).ok_or("not a model")?, gold)
        }
        _ => Err("usage: fit TRAIN.jsonl OUT.bin | predict GOLD.jsonl [MODEL.bin]".into()),
    }
}

struct Gold {
    content: Vec<Span>,
    source: Vec<Span>,
    cue: Vec<Span>,
}

struct Doc {
    id: String,
    article: Article,
    text: Text,
    gold: Vec<Gold>,
}

fn load(path: &str, lexicon: &Lexicon) -> Fallible<Vec<Doc>> {
    let mut out = Vec::new();
    for line in BufReader::new(std::fs::File::open(path)?).lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        let source = row["text"].as_str().ok_or("no text")?;
        let mut offsets: Vec<usize> = source.char_indices().map(|(at, _)| at).collect();
        offsets.push(source.len());
        let spans = |value: &serde_json::Value| -> Vec<Span> {
            let pair = |pair: &serde_json::Value| {
                let at = |nth: usize| pair[nth].as_u64().and_then(|n| offsets.get(n as usize));
                Some(Span::at(*at(0)?..*at(1)?))
            };
            value.as_array().into_iter().flatten().filter_map(pair).collect()
        };
        let gold = row["attributions"].as_array().into_iter().flatten().map(|a| Gold {
            content: spans(&a["content"]),
            source: spans(&a["source"]),
            cue: spans(&a["cue"]),
        });
        let gold = gold.collect();
        let article = plain(source);
        let text = text::analyze(&article, lexicon);
        out.push(Doc { id: row["id"].as_str().ok_or("no id")?.to_owned(), article, text, gold });
    }
    Ok(out)
}

/// The article of a gold text: paragraphs stand apart by blank lines, the first is the headline.
fn plain(source: &str) -> Article {
    let mut blocks = Vec::new();
    let mut at = 0;
    for piece in source.split("\n\n") {
        let span = Span::at(at..at + piece.len()).trim(source);
        if !span.is_empty() {
            let kind = if blocks.is_empty() { BlockKind::Headline } else { BlockKind::Paragraph };
            blocks.push(Block { span, kind, label: None, line: 1 });
        }
        at += piece.len() + 2;
    }
    Article { text: source.to_owned(), blocks, format: "txt", ..Article::default() }
}

/// A candidate for a cue: its features, whether it is one.
struct CueExample {
    features: Vec<u32>,
    is: bool,
}

/// The words beside a cue: features and labels.
#[derive(Default)]
struct SpanExample {
    features: Vec<(Vec<u32>, Vec<u32>)>,
    labels: Vec<usize>,
}

#[derive(Default)]
struct Examples {
    cues: Vec<CueExample>,
    spans: Vec<SpanExample>,
}

/// The candidates of an article and the gold attributions that each of them anchors.
fn anchors(doc: &Doc, lexicon: &Lexicon, missed: &mut usize) -> HashMap<usize, Vec<usize>> {
    let mut candidates: Vec<(usize, bool, Span)> = Vec::new();
    let mut view = Sentence::default();
    for sentence in &doc.text.sentences {
        if view.read(&doc.article.text, &doc.text, sentence, lexicon) {
            for (nth, word) in view.words.iter().enumerate() {
                if word.candidate() {
                    let at = view.first_token + nth;
                    let noun =
                        word.cue.is_none_or(|cue| cue.pos == onrecord::lexicon::cues::Pos::Noun);
                    candidates.push((at, noun, doc.text.tokens[at].span));
                }
            }
        }
    }
    let mut out: HashMap<usize, Vec<usize>> = HashMap::new();
    for (nth, gold) in doc.gold.iter().enumerate() {
        let inside = |span: Span| gold.cue.iter().any(|cue| cue.contains(span));
        let mut fitting = candidates.iter().filter(|(_, _, span)| inside(*span));
        let best = fitting.clone().find(|(_, noun, _)| !noun).or_else(|| fitting.next());
        if let Some((at, _, _)) = best {
            out.entry(*at).or_default().push(nth);
        } else {
            *missed += 1;
        }
    }
    out
}

/// Features of `BITS` bits, in the order in which they came.
#[derive(Default)]
struct Listed<const BITS: u32>(Vec<u32>);

impl<const BITS: u32> Sink for Listed<BITS> {
    fn add(&mut self, template: u64, value: u64) {
        self.0.push(hashed(template, value, BITS));
    }
}

fn examples(docs: &[&Doc], lexicon: &Lexicon) -> Examples {
    let mut out = Examples::default();
    let mut missed = 0;
    let mut total = 0;
    for doc in docs {
        let anchors = anchors(doc, lexicon, &mut missed);
        total += doc.gold.len();
        let mut view = Sentence::default();
        for sentence in &doc.text.sentences {
            if !view.read(&doc.article.text, &doc.text, sentence, lexicon) {
                continue;
            }
            for at in 0..view.words.len() {
                if !view.words[at].candidate() {
                    continue;
                }
                let golds = anchors.get(&(view.first_token + at));
                let mut features = Listed::<CUE_BITS>::default();
                of_cue(&view, at, &mut features);
                out.cues.push(CueExample { features: features.0, is: golds.is_some() });
                let Some(golds) = golds else { continue };
                let window = view.window(at);
                let mut example = SpanExample::default();
                example.features.resize(window.len(), (Vec::new(), Vec::new()));
                each_word(&view, at, |word, path, _| {
                    let mut words = Listed::<WORD_BITS>::default();
                    of_path(&view, word, path, Turn::ALL, &mut words);
                    of_word(&view, word, path.side, &mut words);
                    of_word_and_path(&view, word, path, &mut words);
                    let mut changes = Listed::<CHANGE_BITS>::default();
                    of_change(&view, word, path.side, &mut changes);
                    of_change_and_path(&view, word, path, &mut changes);
                    example.features[word - window.start] = (words.0, changes.0);
                });
                for word in window {
                    let span = doc.text.tokens[view.first_token + word].span;
                    let held = |spans: &[Span]| spans.iter().any(|s| s.overlaps(span));
                    let own = word >= at && word < at + view.words[at].phrase_len();
                    let label = if own {
                        0
                    } else if golds.iter().any(|g| held(&doc.gold[*g].content)) {
                        2
                    } else {
                        usize::from(golds.iter().any(|g| held(&doc.gold[*g].source)))
                    };
                    example.labels.push(label);
                }
                out.spans.push(example);
            }
        }
    }
    eprintln!(
        "{} candidates, {} cues with their words, {missed} of {total} attributions without candidate",
        out.cues.len(),
        out.spans.len(),
    );
    out
}

/// Gradient steps scaled by each weight's own history (AdaGrad; Duchi, Hazan and Singer 2011),
/// with an average of the last epochs.
struct Table {
    weights: Vec<f32>,
    squares: Vec<f32>,
    /// Sum of the weights after each epoch counted, and how many those were.
    sum: Vec<f32>,
    epochs: f32,
    rate: f32,
    decay: f32,
}

impl Table {
    fn new(len: usize, rate: f32, decay: f32) -> Self {
        Self {
            weights: vec![0.0; len],
            squares: vec![1.0; len],
            sum: vec![0.0; len],
            epochs: 0.0,
            rate,
            decay,
        }
    }

    fn step(&mut self, at: usize, gradient: f32) {
        let gradient = gradient + self.decay * self.weights[at];
        self.squares[at] += gradient * gradient;
        self.weights[at] -= self.rate * gradient / self.squares[at].sqrt();
    }

    /// Counts the epoch that ends into the average.
    fn end_epoch(&mut self) {
        self.epochs += 1.0;
        for (sum, weight) in self.sum.iter_mut().zip(&self.weights) {
            *sum += weight;
        }
    }

    /// The average over the epochs.
    fn average(&self) -> Vec<f32> {
        self.sum.iter().map(|sum| sum / self.epochs.max(1.0)).collect()
    }
}

/// Pseudo-random order: a fixed generator (xorshift), the same in every run.
fn shuffled(len: usize, seed: u64) -> Vec<usize> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut order: Vec<usize> = (0..len).collect();
    for at in (1..len).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        order.swap(at, (state % (at as u64 + 1)) as usize);
    }
    order
}

fn fit_cues(train: &[CueExample], held: &[CueExample]) -> Vec<f32> {
    let mut table = Table::new(1 << CUE_BITS, 0.1, 1e-3);
    for epoch in 0..8_u64 {
        table.rate = 0.03 / (1.0 + epoch as f32 * 0.3);
        for at in shuffled(train.len(), epoch + 1) {
            let example = &train[at];
            let sum: f32 = example.features.iter().map(|f| table.weights[*f as usize]).sum();
            let error = logistic(sum) - f32::from(u8::from(example.is));
            for feature in &example.features {
                table.step(*feature as usize, error);
            }
        }
        table.end_epoch();
        let average = table.average();
        let (mut hit, mut said, mut loss) = (0.0, 0.0, 0.0_f32);
        for example in held {
            let sum: f32 = example.features.iter().map(|f| average[*f as usize]).sum();
            let chance = logistic(sum);
            let right = if example.is { chance } else { 1.0 - chance };
            loss -= right.max(1e-6).ln();
            said += f32::from(u8::from(chance > 0.4));
            hit += f32::from(u8::from(chance > 0.4 && example.is));
        }
        let gold = held.iter().filter(|e| e.is).count() as f32;
        let f = 200.0 * hit / (said + gold);
        eprintln!("cues, epoch {epoch}: loss {:.4}, F {f:.1}", loss / held.len() as f32);
    }
    table.average()
}

fn fit_spans(train: &[SpanExample], held: &[SpanExample]) -> (Vec<f32>, Vec<f32>) {
    const PAIRS: usize = LABELS * LABELS;
    let decay = 1e-3;
    let mut words = Table::new((1 << WORD_BITS) * LABELS, 0.1, decay);
    let mut changes = Table::new((1 << CHANGE_BITS) * PAIRS, 0.1, decay);
    let mut lattice = Lattice::default();
    let score = |words: &Table, changes: &Table, example: &SpanExample, lattice: &mut Lattice| {
        lattice.clear(example.labels.len());
        for (at, (word, change)) in example.features.iter().enumerate() {
            for feature in word {
                for label in 0..LABELS {
                    lattice.word[at][label] += words.weights[*feature as usize * LABELS + label];
                }
            }
            for feature in change {
                for pair in 0..PAIRS {
                    lattice.change[at][pair] += changes.weights[*feature as usize * PAIRS + pair];
                }
            }
        }
        lattice.run();
    };
    for epoch in 0..8_u64 {
        let rate = 0.03 / (1.0 + epoch as f32 * 0.3);
        words.rate = rate;
        changes.rate = rate;
        for at in shuffled(train.len(), epoch + 1) {
            let example = &train[at];
            score(&words, &changes, example, &mut lattice);
            lattice.pairs();
            let mut before = 0;
            for (at, (word, change)) in example.features.iter().enumerate() {
                let gold = example.labels[at];
                for label in 0..LABELS {
                    let gradient = lattice.chance[at][label] - f32::from(u8::from(label == gold));
                    if gradient.abs() > 1e-3 {
                        for feature in word {
                            words.step(*feature as usize * LABELS + label, gradient);
                        }
                    }
                }
                for pair in 0..PAIRS {
                    let is = pair == before * LABELS + gold;
                    let gradient = lattice.pair[at][pair] - f32::from(u8::from(is));
                    if gradient.abs() > 1e-3 {
                        for feature in change {
                            changes.step(*feature as usize * PAIRS + pair, gradient);
                        }
                    }
                }
                before = gold;
            }
        }
        words.end_epoch();
        changes.end_epoch();
        let (kept_words, kept_changes) = (words.weights.clone(), changes.weights.clone());
        (words.weights, changes.weights) = (words.average(), changes.average());
        let mut tallies = [[0_u32; 3]; LABELS];
        for example in held {
            score(&words, &changes, example, &mut lattice);
            for (chance, gold) in lattice.chance.iter().zip(&example.labels) {
                let best = (0..LABELS).fold(0, |b, l| if chance[l] > chance[b] { l } else { b });
                tallies[best][0] += u32::from(best == *gold);
                tallies[best][1] += 1;
                tallies[*gold][2] += 1;
            }
        }
        (words.weights, changes.weights) = (kept_words, kept_changes);
        let f = |t: [u32; 3]| 200.0 * f64::from(t[0]) / f64::from(t[1] + t[2]);
        eprintln!(
            "words, epoch {epoch}: source F {:.1}, content F {:.1}",
            f(tallies[1]),
            f(tallies[2])
        );
    }
    (words.average(), changes.average())
}

/// Chance as a cue below which words are not labelled: below it hardly anything is found, and
/// half of the work is saved.
const CUE_FLOOR: f32 = 0.2;

/// Fits the scale of confidence on held-out articles, then the threshold with the best F of
/// statements' spans.
fn tune(tables: [&[f32]; 3], docs: &[&Doc], lexicon: &Lexicon) -> Fallible<Tuning> {
    let mut tuning = Tuning {
        cue_floor: CUE_FLOOR,
        content_from: 0.45,
        source_from: 0.45,
        threshold: 0.0,
        scale: [0.0, 1.0, 0.0],
    };
    let bytes = Model::write(&tuning, tables);
    let model = Model::read(&bytes).ok_or("not a model")?;
    let mut points: Vec<(f32, f32, bool)> = Vec::new();
    let mut gold_count = 0_usize;
    for doc in docs {
        let golds: Vec<&Gold> = doc.gold.iter().filter(|gold| !holds_marks(doc, gold)).collect();
        gold_count += golds.len();
        for found in find_with(&model, &doc.article.text, &doc.text, lexicon) {
            if !found.marked.is_empty() || found.content.is_empty() {
                continue;
            }
            let right = golds.iter().any(|gold| overlap(&found.content, &gold.content) >= 0.5);
            // with this scale, confidence is the chance of the cue; the words' own is kept apart
            let (cue, words) = split(&found);
            points.push((logit(cue), logit(words), right));
        }
    }
    let mut scale = [0.0_f32; 3];
    for _ in 0..20_000 {
        let mut gradient = [0.0_f32; 3];
        for (cue, words, right) in &points {
            let error = logistic(scale[0] + scale[1] * cue + scale[2] * words)
                - f32::from(u8::from(*right));
            for (sum, value) in gradient.iter_mut().zip([1.0, *cue, *words]) {
                *sum += error * value;
            }
        }
        for (weight, sum) in scale.iter_mut().zip(gradient) {
            *weight -= 0.1 * sum / points.len() as f32;
        }
    }
    tuning.scale = scale;
    let mut sorted: Vec<(f32, bool)> = points
        .iter()
        .map(|(cue, words, right)| (logistic(scale[0] + scale[1] * cue + scale[2] * words), *right))
        .collect();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut hit, mut best) = (0.0, 0.0);
    for (nth, (chance, right)) in sorted.iter().enumerate() {
        hit += f32::from(u8::from(*right));
        let f = 2.0 * hit / (nth as f32 + 1.0 + gold_count as f32);
        if f > best {
            best = f;
            tuning.threshold = *chance;
        }
    }
    eprintln!(
        "statements, held out: F {:.1} from {:.3}; scale {scale:?}",
        100.0 * best,
        tuning.threshold
    );
    Ok(tuning)
}

fn split(found: &Reported) -> (f32, f32) {
    (found.cue_chance, found.word_chance)
}

fn holds_marks(doc: &Doc, gold: &Gold) -> bool {
    let mark = |c: char| matches!(c, '"' | '\u{201c}' | '\u{201d}');
    gold.content.iter().any(|span| span.of(&doc.article.text).contains(mark))
        || doc.text.marked.iter().any(|m| gold.content.iter().any(|c| m.inner.overlaps(*c)))
}

/// Bytes in common over bytes in either.
fn overlap(a: &[Span], b: &[Span]) -> f64 {
    let len = |spans: &[Span]| spans.iter().map(|s| f64::from(s.len())).sum::<f64>();
    let mut common = 0.0;
    for x in a {
        for y in b {
            if x.overlaps(*y) {
                common += f64::from(Span::new(x.start.max(y.start), x.end.min(y.end)).len());
            }
        }
    }
    common / (len(a) + len(b) - common)
}

fn fit(train: &str, out: &str) -> Fallible<()> {
    let lexicon = Lexicon::builtin();
    let docs = load(train, &lexicon)?;
    let (mut fitted, mut held) = (Vec::new(), Vec::new());
    for (nth, doc) in docs.iter().enumerate() {
        if nth % 8 == 7 { held.push(doc) } else { fitted.push(doc) }
    }
    let train = examples(&fitted, &lexicon);
    let test = examples(&held, &lexicon);
    let (cues, (words, changes)) = std::thread::scope(|scope| {
        let cues = scope.spawn(|| fit_cues(&train.cues, &test.cues));
        let spans = fit_spans(&train.spans, &test.spans);
        (cues.join().unwrap_or_default(), spans)
    });
    let tables = [&cues[..], &words[..], &changes[..]];
    let tuning = tune(tables, &held, &lexicon)?;
    std::fs::write(out, Model::write(&tuning, tables))?;
    Ok(())
}

fn predict(model: &Model<'_>, gold: &str) -> Fallible<()> {
    let lexicon = Lexicon::builtin();
    let docs = load(gold, &lexicon)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let (mut bytes, mut spent) = (0, std::time::Duration::ZERO);
    for doc in &docs {
        let begun = Instant::now();
        let found = find_with(model, &doc.article.text, &doc.text, &lexicon);
        spent += begun.elapsed();
        bytes += doc.article.text.len();
        let pairs = |spans: &[Span]| spans.iter().map(|s| [s.start, s.end]).collect::<Vec<_>>();
        for (nth, marked) in doc.text.marked.iter().enumerate() {
            let best = found
                .iter()
                .filter(|f| f.marked.contains(&nth))
                .max_by(|a, b| a.confidence.total_cmp(&b.confidence));
            let reported = best.map(|f| pairs(&f.content)).unwrap_or_default();
            let speaker = best.and_then(|f| f.source).map(|s| serde_json::json!({"name": s.of(&doc.article.text), "mention": [s.start, s.end]}));
            let record = serde_json::json!({"doc": doc.id, "kind": "quote", "spans": pairs(&[marked.inner]), "reported": reported, "speaker": speaker});
            writeln!(out, "{record}")?;
        }
        for one in found.iter().filter(|f| f.marked.is_empty()) {
            let speaker = one.source.map(|s| serde_json::json!({"name": s.of(&doc.article.text), "mention": [s.start, s.end]}));
            let record = serde_json::json!({"doc": doc.id, "kind": "statement", "spans": pairs(&one.content), "speaker": speaker, "confidence": one.confidence});
            writeln!(out, "{record}")?;
        }
    }
    let megabytes = bytes as f64 / 1e6;
    eprintln!(
        "{megabytes:.2} MB in {:.3} s: {:.1} MB/s",
        spent.as_secs_f64(),
        megabytes / spent.as_secs_f64()
    );
    Ok(())
}
