//! Fits the weights of the ranking of search on judged topics, and the chance that a passage of
//! some score is about its query.
//!
//! `cargo run --release --example fit_ranking -- INDEX GOLD.jsonl,.. TOPICS.tsv QRELS.tsv [TABLE]`
//!
//! The index holds the gold articles as files named by their ids. One weight after the other is
//! tried with a few values, and one that lifts the mean over topics of nDCG@10, average precision
//! and recall@200 is kept. Every fourth of the topics is left out in turn, fitted on the others
//! and measured: that is what to expect of topics not seen. With TABLE, what is fitted on all
//! topics is written there.

#![expect(clippy::print_stdout, reason = "a program for measuring")]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use onrecord::index::Index;
use onrecord::lexicon::Lexicon;
use onrecord::pipeline::PassageKind;
use onrecord::search::{Filters, Request, Weights, parse, search_with};
use onrecord::span::Span;

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

/// Parts of the topics, each left out once.
const FOLDS: usize = 4;
/// Results that count.
const DEPTH: usize = 200;
/// What a value must add to the sum of the figures to be kept, in percent.
const LEAST_GAIN: f64 = 0.5;
/// The values tried of each weight, as multiples of the one at hand.
const STEPS: [f32; 2] = [0.7, 1.4];
/// Not tried: what other weights are relative to, and what is fitted by itself.
const FIXED: [&str; 7] =
    ["words", "clause", "saturation", "odds", "odds_share", "odds_best", "likely"];

/// Where each fit begins: round numbers that no topic has chosen, or the topics left out would
/// have had a say in it.
const START: [(&str, f32); 22] = [
    ("words", 1.0),
    ("clause", 1.0),
    ("paragraph", 0.5),
    ("neighbours", 0.2),
    ("headline", 0.5),
    ("lead", 0.2),
    ("article", 0.1),
    ("reach", 10.0),
    ("saturation", 1.0),
    ("length", 0.2),
    ("coverage", 0.5),
    ("feedback_answers", 10.0),
    ("feedback_words", 20.0),
    ("feedback", 0.5),
    ("feedback_rarity", 1.0),
    ("feedback_article", 1.0),
    ("issue", 0.2),
    ("concept", 0.2),
    ("speaker", 0.2),
    ("brevity", 0.1),
    ("gist", 0.1),
    ("in_headline", 1.0),
];

/// A judged topic.
struct Topic {
    query: String,
    grades: HashMap<String, u8>,
}

/// Words of a quote in the gold text: where each begins.
struct Gold {
    quotes: BTreeMap<String, Vec<(String, Vec<usize>)>>,
    words: HashMap<String, Vec<usize>>,
}

fn main() -> Fallible<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [index, gold, topics, grades, ..] = &args[..] else {
        return Err("usage: fit_ranking INDEX GOLD.jsonl,.. TOPICS.tsv QRELS.tsv [TABLE]".into());
    };
    let index = Index::open(Path::new(index), Lexicon::builtin().hash())?;
    let judge = Judge { gold: read_gold(gold)?, topics: read_topics(topics, grades)?, index };
    let mut known = HashMap::new();
    let all: Vec<usize> = (0..judge.topics.len()).collect();
    show("as built in", &judge.figures(Weights::builtin(), &mut known)?, &all);
    let mut begun = Weights::default();
    for (name, value) in START {
        begun.set(name, value);
    }
    show("to begin with", &judge.figures(&begun, &mut known)?, &all);
    let mut left_out = vec![[0.0; 3]; all.len()];
    for fold in 0..FOLDS {
        let (out, kept): (Vec<usize>, Vec<usize>) =
            all.iter().partition(|&nth| nth % FOLDS == fold);
        let fitted = judge.climb(&begun, &kept, &mut known)?;
        let figures = judge.figures(&fitted, &mut known)?;
        out.iter().for_each(|&nth| left_out[nth] = figures[nth]);
    }
    show("topics left out", &left_out, &all);
    let mut fitted = judge.climb(&begun, &all, &mut known)?;
    show("fitted on all", &judge.figures(&fitted, &mut known)?, &all);
    judge.chance(&mut fitted)?;
    let mut table = String::from(
        "# Weights of the ranking of search; what each is stands in src/search/weights.rs.\n\
         # Fitted by examples/fit_ranking.rs on 19 topics judged over US campaign coverage of \
         2015-2016.\n",
    );
    for (name, value) in fitted.rows() {
        writeln!(table, "{name}\t{value}")?;
    }
    print!("{table}");
    if let Some(path) = args.get(4) {
        fs::write(path, table)?;
    }
    Ok(())
}

fn show(what: &str, figures: &[[f64; 3]], of: &[usize]) {
    let [gain, precision, recall] = mean(figures, of);
    println!("{what}: nDCG@10 {gain:.1}  MAP {precision:.1}  recall@200 {recall:.1}");
}

fn mean(figures: &[[f64; 3]], of: &[usize]) -> [f64; 3] {
    let sum = |at: usize| of.iter().map(|&nth| figures[nth][at]).sum::<f64>();
    [0, 1, 2].map(|at| 100.0 * sum(at) / of.len() as f64)
}

/// A passage found: its score and the judged quotes that it answers for.
struct Found {
    score: f32,
    whole: f32,
    held: Vec<String>,
}

struct Judge {
    gold: Gold,
    topics: Vec<Topic>,
    index: Index,
}

impl Judge {
    fn climb(
        &self,
        from: &Weights,
        topics: &[usize],
        known: &mut HashMap<String, Vec<[f64; 3]>>,
    ) -> Fallible<Weights> {
        let mut best = from.clone();
        let mut sum: f64 = mean(&self.figures(&best, known)?, topics).iter().sum();
        for (name, value) in from.rows() {
            for step in STEPS.into_iter().filter(|_| !FIXED.contains(&name)) {
                let mut tried = best.clone();
                tried.set(name, (value * step * 1000.0).round() / 1000.0);
                let now: f64 = mean(&self.figures(&tried, known)?, topics).iter().sum();
                if now > sum + LEAST_GAIN {
                    (best, sum) = (tried, now);
                }
            }
        }
        Ok(best)
    }

    /// nDCG@10, average precision and recall@200 of each topic, 0 to 1.
    fn figures(
        &self,
        weights: &Weights,
        known: &mut HashMap<String, Vec<[f64; 3]>>,
    ) -> Fallible<Vec<[f64; 3]>> {
        let key = format!("{weights:?}");
        if let Some(figures) = known.get(&key) {
            return Ok(figures.clone());
        }
        let of = |topic| Ok(score(topic, &self.found(topic, weights, DEPTH)?));
        let figures: Fallible<Vec<[f64; 3]>> = self.topics.iter().map(of).collect();
        known.insert(key, figures.as_ref().map_err(ToString::to_string)?.clone());
        figures
    }

    fn found(&self, topic: &Topic, weights: &Weights, limit: usize) -> Fallible<Vec<Found>> {
        let request = Request {
            query: parse(&topic.query, &|_| None).query,
            filters: Filters { kinds: vec![PassageKind::Quote], ..Filters::default() },
            limit,
            ..Request::default()
        };
        let page = search_with(&self.index, &request, weights)?;
        let mut seen = BTreeSet::new();
        let of = |hit: &onrecord::search::Hit| {
            let name = hit.doc.trim_end_matches(".txt");
            let held = self.gold.held(name, &hit.spans).into_iter();
            let held = held.filter(|quote| seen.insert(quote.clone())).collect();
            Found { score: hit.score, whole: page.asked, held }
        };
        Ok(page.hits.iter().map(of).collect())
    }

    /// Fits the odds by logistic regression, each topic weighing the same.
    fn chance(&self, weights: &mut Weights) -> Fallible<()> {
        let mut rows: Vec<([f64; 3], bool, usize)> = Vec::new();
        for (nth, topic) in self.topics.iter().enumerate() {
            let found = self.found(topic, weights, 0)?;
            let top = found.first().map_or(1.0, |found| found.score);
            for found in &found {
                let share = |of: f32| f64::from(found.score / of).max(1e-9).ln();
                let about = found.held.iter().any(|quote| topic.grades.get(quote) == Some(&2));
                rows.push(([1.0, share(found.whole), share(top)], about, nth));
            }
        }
        let fitted = logistic(&rows);
        for (name, value) in ["odds", "odds_share", "odds_best"].into_iter().zip(fitted) {
            weights.set(name, (value * 1000.0).round() as f32 / 1000.0);
        }
        // Where the line lies that keeps nine of ten, a topic at a time.
        let chance = |row: &[f64; 3]| {
            let odds: f64 = row.iter().zip(&fitted).map(|(a, b)| a * b).sum();
            1.0 / (1.0 + (-odds).exp())
        };
        for line in [0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.2, 0.5] {
            let above = |about: bool, nth: usize, line: f64| {
                let of = rows
                    .iter()
                    .filter(|(row, is, of)| *is == about && *of == nth && chance(row) >= line);
                of.count() as f64
            };
            let (mut kept, mut clean) = (0.0, 0.0);
            for nth in 0..self.topics.len() {
                let (good, bad) = (above(true, nth, line), above(false, nth, line));
                kept += good / above(true, nth, 0.0).max(1.0);
                clean += good / (good + bad).max(1.0);
            }
            let all = self.topics.len() as f64;
            let (kept, clean) = (100.0 * kept / all, 100.0 * clean / all);
            if kept >= 90.0 {
                weights.set("likely", line as f32);
            }
            println!(
                "chance of {line}: {kept:.1} % of the relevant above, {clean:.1} % of those above relevant"
            );
        }
        Ok(())
    }
}

/// Newton steps of a logistic regression with three inputs.
fn logistic(rows: &[([f64; 3], bool, usize)]) -> [f64; 3] {
    let mut weights = [0.0; 3];
    for _ in 0..30 {
        let (mut slope, mut bend) = ([0.0; 3], [[0.0; 3]; 3]);
        for (row, about, _) in rows {
            let odds: f64 = row.iter().zip(&weights).map(|(a, b)| a * b).sum();
            let chance = 1.0 / (1.0 + (-odds).exp());
            for a in 0..3 {
                slope[a] += row[a] * (f64::from(u8::from(*about)) - chance);
                for b in 0..3 {
                    bend[a][b] += row[a] * row[b] * chance * (1.0 - chance);
                }
            }
        }
        (0..3).for_each(|at| bend[at][at] += 1e-6);
        // Gauss elimination.
        for at in 0..3 {
            let (row, value) = (bend[at], slope[at]);
            for below in at + 1..3 {
                let times = bend[below][at] / row[at];
                bend[below].iter_mut().zip(row).for_each(|(cell, above)| *cell -= times * above);
                slope[below] -= times * value;
            }
        }
        for at in (0..3).rev() {
            let known: f64 = (at + 1..3).map(|b| bend[at][b] * slope[b]).sum();
            slope[at] = (slope[at] - known) / bend[at][at];
        }
        (0..3).for_each(|at| weights[at] += slope[at]);
    }
    weights
}

/// nDCG@10, average precision over grades 1 and 2, recall@200 of grade 2.
fn score(topic: &Topic, found: &[Found]) -> [f64; 3] {
    let grade = |quote: &String| topic.grades.get(quote).copied().unwrap_or(0);
    let gain = |nth: usize, grade: u8| f64::from((1_u32 << grade) - 1) / (nth as f64 + 2.0).log2();
    let of = |found: &Found| found.held.iter().map(grade).max().unwrap_or(0);
    let got: f64 = found.iter().take(10).enumerate().map(|(nth, f)| gain(nth, of(f))).sum();
    let mut grades: Vec<u8> = topic.grades.values().copied().collect();
    grades.sort_unstable_by(|a, b| b.cmp(a));
    let ideal: f64 = grades.iter().take(10).enumerate().map(|(nth, &g)| gain(nth, g)).sum();
    let count = |least: u8| grades.iter().filter(|&&grade| grade >= least).count() as f64;
    let (mut hits, mut precision) = (0.0, 0.0);
    for (nth, found) in found.iter().enumerate() {
        let here = found.held.iter().filter(|quote| grade(quote) > 0).count() as f64;
        hits += here;
        precision += here * (hits / (nth as f64 + 1.0)).min(1.0);
    }
    let two = found.iter().flat_map(|f| &f.held).filter(|quote| grade(quote) == 2).count() as f64;
    [got / ideal, precision / count(1), two / count(2)]
}

impl Gold {
    /// The quotes of which those spans hold half the words or more, unless they hold too much.
    fn held(&self, article: &str, spans: &[Span]) -> Vec<String> {
        let (Some(quotes), Some(words)) = (self.quotes.get(article), self.words.get(article))
        else {
            return Vec::new();
        };
        let inside = |&at: &usize| {
            spans.iter().any(|span| (span.start as usize..span.end as usize).contains(&at))
        };
        let half =
            |quote: &[usize]| quote.iter().filter(|at| inside(at)).count() * 2 >= quote.len();
        let held: Vec<&(String, Vec<usize>)> =
            quotes.iter().filter(|(_, quote)| !quote.is_empty() && half(quote)).collect();
        let all: usize = held.iter().map(|(_, quote)| quote.len()).sum();
        if words.iter().filter(|at| inside(at)).count() > 2 * all + 10 {
            return Vec::new();
        }
        held.into_iter().map(|(id, _)| id.clone()).collect()
    }
}

fn read_topics(topics: &str, grades: &str) -> Fallible<Vec<Topic>> {
    let mut by_topic: HashMap<String, HashMap<String, u8>> = HashMap::new();
    for line in fs::read_to_string(grades)?.lines() {
        let mut cells = line.split('\t');
        let (Some(topic), Some(quote), Some(grade)) = (cells.next(), cells.next(), cells.next())
        else {
            continue;
        };
        by_topic.entry(topic.to_owned()).or_default().insert(quote.to_owned(), grade.parse()?);
    }
    let mut out = Vec::new();
    for line in fs::read_to_string(topics)?.lines() {
        let mut cells = line.split('\t');
        let (Some(id), Some(query)) = (cells.next(), cells.next()) else { continue };
        let grades = by_topic.remove(id).unwrap_or_default();
        if grades.values().any(|&grade| grade == 2) {
            out.push(Topic { query: query.to_owned(), grades });
        }
    }
    Ok(out)
}

fn read_gold(paths: &str) -> Fallible<Gold> {
    let mut gold = Gold { quotes: BTreeMap::new(), words: HashMap::new() };
    for path in paths.split(',') {
        for line in fs::read_to_string(path)?.lines() {
            let row: serde_json::Value = serde_json::from_str(line)?;
            let (Some(id), Some(text)) = (row["id"].as_str(), row["text"].as_str()) else {
                return Err("no id or text".into());
            };
            let words = begins(text);
            // Gold counts in characters.
            let bytes: Vec<usize> =
                text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let mut quotes = Vec::new();
            for one in row["attributions"].as_array().into_iter().flatten() {
                if one["quoted"].as_bool() != Some(true) {
                    continue;
                }
                let mut held = BTreeSet::new();
                for span in one["content"].as_array().into_iter().flatten() {
                    let at = |nth: usize| {
                        span[nth]
                            .as_u64()
                            .and_then(|at| bytes.get(usize::try_from(at).ok()?).copied())
                    };
                    if let (Some(from), Some(to)) = (at(0), at(1)) {
                        let marked = marked(&text[from..to]);
                        held.extend(words.iter().copied().filter(|&word| {
                            word >= from
                                && word < to
                                && marked.iter().any(|m| m.contains(&(word - from)))
                        }));
                    }
                }
                quotes.push((format!("{id}#{}", one["id"]), held.into_iter().collect()));
            }
            gold.quotes.insert(id.to_owned(), quotes);
            gold.words.insert(id.to_owned(), words);
        }
    }
    Ok(gold)
}

/// Where words begin.
fn begins(text: &str) -> Vec<usize> {
    let mut out = Vec::new();
    let mut before = [' '; 2];
    for (at, ch) in text.char_indices() {
        let [older, last] = before;
        let joined = matches!(last, '\'' | '\u{2019}') && older.is_alphanumeric();
        if ch.is_alphanumeric() && !last.is_alphanumeric() && !joined {
            out.push(at);
        }
        before = [last, ch];
    }
    out
}

/// The stretches of a piece that stand inside double quotation marks.
fn marked(piece: &str) -> Vec<std::ops::Range<usize>> {
    // The same length in bytes.
    let piece = piece.replace("''", "\" ").replace("``", "\" ");
    let (mut out, mut open, mut first) = (Vec::new(), None, true);
    let mut last = ' ';
    for (at, ch) in piece.char_indices() {
        let (opens, closes) = (matches!(ch, '“' | '‟'), ch == '”');
        if opens || closes || ch == '"' {
            let after_word = at > 0 && !last.is_whitespace() && !"(-—–[".contains(last);
            if first && (closes || (ch == '"' && after_word)) {
                open = Some(0);
            }
            first = false;
            if opens {
                open = open.or(Some(at));
            } else {
                match open.take() {
                    Some(from) => out.push(from..at),
                    None if !closes => open = Some(at),
                    None => {}
                }
            }
        }
        last = ch;
    }
    out.extend(open.map(|from| from..piece.len()));
    out
}
