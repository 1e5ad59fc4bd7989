//! The state of an index, for people and as one JSON line.

use std::io::{self, Write};

use serde::Serialize;

use super::sanitize;

/// What an index holds and what it lacks.
#[derive(Debug, Serialize)]
pub struct Status<'a> {
    /// Version of the format.
    pub v: u8,
    /// Where the index is.
    pub index: String,
    /// The folders it keeps up with.
    pub folders: Vec<Folder>,
    /// Articles in it.
    pub articles: u64,
    /// Of these, how many are in other languages than English: they have no quotes.
    pub foreign: u64,
    /// Passages in it.
    pub passages: u64,
    /// Words of these.
    pub words: u64,
    /// Passages by kind.
    pub kinds: Vec<Kind>,
    /// Files that gave no article.
    pub skipped: Vec<SkippedFile<'a>>,
    /// How the user's corrections stand.
    pub corrections: CorrectionsState,
}

/// How the corrections of a file stand.
#[derive(Debug, Serialize)]
pub struct CorrectionsState {
    /// The file; it need not be there.
    pub file: String,
    /// How many apply.
    pub applied: usize,
    /// How many the next run of `index` will look at.
    pub pending: usize,
    /// Lines that do not read or fit nothing.
    pub wrong: Vec<Wrong>,
}

/// A line that changes nothing.
#[derive(Debug, Serialize)]
pub struct Wrong {
    /// Its number, from 1.
    pub line: usize,
    /// Why.
    pub reason: String,
}

/// A folder that an index keeps up with.
#[derive(Debug, Serialize)]
pub struct Folder {
    /// Where it is.
    pub path: String,
    /// What stands before the names of its documents.
    pub label: Option<String>,
}

/// Passages of one kind.
#[derive(Debug, Serialize)]
pub struct Kind {
    /// Its name.
    pub kind: &'static str,
    /// How many there are.
    pub passages: u64,
    /// Of these, how many have a date of publication.
    pub dated: u64,
    /// Of these, how many have a speaker.
    pub attributed: u64,
}

/// A file that gave no article, or of which a part was not read.
#[derive(Debug, Serialize)]
pub struct SkippedFile<'a> {
    /// Its name.
    pub doc: &'a str,
    /// Stable name of the reason.
    pub code: &'a str,
    /// The reason in words.
    pub reason: &'a str,
    /// Whether it should have been read.
    pub failed: bool,
    /// Whether only a part of it was not read.
    pub in_part: bool,
}

/// Writes the state for people; with `files`, each file that gave no article.
///
/// # Errors
/// What `out` reports.
pub fn write(out: &mut impl Write, status: &Status<'_>, files: bool) -> io::Result<()> {
    writeln!(out, "index     {}", sanitize::line(&status.index))?;
    for folder in &status.folders {
        let label = folder.label.as_ref().map(|label| format!(" as {label}:")).unwrap_or_default();
        writeln!(out, "folder    {}{label}", sanitize::line(&folder.path))?;
    }
    write!(out, "articles  {:>9}", status.articles)?;
    match status.foreign {
        0 => writeln!(out)?,
        foreign => writeln!(out, "  {foreign:>9} not in English")?,
    }
    writeln!(out, "passages  {:>9}  {:>9} words", status.passages, status.words)?;
    for kind in &status.kinds {
        let Kind { kind, passages, dated, attributed } = kind;
        write!(out, "{kind:<9} {passages:>9}  {:>9} undated", passages.saturating_sub(*dated))?;
        if *kind == "text" {
            writeln!(out)?;
        } else {
            writeln!(out, "  {:>9} unattributed", passages.saturating_sub(*attributed))?;
        }
    }
    let failed = status.skipped.iter().filter(|file| file.failed).count();
    writeln!(out, "skipped   {:>9}  {failed:>9} failed", status.skipped.len())?;
    let CorrectionsState { file, applied, pending, wrong } = &status.corrections;
    if applied + pending + wrong.len() > 0 {
        let wrong = wrong.len();
        writeln!(out, "corrected {applied:>9}  {pending:>9} not yet  {wrong:>9} wrong")?;
    }
    for Wrong { line, reason } in wrong {
        writeln!(out, "  {}:{line}: {}", sanitize::line(file), sanitize::line(reason))?;
    }
    if files {
        for file in &status.skipped {
            let doc = sanitize::line(file.doc);
            let how = match file.failed {
                true if file.in_part => "failed in part",
                true => "failed",
                false => "passed over",
            };
            writeln!(out, "  {doc}: {how}: {}", sanitize::line(file.reason))?;
        }
    }
    Ok(())
}

/// What came of checking an index against itself and its files.
#[derive(Debug, Serialize)]
pub struct Verified<'a> {
    /// Version of the format.
    pub v: u8,
    /// Where the index is.
    pub index: String,
    /// Files that gave articles.
    pub files: u64,
    /// Passages that stand in their files word for word, where the index says.
    pub passages: u64,
    /// Segments that are not as they were written.
    pub damaged: Vec<Damage<'a>>,
    /// Files that do not say what the index holds of them.
    pub faults: Vec<FileFault<'a>>,
    /// Documents of the index that belong to no file.
    pub stray: u64,
}

/// A segment that is not as it was written.
#[derive(Debug, Serialize)]
pub struct Damage<'a> {
    /// Its name.
    pub segment: &'a str,
    /// What is wrong with which of its files.
    pub reason: &'a str,
}

/// A file that does not say what the index holds of it.
#[derive(Debug, Serialize)]
pub struct FileFault<'a> {
    /// Its name.
    pub doc: &'a str,
    /// Stable name of what is wrong.
    pub code: &'a str,
    /// What is wrong.
    pub reason: &'a str,
}

/// Writes for people what came of checking an index.
///
/// # Errors
/// What `out` reports.
pub fn write_verified(out: &mut impl Write, verified: &Verified<'_>) -> io::Result<()> {
    let Verified { files, passages, damaged, faults, stray, .. } = verified;
    for Damage { segment, reason } in damaged {
        writeln!(out, "segment {segment} is damaged: {}", sanitize::line(reason))?;
    }
    for FileFault { doc, reason, .. } in faults {
        writeln!(out, "{}: {}", sanitize::line(doc), sanitize::line(reason))?;
    }
    if *stray > 0 {
        writeln!(out, "{stray} documents belong to no file")?;
    }
    writeln!(
        out,
        "{passages} passages of {files} files are as their files say, {} files are not, \
         {} segments damaged",
        faults.len(),
        damaged.len()
    )
}
