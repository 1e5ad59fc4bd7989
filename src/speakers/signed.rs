//! Quotes that bear their source like a signature: words in marks that fill their paragraph but
//! for a dash and a name after them, or a name and a colon before them.

use super::mention::{Form, Mention, Pronoun};
use crate::lexicon::Lexicon;
use crate::lexicon::words::Class;
use crate::text::{Text, TokenKind};

/// Chance that the mention of a signature is the source.
pub(super) const SIGNED: f32 = 0.95;

/// How many tokens of a signature may follow its mention.
const REST: usize = 10;

/// The mention that signs a quote: `"We sail." — Ann Voss, pilot`, `First pilot: "We sail."`
pub(super) fn signature(
    source: &str,
    text: &Text,
    lexicon: &Lexicon,
    mentions: &[Mention],
    pieces: &[usize],
) -> Option<usize> {
    let (first, last) = (&text.marked[pieces[0]], &text.marked[pieces[pieces.len() - 1]]);
    let paragraph = text.paragraphs[first.paragraph].tokens.clone();
    if first.paragraph != last.paragraph || !last.closed || !first.opened {
        return None;
    }
    let word = |at: usize| text.tokens[at].span.of(source);
    let (open, close) = (first.tokens.start - 1, last.tokens.end);
    let bare = |range: std::ops::Range<usize>| {
        range.len() <= REST
            && range.clone().all(|at| {
                let key = text.tokens[at].key;
                let says =
                    text.tokens[at].kind == TokenKind::Lower && lexicon.cues().verb(key).is_some();
                !says && !lexicon.words().is(key, Class::Auxiliary)
            })
    };
    let named = |at: usize| {
        let from = mentions.partition_point(|m| m.tokens.start < at);
        let mention = mentions.get(from)?;
        let speaks = match mention.form {
            Form::Pronoun(pronoun) => matches!(pronoun, Pronoun::He | Pronoun::She),
            _ => !mention.possessor,
        };
        // "Second pilot": what tells pilots apart may stand before the mention
        (speaks && mention.tokens.start <= at + 2).then_some(from)
    };
    let bulleted = |at: usize| {
        (paragraph.start..at).all(|t| matches!(word(t), "-" | "*" | "•" | "–" | "—" | "·"))
    };
    let after = close + 1;
    if bulleted(open)
        && after < paragraph.end
        && matches!(word(after), "—" | "–" | "―" | "--" | "-")
    {
        let found = named(after + 1)?;
        let end = mentions[found].tokens.end;
        return (end <= paragraph.end && bare(end..paragraph.end)).then_some(found);
    }
    let colon = open.checked_sub(1).filter(|&at| at > paragraph.start && word(at) == ":")?;
    let found = named(paragraph.start)?;
    let end = mentions[found].tokens.end;
    (end <= colon && bare(end..colon) && close + 1 >= paragraph.end).then_some(found)
}
