//! `search`: a query answered from an index, or many.

use std::io::{self, Write};
use std::path::Path;

use super::answer::Answerer;
use super::args::Common;
use super::args::search::SearchArgs;
use super::exit::Exit;
use super::{ask, config, show};
use crate::error::Error;
use crate::index::Index;

/// Runs the command.
///
/// # Errors
/// No index or one that cannot be used, queries that cannot be read, filters that make no sense,
/// output that cannot be written.
pub(super) fn run(args: &SearchArgs, common: &Common, out: &mut impl Write) -> Result<Exit, Error> {
    let lexicon = config::lexicon(common)?;
    let index = Index::open(&config::existing_index(&args.location)?, lexicon.hash())?;
    let reporter = config::reporter(common);
    let mut answerer = Answerer::new((&index, &lexicon), args.answering, common, out);
    let Some(file) = &args.queries else {
        let mut request = ask::request(&args.query, &args.filters, &lexicon, reporter)?;
        request.after = args.after.as_deref().map(show::id).transpose()?;
        answerer.answer(request, None, false)?;
        return answerer.finish();
    };
    for (name, query) in queries(&read(file)?) {
        let request = ask::request(&[query.to_owned()], &args.filters, &lexicon, reporter)?;
        answerer.answer(request, Some(name), false)?;
    }
    answerer.finish()
}

fn read(file: &Path) -> Result<String, Error> {
    let text = if file == Path::new("-") {
        io::read_to_string(io::stdin())
    } else {
        std::fs::read_to_string(file)
    };
    text.map_err(|source| Error::ReadFile { path: file.to_owned(), source })
}

/// The queries of a text, a line each, with their names: what stands before the first tab, else
/// the query itself. Empty lines and those that begin with `#` are none.
fn queries(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.filter(|line| !line.starts_with('#')).map(|line| match line.split_once('\t') {
        Some((name, query)) => (name.trim(), query.trim()),
        None => (line, line),
    })
}

#[cfg(test)]
mod tests {
    use super::queries;

    #[test]
    fn a_line_is_a_name_and_a_query() {
        let text = "\u{feff}a\t border deal\r\n# none\n\nferry\n b b \tx\ty\n";
        let read: Vec<_> = queries(text).collect();
        assert_eq!(read, [("a", "border deal"), ("ferry", "ferry"), ("b b", "x\ty")]);
    }
}
