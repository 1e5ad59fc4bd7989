//! Tells headline, byline and date at the head of a text from the story.

use super::super::names::slug_title;
use super::super::when;
use super::super::{Article, BlockKind, DateSource};
use super::ends_sentence;
use crate::civil::PartialDate;
use crate::lexicon::date_words::DateWord;
use crate::lexicon::layout::LayoutRole;
use crate::lexicon::{Lexicon, key};

/// Blocks at the start that may be its head.
const HEAD_BLOCKS: usize = 10;

/// Longest headline, in bytes.
const LONGEST_HEADLINE: usize = 220;

/// Longest byline, in bytes.
const LONGEST_BYLINE: usize = 200;

/// Longest line that only dates an article, in bytes.
const LONGEST_DATE_LINE: usize = 100;

/// Marks the blocks of the head and fills in title, authors and date. `name` is the file's.
pub(crate) fn mark(article: &mut Article, name: &str, lexicon: &Lexicon) {
    let Article { text, meta, blocks, .. } = article;
    let layout = lexicon.layout();
    let several = blocks.len() > 1;
    let mut story = None;
    for at in 0..blocks.len().min(HEAD_BLOCKS) {
        let line = blocks[at].span.of(text);
        if line.len() > LONGEST_HEADLINE {
            story = Some(at);
            break;
        }
        let next = blocks.get(at + 1).map(|block| block.span.of(text));
        if let Some((date, updated)) = date_line(line, lexicon) {
            blocks[at].kind = BlockKind::DateLine;
            if updated {
                meta.updated = Some(date);
            } else {
                meta.offer_date(date, DateSource::DateLine);
            }
        } else if let Some(authors) = byline(line, lexicon) {
            blocks[at].kind = BlockKind::Byline;
            if meta.authors.is_empty() {
                meta.authors = authors;
            }
        } else if layout.is(LayoutRole::Stamp, line) {
            blocks[at].kind = BlockKind::Heading;
        } else if meta.title.is_none() && several && is_headline(line, next, name, lexicon) {
            blocks[at].kind = BlockKind::Headline;
            meta.title = Some(title_of(line));
        } else if meta.title.is_some() && blocks[at].kind == BlockKind::Heading {
            // A second deck under the headline.
        } else {
            story = Some(at);
            break;
        }
    }
    // A byline may follow the first paragraph's picture, but not the story: what comes later is
    // left as it is.
    if meta.date.is_none()
        && let Some(block) = story.and_then(|at| blocks.get(at))
        && let Some(date) = dateline(block.span.of(text), lexicon)
    {
        meta.offer_date(date, DateSource::Dateline);
    }
}

/// Whether a line at the head is the headline. One that ends in a stop is none, unless the name
/// of the file or its capitals say that it is.
fn is_headline(line: &str, next: Option<&str>, name: &str, lexicon: &Lexicon) -> bool {
    if line.chars().next().is_none_or(char::is_lowercase) {
        return false;
    }
    if slug_title(name, line) {
        return true;
    }
    if lexicon.layout().points(line) {
        return false;
    }
    let open = line.ends_with(['?', '!', '\'', '\u{2019}', '"', '\u{201D}', ')']);
    if open && line.len() <= 140 {
        // A line of speech or a question can also open a story.
        return is_title_case(line) || next.is_some_and(|next| follows_headline(next, lexicon));
    }
    if !ends_sentence(line) {
        return true;
    }
    line.ends_with('.')
        && line.len() <= 150
        && (is_title_case(line) || next.is_some_and(|next| follows_headline(next, lexicon)))
}

/// Whether a line can only follow a headline: a byline, a date or an agency's dateline.
fn follows_headline(line: &str, lexicon: &Lexicon) -> bool {
    byline(line, lexicon).is_some()
        || date_line(line, lexicon).is_some()
        || dateline_end(line).is_some()
}

/// Whether most of the longer words are capitalized, as in the headlines of American papers.
fn is_title_case(line: &str) -> bool {
    let (mut long, mut capital) = (0, 0);
    for word in line.split_whitespace() {
        let word = word.trim_matches(|ch: char| !ch.is_alphanumeric());
        if word.chars().count() > 3 {
            long += 1;
            capital += usize::from(word.chars().next().is_some_and(|ch| !ch.is_lowercase()));
        }
    }
    long >= 3 && capital * 10 >= long * 8
}

/// A headline without the stop that some exports set after it.
fn title_of(line: &str) -> String {
    let mut title: String = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let last_word = title.rsplit(' ').next().unwrap_or("");
    if last_word.ends_with('.') && last_word.len() > 3 && last_word.matches('.').count() == 1 {
        title.pop();
    }
    title
}

/// The authors that a byline names; nothing where the line is no byline.
pub(crate) fn byline(line: &str, lexicon: &Lexicon) -> Option<Vec<String>> {
    if line.len() > LONGEST_BYLINE {
        return None;
    }
    let rest = lexicon.layout().strip(LayoutRole::Byline, line)?;
    // "By Tuesday the levy was dead." is a sentence; names come without small words in front.
    let first = rest.split_whitespace().next()?;
    if !first.chars().next()?.is_uppercase() {
        return None;
    }
    let authors = names(rest, lexicon);
    let small = rest
        .split_whitespace()
        .filter(|word| word.chars().next().is_some_and(char::is_lowercase))
        .count();
    let words = rest.split_whitespace().count();
    (!authors.is_empty() && small * 3 <= words && words <= 24).then_some(authors)
}

/// The names in a list of authors: without posts, outlets, addresses and places.
pub(crate) fn names(list: &str, lexicon: &Lexicon) -> Vec<String> {
    let layout = lexicon.layout();
    let list = layout.strip(LayoutRole::Byline, list).unwrap_or(list);
    let mut out: Vec<String> = Vec::new();
    let separated =
        list.replace(" and ", ",").replace(" And ", ",").replace(" AND ", ",").replace(" & ", ",");
    for part in separated.split([',', ';', '|', '/', '\u{B7}', '\u{2022}', '\n', '(', ')']) {
        let part = part.split(" - ").next().unwrap_or(part);
        let part = layout.strip(LayoutRole::Byline, part).unwrap_or(part);
        let name = part
            .split_whitespace()
            .take_while(|word| {
                !word.contains('@') && !word.contains("://") && !dates(word, lexicon)
            })
            .collect::<Vec<_>>()
            .join(" ");
        let name = name
            .trim_matches(|ch: char| !ch.is_alphanumeric() && ch != '.')
            .trim_end_matches(". Email")
            .trim();
        let words = name.split(' ').count();
        let is_name = (1..=6).contains(&words)
            && name.chars().any(char::is_alphabetic)
            && name.chars().next().is_some_and(char::is_uppercase)
            && !name.chars().any(|ch| ch.is_ascii_digit())
            && lexicon.outlets().by_name(name).is_none()
            && ![LayoutRole::Post, LayoutRole::Updated, LayoutRole::Dated]
                .iter()
                .any(|&role| layout.is(role, name))
            && !names_post(name, lexicon);
        if is_name && !out.iter().any(|known| known == name) {
            out.push(recase(name));
        }
    }
    out
}

/// Whether a word in a byline belongs to the date after the names.
fn dates(word: &str, lexicon: &Lexicon) -> bool {
    if word.bytes().any(|byte| byte.is_ascii_digit()) {
        return true;
    }
    let bare = word.trim_matches(|ch: char| !ch.is_alphabetic());
    // April, May and June are first names, too; dates begin with them only before digits.
    let form = lexicon.date_words().get(key(bare));
    form.is_some_and(|form| matches!(form.word, DateWord::Month(month) if !matches!(month, 4..=6) && !form.common))
}

/// Whether the last words of a name are a post: "Gazette Staff Writer".
fn names_post(name: &str, lexicon: &Lexicon) -> bool {
    let layout = lexicon.layout();
    let starts = name.match_indices(' ').map(|(at, _)| at + 1).chain([0]);
    starts.into_iter().any(|at| layout.is(LayoutRole::Post, &name[at..]))
        || layout.strip(LayoutRole::Post, name).is_some()
}

/// A name in capitals as people write it; others unchanged.
fn recase(name: &str) -> String {
    if name.chars().any(char::is_lowercase) || name.chars().count() < 4 {
        return name.to_owned();
    }
    let mut out = String::with_capacity(name.len());
    let mut start = true;
    for ch in name.chars() {
        if start {
            out.push(ch);
        } else {
            out.extend(ch.to_lowercase());
        }
        start = !ch.is_alphabetic();
    }
    out
}

/// The date of a line that holds nothing else, and whether it is that of an update.
fn date_line(line: &str, lexicon: &Lexicon) -> Option<(PartialDate, bool)> {
    if line.len() > LONGEST_DATE_LINE || !line.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let layout = lexicon.layout();
    let of_update = layout.strip(LayoutRole::Updated, line);
    let bare = of_update.or_else(|| layout.strip(LayoutRole::Dated, line)).unwrap_or(line);
    let (date, rest) = when::written(bare, lexicon)?;
    // After the date there may be a time, a zone, and the date of an update.
    let letters = rest.chars().filter(|ch| ch.is_alphabetic()).count();
    let second = rest
        .split([',', '|', '\u{B7}', '\u{2022}', ';'])
        .any(|part| layout.strip(LayoutRole::Updated, part).is_some());
    (letters <= 12 || second).then_some((date, of_update.is_some()))
}

/// The date inside a dateline, as in `RENO, March 4, 2031 (Wire) - The council …`.
pub(crate) fn dateline(paragraph: &str, lexicon: &Lexicon) -> Option<PartialDate> {
    let head = &paragraph[..dateline_end(paragraph)?];
    let mut rest = head;
    while let Some(at) = rest.find([',', ' ', '(']) {
        rest = rest[at + 1..].trim_start();
        if let Some((date, _)) = when::written(rest, lexicon) {
            return Some(date);
        }
    }
    None
}

/// Where a dateline ends: at the first dash, after a place in capitals or a source in brackets.
fn dateline_end(paragraph: &str) -> Option<usize> {
    let limit = paragraph.char_indices().nth(90).map_or(paragraph.len(), |(at, _)| at);
    let head = &paragraph[..limit];
    let end = [" \u{2014} ", "\u{2014}", " \u{2013} ", " -- ", "--", " - "]
        .iter()
        .filter_map(|dash| head.find(dash))
        .min()?;
    let head = &head[..end];
    let place: String = head.chars().take_while(|ch| !matches!(ch, ',' | '(')).collect();
    let capitals = place.chars().filter(|ch| ch.is_uppercase()).count();
    let small = place.chars().filter(|ch| ch.is_lowercase()).count();
    (capitals >= 3 && small * 4 <= capitals).then_some(end)
}
