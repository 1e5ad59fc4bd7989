//! The word tables of schema/, checked and joined: what onrecord knows about language and
//! politics.
//!
//! Tables are data: `schema/*.toml`, embedded at build time, layered with the user's own
//! (`--schema DIR`), checked as a whole before any article is read. Immutable afterwards and
//! passed by reference; never global. A table is built when it is first asked for, so that a
//! query pays only for what it uses.

pub mod abbreviations;
pub mod calibration;
pub mod cases;
pub mod concepts;
pub mod cues;
pub mod date_words;
mod embed;
pub mod evidence;
pub mod issues;
pub mod keyed;
pub mod layer;
pub mod layout;
pub mod linear;
pub mod names;
pub mod nouns;
pub mod outlets;
pub mod parties;
pub mod people;
pub mod phrases;
pub mod places;
pub mod sequences;
pub mod titles;
pub mod vectors;
pub mod weights;
pub mod words;

use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::Xxh3;

use layer::{Fault, TableFile};

/// A table of the lexicon: how its module builds it from its files.
pub trait Table: Sized {
    /// Stem of its files: `people` stands for `people.toml` and every `people-*.toml`.
    const STEM: &'static str;

    /// Builds the table from its files, ours first, the user's layers over them. Rows with
    /// faults are left out and told.
    fn build(files: &[TableFile]) -> (Self, Vec<Fault>);
}

/// Why a layer of tables could not be used.
#[derive(Debug, thiserror::Error)]
pub enum LexiconError {
    /// A folder or a file of it could not be read.
    #[error("cannot read the word tables in `{}`", path.display())]
    Read {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file in the folder belongs to no table.
    #[error("`{}` belongs to no word table; known are {known}", path.display())]
    Unknown {
        /// The file.
        path: PathBuf,
        /// Names that would do.
        known: String,
    },
    /// The folder holds no table.
    #[error("`{}` holds no word table", path.display())]
    Empty {
        /// The folder.
        path: PathBuf,
    },
    /// Mistakes in the tables, all of them.
    #[error("{} in the word tables:{}", count(faults.len()), list(faults))]
    Faults {
        /// The mistakes, in order of table and place.
        faults: Vec<Fault>,
    },
}

fn count(n: usize) -> String {
    if n == 1 { "one mistake".to_owned() } else { format!("{n} mistakes") }
}

fn list(faults: &[Fault]) -> String {
    faults.iter().map(|fault| format!("\n  {fault}")).collect()
}

macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident: $table:ty),* $(,)?) => {
        /// The word tables that one run works with.
        #[derive(Debug)]
        pub struct Lexicon {
            files: Vec<(&'static str, TableFile)>,
            hash: u64,
            weights: weights::Weights,
            evidence: std::sync::OnceLock<evidence::Evidence>,
            $($name: std::sync::OnceLock<$table>,)*
        }

        impl Lexicon {
            fn over(files: Vec<(&'static str, TableFile)>) -> Self {
                let hash = hash(&files);
                Self { files, hash, weights: weights::Weights::default(), evidence: std::sync::OnceLock::new(), $($name: std::sync::OnceLock::new(),)* }
            }

            /// Stems of all tables.
            const STEMS: &'static [&'static str] = &[$(<$table as Table>::STEM),*];

            /// Builds every table and gives the faults of all.
            #[must_use]
            pub fn check(&self) -> Vec<Fault> {
                let mut faults = Vec::new();
                $(faults.extend(<$table as Table>::build(&self.files_of(<$table as Table>::STEM)).1);)*
                let place = |id: &str| self.places().by_id(id).is_some();
                let party = |id: &str| self.parties().by_id(id).is_some();
                faults.extend(self.people().check_against(place, party));
                faults.extend(evidence::Evidence::faults(self.issues(), self.concepts()));
                faults.extend(Self::STEMS.iter().flat_map(|stem| self.cases_of(stem).1));
                faults
            }

            /// The rows of all tables with the cases that they carry, by stem of the table.
            #[must_use]
            pub fn cases(&self) -> Vec<(&'static str, Vec<cases::RowCases>)> {
                Self::STEMS.iter().map(|stem| (*stem, self.cases_of(stem).0)).collect()
            }

            $($(#[$doc])*
            #[must_use]
            pub fn $name(&self) -> &$table {
                self.$name.get_or_init(|| <$table as Table>::build(&self.files_of(<$table as Table>::STEM)).0)
            })*
        }
    };
}

tables! {
    /// Named matters.
    concepts: concepts::Concepts,
    /// Policy issues.
    issues: issues::Issues,
    /// Words that carry a stop without ending a sentence.
    abbreviations: abbreviations::Abbreviations,
    /// Words that mark what is not the story itself.
    layout: layout::Layout,
    /// Given names and the genders of those who bear them.
    names: names::Names,
    /// Nouns that name people, bodies and documents.
    nouns: nouns::Nouns,
    /// Political parties.
    parties: parties::Parties,
    /// Public figures and their offices.
    people: people::People,
    /// States, countries and cities.
    places: places::Places,
    /// Titles, forms of address and labels of turns.
    titles: titles::Titles,
    /// Newspapers, broadcasters, agencies and other publishers.
    outlets: outlets::Outlets,
    /// Words that report speech, thought and attitude.
    cues: cues::Cues,
    /// Closed classes of words.
    words: words::WordClasses,
    /// Words by which dates are written.
    date_words: date_words::DateWords,
}

impl Lexicon {
    /// The built-in tables alone.
    #[must_use]
    pub fn builtin() -> Self {
        Self::over(embedded())
    }

    /// The built-in tables with the folders `layers` over them, in order.
    ///
    /// # Errors
    ///
    /// A folder that cannot be read or holds no table, a file that belongs to none, and every
    /// mistake in the rows.
    pub fn load(layers: &[PathBuf]) -> Result<Self, LexiconError> {
        if layers.is_empty() {
            return Ok(Self::builtin());
        }
        let mut files = embedded();
        for folder in layers {
            files.extend(read_layer(folder)?);
        }
        let lexicon = Self::over(files);
        let faults = lexicon.check();
        if faults.is_empty() { Ok(lexicon) } else { Err(LexiconError::Faults { faults }) }
    }

    /// The phrases of issues and named matters, joined.
    #[must_use]
    pub fn evidence(&self) -> &evidence::Evidence {
        self.evidence.get_or_init(|| evidence::Evidence::new(self.issues(), self.concepts()))
    }

    /// The fitted models.
    #[must_use]
    pub fn weights(&self) -> &weights::Weights {
        &self.weights
    }

    /// Names the content of all tables: an index made with other tables has another hash.
    #[must_use]
    pub fn hash(&self) -> u64 {
        self.hash
    }

    /// The files of all tables in force, ours first, each with the stem of its table.
    pub fn files(&self) -> impl Iterator<Item = (&'static str, &TableFile)> {
        self.files.iter().map(|(stem, file)| (*stem, file))
    }

    /// What the rows of a table carry to be tested by. A table none of whose files has any is
    /// not read.
    fn cases_of(&self, stem: &str) -> (Vec<cases::RowCases>, Vec<Fault>) {
        let files = self.files_of(stem);
        let any = files.iter().any(|file| file.text.contains(cases::MATCH));
        if any { cases::of_files(&files) } else { Default::default() }
    }

    fn files_of(&self, stem: &str) -> Vec<TableFile> {
        self.files.iter().filter(|(s, _)| *s == stem).map(|(_, file)| file.clone()).collect()
    }
}

fn embedded() -> Vec<(&'static str, TableFile)> {
    let file = |&(name, text): &(&'static str, &'static str)| {
        let stem = stem_of(name)?;
        Some((stem, TableFile { name: name.into(), text: text.into() }))
    };
    embed::FILES.iter().filter_map(file).collect()
}

/// The table that a file name belongs to.
fn stem_of(name: &str) -> Option<&'static str> {
    let base = name.strip_suffix(".toml")?;
    let fits = |stem: &&&str| {
        base.strip_prefix(**stem).is_some_and(|r| r.is_empty() || r.starts_with('-'))
    };
    Lexicon::STEMS.iter().filter(fits).max_by_key(|stem| stem.len()).copied()
}

fn read_layer(folder: &Path) -> Result<Vec<(&'static str, TableFile)>, LexiconError> {
    let read = |source| LexiconError::Read { path: folder.to_owned(), source };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(read)? {
        let path = entry.map_err(read)?.path();
        if path.extension().is_some_and(|e| e == "toml") {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        return Err(LexiconError::Empty { path: folder.to_owned() });
    }
    paths.sort();
    let mut out = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let Some(stem) = stem_of(&name) else {
            return Err(LexiconError::Unknown { path, known: Lexicon::STEMS.join(", ") });
        };
        let text = std::fs::read_to_string(&path)
            .map_err(|source| LexiconError::Read { path: path.clone(), source })?;
        out.push((stem, TableFile { name: path.display().to_string().into(), text: text.into() }));
    }
    Ok(out)
}

fn hash(files: &[(&'static str, TableFile)]) -> u64 {
    let mut hasher = Xxh3::new();
    for (stem, file) in files {
        for part in [stem.as_bytes(), file.text.as_bytes()] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
    }
    for text in weights::Weights::text() {
        hasher.update(text.as_bytes());
    }
    hasher.update(vectors::Vectors::head());
    hasher.digest()
}

/// A person of the registry: a position in the people table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonId(pub u32);

/// A policy issue: a position in the issues table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IssueId(pub u16);

/// A named matter: a position in the concepts table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConceptId(pub u16);

/// Key of a word by which all tables are looked up: a 64-bit hash of its case-folded form, in
/// which a curly apostrophe is a straight one. Two words of one article collide with a chance
/// of about one in 10^12, which is accepted for not comparing strings per token.
#[must_use]
pub fn key(word: &str) -> u64 {
    let small = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase();
    if word.bytes().all(small) {
        return xxhash_rust::xxh3::xxh3_64(word.as_bytes());
    }
    let mut folded = [0_u8; 64];
    if word.is_ascii() && word.len() <= folded.len() {
        let folded = &mut folded[..word.len()];
        folded.copy_from_slice(word.as_bytes());
        folded.make_ascii_lowercase();
        return xxhash_rust::xxh3::xxh3_64(folded);
    }
    let mut len = 0;
    for ch in word.chars() {
        let ch = if ch == '\u{2019}' { '\'' } else { ch };
        for low in ch.to_lowercase() {
            if len + 4 > folded.len() {
                return key_of_long(word);
            }
            len += low.encode_utf8(&mut folded[len..]).len();
        }
    }
    xxhash_rust::xxh3::xxh3_64(&folded[..len])
}

/// [`key`] for words beyond the stack buffer.
fn key_of_long(word: &str) -> u64 {
    let folded: String = word.replace('\u{2019}', "'").to_lowercase();
    xxhash_rust::xxh3::xxh3_64(folded.as_bytes())
}
