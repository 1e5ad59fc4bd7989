//! Cuts the words that someone is said to have said: words, places where words were left out,
//! and words in brackets that whoever quotes put in.

use crate::index::words::{WordStream, plain};

/// Longest claim looked at, in words; the rest is cut off.
const LONGEST: usize = 600;

/// A word of a claim or of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// As written.
    pub(crate) text: String,
    /// By which it is compared.
    pub(crate) form: String,
    /// Whether brackets inside it tell that it was adapted: `[T]he`, `support[ed]`.
    pub(crate) adapted: bool,
}

/// A piece of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// A word.
    Word(Token),
    /// Words left out: `…`, `...`, `[...]`.
    Gap,
    /// Words in brackets, which stand for others or explain.
    Bracket(Vec<Token>),
}

/// Words of a text with where they stand; `’s` belongs to its word.
pub(crate) fn cut(text: &str) -> Vec<(std::ops::Range<usize>, String)> {
    let mut stream = WordStream::new(text);
    let mut out = Vec::new();
    while stream.advance() {
        let (start, mut end) = (stream.start, stream.end);
        let mut form = plain(&stream.form);
        let mut after = text.get(end..).unwrap_or("").chars();
        if let (Some(mark @ ('\'' | '\u{2019}')), Some('s' | 'S')) = (after.next(), after.next())
            && after.next().is_none_or(|ch| !ch.is_alphanumeric())
        {
            form.push_str("'s");
            end += mark.len_utf8() + 1;
        }
        out.push((start..end, form));
    }
    out
}

/// The pieces of a claim; no gap at either end, and no two in a row.
pub(crate) fn parts(text: &str) -> Vec<Part> {
    let mut out = Parts::default();
    let mut rest = text;
    let mut before = ' ';
    while let Some(ch) = rest.chars().next() {
        if let Some(left) = gap(rest) {
            out.gap();
            (rest, before) = (left, ' ');
            continue;
        }
        let after = &rest[ch.len_utf8()..];
        if ch == '['
            && let Some(end) = after.find(']')
        {
            let (inside, left) = (&after[..end], &after[end + 1..]);
            let joined = left.starts_with(char::is_alphanumeric) || before.is_alphanumeric();
            if gap(inside.trim()).is_some_and(|left| left.trim().is_empty()) {
                out.gap();
            } else if joined {
                out.adapted(inside);
            } else {
                out.bracket(inside);
            }
            before = if joined { inside.chars().next_back().unwrap_or(' ') } else { ' ' };
            rest = left;
            continue;
        }
        out.buffer.push(ch);
        (rest, before) = (after, ch);
    }
    out.finish()
}

/// What follows the dots at the head of a text, if they mark an omission.
fn gap(text: &str) -> Option<&str> {
    if let Some(left) = text.strip_prefix('…') {
        return Some(left);
    }
    let mut dots = 0;
    let mut end = 0;
    for (at, ch) in text.char_indices() {
        match ch {
            '.' => {
                dots += 1;
                end = at + 1;
            }
            ' ' | '\u{a0}' if dots > 0 && at == end => {
                // `. . .` has one space between its dots.
                if !text[at + ch.len_utf8()..].starts_with('.') {
                    break;
                }
                end = at + ch.len_utf8();
            }
            _ => break,
        }
    }
    (dots >= 3).then(|| &text[end..])
}

#[derive(Default)]
struct Parts {
    done: Vec<Part>,
    buffer: String,
    /// Stretches of the buffer that stood in brackets inside a word.
    adapted: Vec<std::ops::Range<usize>>,
}

impl Parts {
    fn flush(&mut self) {
        for (place, form) in cut(&self.buffer) {
            let text = self.buffer[place.clone()].to_owned();
            let adapted = self.adapted.iter().any(|a| a.start < place.end && place.start < a.end);
            self.done.push(Part::Word(Token { text, form, adapted }));
        }
        self.buffer.clear();
        self.adapted.clear();
    }

    fn gap(&mut self) {
        self.flush();
        if !matches!(self.done.last(), None | Some(Part::Gap)) {
            self.done.push(Part::Gap);
        }
    }

    fn adapted(&mut self, inside: &str) {
        let start = self.buffer.len();
        self.buffer.push_str(inside);
        self.adapted.push(start..self.buffer.len());
    }

    fn bracket(&mut self, inside: &str) {
        self.flush();
        let words: Vec<Token> = cut(inside)
            .into_iter()
            .map(|(place, form)| Token { text: inside[place].to_owned(), form, adapted: false })
            .collect();
        if !words.is_empty() {
            self.done.push(Part::Bracket(words));
        }
    }

    fn finish(mut self) -> Vec<Part> {
        self.flush();
        self.done.truncate(LONGEST);
        while self.done.last() == Some(&Part::Gap) {
            self.done.pop();
        }
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let word =
            |token: &Token| format!("{}{}", token.form, if token.adapted { "*" } else { "" });
        let shown = parts(text).into_iter().map(|part| match part {
            Part::Word(token) => word(&token),
            Part::Gap => "…".to_owned(),
            Part::Bracket(words) => {
                format!("[{}]", words.iter().map(word).collect::<Vec<_>>().join(" "))
            }
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn omissions_and_brackets_are_told_from_words() {
        for (text, wanted) in [
            ("“We won’t go,” Ada’s men", "we won't go ada's men"),
            ("we … will ... go . . . [...] on....", "we … will … go … on"),
            ("…[T]he bill support[ed] us", "the* bill supported* us"),
            ("we told [the minister] to [not] go", "we told [the minister] to [not] go"),
            ("the end. Then", "the end then"),
            ("an open [bracket", "an open bracket"),
            ("Bárreto's", "barreto's"),
            ("...", ""),
        ] {
            assert_eq!(shown(text), wanted, "{text}");
        }
    }
}
