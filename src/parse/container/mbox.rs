//! Takes a mailbox, mails one behind the other in one file, and gives the article of each.
//!
//! A mail begins with a line `From ` after a blank one, or at the start, with the line of a head
//! below it: a paragraph of a mail that begins with that word parts nothing.

use super::Folder;
use crate::parse::{Article, Input, ParseError, Place, mail};

/// What a line begins with that parts mails.
const MARK: &[u8] = b"From ";

/// Whether bytes are a mailbox.
pub(crate) fn sniff(bytes: &[u8]) -> bool {
    begins(bytes)
}

/// Reads an `.mbox` file.
pub(crate) fn read(input: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    let bytes = input.bytes;
    if !begins(bytes) {
        let why = "no mail begins at its start".to_owned();
        return Err(ParseError::Broken { format: "mailbox", place: Place::Byte(0), why });
    }
    let blank = |at: usize| bytes[..at].ends_with(b"\n\n") || bytes[..at].ends_with(b"\n\r\n");
    let mut starts: Vec<usize> = memchr::memmem::find_iter(bytes, MARK)
        .filter(|&at| (at == 0 || blank(at)) && begins(&bytes[at..]))
        .collect();
    starts.push(bytes.len());
    let mut folder = Folder::new(input, "mailbox")?;
    for (number, edges) in (1..).zip(starts.windows(2)) {
        folder.members += 1;
        let mail = unquoted(&bytes[edges[0]..edges[1]]);
        folder.add(&format!("mail {number}.eml"), &mail, None, None);
        if folder.is_full() {
            break;
        }
    }
    folder.finish()
}

/// Whether a mail begins here.
fn begins(bytes: &[u8]) -> bool {
    let Some(end) = bytes.strip_prefix(MARK).and_then(|rest| memchr::memchr(b'\n', rest)) else {
        return false;
    };
    let below = &bytes[MARK.len() + end + 1..];
    // Some programs write a quoted line of the kind between.
    mail::head(below.strip_prefix(b">").unwrap_or(below)).is_some()
}

/// A mail without the line that parts it, the mark before `From ` taken off its lines.
fn unquoted(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|&byte| byte == b'\n').skip(1) {
        let marks = line.iter().take_while(|&&byte| byte == b'>').count();
        let quoted = marks > 0 && line[marks..].starts_with(MARK);
        out.extend_from_slice(if quoted { &line[1..] } else { line });
    }
    out
}
