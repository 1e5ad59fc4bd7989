//! Takes compressed files, archives and crawls, and gives the articles of the files in them, as
//! if they lay in a folder.
//!
//! Bounded: all that one file unpacks to, whatever stands in what, is at most what the limit of
//! a file allows; archives stand in archives at most [`DEEPEST`] deep. A member that should have
//! been read and could not be, and an archive that breaks off, are told in a note; what stands
//! before is read.

mod mbox;
mod warc;

use std::io::{Cursor, Read};

use super::bundle::{loss, note};
use super::{Article, Input, ParseError, Place, format};
use crate::diagnostic::Severity;

pub(crate) use mbox::{read as read_mbox, sniff as is_mbox};
pub(crate) use warc::{read as read_warc, sniff as is_warc};

/// How deep archives stand in each other: a compressed file in an archive that is compressed.
const DEEPEST: u8 = 3;

/// Most members of an archive.
const MOST_MEMBERS: usize = 200_000;

/// Members not read that are named; the rest are counted.
const NAMED: usize = 1000;

/// The member that makes a ZIP archive an office document.
const OFFICE: &str = "[Content_Types].xml";

/// Whether bytes are of gzip.
pub(crate) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x1F\x8B\x08")
}

/// Whether bytes are of Zstandard.
pub(crate) fn is_zstd(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x28\xB5\x2F\xFD")
}

/// Whether bytes are a ZIP archive.
pub(crate) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Whether bytes are a tape archive.
pub(crate) fn is_tar(bytes: &[u8]) -> bool {
    bytes.get(257..262) == Some(b"ustar")
}

/// Reads a `.gz` file.
pub(crate) fn read_gzip(input: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    if !is_gzip(input.bytes) {
        return Err(broken("gzip", Place::Whole, "does not begin as gzip does"));
    }
    let (bytes, fault) = unpack(flate2::read::MultiGzDecoder::new(input.bytes), input);
    single(input, "gzip", &bytes, fault)
}

/// Reads a `.zst` file.
pub(crate) fn read_zstd(input: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    if !is_zstd(input.bytes) {
        return Err(broken("Zstandard", Place::Whole, "does not begin as Zstandard does"));
    }
    let mut rest = input.bytes;
    let mut bytes = Vec::new();
    let mut fault = None;
    // A file may consist of several frames, one behind the other.
    while is_zstd(rest) && fault.is_none() {
        match ruzstd::decoding::StreamingDecoder::new(&mut rest) {
            Ok(decoder) => {
                let (part, trouble) = unpack(decoder, input);
                bytes.extend(part);
                fault = trouble;
            }
            Err(error) => fault = Some(error.to_string()),
        }
    }
    single(input, "Zstandard", &bytes, fault)
}

/// Reads a `.zip` archive.
pub(crate) fn read_zip(input: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(input.bytes))
        .map_err(|error| broken("ZIP archive", Place::Whole, &error.to_string()))?;
    if archive.by_name(OFFICE).is_ok() {
        let name = format::ending(input.name).map_or("office".to_owned(), |end| format!("*.{end}"));
        return Err(ParseError::Unsupported { name });
    }
    let mut folder = Folder::new(input, "ZIP archive")?;
    for number in 0..archive.len() {
        let mut member = match archive.by_index(number) {
            Ok(member) => member,
            Err(error) => {
                folder.failed(&format!("member {}", number + 1), &error.to_string());
                continue;
            }
        };
        let Ok(name) = member.name().map(std::borrow::Cow::into_owned) else { continue };
        if member.is_file() && folder.wants(&name) {
            let (bytes, fault) = unpack(&mut member, input);
            folder.add(&name, &bytes, fault, None);
        }
        if folder.is_full() {
            break;
        }
    }
    folder.finish()
}

/// Reads a `.tar` archive.
pub(crate) fn read_tar(input: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    let mut archive = tar::Archive::new(input.bytes);
    let mut folder = Folder::new(input, "tape archive")?;
    let entries = archive
        .entries()
        .map_err(|error| broken("tape archive", Place::Whole, &error.to_string()))?;
    for entry in entries {
        let mut entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                folder.breaks(&error.to_string());
                break;
            }
        };
        let name = entry.path().map(|path| path.to_string_lossy().into_owned());
        let Ok(name) = name else { continue };
        if entry.header().entry_type().is_file() && folder.wants(&name) {
            let size = entry.size();
            let (bytes, fault) = unpack(&mut entry, input);
            // An archive that breaks off ends its last member without an error.
            let cut = || format!("it ends after {} of its {size} bytes", bytes.len());
            let fault = fault.or_else(|| (bytes.len() as u64 != size).then(cut));
            folder.add(&name, &bytes, fault, None);
        }
        if folder.is_full() {
            break;
        }
    }
    folder.finish()
}

/// The bytes that a reader gives, as many as may still be unpacked, and what stopped it early.
fn unpack(reader: impl Read, input: &Input<'_>) -> (Vec<u8>, Option<String>) {
    let left = input.budget.get();
    let mut bytes = Vec::new();
    let limit = (left as u64).saturating_add(1);
    let mut fault = reader.take(limit).read_to_end(&mut bytes).err().map(|error| error.to_string());
    if bytes.len() > left {
        bytes.truncate(left);
        fault = Some(format!("unpacks to more than {} bytes", input.config.max_bytes));
    }
    input.budget.set(left - bytes.len());
    (bytes, fault)
}

/// The articles of a compressed file.
fn single(
    input: &Input<'_>,
    format: &'static str,
    bytes: &[u8],
    fault: Option<String>,
) -> Result<Vec<Article>, ParseError> {
    let place = Place::Byte(bytes.len());
    if let Some(why) = fault.as_deref().filter(|_| bytes.is_empty()) {
        return Err(broken(format, place, why));
    }
    let mut articles = member(input, &inner_name(input.name), bytes)?;
    if let Some((why, article)) = fault.zip(articles.first_mut()) {
        let message = format!("the {format} data break at byte {place} unpacked: {why}");
        article.notes.push(loss("broken-archive", message.replace("byte byte", "byte")));
    }
    Ok(articles)
}

/// The name of what a compressed file holds: `a.txt.gz` holds `a.txt`, `a.tgz` holds `a.tar`, and
/// a name that does not tell of compression is its own.
fn inner_name(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending)) if ending.eq_ignore_ascii_case("tgz") => format!("{stem}.tar"),
        Some((stem, ending)) if matches!(&*ending.to_ascii_lowercase(), "gz" | "zst") => {
            stem.to_owned()
        }
        _ => name.to_owned(),
    }
}

/// The articles of a member.
fn member(input: &Input<'_>, name: &str, bytes: &[u8]) -> Result<Vec<Article>, ParseError> {
    if input.depth >= DEEPEST {
        return Err(ParseError::NotAnArticle { why: "an archive too deep in others".to_owned() });
    }
    super::read(&Input { name, bytes, depth: input.depth + 1, ..*input })
}

fn broken(format: &'static str, place: Place, why: &str) -> ParseError {
    ParseError::Broken { format, place, why: why.to_owned() }
}

/// What is read of an archive.
struct Folder<'a> {
    input: &'a Input<'a>,
    format: &'static str,
    articles: Vec<Article>,
    members: usize,
    passed: usize,
    failed: Vec<(String, String)>,
    breaks: Option<String>,
}

impl<'a> Folder<'a> {
    fn new(input: &'a Input<'a>, format: &'static str) -> Result<Self, ParseError> {
        if input.depth >= DEEPEST {
            let why = "an archive too deep in others".to_owned();
            return Err(ParseError::NotAnArticle { why });
        }
        let (articles, failed) = (Vec::new(), Vec::new());
        Ok(Self { input, format, articles, members: 0, passed: 0, failed, breaks: None })
    }

    /// Whether a member is worth unpacking. Hidden ones and what no reader takes are not.
    fn wants(&mut self, name: &str) -> bool {
        let hidden = name.split('/').any(|part| part.starts_with('.') && part.len() > 2);
        if hidden || name.split('/').any(|part| part == "__MACOSX" || part.ends_with("_files")) {
            return false;
        }
        self.members += 1;
        let reads = format::may_read(name);
        self.passed += usize::from(!reads);
        reads
    }

    fn add(&mut self, name: &str, bytes: &[u8], fault: Option<String>, url: Option<&str>) {
        if let Some(why) = fault {
            self.failed(name, &why);
            return;
        }
        // The names of its folders count as those of a folder on disk.
        let name = name.trim_start_matches("./");
        let input = Input { name, bytes, url, depth: self.input.depth + 1, ..*self.input };
        match super::read(&input) {
            Ok(mut articles) => {
                let notes = articles.iter_mut().flat_map(|article| &mut article.notes);
                for note in notes.filter(|note| note.severity == Severity::Loss) {
                    note.message = format!("in `{name}`: {}", note.message);
                }
                self.articles.extend(articles);
            }
            Err(error) if error.is_by_rule() => self.passed += 1,
            Err(error) => self.failed(name, &error.to_string()),
        }
    }

    fn failed(&mut self, name: &str, why: &str) {
        self.failed.push((name.to_owned(), why.to_owned()));
    }

    fn breaks(&mut self, why: &str) {
        self.breaks = Some(why.to_owned());
    }

    /// Whether no more may be unpacked; that is told.
    fn is_full(&mut self) -> bool {
        if self.input.budget.get() == 0 {
            let limit = self.input.config.max_bytes;
            self.breaks(&format!("it unpacks to more than {limit} bytes"));
        } else if self.members >= MOST_MEMBERS {
            self.breaks(&format!("it holds more than {MOST_MEMBERS} files"));
        }
        self.breaks.is_some()
    }

    fn finish(mut self) -> Result<Vec<Article>, ParseError> {
        let Some(first) = self.articles.first_mut() else {
            if let Some(why) = &self.breaks {
                return Err(broken(self.format, Place::Whole, why));
            }
            if let Some((name, why)) = self.failed.first() {
                let mut why = format!("`{name}`: {why}");
                if let [_, others @ ..] = self.failed.as_slice()
                    && !others.is_empty()
                {
                    why.push_str(&format!("; {} more files in it not read", others.len()));
                }
                return Err(broken(self.format, Place::Whole, &why));
            }
            let why = format!("an archive of {} files, none of them an article", self.members);
            return Err(ParseError::NotAnArticle { why });
        };
        for (name, why) in self.failed.iter().take(NAMED) {
            first.notes.push(loss("member-not-read", format!("`{name}` in it not read: {why}")));
        }
        if self.failed.len() > NAMED {
            let message = format!("{} more files in it not read", self.failed.len() - NAMED);
            first.notes.push(loss("member-not-read", message));
        }
        if let Some(why) = self.breaks {
            let message = format!("the {} was not read to its end: {why}", self.format);
            first.notes.push(loss("broken-archive", message));
        }
        if self.passed > 0 {
            let message = format!("{} files in it passed over, without an article", self.passed);
            let mut passed = note("members-passed-over", message);
            passed.severity = Severity::Note;
            first.notes.push(passed);
        }
        Ok(self.articles)
    }
}

#[cfg(test)]
mod tests;
