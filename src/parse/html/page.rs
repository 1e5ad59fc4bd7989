//! Reads what a page says about its article: schema.org data, `meta` elements, marked-up bylines
//! and times, address.
//!
//! Of several sources the one that publishers keep best comes first. A time keeps the day of its
//! own zone; where one source gives it in UTC and another locally, the local one wins.

mod date;
mod schema;

use serde_json::Value;
use trafilatura::dom::Document;

use super::super::fields::tidy;
use super::super::{DateSource, Meta, names, plain, when};
use super::markup::unescape;
use crate::lexicon::Lexicon;
use crate::lexicon::layout::LayoutRole;
use schema::{articles_of, of_schema, people};

/// What a page offers, collected in one pass over its elements.
#[derive(Default)]
struct Offers {
    /// Contents of `meta` elements by name, lower case, in order.
    metas: Vec<(String, String)>,
    /// Articles of schema.org.
    articles: Vec<Value>,
    title: Option<String>,
    headings: Vec<String>,
    canonical: Option<String>,
    language: Option<String>,
    /// `itemprop` elements: name and value.
    props: Vec<(String, String)>,
    /// Times: whether marked as of publication, and the stamp.
    times: Vec<(bool, String)>,
    /// Texts of elements whose class or relation says that they name the author.
    bylines: Vec<String>,
    /// Texts of elements that begin as bylines do.
    plain_bylines: Vec<String>,
    /// Texts of elements whose class says that they date the page.
    datelines: Vec<String>,
}

impl Offers {
    fn meta(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            let found =
                self.metas.iter().find(|(own, value)| own == name && !value.trim().is_empty());
            found.map(|(_, value)| value.as_str())
        })
    }

    fn metas<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        self.metas.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// All titles that the head of the page gives.
    fn known_titles(&self) -> Vec<String> {
        let graph = self.metas("og:title").chain(self.metas("twitter:title"));
        let schema = of_schema(self, "headline");
        graph.chain(schema).map(str::to_owned).chain(self.title.clone()).collect()
    }

    fn prop<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        self.props.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// What a page says.
pub(super) struct Said {
    /// About its article.
    pub(super) meta: Meta,
    /// The words of the article, where its data hold them.
    pub(super) body: Option<String>,
    /// Whether its data call it an article.
    pub(super) is_article: bool,
}

/// What the page says about itself.
pub(super) fn read(tree: &Document, html: &str, lexicon: &Lexicon) -> Said {
    let offers = collect(tree, lexicon);
    let mut meta = Meta {
        url: url(&offers, html),
        title: title(&offers, lexicon),
        authors: authors(&offers, lexicon),
        outlet: outlet(&offers),
        section: offers.meta(&["article:section", "section", "parsely-section"]).map(tidy),
        language: offers.language.clone(),
        ..Meta::default()
    };
    date::date(&mut meta, &offers, lexicon);
    let body = of_schema(&offers, "articleBody").max_by_key(|body| body.len()).map(str::to_owned);
    // A page of links may list many.
    let dated = meta.date.is_some_and(|date| date.source == DateSource::JsonLd);
    let is_article = dated || offers.articles.len() == 1;
    Said { meta, body, is_article }
}

/// Fills what the page's own data leave open with what the crate found.
pub(super) fn join(mut meta: Meta, found: &trafilatura::Metadata, lexicon: &Lexicon) -> Meta {
    let some = |text: &str| Some(tidy(text)).filter(|text| !text.is_empty());
    meta.title = meta.title.or_else(|| some(&found.title));
    meta.url = meta.url.or_else(|| some(&found.url));
    meta.outlet = meta.outlet.or_else(|| some(&found.sitename));
    if meta.authors.is_empty() {
        meta.authors = plain::names(&found.author, lexicon);
    }
    if meta.date.is_none()
        && let Some(date) = found.date.and_then(|date| when::numeric(&date.to_string()))
    {
        meta.offer_date(date, DateSource::HtmlMeta);
    }
    if meta.language.is_none() {
        meta.language = some(&found.language);
    }
    meta
}

fn collect(tree: &Document, lexicon: &Lexicon) -> Offers {
    let mut offers = Offers::default();
    for id in tree.iter(tree.root(), &[]) {
        let attribute = |name: &str| tree.get_attribute(id, name);
        let text = || tidy(&tree.text_content(id));
        let tag = tree.tag_name(id);
        match tag {
            "meta" => {
                // Some programs that save pages rename the attribute.
                let Some(content) = attribute("content").or_else(|| attribute("value")) else {
                    continue;
                };
                for key in ["name", "property", "itemprop", "http-equiv"] {
                    if let Some(name) = attribute(key) {
                        offers.metas.push((name.to_ascii_lowercase(), content.clone()));
                    }
                }
            }
            "script" => {
                let of_schema = attribute("type")
                    .is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json"));
                if of_schema {
                    articles_of(&tree.text_content(id), &mut offers.articles);
                }
            }
            "title" if offers.title.is_none() => offers.title = Some(text()),
            "h1" => offers.headings.push(text()),
            "html" => offers.language = attribute("lang").filter(|lang| !lang.trim().is_empty()),
            "link"
                if offers.canonical.is_none()
                    && attribute("rel")
                        .is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) =>
            {
                offers.canonical = attribute("href");
            }
            "time" => {
                let stamp = attribute("datetime").unwrap_or_else(text);
                let marks = [
                    attribute("itemprop"),
                    attribute("class"),
                    attribute("pubdate").map(|_| "pub".to_owned()),
                ];
                let published =
                    marks.iter().flatten().any(|mark| mark.to_ascii_lowercase().contains("pub"));
                offers.times.push((published, stamp));
            }
            _ => {}
        }
        if tag == "meta" || tag == "link" {
            continue;
        }
        if let Some(name) = attribute("itemprop") {
            let value = attribute("content").or_else(|| attribute("datetime")).unwrap_or_else(text);
            offers.props.push((name.to_ascii_lowercase(), value));
        }
        if matches!(
            tag,
            "a" | "span"
                | "p"
                | "div"
                | "address"
                | "li"
                | "cite"
                | "strong"
                | "em"
                | "small"
                | "dd"
                | "section"
                | "ul"
                | "b"
                | "h3"
                | "h4"
                | "h5"
        ) {
            let class = tree.class_name(id).to_ascii_lowercase();
            let id_attribute = tree.id_attr(id).to_ascii_lowercase();
            let rel = attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("author"));
            let names_author = |own: &str| own.contains("byline") || own.contains("author");
            if rel
                || ((names_author(&class) || names_author(&id_attribute))
                    && offers.bylines.len() < 40)
            {
                // "By" and the name are often elements of their own without a space between.
                let text = tidy(&tree.iter_text(id, " "));
                if text.len() < 200 {
                    offers.bylines.push(text);
                }
            }
            if offers.plain_bylines.len() < 8 {
                let lead = tree.text(id);
                let lead = lead.trim();
                if lead.len() < 60 && lexicon.layout().strip(LayoutRole::Byline, lead).is_some() {
                    // The word may be an element of its own, beside that of the name.
                    let alone = lexicon.layout().is(LayoutRole::Byline, lead);
                    let own = tidy(&tree.iter_text(id, " "));
                    let whole =
                        if alone && own.len() <= lead.len() { tree.parent(id) } else { None };
                    let text = whole.map_or(own, |parent| tidy(&tree.iter_text(parent, " ")));
                    if text.len() < 120 {
                        offers.plain_bylines.push(text);
                    }
                }
            }
            let dates = |own: &str| {
                own.contains("date") || own.contains("timestamp") || own.contains("published")
            };
            if (dates(&class) || dates(&id_attribute)) && offers.datelines.len() < 40 {
                let text = text();
                if text.len() < 120 {
                    offers.datelines.push(text);
                }
            }
        }
    }
    offers
}

fn letters(text: &str) -> String {
    text.chars().filter(|ch| ch.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The headline: the `h1` that the head of the page agrees with, else what the head says, less
/// the name of the site.
fn title(offers: &Offers, lexicon: &Lexicon) -> Option<String> {
    let schema = of_schema(offers, "headline").next().map(|text| tidy(&unescape(text)));
    let graph = offers
        .meta(&[
            "og:title",
            "twitter:title",
            "parsely-title",
            "sailthru.title",
            "dc.title",
            "title",
            "headline",
        ])
        .map(tidy);
    let head: Vec<String> = [schema.clone(), graph.clone(), offers.title.clone()]
        .into_iter()
        .flatten()
        .map(|text| letters(&text))
        .collect();
    let given = graph
        .or(schema)
        .map(|text| without_site(&text, lexicon))
        .or_else(|| offers.title.as_deref().map(|text| without_site(text, lexicon)))
        .filter(|text| !text.is_empty());
    let mut best: Option<&String> = None;
    for heading in offers.headings.iter().filter(|heading| !heading.is_empty()) {
        let own = letters(heading);
        let agrees = head.iter().any(|text| {
            // A heading that is a small part of the title is mostly the name of the site.
            (text.contains(&own) && own.len() * 2 >= text.len())
                || (text.len() > 12 && own.starts_with(text.as_str()))
        });
        let alike = || offers.headings.len() == 1 && is_alike(heading, &offers.known_titles());
        if (agrees || alike()) && best.is_none_or(|best| best.len() < heading.len()) {
            best = Some(heading);
        }
    }
    if let Some(best) = best {
        // A heading may begin with a kicker that runs into the headline.
        let kicked = given.as_ref().filter(|given| {
            let (own, given) = (letters(best), letters(given));
            own.len() > given.len() && given.len() * 2 > own.len() && own.ends_with(&given)
        });
        return Some(kicked.unwrap_or(best).clone());
    }
    let single = offers.headings.iter().find(|heading| heading.split(' ').count() >= 4);
    given.or_else(|| single.cloned())
}

/// Whether a heading shares more than half of its longer words with one of the titles.
fn is_alike(heading: &str, titles: &[String]) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|ch: char| !ch.is_alphanumeric())
            .filter(|word| word.len() > 2)
            .map(str::to_lowercase)
            .collect()
    };
    let own = words(heading);
    own.len() >= 4
        && titles.iter().any(|title| {
            let title = words(title);
            let shared = own.iter().filter(|word| title.contains(word)).count();
            shared * 2 > own.len() || (title.len() >= 4 && shared * 3 > title.len() * 2)
        })
}

/// A title without the name of the site after its last bar or dash.
fn without_site(title: &str, lexicon: &Lexicon) -> String {
    let mut title = title.trim();
    for mark in [" | ", " \u{2013} ", " \u{2014} ", " - ", " : ", " \u{BB} ", " \u{B7} "] {
        while let Some((head, tail)) = title.rsplit_once(mark) {
            let known = lexicon.outlets().by_name(tail).is_some()
                || lexicon.outlets().by_host(tail).is_some();
            let bar = mark == " | " && tail.split(' ').count() <= 4;
            if !(known || bar) || head.split(' ').count() < 2 {
                break;
            }
            title = head.trim();
        }
    }
    title.to_owned()
}

/// The authors, from the first source that names any.
fn authors(offers: &Offers, lexicon: &Lexicon) -> Vec<String> {
    let take = |texts: Vec<String>| -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for text in texts {
            for name in plain::names(&unescape(&text), lexicon) {
                if !out.contains(&name) {
                    out.push(name);
                }
            }
        }
        out
    };
    let schema = offers
        .articles
        .iter()
        .map(|article| people(article, "author"))
        .find(|names| !names.is_empty());
    let schema_authors = schema.clone();
    let metas = || {
        let of = |name: &str| offers.metas(name).map(str::to_owned).collect::<Vec<_>>();
        let names = [
            "byl",
            "parsely-author",
            "sailthru.author",
            "article:author",
            "article:author_name",
            "author",
            "dc.creator",
            "dcterms.creator",
            "dc.contributor",
            "cxenseparse:author",
            "twitter:data1",
        ];
        names.into_iter().map(of).map(|texts| {
            texts
                .into_iter()
                .filter(|text| !text.contains("://") && !text.starts_with('@'))
                .collect::<Vec<_>>()
        })
    };
    let props = || offers.prop("author").map(str::to_owned).collect::<Vec<_>>();
    let lines = || {
        let mut lines: Vec<&String> =
            offers.bylines.iter().filter(|line| !line.is_empty()).collect();
        lines.sort_by_key(|line| !line.to_ascii_lowercase().starts_with("by "));
        lines.into_iter().map(|line| vec![line.clone()])
    };
    let plain_lines = || {
        let lines = offers.plain_bylines.iter();
        lines.filter(|line| plain::byline(line, lexicon).is_some()).map(|line| vec![line.clone()])
    };
    schema
        .into_iter()
        .chain(metas())
        .chain([props()])
        .chain(lines())
        .map(take)
        // An agency or the paper itself is the author only where nobody else is named.
        .chain([schema_authors.into_iter().flatten().take(1).collect()])
        .chain(plain_lines().map(take))
        .find(|names| !names.is_empty())
        .unwrap_or_default()
}

fn outlet(offers: &Offers) -> Option<String> {
    let schema = offers.articles.iter().find_map(|article| match article.get("publisher")? {
        Value::Object(map) => map.get("name")?.as_str().map(str::to_owned),
        Value::Array(items) => items.first()?.get("name")?.as_str().map(str::to_owned),
        _ => None,
    });
    let named = offers.meta(&["og:site_name", "application-name", "publisher", "dc.publisher"]);
    named
        .map(str::to_owned)
        .or(schema)
        .map(|name| tidy(&unescape(&name)))
        .filter(|name| !name.is_empty())
}

/// The address: what the page calls its own, or what the program that saved it noted.
fn url(offers: &Offers, html: &str) -> Option<String> {
    let head = &html[..html.char_indices().nth(4096).map_or(html.len(), |(at, _)| at)];
    let saved = head
        .split_once("saved from url=(")
        .and_then(|(_, rest)| rest.split_once(')'))
        .map(|(_, rest)| rest)
        .or_else(|| {
            head.split_once("Page saved with SingleFile")
                .and_then(|(_, rest)| rest.split_once("url:"))
                .map(|(_, rest)| rest)
        });
    // Copies of the Wayback Machine tell it to their own program.
    let wayback = || html.split_once("__wm.wombat(\"").map(|(_, rest)| rest);
    let wayback = saved.is_none().then(wayback).flatten().and_then(|rest| rest.split('"').next());
    let saved =
        saved.or(wayback).and_then(|rest| rest.split_whitespace().next()).map(str::to_owned);
    let own = offers
        .canonical
        .clone()
        .into_iter()
        .chain(offers.meta(&["og:url", "parsely-link", "twitter:url"]).map(str::to_owned));
    own.chain(of_schema(offers, "url").map(str::to_owned))
        .chain(saved)
        .map(|url| original(&url).to_owned())
        .find(|url| url.starts_with("http") && names::host(url).is_some())
}

/// Archives of the web, whose addresses hold that of the page that they copied.
const ARCHIVES: &[&str] = &[
    "web.archive.org",
    "archive.today",
    "archive.ph",
    "archive.is",
    "archive.li",
    "archive.vn",
    "archive.fo",
    "archive.md",
];

/// The address inside that of a copy in an archive.
fn original(url: &str) -> &str {
    if !names::host(url).is_some_and(|host| ARCHIVES.contains(&host)) {
        return url;
    }
    let inner = ["/http://", "/https://"].iter().filter_map(|scheme| url.rfind(scheme)).max();
    inner.map_or(url, |at| &url[at + 1..])
}
