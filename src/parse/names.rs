//! Takes the address of a page and the name and folders of its file and fills in what the file
//! itself does not say: date of publication and outlet.

use super::when::numeric;
use super::{Article, DateSource, Input};
use crate::civil::PartialDate;
use crate::lexicon::date_words::{DateWord, DateWords};
use crate::lexicon::key;
use crate::lexicon::outlets::Outlet;

/// Fills in date and outlet from address, file name and flag where the article has none.
pub(crate) fn fill(article: &mut Article, input: &Input<'_>) {
    let meta = &mut article.meta;
    if meta.date.is_none()
        && let Some(date) =
            meta.url.as_deref().and_then(|url| date_of_url(url, input.lexicon.date_words()))
    {
        meta.offer_date(date, DateSource::Url);
    }
    if meta.date.is_none()
        && let Some(date) = date_of_name(input.name)
    {
        meta.offer_date(date, DateSource::FileName);
    }
    if let Some(date) = input.config.date {
        meta.offer_date(date, DateSource::Flag);
    }
    let outlets = input.lexicon.outlets();
    let known = match &meta.outlet {
        Some(name) => {
            outlets.by_name(name).or_else(|| outlets.by_host(name.trim_start_matches("www.")))
        }
        None => meta
            .url
            .as_deref()
            .and_then(host)
            .and_then(|host| outlets.by_host(host))
            .or_else(|| prefixes(input.name).find_map(|prefix| outlets.by_name(prefix))),
    };
    if let Some(Outlet { name, .. }) = known {
        meta.outlet = Some(name.clone());
    }
}

/// Host of an address, without user and port.
pub(crate) fn host(url: &str) -> Option<&str> {
    let rest =
        url.split_once("://").map_or_else(|| url.strip_prefix("//"), |(_, rest)| Some(rest))?;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?.split(':').next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then_some(host)
}

/// The date in the path of an address: `/2016/08/03/`, `/2016-08-03-`, `/20160803/`, or a month.
pub(crate) fn date_of_url(url: &str, words: &DateWords) -> Option<PartialDate> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split(['?', '#']).next()?;
    let path = path.split_once('/')?.1;
    date_in(path, true).or_else(|| date_with_month_name(path, words))
}

/// The date in a path like `2016/aug/03/story`.
fn date_with_month_name(path: &str, words: &DateWords) -> Option<PartialDate> {
    let parts: Vec<&str> = path.split('/').collect();
    parts.windows(3).find_map(|part| {
        let year = part[0].parse().ok().filter(|_| part[0].len() == 4)?;
        let DateWord::Month(month) = words.get(key(part[1]))?.word else { return None };
        PartialDate::from_day(year, month, part[2].parse().ok()?)
    })
}

/// The date in the name of a file, or else in its folders, nearest first.
fn date_of_name(name: &str) -> Option<PartialDate> {
    let (folders, last) = name.rsplit_once('/').unwrap_or(("", name));
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    if let Some(day) = date_in(stem, false) {
        return Some(day);
    }
    let month = numeric(stem).filter(|_| stem.len() == 7);
    month.or_else(|| date_in(&format!("{folders}/{stem}"), true))
}

/// The last whole day in `text` that stands apart from other digits; where there is none and
/// `months` is set, a month that is a part of a path by itself.
fn date_in(text: &str, months: bool) -> Option<PartialDate> {
    let bytes = text.as_bytes();
    let mut month = None;
    let mut day = None;
    for start in 0..bytes.len() {
        let apart = start == 0 || !bytes[start - 1].is_ascii_alphanumeric();
        if !apart || !bytes[start].is_ascii_digit() {
            continue;
        }
        // In `…-2-2016-08-03` the year begins at 2016; `12016-` is no year.
        let Some(date) = text.get(start..).and_then(numeric) else { continue };
        if date.exact().is_some() {
            day = Some(date);
        } else if months && is_part(text, start) {
            month = Some(date);
        }
    }
    day.or(month)
}

/// Whether `2016/08` or `2016-08` at `start` fills whole parts of a path.
fn is_part(text: &str, start: usize) -> bool {
    let ends = text.as_bytes().get(start + 7).is_none_or(|&byte| byte == b'/');
    (start == 0 || text.as_bytes()[start - 1] == b'/') && ends
}

/// What may name the outlet in a file's name: the part before its first `_`, `.` or date, then
/// the folders, nearest first.
fn prefixes(name: &str) -> impl Iterator<Item = &str> {
    let mut parts = name.rsplit('/');
    let last = parts.next().unwrap_or(name);
    let head = last.split(['_', '.']).next().unwrap_or(last);
    let head = head.find(|ch: char| ch.is_ascii_digit()).map_or(head, |at| &head[..at]);
    [head.trim_end_matches('-')].into_iter().chain(parts).filter(|part| part.len() > 1)
}

/// Whether the name of a file is that of this headline, as in
/// `gazette_2031-03-04_levy-falls-at-last.txt`; a name that breaks off in the headline counts.
pub(crate) fn slug_title(name: &str, line: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let mut letters = line.chars().filter(|ch| ch.is_alphanumeric()).flat_map(char::to_lowercase);
    // The slug begins after the outlet and the date, if the name has them.
    let slug = stem.rsplit('_').next().unwrap_or(stem);
    let slug = slug.trim_start_matches(|ch: char| ch.is_ascii_digit() || ch == '-');
    let mut matched = 0;
    for ch in slug.chars().filter(|ch| ch.is_alphanumeric()).flat_map(char::to_lowercase) {
        if letters.next() != Some(ch) {
            return false;
        }
        matched += 1;
    }
    matched >= 12
}

#[cfg(test)]
mod tests {
    use super::{date_of_name, date_of_url, host, prefixes};
    use crate::lexicon::Lexicon;

    #[test]
    fn dates_in_addresses() {
        let lexicon = Lexicon::builtin();
        for (url, expected) in [
            ("https://news.example/2031/03/04/levy", Some("2031-03-04")),
            ("https://news.example/politics/2031-03-04-levy.html", Some("2031-03-04")),
            ("https://news.example/20310304/levy", Some("2031-03-04")),
            ("https://news.example/world/2031/mar/04/levy", Some("2031-03-04")),
            ("https://news.example/world/2031/mad/04/levy", None),
            ("https://news.example/2031/03/levy-falls", Some("2031-03")),
            ("https://news.example/id-2031-0304", None),
            ("https://news.example/story/98120310304", None),
            ("https://news.example/levy?d=2031-03-04", None),
            ("https://2031-03-04.example/", None),
        ] {
            assert_eq!(
                date_of_url(url, lexicon.date_words()).map(|date| date.to_string()).as_deref(),
                expected,
                "{url}"
            );
        }
    }

    #[test]
    fn dates_in_names_and_folders() {
        for (name, expected) in [
            ("gazette_2031-03-04_levy-falls.txt", Some("2031-03-04")),
            ("2031/03/04/levy.txt", Some("2031-03-04")),
            ("2030/12/01/copy-of-2031-03-04.txt", Some("2031-03-04")),
            ("remarks/2031-03/levy.md", Some("2031-03")),
            ("20310304.txt", Some("2031-03-04")),
            ("2031-03.txt", Some("2031-03")),
            ("season-2011-12-levy.txt", None),
            ("2031/levy.txt", None),
            ("levy.txt", None),
        ] {
            assert_eq!(
                date_of_name(name).map(|date| date.to_string()).as_deref(),
                expected,
                "{name}"
            );
        }
    }

    #[test]
    fn hosts_and_prefixes() {
        assert_eq!(host("https://www.news.example:443/a"), Some("news.example"));
        assert_eq!(host("//news.example"), Some("news.example"));
        assert_eq!(host("news"), None);
        let found: Vec<_> = prefixes("press/gazette-2031-03-04_levy.txt").collect();
        assert_eq!(found, ["gazette", "press"]);
    }
}
