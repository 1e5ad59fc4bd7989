//! Takes a WARC file of a crawl and gives the pages that its response records hold.
//!
//! The date of a record is that of the crawl, not of publication, and is left aside.

use std::io::Read;

use super::{Folder, unpack};
use crate::parse::{Article, Input, ParseError, Place};

/// Whether bytes begin as a WARC file does.
pub(crate) fn sniff(bytes: &[u8]) -> bool {
    bytes.starts_with(b"WARC/")
}

/// Reads a `.warc` file.
pub(crate) fn read(input: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    let mut folder = Folder::new(input, "WARC file")?;
    let mut rest = input.bytes;
    while let Some(start) = rest.iter().position(|byte| !byte.is_ascii_whitespace()) {
        rest = &rest[start..];
        let at = input.bytes.len() - rest.len();
        if !sniff(rest) {
            let why = "no record begins where one should".to_owned();
            if at == 0 {
                return Err(ParseError::Broken { format: "WARC", place: Place::Byte(at), why });
            }
            folder.breaks(&format!("at byte {at}, {why}"));
            break;
        }
        let Some((head, body)) = split_head(rest) else {
            folder.breaks(&format!("at byte {at}, the head of a record does not end"));
            break;
        };
        let length = header(head, "Content-Length").and_then(|length| length.parse::<usize>().ok());
        let Some(length) = length else {
            folder.breaks(&format!("at byte {at}, a record does not tell its length"));
            break;
        };
        let whole = body.get(..length);
        let is_page = header(head, "WARC-Type").is_some_and(|kind| kind == "response");
        let url = header(head, "WARC-Target-URI").unwrap_or_default();
        let url = url.trim_matches(['<', '>']);
        match whole {
            Some(response) if is_page => page(&mut folder, url, response, input),
            Some(_) => {}
            None => {
                folder.breaks(&format!("at byte {at}, a record is cut short"));
                break;
            }
        }
        rest = body.get(length..).unwrap_or_default();
        if folder.is_full() {
            break;
        }
    }
    folder.finish()
}

/// Adds the page of a response, if it is one.
fn page(folder: &mut Folder<'_>, url: &str, response: &[u8], input: &Input<'_>) {
    let Some((head, body)) = split_head(response) else { return };
    let ok = head.split_whitespace().nth(1).is_some_and(|status| status == "200");
    let kind = header(head, "Content-Type").unwrap_or_default().to_ascii_lowercase();
    let ending = match kind.split(';').next().unwrap_or_default().trim() {
        "text/html" | "application/xhtml+xml" => "html",
        "text/plain" => "txt",
        _ => return,
    };
    if !ok {
        return;
    }
    folder.members += 1;
    let coding = |name| header(head, name).unwrap_or_default().to_ascii_lowercase();
    let dechunked;
    let mut body = body;
    if coding("Transfer-Encoding").contains("chunked") {
        dechunked = dechunk(body);
        body = &dechunked;
    }
    let zipped = coding("Content-Encoding").contains("gzip") && super::is_gzip(body);
    let reader: Box<dyn Read + '_> =
        if zipped { Box::new(flate2::read::MultiGzDecoder::new(body)) } else { Box::new(body) };
    let (bytes, fault) = unpack(reader, input);
    let path = url.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or("page");
    folder.add(&format!("{last}.{ending}"), &bytes, fault, Some(url));
}

/// Head and body, parted by the first blank line.
fn split_head(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let limit = &bytes[..bytes.len().min(64 << 10)];
    let (end, mark) = memchr::memmem::find(limit, b"\r\n\r\n")
        .map(|at| (at, 4))
        .or_else(|| memchr::memmem::find(limit, b"\n\n").map(|at| (at, 2)))?;
    Some((std::str::from_utf8(&bytes[..end]).unwrap_or_default(), &bytes[end + mark..]))
}

/// The value of a field of a head.
fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.lines().find_map(|line| {
        let (own, value) = line.split_once(':')?;
        own.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// A body without the lengths of its chunks; as it stands where it is none of chunks.
fn dechunk(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(end) = memchr::memchr(b'\n', rest) {
        let line = std::str::from_utf8(&rest[..end]).unwrap_or_default();
        let size = line.trim().split(';').next().unwrap_or_default();
        let Ok(size) = usize::from_str_radix(size, 16) else { break };
        rest = &rest[end + 1..];
        if size == 0 {
            return out;
        }
        let chunk = &rest[..size.min(rest.len())];
        out.extend_from_slice(chunk);
        rest = rest[chunk.len()..].trim_ascii_start();
    }
    if out.is_empty() { body.to_vec() } else { out }
}
