//! Takes RTF and gives its text, a paragraph a block.
//!
//! Reads the stream of control words once and keeps what is shown: tables of fonts and styles,
//! pictures, heads and feet of pages and destinations that nobody knows are passed over. Flat:
//! groups cost a place in a list each, whatever their depth.

use encoding_rs::{Encoding, WINDOWS_1252};

use super::{Article, Input, ParseError, Place, bundle};

/// Groups whose content is not shown.
const HIDDEN: &[&str] = &[
    "fonttbl",
    "colortbl",
    "stylesheet",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "info",
    "pict",
    "object",
    "header",
    "headerl",
    "headerr",
    "headerf",
    "footer",
    "footerl",
    "footerr",
    "footerf",
    "footnote",
    "themedata",
    "datastore",
    "latentstyles",
    "xmlnstbl",
    "fldinst",
    "bkmkstart",
    "bkmkend",
    "generator",
    "filetbl",
    "revtbl",
    "upr",
];

/// Most groups open at a time.
const DEEPEST: usize = 10_000;

/// Whether bytes begin as RTF does.
pub(crate) fn sniff(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"{\\rtf")
}

/// Reads an `.rtf` file, and a `.doc` that is RTF in truth.
pub(crate) fn read(input: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    let broken = |at: usize, why: &str| ParseError::Broken {
        format: "RTF",
        place: Place::Byte(at),
        why: why.to_owned(),
    };
    if !sniff(input.bytes) {
        return Err(broken(0, "does not begin as RTF does"));
    }
    let mut reader = Reader::new(input.bytes);
    let whole = reader.run();
    if reader.out.trim().is_empty() {
        return Err(ParseError::NotAnArticle { why: "RTF without text".to_owned() });
    }
    let at = reader.at;
    let mut articles = bundle::articles(&reader.out, input)?;
    if let Some((why, article)) = whole.err().zip(articles.first_mut()) {
        article
            .notes
            .push(bundle::loss("broken-rtf", format!("the RTF breaks at byte {at}: {why}")));
    }
    Ok(articles)
}

/// What holds for a group.
#[derive(Clone, Copy)]
struct Group {
    hidden: bool,
    /// Characters that stand for a Unicode one where it cannot be shown.
    fallback: usize,
}

struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
    out: String,
    groups: Vec<Group>,
    encoding: &'static Encoding,
    /// Bytes of the code page that are not decoded yet.
    raw: Vec<u8>,
    /// Fallback characters still to be passed over.
    skip: usize,
    /// Half of a character beyond the first plane.
    high: Option<u16>,
}

impl<'b> Reader<'b> {
    fn new(bytes: &'b [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            out: String::with_capacity(bytes.len() / 2),
            groups: vec![Group { hidden: false, fallback: 1 }],
            encoding: WINDOWS_1252,
            raw: Vec::new(),
            skip: 0,
            high: None,
        }
    }

    fn group(&mut self) -> &mut Group {
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    /// Reads to the end, or tells why it cannot.
    fn run(&mut self) -> Result<(), &'static str> {
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'{' => {
                    self.decode();
                    if self.groups.len() > DEEPEST {
                        return Err("too deeply nested");
                    }
                    let group = *self.group();
                    self.groups.push(group);
                    self.skip = 0;
                }
                b'}' => {
                    self.decode();
                    if self.groups.len() > 1 {
                        self.groups.pop();
                    }
                    self.skip = 0;
                    if self.groups.len() == 1 {
                        return Ok(());
                    }
                }
                b'\\' => self.control(),
                b'\r' | b'\n' | 0 => {}
                byte => self.byte(byte),
            }
        }
        self.decode();
        Err("it is cut short")
    }

    /// Takes a byte of text.
    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if !self.group().hidden {
            self.raw.push(byte);
        }
    }

    /// Takes a character.
    fn push(&mut self, ch: char) {
        self.decode();
        if !self.group().hidden {
            self.out.push(ch);
        }
    }

    fn decode(&mut self) {
        if !self.raw.is_empty() {
            let (text, _, _) = self.encoding.decode(&self.raw);
            self.out.push_str(&text);
            self.raw.clear();
        }
    }

    /// Takes what stands behind a backslash.
    fn control(&mut self) {
        let Some(&first) = self.bytes.get(self.at) else { return };
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            match first {
                b'\'' => {
                    let digits = self.bytes.get(self.at..self.at + 2);
                    let digits = digits.and_then(|pair| std::str::from_utf8(pair).ok());
                    if let Some(byte) = digits.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
                        self.at += 2;
                        self.byte(byte);
                    }
                }
                b'~' => self.push('\u{A0}'),
                b'_' => self.push('-'),
                b'*' => self.group().hidden = true,
                b'{' | b'}' | b'\\' => self.byte(first),
                b'\r' | b'\n' => self.push('\n'),
                _ => {}
            }
            return;
        }
        let rest = &self.bytes[self.at..];
        let end = rest.iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(rest.len());
        let word = std::str::from_utf8(&rest[..end]).unwrap_or_default();
        let number = &rest[end..];
        let sign = usize::from(number.first() == Some(&b'-'));
        let digits =
            number[sign..].iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let value = std::str::from_utf8(&number[..sign + digits]).ok().and_then(|n| n.parse().ok());
        self.at += end + if digits > 0 { sign + digits } else { 0 };
        // One space ends the word and is no text.
        if self.bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        self.word(word, value);
    }

    fn word(&mut self, word: &str, value: Option<i64>) {
        let number = value.and_then(|value| usize::try_from(value).ok());
        match word {
            "par" | "sect" | "page" | "row" => {
                self.push('\n');
                self.push('\n');
            }
            "line" | "softline" => self.push('\n'),
            "tab" | "cell" => self.push('\t'),
            "emdash" => self.push('\u{2014}'),
            "endash" => self.push('\u{2013}'),
            "lquote" => self.push('\u{2018}'),
            "rquote" => self.push('\u{2019}'),
            "ldblquote" => self.push('\u{201C}'),
            "rdblquote" => self.push('\u{201D}'),
            "bullet" => self.push('\u{2022}'),
            "ansicpg" => {
                let label = number.map(|page| format!("windows-{page}")).unwrap_or_default();
                self.encoding = Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252);
            }
            "mac" => self.encoding = encoding_rs::MACINTOSH,
            "uc" => self.group().fallback = number.unwrap_or(1).min(8),
            "u" => self.unicode(value.unwrap_or_default()),
            "bin" => self.at = self.at.saturating_add(number.unwrap_or(0)).min(self.bytes.len()),
            "v" => self.group().hidden = value != Some(0),
            _ if HIDDEN.contains(&word) => self.group().hidden = true,
            _ => {}
        }
    }

    /// Takes a character by its number, which is negative beyond 32767.
    fn unicode(&mut self, value: i64) {
        self.skip = 0;
        let unit = u16::try_from(value & 0xFFFF).unwrap_or_default();
        let pair = self.high.take().map(|high| [high, unit]);
        if (0xD800..0xDC00).contains(&unit) {
            self.high = Some(unit);
        } else {
            let units = pair.as_ref().map_or(std::slice::from_ref(&unit), |pair| &pair[..]);
            for ch in char::decode_utf16(units.iter().copied()) {
                self.push(ch.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
        }
        self.skip = self.group().fallback;
    }
}

#[cfg(test)]
mod tests {
    use crate::lexicon::Lexicon;
    use crate::parse::{Article, ParseConfig, ParseError, parse};

    fn read(name: &str, bytes: &[u8]) -> Result<Article, ParseError> {
        parse(name, bytes, &Lexicon::builtin(), &ParseConfig::default())
            .map(|mut articles| articles.swap_remove(0))
    }

    const RTF: &str = r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Times;}}{\*\generator x;}{\info{\title y}}\f0 Levy falls at last\par By Ada M\'e4rl\par March 4, 2031\par {\b The council} rejected the levy\u8212?\ldblquote at last\rdblquote, the mayor said on Tuesday after a debate of six hours.\par \u-10179?\u-8704? The ferry \{still\} runs.\par}";

    #[test]
    fn what_is_shown_is_read() {
        let article = read("a.rtf", RTF.as_bytes()).expect("a text");
        assert_eq!(article.meta.title.as_deref(), Some("Levy falls at last"));
        assert_eq!(article.meta.authors, ["Ada M\u{E4}rl"]);
        assert_eq!(article.meta.date.expect("a date").date.to_string(), "2031-03-04");
        let last = article.blocks.last().expect("blocks").span.of(&article.text);
        assert_eq!(last, "\u{1F600} The ferry {still} runs.");
        assert!(article.text.contains("levy\u{2014}\u{201C}at last\u{201D}, the mayor"));
        assert!(
            !article.text.contains("Times")
                && !article.text.contains('y'.to_string().repeat(2).as_str())
        );
    }

    #[test]
    fn broken_in_five_ways() {
        let cut = read("a.rtf", &RTF.as_bytes()[..300]).expect("the rest");
        assert!(cut.notes.iter().any(|note| note.code == "broken-rtf"), "{:?}", cut.notes);
        let error = read("a.rtf", "Levy falls".as_bytes()).expect_err("an error");
        assert_eq!(error.to_string(), "broken RTF at byte 0: does not begin as RTF does");
        assert_eq!(read("a.doc", RTF.as_bytes()).expect("told by its bytes").format, "rtf");
        assert_eq!(read("a.rtf", b"").err(), Some(ParseError::Empty));
        let hostile = "{\\rtf1 ".to_owned() + &"{".repeat(200_000) + "levy";
        assert!(matches!(read("a.rtf", hostile.as_bytes()), Err(ParseError::NotAnArticle { .. })));
        assert!(read("a.rtf", b"{\\rtf1 levy\\bin99999999999999999999 x\\'zz\\u99999999}").is_ok());
    }
}
