//! What the user's rules say of files: patterns of their paths, and a list of files with what is
//! known of each.

use std::collections::BTreeMap;

use super::fields::{self, Fields, tidy};
use super::{Article, DateSource, Input, Meta, ParseError, decode, plain, table, when};
use crate::diagnostic::{Diagnostic, Severity};

/// What a part of a path can tell, by the name in the pattern.
const TELLS: &[&str] = &["outlet", "date", "section", "author", "title"];

/// Columns of a list that name the file.
const FILE_COLUMNS: &[&str] = &["file", "path", "doc", "filename"];

/// A pattern of paths, as in `{outlet}/{date}_*.txt`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathPattern {
    written: String,
    parts: Vec<Part>,
    /// Parts of a path that it speaks of, from the last.
    depth: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    /// One or more characters inside one part of the path, and what they tell, if anything.
    Any(Option<&'static str>),
}

impl PathPattern {
    /// The pattern that is written so. It is held against as many parts at the end of a path as
    /// it has itself. `{outlet}`, `{date}`, `{section}`, `{author}` and `{title}` tell; `*` stands
    /// for anything inside a part.
    ///
    /// # Errors
    /// What is wrong with it, for people.
    pub fn new(written: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = written;
        while let Some(at) = rest.find(['{', '*']) {
            if at > 0 {
                parts.push(Part::Text(rest[..at].to_owned()));
            }
            if let Some(after) = rest[at..].strip_prefix('*') {
                parts.push(Part::Any(None));
                rest = after;
                continue;
            }
            let (name, after) =
                rest[at + 1..].split_once('}').ok_or_else(|| "`{` without `}`".to_owned())?;
            let known = TELLS.iter().find(|known| **known == name).ok_or_else(|| {
                format!("`{{{name}}}` tells nothing; there are {}", TELLS.join(", "))
            })?;
            parts.push(Part::Any(Some(known)));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        if !parts.iter().any(|part| matches!(part, Part::Any(Some(_)))) {
            return Err(format!("it tells nothing; use one of {}", TELLS.join(", ")));
        }
        let depth = written.matches('/').count() + 1;
        Ok(Self { written: written.to_owned(), parts, depth })
    }

    /// What the path tells; nothing where it is not of this form.
    fn tells<'p>(&self, path: &'p str) -> Option<Vec<(&'static str, &'p str)>> {
        let starts = path.rmatch_indices('/').map(|(at, _)| at + 1);
        let start = starts.chain([0]).nth(self.depth - 1)?;
        let path = &path[start..];
        // Places from which the rest of the pattern is known not to fit.
        let mut dead = vec![false; (self.parts.len() + 1) * (path.len() + 1)];
        let mut found = Vec::new();
        self.fits(0, 0, path, &mut dead, &mut found).then_some(found)
    }

    fn fits<'p>(
        &self,
        part: usize,
        at: usize,
        path: &'p str,
        dead: &mut [bool],
        found: &mut Vec<(&'static str, &'p str)>,
    ) -> bool {
        let place = part * (path.len() + 1) + at;
        if dead[place] {
            return false;
        }
        let fits = match self.parts.get(part) {
            None => at == path.len(),
            Some(Part::Text(text)) => {
                path[at..].starts_with(text.as_str())
                    && self.fits(part + 1, at + text.len(), path, dead, found)
            }
            Some(Part::Any(tells)) => {
                let rest = &path[at..];
                let reach = rest.find('/').unwrap_or(rest.len());
                let ends = rest[..reach].char_indices().map(|(from, ch)| from + ch.len_utf8());
                ends.into_iter().any(|len| {
                    let known = found.len();
                    found.extend(tells.map(|name| (name, &rest[..len])));
                    let fits = self.fits(part + 1, at + len, path, dead, found);
                    if !fits {
                        found.truncate(known);
                    }
                    fits
                })
            }
        };
        dead[place] |= !fits;
        fits
    }
}

/// Takes from the path of a file what its article does not say, by the first pattern that fits.
pub(crate) fn fill(article: &mut Article, input: &Input<'_>) {
    let patterns = input.config.patterns.iter();
    let Some((pattern, told)) =
        patterns.filter_map(|pattern| Some((pattern, pattern.tells(input.name)?))).next()
    else {
        return;
    };
    let meta = &mut article.meta;
    let mut taken = Vec::new();
    for (name, value) in told {
        let spaced = || Some(tidy(&value.replace(['-', '_'], " ")));
        let takes = match name {
            "date" => match when::field(value, input.lexicon) {
                Some(date)
                    if meta.date.is_none_or(|known| known.source > DateSource::PathPattern) =>
                {
                    meta.offer_date(date, DateSource::PathPattern);
                    true
                }
                _ => false,
            },
            "author" if meta.authors.is_empty() => {
                meta.authors = plain::names(&value.replace(['-', '_'], " "), input.lexicon);
                true
            }
            "outlet" if meta.outlet.is_none() => {
                meta.outlet = spaced();
                true
            }
            "section" if meta.section.is_none() => {
                meta.section = spaced();
                true
            }
            "title" if meta.title.is_none() => {
                meta.title = spaced();
                true
            }
            _ => false,
        };
        taken.extend(takes.then_some(name));
    }
    if !taken.is_empty() {
        let message = format!("{} by `{}`", taken.join(", "), pattern.written);
        article.notes.push(note("path-pattern", message));
    }
}

fn note(code: &'static str, message: String) -> Diagnostic {
    Diagnostic { code, severity: Severity::Note, span: None, message }
}

/// What a list of files tells of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileList {
    by_file: BTreeMap<String, Fields>,
}

impl FileList {
    /// Reads a list: a table with a row of names at its top, one column of which names the files
    /// as records do, or by their last part.
    ///
    /// # Errors
    /// A [`ParseError`] where it is no table, or no column names files.
    pub fn read(bytes: &[u8]) -> Result<Self, ParseError> {
        let text = decode::decode(bytes, None)?.text;
        let text = text.trim_start_matches('\u{FEFF}');
        let mut reader = table::rows(text);
        let names = reader.headers().map_err(|error| table::broken(&error))?.clone();
        let is_file =
            |name: &str| FILE_COLUMNS.iter().any(|known| known.eq_ignore_ascii_case(name));
        let Some(column) = names.iter().position(is_file) else {
            let why = format!("no column names the files: {}", FILE_COLUMNS.join(", "));
            return Err(ParseError::NotAnArticle { why });
        };
        let mut by_file = BTreeMap::new();
        for row in reader.records() {
            let row = row.map_err(|error| table::broken(&error))?;
            let Some(file) = row.get(column).filter(|file| !file.is_empty()) else { continue };
            let pairs = names.iter().zip(row.iter()).filter(|(name, _)| !is_file(name));
            by_file.insert(file.replace('\\', "/"), Fields::of_row(pairs, &BTreeMap::new()));
        }
        Ok(Self { by_file })
    }

    /// What it tells of a file: by its whole path, or by its last part.
    fn get(&self, name: &str) -> Option<&Fields> {
        let name = name.split_once(':').map_or(name, |(_, below)| below);
        let last = name.rsplit('/').next().unwrap_or(name);
        self.by_file.get(name).or_else(|| self.by_file.get(last))
    }
}

/// Takes what the user's list says of a file over what the file says itself.
pub(crate) fn fill_listed(article: &mut Article, input: &Input<'_>) {
    let Some(fields) = input.config.list.get(input.name) else { return };
    let mut told = Meta::default();
    fields::fill(&mut told, fields, DateSource::Metadata, input.lexicon);
    let meta = &mut article.meta;
    meta.title = told.title.or(meta.title.take());
    meta.outlet = told.outlet.or(meta.outlet.take());
    meta.url = told.url.or(meta.url.take());
    meta.section = told.section.or(meta.section.take());
    meta.updated = told.updated.or(meta.updated);
    meta.date = told.date.or(meta.date);
    if !told.authors.is_empty() {
        meta.authors = told.authors;
    }
    article.notes.push(note("listed", "as the list of files tells".to_owned()));
}

#[cfg(test)]
mod tests;
