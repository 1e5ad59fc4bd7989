use super::*;
use crate::parse::{Article, Block, BlockKind, Meta};
use crate::text;

/// An article of one paragraph.
fn article(paragraphs: &[&str]) -> Article {
    let mut source = String::new();
    let mut blocks = Vec::new();
    for (line, paragraph) in (1..).zip(paragraphs) {
        let start = source.len();
        source.push_str(paragraph);
        let span = Span::at(start..source.len());
        blocks.push(Block { span, kind: BlockKind::Paragraph, label: None, line });
        source.push('\n');
    }
    Article {
        text: source,
        meta: Meta::default(),
        blocks,
        format: "txt",
        ordinal: None,
        notes: Vec::new(),
    }
}

fn shown(mention: &DateMention) -> String {
    match mention.date() {
        Some(date) if date.first() == mention.first && date.last() == mention.last => {
            date.to_string()
        }
        _ => format!("{}/{}", mention.first, mention.last),
    }
}

#[test]
fn every_row_passes_its_cases() {
    let lexicon = Lexicon::builtin();
    let published: PartialDate = "2022-06-15".parse().expect("a day");
    let mut wrong = Vec::new();
    for case in lexicon.date_words().cases() {
        let article = article(&[&case.text]);
        let text = text::analyze(&article, &lexicon);
        let found = mentions(&article.text, &text, &lexicon, Some(published));
        let of_row: Vec<_> = found
            .iter()
            .filter(|mention| {
                text.tokens[mention.tokens.clone()]
                    .iter()
                    .any(|token| lexicon.date_words().id(token.key) == Some(&case.id))
            })
            .map(shown)
            .collect();
        let all: Vec<_> = found.iter().map(shown).collect();
        match &case.gives {
            Some(date) if !all.contains(date) => {
                wrong.push(format!("{}: {} gives {all:?}, not {date}", case.place, case.text));
            }
            None if !of_row.is_empty() => {
                wrong.push(format!("{}: {} gives {of_row:?}", case.place, case.text));
            }
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
