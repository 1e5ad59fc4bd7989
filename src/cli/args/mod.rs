//! What a user may type, and nothing else: values are checked for form only; what they mean is
//! worked out in `config`.

pub mod correct;
pub mod extract;
pub mod index;
pub mod look;
pub mod saved;
pub mod search;
pub mod tag;
pub mod tools;
pub mod verify;

use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use serde::{Deserialize, Serialize};

use crate::civil::PartialDate;
use crate::output::Format;
use crate::parse::{self, PathPattern};
use crate::pipeline::PassageKind;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const TOP_HELP: &str = "\
Start here:
  onrecord index articles/
  onrecord search \"bipartisan border deal\"
  onrecord search speaker:harris issue:immigration since:2024-07

Exit codes: 0 something was found or done, 1 nothing was found,
2 an error, or a file that should have been read could not be.";

/// Full-text search over political coverage: who said what, when, on which issue
#[derive(Debug, Parser)]
#[command(name = "onrecord", version, styles = STYLES, after_help = TOP_HELP)]
#[command(propagate_version = true, infer_long_args = false, max_term_width = 79)]
#[command(arg_required_else_help = true, disable_help_subcommand = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Options of every command.
    #[command(flatten)]
    pub common: Common,
}

/// Options of every command.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Options of every command")]
pub struct Common {
    /// Lay the word tables in DIR over the built-in ones; the last one wins
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub schema: Vec<PathBuf>,
    /// Worker threads; 0 is one a core
    #[arg(long, global = true, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub threads: usize,
    /// When to use colours; NO_COLOR also turns them off
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    #[arg(hide_possible_values = false)]
    pub color: When,
    /// Print to the terminal itself; otherwise through ONRECORD_PAGER, PAGER or less
    #[arg(long, global = true)]
    pub no_pager: bool,
    /// No progress, no warnings, no summary: results and errors alone
    #[arg(short, long, global = true)]
    pub quiet: bool,
}

/// When to do something that suits a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal.
    Auto,
    /// Even into a pipe.
    Always,
    /// Not at all.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read folders of articles into an index, or bring one up to date
    #[command(after_help = index::INDEX_HELP)]
    Index(index::IndexArgs),
    /// Find passages: who said what about something
    #[command(after_help = search::SEARCH_HELP)]
    Search(search::SearchArgs),
    /// Tell whether something was said: by whom, when, where, and whether word for word
    #[command(after_help = verify::VERIFY_HELP)]
    Verify(verify::VerifyArgs),
    /// Show a passage in its article
    #[command(after_help = search::SHOW_HELP)]
    Show(search::ShowArgs),
    /// Count passages by speaker, issue, outlet, month and more
    #[command(after_help = look::COUNT_HELP)]
    Count(look::CountArgs),
    /// Show how much there is of something over time
    #[command(after_help = look::TIMELINE_HELP)]
    Timeline(look::TimelineArgs),
    /// Show matches in a column with the words around them
    #[command(after_help = look::KWIC_HELP)]
    Kwic(look::KwicArgs),
    /// List who speaks, with counts
    Speakers(look::ListArgs),
    /// List the policy issues spoken of, with counts
    Issues(look::ListArgs),
    /// List the named matters spoken of, with counts
    Concepts(look::ListArgs),
    /// Find more passages like one
    #[command(after_help = look::LIKE_HELP)]
    Like(look::LikeArgs),
    /// Keep a search under a name
    #[command(after_help = saved::SAVE_HELP)]
    Save(saved::SaveArgs),
    /// Answer a saved search: all of it, or what has come since
    #[command(after_help = saved::RUN_HELP)]
    Run(saved::RunArgs),
    /// Say who said a passage, that nobody can be named, or that it is no quote
    #[command(after_help = correct::CORRECT_HELP)]
    Correct(correct::CorrectArgs),
    /// Tell what is indexed, and what is missing from it
    Status(index::StatusArgs),
    /// Print the passages of files or folders, without an index
    #[command(after_help = extract::EXTRACT_HELP)]
    Extract(extract::ExtractArgs),
    /// Print what one stage made of files
    #[command(after_help = extract::INSPECT_HELP)]
    Inspect(extract::InspectArgs),
    /// Tell the policy issues of short texts, a row for each
    #[command(after_help = tag::TAG_HELP)]
    Tag(tag::TagArgs),
    /// Tell what the registry knows of a person, or add a roster to it
    #[command(after_help = tag::PEOPLE_HELP)]
    People(tag::PeopleArgs),
    /// Print or check the word tables
    #[command(after_help = tools::SCHEMA_HELP)]
    Schema(tools::SchemaArgs),
    /// Print a completion script for a shell
    #[command(after_help = tools::COMPLETIONS_HELP)]
    Completions(tools::CompletionsArgs),
    /// Print the manual page, or write one for each command
    Man(tools::ManArgs),
}

/// Where the index is.
#[derive(Args, Clone, Debug)]
pub struct Location {
    /// The index folder; otherwise the nearest .onrecord upwards from here
    #[arg(long, value_name = "DIR", env = "ONRECORD_INDEX", hide_env_values = true)]
    #[arg(value_hint = ValueHint::DirPath)]
    pub index: Option<PathBuf>,
}

/// Which files are read, and what is assumed of them.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Reading")]
pub struct Reading {
    /// Publication date of articles that give none: 2024, 2024-07, 2024-07-31
    #[arg(long, value_name = "DATE")]
    pub date: Option<PartialDate>,
    /// Take a field of structured files as ROLE: title, text, date, updated,
    /// author, outlet, url, section, language
    #[arg(long, value_name = "ROLE=NAME", value_parser = role)]
    pub field: Vec<(String, String)>,
    /// What paths tell, as in '{outlet}/{date}_*.txt'; also {section},
    /// {author}, {title}
    #[arg(long, value_name = "PATTERN", value_parser = PathPattern::new)]
    pub path_pattern: Vec<PathPattern>,
    /// A table that tells of files: a column file, others as in tables of
    /// articles
    #[arg(long, value_name = "CSV", value_hint = ValueHint::FilePath)]
    pub manifest: Option<PathBuf>,
    /// Pass over files larger than SIZE: 300M, 2G; a number alone is megabytes
    #[arg(long, value_name = "SIZE", default_value = "256M", value_parser = size)]
    pub max_size: u64,
    /// Most seconds that a document of pages (PDF) may take; all other reading
    /// takes time that grows with size alone
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub max_time: u64,
    /// Read only files that match GLOB, as in '2024/**/*.txt'
    #[arg(long, value_name = "GLOB")]
    pub include: Vec<String>,
    /// Pass over files that match GLOB
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
}

/// How records are written.
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Output")]
pub struct Writing {
    /// How results are written
    #[arg(short, long, value_name = "FORMAT", default_value = "human")]
    pub format: RecordFormat,
    /// With paths: a NUL after each path, for xargs -0
    #[arg(short = '0', long)]
    pub null: bool,
}

/// Forms of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RecordFormat {
    /// A list to read.
    Human,
    /// A JSON object a line.
    Jsonl,
    /// Comma-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// Paths of the files alone.
    Paths,
}

impl From<RecordFormat> for Format {
    fn from(format: RecordFormat) -> Self {
        match format {
            RecordFormat::Human => Self::Human,
            RecordFormat::Jsonl => Self::Jsonl,
            RecordFormat::Csv => Self::Csv,
            RecordFormat::Tsv => Self::Tsv,
            RecordFormat::Paths => Self::Paths,
        }
    }
}

/// Forms of what is not a list of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PlainFormat {
    /// To read.
    Human,
    /// A JSON object a line.
    Jsonl,
}

/// Kinds of passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Words in quotation marks, attributed.
    Quote,
    /// Reported speech without marks.
    Statement,
    /// The narration around them.
    Text,
}

impl From<Kind> for PassageKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Quote => Self::Quote,
            Kind::Statement => Self::Statement,
            Kind::Text => Self::Text,
        }
    }
}

/// A role and the name of the field that has it.
///
/// # Errors
/// No `=`, or a role that there is not.
pub fn role(text: &str) -> Result<(String, String), String> {
    let (role, name) = text.split_once('=').ok_or("give ROLE=NAME, as in text=body")?;
    if !parse::roles().any(|known| known == role) {
        let known: Vec<&str> = parse::roles().collect();
        return Err(format!("there is no role `{role}`; there are {}", known.join(", ")));
    }
    Ok((role.to_owned(), name.to_owned()))
}

/// A size in bytes: a number with `K`, `M` or `G`, or of megabytes.
///
/// # Errors
/// Any other text, and nothing at all.
pub fn size(text: &str) -> Result<u64, String> {
    let (number, power) = match text.char_indices().next_back() {
        Some((end, 'k' | 'K')) => (&text[..end], 10),
        Some((end, 'm' | 'M')) => (&text[..end], 20),
        Some((end, 'g' | 'G')) => (&text[..end], 30),
        _ => (text, 20),
    };
    let number: Option<u64> = number.parse().ok().filter(|number| *number > 0);
    number
        .and_then(|number| number.checked_mul(1 << power))
        .ok_or_else(|| "give a size such as 300M or 2G".to_owned())
}

/// A number from 0 to 1.
///
/// # Errors
/// Any other text.
pub fn probability(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(value),
        _ => Err("give a number from 0 to 1".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_and_nonsense_is_not() {
        assert_eq!(size("512"), Ok(512 << 20));
        assert_eq!(size("64k"), Ok(64 << 10));
        assert_eq!(size("2G"), Ok(2 << 30));
        for wrong in ["", "0", "M", "1.5G", "-1", "1 G", "99999999999G", "5\u{20ac}"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }
}
