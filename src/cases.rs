//! Runs the cases that the rows of the word tables carry: the texts in which a row must be found,
//! and those in which it must not.
//!
//! What it is to be found differs by table. An issue must be among the answers for the text, a
//! subtopic speak in it by a phrase of its own besides; a named matter, a cue, a title, a place or
//! a party must be told there; an outlet have that name or host, a layout row take that line, a
//! noun be of that row; the text of an abbreviation must be one sentence. A `match` of a date ends
//! in ` => ` and the day that it gives; with stars around its cue it tells when the words in
//! quotation marks were said. Articles of such cases are published on Wednesday, 2022-06-15.

use std::fmt;
use std::sync::Arc;

use crate::civil::PartialDate;
use crate::dates::{self, DateMention, Utterance};
use crate::issues::{Piece, tag_text};
use crate::lexicon::cases::RowCases;
use crate::lexicon::phrases::Memory;
use crate::lexicon::{Lexicon, key};
use crate::parse::{Article, Block, BlockKind, Meta};
use crate::span::Span;
use crate::text::{self, Text};

/// What came of the cases of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Stem of the table.
    pub table: &'static str,
    /// Number of its rows.
    pub rows: usize,
    /// Number of its rows without a text that they must match or without one that they must not.
    pub bare: usize,
    /// Number of its cases.
    pub cases: usize,
    /// The cases that do not hold, in order of place.
    pub failures: Vec<Failure>,
}

/// A case that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// File that it stands in.
    pub file: Arc<str>,
    /// Line of its text, from 1.
    pub line: u32,
    /// Id of its row.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Whether the row had to be found in it.
    pub found: bool,
    /// What came out: ids of rows, dates or sentences, `nothing` if there are none.
    pub gave: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, id, text, found, gave } = self;
        let must = if *found { "must" } else { "must not" };
        write!(f, "{file}:{line}: `{id}` {must} match \"{text}\", which gives {gave}")
    }
}

/// Runs all cases of all tables that have any.
#[must_use]
pub fn run(lexicon: &Lexicon) -> Vec<Outcome> {
    let published = PartialDate::from_day(2022, 6, 15);
    let mut runner = Runner { lexicon, memory: Memory::default(), published };
    let tables = lexicon.cases().into_iter().filter(|(_, rows)| !rows.is_empty());
    tables.map(|(table, rows)| runner.table(table, &rows)).collect()
}

/// The kinds of rows whose cases can be run.
const KINDS: [&str; 12] = [
    "abbreviation",
    "concept",
    "cue",
    "date",
    "issue",
    "layout",
    "nouns",
    "outlet",
    "party",
    "place",
    "subtopic",
    "title",
];

struct Runner<'a> {
    lexicon: &'a Lexicon,
    memory: Memory,
    /// Day on which the articles of cases are published.
    published: Option<PartialDate>,
}

impl Runner<'_> {
    fn table(&mut self, table: &'static str, rows: &[RowCases]) -> Outcome {
        let rows: Vec<&RowCases> = rows
            .iter()
            .filter(|row| KINDS.contains(&row.kind.as_str()) && self.holds(row))
            .collect();
        let has = |row: &RowCases, found| row.cases.iter().any(|case| case.found == found);
        let whole = |row: &&&RowCases| has(row, true) && has(row, false);
        let mut failures = Vec::new();
        for row in &rows {
            for case in &row.cases {
                let (wanted, gave) = self.gives(row, &case.text, case.found);
                let holds = gave.contains(&wanted) == case.found;
                if !holds {
                    failures.push(Failure {
                        file: row.file.clone(),
                        line: case.line,
                        id: row.id.clone(),
                        text: case.text.clone(),
                        found: case.found,
                        gave: if gave.is_empty() { "nothing".to_owned() } else { gave.join(", ") },
                    });
                }
            }
        }
        Outcome {
            table,
            rows: rows.len(),
            bare: rows.len() - rows.iter().filter(whole).count(),
            cases: rows.iter().map(|row| row.cases.len()).sum(),
            failures,
        }
    }

    /// Whether the table took the row; the subtopics of an issue that a layer took away went too.
    fn holds(&self, row: &RowCases) -> bool {
        let subtopics = self.lexicon.issues().subtopics();
        row.kind != "subtopic" || subtopics.iter().any(|(subtopic, _)| subtopic.id == row.id)
    }

    /// What must, or must not, come out of a case, and what does.
    fn gives(&mut self, row: &RowCases, text: &str, found: bool) -> (String, Vec<String>) {
        let id = row.id.clone();
        match row.kind.as_str() {
            "abbreviation" => (sentences(1), vec![sentences(self.read(text).1.sentences.len())]),
            "concept" => (id, self.concepts(text)),
            "cue" => (id, self.cues(text)),
            "date" if found => {
                let (text, date) =
                    text.rsplit_once(" => ").unwrap_or((text, "a date after ` => `"));
                (date.to_owned(), self.days(text, None))
            }
            "date" => {
                let days = self.days(text, Some(&id));
                (days.first().cloned().unwrap_or_default(), days)
            }
            "issue" => (id, self.issues(text)),
            "layout" => (id, self.lexicon.layout().taking(text).map(str::to_owned).collect()),
            "nouns" => (id, self.lexicon.nouns().rows_of(text).map(str::to_owned).collect()),
            "outlet" => {
                let outlets = self.lexicon.outlets();
                let outlet = outlets.by_host(text).or_else(|| outlets.by_name(text));
                (id, outlet.map(|outlet| outlet.id.clone()).into_iter().collect())
            }
            "subtopic" => (id, self.subtopics(text)),
            _ => (id, self.named(&row.kind, text)),
        }
    }

    /// An article of one paragraph, and its structure.
    fn read(&self, text: &str) -> (Article, Text) {
        let block = Block {
            span: Span::at(0..text.len()),
            kind: BlockKind::Paragraph,
            label: None,
            line: 1,
        };
        let article = Article {
            text: text.to_owned(),
            meta: Meta::default(),
            blocks: vec![block],
            format: "txt",
            ordinal: None,
            is_foreign: false,
            notes: Vec::new(),
        };
        let text = text::analyze(&article, self.lexicon);
        (article, text)
    }

    fn issues(&mut self, text: &str) -> Vec<String> {
        let piece = Piece { text, ..Piece::default() };
        let tagged = tag_text(piece, self.lexicon, &mut self.memory);
        let slug = |id| self.lexicon.issues().slug(id).to_owned();
        tagged.issues.iter().map(|issue| slug(issue.tag.id)).collect()
    }

    fn concepts(&mut self, text: &str) -> Vec<String> {
        let piece = Piece { text, ..Piece::default() };
        let tagged = tag_text(piece, self.lexicon, &mut self.memory);
        tagged.concepts.iter().map(|id| self.lexicon.concepts().slug(*id).to_owned()).collect()
    }

    /// The subtopics that speak in a text, of those issues that it is about.
    fn subtopics(&mut self, text: &str) -> Vec<String> {
        let answered = self.issues(text);
        let evidence = self.lexicon.evidence();
        let mut finds = Vec::new();
        evidence.find(text, 0, &mut self.memory, &mut finds);
        let phrases: Vec<&str> = finds
            .iter()
            .filter_map(|found| evidence.entry(*found))
            .map(|entry| entry.text.as_str())
            .collect();
        let rows = self.lexicon.issues().subtopics().iter().map(|(row, _)| row);
        rows.filter(|row| answered.contains(&row.issue))
            .filter(|row| row.strong.iter().chain(&row.weak).any(|own| phrases.contains(&&**own)))
            .map(|row| row.id.clone())
            .collect()
    }

    fn cues(&self, text: &str) -> Vec<String> {
        let cues = self.lexicon.cues();
        let inside = |c: char| c.is_alphanumeric() || matches!(c, '-' | '\'' | '\u{2019}');
        let words = text.split(|c| !inside(c)).filter(|word| !word.is_empty());
        let keys: Vec<u64> = words.map(key).collect();
        let mut gave = Vec::new();
        for (at, word) in keys.iter().enumerate() {
            let before = at.checked_sub(1).map(|at| keys[at]);
            let found = [
                cues.verb(*word).map(|info| (info, 1)),
                cues.noun(*word).map(|info| (info, 1)),
                cues.phrase(keys[at..].iter().copied()),
            ];
            for (info, len) in found.into_iter().flatten() {
                if !cues.ruled_out(info.id, before, keys.get(at + len).copied()) {
                    gave.push(cues.name(info.id).to_owned());
                }
            }
        }
        gave
    }

    /// Titles, places or parties in a text.
    fn named(&self, kind: &str, text: &str) -> Vec<String> {
        let (article, read) = self.read(text);
        let tokens = &read.tokens;
        let mut gave = Vec::new();
        for first in 0..tokens.len() {
            let token = |at: usize| {
                tokens.get(first + at).map(|token| (token.key, token.span.of(&article.text)))
            };
            match kind {
                "title" => {
                    let titles = self.lexicon.titles();
                    let found = [titles.before(token), titles.alone(token)];
                    let found = found.into_iter().flatten();
                    gave.extend(found.map(|(id, _)| titles.get(id).id.clone()));
                }
                "place" => {
                    let places = self.lexicon.places();
                    let word = token(0).map_or("", |(_, word)| word);
                    // an abbreviation, or one in a designation such as R-Vt.
                    let short = places.by_short(word);
                    let held = places.designation(word).and_then(|(_, place)| place);
                    let named = written(word).then(|| places.at(token)).flatten();
                    let found = [short, held, named.map(|(id, _, _)| id)];
                    gave.extend(found.into_iter().flatten().map(|id| places.get(id).id.clone()));
                }
                _ => {
                    let parties = self.lexicon.parties();
                    let word = token(0).map_or("", |(_, word)| word);
                    let named = written(word).then(|| parties.at(token)).flatten();
                    gave.extend(named.map(|(id, _, _)| parties.get(id).id.clone()));
                }
            }
        }
        gave
    }

    /// The days told in a text, or when what is quoted in it was said; only those told by the
    /// words of a row, if one is given.
    fn days(&self, text: &str, row: Option<&str>) -> Vec<String> {
        let plain = text.replace('*', "");
        let (article, read) = self.read(&plain);
        let found = dates::mentions(&article.text, &read, self.lexicon, self.published);
        if let [from, to, ..] = text.match_indices('*').map(|(at, _)| at).collect::<Vec<_>>()[..] {
            let (Some(open), Some(close)) = (plain.find('“'), plain.find('”')) else {
                return Vec::new();
            };
            let utterance = Utterance {
                cue: Some(Span::at(from..to - 1)),
                content: &[Span::at(open + '“'.len_utf8()..close)],
                marked: true,
                reported: &[],
                speaker: None,
                name: None,
            };
            let said = dates::said(&read, self.lexicon, &found, self.published, &[utterance]);
            return said.into_iter().flatten().map(|said| said.date.to_string()).collect();
        }
        let words = self.lexicon.date_words();
        let told = |mention: &&DateMention| {
            row.is_none_or(|row| {
                let tokens = &read.tokens[mention.tokens.clone()];
                tokens.iter().any(|token| words.id(token.key) == Some(row))
            })
        };
        found.iter().filter(told).map(day).collect()
    }
}

fn sentences(count: usize) -> String {
    format!("{count} sentence{}", if count == 1 { "" } else { "s" })
}

/// Whether a word begins with a capital or a digit, as a name does.
fn written(word: &str) -> bool {
    word.chars().next().is_some_and(|first| !first.is_lowercase())
}

/// A day, month or year; two days for a stretch.
fn day(mention: &DateMention) -> String {
    match mention.date() {
        Some(date) if date.first() == mention.first && date.last() == mention.last => {
            date.to_string()
        }
        _ => format!("{}/{}", mention.first, mention.last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cases_of_all_tables_hold() {
        let outcomes = run(&Lexicon::builtin());
        let failures: Vec<String> =
            outcomes.iter().flat_map(|one| &one.failures).map(ToString::to_string).collect();
        assert!(failures.is_empty(), "{}", failures.join("\n"));
        for one in &outcomes {
            assert!(one.cases > 0 && one.rows > 0, "{one:?}");
            // an outlet is found by its own names, which another test tries
            assert!(one.bare == 0 || one.table == "outlets", "{one:?}");
        }
    }
}
