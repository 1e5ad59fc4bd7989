//! `people`: what the registry knows, and rosters made into a layer of it.

use std::fs;
use std::io::Write;

use super::args::Common;
use super::args::tag::{PeopleAction, PeopleArgs};
use super::config;
use super::exit::Exit;
use crate::civil::PartialDate;
use crate::error::Error;
use crate::lexicon::people::{Person, roster};
use crate::lexicon::{Lexicon, PersonId};

/// Runs the command.
///
/// # Errors
/// Word tables or a roster that are wrong, output that cannot be written.
pub(super) fn run(args: &PeopleArgs, common: &Common, out: &mut impl Write) -> Result<Exit, Error> {
    let lexicon = config::lexicon(common)?;
    match &args.action {
        PeopleAction::Show { name, on } => {
            let found = lexicon.people().find(&name.join(" "));
            for id in &found {
                show(&lexicon, *id, *on, out)?;
            }
            Ok(Exit::found(!found.is_empty()))
        }
        PeopleAction::Import { file } => {
            let text = fs::read_to_string(file)
                .map_err(|source| Error::ReadFile { path: file.clone(), source })?;
            let made = roster::import(&text, lexicon.people(), lexicon.parties())?;
            out.write_all(made.toml.as_bytes())?;
            config::reporter(common)
                .note(&format!("{} people added, {} brought up to date", made.added, made.updated));
            Ok(Exit::Found)
        }
    }
}

/// Writes what is known of one person; of one day, if a day is given.
fn show(
    lexicon: &Lexicon,
    id: PersonId,
    on: Option<PartialDate>,
    out: &mut impl Write,
) -> Result<(), Error> {
    let people = lexicon.people();
    let person: &Person = people.get(id);
    writeln!(out, "{} ({})", person.name, person.slug)?;
    if !person.aliases.is_empty() {
        writeln!(out, "  also {}", person.aliases.join(", "))?;
    }
    let day = on.map(PartialDate::first);
    let party = day.and_then(|day| people.party_on(id, day));
    match (day, party) {
        (Some(_), Some(party)) => writeln!(out, "  party {party}")?,
        (Some(_), None) => {}
        (None, _) => {
            for member in &person.parties {
                writeln!(
                    out,
                    "  party {} {}",
                    member.party,
                    years(member.term.from, member.term.to)
                )?;
            }
        }
    }
    for office in &person.offices {
        if day.is_some_and(|day| !office.term.may_hold(day)) {
            continue;
        }
        let kind = &people.office(office.kind).name;
        let when = years(office.term.from, office.term.to);
        writeln!(out, "  {kind} {} {when}", office.place)?;
    }
    Ok(())
}

/// A stretch of time as the table has it.
fn years(from: Option<PartialDate>, to: Option<PartialDate>) -> String {
    let end = |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
    match (from, to) {
        (None, None) => String::new(),
        (from, to) => format!("{}..{}", end(from), end(to)),
    }
}
