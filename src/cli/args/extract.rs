//! Arguments of the commands that read files without an index.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::{Kind, PlainFormat, Reading, Writing, probability};

pub(super) const EXTRACT_HELP: &str = "\
Examples:
  onrecord extract article.txt --date 2024-07-31
  onrecord extract articles/ --kind quote --format jsonl > quotes.jsonl
  onrecord extract article.txt --kind quote --explain";

/// `extract`.
#[derive(Args, Debug)]
pub struct ExtractArgs {
    /// Files or folders to read
    #[arg(value_name = "PATH", required = true, value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Only these kinds: quote, statement, text
    #[arg(long, value_name = "KIND", value_delimiter = ',', hide_possible_values = true)]
    pub kind: Vec<Kind>,
    /// Name speakers only when at least this sure, 0 to 1
    #[arg(long, value_name = "P", value_parser = probability)]
    pub min_confidence: Option<f32>,
    /// Tell for each quote the sources weighed, what was decided and why (human, jsonl)
    #[arg(long)]
    pub explain: bool,
    /// Apply the corrections in FILE, see `onrecord correct`; documents are named as here
    #[arg(long, value_name = "FILE", env = "ONRECORD_CORRECTIONS", hide_env_values = true)]
    #[arg(value_hint = ValueHint::FilePath)]
    pub corrections: Option<PathBuf>,
    /// Which files, how read.
    #[command(flatten)]
    pub reading: Reading,
    /// How results are written.
    #[command(flatten)]
    pub writing: Writing,
}

pub(super) const INSPECT_HELP: &str = "\
Examples:
  onrecord inspect --stage article page.html
  onrecord inspect --stage speakers article.txt --format jsonl";

/// `inspect`.
#[derive(Args, Debug)]
pub struct InspectArgs {
    /// Files or folders to read
    #[arg(value_name = "PATH", required = true, value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Which stage
    #[arg(long, value_name = "STAGE", default_value = "article")]
    pub stage: Stage,
    /// Which files, how read.
    #[command(flatten)]
    pub reading: Reading,
    /// How it is written
    #[arg(short, long, value_name = "FORMAT", default_value = "human")]
    pub format: PlainFormat,
}

/// Stages that can be looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Stage {
    /// What was read: text, blocks, headline, date.
    Article,
    /// Paragraphs and sentences.
    Sentences,
    /// Quotes and statements with their cues.
    Quotes,
    /// Who said them, by which rule.
    Speakers,
    /// Dates in the text, and when things were said.
    Dates,
    /// Issues and named matters.
    Issues,
}
