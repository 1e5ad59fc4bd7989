//! The words of an article that a claim is laid beside: what one speaker says without another
//! voice between, or all the words of a paragraph.

use crate::index::{StoredArticle, StoredPassage};
use crate::pipeline::PassageKind;
use crate::search::verify::align::Step;
use crate::search::verify::claim::cut;
use crate::span::Span;

/// Most passages to either side that belong to what one speaker says.
const REACH: usize = 12;

/// Words of an article, in order.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) words: Vec<Word>,
}

/// One of them.
#[derive(Debug)]
pub(crate) struct Word {
    pub(crate) form: String,
    pub(crate) span: Span,
    /// Whether a clause may begin with it: a mark or other words stand before it.
    pub(crate) opens: bool,
}

/// The passages from one up to another, both counted in, that say one thing with the given one:
/// the same speaker, the same kind, and nothing but who spoke between them.
pub(crate) fn run(article: &StoredArticle, nth: usize) -> (usize, usize) {
    let passages = &article.passages;
    let joins = |a: &StoredPassage, b: &StoredPassage| {
        a.kind == b.kind
            && a.kind != PassageKind::Statement
            && voice(a) == voice(b)
            && b.paragraph.abs_diff(a.paragraph) <= 1 + u32::from(a.kind == PassageKind::Quote)
    };
    let mut first = nth;
    while first > 0 && nth - first < REACH && joins(&passages[first - 1], &passages[first]) {
        first -= 1;
    }
    let mut last = nth;
    while last + 1 < passages.len()
        && last - nth < REACH
        && joins(&passages[last], &passages[last + 1])
    {
        last += 1;
    }
    (first, last)
}

fn voice(passage: &StoredPassage) -> Option<&str> {
    let speaker = passage.speaker.as_ref()?;
    speaker.known().map(|name| speaker.id.as_deref().unwrap_or(name))
}

impl Source {
    /// The content of the passages from one up to another.
    pub(crate) fn of_run(article: &StoredArticle, (first, last): (usize, usize)) -> Self {
        let mut spans: Vec<Span> = article.passages[first..=last]
            .iter()
            .flat_map(|passage| passage.spans.iter().chain(&passage.reported))
            .copied()
            .collect();
        spans.sort_unstable();
        Self::of(article, &spans)
    }

    /// All words of the paragraphs that hold these passages.
    pub(crate) fn of_paragraphs(article: &StoredArticle, (first, last): (usize, usize)) -> Self {
        let passages = &article.passages[first..=last];
        let contexts = passages.iter().map(|passage| passage.context);
        let all = contexts.reduce(Span::cover).unwrap_or(Span::new(0, 0));
        Self::of(article, &[all])
    }

    fn of(article: &StoredArticle, spans: &[Span]) -> Self {
        let mut words: Vec<Word> = Vec::new();
        let mut end = 0;
        for span in spans {
            let start = span.start.max(end);
            if start >= span.end {
                continue;
            }
            let text = Span::new(start, span.end).of(&article.text);
            let mut last = None;
            for (place, form) in cut(text) {
                let mark = |ch: char| {
                    matches!(ch, ',' | ';' | ':' | '.' | '!' | '?' | '(' | ')' | '—' | '–' | '\n')
                };
                let opens = last.is_none_or(|last: usize| text[last..place.start].contains(mark));
                last = Some(place.end);
                let at = Span::at(place);
                let span = Span::new(start + at.start, start + at.end);
                words.push(Word { form, span, opens });
            }
            end = span.end;
        }
        Self { words }
    }

    /// The passage of a run that most of the words that both have belong to.
    pub(crate) fn owner(
        &self,
        article: &StoredArticle,
        (first, last): (usize, usize),
        steps: &[Step],
    ) -> Option<usize> {
        let holds = |nth: usize, span: Span| {
            let passage = &article.passages[nth];
            passage.spans.iter().chain(&passage.reported).any(|piece| piece.contains(span))
        };
        let mut counts = vec![0_usize; last - first + 1];
        for step in steps {
            let Step::Same(_, at) = step else { continue };
            let span = self.words[*at].span;
            if let Some(nth) = (first..=last).find(|&nth| holds(nth, span)) {
                counts[nth - first] += 1;
            }
        }
        let most = counts.iter().copied().max().filter(|&most| most > 0)?;
        counts.iter().position(|&count| count == most).map(|at| at + first)
    }

    pub(crate) fn forms(&self) -> Vec<&str> {
        self.words.iter().map(|word| word.form.as_str()).collect()
    }

    /// The article's text from one word up to another.
    pub(crate) fn text<'t>(&self, article: &'t str, from: usize, to: usize) -> &'t str {
        match self.words.get(from..to).and_then(|words| Some((words.first()?, words.last()?))) {
            Some((first, last)) => first.span.cover(last.span).of(article),
            None => "",
        }
    }
}
