//! `verify`: whether something was said, one quote or many.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::args::verify::VerifyArgs;
use super::args::{Common, PlainFormat};
use super::config;
use super::exit::Exit;
use crate::error::Error;
use crate::index::Index;
use crate::lexicon::Lexicon;
use crate::output::record::json_line;
use crate::output::verdict::{self, VerdictRecord};
use crate::output::{Format, Item, Look};
use crate::search::{self, Claim, Verdict};

/// A line of the file as it comes; other fields are ignored.
#[derive(Debug, Deserialize)]
struct Row {
    #[serde(default)]
    id: Value,
    quote: String,
    #[serde(default)]
    speaker: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// No index or one that cannot be used, a file that cannot be read, output that cannot be
/// written.
pub(super) fn run(args: &VerifyArgs, common: &Common, out: &mut impl Write) -> Result<Exit, Error> {
    let lexicon = config::lexicon(common)?;
    let index = Index::open(&config::existing_index(&args.location)?, lexicon.hash())?;
    let look = config::look(common, Format::Human, false);
    let desk = Desk { index: &index, lexicon: &lexicon, look, format: args.format };
    let Some(file) = &args.from else {
        let claim = Claim { text: args.quote.join(" "), speaker: args.speaker.clone() };
        return desk.one(&Value::Null, &claim, out);
    };
    let reporter = config::reporter(common);
    let mut exit = Exit::Found;
    for (number, line) in (1..).zip(lines(file)?) {
        let line = line.map_err(|source| Error::ReadFile { path: file.clone(), source })?;
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let row = if line.starts_with('{') {
            serde_json::from_str(line)
        } else {
            Ok(Row { id: Value::Null, quote: line.to_owned(), speaker: None })
        };
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                reporter.warning(&format!("line {number} not read: {error}"));
                exit = exit.max(Exit::Failed);
                continue;
            }
        };
        let speaker = row.speaker.or_else(|| args.speaker.clone());
        exit = exit.max(desk.one(&row.id, &Claim { text: row.quote, speaker }, out)?);
    }
    Ok(exit)
}

fn lines(file: &Path) -> Result<Box<dyn Iterator<Item = io::Result<String>>>, Error> {
    if file == Path::new("-") {
        return Ok(Box::new(io::stdin().lines()));
    }
    let open =
        File::open(file).map_err(|source| Error::ReadFile { path: file.to_owned(), source })?;
    Ok(Box::new(BufReader::new(open).lines()))
}

struct Desk<'a> {
    index: &'a Index,
    lexicon: &'a Lexicon,
    look: Look,
    format: PlainFormat,
}

impl Desk<'_> {
    /// Verifies one claim and writes what came of it.
    fn one(&self, id: &Value, claim: &Claim, out: &mut impl Write) -> Result<Exit, Error> {
        let finding = search::verify(self.index, self.lexicon, claim)?;
        match self.format {
            PlainFormat::Jsonl => {
                let record = VerdictRecord::new(id, claim, &finding);
                json_line(out, &record, self.look.terminal)?;
            }
            PlainFormat::Human => {
                let item = finding.hit.as_ref().map(|hit| Item {
                    link: config::link(&hit.path, hit.line, &self.look),
                    ..Item::of_hit(hit, config::shown_path)
                });
                verdict::write(out, claim, &finding, item.as_ref(), &self.look)?;
            }
        }
        Ok(match finding.verdict {
            Verdict::Exact => Exit::Found,
            Verdict::NotFound => Exit::Nothing,
            Verdict::Altered => Exit::Altered,
            Verdict::SaidByAnother => Exit::ByAnother,
        })
    }
}
