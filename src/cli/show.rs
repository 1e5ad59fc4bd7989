//! `show`: a passage in its article.

use std::io::Write;

use super::args::search::ShowArgs;
use super::args::{Common, PlainFormat};
use super::config;
use super::exit::Exit;
use crate::error::Error;
use crate::index::Index;
use crate::output::{Format, Item, record, show};
use crate::pipeline::PassageId;
use crate::search::{self, SearchError};

/// Runs the command.
///
/// # Errors
/// No index or one that cannot be used, a text that is no id, output that cannot be written.
pub(super) fn run(args: &ShowArgs, common: &Common, out: &mut impl Write) -> Result<Exit, Error> {
    let lexicon = config::lexicon(common)?;
    let index = Index::open(&config::existing_index(&args.location)?, lexicon.hash())?;
    let look = config::look(common, Format::Human, false);
    let mut exit = Exit::Found;
    for text in &args.ids {
        let (article, place) = match search::show(&index, id(text)?) {
            Err(SearchError::NoSuchPassage(id)) => {
                config::reporter(common).warning(&format!("no passage has the id `{id}`"));
                exit = exit.max(Exit::Nothing);
                continue;
            }
            found => found?,
        };
        let Some(passage) = article.passages.get(place) else { continue };
        let place = index.path_of(&article);
        let link = config::link(&place, passage.line, &look);
        let path = config::shown_path(&place);
        let item = Item { link, ..Item::of_stored(&article, passage, path) };
        match args.format {
            PlainFormat::Jsonl => record::json_line(out, &item.record, look.terminal)?,
            PlainFormat::Human => {
                show::passage(out, &article, passage, &item, args.context, &look)?;
            }
        }
    }
    Ok(exit)
}

/// The id that a text is.
///
/// # Errors
/// Any other text.
pub(super) fn id(text: &str) -> Result<PassageId, Error> {
    let number = (text.len() == 16).then(|| u64::from_str_radix(text, 16).ok()).flatten();
    number.map(PassageId).ok_or_else(|| Error::NotAnId { id: text.to_owned() })
}
