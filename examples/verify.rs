//! Measures `verify` on quotes of gold articles, some of them altered in named ways.
//!
//! `cargo run --release --example verify -- INDEX GOLD.jsonl LABELS.jsonl [--errors]`
//!
//! INDEX holds the articles of the gold as files. Up to 200 of its quotes are taken as they stand or altered, spread over
//! the articles; 64 are altered, eight in each of eight ways, by rules: no claim is written by
//! hand. Claims name their speaker where the labels do.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use onrecord::index::Index;
use onrecord::lexicon::Lexicon;
use onrecord::search::{Claim, Verdict, verify};
use serde_json::Value;

type Failure = Box<dyn std::error::Error>;

/// Quotes taken in all, and altered in each way.
const ALL: usize = 200;
const EACH: usize = 8;

struct Quote {
    text: String,
    speaker: String,
}

type Alter = fn(&Quote, &Quote) -> Option<(Claim, Verdict)>;

const WAYS: [(&str, Alter); 8] = [
    ("negation", negation),
    ("number", number),
    ("name", name),
    ("ellipsis", ellipsis),
    ("bracket", bracket),
    ("spliced", spliced),
    ("tense", tense),
    ("another speaker", another),
];

#[expect(clippy::disallowed_methods, reason = "measures time and decides nothing by it")]
fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [index, gold, labels, rest @ ..] = arguments.as_slice() else {
        return Err("usage: verify INDEX GOLD.jsonl LABELS.jsonl [--errors]".into());
    };
    let lexicon = Lexicon::builtin();
    let index = Index::open(Path::new(index), lexicon.hash())?;
    let quotes = quotes(gold, labels)?;
    let mut claims: Vec<(&str, Claim, Verdict)> = Vec::new();
    let mut used = vec![false; quotes.len()];
    // A quote is altered in one way alone; each way takes those it can alter, well apart.
    for (way, alter) in WAYS {
        let mut made = 0;
        for step in 0..quotes.len() {
            let at = step * 37 % quotes.len();
            if made == EACH || used[at] {
                continue;
            }
            let other = &quotes[(at + quotes.len() / 2) % quotes.len()];
            if let Some((claim, verdict)) = alter(&quotes[at], other) {
                claims.push((way, claim, verdict));
                used[at] = true;
                made += 1;
            }
        }
    }
    for at in (0..quotes.len()).map(|step| step * 53 % quotes.len()) {
        if claims.len() < ALL && !used[at] {
            used[at] = true;
            let (text, speaker) = (quotes[at].text.clone(), Some(quotes[at].speaker.clone()));
            claims.push(("unchanged", Claim { text, speaker }, Verdict::Exact));
        }
    }
    let mut out = std::io::stdout().lock();
    let mut ways: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut times: Vec<Duration> = Vec::new();
    for (way, claim, wanted) in &claims {
        let begun = Instant::now();
        let finding = verify(&index, &lexicon, claim)?;
        times.push(begun.elapsed());
        let count = ways.entry(way).or_default();
        count.1 += 1;
        if finding.verdict == *wanted {
            count.0 += 1;
        } else if rest.first().is_some_and(|option| option == "--errors") {
            let speaker = claim.speaker.as_deref().unwrap_or("");
            writeln!(out, "{way}: {} ({speaker})", claim.text)?;
            let said = finding.hit.as_ref().map_or("", |hit| &hit.text);
            let by = finding.hit.as_ref().and_then(|hit| hit.speaker.as_ref());
            writeln!(out, "  {} by {:?}: {said}", finding.verdict.name(), by.map(|s| &s.name))?;
            for one in &finding.differences {
                writeln!(out, "    {} `{}` `{}`", one.change.name(), one.claim, one.said)?;
            }
        }
    }
    for (way, (right, all)) in &ways {
        writeln!(out, "{way:16} {right:3} of {all}")?;
    }
    let right: usize = ways.values().map(|(right, _)| right).sum();
    writeln!(out, "{:16} {right:3} of {}", "all", claims.len())?;
    times.sort_unstable();
    writeln!(out, "median {:?}, slowest {:?}", times[times.len() / 2], times[times.len() - 1])?;
    Ok(())
}

/// Quotes in marks of at least four words whose speaker the labels name, in order.
fn quotes(gold: &str, labels: &str) -> Result<Vec<Quote>, Failure> {
    let mut speakers: BTreeMap<(String, u64), String> = BTreeMap::new();
    for row in rows(labels)? {
        if let (Some(article), Some(att), Some(name)) =
            (row["article"].as_str(), row["att"].as_u64(), row["speaker"].as_str())
        {
            speakers.insert((article.to_owned(), att), name.to_owned());
        }
    }
    let mut out = Vec::new();
    for article in rows(gold)? {
        let id = article["id"].as_str().unwrap_or("");
        for one in article["attributions"].as_array().into_iter().flatten() {
            let Some(speaker) = speakers.get(&(id.to_owned(), one["id"].as_u64().unwrap_or(0)))
            else {
                continue;
            };
            let text = one["content_text"].as_str().unwrap_or("");
            let inside = text.trim_matches(['“', '”', '"', ' ', ',', '.']);
            // Whole quotes only: what a mark cuts in two is not one stretch of words.
            let whole = !inside.contains(['“', '”', '"', '[', '…']) && !inside.contains("..");
            if whole && text.starts_with(['“', '"']) && inside.split_whitespace().count() >= 4 {
                out.push(Quote { text: inside.to_owned(), speaker: speaker.clone() });
            }
        }
    }
    Ok(out)
}

fn rows(path: &str) -> Result<Vec<Value>, Failure> {
    let lines = BufReader::new(std::fs::File::open(path)?).lines();
    lines.map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}

fn words(quote: &Quote) -> Vec<&str> {
    quote.text.split_whitespace().collect()
}

fn claim(quote: &Quote, text: String) -> Claim {
    Claim { text, speaker: Some(quote.speaker.clone()) }
}

/// Puts a word in the place of the first that `change` gives one for.
fn replaced(quote: &Quote, change: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut words: Vec<String> = words(quote).into_iter().map(str::to_owned).collect();
    let at = words.iter().position(|word| change(word).is_some())?;
    words[at] = change(&words[at])?;
    Some(words.join(" "))
}

fn negation(quote: &Quote, _: &Quote) -> Option<(Claim, Verdict)> {
    let text = replaced(quote, |word| match word {
        "is" | "are" | "was" | "will" | "can" | "should" => Some(format!("{word} not")),
        "don’t" | "don't" => Some("do".to_owned()),
        "not" | "never" => Some(String::new()),
        _ => None,
    })?;
    Some((claim(quote, text), Verdict::Altered))
}

fn number(quote: &Quote, _: &Quote) -> Option<(Claim, Verdict)> {
    let text = replaced(quote, |word| {
        let names = [
            ("one", "two"),
            ("two", "three"),
            ("three", "four"),
            ("four", "nine"),
            ("first", "third"),
        ];
        let named =
            names.iter().find(|(name, _)| *name == word).map(|(_, other)| (*other).to_owned());
        let digit = word.find(|ch: char| ch.is_ascii_digit());
        named.or_else(|| {
            let at = digit?;
            let other = if word[at..].starts_with('7') { "8" } else { "7" };
            Some(format!("{}{other}{}", &word[..at], &word[at + 1..]))
        })
    })?;
    Some((claim(quote, text), Verdict::Altered))
}

fn name(quote: &Quote, _: &Quote) -> Option<(Claim, Verdict)> {
    let mut first = true;
    let mut words: Vec<String> = words(quote).into_iter().map(str::to_owned).collect();
    let at = words.iter().position(|word| {
        let capital = word.len() > 3 && word.starts_with(char::is_uppercase);
        !std::mem::replace(&mut first, word.ends_with(['.', '!', '?'])) && capital
    })?;
    words[at] = "Quillfeather".to_owned();
    Some((claim(quote, words.join(" ")), Verdict::Altered))
}

/// A clause that holds no denial and ends at a mark is left out.
fn ellipsis(quote: &Quote, _: &Quote) -> Option<(Claim, Verdict)> {
    let words = words(quote);
    let marks: Vec<usize> =
        (0..words.len()).filter(|&at| words[at].ends_with([',', '.', ';'])).collect();
    let (from, to) = marks
        .windows(2)
        .map(|pair| (pair[0], pair[1]))
        .find(|&(from, to)| from >= 2 && to + 3 < words.len() && to > from + 2)?;
    let text = format!("{} … {}", words[..=from].join(" "), words[to + 1..].join(" "));
    Some((claim(quote, text), Verdict::Exact))
}

/// A pronoun is told by a name in brackets.
fn bracket(quote: &Quote, other: &Quote) -> Option<(Claim, Verdict)> {
    let text = replaced(quote, |word| {
        matches!(word, "he" | "she" | "they" | "it" | "him" | "them")
            .then(|| format!("[{}]", other.speaker))
    })?;
    Some((claim(quote, text), Verdict::Exact))
}

fn spliced(quote: &Quote, other: &Quote) -> Option<(Claim, Verdict)> {
    let text = format!("{} … {}", quote.text, other.text);
    Some((claim(quote, text), Verdict::Altered))
}

fn tense(quote: &Quote, _: &Quote) -> Option<(Claim, Verdict)> {
    let text = replaced(quote, |word| {
        let other = match word {
            "is" => "was",
            "are" => "were",
            "was" => "is",
            "were" => "are",
            "has" | "have" => "had",
            "had" => "has",
            "will" => "would",
            _ => return None,
        };
        Some(other.to_owned())
    })?;
    Some((claim(quote, text), Verdict::Altered))
}

fn another(quote: &Quote, other: &Quote) -> Option<(Claim, Verdict)> {
    let family = |name: &str| name.split_whitespace().next_back().map(str::to_lowercase);
    (family(&quote.speaker) != family(&other.speaker)).then(|| {
        let claim = Claim { text: quote.text.clone(), speaker: Some(other.speaker.clone()) };
        (claim, Verdict::SaidByAnother)
    })
}
