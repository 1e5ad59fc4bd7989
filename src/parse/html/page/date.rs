//! Chooses the day of publication among what a page says.

use super::{Offers, of_schema};
use crate::civil::PartialDate;
use crate::lexicon::Lexicon;
use crate::parse::{DateSource, Meta, names, when};

/// Dates of publication and of the last change.
pub(super) fn date(meta: &mut Meta, offers: &Offers, lexicon: &Lexicon) {
    let day = |text: &str| when::field(text, lexicon);
    let schema: Vec<&str> =
        of_schema(offers, "datePublished").chain(of_schema(offers, "dateCreated")).collect();
    let names = [
        "article:published_time",
        "og:article:published_time",
        "parsely-pub-date",
        "sailthru.date",
        "article.published",
        "datepublished",
        "date.published",
        "dc.date.issued",
        "dc.date",
        "dcterms.created",
        "dcterms.date",
        "dc.date.created",
        "publication_date",
        "publish-date",
        "publish_date",
        "publishdate",
        "pubdate",
        "ptime",
        "pdate",
        "published_time",
        "published",
        "published-date",
        "article_date_original",
        "cxenseparse:recs:publishtime",
        "og:published_time",
        "originalpublicationdate",
        "article:published",
        "article:post_date",
        "bt:pubdate",
        "rnews:datepublished",
        "date",
        "article:date",
        "creation_date",
        "citation_date",
        "created",
    ];
    let named: Vec<&str> = names.iter().flat_map(|name| offers.metas(name)).collect();
    let times: Vec<&str> = offers
        .prop("datepublished")
        .chain(
            offers
                .times
                .iter()
                .filter(|(published, _)| *published)
                .map(|(_, stamp)| stamp.as_str()),
        )
        .collect();
    let first = |texts: &[&str]| texts.iter().find_map(|text| day(text));
    let chosen = [
        (&schema, DateSource::JsonLd),
        (&named, DateSource::HtmlMeta),
        (&times, DateSource::HtmlMeta),
    ]
    .into_iter()
    .find_map(|(texts, source)| Some((first(texts)?, source, texts)));
    if let Some((date, source, texts)) = chosen {
        // A stamp in UTC of the early morning is mostly of the day before, where it was written.
        let stamp = texts.iter().find(|text| day(text).is_some()).filter(|text| is_utc(text));
        let local = stamp.and_then(|stamp| {
            let others = schema.iter().chain(&named).chain(&times).copied();
            let others = others.chain(offers.times.iter().map(|(_, stamp)| stamp.as_str()));
            others
                .chain(offers.datelines.iter().map(String::as_str))
                .filter(|text| !is_utc(text) && has_time(text))
                .filter_map(day)
                .find(|other| is_same_time(stamp, date, *other))
        });
        meta.offer_date(local.unwrap_or(date), source);
    } else if let Some(date) = meta
        .url
        .as_deref()
        .and_then(|url| names::date_of_url(url, lexicon.date_words()))
        .filter(|date| date.exact().is_some())
    {
        meta.offer_date(date, DateSource::Url);
    } else {
        let rest = offers
            .times
            .iter()
            .map(|(_, stamp)| stamp.as_str())
            .chain(offers.datelines.iter().map(String::as_str));
        if let Some(date) = rest.filter_map(day).find(|date| date.exact().is_some()) {
            meta.offer_date(date, DateSource::HtmlMeta);
        }
    }
    let updated = of_schema(offers, "dateModified").next().or_else(|| {
        offers.meta(&[
            "article:modified_time",
            "og:updated_time",
            "lastmod",
            "last-modified",
            "dcterms.modified",
        ])
    });
    meta.updated = updated.and_then(day);
}

/// Whether a stamp is given in UTC, which is hardly ever where the publisher is.
fn is_utc(stamp: &str) -> bool {
    let stamp = stamp.trim();
    has_time(stamp)
        && (stamp.ends_with('Z')
            || stamp.ends_with("+00:00")
            || stamp.ends_with("+0000")
            || stamp.ends_with("GMT")
            || stamp.ends_with("UTC"))
}

fn has_time(stamp: &str) -> bool {
    stamp.contains(':')
}

/// Whether a local day can be that of a stamp in UTC: the day itself, the day before of a stamp
/// of the morning, the day after of one of the evening.
fn is_same_time(stamp: &str, date: PartialDate, local: PartialDate) -> bool {
    let hour =
        stamp.find(':').and_then(|at| stamp.get(at.checked_sub(2)?..at)?.trim().parse::<u8>().ok());
    let Some((day, local)) = date.exact().zip(local.exact()) else { return false };
    day == local
        || hour.is_some_and(|hour| match hour {
            0..12 => day.yesterday().is_ok_and(|before| before == local),
            _ => hour >= 12 && day.tomorrow().is_ok_and(|after| after == local),
        })
}
