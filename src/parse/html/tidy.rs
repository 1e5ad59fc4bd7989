//! Takes the blocks of a page's story and leaves out what is not the story: pointers to other
//! pages, pleas, credits of pictures, notes about the writer.
//!
//! Works on the blocks alone, after the story was found, and only on what its words or its
//! layout mark. Words that mark it stand in the layout table.

use super::super::draft::Draft;
use super::super::plain::ends_sentence;
use super::super::{Article, BlockKind};
use crate::lexicon::Lexicon;
use crate::lexicon::layout::{Layout, LayoutRole};

/// Blocks at the end among which notes about the writer stand.
const TAIL: usize = 6;

/// Most words of a pointer to another page.
const POINTER_WORDS: usize = 24;

/// Most words of a plea: what is longer tells something besides.
const PLEA_WORDS: usize = 70;

/// Fewest words of a line in capitals that is a pointer, not a heading.
const CAPITAL_WORDS: usize = 7;

/// Words before the author's name in a note about the author, as in `The Gazette's Ada Marl is`.
const WORDS_BEFORE_NAME: usize = 3;

/// The article without the blocks that are no part of its story.
pub(crate) fn tidy(article: Article, lexicon: &Lexicon) -> Article {
    let layout = lexicon.layout();
    let count = article.blocks.len();
    let mut keep = vec![true; count];
    let capitals = article.blocks.iter().filter(|block| shouts(block.span.of(&article.text)));
    // A page in capitals throughout uses them for its story.
    let shouted = capitals.count() * 3 >= count;
    let mut pointed = false;
    for (at, block) in article.blocks.iter().enumerate() {
        let text = block.span.of(&article.text);
        let words = text.split_whitespace().count();
        let in_tail = at + TAIL >= count && at > 0;
        let whole_pointer = layout.is(LayoutRole::Aside, text.trim_end_matches(['.', ':']));
        // What follows "You may also like" is a list of headlines, up to the next sentence.
        pointed = (pointed && !ends_sentence(text)) || (whole_pointer && at * 2 > count);
        let drops = match block.kind {
            BlockKind::Heading => pointed,
            _ => {
                pointed
                    || (words <= POINTER_WORDS && is_pointer(text, block.kind, layout))
                    || (words <= PLEA_WORDS && is_plea(text, layout))
                    || (!shouted
                        && block.kind == BlockKind::Paragraph
                        && words >= CAPITAL_WORDS
                        && shouts(text)
                        && !text.ends_with(['.', '!', '?', ':']))
                    || (in_tail && layout.strip(LayoutRole::Note, dashless(text)).is_some())
                    || (in_tail && tells_of(text, &article.meta.authors))
            }
        };
        keep[at] = !drops;
    }
    // A heading with nothing below it was that of what is left out.
    for at in (0..count).rev() {
        if keep[at] && article.blocks[at].kind != BlockKind::Heading {
            break;
        }
        keep[at] = false;
    }
    if keep.iter().all(|&keep| keep) || keep.iter().all(|&keep| !keep) {
        return article;
    }
    let mut draft = Draft::default();
    draft.meta = article.meta;
    draft.notes = article.notes;
    for (block, _) in article.blocks.iter().zip(&keep).filter(|(_, keep)| **keep) {
        draft.push(block.kind, block.span.of(&article.text), None);
    }
    draft.finish()
}

/// Whether a block does nothing but point to another page or name who took a picture.
fn is_pointer(text: &str, kind: BlockKind, layout: &Layout) -> bool {
    let text = text.trim_start_matches(['[', '(']);
    let bare = text.trim_end_matches([']', ')']);
    // The steps of a guide begin as pointers do.
    layout.is(LayoutRole::Aside, bare)
        || (kind != BlockKind::Item
            && layout.strip(LayoutRole::Aside, text).is_some()
            && !ends_sentence(bare))
        || layout.strip(LayoutRole::Aside, text).is_some() && bare.ends_with("...")
}

/// Whether a block asks something of the reader. What somebody says does not.
fn is_plea(text: &str, layout: &Layout) -> bool {
    !text.contains(['"', '\u{201C}', '\u{201D}']) && layout.holds(LayoutRole::Plea, text)
}

/// Whether a block is in capitals.
fn shouts(text: &str) -> bool {
    let capitals = text.chars().filter(|ch| ch.is_uppercase()).count();
    let small = text.chars().filter(|ch| ch.is_lowercase()).count();
    capitals > 8 && small * 20 <= capitals
}

fn dashless(text: &str) -> &str {
    text.trim_start_matches(|ch: char| !ch.is_alphanumeric())
}

/// Whether a block begins with the name of one of the authors: they do not write of themselves
/// by their full names.
fn tells_of(text: &str, authors: &[String]) -> bool {
    authors.iter().filter(|author| author.contains(' ')).any(|author| {
        text.find(author.as_str()).is_some_and(|at| {
            text[..at].split_whitespace().count() <= WORDS_BEFORE_NAME
                && !text[..at].contains(['\u{201C}', '"', '.'])
        })
    })
}
