//! Fits the weights of schema/issues-weights.toml to texts coded by people.
//!
//! usage: fit_issues NEWS.jsonl SPEECH.jsonl [--schema DIR] [--write FILE | --answers DIR]
//!
//! Both files hold `{"text", "topic", "subtopic", "date", "title"?, "before"?, "after"?, "policy"}`
//! a line, `topic` being a major topic code of the Comparative Agendas Project. The weights are
//! those of a multinomial logistic model drawn towards what the rows written by people say, so
//! that a phrase seen often has the weight that the texts give it and a phrase never seen keeps
//! the one of its class. Prints figures out of fold: five folds, news by year, speech by address.
#![expect(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a program for whoever fits the weights: it tells on the terminal what it does"
)]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::error::Error;
use std::fmt::Write as _;
use std::path::PathBuf;

use onrecord::issues::{self, Piece, Shares};
use onrecord::lexicon::phrases::{self, Memory};
use onrecord::lexicon::{ConceptId, Lexicon};
use rayon::prelude::*;
use serde::Deserialize;

/// How strongly weights are drawn to where they start.
const PULL: f32 = 2.0;
/// In how many texts a word must stand to be weighed.
const LEAST: usize = 4;
/// By how much rare topics count for more.
const BALANCE: f32 = 0.35;
/// How much a sentence of speech counts beside a line of news.
const SPEECH: f32 = 1.5;
/// Weights below are left out.
const SMALL: f32 = 0.15;
const FOLDS: usize = 5;
const STEPS: usize = 250;

#[derive(Deserialize)]
struct Line {
    text: String,
    topic: u16,
    subtopic: Option<u16>,
    date: String,
    title: Option<String>,
    before: Option<String>,
    after: Option<String>,
    policy: bool,
}

struct Text {
    line: Line,
    class: usize,
    fold: usize,
    speech: bool,
    vector: Vec<(u32, f32)>,
}

/// Weights by feature and class, features in rows; the last two rows are the biases.
struct Model {
    classes: usize,
    weights: Vec<f32>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [news, speech, rest @ ..] = args.as_slice() else {
        return Err("usage: fit_issues NEWS.jsonl SPEECH.jsonl [--write FILE]".into());
    };
    let mut rest = rest;
    let mut tables = Vec::new();
    if let [flag, dir, more @ ..] = rest
        && flag == "--schema"
    {
        tables.push(PathBuf::from(dir));
        rest = more;
    }
    let mut lines = read(news, false)?;
    lines.extend(read(speech, true)?);
    let layer = vocabulary(&lines, &tables)?;
    tables.push(layer.path().to_owned());
    let lexicon = Lexicon::load(&tables)?;
    let mut texts = place(lines, &lexicon);
    texts.par_iter_mut().for_each_init(Memory::default, |memory, text| {
        text.vector = issues::bag(piece(&text.line), &lexicon, memory).0.vector();
    });
    let start = start(&lexicon);

    let folds: Vec<Model> =
        (0..FOLDS).into_par_iter().map(|fold| fit(&texts, Some(fold), &start)).collect();
    report("rows alone", &texts, |_| &start, &lexicon);
    report("out of fold", &texts, |text| &folds[text.fold], &lexicon);
    let whole = fit(&texts, None, &start);
    report("in sample", &texts, |_| &whole, &lexicon);
    if let [flag, file] = rest
        && flag == "--write"
    {
        std::fs::write(file, table(&whole, &start, &texts, &lexicon)?)?;
    }
    if let [flag, dir] = rest
        && flag == "--answers"
    {
        answers(dir, &texts, &folds, &lexicon)?;
    }
    Ok(())
}

fn read(path: &str, speech: bool) -> Result<Vec<(Line, bool)>, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)?;
    text.lines().map(|line| Ok((serde_json::from_str(line)?, speech))).collect()
}

fn piece(line: &Line) -> Piece<'_> {
    Piece {
        title: line.title.as_deref(),
        before: line.before.as_deref(),
        text: &line.text,
        after: line.after.as_deref(),
        date: line.date.get(..4).and_then(|year| year.parse().ok()),
    }
}

/// A layer over the tables that takes the fitted weights away and has every frequent word and
/// pair of words that the rows do not hold, so that it becomes a feature.
fn vocabulary(
    lines: &[(Line, bool)],
    tables: &[PathBuf],
) -> Result<tempfile::TempDir, Box<dyn Error>> {
    let lexicon = Lexicon::load(tables)?;
    let by_hand: Vec<&str> = lexicon
        .issues()
        .terms()
        .iter()
        .filter(|term| !term.classes.is_empty())
        .map(|term| term.text.as_str())
        .chain(
            lexicon
                .concepts()
                .rows()
                .iter()
                .flat_map(onrecord::lexicon::concepts::Concept::aliases),
        )
        .collect();
    let stemmer = frostem::Stemmer::new(frostem::Algorithm::English);
    let stems = |text: &str| -> Vec<String> {
        let mut stems = Vec::new();
        phrases::scan(text, |word| {
            let written = &text[word.start as usize..word.end as usize];
            stems.push(stemmer.stem(&written.to_lowercase()).into_owned());
        });
        stems
    };
    let known: HashSet<String> =
        by_hand.iter().map(|text| stems(text.trim_start_matches('=')).join(" ")).collect();
    // Stem to forms, and in how many texts it stands.
    let mut forms: HashMap<String, (BTreeMap<String, usize>, usize)> = HashMap::new();
    for (line, _) in lines {
        let mut seen = HashSet::new();
        let mut words: Vec<(String, String, bool)> = Vec::new();
        phrases::scan(&line.text, |word| {
            let written = line.text[word.start as usize..word.end as usize].to_lowercase();
            words.push((stemmer.stem(&written).into_owned(), written, word.fresh));
        });
        for (at, (stem, written, fresh)) in words.iter().enumerate() {
            let mut note = |stem: String, written: String| {
                let entry = forms.entry(stem.clone()).or_default();
                *entry.0.entry(written).or_default() += 1;
                if seen.insert(stem) {
                    entry.1 += 1;
                }
            };
            if STOP.contains(&written.as_str()) || written.len() < 3 {
                continue;
            }
            note(stem.clone(), written.clone());
            if at > 0 && !fresh && words[at - 1].1.len() > 1 {
                let (stem0, written0, _) = &words[at - 1];
                if !STOP.contains(&written0.as_str()) {
                    note(format!("{stem0} {stem}"), format!("{written0} {written}"));
                }
            }
        }
    }
    let mut words: Vec<String> = forms
        .into_iter()
        .filter(|(stem, (_, texts))| {
            let pair = stem.contains(' ');
            !known.contains(stem)
                && *texts >= if pair { LEAST + 3 } else { LEAST }
                && stem.chars().all(|ch| ch.is_ascii_alphabetic() || ch == ' ' || ch == '\'')
        })
        .filter_map(|(_, (forms, _))| forms.into_iter().max_by_key(|(_, n)| *n))
        .map(|(form, _)| form)
        .collect();
    words.sort();
    let mut text = String::new();
    for row in lexicon.issues().rows() {
        writeln!(text, "[[weight]]\nid = {:?}", row.id)?;
    }
    writeln!(text, "[[weight]]\nid = \"none\"\nwords = [")?;
    for word in &words {
        writeln!(text, "  {:?},", format!("{word} 0.001"))?;
    }
    writeln!(text, "]")?;
    let layer = tempfile::tempdir()?;
    std::fs::write(layer.path().join("issues-fit.toml"), text)?;
    eprintln!("{} phrases by hand, {} words of the texts", by_hand.len(), words.len());
    Ok(layer)
}

/// Gives each text its class and its fold.
fn place(lines: Vec<(Line, bool)>, lexicon: &Lexicon) -> Vec<Text> {
    let issues = lexicon.issues();
    let by_code: HashMap<u16, usize> = issues
        .rows()
        .iter()
        .enumerate()
        .filter(|(_, row)| row.id != "elections")
        .filter_map(|(n, row)| Some((row.cap?, n)))
        .collect();
    let none = usize::from(issues.none());
    let elections = issues.find("elections").map_or(none, |id| usize::from(id.0));
    let government = issues.find("government").map_or(none, |id| usize::from(id.0));
    let mut addresses: Vec<String> = Vec::new();
    lines
        .into_iter()
        .map(|(line, speech)| {
            let class = match (line.topic, line.subtopic) {
                (20, Some(2012)) => elections,
                (24, _) => government,
                (code, _) => by_code.get(&code).copied().unwrap_or(none),
            };
            let fold = if speech {
                let name = line.date.get(..4).unwrap_or_default().to_owned();
                let at = addresses.iter().position(|n| *n == name).unwrap_or_else(|| {
                    addresses.push(name);
                    addresses.len() - 1
                });
                at % FOLDS
            } else {
                line.date.get(..4).and_then(|y| y.parse::<usize>().ok()).unwrap_or(0) % FOLDS
            };
            Text { line, class, fold, speech, vector: Vec::new() }
        })
        .collect()
}

/// The weights that the rows themselves give.
fn start(lexicon: &Lexicon) -> Model {
    let evidence = lexicon.evidence();
    let classes = usize::from(lexicon.issues().none()) + 1;
    let features = evidence.entries().len() + lexicon.concepts().rows().len();
    let mut model = Model { classes, weights: vec![0.0; (features + 2) * classes] };
    let all = evidence.entries().iter().map(|entry| entry.weights.as_slice());
    let concepts = (0..lexicon.concepts().rows().len())
        .map(|n| evidence.concept(ConceptId(u16::try_from(n).unwrap_or(u16::MAX))));
    for (feature, weights) in all.chain(concepts).enumerate() {
        for (class, weight) in weights.iter().filter(|(_, weight)| *weight > 0.01) {
            model.weights[feature * classes + usize::from(*class)] = *weight;
        }
    }
    model
}

impl Model {
    /// The shares of the classes for a text.
    fn shares(&self, text: &Text) -> Vec<f32> {
        let k = self.classes;
        let bias = self.weights.len() - k * if text.speech { 1 } else { 2 };
        let mut scores = self.weights[bias..bias + k].to_vec();
        for (feature, measure) in &text.vector {
            let at = *feature as usize * k;
            for (score, weight) in scores.iter_mut().zip(&self.weights[at..at + k]) {
                *score += weight * measure;
            }
        }
        let top = scores.iter().copied().fold(f32::MIN, f32::max);
        scores.iter_mut().for_each(|score| *score = (*score - top).exp());
        let sum: f32 = scores.iter().sum();
        scores.iter_mut().for_each(|score| *score /= sum);
        scores
    }
}

/// Fits to all texts but those of `fold`, by gradient descent with momentum and per-weight
/// steps (Adam), on all texts at once, which makes the result the same for any thread count.
fn fit(texts: &[Text], fold: Option<usize>, start: &Model) -> Model {
    let k = start.classes;
    let used: Vec<&Text> = texts.iter().filter(|text| Some(text.fold) != fold).collect();
    let mut counts = vec![0.0_f32; k];
    used.iter().for_each(|text| counts[text.class] += 1.0);
    let mean = counts.iter().sum::<f32>() / k as f32;
    let mut model = Model { classes: k, weights: start.weights.clone() };
    let size = model.weights.len();
    let (mut slope, mut first, mut second) =
        (vec![0.0_f32; size], vec![0.0_f32; size], vec![0.0_f32; size]);
    for step in 1..=STEPS {
        slope.iter_mut().zip(&model.weights).zip(&start.weights).for_each(|((s, w), m)| {
            *s = PULL * (w - m);
        });
        for text in &used {
            let mut shares = model.shares(text);
            shares[text.class] -= 1.0;
            let weight =
                (mean / counts[text.class]).powf(BALANCE) * if text.speech { SPEECH } else { 1.0 };
            let bias = size - k * if text.speech { 1 } else { 2 };
            for (class, share) in shares.iter().enumerate() {
                slope[bias + class] += weight * share;
            }
            for (feature, measure) in &text.vector {
                let at = *feature as usize * k;
                for (s, share) in slope[at..at + k].iter_mut().zip(&shares) {
                    *s += weight * measure * share;
                }
            }
        }
        let rate = if step * 3 < STEPS * 2 { 0.06 } else { 0.015 };
        let (fade1, fade2) = (1.0 - 0.9_f32.powi(step as i32), 1.0 - 0.99_f32.powi(step as i32));
        for at in 0..size {
            first[at] = 0.9 * first[at] + 0.1 * slope[at];
            second[at] = 0.99 * second[at] + 0.01 * slope[at] * slope[at];
            model.weights[at] -= rate * (first[at] / fade1) / ((second[at] / fade2).sqrt() + 1e-6);
        }
    }
    model
}

/// Prints the figures of `score_issues`: accuracy and macro-F1 on policy texts, and more.
fn report<'m>(name: &str, texts: &[Text], model: impl Fn(&Text) -> &'m Model, lexicon: &Lexicon) {
    let rows = lexicon.issues().rows();
    for speech in [false, true] {
        let mut hits: BTreeMap<u16, [f32; 3]> = BTreeMap::new();
        let (mut n, mut right, mut said, mut any, mut named) = (0.0, 0.0, 0.0, 0.0, 0.0);
        let (mut plain, mut silent) = (0.0, 0.0);
        for text in texts.iter().filter(|text| text.speech == speech) {
            let answer = if text.vector.is_empty() {
                Vec::new()
            } else {
                Shares(model(text).shares(text)).answer(lexicon)
            };
            let caps: Vec<u16> =
                answer.iter().filter_map(|tag| rows[usize::from(tag.id.0)].cap).collect();
            if !text.line.policy {
                plain += 1.0;
                silent += f32::from(u8::from(caps.is_empty()));
                continue;
            }
            n += 1.0;
            named += caps.len() as f32;
            said += f32::from(u8::from(!caps.is_empty()));
            any += f32::from(u8::from(caps.contains(&text.line.topic)));
            hits.entry(text.line.topic).or_default()[1] += 1.0;
            if let Some(first) = caps.first() {
                hits.entry(*first).or_default()[2] += 1.0;
                if *first == text.line.topic {
                    right += 1.0;
                    hits.entry(*first).or_default()[0] += 1.0;
                }
            }
        }
        let gold: Vec<&[f32; 3]> = hits.values().filter(|h| h[1] > 0.0).collect();
        let macro_f1 =
            gold.iter().map(|h| 200.0 * h[0] / (h[1] + h[2])).sum::<f32>() / gold.len() as f32;
        println!(
            "{name:12} {:6}  accuracy {:4.1}  macro-F1 {macro_f1:4.1}  precision {:4.1}  \
             answered {:4.1}  any {:4.1}  named {:4.2}  untagged where no policy {:4.1}",
            if speech { "speech" } else { "news" },
            100.0 * right / n,
            100.0 * right / said,
            100.0 * said / n,
            100.0 * any / n,
            named / n,
            100.0 * silent / plain,
        );
    }
}

/// The table of weights: what moved, by class, heaviest first.
fn table(
    model: &Model,
    start: &Model,
    texts: &[Text],
    lexicon: &Lexicon,
) -> Result<String, Box<dyn Error>> {
    let k = model.classes;
    let entries = lexicon.evidence().entries();
    let seen: HashSet<u32> =
        texts.iter().flat_map(|text| text.vector.iter().map(|(feature, _)| *feature)).collect();
    let name = |feature: usize| match entries.get(feature) {
        Some(entry) => entry.text.clone(),
        None => {
            let id = u16::try_from(feature - entries.len()).unwrap_or(u16::MAX);
            format!("@{}", lexicon.concepts().slug(ConceptId(id)))
        }
    };
    let mut text = String::from(HEAD);
    let slugs: Vec<&str> = lexicon.issues().rows().iter().map(|row| row.id.as_str()).collect();
    let slugs = slugs.into_iter().chain(["none"]);
    for (class, slug) in slugs.enumerate() {
        let mut words: Vec<(f32, String)> = seen
            .iter()
            .map(|feature| *feature as usize)
            .filter_map(|feature| {
                let weight = model.weights[feature * k + class];
                let from = start.weights[feature * k + class];
                (weight.abs() >= SMALL || from > 0.0).then(|| (weight, name(feature)))
            })
            .collect();
        words.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let bias = |back: usize| model.weights[model.weights.len() - k * back + class];
        writeln!(text, "\n[[weight]]\nid = {slug:?}")?;
        writeln!(text, "news = {:.2}\nspeech = {:.2}\nwords = [", bias(2), bias(1))?;
        let mut line = String::new();
        for (weight, word) in words {
            let item = format!("{:?}, ", format!("{word} {weight:.2}"));
            if line.len() + item.len() > 98 {
                writeln!(text, "  {}", line.trim_end())?;
                line.clear();
            }
            line.push_str(&item);
        }
        writeln!(text, "  {}\n]", line.trim_end())?;
    }
    Ok(text)
}

/// Writes what each text is answered out of fold, for a scorer.
fn answers(
    dir: &str,
    texts: &[Text],
    folds: &[Model],
    lexicon: &Lexicon,
) -> Result<(), Box<dyn Error>> {
    let mut files = [String::new(), String::new()];
    for text in texts {
        let shares = folds[text.fold].shares(text);
        let answer = Shares(shares).answer(lexicon);
        let slugs: Vec<&str> = answer.iter().map(|tag| lexicon.issues().slug(tag.id)).collect();
        writeln!(
            files[usize::from(text.speech)],
            "{}\t{}\t{}",
            text.line.topic,
            slugs.join(","),
            text.line.text.replace(['\n', '\t'], " ")
        )?;
    }
    let dir = PathBuf::from(dir);
    std::fs::write(dir.join("news.tsv"), &files[0])?;
    std::fs::write(dir.join("speech.tsv"), &files[1])?;
    Ok(())
}

const HEAD: &str = "\
# What phrases are worth, by issue. Written by `cargo run --release --example fit_issues`; do not
# edit by hand: correct the rows of issues.toml and issues-subtopics.toml and fit again.
# Fitted to headlines and summaries of a national newspaper (1996 to 2006) and to sentences of
# State of the Union addresses, coded by the Policy Agendas Project; the texts and codes
# themselves are not part of this table. A phrase missing here has the weight of its class.
";

/// Words that say nothing about a topic by themselves.
const STOP: &[&str] = &[
    "the", "and", "for", "that", "with", "this", "are", "was", "were", "from", "have", "has",
    "had", "not", "but", "they", "their", "them", "its", "our", "you", "your", "will", "would",
    "can", "could", "should", "than", "then", "there", "these", "those", "who", "whom", "whose",
    "which", "what", "when", "where", "why", "how", "all", "any", "each", "more", "most", "other",
    "some", "such", "only", "own", "same", "too", "very", "just", "about", "into", "over", "after",
    "before", "between", "under", "again", "once", "here", "both", "few", "also", "been", "being",
    "does", "did", "his", "her", "hers", "him", "she", "may", "might", "must", "shall", "upon",
    "out", "off", "down", "because", "while", "until", "against", "through", "during", "a", "an",
    "of", "in", "on", "to", "by", "at", "as", "is", "it", "be", "or", "if", "so", "we", "us", "he",
    "i", "my", "me", "no", "nor", "do", "up",
];
