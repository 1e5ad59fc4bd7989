//! Takes subtitles, SRT or WebVTT, and gives what is spoken in paragraphs of readable length.
//!
//! Cues are run together up to a change of speaker, or the end of a sentence once a paragraph is
//! long enough. Who speaks is told by `<v Name>`; labels such as `MARL:` after `>>` stay in the
//! text, where they are found as in any transcript.

use super::decode::decode;
use super::draft::Draft;
use super::html::markup::unescape;
use super::{Article, BlockKind, Input, ParseError};

/// What stands between the times of a cue.
const ARROW: &str = "-->";

/// What marks a change of speaker.
const CHANGE: &str = ">>";

/// Longest tag, in bytes; what is longer is text.
const LONGEST_TAG: usize = 300;

/// Bytes after which a paragraph ends with its sentence.
const LONG: usize = 500;

/// Whether bytes begin as subtitles do: a signature, or a number and a line of times.
pub(crate) fn sniff(bytes: &[u8]) -> bool {
    let head = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    if head.starts_with(b"WEBVTT") {
        return true;
    }
    let head = String::from_utf8_lossy(&head[..head.len().min(200)]);
    let mut lines = head.lines();
    let number = lines.next().is_some_and(|line| line.trim().parse::<u32>().is_ok());
    number && lines.next().is_some_and(is_times)
}

/// Reads an `.srt` or `.vtt` file.
pub(crate) fn read(input: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    let decoded = decode(input.bytes, None)?;
    let mut draft = Draft::default();
    draft.notes.extend(decoded.note);
    let mut spoken = Spoken { draft: &mut draft, words: String::new(), voice: None, line: 1 };
    let (mut inside, mut shown) = (false, String::new());
    for (at, line) in decoded.text.lines().enumerate() {
        let line = line.trim();
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        if is_times(line) {
            inside = true;
        } else if line.is_empty() {
            inside = false;
        } else if inside && line != shown {
            // Captions that roll up show each line twice.
            spoken.add(line, number);
            line.clone_into(&mut shown);
        }
    }
    spoken.flush();
    if draft.is_blank() {
        return Err(ParseError::NotAnArticle { why: "subtitles without words".to_owned() });
    }
    Ok(vec![draft.finish()])
}

/// Whether a line gives the times of a cue.
fn is_times(line: &str) -> bool {
    line.split_once(ARROW).is_some_and(|(from, to)| {
        let is_time = |text: &str| {
            let text = text.split_whitespace().next().unwrap_or_default();
            text.contains(':')
                && text.bytes().all(|byte| byte.is_ascii_digit() || b":.,".contains(&byte))
        };
        is_time(from) && is_time(to)
    })
}

/// A paragraph in the making.
struct Spoken<'d> {
    draft: &'d mut Draft,
    words: String,
    /// Who speaks it, where the cues say so, until it is told.
    voice: Option<String>,
    line: u32,
}

impl Spoken<'_> {
    /// Adds a line of a cue.
    fn add(&mut self, line: &str, number: u32) {
        let (line, voice) = plain(line);
        let line = line.trim();
        let changes = line.starts_with(CHANGE) || line.starts_with("- ") || voice.is_some();
        let ends = self.words.ends_with(['.', '?', '!', '"', '\u{201D}']);
        if changes || self.words.len() >= LONG && ends {
            self.flush();
        }
        if voice.is_some() {
            self.voice = voice;
        }
        if self.words.is_empty() {
            self.line = number;
        } else {
            self.words.push(' ');
        }
        self.words.push_str(line.strip_prefix("- ").unwrap_or(line));
    }

    fn flush(&mut self) {
        let words = std::mem::take(&mut self.words);
        match self.voice.take() {
            Some(voice) => self.draft.push_turn(&voice, &words, Some(self.line)),
            None => self.draft.push(BlockKind::Paragraph, &words, Some(self.line)),
        }
    }
}

/// A line without its tags, and the voice that one of them names.
fn plain(line: &str) -> (String, Option<String>) {
    let (mut out, mut voice) = (String::with_capacity(line.len()), None);
    let mut rest = line;
    while let Some(at) = rest.find(['<', '{']) {
        out.push_str(&rest[..at]);
        let close = if rest[at..].starts_with('<') { b'>' } else { b'}' };
        let is_tag = rest[at + 1..]
            .starts_with(|ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '/' | '\\'));
        let near = rest.as_bytes()[at..].iter().take(LONGEST_TAG).position(|&byte| byte == close);
        match near.filter(|_| is_tag) {
            Some(end) => {
                let tag = &rest[at + 1..at + end];
                if let Some((_, name)) = tag.split_once(' ').filter(|(tag, _)| tag.starts_with('v'))
                {
                    voice = Some(unescape(name.trim()).into_owned());
                }
                rest = &rest[at + end + 1..];
            }
            None => {
                out.push_str(&rest[at..=at]);
                rest = &rest[at + 1..];
            }
        }
    }
    out.push_str(rest);
    (unescape(&out).into_owned(), voice)
}

#[cfg(test)]
mod tests {
    use crate::lexicon::Lexicon;
    use crate::parse::{Article, ParseConfig, ParseError, parse};

    fn read(name: &str, bytes: &[u8]) -> Result<Article, ParseError> {
        parse(name, bytes, &Lexicon::builtin(), &ParseConfig::default())
            .map(|mut articles| articles.swap_remove(0))
    }

    const SRT: &str = "1\n00:00:01,000 --> 00:00:03,500\n>> MS. MARL: The levy is\n\n2\n00:00:03,500 --> 00:00:05,000\n<i>dead</i> &amp; gone.\n\n3\n00:00:05,000 --> 00:00:07,000\n>> MR. OSTER: {\\an8}Is it?\n";

    #[test]
    fn cues_become_turns() {
        let article = read("a.srt", SRT.as_bytes()).expect("subtitles");
        assert_eq!(article.text, ">> MS. MARL: The levy is dead & gone.\n\n>> MR. OSTER: Is it?");
        let labels: Vec<_> = article
            .blocks
            .iter()
            .map(|block| (block.label.map(|label| label.of(&article.text)), block.line))
            .collect();
        assert_eq!(labels, [(Some("MS. MARL"), 3), (Some("MR. OSTER"), 11)]);
        assert_eq!(article.format, "captions");
    }

    #[test]
    fn voices_are_labels() {
        let vtt = "WEBVTT\n\nNOTE not spoken\n\n00:01.000 --> 00:02.000 align:start\n<v Ada Marl>The levy is dead.</v>\n\n00:02.000 --> 00:03.000\n<v.loud Tim Oster>Is it? 2 < 3.\n";
        let article = read("a.txt", vtt.as_bytes()).expect("subtitles");
        assert_eq!(article.text, "Ada Marl: The levy is dead.\n\nTim Oster: Is it? 2 < 3.");
    }

    #[test]
    fn broken_in_five_ways() {
        assert!(read("a.srt", &SRT.as_bytes()[..60]).expect("the rest").text.contains("MARL"));
        let (utf16, ..) = encoding_rs::WINDOWS_1252
            .encode("1\n00:00:01,000 --> 00:00:02,000\nM\u{E4}rl sprach.\n");
        assert_eq!(read("a.srt", &utf16).expect("decoded").text, "M\u{E4}rl sprach.");
        assert_eq!(read("a.json", SRT.as_bytes()).expect("told by its bytes").format, "captions");
        assert_eq!(read("a.srt", b" \n").err(), Some(ParseError::Empty));
        let hostile = "00:00:01,000 --> 00:00:02,000\n".repeat(100_000) + &"<v ".repeat(50_000);
        let error = read("a.srt", hostile.as_bytes()).map(|article| article.text.len());
        assert_eq!(error, Ok("<v ".repeat(50_000).len() - 1));
    }
}
