//! Fits the vectors of words and writes schema/weights/vectors.bin.
//!
//! `cargo run --release --example fit_vectors -- FOLDER TRAIN.jsonl OUT.bin`
//!
//! FOLDER holds articles of any kind that the program reads, TRAIN.jsonl an article a line:
//! `{"id", "text"}`; articles of the second count [`NEAR`] times, being of the kind that is
//! searched. Counts of stems near each other become positive pointwise mutual information, whose
//! strongest directions are found by orthogonal iteration. The result depends on the files alone.
#![expect(clippy::print_stderr, reason = "a program for whoever fits the vectors")]

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use frostem::{Algorithm, Stemmer};
use onrecord::lexicon::vectors::{DIMS, Vectors};
use onrecord::lexicon::{Lexicon, key};
use onrecord::parse::{Article, ParseConfig, parse};
use onrecord::text::{self, TokenKind};
use onrecord::walk::{WalkConfig, read, walk};

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;
type Row = [f32; DIMS];

/// Stems that have a vector: the most frequent ones.
const STEMS: usize = 15_500;
/// A stem stands so often at least.
const LEAST: u32 = 8;
/// A form, beside its stem.
const LEAST_FORM: u32 = 3;
/// Words that a word is near, to each side, the nearer the more.
const WINDOW: usize = 16;
/// How much an article of the kind that is searched counts.
const NEAR: f32 = 5.0;
/// Power of the share of a word as company: rare words are not to tell most.
const SMOOTH: f64 = 0.75;
/// Rounds of the iteration, and directions that it follows beside those kept.
const ROUNDS: usize = 6;
const SPARE: usize = 32;
/// Share of a word at which it counts half.
const RARE: f32 = 0.001;
/// Directions that all texts share, and that tell nothing.
const SHARED: usize = 3;
/// Of the numbers, this share fits into a byte.
const FITS: f64 = 0.9995;

/// The words of texts, by paragraph, as numbers of stems.
#[derive(Default)]
struct Words {
    paragraphs: Vec<Vec<u32>>,
    /// Of each paragraph, what it counts.
    weights: Vec<f32>,
    stems: Vec<String>,
    counts: Vec<u32>,
    /// By form: its stem and how often it stands.
    forms: HashMap<String, (u32, u32)>,
    numbers: HashMap<String, u32>,
}

impl Words {
    fn take(&mut self, article: &Article, lexicon: &Lexicon, stemmer: &Stemmer, weight: f32) {
        let text = text::analyze(article, lexicon);
        for paragraph in &text.paragraphs {
            let mut words = Vec::new();
            for token in &text.tokens[paragraph.tokens.clone()] {
                let form = token.span.of(&article.text);
                let letters = form.bytes().all(|byte| byte.is_ascii_alphabetic());
                let mark = matches!(token.kind, TokenKind::Mark | TokenKind::Clitic);
                if mark || !letters || !(2..=24).contains(&form.len()) {
                    continue;
                }
                let form = form.to_ascii_lowercase();
                if let Some((stem, times)) = self.forms.get_mut(&form) {
                    *times += 1;
                    words.push(*stem);
                    continue;
                }
                let stem = stemmer.stem(&form).into_owned();
                let next = u32::try_from(self.stems.len()).unwrap_or(u32::MAX);
                let number = *self.numbers.entry(stem.clone()).or_insert(next);
                if number == next {
                    self.stems.push(stem);
                    self.counts.push(0);
                }
                self.forms.insert(form, (number, 1));
                words.push(number);
            }
            words.iter().for_each(|&stem| self.counts[stem as usize] += 1);
            self.paragraphs.push(words);
            self.weights.push(weight);
        }
    }

    /// Keeps the most frequent stems, numbered from the first, and nothing of others.
    fn keep(&mut self) {
        let mut order: Vec<u32> = (0..).take(self.stems.len()).collect();
        order.retain(|&stem| self.counts[stem as usize] >= LEAST);
        order.sort_by_key(|&stem| {
            (std::cmp::Reverse(self.counts[stem as usize]), &self.stems[stem as usize])
        });
        order.truncate(STEMS);
        let new: HashMap<u32, u32> = order.iter().copied().zip(0..).collect();
        for words in &mut self.paragraphs {
            *words = words.iter().filter_map(|stem| new.get(stem).copied()).collect();
        }
        self.forms.retain(|_, (_, times)| *times >= LEAST_FORM);
        self.forms.retain(|_, (stem, _)| {
            new.get(stem).is_some_and(|&new| {
                *stem = new;
                true
            })
        });
        self.stems = order.iter().map(|&stem| self.stems[stem as usize].clone()).collect();
        self.counts = order.iter().map(|&stem| self.counts[stem as usize]).collect();
    }
}

fn main() -> Fallible<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, train, out] = &arguments[..] else {
        return Err("usage: fit_vectors FOLDER TRAIN.jsonl OUT.bin".into());
    };
    let (lexicon, stemmer) = (Lexicon::builtin(), Stemmer::new(Algorithm::English));
    let mut words = Words::default();
    for source in walk(Path::new(folder), &WalkConfig::default()).filter_map(Result::ok) {
        let Ok(bytes) = read(&source, u64::MAX) else { continue };
        let articles = parse(&source.doc, &bytes, &lexicon, &ParseConfig::default());
        for article in articles.into_iter().flatten() {
            words.take(&article, &lexicon, &stemmer, 1.0);
        }
    }
    let far = words.paragraphs.len();
    for line in fs::read_to_string(train)?.lines() {
        let row: serde_json::Value = serde_json::from_str(line)?;
        let text = row["text"].as_str().ok_or("no text")?;
        for article in parse("train.txt", text.as_bytes(), &lexicon, &ParseConfig::default())? {
            words.take(&article, &lexicon, &stemmer, NEAR);
        }
    }
    words.keep();
    eprintln!(
        "{} stems, {} forms, {} and {} paragraphs",
        words.stems.len(),
        words.forms.len(),
        far,
        words.paragraphs.len() - far
    );
    let matrix = information(company(&words), words.stems.len());
    eprintln!("{} pairs", matrix.iter().map(Vec::len).sum::<usize>());
    let mut rows = strongest(&matrix);
    let all: f32 = words.counts.iter().map(|&count| count as f32).sum();
    for (row, &count) in rows.iter_mut().zip(&words.counts) {
        let factor = RARE / (RARE + count as f32 / all);
        row.iter_mut().for_each(|x| *x *= factor);
    }
    take_out_shared(&mut rows, &words.paragraphs[far..]);
    turn(&mut rows);
    let stems: Vec<(u64, [i8; DIMS])> =
        words.stems.iter().map(|stem| key(stem)).zip(bytes(&rows)).collect();
    let mut forms: Vec<(u64, usize)> = Vec::new();
    #[expect(clippy::iter_over_hash_type, reason = "the table is put in order when written")]
    for (form, &(stem, _)) in &words.forms {
        forms.push((key(form), stem as usize));
    }
    fs::write(out, Vectors::write(&stems, &forms))?;
    Ok(())
}

/// How often each stem stands near each other one, as rows of a square.
fn company(words: &Words) -> Vec<f32> {
    let size = words.stems.len();
    let mut out = vec![0.0; size * size];
    for (paragraph, weight) in words.paragraphs.iter().zip(&words.weights) {
        for (nth, &one) in paragraph.iter().enumerate() {
            let after = paragraph.iter().skip(nth + 1).take(WINDOW);
            for (distance, &other) in (0_u16..).zip(after) {
                let near = weight * (1.0 - f32::from(distance) / WINDOW as f32);
                out[one as usize * size + other as usize] += near;
                out[other as usize * size + one as usize] += near;
            }
        }
    }
    out
}

/// Positive pointwise mutual information, in rows without the zeros.
fn information(company: Vec<f32>, size: usize) -> Vec<Vec<(u32, f32)>> {
    let sums: Vec<f64> =
        company.chunks(size).map(|row| row.iter().map(|&x| f64::from(x)).sum()).collect();
    let all: f64 = sums.iter().sum();
    let smooth: Vec<f64> = sums.iter().map(|sum| sum.powf(SMOOTH)).collect();
    let all_smooth: f64 = smooth.iter().sum();
    let row = |(row, sum): (&[f32], &f64)| {
        let told = (0_u32..).zip(row).zip(&smooth).filter(|((_, count), _)| **count > 0.0);
        let told = told.map(|((other, &count), smooth)| {
            let chance = sum / all * smooth / all_smooth;
            (other, (f64::from(count) / all / chance).ln() as f32)
        });
        told.filter(|&(_, told)| told > 0.0).collect()
    };
    company.chunks(size).zip(&sums).map(row).collect()
}

/// The strongest left directions of a matrix, by orthogonal iteration: a row a stem.
fn strongest(matrix: &[Vec<(u32, f32)>]) -> Vec<Row> {
    const WIDTH: usize = DIMS + SPARE;
    let mut random = Random(1);
    let mut now: Vec<[f32; WIDTH]> =
        matrix.iter().map(|_| std::array::from_fn(|_| random.normal())).collect();
    straighten(&mut now);
    for _ in 0..ROUNDS {
        let mut across = vec![[0.0; WIDTH]; now.len()];
        for (row, from) in matrix.iter().zip(&now) {
            for &(other, told) in row {
                let to = &mut across[other as usize];
                to.iter_mut().zip(from).for_each(|(to, from)| *to += told * from);
            }
        }
        straighten(&mut across);
        for (row, to) in matrix.iter().zip(&mut now) {
            *to = [0.0; WIDTH];
            for &(other, told) in row {
                let from = &across[other as usize];
                to.iter_mut().zip(from).for_each(|(to, from)| *to += told * from);
            }
        }
        straighten(&mut now);
    }
    now.iter().map(|row| std::array::from_fn(|at| row[at])).collect()
}

/// Makes columns orthogonal and of length 1, the first ones first (Gram and Schmidt, twice, since
/// once leaves errors of rounding).
fn straighten<const N: usize>(rows: &mut [[f32; N]]) {
    for at in 0..N {
        for _ in 0..2 {
            let mut shared = [0.0_f64; N];
            for row in rows.iter() {
                let own = f64::from(row[at]);
                shared[..at].iter_mut().zip(row).for_each(|(sum, x)| *sum += own * f64::from(*x));
            }
            for row in rows.iter_mut() {
                let taken: f64 =
                    row[..at].iter().zip(&shared).map(|(x, y)| f64::from(*x) * y).sum();
                row[at] -= taken as f32;
            }
        }
        let length: f64 = rows.iter().map(|row| f64::from(row[at]).powi(2)).sum::<f64>().sqrt();
        rows.iter_mut().for_each(|row| row[at] /= length.max(f64::MIN_POSITIVE) as f32);
    }
}

/// Takes the directions out of all rows that paragraphs share most.
fn take_out_shared(rows: &mut [Row], paragraphs: &[Vec<u32>]) {
    let mut square = [[0.0_f32; DIMS]; DIMS];
    for words in paragraphs {
        let mut sum = [0.0; DIMS];
        for &word in words {
            sum.iter_mut().zip(&rows[word as usize]).for_each(|(sum, x)| *sum += x);
        }
        let length = sum.iter().map(|x| x * x).sum::<f32>().max(f32::MIN_POSITIVE);
        for (line, x) in square.iter_mut().zip(&sum) {
            line.iter_mut().zip(&sum).for_each(|(cell, y)| *cell += x * y / length);
        }
    }
    let mut random = Random(2);
    for _ in 0..SHARED {
        let mut shared: Row = std::array::from_fn(|_| random.normal());
        for _ in 0..100 {
            shared = square.map(|line| line.iter().zip(&shared).map(|(a, b)| a * b).sum());
            let length = shared.iter().map(|x| x * x).sum::<f32>().sqrt();
            shared.iter_mut().for_each(|x| *x /= length.max(f32::MIN_POSITIVE));
        }
        for line in rows.iter_mut().chain(&mut square) {
            let along: f32 = line.iter().zip(&shared).map(|(a, b)| a * b).sum();
            line.iter_mut().zip(&shared).for_each(|(x, shared)| *x -= along * shared);
        }
    }
}

/// Turns all rows at random, so that each axis tells as much as any other.
fn turn(rows: &mut [Row]) {
    let mut random = Random(3);
    let mut axes: Vec<Row> = (0..DIMS).map(|_| std::array::from_fn(|_| random.normal())).collect();
    straighten(&mut axes);
    for row in rows {
        let old = *row;
        *row = std::array::from_fn(|at| axes[at].iter().zip(&old).map(|(a, b)| a * b).sum());
    }
}

/// The rows as bytes, by one scale.
fn bytes(rows: &[Row]) -> Vec<[i8; DIMS]> {
    let mut sizes: Vec<f32> = rows.iter().flatten().map(|x| x.abs()).collect();
    sizes.sort_unstable_by(f32::total_cmp);
    let most = sizes[((sizes.len() - 1) as f64 * FITS) as usize];
    rows.iter().map(|row| row.map(|x| (x / most * 127.0).round() as i8)).collect()
}

/// Random numbers that are the same each time (splitmix64).
struct Random(u64);

impl Random {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ mixed >> 31) as f64 / u64::MAX as f64
    }

    /// Normal with variance 1 (Box and Muller).
    fn normal(&mut self) -> f32 {
        let (one, two) = (self.uniform().max(1e-300), self.uniform());
        ((-2.0 * one.ln()).sqrt() * (std::f64::consts::TAU * two).cos()) as f32
    }
}
