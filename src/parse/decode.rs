//! Takes the bytes of a text file and gives its characters.
//!
//! In this order: byte order mark, valid UTF-8, UTF-8 with few faults, the encoding that the
//! file declares, detection. Valid UTF-8 comes back byte for byte, mark included. What was
//! guessed or replaced is told in a note; bytes that are no text are refused.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::ParseError;
use crate::diagnostic::{Diagnostic, Severity};
use crate::span::Span;

/// Bytes looked at to tell text from other data.
const SAMPLE: usize = 8192;

/// Decoded text and what was done to get it.
#[derive(Debug)]
pub(crate) struct Decoded {
    /// The text.
    pub(crate) text: String,
    /// What was guessed or replaced, if anything.
    pub(crate) note: Option<Diagnostic>,
}

/// Decodes `bytes`; `declared` is the label of the encoding that the file itself names.
///
/// # Errors
///
/// [`ParseError::Binary`] where the bytes are not text in any encoding.
pub(crate) fn decode(bytes: &[u8], declared: Option<&str>) -> Result<Decoded, ParseError> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        if encoding != UTF_8 {
            return Ok(by(encoding, bytes, "by its byte order mark"));
        }
    } else if let Some(encoding) = utf16_without_mark(bytes) {
        return Ok(by(encoding, bytes, "by its zero bytes"));
    }
    if is_binary(bytes) {
        return Err(ParseError::Binary);
    }
    let fault = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(sound(text)),
        Err(fault) => fault,
    };
    if let Some(decoded) = mended(bytes, fault.valid_up_to()) {
        return Ok(decoded);
    }
    let named = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    if let Some(encoding) = named.filter(|&encoding| encoding != UTF_8) {
        return Ok(by(encoding, bytes, "as it declares"));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let decoded = by(detector.guess(None, Utf8Detection::Deny), bytes, "by detection");
    if is_noise(&decoded.text) { Err(ParseError::Binary) } else { Ok(decoded) }
}

/// Valid UTF-8 as it stands, unless it is certain that it was encoded twice.
fn sound(text: &str) -> Decoded {
    match unmojibake(text) {
        None => Decoded { text: text.to_owned(), note: None },
        Some(text) => Decoded {
            text,
            note: Some(Diagnostic {
                code: "mojibake",
                severity: Severity::Warning,
                span: None,
                message: "UTF-8 that had been read as Windows-1252 and encoded again was mended"
                    .to_owned(),
            }),
        },
    }
}

/// The text in `encoding`, with a note of it.
fn by(encoding: &'static Encoding, bytes: &[u8], why: &str) -> Decoded {
    let (text, encoding, lossy) = encoding.decode(bytes);
    let text = match text {
        Cow::Borrowed(text) => text.to_owned(),
        Cow::Owned(text) => text,
    };
    let mut message = format!("read as {} {why}", encoding.name());
    if lossy {
        message.push_str(", with characters that could not be read");
    }
    // Windows-1252 by the file's own word loses nothing and guesses nothing.
    let sure = !lossy && why != "by detection";
    let severity = if sure { Severity::Note } else { Severity::Warning };
    Decoded { text, note: Some(Diagnostic { code: "encoding", severity, span: None, message }) }
}

/// UTF-8 that breaks off inside its last character, or has few faults among many sound
/// characters of more than one byte. Each fault becomes U+FFFD.
fn mended(bytes: &[u8], first: usize) -> Option<Decoded> {
    let mut sound = 0;
    let mut faults = 0;
    let mut cut = 0;
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().bytes().filter(|&byte| byte >= 0xC0).count();
        if !chunk.invalid().is_empty() {
            faults += 1;
            cut = chunk.invalid().len();
        }
    }
    let tail = bytes.len() - first == cut && faults == 1;
    // A lone lead byte at the end may be a letter of Latin-1; E2 begins nearly all marks and
    // dashes of UTF-8, and in Latin-1 is a letter that ends no English word.
    let truncated = tail && (cut > 1 || sound > 0 || bytes.last() == Some(&0xE2));
    if !truncated && (sound == 0 || faults * 20 > sound) {
        return None;
    }
    let text = String::from_utf8_lossy(bytes).into_owned();
    let message = if truncated {
        "the last character is cut off; the file may be truncated".to_owned()
    } else if faults == 1 {
        "one sequence of bytes is not valid UTF-8 and was replaced".to_owned()
    } else {
        format!("{faults} sequences of bytes are not valid UTF-8 and were replaced")
    };
    let code = if truncated { "truncated" } else { "encoding" };
    let span = Some(Span::at(first..first + '\u{FFFD}'.len_utf8()));
    Some(Decoded {
        text,
        note: Some(Diagnostic { code, severity: Severity::Warning, span, message }),
    })
}

/// Whether the first bytes hold what no text holds.
fn is_binary(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let control = sample
        .iter()
        .filter(|&&byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | 0x0B | 0x0C | b'\r' | 0x1A))
        .count();
    // Stray control characters occur in old exports; more than one in 200 do not.
    control * 200 > sample.len() || memchr::memchr(0, sample).is_some_and(|_| control > 2)
}

/// Whether a guess at the encoding gave mostly symbols instead of words.
fn is_noise(text: &str) -> bool {
    let (mut letters, mut others, mut count) = (0_usize, 0_usize, 0_usize);
    for ch in text.chars().take(SAMPLE) {
        count += 1;
        if ch.is_alphanumeric() {
            letters += 1;
        } else if ch.is_control() && !ch.is_whitespace() || ch == '\u{FFFD}' {
            others += 1;
        }
    }
    others * 100 > count || letters * 4 < count
}

/// UTF-16 told by every second byte being zero, as in English text.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
    if sample.len() < 8 {
        return None;
    }
    let zeros = |phase: usize| sample.iter().skip(phase).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), sample.len() / 2);
    if odd * 5 > pairs * 4 && even * 20 < pairs {
        Some(UTF_16LE)
    } else if even * 5 > pairs * 4 && odd * 20 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Mends text that was UTF-8, was read as Windows-1252 and written again, where that is certain:
/// all of the text that is not ASCII has that shape. Gives nothing where there is nothing to mend.
fn unmojibake(text: &str) -> Option<String> {
    // The two commonest marks of it: â€ before quotation marks and dashes, Ã before letters.
    if !text.contains("\u{E2}\u{20AC}") && !text.contains('\u{C3}') {
        return None;
    }
    let (bytes, _, lossy) = WINDOWS_1252.encode(text);
    if lossy {
        return None;
    }
    let mended = std::str::from_utf8(&bytes).ok()?;
    (mended.len() < text.len()).then(|| mended.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{decode, unmojibake};
    use crate::parse::ParseError;

    fn text(bytes: &[u8]) -> (String, Option<String>) {
        let decoded = decode(bytes, None).expect("text");
        (decoded.text, decoded.note.map(|note| note.message))
    }

    #[test]
    fn utf8_comes_back_byte_for_byte() {
        for sample in ["", "plain", "\u{FEFF}with a mark\r\n", "caf\u{E9} \u{201C}x\u{201D}"] {
            assert_eq!(text(sample.as_bytes()), (sample.to_owned(), None));
        }
    }

    #[test]
    fn utf16_is_told_by_its_mark_or_its_zeros() {
        let little: Vec<u8> =
            "Reply of the ministry".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(text(&little).0, "Reply of the ministry");
        let mut big = vec![0xFE, 0xFF];
        big.extend("caf\u{E9}".encode_utf16().flat_map(u16::to_be_bytes));
        assert_eq!(text(&big).0, "caf\u{E9}");
    }

    #[test]
    fn latin1_is_detected_and_told() {
        let (read, note) = text(b"The caf\xE9 owner, Ren\xE9e Doral, said \x93no\x94 to the levy.");
        assert_eq!(
            read,
            "The caf\u{E9} owner, Ren\u{E9}e Doral, said \u{201C}no\u{201D} to the levy."
        );
        assert_eq!(note.as_deref(), Some("read as windows-1252 by detection"));
    }

    #[test]
    fn a_declared_encoding_is_believed_unless_the_bytes_are_utf8() {
        let read = decode(b"na\xEFve", Some("iso-8859-1")).expect("text");
        assert_eq!(read.text, "na\u{EF}ve");
        let read = decode("na\u{EF}ve".as_bytes(), Some("iso-8859-1")).expect("text");
        assert_eq!(read.text, "na\u{EF}ve");
    }

    #[test]
    fn a_cut_last_character_is_mended_and_told() {
        let (read, note) = text(b"She said: \xE2\x80\x9Cyes\xE2\x80");
        assert_eq!(read, "She said: \u{201C}yes\u{FFFD}");
        assert!(note.is_some_and(|note| note.contains("truncated")));
    }

    #[test]
    fn few_faults_in_utf8_do_not_turn_it_into_latin1() {
        let mut bytes = "\u{201C}yes\u{201D} ".repeat(30).into_bytes();
        bytes.extend_from_slice(b"\xFF and on");
        let (read, note) = text(&bytes);
        assert!(read.contains("\u{201C}yes\u{201D}") && read.ends_with("\u{FFFD} and on"));
        assert!(note.is_some_and(|note| note.contains("one sequence")));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let noise: Vec<u8> =
            (0..4096_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let elf = [b"\x7FELF\x02\x01\x01\0\0\0".as_slice(), &[0; 64]].concat();
        for bytes in [noise.as_slice(), &elf, b"PK\x03\x04\x14\0\0\0\x08\0"] {
            assert!(matches!(decode(bytes, None), Err(ParseError::Binary)));
        }
    }

    #[test]
    fn mojibake_is_mended_only_where_all_of_it_is() {
        assert_eq!(
            unmojibake("She said \u{E2}\u{20AC}\u{153}yes").as_deref(),
            Some("She said \u{201C}yes")
        );
        assert_eq!(unmojibake("\u{C3}\u{A9}lan and \u{E9}lan"), None);
        assert_eq!(unmojibake("\u{C3}land"), None);
        assert_eq!(unmojibake("plain"), None);
    }
}
