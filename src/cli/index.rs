//! `index`: folders read into an index, or an index brought up to date.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::args::Common;
use super::args::index::IndexArgs;
use super::exit::Exit;
use super::report::Reporter;
use super::{config, correct, corrections, watch};
use crate::error::Error;
use crate::index::{self, IndexConfig, Progress, Report};
use crate::lexicon::Lexicon;
use crate::pipeline::Options;
use crate::walk::WalkConfig;

/// Files not read that are named at the end; the rest are counted.
const NAMED: usize = 20;
/// How often the bar is drawn anew though nothing has come.
const TICK: Duration = Duration::from_millis(100);

/// Runs the command.
///
/// # Errors
/// Word tables, globs or folders that are wrong, an index that cannot be written.
pub(super) fn run(args: &IndexArgs, common: &Common, out: &mut impl Write) -> Result<Exit, Error> {
    let lexicon = config::lexicon(common)?;
    let dir = config::index_to_write(&args.location, &args.folders)?;
    let exit = once(args, common, &lexicon, &dir, false, out)?;
    if !args.watch {
        return Ok(exit);
    }
    let index = index::Index::open(&dir, lexicon.hash())?;
    let folders: Vec<PathBuf> = roots(&index).into_iter().map(|(path, _)| path).collect();
    drop(index);
    let changes = watch::Changes::of(&folders, &dir)?;
    config::reporter(common).note("watching; stop with Ctrl-C");
    // What came while the first run was under way and before the watch began.
    let args = IndexArgs { rebuild: false, repair: false, ..args.clone() };
    loop {
        once(&args, common, &lexicon, &dir, true, out)?;
        out.flush()?;
        changes.wait()?;
    }
}

/// One run. One that comes `again` and finds nothing to do tells nothing.
fn once(
    args: &IndexArgs,
    common: &Common,
    lexicon: &Lexicon,
    dir: &Path,
    again: bool,
    out: &mut impl Write,
) -> Result<Exit, Error> {
    let file = corrections::place(&args.file, dir);
    let must = corrections::named(&args.file, dir).is_some();
    let corrected = Arc::new(corrections::read(&file, must)?);
    let walk = WalkConfig { aside: Some(file.clone()), ..config::walk(&args.reading)? };
    let settings = IndexConfig {
        roots: args.folders.clone(),
        rebuild: args.rebuild,
        repair: args.repair,
        threads: config::threads(common),
        memory: args.memory,
        wait: args.wait.map_or(Duration::ZERO, Duration::from_secs),
        walk,
        parse: config::parse(&args.reading)?,
        options: Options {
            date: args.reading.date,
            min_confidence: args.min_confidence.unwrap_or_default(),
            corrections: Arc::clone(&corrected),
            ..Options::default()
        },
        ..IndexConfig::default()
    };
    let bar = Bar { bar: bar(config::progress(common)), reporter: config::reporter(common) };
    let report = index::update(dir, lexicon, &settings, &bar);
    bar.bar.finish_and_clear();
    let report = report?;
    corrections::remember(&args.file, dir)?;
    if again && report.added + report.changed + report.removed == 0 {
        return Ok(Exit::Found.or_failed(report.failed()));
    }
    let reporter = config::reporter(common);
    tell_skipped(&report, reporter);
    for damaged in &report.damaged {
        reporter.warning(&format!("segment `{}` is damaged: {}", damaged.segment, damaged.reason));
    }
    if !report.damaged.is_empty() {
        reporter.hint(&format!("mend it with `{}`", repair(dir)));
    }
    let wrong = corrections::tell(reporter, &file, &corrected, &report.standing.misfits);
    if !common.quiet {
        writeln!(out, "{}", summary(&report, dir))?;
        if !corrected.rows().is_empty() || wrong {
            writeln!(out, "{}", correct::summary(&corrected, &report.standing))?;
        }
    }
    Ok(Exit::Found.or_failed(wrong || report.failed()))
}

/// What was done, in two lines.
fn summary(report: &Report, dir: &Path) -> String {
    let failed = report.skipped.iter().filter(|skipped| skipped.failed).count();
    let passed = report.skipped.len() - failed;
    let foreign = match report.foreign {
        0 => String::new(),
        foreign => format!(" ({foreign} not in English, without quotes)"),
    };
    format!(
        "{} new, {} changed, {} unchanged, {} removed, {passed} passed over, {failed} failed\n\
         {} articles{foreign}, {} passages in {}",
        report.added,
        report.changed,
        report.unchanged,
        report.removed,
        report.articles,
        report.passages,
        config::shown_path(dir),
    )
}

/// The command that mends the index.
pub(super) fn repair(dir: &Path) -> String {
    format!("onrecord index --repair --index {}", config::shown_path(dir))
}

/// Names the files that should have been read, then counts those passed over, by reason.
fn tell_skipped(report: &Report, reporter: Reporter) {
    let failed: Vec<_> = report.skipped.iter().filter(|skipped| skipped.failed).collect();
    for skipped in failed.iter().take(NAMED) {
        let how = if skipped.in_part { "not wholly read" } else { "not read" };
        reporter.warning(&format!("`{}` {how}: {}", skipped.doc, skipped.reason));
    }
    if failed.len() > NAMED {
        reporter.warning(&format!(
            "{} more not read; see `onrecord status --skipped`",
            failed.len() - NAMED
        ));
    }
    let mut reasons: Vec<(&str, usize)> = Vec::new();
    for skipped in report.skipped.iter().filter(|skipped| !skipped.failed) {
        match reasons.iter_mut().find(|(code, _)| *code == skipped.code) {
            Some((_, count)) => *count += 1,
            None => reasons.push((&skipped.code, 1)),
        }
    }
    reasons.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    if !reasons.is_empty() {
        let told: Vec<String> = reasons.iter().map(|(code, n)| format!("{n} {code}")).collect();
        reporter.note(&format!("passed over: {}", told.join(", ")));
    }
}

/// A bar with counts, rate and time to come, or nothing.
fn bar(shown: bool) -> ProgressBar {
    if !shown {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    let form = "{bar:24} {bytes}/{total_bytes}  {bytes_per_sec}  {eta} to go  {msg}";
    if let Ok(style) = ProgressStyle::with_template(form) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(TICK);
    bar
}

/// Tells how a run goes.
struct Bar {
    bar: ProgressBar,
    reporter: Reporter,
}

impl Progress for Bar {
    fn waiting(&self, holder: &str) {
        self.bar.suspend(|| self.reporter.note(&format!("waiting for {holder}")));
    }

    fn planned(&self, files: u64, bytes: u64) {
        self.bar.set_length(bytes);
        self.bar.set_message(format!("{files} files"));
    }

    fn done(&self, bytes: u64) {
        self.bar.inc(bytes);
    }

    fn writing(&self) {
        self.bar.set_message("writing");
    }
}

/// The folders that an index keeps up with, and their labels.
pub(super) fn roots(index: &index::Index) -> Vec<(PathBuf, Option<String>)> {
    // Roots inside which the index lies are kept relative to it.
    let place = |path: &PathBuf| {
        let path = index.dir().join(path);
        path.canonicalize().unwrap_or(path)
    };
    index.roots().iter().map(|root| (place(&root.path), root.label.clone())).collect()
}
