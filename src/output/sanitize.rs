//! Takes text of unknown origin and gives text that cannot steer a terminal.
//!
//! Articles are untrusted: a control sequence in one could recolour, move or retitle a
//! terminal, a bidirectional control could make a quote read backwards. Such characters are
//! shown as `\u{..}`. Promises to borrow where nothing need change, and to leave joiners that
//! scripts and emoji need.

use std::borrow::Cow;
use std::fmt::Write;

/// The text as one line: breaks and tabs become spaces, characters that steer are escaped.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|ch| steers(ch) || is_break(ch)) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for ch in text.chars() {
        if is_break(ch) {
            safe.push(' ');
        } else if steers(ch) {
            // Writing to a String cannot fail.
            let _ = write!(safe, "\\u{{{:x}}}", u32::from(ch));
        } else {
            safe.push(ch);
        }
    }
    Cow::Owned(safe)
}

/// Whether a terminal or the direction of writing would obey the character.
#[must_use]
pub fn steers(ch: char) -> bool {
    let bidi = matches!(ch,
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    // Invisible, so that two different names could look alike.
    let unseen = matches!(ch,
        '\u{00ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}');
    ch.is_control() || bidi || unseen
}

/// Whether the character ends a line or moves to the next column.
fn is_break(ch: char) -> bool {
    matches!(ch, '\n' | '\r' | '\t' | '\u{0b}' | '\u{0c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_borrowed() {
        for text in ["", "She said \u{201c}no\u{201d} \u{2026}", "Łódź 😀 👩\u{200d}🚀"] {
            assert!(matches!(line(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn what_steers_is_shown() {
        let cases = [
            ("\u{1b}[31mred\u{1b}[0m", "\\u{1b}[31mred\\u{1b}[0m"),
            ("\u{1b}]0;title\u{7}", "\\u{1b}]0;title\\u{7}"),
            ("a\u{9b}2Jb", "a\\u{9b}2Jb"),
            ("\u{202e}neyaw", "\\u{202e}neyaw"),
            ("B\u{200b}en", "B\\u{200b}en"),
            ("\u{7f}", "\\u{7f}"),
        ];
        for (given, shown) in cases {
            assert_eq!(line(given), shown);
        }
    }

    #[test]
    fn breaks_become_spaces() {
        assert_eq!(line("one\r\ntwo\tthree\u{2028}four"), "one  two three four");
    }
}
