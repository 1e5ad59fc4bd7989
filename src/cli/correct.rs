//! `correct`: what a user says is right of a passage, written into the file of corrections.

use std::io::Write;
use std::path::Path;

use super::args::Common;
use super::args::correct::CorrectArgs;
use super::exit::Exit;
use super::{config, corrections, show};
use crate::corrections::{Correction, Corrections, Right};
use crate::error::Error;
use crate::index::{Index, Standing, StoredPassage};
use crate::lexicon::Lexicon;
use crate::output::{Format, Look, human, sanitize};
use crate::pipeline::PassageKind;
use crate::search::{self, SearchError};
use crate::span::Span;

/// Runs the command.
///
/// # Errors
/// No index or one that cannot be used, a text that is no id, a passage that nobody is said to
/// have said, a file that cannot be read or written.
pub(super) fn run(
    args: &CorrectArgs,
    common: &Common,
    out: &mut impl Write,
) -> Result<Exit, Error> {
    let told = corrections::told(args.file.corrections.as_ref());
    let dir = match (config::existing_index(&args.location), &told) {
        (Ok(dir), _) => Some(dir),
        // the form of a file can be looked at without an index
        (Err(Error::NoIndex { .. }), Some(_)) if args.id.is_none() => None,
        (Err(error), _) => return Err(error),
    };
    let path = match &dir {
        Some(dir) => corrections::place(&args.file, dir),
        None => told.clone().unwrap_or_default(),
    };
    let must = told.is_some() && args.id.is_none();
    let known = corrections::read(&path, must)?;
    let look = config::look(common, Format::Human, false);
    if args.list {
        return list(&path, &known, &look, out);
    }
    let lexicon = config::lexicon(common)?;
    let index = dir.map(|dir| Index::open(&dir, lexicon.hash())).transpose()?;
    match (&args.id, index) {
        (Some(id), Some(index)) => {
            add(args, id, &index, &lexicon, &path, &known, common, &look, out)
        }
        (_, index) => check(index.as_ref(), &path, &known, common, out),
    }
}

/// Writes a correction of the passage of that id.
#[expect(clippy::too_many_arguments, reason = "all of one command")]
fn add(
    args: &CorrectArgs,
    id: &str,
    index: &Index,
    lexicon: &Lexicon,
    path: &Path,
    known: &Corrections,
    common: &Common,
    look: &Look,
    out: &mut impl Write,
) -> Result<Exit, Error> {
    let reporter = config::reporter(common);
    let (article, place) = match search::show(index, show::id(id)?) {
        Err(SearchError::NoSuchPassage(id)) => {
            reporter.warning(&format!("no passage has the id `{id}`"));
            return Ok(Exit::Nothing);
        }
        found => found?,
    };
    let Some(passage) = article.passages.get(place) else { return Ok(Exit::Nothing) };
    if passage.kind == PassageKind::Text {
        return Err(Error::NotSaid { id: id.to_owned() });
    }
    let right = match &args.speaker {
        Some(name) if name != "none" => {
            Right::Speaker { name: name.clone(), kind: args.kind.map(Into::into) }
        }
        None if args.not_a_quote => Right::NotAQuote,
        _ => Right::Nobody,
    };
    let correction = Correction {
        line: 0,
        doc: article.doc.clone(),
        words: Some(passage.text(&article.text)),
        span: passage.spans.iter().copied().reduce(Span::cover),
        right,
        note: args.note.clone(),
    };
    let shown = sanitize::line(correction.words.as_deref().unwrap_or_default()).into_owned();
    writeln!(out, "{}", human::fit(&shown, look.width))?;
    writeln!(out, "  {} -> {}", before(passage), after(&correction, lexicon))?;
    let same = known.rows().iter().find(|row| row.hash() == correction.hash());
    let file = config::shown_path(path);
    let file = sanitize::line(&file);
    if let Some(same) = same {
        writeln!(out, "  as line {} of {file} says already", same.line)?;
    } else {
        let line = corrections::append(path, &correction)?;
        writeln!(out, "  line {line} of {file}")?;
        reporter.hint("bring the index up to date with `onrecord index`");
    }
    Ok(Exit::Found)
}

/// Who is said to have said the passage.
fn before(passage: &StoredPassage) -> String {
    match &passage.speaker {
        Some(speaker) => match speaker.known() {
            Some(name) => sanitize::line(name).into_owned(),
            None => format!("(unattributed: “{}”)", sanitize::line(&speaker.label)),
        },
        None => "(unattributed)".to_owned(),
    }
}

/// What a correction makes of a passage.
fn after(correction: &Correction, lexicon: &Lexicon) -> String {
    let people = lexicon.people();
    match &correction.right {
        Right::Speaker { name, .. } => match people.by_slug(name) {
            Some(id) => format!("{} ({name})", people.get(id).name),
            None => sanitize::line(name).into_owned(),
        },
        Right::Nobody => "(unattributed)".to_owned(),
        Right::NotAQuote => "(narration)".to_owned(),
    }
}

/// Lists the corrections in force.
fn list(
    path: &Path,
    known: &Corrections,
    look: &Look,
    out: &mut impl Write,
) -> Result<Exit, Error> {
    let path = config::shown_path(path);
    let path = sanitize::line(&path);
    for row in known.rows() {
        writeln!(out, "{path}:{}  {}", row.line, sanitize::line(&row.doc))?;
        let words = match (&row.words, row.span) {
            (Some(words), _) => sanitize::line(words).into_owned(),
            (None, Some(span)) => format!("bytes {}-{}", span.start, span.end),
            (None, None) => String::new(),
        };
        writeln!(out, "  {}", human::fit(&words, look.width.saturating_sub(2)))?;
        let note = row.note.as_deref().map(|note| format!("  ({})", sanitize::line(note)));
        writeln!(out, "  -> {}{}", sanitize::line(row.verdict()), note.unwrap_or_default())?;
    }
    Ok(Exit::found(!known.rows().is_empty()))
}

/// Tells how the corrections stand.
fn check(
    index: Option<&Index>,
    path: &Path,
    known: &Corrections,
    common: &Common,
    out: &mut impl Write,
) -> Result<Exit, Error> {
    let standing = match index {
        Some(index) => index.standing(known)?,
        None => Standing::default(),
    };
    let wrong = corrections::tell(config::reporter(common), path, known, &standing.misfits);
    match index {
        Some(_) => writeln!(out, "{}", summary(known, &standing))?,
        None => writeln!(
            out,
            "{} corrections read, {} do not; no index to hold them against",
            known.rows().len(),
            known.faults().len()
        )?,
    }
    Ok(Exit::Found.or_failed(wrong))
}

/// How corrections stand, in one line.
pub(super) fn summary(known: &Corrections, standing: &Standing) -> String {
    format!(
        "corrections: {} applied, {} not yet, {} fit nothing, {} do not read",
        standing.applied,
        standing.pending,
        standing.misfits.len(),
        known.faults().len()
    )
}
