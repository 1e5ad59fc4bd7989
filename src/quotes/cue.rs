//! Finds the words outside quotation marks that may report speech.

use std::ops::Range;

use crate::lexicon::Lexicon;
use crate::lexicon::cues::{CueInfo, Direct, Pos};
use crate::text::Text;

/// A cue at a place of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CueAt {
    /// Its tokens, as positions in [`Text::tokens`].
    pub tokens: Range<usize>,
    /// What the table says of it.
    pub info: CueInfo,
    /// Key of its name in the table.
    pub name: u64,
    /// Its sentence, as a position in [`Text::sentences`].
    pub sentence: usize,
}

/// All cues that may introduce words in marks and stand outside marks, in order.
#[must_use]
pub fn find(text: &Text, lexicon: &Lexicon) -> Vec<CueAt> {
    let mut out = Vec::new();
    let mut marked = text.marked.iter().peekable();
    for (sentence, part) in text.sentences.iter().enumerate() {
        let mut at = part.tokens.start;
        while at < part.tokens.end {
            while marked.peek().is_some_and(|m| m.tokens.end <= at) {
                marked.next();
            }
            if let Some(inside) = marked.peek().filter(|m| m.tokens.start <= at) {
                at = inside.tokens.end;
                continue;
            }
            if let Some((info, len)) = cue_at(text, lexicon, at, part.tokens.end) {
                let name = lexicon.cues().key(info.id);
                out.push(CueAt { tokens: at..at + len, info, name, sentence });
                at += len;
            } else {
                at += 1;
            }
        }
    }
    out
}

fn cue_at(text: &Text, lexicon: &Lexicon, at: usize, end: usize) -> Option<(CueInfo, usize)> {
    let cues = lexicon.cues();
    let word = cues.word(text.tokens[at].key)?;
    let keys = text.tokens[at..end].iter().map(|t| t.key);
    let found = cues.phrase(keys).or_else(|| Some((word.verb.or(word.noun)?, 1)));
    let (info, len) = found?;
    if info.direct == Direct::Never && info.pos != Pos::Phrase {
        return None;
    }
    let before = at.checked_sub(1).map(|b| text.tokens[b].key);
    let after = text.tokens.get(at + len).map(|t| t.key);
    (!cues.ruled_out(info.id, before, after)).then_some((info, len))
}
