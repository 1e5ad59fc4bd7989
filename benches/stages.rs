//! How fast articles are read and analysed, on one core, over corpus/: bytes of text a second.
//! Each bench asserts what came out, so that nothing is measured that was not done.

use std::fs;
use std::path::Path;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use onrecord::lexicon::Lexicon;
use onrecord::parse::{self, Article, ParseConfig};
use onrecord::pipeline::{self, Options};
use onrecord::text;
use onrecord::walk::{WalkConfig, walk};

fn main() {
    divan::main();
}

/// The articles of corpus/ with the names of their documents.
fn articles(lexicon: &Lexicon) -> Vec<(String, Article)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut articles = Vec::new();
    for source in walk(&root, &WalkConfig::default()).filter_map(Result::ok) {
        let Ok(bytes) = fs::read(&source.path) else { continue };
        let read = parse::parse(&source.doc, &bytes, lexicon, &ParseConfig::default());
        let read = read.into_iter().flatten();
        articles.extend(read.map(|article| (source.doc.clone(), article)));
    }
    assert!(articles.len() >= 40, "{} articles", articles.len());
    articles
}

fn bytes(articles: &[(String, Article)]) -> BytesCount {
    BytesCount::new(articles.iter().map(|(_, article)| article.text.len()).sum::<usize>())
}

#[divan::bench]
fn text(bencher: Bencher<'_, '_>) {
    let lexicon = Lexicon::builtin();
    let articles = articles(&lexicon);
    bencher.counter(bytes(&articles)).bench_local(|| {
        let analyze = |(_, article): &(String, Article)| text::analyze(article, &lexicon);
        let sentences: usize = articles.iter().map(|a| analyze(a).sentences.len()).sum();
        assert!(sentences > 500, "{sentences} sentences");
        black_box(sentences)
    });
}

#[divan::bench]
fn extract(bencher: Bencher<'_, '_>) {
    let lexicon = Lexicon::builtin();
    let articles = articles(&lexicon);
    bencher.counter(bytes(&articles)).with_inputs(|| articles.clone()).bench_local_values(
        |articles| {
            let extract = |(doc, article)| {
                pipeline::extract(doc, article, &lexicon, &Options::default()).passages.len()
            };
            let passages: usize = articles.into_iter().map(extract).sum();
            assert!(passages > 500, "{passages} passages");
            black_box(passages)
        },
    );
}
