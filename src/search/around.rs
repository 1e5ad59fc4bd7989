//! The sentences around a passage in its article.

use crate::index::StoredArticle;
use crate::lexicon::Lexicon;
use crate::parse::BlockKind;
use crate::search::Hit;
use crate::span::Span;
use crate::text;

/// What stands before a passage and after it: the rest of its own sentences, and `count` more to
/// either side, over the ends of paragraphs. Empty where the hit does not bring its article.
#[must_use]
pub fn around(hit: &Hit, count: usize, lexicon: &Lexicon) -> (String, String) {
    let spans = || hit.spans.iter().chain(&hit.reported);
    let (Some(article), Some(start), Some(end)) = (
        hit.article.as_deref(),
        spans().map(|span| span.start).min(),
        spans().map(|span| span.end).max(),
    ) else {
        return Default::default();
    };
    let (before, after) = sides(article, Span::new(start, end), count, lexicon);
    // Marks of the passage itself stay with it.
    let mark = |ch: char| ch.is_whitespace() || "\"“”‘’«»".contains(ch);
    let trimmed = |spans: &[Span], sides: (bool, bool)| {
        let text = plain(spans, article);
        let text = if sides.0 { text.trim_start_matches(mark) } else { &text };
        if sides.1 { text.trim_end_matches(mark) } else { text }.to_owned()
    };
    (trimmed(&before, (false, true)), trimmed(&after, (true, false)))
}

/// The stretches before and after a place in an article, a block each.
pub(crate) fn sides(
    article: &StoredArticle,
    place: Span,
    count: usize,
    lexicon: &Lexicon,
) -> (Vec<Span>, Vec<Span>) {
    let prose = |kind| !matches!(kind, BlockKind::Byline | BlockKind::DateLine);
    let blocks: Vec<Span> =
        article.blocks.iter().filter(|block| prose(block.kind)).map(|block| block.span).collect();
    let first = blocks.partition_point(|block| block.end <= place.start);
    let last = blocks.partition_point(|block| block.start < place.end);
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let mut left = count;
    for (nth, &block) in blocks[..last].iter().enumerate().rev() {
        let cut = text::sentences(&article.text, block, lexicon);
        let mut ahead: Vec<Span> =
            cut.into_iter().filter(|sentence| sentence.start < place.start).collect();
        // The sentence that holds the place is cut at it, and counts for none.
        let own = ahead.last().is_some_and(|last| last.end > place.start);
        ahead.drain(..ahead.len().saturating_sub(left + usize::from(own)));
        left -= (ahead.len() - usize::from(own)).min(left);
        if let (Some(first), Some(last)) = (ahead.first(), ahead.last()) {
            before.push(Span::new(first.start, last.end.min(place.start)));
        }
        if left == 0 && nth <= first {
            break;
        }
    }
    before.reverse();
    left = count;
    for &block in &blocks[last.saturating_sub(1).min(blocks.len())..] {
        let cut = text::sentences(&article.text, block, lexicon);
        let mut behind: Vec<Span> =
            cut.into_iter().filter(|sentence| sentence.end > place.end).collect();
        let own = behind.first().is_some_and(|first| first.start < place.end);
        behind.truncate(left + usize::from(own));
        left -= (behind.len() - usize::from(own)).min(left);
        if let (Some(first), Some(last)) = (behind.first(), behind.last()) {
            after.push(Span::new(first.start.max(place.end), last.end));
        }
        if left == 0 {
            break;
        }
    }
    (before, after)
}

/// The stretches as one text, without marks and spaces at the edges that say nothing alone.
fn plain(spans: &[Span], article: &StoredArticle) -> String {
    let said = |span: &Span| {
        let text = span.of(&article.text).trim();
        text.chars().any(char::is_alphanumeric).then_some(text)
    };
    spans.iter().filter_map(said).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::StoredBlock;

    const TEXT: &str = "Ferry vote\n\nIt rained. Mrs. Lund came. “We go,” she said. \
                        “We stay,” said he.\n\nNobody moved. The end.";

    fn article() -> StoredArticle {
        let mut blocks = Vec::new();
        for (line, text) in (1_u32..).step_by(2).zip(TEXT.split("\n\n")) {
            let start = TEXT.find(text).unwrap();
            let kind = if line == 1 { BlockKind::Headline } else { BlockKind::Paragraph };
            blocks.push(StoredBlock { span: Span::at(start..start + text.len()), kind, line });
        }
        StoredArticle {
            doc: "a.txt".to_owned(),
            root: 0,
            file: "a.txt".to_owned(),
            text: TEXT.to_owned(),
            format: "plain".to_owned(),
            title: None,
            authors: Vec::new(),
            outlet: None,
            url: None,
            date: None,
            issues: Vec::new(),
            blocks,
            passages: Vec::new(),
        }
    }

    #[track_caller]
    fn check(words: &str, count: usize, before: &str, after: &str) {
        let article = article();
        let start = TEXT.find(words).unwrap();
        let place = Span::at(start..start + words.len());
        let (ahead, behind) = sides(&article, place, count, &Lexicon::builtin());
        assert_eq!(plain(&ahead, &article), before);
        assert_eq!(plain(&behind, &article), after);
    }

    #[test]
    fn sentences_are_counted_over_the_ends_of_paragraphs() {
        check("We go,", 0, "", "” she said.");
        check("We go,", 1, "Mrs. Lund came. “", "” she said. “We stay,” said he.");
        check(
            "said he",
            2,
            "Mrs. Lund came. “We go,” she said. “We stay,”",
            "Nobody moved. The end.",
        );
        check("The end.", 3, "“We go,” she said. “We stay,” said he. Nobody moved.", "");
        check("Ferry", 1, "", "vote It rained.");
    }
}
