use super::*;
use crate::parse::{Article, Block, BlockKind};

/// Sources and contents found in a text of one paragraph under a headline.
fn found(body: &str) -> Vec<(String, String, String)> {
    let text = format!("Harbor vote\n\n{body}");
    let block = |at: usize, end: usize, kind, line| Block {
        span: Span::at(at..end),
        kind,
        label: None,
        line,
    };
    let blocks =
        vec![block(0, 11, BlockKind::Headline, 1), block(13, text.len(), BlockKind::Paragraph, 3)];
    let article = Article { text, blocks, format: "txt", ..Article::default() };
    let lexicon = Lexicon::builtin();
    let read = crate::text::analyze(&article, &lexicon);
    let source = article.text.as_str();
    find(source, &read, &lexicon)
        .into_iter()
        .map(|r| {
            let content: Vec<_> = r.content.iter().map(|span| span.of(source)).collect();
            let name = r.source.map_or("", |span| span.of(source));
            (name.to_owned(), r.cue.of(source).to_owned(), content.join(" … "))
        })
        .collect()
}

fn holds(body: &str, name: &str, cue: &str, content: &str) {
    let found = found(body);
    let right =
        found.iter().any(|(n, c, t)| (n.as_str(), c.as_str(), t.as_str()) == (name, cue, content));
    assert!(right, "{body}\n{found:#?}");
}

#[test]
fn clauses_before_and_behind_the_cue() {
    holds(
        "Governor Wray said that the harbor would close on Friday.",
        "Governor Wray",
        "said",
        "that the harbor would close on Friday",
    );
    holds(
        "The harbor will close on Friday, according to Orla Venn.",
        "Orla Venn",
        "according to",
        "The harbor will close on Friday",
    );
    holds("Venn vowed to reopen the talks.", "Venn", "vowed", "to reopen the talks");
}

#[test]
fn several_in_one_sentence() {
    let body = "Wray said the port was safe, but Venn argued that the piers were rotten.";
    holds(body, "Wray", "said", "the port was safe");
    holds(body, "Venn", "argued", "that the piers were rotten");
}

#[test]
fn narration_is_left_alone() {
    let body = "The ferry left at noon and reached the island before dark. Snow fell all night.";
    assert_eq!(found(body), []);
}

#[test]
fn words_in_marks_are_named_not_taken() {
    let text = "Wray said that the plan was “a disaster” for the port.";
    let found = found(text);
    assert!(found.iter().all(|(_, _, content)| !content.contains("disaster")), "{found:?}");
    assert!(found.iter().any(|(name, cue, _)| name == "Wray" && cue == "said"), "{found:?}");
}

#[test]
fn the_model_is_of_this_version() {
    let model = Model::builtin().unwrap();
    assert!(model.tuning.threshold < 1.0);
    assert!(Model::read(b"short").is_none());
    let (low, high) = (model.tuning.confidence(0.1, 0.6), model.tuning.confidence(0.95, 0.95));
    assert!(low < high, "{low} {high}");
}

#[test]
fn exp_is_close() {
    for x in [-30.0_f32, -4.2, -0.3, 0.0, 0.7, 3.3, 20.0] {
        let (near, exact) = (model::exp(x), x.exp());
        assert!((near - exact).abs() <= exact * 3e-4, "{x}: {near} {exact}");
    }
}
