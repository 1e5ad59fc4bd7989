//! Takes a page of the Congressional Record as the Government Publishing Office gives it, and
//! gives its debate, each turn with its label.
//!
//! The text is set in a `pre` element: a paragraph begins two columns in, quoted matter further
//! in, titles are centred, and `[[Page S705]]` breaks the lines anywhere, a paragraph too. The
//! doubled marks of the printer become quotation marks.

use super::decode::decode;
use super::draft::Draft;
use super::html::markup::unescape;
use super::{Article, BlockKind, DateSource, Input, ParseError, when};

/// Columns from which a line belongs to quoted matter.
const QUOTED: usize = 4;

/// Columns from which a line is centred.
const CENTRED: usize = 8;

/// Whether bytes are a page of the Record.
pub(crate) fn sniff(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(2048)];
    memchr::memmem::find(head, b"[Congressional Record Volume").is_some()
}

/// Reads a page of the Record.
pub(crate) fn read(input: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    let decoded = decode(input.bytes, None)?;
    let mut draft = Draft::default();
    draft.notes.extend(decoded.note);
    let mut page = Page {
        draft: &mut draft,
        text: String::new(),
        kind: BlockKind::Paragraph,
        line: 0,
        last: 0,
    };
    let mut head = true;
    let (mut paged, mut blank) = (false, false);
    for (at, raw) in decoded.text.lines().enumerate() {
        let line = unescape(raw.trim_end());
        let line = line.trim_end();
        let bare = line.trim_start();
        if head {
            if let Some(volume) = bare.strip_prefix("[Congressional Record") {
                let day =
                    volume.split_once('(').and_then(|(_, day)| when::field(day, input.lexicon));
                if let Some(day) = day {
                    page.draft.meta.offer_date(day, DateSource::Metadata);
                }
            } else if bare.starts_with("From the Congressional Record") {
                head = false;
            } else if let Some(house) =
                bare.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'))
                && page.draft.meta.section.is_none()
            {
                page.draft.meta.section = Some(house.to_owned());
            }
            continue;
        }
        if bare.starts_with("[[Page ") {
            paged = true;
        } else if bare.is_empty() {
            blank = true;
        } else if !bare.starts_with('<') {
            // Blank lines around the mark of a page are not the end of a paragraph.
            if blank && !paged {
                page.flush();
            }
            let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
            page.line(line.len() - bare.len(), bare, number, paged);
            (paged, blank) = (false, false);
        }
    }
    page.flush();
    draft.meta.outlet = Some("Congressional Record".to_owned());
    if draft.is_blank() {
        return Err(ParseError::NotAnArticle {
            why: "no text below the head of the page".to_owned(),
        });
    }
    Ok(vec![draft.finish()])
}

/// The paragraph being read.
struct Page<'d> {
    draft: &'d mut Draft,
    text: String,
    kind: BlockKind,
    line: u32,
    /// Columns before the last line.
    last: usize,
}

impl Page<'_> {
    fn line(&mut self, indent: usize, bare: &str, number: u32, after_page: bool) {
        let kind = match indent {
            CENTRED.. => BlockKind::Heading,
            QUOTED.. => BlockKind::BlockQuote,
            _ => BlockKind::Paragraph,
        };
        let begins = match kind {
            BlockKind::Heading => self.kind != BlockKind::Heading,
            BlockKind::BlockQuote => self.kind != kind || indent > self.last,
            _ => indent >= 2 || (self.kind != kind && !after_page),
        };
        if begins || self.text.is_empty() {
            self.flush();
            self.kind = kind;
            self.line = number;
        } else {
            self.text.push(' ');
        }
        self.last = indent;
        self.text.push_str(bare);
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let text = text.replace("``", "\u{201C}").replace("''", "\u{201D}");
        if text.trim().is_empty() {
            return;
        }
        let mut kind = self.kind;
        if kind == BlockKind::Heading && self.draft.meta.title.is_none() {
            self.draft.meta.title = Some(text.clone());
            kind = BlockKind::Headline;
        }
        let label = if kind == BlockKind::Paragraph { label(&text) } else { None };
        self.draft.push(kind, &text, Some(self.line));
        if let Some(len) = label {
            self.draft.label(len);
        }
        self.kind = BlockKind::Paragraph;
    }
}

/// Bytes of the label at the start of a paragraph, as in `Mr. BROWN of Ohio. ` and
/// `The PRESIDING OFFICER. `: a short word, a name in capitals, perhaps a state, a stop.
fn label(text: &str) -> Option<usize> {
    let (first, rest) = text.split_once(' ')?;
    if first.len() > 5 || !first.starts_with(|ch: char| ch.is_ascii_uppercase()) {
        return None;
    }
    let mut at = first.len() + 1;
    let mut named = false;
    for word in rest.split(' ').take(7) {
        let bare = word.strip_suffix('.');
        let letters = bare.unwrap_or(word);
        let capitals = letters.chars().filter(|ch| ch.is_uppercase()).count();
        let small = letters.chars().filter(|ch| ch.is_lowercase()).count();
        let is_name = capitals >= 2 && capitals > small;
        if !named && !is_name {
            return None;
        }
        named = true;
        at += letters.len();
        if bare.is_some() && letters.len() > 1 {
            return text[at + 1..].starts_with(' ').then_some(at);
        }
        if !letters
            .chars()
            .all(|ch| ch.is_alphabetic() || matches!(ch, '-' | '\'' | '\u{2019}' | '.'))
        {
            return None;
        }
        at += word.len() - letters.len() + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::label;
    use crate::lexicon::Lexicon;
    use crate::parse::{BlockKind, ParseConfig, parse};

    const PAGE: &str = "<html>\n<head>\n<title>Congressional Record, Volume 9 Issue 8</title>\n</head>\n<body><pre>\n\
        [Congressional Record Volume 9, Number 8 (Tuesday, March 4, 2031)]\n[Senate]\n[Pages S704-S709]\n\
        From the Congressional Record Online through the Government Publishing Office [<a href=\"https://x.example\">x</a>]\n\n\n\n\
        \x20                    THE FERRY LEVY\n\n\
        \x20 Ms. MARL of Sable. Madam President, I rise to speak of the ferry\n\
        levy, which, as the clerk wrote, is ``a tax on going to work.''\n\
        \x20 It was voted\n\n[[Page S705]]\n\n\
        down on Tuesday.\n\
        \x20 The letter reads:\n\n\
        \x20      We object to the levy in\n\
        \x20    every form.\n\n\
        \x20 The PRESIDING OFFICER. The Senator&#39;s time has expired.\n\n\
        \x20                         ____________________\n\n</pre></body>\n</html>\n";

    #[test]
    fn a_debate_is_read_turn_by_turn() {
        let article = parse("a.htm", PAGE.as_bytes(), &Lexicon::builtin(), &ParseConfig::default())
            .expect("a debate")
            .swap_remove(0);
        assert_eq!(article.format, "congressional-record");
        assert_eq!(article.meta.date.expect("a date").date.to_string(), "2031-03-04");
        assert_eq!(article.meta.section.as_deref(), Some("Senate"));
        let found: Vec<_> = article
            .blocks
            .iter()
            .map(|block| {
                (
                    block.kind,
                    block.label.map(|label| label.of(&article.text)),
                    block.span.of(&article.text),
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                (BlockKind::Headline, None, "THE FERRY LEVY"),
                (
                    BlockKind::Paragraph,
                    Some("Ms. MARL of Sable"),
                    "Ms. MARL of Sable. Madam President, I rise to speak of the ferry levy, which, as the clerk wrote, is \u{201C}a tax on going to work.\u{201D}"
                ),
                (BlockKind::Paragraph, None, "It was voted down on Tuesday."),
                (BlockKind::Paragraph, None, "The letter reads:"),
                (BlockKind::BlockQuote, None, "We object to the levy in every form."),
                (
                    BlockKind::Paragraph,
                    Some("The PRESIDING OFFICER"),
                    "The PRESIDING OFFICER. The Senator's time has expired."
                ),
            ]
        );
    }

    #[test]
    fn labels_are_names_in_capitals_after_a_short_word() {
        let of = |text: &'static str| label(text).map(|len| &text[..len]);
        assert_eq!(of("Mr. McMARL. I rise."), Some("Mr. McMARL"));
        assert_eq!(
            of("The SPEAKER pro tempore. Without objection."),
            Some("The SPEAKER pro tempore")
        );
        assert_eq!(
            of("Mr. VAN DER OSTER of New Sable. I do."),
            Some("Mr. VAN DER OSTER of New Sable")
        );
        for prose in [
            "The FERRY Act fell.",
            "Mr. Marl. He",
            "The UN met on Tuesday, and",
            "A",
            "The USA. It",
        ] {
            assert_eq!(of(prose).filter(|label| *label != "The USA"), None, "{prose}");
        }
    }
}
