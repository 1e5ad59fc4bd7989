//! Takes the lines of a user's file of corrections and gives what they say, and lays that over
//! the attributions of an article, where it wins over what the machine decided.
//!
//! Promises: a line that does not read is a fault with its number and never hides the others; of
//! two lines for the same words the later one holds; a correction is found again by its words
//! where the article has changed around them, and never put on words that it does not name.
//! schema/correction.schema.json describes a line. Does not touch files: cli reads and writes.

mod apply;
mod line;

use std::collections::HashMap;

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

pub use apply::Fit;

use crate::span::Span;
use crate::speakers::SpeakerKind;

/// What a user says of a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Line of the file, from 1; 0 before it is written.
    pub line: usize,
    /// Name of the document, as in records.
    pub doc: String,
    /// The words of the passage, as in the `text` of its record.
    pub words: Option<String>,
    /// Where they stood, in bytes of the article's canonical text. Tells the same words said
    /// twice apart.
    pub span: Option<Span>,
    /// What is right.
    pub right: Right,
    /// Why, for people.
    pub note: Option<String>,
}

/// What is right of a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Right {
    /// It was said by him, given by id in the registry of people or by name.
    Speaker {
        /// The id or the name.
        name: String,
        /// What kind of source; a person unless told or known otherwise.
        kind: Option<SpeakerKind>,
    },
    /// Nobody can be named.
    Nobody,
    /// It is no quote and no report: the words are the reporter's.
    NotAQuote,
}

/// A line that does not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its number, from 1.
    pub line: usize,
    /// What is wrong, and how it is right.
    pub message: String,
}

/// Why a correction changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// There is no such document.
    NoDocument,
    /// No quote and no statement of the document has these words.
    NotFound,
    /// Several have them, and no span tells which is meant.
    Ambiguous,
}

impl Misfit {
    /// All of them, in the order in which an index numbers them.
    pub const ALL: [Self; 3] = [Self::NoDocument, Self::NotFound, Self::Ambiguous];

    /// What it says to the user.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::NoDocument => "no article has that name",
            Self::NotFound => "no quote or statement of the article has these words",
            Self::Ambiguous => "several passages have these words; add their `span`",
        }
    }
}

/// The corrections of a file.
#[derive(Clone, Debug, Default)]
pub struct Corrections {
    rows: Vec<Correction>,
    faults: Vec<Fault>,
    /// Positions of the rows of each file that may hold the document.
    files: HashMap<String, Vec<usize>>,
}

impl Corrections {
    /// Reads the lines of a file. Empty lines and lines that begin with `#` say nothing.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut out = Self::default();
        let mut latest: HashMap<(String, Vec<String>, Option<Span>), usize> = HashMap::new();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim_start_matches('\u{feff}').trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match line::parse(number, line) {
                Err(message) => out.faults.push(Fault { line: number, message }),
                Ok(row) => {
                    let key = (row.doc.clone(), row.keys(), row.span);
                    match latest.get(&key) {
                        Some(&at) => out.rows[at] = row,
                        None => {
                            latest.insert(key, out.rows.len());
                            out.rows.push(row);
                        }
                    }
                }
            }
        }
        out.rows.sort_by_key(|row| row.line);
        for (at, row) in out.rows.iter().enumerate() {
            let bare = file_of(&row.doc).filter(|bare| *bare != row.doc);
            for file in bare.into_iter().chain([row.doc.as_str()]) {
                out.files.entry(file.to_owned()).or_default().push(at);
            }
        }
        out
    }

    /// Those in force, in order of their lines.
    #[must_use]
    pub fn rows(&self) -> &[Correction] {
        &self.rows
    }

    /// The lines that do not read.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// Positions of those for articles of the file of that name.
    #[must_use]
    pub fn of_file(&self, file: &str) -> &[usize] {
        self.files.get(file).map_or(&[], Vec::as_slice)
    }

    /// A number that changes with what is said of a file's articles; 0 where nothing is.
    #[must_use]
    pub fn hash_of_file(&self, file: &str) -> u64 {
        self.of_file(file)
            .iter()
            .fold(0, |sum, &at| xxh3_64_with_seed(&self.rows[at].hash().to_le_bytes(), sum))
    }
}

impl Correction {
    /// The line that says so, without its end.
    #[must_use]
    pub fn to_line(&self) -> String {
        line::write(self)
    }

    /// A number that changes with what is said, not with its place or its note.
    #[must_use]
    pub fn hash(&self) -> u64 {
        let bare = Self { line: 0, note: None, ..self.clone() };
        xxh3_64(bare.to_line().as_bytes())
    }

    /// What is right, in words.
    #[must_use]
    pub fn verdict(&self) -> &str {
        match &self.right {
            Right::Speaker { name, .. } => name,
            Right::Nobody => "nobody",
            Right::NotAQuote => "not a quote",
        }
    }

    fn keys(&self) -> Vec<String> {
        self.words.as_deref().map(keys).unwrap_or_default()
    }
}

/// The words of a text as they are compared: case, marks and spaces do not count.
fn keys(text: &str) -> Vec<String> {
    let words = text.split(|ch: char| !ch.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// The name of the file that holds an article, without `#n`.
fn file_of(doc: &str) -> Option<&str> {
    let (file, number) = doc.rsplit_once('#')?;
    let numbered = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    numbered.then_some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_read_as_they_are_written() {
        let row = |right| Correction {
            line: 1,
            doc: "a/b.txt".to_owned(),
            words: Some("We \"will\" vote … in May".to_owned()),
            span: Some(Span::new(3, 20)),
            right,
            note: Some("heard it".to_owned()),
        };
        let kind = Some(SpeakerKind::Organization);
        let speaker = |kind| Right::Speaker { name: "Harbor Board".to_owned(), kind };
        for right in [speaker(None), speaker(kind), Right::Nobody, Right::NotAQuote] {
            let row = row(right);
            let read = Corrections::parse(&row.to_line());
            assert_eq!((read.rows(), read.faults()), (&[row][..], &[][..]));
        }
    }

    #[test]
    fn a_wrong_line_is_named_and_hides_no_other() {
        let text = "# mine\n\nnonsense\n{\"doc\":\"a\"}\n\
                    {\"doc\":\"a\",\"words\":\"no no\",\"speaker\":null,\"quote\":false}\n\
                    {\"doc\":\"a\",\"words\":\"no no\",\"speeker\":\"X\"}\n\
                    {\"doc\":\"a\",\"words\":\"no no\",\"speaker\":\"none\"}\n\
                    {\"doc\":\"a\",\"span\":[4,2],\"speaker\":\"X\"}\n";
        let read = Corrections::parse(text);
        let lines: Vec<usize> = read.faults().iter().map(|fault| fault.line).collect();
        assert_eq!(lines, [3, 4, 5, 6, 8]);
        assert_eq!(read.rows().len(), 1);
        assert_eq!((read.rows()[0].line, &read.rows()[0].right), (7, &Right::Nobody));
        assert!(read.faults()[3].message.contains("`speeker`"), "{read:?}");
    }

    #[test]
    fn the_later_of_two_lines_holds_and_notes_change_no_number() {
        let line = |who: &str, note: &str| {
            format!(
                "{{\"doc\":\"a#2\",\"words\":\"We vote\",\"speaker\":\"{who}\",\"note\":\"{note}\"}}\n"
            )
        };
        let read = Corrections::parse(&(line("Ann Voss", "") + &line("Bo Ames", "")));
        assert_eq!(read.rows().len(), 1);
        assert_eq!((read.rows()[0].line, read.rows()[0].verdict()), (2, "Bo Ames"));
        let same = Corrections::parse(&line("Bo Ames", "sure"));
        for file in ["a", "a#2"] {
            assert_ne!(read.hash_of_file(file), 0);
            assert_eq!(read.hash_of_file(file), same.hash_of_file(file));
        }
        assert_eq!(read.hash_of_file("b"), 0);
        let other = Corrections::parse(&line("Ann Voss", ""));
        assert_ne!(read.hash_of_file("a"), other.hash_of_file("a"));
    }
}
