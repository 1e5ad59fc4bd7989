//! Reads what news agencies and archives exchange: NITF and NewsML-G2.

use super::{Step, attribute, each, flat};
use crate::lexicon::Lexicon;
use crate::parse::draft::Draft;
use crate::parse::{Article, BlockKind, DateSource, Input, ParseError, plain, when};

/// What the elements around a text make of it.
#[derive(Default)]
struct Around {
    /// Names of the open elements.
    open: Vec<String>,
    /// Whether the block that is open only repeats the text.
    repeated: usize,
}

impl Around {
    fn has(&self, name: &str) -> bool {
        self.open.iter().any(|own| own == name)
    }
}

/// Reads one story in NITF.
pub(super) fn nitf(text: &str, input: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    let mut story = Story::new(input.lexicon);
    let note = each(text, |step| story.take(&step));
    Ok(story.finish(note))
}

/// Reads the stories of NewsML-G2; a message may hold several.
pub(super) fn newsml(text: &str, input: &Input<'_>) -> Result<Vec<Article>, ParseError> {
    let mut articles = Vec::new();
    let mut story = Story::new(input.lexicon);
    let note = each(text, |step| {
        story.take(&step);
        if matches!(step, Step::Close("newsItem")) {
            let done = std::mem::replace(&mut story, Story::new(input.lexicon));
            articles.extend(done.finish(None));
        }
    });
    articles.extend(story.finish(note));
    Ok(articles)
}

/// A story in the making.
struct Story<'l> {
    lexicon: &'l Lexicon,
    draft: Draft,
    around: Around,
    words: String,
}

impl<'l> Story<'l> {
    fn new(lexicon: &'l Lexicon) -> Self {
        Self { lexicon, draft: Draft::default(), around: Around::default(), words: String::new() }
    }

    fn take(&mut self, step: &Step<'_>) {
        match step {
            Step::Open(name, attributes) => {
                self.open(name, attributes);
                self.around.open.push((*name).to_owned());
            }
            Step::Text(part) => self.words.push_str(part),
            Step::Close(name) => {
                if self.around.repeated == self.around.open.len() {
                    self.around.repeated = 0;
                }
                // Elements that were left open end with what holds them.
                while let Some(last) = self.around.open.pop() {
                    if last == *name {
                        break;
                    }
                }
                self.close(name);
            }
        }
    }

    fn open(&mut self, name: &str, attributes: &[(String, String)]) {
        let meta = &mut self.draft.meta;
        match name {
            "pubdata" => {
                if let Some(day) = attribute(attributes, "date.publication").and_then(when::numeric)
                {
                    meta.offer_date(day, DateSource::Metadata);
                }
                meta.outlet =
                    attribute(attributes, "name").map(str::to_owned).or(meta.outlet.take());
                meta.url = attribute(attributes, "ex-ref").map(str::to_owned).or(meta.url.take());
            }
            "date.issue" | "story.date" => {
                if let Some(day) = attribute(attributes, "norm").and_then(when::numeric) {
                    meta.offer_date(day, DateSource::Metadata);
                }
            }
            "meta" if attribute(attributes, "name") == Some("online_sections") => {
                meta.section = attribute(attributes, "content").map(str::to_owned);
            }
            "block" => {
                let class = attribute(attributes, "class").unwrap_or_default();
                if class == "lead_paragraph" {
                    self.around.repeated = self.around.open.len() + 1;
                }
            }
            "language" => {
                meta.language = meta
                    .language
                    .take()
                    .or_else(|| attribute(attributes, "tag").map(str::to_owned));
            }
            _ => {}
        }
        if matches!(
            name,
            "p" | "hl1"
                | "hl2"
                | "hl"
                | "byline"
                | "by"
                | "headline"
                | "title"
                | "h1"
                | "h2"
                | "h3"
                | "li"
                | "contentCreated"
                | "versionCreated"
                | "dateline"
                | "name"
                | "slugline"
                | "tagline"
                | "abstract"
                | "located"
        ) {
            self.words.clear();
        }
    }

    fn close(&mut self, name: &str) {
        let text = flat(&self.words);
        let inside = |name: &str| self.around.has(name);
        match name {
            _ if text.is_empty() => return,
            "hl1" | "headline" => self.draft.meta.title = Some(text),
            "title" if self.draft.meta.title.is_none() && !inside("body") => {
                self.draft.meta.title = Some(text);
            }
            "byline" | "by" => {
                for author in plain::names(&text, self.lexicon) {
                    if !self.draft.meta.authors.contains(&author) {
                        self.draft.meta.authors.push(author);
                    }
                }
            }
            "name" if inside("creator") => {
                if self.draft.meta.authors.is_empty() {
                    self.draft.meta.authors = plain::names(&text, self.lexicon);
                }
            }
            "name" if inside("provider") => self.draft.meta.outlet = Some(text),
            "contentCreated" | "versionCreated" => {
                // When the words were written counts for more than when this version was sent.
                if let Some(day) = when::numeric(&text)
                    && (name == "contentCreated" || self.draft.meta.date.is_none())
                {
                    self.draft.meta.date = None;
                    self.draft.meta.offer_date(day, DateSource::Metadata);
                }
            }
            "p" | "li" | "hl2" | "h2" | "h3"
                if self.around.repeated == 0
                    && !inside("abstract")
                    && !inside("body.head")
                    && !inside("caption")
                    && !inside("media") =>
            {
                let kind = match name {
                    "p" => BlockKind::Paragraph,
                    "li" => BlockKind::Item,
                    _ => BlockKind::Heading,
                };
                // Archives set this word before a first paragraph that is printed twice.
                let text = text.strip_prefix("LEAD: ").unwrap_or(&text);
                self.draft.push(kind, text, None);
            }
            _ => return,
        }
        self.words.clear();
    }

    fn finish(mut self, note: Option<crate::diagnostic::Diagnostic>) -> Vec<Article> {
        self.draft.notes.extend(note);
        if self.draft.is_blank() { Vec::new() } else { vec![self.draft.finish()] }
    }
}
