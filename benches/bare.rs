//! What analysis costs: the same folder of articles indexed by onrecord and by bare tantivy, one
//! stemmed field a paragraph, in turn, with the same threads and memory. Prints a line a pair and
//! the ratios; no bound is asserted, since machines differ and are noisy.
//!
//! `cargo bench --bench bare` takes the articles of corpus/ over and over. A folder of text files
//! says more: `ONRECORD_BENCH_FOLDER=~/articles cargo bench --bench bare`. Other variables:
//! `ONRECORD_BENCH_MB` (size of the made folder, 8), `ONRECORD_BENCH_THREADS` (all),
//! `ONRECORD_BENCH_PAIRS` (3).
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a program that takes times and tells them"
)]

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant;

use onrecord::index::{self, IndexConfig, Quiet};
use onrecord::lexicon::Lexicon;
use onrecord::parse::{self, ParseConfig};
use onrecord::walk::{WalkConfig, walk};
use tantivy::schema::{IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, IndexWriter, doc};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Memory of the writers, in bytes.
const MEMORY: usize = 200_000_000;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let number = |name: &str, default: usize| -> usize {
        std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = number("ONRECORD_BENCH_THREADS", threads);
    let work = tempfile::tempdir()?;
    let made = work.path().join("articles");
    let folder = match std::env::var_os("ONRECORD_BENCH_FOLDER") {
        Some(folder) => folder.into(),
        None => {
            make(&made, number("ONRECORD_BENCH_MB", 8) << 20)?;
            made
        }
    };
    println!("pair  onrecord MB/s  bare MB/s  ratio   ({threads} threads)");
    let mut ratios = Vec::new();
    for pair in 1..=number("ONRECORD_BENCH_PAIRS", 3) {
        let own = timed(|| onrecord(&folder, &work.path().join(format!("own-{pair}")), threads))?;
        let bare = timed(|| bare(&folder, &work.path().join(format!("bare-{pair}")), threads))?;
        println!("{pair:>4}  {own:>13.2}  {bare:>9.2}  {:>5.3}", own / bare);
        ratios.push(own / bare);
    }
    ratios.sort_by(f64::total_cmp);
    println!("ratios sorted: {ratios:.3?}");
    Ok(())
}

/// Megabytes a second of a run that gives the bytes it read.
fn timed(run: impl FnOnce() -> Outcome<u64>) -> Outcome<f64> {
    let start = Instant::now();
    let bytes = run()?;
    Ok(bytes as f64 / 1e6 / start.elapsed().as_secs_f64())
}

/// Writes the texts of corpus/ into `folder`, over and over, until they are `size` bytes.
fn make(folder: &Path, size: usize) -> Outcome<()> {
    let lexicon = Lexicon::builtin();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut texts = Vec::new();
    for source in walk(&corpus, &WalkConfig::default()).filter_map(Result::ok) {
        let bytes = fs::read(&source.path)?;
        let read = parse::parse(&source.doc, &bytes, &lexicon, &ParseConfig::default());
        texts.extend(read.into_iter().flatten().map(|article| article.text));
    }
    fs::create_dir(folder)?;
    let mut written = 0;
    for (nth, text) in (0_usize..).zip(texts.iter().cycle()) {
        if written >= size {
            break;
        }
        fs::write(folder.join(format!("{nth:06}.txt")), text)?;
        written += text.len().max(1);
    }
    Ok(())
}

/// Indexes with everything that onrecord does; gives the bytes read.
fn onrecord(folder: &Path, index: &Path, threads: usize) -> Outcome<u64> {
    let lexicon = Lexicon::builtin();
    let config = IndexConfig {
        roots: vec![folder.to_owned()],
        threads,
        memory: 3 * MEMORY as u64,
        ..IndexConfig::default()
    };
    let report = index::update(index, &lexicon, &config, &Quiet)?;
    assert!(report.passages > 0, "nothing was indexed");
    Ok(report.bytes)
}

/// Indexes each paragraph as one stemmed field with positions, stored; gives the bytes read.
fn bare(folder: &Path, index: &Path, threads: usize) -> Outcome<u64> {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("en_stem")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let words = TextOptions::default().set_indexing_options(indexing).set_stored();
    let text = schema.add_text_field("text", words);
    let path = schema.add_text_field("path", STRING | STORED);
    fs::create_dir(index)?;
    let index = Index::create_in_dir(index, schema.build())?;
    let mut writer: IndexWriter = index.writer_with_num_threads(threads, MEMORY)?;
    let mut read = 0;
    for source in walk(folder, &WalkConfig::default()).filter_map(Result::ok) {
        let whole = fs::read_to_string(&source.path)?;
        read += whole.len() as u64;
        for paragraph in whole.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
            writer.add_document(doc!(text => paragraph, path => source.doc.as_str()))?;
        }
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(read)
}
