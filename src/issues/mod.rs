//! Takes an article's text and its passages and gives the policy issues each is about and the
//! named matters it speaks of.
//!
//! Promises: at most three issues a passage, best first, none where nothing speaks for one;
//! named matters sorted and distinct. Pure, linear in the text, the same for the same input.
//! Reads the tables of schema/issues*.toml and schema/concepts*.toml. Does not decide where
//! passages begin or who speaks in them; the stages before it do.
//!
//! A text is read as the phrases that the tables hold, with how often and where each stands:
//! in the passage itself, in the rest of its paragraph, beside it, in the headline. Their
//! weights add up to a score for each issue, as in a multinomial logistic model; the issues of
//! the whole article are a prior for each of its passages.

mod matters;
mod near;
mod score;
mod tag;

use crate::lexicon::phrases::{Found, Memory};
use crate::lexicon::{ConceptId, IssueId, Lexicon};
use crate::parse::{Article, BlockKind};
use crate::span::Span;
use crate::text::Text;

use near::{Item, Near};

pub use score::{Bag, Shares};
pub use tag::{Piece, Tagged, TaggedIssue, bag, tag_text};

/// An issue and how much of the evidence is for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IssueTag {
    /// Which issue.
    pub id: IssueId,
    /// Share of the evidence, 0 to 1; larger is surer.
    pub score: f32,
}

/// A passage as this stage needs it.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Its words.
    pub spans: &'a [Span],
    /// Reported words that belong to it.
    pub reported: &'a [Span],
    /// Its paragraph or paragraphs.
    pub context: Span,
}

/// What a text is about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tags {
    /// Issues, best first.
    pub issues: Vec<IssueTag>,
    /// Named matters, sorted.
    pub concepts: Vec<ConceptId>,
}

/// Tags of an article and of its passages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Classified {
    /// Of the article as a whole.
    pub article: Tags,
    /// Of each passage, in the order given.
    pub passages: Vec<Tags>,
}

/// How much the words of a place count for a passage.
mod part {
    /// The passage itself.
    pub(super) const OWN: f32 = 1.0;
    /// The rest of its paragraph.
    pub(super) const PARAGRAPH: f32 = 0.6;
    /// The paragraphs before and after.
    pub(super) const BESIDE: f32 = 0.25;
    /// The headline.
    pub(super) const TITLE: f32 = 0.5;
    /// The headline, for the article.
    pub(super) const ARTICLE_TITLE: f32 = 2.0;
}

/// Classifies an article and its passages.
#[must_use]
pub fn classify(
    article: &Article,
    text: &Text,
    places: &[Place<'_>],
    lexicon: &Lexicon,
) -> Classified {
    ROOM.with_borrow_mut(|room| classify_with(article, text, places, lexicon, room))
}

/// What is kept from one article to the next; it changes no answer.
#[derive(Default)]
struct Room {
    /// Stems seen so far.
    memory: Memory,
    /// Counts of features, all 0 between articles.
    counts: Vec<f32>,
}

thread_local! {
    static ROOM: std::cell::RefCell<Room> = std::cell::RefCell::default();
}

fn classify_with(
    article: &Article,
    text: &Text,
    places: &[Place<'_>],
    lexicon: &Lexicon,
    room: &mut Room,
) -> Classified {
    let Room { memory, counts } = room;
    let evidence = lexicon.evidence();
    let mut title = Vec::new();
    let mut body = Vec::new();
    for paragraph in &text.paragraphs {
        let kind = article.blocks.get(paragraph.block).map(|block| block.kind);
        let span = paragraph.span;
        match kind {
            Some(BlockKind::Byline | BlockKind::DateLine) => {}
            Some(BlockKind::Headline) => {
                evidence.find(span.of(&article.text), span.start, memory, &mut title);
            }
            _ => evidence.find(span.of(&article.text), span.start, memory, &mut body),
        }
    }
    if title.is_empty()
        && let Some(words) = &article.meta.title
    {
        // stands nowhere in the text: behind its end, where no passage is
        let nowhere = u32::try_from(article.text.len()).unwrap_or(u32::MAX);
        evidence.find(words, nowhere, memory, &mut title);
    }
    let year = article.meta.date.map(|dated| dated.date.year());
    let strong = matters::strong(&body, &title, year, lexicon);

    let mut bag = Bag::default();
    bag.add(&title, part::ARTICLE_TITLE, lexicon);
    bag.add(&body, 1.0, lexicon);
    bag.add_concepts(strong.iter().map(|(_, id)| *id), 1.0, lexicon);
    let shares = bag.shares(lexicon, score::Prior::News);
    let named = matters::weak(strong, &body, &title, year, &shares, lexicon);

    let mut answer = Classified {
        article: Tags {
            issues: shares.answer(lexicon),
            concepts: matters::distinct(named.iter().map(|(_, id)| *id)),
        },
        passages: Vec::with_capacity(places.len()),
    };
    let prior = shares.prior();
    let items = items(&body, &named, lexicon);
    let mut near = Near::new(&title, part::TITLE, counts, lexicon);
    let mut last = None;
    let mut own = Vec::new();
    for place in places {
        if last != Some(place.context) {
            near.set(within(&items, window(text, place.context)), place.context, lexicon);
            last = Some(place.context);
        }
        own.clear();
        for span in place.spans.iter().chain(place.reported) {
            let inside = within(&items, *span).iter().filter(|item| item.span.end <= span.end);
            own.extend(inside.map(|item| (item.feature, part::OWN - part_of(item, place.context))));
        }
        answer.passages.push(Tags {
            issues: near.shares(&own, &prior, lexicon).answer(lexicon),
            concepts: concepts_of(place, &named),
        });
    }
    near.clear();
    answer
}

/// The evidence of an article's body with its places, in order of place: the finds that weigh
/// something, and the matters that they name.
fn items(body: &[Found], named: &[(Found, ConceptId)], lexicon: &Lexicon) -> Vec<Item> {
    let evidence = lexicon.evidence();
    let finds = body.iter().filter(|found| evidence.weighs(found.phrase));
    let mut items: Vec<Item> = finds
        .map(|found| Item { span: span_of(found), feature: found.phrase })
        .chain(
            named
                .iter()
                .map(|(found, id)| Item { span: span_of(found), feature: evidence.feature(*id) }),
        )
        .collect();
    items.sort_unstable_by_key(|item| (item.span.start, item.span.end, item.feature));
    items
}

/// How much evidence outside a passage's own words counts for it.
fn part_of(item: &Item, context: Span) -> f32 {
    if context.contains(item.span) { part::PARAGRAPH } else { part::BESIDE }
}

/// Where a find stands.
fn span_of(found: &Found) -> Span {
    Span::new(found.start, found.end)
}

/// What begins inside a span; `all` is in order of first byte.
fn within(all: &[Item], span: Span) -> &[Item] {
    let from = all.partition_point(|item| item.span.start < span.start);
    let to = all.partition_point(|item| item.span.start < span.end);
    all.get(from..to).unwrap_or(&[])
}

/// A passage's context with the paragraphs before and after it.
fn window(text: &Text, context: Span) -> Span {
    let first = text.paragraphs.partition_point(|p| p.span.end <= context.start);
    let after = text.paragraphs.partition_point(|p| p.span.start < context.end);
    let before = first.checked_sub(1).and_then(|n| text.paragraphs.get(n));
    let start = before.map_or(context.start, |p| p.span.start.min(context.start));
    let end = text.paragraphs.get(after).map_or(context.end, |p| p.span.end.max(context.end));
    Span::new(start, end)
}

/// Matters named in the passage's own words; where there are none, in the rest of its paragraph.
fn concepts_of(place: &Place<'_>, named: &[(Found, ConceptId)]) -> Vec<ConceptId> {
    let own = |span: Span| place.spans.iter().chain(place.reported).any(|own| own.contains(span));
    let inside = named.iter().filter(|(found, _)| own(span_of(found)));
    let found = matters::distinct(inside.map(|(_, id)| *id));
    if !found.is_empty() {
        return found;
    }
    let beside = named.iter().filter(|(found, _)| place.context.contains(span_of(found)));
    matters::distinct(beside.map(|(_, id)| *id))
}
