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
        is_foreign: false,
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

/// The dates of sayings in an article of several paragraphs, published on Wednesday, 2022-06-15.
/// Words in “ ” are content; the cue stands between stars; one speaker says it all, named by the
/// first capital after the content.
fn story(paragraphs: &[&str]) -> Vec<String> {
    let lexicon = Lexicon::builtin();
    let published: PartialDate = "2022-06-15".parse().expect("a day");
    let marked = paragraphs.join("\n");
    let plain: Vec<String> = paragraphs.iter().map(|p| p.replace('*', "")).collect();
    let article = article(&plain.iter().map(String::as_str).collect::<Vec<_>>());
    let text = text::analyze(&article, &lexicon);
    let stars: Vec<usize> = marked.match_indices('*').map(|(at, _)| at).collect();
    let cues =
        stars.chunks(2).enumerate().map(|(n, pair)| Span::at(pair[0] - 2 * n..pair[1] - 2 * n - 1));
    let contents: Vec<(Span, [Span; 1], Option<u64>)> = cues
        .map(|cue| {
            let paragraph = text.paragraphs.iter().find(|p| p.span.contains(cue)).expect("one");
            let inside = paragraph.span.of(&article.text);
            let at = |mark: char| paragraph.span.start as usize + inside.find(mark).expect("marks");
            let content = Span::at(at('“') + '“'.len_utf8()..at('”'));
            let capital = |word: &&str| word.starts_with(char::is_uppercase);
            let outside = inside.split('”').next_back().unwrap_or("");
            let name = outside.split_whitespace().find(capital);
            (cue, [content], name.map(crate::lexicon::key))
        })
        .collect();
    let utterances: Vec<Utterance<'_>> = contents
        .iter()
        .map(|(cue, content, name)| Utterance {
            cue: Some(*cue),
            content,
            marked: true,
            reported: &[],
            speaker: name.map(|_| 1),
            name: *name,
        })
        .collect();
    let found = mentions(&article.text, &text, &lexicon, Some(published));
    let said = said(&text, &lexicon, &found, Some(published), &utterances);
    said.iter().map(|said| said.map_or("-".to_owned(), |said| said.date.to_string())).collect()
}

#[test]
fn the_sentence_of_the_cue_dates_it() {
    assert_eq!(story(&["“We lost,” Orla Venn *said* Tuesday."]), ["2022-06-14"]);
    assert_eq!(story(&["“We lost,” Orla Venn *said* in August."]), ["2021-08"]);
    assert_eq!(story(&["In a 2013 memo, “we lost” was how Orla Venn *put* it."]), ["2013"]);
    assert_eq!(story(&["At Monday's debate, “we lost” is what Orla Venn *said*."]), ["2022-06-13"]);
}

#[test]
fn dates_of_other_things_are_not_those_of_saying() {
    for text in [
        "“We lost on Tuesday,” Orla Venn *said*.",
        "“We lost,” Orla Venn *said* of Monday's vote.",
        "“We lost,” Orla Venn *said*, adding that she had run since 2015.",
        "“We lost,” *said* Orla Venn, an aide to the premier in 2012.",
        "“We lost,” Orla Venn *said* after Monday's vote.",
        "“We lost,” *said* Orla Venn, who takes office on Monday.",
    ] {
        assert_eq!(story(&[text]), ["-"], "{text}");
    }
}

#[test]
fn a_speaker_goes_on_where_the_scene_was_set() {
    let scene = "Venn spoke at a rally in Corrow on Monday.";
    let more = ["“We lost,” Venn *said*.", "“We will be back,” Venn *said*."];
    assert_eq!(story(&[scene, more[0], more[1]]), ["2022-06-13", "2022-06-13"]);
}

#[test]
fn a_dateline_is_not_the_day_of_saying() {
    let line = "CORROW, June 15 (Wire) - “We lost” was what Orla Venn *said*.";
    assert_eq!(story(&[line]), ["-"]);
}

#[test]
fn without_a_day_of_publication_only_years_tell() {
    let lexicon = Lexicon::builtin();
    let article = article(&["On Tuesday and on May 4, 2021, and in 2019 and in June, they met."]);
    let text = text::analyze(&article, &lexicon);
    let found = mentions(&article.text, &text, &lexicon, None);
    let shown: Vec<_> = found.iter().map(shown).collect();
    assert_eq!(shown, ["2021-05-04", "2019"]);
}
