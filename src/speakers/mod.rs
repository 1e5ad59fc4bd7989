//! Takes an article's text and its stretches in marks and gives its quotes with their speakers.
//!
//! Finds mentions, ranks them as sources of each quote, resolves the chosen one to a person or a
//! body, and abstains where nothing is sure enough. Stretches in marks that no source, no cue and
//! no shape make speech (scare quotes, titles, nicknames) are left out. Promises: quotes in order
//! of place; every attribution names its rule; confidence is an estimated chance. Does not read
//! dates or issues. Reads the tables of titles, names, nouns, places, people and cues, and the
//! weights in schema/weights/source.tsv.

mod antecedent;
mod beside;
mod described;
mod entity;
mod explain;
mod finder;
mod gap;
mod known;
mod label;
pub mod mention;
mod noun_phrase;
mod office;
pub mod rank;
mod resolve;
mod short_name;
mod signed;
mod stated;

use std::collections::HashMap;

use crate::lexicon::cues::Pos;
use crate::lexicon::nouns::NounKind;
use crate::lexicon::{Lexicon, PersonId};
use crate::parse::{Article, BlockKind};
use crate::quotes::Quote;
use crate::quotes::cue::CueAt;
use crate::quotes::indirect::Reported;
use crate::span::Span;
use crate::text::{Text, TokenKind};
pub use explain::{Decision, Means, Reasons, Weighed};
pub use finder::find;
pub use gap::{Glance, glances};
use mention::{Form, Mention, NameKind, Pronoun};
use rank::{Candidate, Scene};
use resolve::{Cast, Last, Resolved};

/// Who said a passage, with the reason for saying so.
#[derive(Clone, Debug, PartialEq)]
pub struct Speaker {
    /// The person in the registry, where the text proves it.
    pub id: Option<PersonId>,
    /// The fullest name that the article or the registry gives; the article's own words for
    /// organizations, groups and unnamed sources. Empty where the words for the speaker are known
    /// and whom they mean is not.
    pub name: String,
    /// What kind of source.
    pub kind: SpeakerKind,
    /// The article's words for the speaker at this passage.
    pub label: String,
    /// Where those words stand; absent where the speaker carries over from elsewhere.
    pub mention: Option<Span>,
    /// Estimated chance that the speaker is right, 0 to 1.
    pub confidence: f32,
    /// The rule that fired, a stable kebab-case name, with what it relied on.
    pub evidence: String,
}

impl Speaker {
    /// Whether it is known who speaks, not only by which words the article says so.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        !self.name.is_empty()
    }

    /// The name under which schema/weights/confidence.tsv knows the rule that fired: that of the
    /// rule itself, apart for names and pronouns of others than people.
    #[must_use]
    pub fn rule(&self) -> &str {
        let rule = self.evidence.split(':').next().unwrap_or("");
        calibrated(rule, self.kind)
    }
}

/// The name of a rule in the table of confidences.
fn calibrated(rule: &str, kind: SpeakerKind) -> &str {
    match (kind, rule) {
        (SpeakerKind::Person, rule) => rule,
        (_, "name") => "name-of-body",
        (_, "pronoun") => "pronoun-of-body",
        (_, rule) => rule,
    }
}

/// Kinds of source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SpeakerKind {
    /// A named human being.
    Person,
    /// A party, campaign, company, newspaper, agency, state.
    Organization,
    /// Several people: "aides", "the mayors".
    Group,
    /// A report, a bill, a sign, an advertisement.
    Document,
    /// One or more people whom the article does not name.
    Anonymous,
}

impl SpeakerKind {
    /// All of them, in the order in which an index numbers them.
    pub const ALL: [Self; 5] =
        [Self::Person, Self::Organization, Self::Group, Self::Document, Self::Anonymous];

    /// Its name in records.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organization => "organization",
            Self::Group => "group",
            Self::Document => "document",
            Self::Anonymous => "anonymous",
        }
    }
}

/// A speaker without the place and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Who {
    id: Option<PersonId>,
    name: String,
    kind: SpeakerKind,
}

/// A quote with its speaker, if one is sure enough.
#[derive(Clone, Debug)]
pub struct Attributed {
    /// Its content, cue and source.
    pub quote: Quote,
    /// Who said it.
    pub speaker: Option<Speaker>,
    /// How that was decided, where it was asked for.
    pub reasons: Option<Box<Reasons>>,
}

/// What quotes found in an article.
#[derive(Debug)]
pub struct Found<'a> {
    /// Turns of a transcript.
    pub turns: Vec<Quote>,
    /// Quotes in marks, each with its stretches as positions in [`Text::marked`].
    pub groups: Vec<(Vec<usize>, Quote)>,
    /// What sentences report beside the marks, in order of cues: it gives quotes the rest of
    /// their content, and the statements.
    pub reported: &'a [Reported],
}

/// Chance below which the likeliest source is not named.
const LEAST: f32 = 0.35;

/// Chance below which the likeliest source gives way to the subject of its sentence.
const DOUBT: f32 = 0.6;

/// Chance of that subject.
const STANDS_IN: f32 = 0.52;

/// Confidence below which nobody is named: the words are put into no mouth rather than a wrong one.
const ABSTAIN: f32 = 0.42;

/// Chance that a quote of no source of its own goes on from the speaker before it.
const CARRIES_ON: f32 = 0.8;

/// Attributes what was found in an article; with `explain`, keeps the reasons.
#[must_use]
pub fn attribute(
    article: &Article,
    text: &Text,
    cues: &[CueAt],
    found: Found<'_>,
    lexicon: &Lexicon,
    explain: bool,
) -> Vec<Attributed> {
    let Found { turns, groups, reported } = found;
    if turns.is_empty() && groups.is_empty() && reported.is_empty() {
        return Vec::new();
    }
    let source = article.text.as_str();
    let mentions = find(source, text, lexicon);
    let date = article.meta.date.map(|dated| dated.date.first());
    let entities = entity::gather(source, text, &mentions, lexicon, date);
    let glances = if groups.is_empty() { Vec::new() } else { glances(source, text, lexicon) };
    let scene = Scene { source, text, lexicon, mentions: &mentions, cues, glances: &glances };
    let cast =
        Cast { source, text, mentions: &mentions, entities: &entities, stands: &[], lexicon, date };
    let stands = cast.stand_ins();
    let cast = Cast { stands: &stands, ..cast };
    // whose quote came last, and who spoke last in whatever way: the one for quotes that go on,
    // the other for pronouns
    let (mut last, mut heard): (Option<Last>, Option<Last>) = (None, None);
    // the paragraph whose quote, the last one, asked something
    let mut asked = None;
    let mut out = self::turns(&cast, turns, explain);
    let mut stated = reported.iter().peekable();
    let holders = stated::Holders::of(reported);
    for (pieces, quote) in groups {
        while let Some(one) = stated.next_if(|one| one.cue.start < quote.spans[0].start) {
            out.extend(stated::statement(&cast, one, &mut heard, explain));
        }
        let ranked = rank::rank(&scene, &pieces, lexicon.weights().source());
        let (sums, none) = sums(&ranked);
        let mut reasons = explain.then(|| Box::new(Reasons::ranked(&scene, &sums, none)));
        let elsewhere = |mention: usize| {
            text.sentences[mentions[mention].sentence].paragraph != quote.paragraph
        };
        let verdict = match signed::signature(source, text, lexicon, &mentions, &pieces) {
            Some(mention) => {
                let chance = signed::SIGNED;
                Verdict::Source { mention, cue: None, chance, stands_in: false }
            }
            None => match decide(&sums, none, cues, subject(text, &mentions, &pieces)) {
                // whoever asked is not who answers in the next paragraph
                Verdict::Source { mention, .. }
                    if answers(&quote, asked) && fills(text, &pieces) && elsewhere(mention) =>
                {
                    Verdict::None { chance: none }
                }
                verdict => verdict,
            },
        };
        let mut quote = quote;
        let around = holders.around(&pieces);
        let headline =
            article.blocks[text.paragraphs[quote.paragraph].block].kind == BlockKind::Headline;
        let (speaker, entity) = match verdict {
            Verdict::Source { mention, cue, chance, stands_in } => {
                quote.cue = cue.map(|c| tokens_span(text, &cues[c].tokens));
                quote.source = Some(mentions[mention].span);
                let found = cast.resolve(mention, heard.as_ref());
                let cue = cue.map(|c| cue_words(source, text, &cues[c]));
                let speaker = cast.speaker(mention, found.as_ref(), chance, cue);
                if let Some(reasons) = &mut reasons {
                    let place = mentions[mention].span;
                    reasons.take(place, chance, stands_in, found.as_ref(), &speaker);
                }
                let known = found.filter(|_| speaker.is_known());
                (Some(speaker), known.map(|found| (found.who, found.entity)))
            }
            Verdict::None { chance } => {
                if !speech_like(source, text, &pieces) {
                    continue;
                }
                let going_on = last
                    .as_ref()
                    .filter(|l| carries_on(text, &quote, l, &pieces))
                    .filter(|_| !answers(&quote, asked) && !told_apart(&scene, &pieces))
                    .map(|l| (l, cast.confidence("continued", l.who.kind, CARRIES_ON * chance)));
                if let Some(reasons) = &mut reasons {
                    reasons.none();
                    reasons.go_on(going_on);
                }
                match going_on.filter(|(_, confidence)| *confidence >= ABSTAIN) {
                    Some((l, confidence)) => {
                        let speaker = Speaker {
                            id: l.who.id,
                            name: l.who.name.clone(),
                            kind: l.who.kind,
                            label: l.who.name.clone(),
                            mention: None,
                            confidence,
                            evidence: evidence("continued", None),
                        };
                        (Some(speaker), Some((l.who.clone(), l.entity)))
                    }
                    None => (None, None),
                }
            }
        };
        if !headline && let Some((who, entity)) = entity {
            let end = quote.spans.last().map_or(0, |s| s.end);
            let paragraph = text.paragraphs.partition_point(|p| p.span.end < end);
            last = Some(Last { who, entity, paragraph });
            heard.clone_from(&last);
        }
        let end = text.marked[pieces[pieces.len() - 1]].tokens.end;
        let question = text.tokens[end - 1].span.of(source) == "?";
        asked = question.then_some(quote.paragraph);
        if let Some(around) = around {
            stated::mix(&mut quote, around);
        }
        out.push(Attributed { quote, speaker, reasons });
    }
    out.extend(stated.filter_map(|one| stated::statement(&cast, one, &mut heard, explain)));
    out
}

/// The turns of a transcript with the speakers whom their labels mean; each label is resolved
/// once. Turns whose label marks no speech are left out.
fn turns(cast: &Cast<'_>, turns: Vec<Quote>, explain: bool) -> Vec<Attributed> {
    let mut known: HashMap<&str, Option<Resolved>> = HashMap::new();
    let mut out = Vec::new();
    for quote in turns {
        let Some(place) = quote.label else { continue };
        let words = place.of(cast.source);
        let resolved = known.entry(words).or_insert_with(|| cast.labelled(words));
        let Some(resolved) = resolved else { continue };
        let speaker = Speaker {
            id: resolved.who.id,
            name: resolved.who.name.clone(),
            kind: resolved.who.kind,
            label: words.to_owned(),
            mention: Some(place),
            confidence: resolved.chance,
            evidence: evidence(resolved.rule, None),
        };
        let reasons = explain.then(|| Box::new(Reasons::of_label(words, resolved)));
        out.push(Attributed { quote, speaker: Some(speaker), reasons });
    }
    out
}

/// What the ranked candidates say.
enum Verdict {
    /// `stands_in`: the subject of the sentence, in place of a doubtful source.
    Source {
        mention: usize,
        cue: Option<usize>,
        chance: f32,
        stands_in: bool,
    },
    None {
        chance: f32,
    },
}

/// The subject of a sentence of the reporter's into which a quote is built: a mention that opens
/// the sentence, where the words in marks begin small.
fn subject(text: &Text, mentions: &[Mention], pieces: &[usize]) -> Option<Subject> {
    let first = text.marked[pieces[0]].tokens.start;
    if text.tokens[first].kind != TokenKind::Lower {
        return None;
    }
    let sentence = text.sentences.partition_point(|s| s.tokens.end <= first);
    let opens = text.sentences[sentence].tokens.start;
    let at = mentions.partition_point(|m| m.tokens.start < opens);
    let person = |m: &Mention| match &m.form {
        Form::Name(name) => name.kind != NameKind::Place,
        Form::Pronoun(pronoun) => matches!(pronoun, Pronoun::He | Pronoun::She | Pronoun::They),
        Form::Described(described) => described.noun.kind != NounKind::Document,
    };
    let found = mentions.get(at)?;
    let fits = found.tokens.start == opens
        && found.tokens.end < first
        && found.marked.is_none()
        && !found.possessor
        && person(found);
    fits.then_some(Subject { mention: at, sentence })
}

/// A mention and the sentence whose subject it is.
#[derive(Clone, Copy)]
struct Subject {
    mention: usize,
    sentence: usize,
}

/// Least chance of the subject of a sentence for it to stand in for a doubtful source.
const SUBJECT: f32 = 0.1;

/// What a mention has for itself: its chance over all cues, and the likeliest of these.
#[derive(Clone, Copy)]
struct Sum {
    mention: usize,
    chance: f32,
    cue: Option<usize>,
}

/// Adds up the chances of each mention over its cues; gives the chance of no source besides.
fn sums(ranked: &[(Candidate, f32)]) -> (Vec<Sum>, f32) {
    let mut sums: Vec<Sum> = Vec::new();
    let mut none = 0.0;
    for &(Candidate { mention, cue }, chance) in ranked {
        let Some(mention) = mention else {
            none = chance;
            continue;
        };
        match sums.iter_mut().find(|sum| sum.mention == mention) {
            Some(sum) => sum.chance += chance,
            None => sums.push(Sum { mention, chance, cue }),
        }
    }
    (sums, none)
}

/// Takes the best of the sources; where that is doubtful and no cue of the sentence speaks for
/// it, the sentence's subject.
fn decide(sums: &[Sum], none: f32, cues: &[CueAt], subject: Option<Subject>) -> Verdict {
    let ordered =
        |a: &&Sum, b: &&Sum| a.chance.total_cmp(&b.chance).then(b.mention.cmp(&a.mention));
    let best = sums.iter().max_by(ordered);
    let likely = |own: usize| sums.iter().any(|s| s.mention == own && s.chance >= SUBJECT);
    if let (Some(top), Some(Subject { mention: own, sentence })) = (best, subject)
        && top.mention != own
        && top.chance < DOUBT
        && top.cue.is_none_or(|c| cues[c].sentence != sentence)
        && likely(own)
    {
        return Verdict::Source { mention: own, cue: None, chance: STANDS_IN, stands_in: true };
    }
    match best {
        Some(&Sum { mention, chance, cue }) if chance >= none && chance >= LEAST => {
            Verdict::Source { mention, cue, chance, stands_in: false }
        }
        _ => Verdict::None { chance: none },
    }
}

/// Whether words in marks without a source look like speech: several words that begin as a
/// sentence does and end as one, or that fill their paragraph.
fn speech_like(source: &str, text: &Text, pieces: &[usize]) -> bool {
    let first = &text.marked[pieces[0]];
    let last = &text.marked[pieces[pieces.len() - 1]];
    let words: usize = pieces
        .iter()
        .map(|&p| {
            text.tokens[text.marked[p].tokens.clone()]
                .iter()
                .filter(|t| t.kind != TokenKind::Mark)
                .count()
        })
        .sum();
    let capital =
        matches!(text.tokens[first.tokens.start].kind, TokenKind::Capital | TokenKind::Upper);
    let end = text.tokens[last.tokens.end - 1].span.of(source);
    let ends = matches!(end, "." | "!" | "?" | "," | "…" | "..." | "—" | "--") || !last.closed;
    (words >= 4 || fills(text, pieces)) && capital && ends
}

/// Whether a quote is all that its paragraph holds.
fn fills(text: &Text, pieces: &[usize]) -> bool {
    let first = &text.marked[pieces[0]];
    let last = &text.marked[pieces[pieces.len() - 1]];
    let paragraph = &text.paragraphs[first.paragraph].tokens;
    first.opened
        && last.closed
        && first.tokens.start == paragraph.start + 1
        && last.tokens.end + 1 == paragraph.end
}

/// Whether a quote may answer the question of another in the paragraph before it.
fn answers(quote: &Quote, asked: Option<usize>) -> bool {
    asked.is_some_and(|paragraph| paragraph + 1 == quote.paragraph)
}

/// Whether a verb of saying follows the marks right away, so that somebody is told to speak,
/// though it is not known who: `"We heard," called a voice.`
fn told_apart(scene: &Scene<'_>, pieces: &[usize]) -> bool {
    let mark = |at: usize| scene.text.tokens.get(at).is_some_and(|t| t.kind == TokenKind::Mark);
    let verb = |at: usize| {
        let from = scene.cues.partition_point(|cue| cue.tokens.start < at);
        let cue = scene.cues.get(from).filter(|cue| cue.tokens.start == at);
        cue.is_some_and(|cue| cue.info.pos == Pos::Verb)
    };
    pieces.iter().any(|&piece| {
        let end = scene.text.marked[piece].tokens.end;
        (end..end + 3).find(|&at| !mark(at)).is_some_and(verb)
    })
}

/// Whether a quote without source goes on from the last speaker: it begins its paragraph, right
/// after the paragraph in which that one spoke.
fn carries_on(text: &Text, quote: &Quote, last: &Last, pieces: &[usize]) -> bool {
    let first = &text.marked[pieces[0]];
    let paragraph = &text.paragraphs[quote.paragraph];
    let begins = first.tokens.start <= paragraph.tokens.start + 1;
    begins && quote.paragraph <= last.paragraph + 1 || quote.paragraph == last.paragraph
}

fn tokens_span(text: &Text, tokens: &std::ops::Range<usize>) -> Span {
    text.tokens[tokens.start].span.cover(text.tokens[tokens.end - 1].span)
}

fn cue_words<'a>(source: &'a str, text: &Text, cue: &CueAt) -> &'a str {
    tokens_span(text, &cue.tokens).of(source)
}

/// The rule's name, and the cue that it relied on.
fn evidence(rule: &str, cue: Option<&str>) -> String {
    match cue {
        Some(cue) => format!("{rule}: {cue}"),
        None => rule.to_owned(),
    }
}
