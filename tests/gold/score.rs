//! Counts the errors of an extraction against the gold of its article, by class.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use onrecord::lexicon::Lexicon;
use onrecord::pipeline::{self, Extraction, Passage, PassageKind, Speaker};
use onrecord::span::Span;

use super::marks::{Gold, Kind, Row, SpeakerKind};

/// Classes of errors, sorted; each with what it counts.
const CLASSES: [(&str, &str); 17] = [
    ("article_undated", "an article without its day of publication"),
    ("article_untitled", "an article without a headline"),
    ("issue_wrong", "the passage's first issue is none of those marked, or it has none"),
    ("quote_invented", "words that nobody said, or that are no quote, given as a quote"),
    ("quote_kind", "the speaker is right and the kind of speaker is not"),
    ("quote_mention", "the words for the speaker are missing or others"),
    ("quote_missed", "words in marks that no quote has, or not exactly"),
    ("quote_pieces", "the words of one attribution given as several, or with other words"),
    ("quote_reported", "the content outside the marks is missing or other"),
    ("quote_unattributed", "no speaker, where the article says who"),
    ("quote_wrong_speaker", "another speaker than the right one, or one where none is known"),
    ("said_missed", "no day, where the article settles it"),
    ("said_wrong", "another day, or one where the article settles none"),
    ("search_missed", "a quote that a search should find is not among the first answers"),
    ("statement_invented", "a statement that shares no word with any speech"),
    ("statement_missed", "a statement of which less than half, or far more, was found"),
    ("statement_wrong_speaker", "a statement found, with another speaker or none"),
];

/// Errors and tries by class.
#[derive(Default)]
pub(super) struct Tally {
    errors: BTreeMap<&'static str, Vec<String>>,
    tried: BTreeMap<&'static str, usize>,
}

impl Tally {
    pub(super) fn classes(&self) -> Vec<&'static str> {
        CLASSES.iter().map(|(class, _)| *class).collect()
    }

    pub(super) fn errors(&self, class: &str) -> usize {
        self.errors.get(class).map_or(0, Vec::len)
    }

    /// All errors, class by class.
    pub(super) fn report(&self) -> String {
        let mut out = String::new();
        for (class, meaning) in CLASSES {
            let tried = self.tried.get(class).copied().unwrap_or(0);
            writeln!(out, "{class}: {} of {tried}: {meaning}", self.errors(class)).unwrap();
        }
        for (class, errors) in &self.errors {
            writeln!(out, "\n== {class}").unwrap();
            for error in errors {
                writeln!(out, "{error}").unwrap();
            }
        }
        out
    }

    pub(super) fn check(
        &mut self,
        class: &'static str,
        right: bool,
        error: impl FnOnce() -> String,
    ) {
        assert!(CLASSES.iter().any(|(known, _)| *known == class), "{class}");
        *self.tried.entry(class).or_default() += 1;
        if !right {
            self.errors.entry(class).or_default().push(error());
        }
    }
}

/// Adds the errors of one article.
pub(super) fn compare(gold: &Gold, found: &Extraction, lexicon: &Lexicon, tally: &mut Tally) {
    let text = found.article.text.as_str();
    let of_kind = |kind| found.passages.iter().filter(move |p| p.kind == kind);
    let quotes: Vec<&Passage> = of_kind(PassageKind::Quote).collect();
    let statements: Vec<&Passage> = of_kind(PassageKind::Statement).collect();
    let view = View { doc: &found.doc, text, lexicon };
    let meta = &found.article.meta;
    let dated = meta.date.is_some_and(|dated| dated.date.exact().is_some());
    tally.check("article_undated", dated, || format!("{}: {:?}", found.doc, meta.date));
    tally.check("article_untitled", meta.title.is_some(), || found.doc.clone());
    for row in &gold.rows {
        let found = match row.kind {
            Kind::Quote => view.quote(row, gold.turns, &quotes, tally),
            Kind::Statement => view.statement(row, &statements, tally),
        };
        if let Some(passage) = found {
            view.about(row, passage, tally);
        }
    }
    for quote in &quotes {
        let spoken = |span: &Span| {
            let mut marked = gold.rows.iter().flat_map(|row| &row.spans);
            marked.any(|right| right.overlaps(*span))
        };
        let named = |span: &Span| {
            gold.not_speech.iter().any(|other| bare(*other, text) == bare(*span, text))
        };
        for span in &quote.spans {
            tally.check("quote_invented", spoken(span) && !named(span), || {
                view.line(span.of(text), quote)
            });
        }
    }
    for statement in &statements {
        let spoken = gold.rows.iter().any(|row| {
            let mut marked = row.spans.iter().chain(&row.reported);
            marked.any(|right| statement.spans.iter().any(|span| span.overlaps(*right)))
        });
        tally.check("statement_invented", spoken, || view.line(&statement.text(text), statement));
    }
}

/// An article under comparison.
struct View<'a> {
    doc: &'a str,
    text: &'a str,
    lexicon: &'a Lexicon,
}

impl View<'_> {
    fn line(&self, words: &str, passage: &Passage) -> String {
        let speaker = passage.speaker.as_ref();
        let speaker = speaker.map_or("-".to_owned(), |s| format!("{} [{}]", s.name, s.evidence));
        format!("{}: {} | {speaker}", self.doc, words.replace(['\r', '\n'], " "))
    }

    fn joined(&self, spans: &[Span]) -> String {
        let pieces: Vec<&str> = spans.iter().map(|span| span.of(self.text)).collect();
        pieces.join(pipeline::PIECE_SEPARATOR).replace(['\r', '\n'], " ")
    }

    /// Checks a quote; gives the passage that answers for it.
    fn quote<'p>(
        &self,
        row: &Row,
        turns: bool,
        quotes: &[&'p Passage],
        tally: &mut Tally,
    ) -> Option<&'p Passage> {
        let mine: Vec<&Passage> = quotes
            .iter()
            .copied()
            .filter(|q| q.spans.iter().any(|s| row.spans.iter().any(|right| right.overlaps(*s))))
            .collect();
        let words = self.joined(&row.spans);
        let got: Vec<Span> = mine.iter().flat_map(|q| &q.spans).copied().collect();
        if turns {
            let all: usize = row.spans.iter().map(|s| count(s.of(self.text))).sum();
            let held: usize = got.iter().map(|s| count(s.of(self.text))).sum();
            let right = held <= all && held * 10 >= all * 8;
            tally.check("quote_missed", right, || format!("{}: {words}", self.doc));
        } else {
            let bare_all = |spans: &[Span]| -> Vec<Span> {
                spans.iter().map(|span| bare(*span, self.text)).collect()
            };
            let got_bare = bare_all(&got);
            for span in bare_all(&row.spans) {
                tally.check("quote_missed", got_bare.contains(&span), || {
                    format!("{}: {} | found {}", self.doc, self.joined(&[span]), self.joined(&got))
                });
            }
            if !mine.is_empty() {
                let whole = mine.len() == 1 && got_bare == bare_all(&row.spans);
                tally.check("quote_pieces", whole, || {
                    let pieces: Vec<String> = mine.iter().map(|q| q.text(self.text)).collect();
                    format!("{}: {words} | found as {pieces:?}", self.doc)
                });
                if !row.reported.is_empty() {
                    let got: Vec<Span> = mine.iter().flat_map(|q| &q.reported).copied().collect();
                    let right = alike(&row.reported, &got, self.text);
                    tally.check("quote_reported", right, || {
                        let (gold, got) = (self.joined(&row.reported), self.joined(&got));
                        format!("{}: {words} | {gold} | found {got}", self.doc)
                    });
                }
            }
        }
        let first = *mine.first()?;
        let speakers: Vec<&Speaker> =
            mine.iter().filter_map(|q| q.speaker.as_ref()).filter(|s| s.is_known()).collect();
        let right = speakers.iter().all(|s| is_speaker(s, row));
        tally.check("quote_wrong_speaker", right, || {
            format!(
                "{} | right: {}",
                self.line(&words, first),
                row.speaker.as_deref().unwrap_or("-")
            )
        });
        if let Some(name) = &row.speaker {
            tally.check("quote_unattributed", speakers.len() == mine.len(), || {
                format!("{}: {words} | right: {name}", self.doc)
            });
        }
        if let (true, Some(speaker)) = (right, speakers.first()) {
            tally.check("quote_kind", is_kind(speaker, row), || self.line(&words, first));
        }
        if let (Some(mention), false) = (row.mention, turns) {
            let found = mine.iter().find_map(|q| q.speaker.as_ref()?.mention);
            tally.check("quote_mention", is_mention(found, mention, self.text), || {
                let found = found.map_or("-", |span| span.of(self.text));
                format!("{}: {words} | {} | found {found}", self.doc, mention.of(self.text))
            });
        }
        Some(first)
    }

    /// Checks a statement; gives the passage that answers for it.
    fn statement<'p>(
        &self,
        row: &Row,
        statements: &[&'p Passage],
        tally: &mut Tally,
    ) -> Option<&'p Passage> {
        let words = self.joined(&row.spans);
        let found = statements.iter().copied().find(|s| alike(&row.spans, &s.spans, self.text));
        tally.check("statement_missed", found.is_some(), || {
            let near = statements
                .iter()
                .find(|s| s.spans.iter().any(|s| row.spans.iter().any(|r| r.overlaps(*s))));
            let near = near.map_or("-".to_owned(), |s| s.text(self.text));
            format!("{}: {words} | found {near}", self.doc)
        });
        let found = found?;
        let right = found.speaker.as_ref().is_some_and(|s| is_speaker(s, row));
        tally.check("statement_wrong_speaker", right, || {
            format!(
                "{} | right: {}",
                self.line(&words, found),
                row.speaker.as_deref().unwrap_or("-")
            )
        });
        Some(found)
    }

    /// Checks day and issue.
    fn about(&self, row: &Row, passage: &Passage, tally: &mut Tally) {
        let words = self.joined(&row.spans);
        if let Some(said) = passage.said {
            tally.check("said_wrong", row.said == Some(said), || {
                let right = row.said.map_or("-".to_owned(), |day| day.to_string());
                format!("{}: {words} | {said} | right: {right}", self.doc)
            });
        }
        if let Some(said) = row.said {
            tally.check("said_missed", passage.said.is_some(), || {
                format!("{}: {words} | right: {said}", self.doc)
            });
        }
        if !row.issues.is_empty() {
            let first = passage.issues.first().map(|tag| self.lexicon.issues().slug(tag.id));
            let right = first.is_some_and(|first| row.issues.iter().any(|right| right == first));
            tally.check("issue_wrong", right, || {
                let first = first.unwrap_or("-");
                format!("{}: {words} | {first} | right: {:?}", self.doc, row.issues)
            });
        }
    }
}

/// A span without the punctuation and white space at either end.
fn bare(span: Span, text: &str) -> Span {
    let piece = span.of(text);
    let odd = |ch: char| !ch.is_alphanumeric();
    let lead = piece.len() - piece.trim_start_matches(odd).len();
    let kept = piece.trim_matches(odd).len();
    let start = span.start as usize + lead;
    Span::at(start..start + kept)
}

fn count(piece: &str) -> usize {
    piece.split_whitespace().count()
}

/// Whether the two share half of the words that either has.
fn alike(gold: &[Span], found: &[Span], text: &str) -> bool {
    let starts = |spans: &[Span]| -> Vec<usize> {
        let mut at = Vec::new();
        for span in spans {
            for word in span.of(text).split_whitespace() {
                at.push(word.as_ptr() as usize - text.as_ptr() as usize + word.len());
            }
        }
        at
    };
    let (gold, found) = (starts(gold), starts(found));
    let both = gold.iter().filter(|at| found.contains(at)).count();
    both > 0 && both * 2 >= gold.len() + found.len() - both
}

/// Whether the mention found lies over the one marked, with at most three words more.
fn is_mention(found: Option<Span>, right: Span, text: &str) -> bool {
    let Some(found) = found else { return false };
    let before = Span::new(found.start.min(right.start), right.start);
    let after = Span::new(right.end, found.end.max(right.end));
    found.overlaps(right) && count(before.of(text)) + count(after.of(text)) <= 3
}

/// Whether a speaker is the one marked: the full name of a person, other words before it let pass;
/// half of the words of any other source.
fn is_speaker(found: &Speaker, row: &Row) -> bool {
    let Some(right) = &row.speaker else { return false };
    let fold = |name: &str| -> Vec<String> {
        let low = name.to_lowercase().replace('’', "'");
        low.split(|ch: char| !ch.is_alphanumeric() && ch != '\'' && ch != '-')
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (name, right) = (fold(&found.name), fold(right));
    if row.speaker_kind == SpeakerKind::Person {
        return name.ends_with(&right) && name.len() <= right.len() + 3;
    }
    const SMALL: [&str; 14] =
        ["a", "an", "and", "at", "by", "for", "in", "it", "its", "of", "on", "the", "to", "who"];
    let large = |words: Vec<String>| -> Vec<String> {
        words.into_iter().filter(|word| !SMALL.contains(&word.as_str())).collect()
    };
    let (name, right) = (large(name), large(right));
    let both = right.iter().filter(|word| name.contains(word)).count();
    both > 0 && both * 2 >= name.len() + right.len() - both || name == right
}

fn is_kind(found: &Speaker, row: &Row) -> bool {
    let right = match row.speaker_kind {
        SpeakerKind::Person => pipeline::SpeakerKind::Person,
        SpeakerKind::Organization => pipeline::SpeakerKind::Organization,
        SpeakerKind::Group => pipeline::SpeakerKind::Group,
        SpeakerKind::Document => pipeline::SpeakerKind::Document,
        SpeakerKind::Anonymous => pipeline::SpeakerKind::Anonymous,
    };
    found.kind == right
}
