//! Finds the labels before speakers' turns in transcripts that mark them by layout alone.
//!
//! Takes the blocks of an article and sets [`Block::label`](super::Block) where a block begins
//! with one: `MS. MARL:  `, `ANDERSON OSTER, ANCHOR:`, `Ada Marl: (01:20)`, `Q  `, with or without
//! a time before it. The label leaves out the colon and the time; the block keeps them. A label
//! in capitals that begins as labels do, or one of a shape that returns, makes a transcript;
//! without either nothing is marked. Who a label means is told later, by speakers.

use std::collections::HashMap;

use super::{Article, Block, BlockKind};
use crate::lexicon::Lexicon;
use crate::lexicon::layout::{Layout, LayoutRole};
use crate::span::Span;

/// Longest label, in bytes.
const LONGEST_LABEL: usize = 80;

/// How sure it is that the start of a block is a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// In capitals, beginning with an office, a form of address or the mark of a question.
    Known,
    /// In capitals.
    Capitals,
    /// A name.
    Name,
}

/// Sets the labels of an article that has none yet.
pub(crate) fn mark(article: &mut Article, lexicon: &Lexicon) {
    let Article { text, blocks, .. } = article;
    if blocks.iter().any(|block| block.label.is_some()) {
        return;
    }
    let layout = lexicon.layout();
    let found: Vec<Option<(Span, Shape)>> =
        blocks.iter().map(|block| label(text, block, layout)).collect();
    if found.iter().all(Option::is_none) {
        return;
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for (span, _) in found.iter().flatten() {
        *counts.entry(span.of(text)).or_default() += 1;
    }
    let of = |shape: Shape| found.iter().flatten().filter(move |(_, own)| *own == shape);
    let known = of(Shape::Known).count();
    let returns = |span: &Span| counts.get(span.of(text)).is_some_and(|&count| count > 1);
    let capitals = known > 0 || of(Shape::Capitals).filter(|(span, _)| returns(span)).count() >= 3;
    // Names before colons occur in stories, too; in a transcript most blocks belong to turns.
    let names = of(Shape::Name).filter(|(span, _)| returns(span)).count();
    let mut distinct: Vec<&str> = of(Shape::Name).map(|(span, _)| span.of(text)).collect();
    let all = distinct.len();
    distinct.sort_unstable();
    distinct.dedup();
    // Round-ups of what many wrote have names before colons that hardly return.
    let names = names >= 4 && names * 5 >= blocks.len() && distinct.len() * 5 <= all * 2;
    // Before the first turn stands who takes part: `HOST: ADA MARL`.
    let first = blocks.iter().zip(&found).position(|(block, found)| {
        found.is_some_and(|(span, shape)| {
            returns(&span) || shape == Shape::Known && ends_sentence(block.span.of(text))
        })
    });
    for (at, (block, found)) in blocks.iter_mut().zip(&found).enumerate() {
        let Some((span, shape)) = found else { continue };
        if first.is_some_and(|first| at < first) && !ends_sentence(block.span.of(text)) {
            continue;
        }
        let marks = match shape {
            Shape::Known => true,
            Shape::Capitals => capitals,
            Shape::Name => names,
        };
        if marks {
            block.label = Some(*span);
        }
    }
}

/// Whether words end as a sentence does.
fn ends_sentence(words: &str) -> bool {
    let last = words.trim_end().chars().next_back();
    last.is_some_and(|c| matches!(c, '.' | '?' | '!' | '…' | '"' | '”' | '’' | '—' | '-'))
}

/// The label at the start of a block, if there is one.
fn label(text: &str, block: &Block, layout: &Layout) -> Option<(Span, Shape)> {
    if !matches!(
        block.kind,
        BlockKind::Paragraph
            | BlockKind::Heading
            | BlockKind::Headline
            | BlockKind::Item
            | BlockKind::BlockQuote
    ) {
        return None;
    }
    let whole = block.span.of(text);
    // `[20:01:06]` and `>>` stand before the label.
    let line = after_time(whole).trim_start_matches('>').trim_start();
    let start = block.span.start as usize + (whole.len() - line.len());
    if let Some(len) = asker(line, layout) {
        return Some((Span::at(start..start + len), Shape::Known));
    }
    let head = line.get(..line.len().min(LONGEST_LABEL)).or_else(|| {
        let end =
            line.char_indices().map(|(at, _)| at).take_while(|&at| at <= LONGEST_LABEL).last()?;
        line.get(..end)
    })?;
    let colon = head.find(':')?;
    let label = head[..colon].trim_end();
    let rest = &line[colon + 1..];
    if label.is_empty() || !(rest.is_empty() || rest.starts_with(char::is_whitespace)) {
        return None;
    }
    if layout.points(line) {
        return None;
    }
    let shape = shape(label, layout)?;
    Some((Span::at(start..start + label.len()), shape))
}

/// Bytes of the mark of a question that has no colon: it stands alone or before wide space.
fn asker(line: &str, layout: &Layout) -> Option<usize> {
    let end = line.find(char::is_whitespace).unwrap_or(line.len());
    let mark = &line[..end];
    if mark.len() > 10
        || mark.chars().any(char::is_lowercase)
        || !layout.is(LayoutRole::Asker, mark)
    {
        return None;
    }
    let gap = line[end..].chars().take_while(|ch| ch.is_whitespace()).count();
    let wide = gap > 1 || line[end..].starts_with('\u{A0}');
    let bare = mark.trim_end_matches([':', '.']);
    (wide || bare.len() < mark.len() || line.len() == end).then_some(bare.len())
}

/// What is left after a time in brackets.
fn after_time(line: &str) -> &str {
    let Some(inner) = line.strip_prefix(['[', '(']) else { return line };
    match inner.find([']', ')']) {
        Some(end)
            if end > 0
                && inner[..end].bytes().all(|byte| byte.is_ascii_digit() || byte == b':') =>
        {
            inner[end + 1..].trim_start()
        }
        _ => line,
    }
}

/// The shape of what stands before a colon, if it can be a label.
fn shape(label: &str, layout: &Layout) -> Option<Shape> {
    let bare = label.split(['(', '[']).next()?.trim_end();
    let words = bare.split_whitespace().count();
    if !bare.starts_with(char::is_alphabetic) || words > 9 {
        return None;
    }
    let capitals = bare.chars().filter(|ch| ch.is_uppercase()).count();
    let small = bare.chars().filter(|ch| ch.is_lowercase()).count();
    if capitals >= 1 && small * 5 <= capitals {
        return Some(if layout.strip(LayoutRole::Turn, bare).is_some() {
            Shape::Known
        } else if capitals >= 3 {
            Shape::Capitals
        } else {
            return None;
        });
    }
    let is_name = (1..=4).contains(&words)
        && bare.split_whitespace().all(|word| {
            word.starts_with(char::is_uppercase)
                && word
                    .chars()
                    .all(|ch| ch.is_alphabetic() || matches!(ch, '.' | '-' | '\'' | '\u{2019}'))
        });
    is_name.then_some(Shape::Name)
}

#[cfg(test)]
mod tests {
    use crate::lexicon::Lexicon;
    use crate::parse::{ParseConfig, parse};

    fn labels(text: &str) -> Vec<Option<String>> {
        let articles =
            parse("a.txt", text.as_bytes(), &Lexicon::builtin(), &ParseConfig::default());
        let article = articles.expect("an article").swap_remove(0);
        article.blocks.iter().map(|block| Some(block.label?.of(&article.text).to_owned())).collect()
    }

    fn some(labels: &[&str]) -> Vec<Option<String>> {
        labels
            .iter()
            .map(|label| Some((*label).to_owned()).filter(|label| !label.is_empty()))
            .collect()
    }

    #[test]
    fn briefings_mark_turns_by_offices_and_questions() {
        let text = "10:05 A.M.\n\nMS. MARL:\u{A0} Good morning.\n\nThe levy is dead.\n\nQ\u{A0}\u{A0}\u{A0} Is it?\n\nTHE PRESIDENT:  (Laughs.)  It is.\n\nQ    Thank you.\n\nMS. McMARL:  Yes.\n";
        assert_eq!(
            labels(text),
            some(&["", "MS. MARL", "", "Q", "THE PRESIDENT", "Q", "MS. McMARL"])
        );
    }

    #[test]
    fn one_known_label_is_enough() {
        assert_eq!(
            labels("City Hall\n\nTHE PRESIDENT:  Good evening.\n\nThank you all."),
            some(&["", "THE PRESIDENT", ""])
        );
    }

    #[test]
    fn capitals_and_names_must_return() {
        let debate = "OSTER: Welcome.\n\nANNA BELL, CANDIDATE: Thank you.\n\nOSTER: First question.\n\nBELL: Yes.\n\nOSTER: Next.\n";
        assert_eq!(
            labels(debate),
            some(&["OSTER", "ANNA BELL, CANDIDATE", "OSTER", "BELL", "OSTER"])
        );
        let timed = "Tim Oster: (01:20)\nWelcome to all.\n\nAnna Bell: (01:31)\nThank you, Tim.\n\nTim Oster: (02:00)\nFirst question.\n\nAnna Bell: (02:10)\nYes, please.\n\nTim Oster: (03:00)\nWhy?\n";
        assert_eq!(
            labels(timed),
            some(&[
                "Tim Oster",
                "",
                "Anna Bell",
                "",
                "Tim Oster",
                "",
                "Anna Bell",
                "",
                "Tim Oster",
                ""
            ])
        );
        let stamped = "[20:01:06] OSTER: Welcome.\n\n[20:01:16] BELL: Yes.\n\n[20:02:06] OSTER: So?\n\n[20:03:06] BELL: No.\n";
        assert_eq!(labels(stamped), some(&["OSTER", "BELL", "OSTER", "BELL"]));
    }

    #[test]
    fn stories_and_memoranda_have_no_turns() {
        let memo = "MEMORANDUM FOR:  The Heads of Departments\n\nFROM:  The Office\n\nSUBJECT:  Ferries\n\nThe levy is dead.\n";
        assert_eq!(labels(memo), some(&["", "", "", ""]));
        let story = "Levy Falls: What Now\n\nThe council met. Q is a letter.\n\nQ and A followed the vote.\n\nMarl: \u{201C}No.\u{201D}\n";
        assert_eq!(labels(story), some(&["", "", "", ""]));
    }
}
