//! What became of a claim: to read, and as the record that schema/verdict.schema.json describes.

use std::borrow::Cow;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use serde::Serialize;
use serde_json::Value;

use super::human::{self, Piece};
use super::record::{Record, VERSION};
use super::{Item, Look, sanitize};
use crate::index::StoredSpeaker;
use crate::search::{Change, Claim, Difference, Finding, Hit, Negation, Verdict};

/// Places beside the first that are listed for people.
const LISTED: usize = 5;

/// A claim and what became of it, version 1.
#[derive(Debug, Serialize)]
pub struct VerdictRecord<'a> {
    v: u8,
    id: &'a Value,
    quote: &'a str,
    asked: Option<&'a str>,
    verdict: &'static str,
    negation: Option<&'static str>,
    unsure: bool,
    differences: Vec<DifferenceRecord<'a>>,
    passage: Option<Record<'a>>,
    spliced: Option<String>,
    also: Vec<Also<'a>>,
}

#[derive(Debug, Serialize)]
struct DifferenceRecord<'a> {
    change: &'static str,
    claim: &'a str,
    said: &'a str,
    fair: bool,
}

/// Another passage with the same words.
#[derive(Debug, Serialize)]
struct Also<'a> {
    id: String,
    doc: &'a str,
    date: Option<String>,
    speaker: Option<&'a str>,
}

impl<'a> VerdictRecord<'a> {
    /// The record of a claim that its owner calls `id`, or null.
    #[must_use]
    pub fn new(id: &'a Value, claim: &'a Claim, finding: &'a Finding) -> Self {
        let difference = |one: &'a Difference| DifferenceRecord {
            change: one.change.name(),
            claim: &one.claim,
            said: &one.said,
            fair: one.fair,
        };
        let also = |hit: &'a Hit| Also {
            id: hit.id.to_string(),
            doc: &hit.doc,
            date: hit.date.map(|dated| dated.date.to_string()),
            speaker: hit.speaker.as_ref().and_then(StoredSpeaker::known),
        };
        Self {
            v: VERSION,
            id,
            quote: &claim.text,
            asked: claim.speaker.as_deref(),
            verdict: finding.verdict.name(),
            negation: finding.negation.map(Negation::name),
            unsure: finding.unsure,
            differences: finding.differences.iter().map(difference).collect(),
            // A closeness of words is no score of a search.
            passage: finding
                .hit
                .as_ref()
                .map(|hit| Record { score: None, ..Item::of_hit(hit, |_| String::new()).record }),
            spliced: finding.spliced.as_ref().map(|hit| hit.id.to_string()),
            also: finding.also.iter().map(also).collect(),
        }
    }
}

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// Writes it to read: the verdict, the claim with what was done to it, and where it was said.
///
/// # Errors
/// What `out` reports.
pub fn write(
    out: &mut impl Write,
    claim: &Claim,
    finding: &Finding,
    item: Option<&Item<'_>>,
    look: &Look,
) -> io::Result<()> {
    let style = if finding.verdict == Verdict::Exact { GOOD } else { BAD };
    let verdict = finding.verdict.name();
    if look.colour {
        write!(out, "{style}{verdict}{style:#}")?;
    } else {
        write!(out, "{verdict}")?;
    }
    for remark in remarks(claim, finding) {
        write!(out, "; {remark}")?;
    }
    out.write_all(b"\n")?;
    let altered = finding.differences.iter().any(|one| one.change != Change::Same);
    let text = if altered && item.is_some() {
        marked(&finding.differences)
    } else {
        sanitize::line(&claim.text).into_owned()
    };
    let piece = Piece { text, marked: false, gap: false, highlights: Vec::new() };
    human::prose(out, &piece, look)?;
    if let Some(item) = item {
        human::item(out, item, look)?;
    } else {
        out.write_all(b"\n")?;
    }
    if finding.also.is_empty() {
        return Ok(());
    }
    for hit in finding.also.iter().take(LISTED) {
        let date = hit.date.map_or_else(|| "undated".to_owned(), |dated| dated.date.to_string());
        writeln!(out, "  also {date} {}  {}", sanitize::line(&hit.doc), hit.id)?;
    }
    let more = finding.also.len().saturating_sub(LISTED);
    if more > 0 {
        writeln!(out, "  and in {more} more")?;
    }
    out.write_all(b"\n")
}

fn remarks(claim: &Claim, finding: &Finding) -> Vec<String> {
    let mut out = Vec::new();
    let asked = claim.speaker.as_deref().map(sanitize::line).unwrap_or_default();
    if finding.verdict == Verdict::SaidByAnother {
        let speaker = finding.hit.as_ref().and_then(|hit| hit.speaker.as_ref());
        let known = speaker.and_then(StoredSpeaker::known);
        let name = known.map_or(Cow::Borrowed("nobody named"), sanitize::line);
        out.push(format!("by {name}, not {asked}"));
        if finding.differences.iter().any(|one| !one.fair) {
            out.push("and altered".to_owned());
        }
    }
    if let Some(negation) = finding.negation {
        out.push(format!("a denial was {}", negation.name()));
    }
    if let Some(other) = &finding.spliced {
        out.push(format!("spliced with words of {}", other.id));
    }
    if finding.unsure {
        out.push(format!("not sure that it was {asked}"));
    }
    out
}

/// The claim with what was done to it: `[-left out-]`, `{+put in+}`, `(… passed over …)`.
fn marked(differences: &[Difference]) -> String {
    let mut out = String::new();
    for one in differences {
        if !out.is_empty() {
            out.push(' ');
        }
        let (claim, said) = (sanitize::line(&one.claim), sanitize::line(&one.said));
        let shown = match one.change {
            Change::Same => said.into_owned(),
            Change::Inserted => format!("{{+{claim}+}}"),
            Change::Dropped => format!("[-{said}-]"),
            Change::Omitted if one.fair => "…".to_owned(),
            Change::Omitted => format!("… [-{said}-]"),
            Change::Changed if one.fair => claim.into_owned(),
            Change::Bracketed if one.fair => claim.into_owned(),
            Change::Bracketed if said.is_empty() => format!("{{+{claim}+}}"),
            Change::Changed | Change::Bracketed => format!("[-{said}-] {{+{claim}+}}"),
        };
        out.push_str(&shown);
    }
    out
}
