//! Reads the files and folders that a command names and hands on their articles, in order, with
//! the work on each done on all threads. Needs no index.

use std::collections::HashSet;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::exit::Exit;
use super::report::Reporter;
use crate::diagnostic::Severity;
use crate::error::Error;
use crate::lexicon::Lexicon;
use crate::parse::{self, Article, ParseConfig, ParseError};
use crate::walk::{self, Source, WalkConfig, WalkError};

/// What stands for standard input among the paths.
pub const STDIN: &str = "-";
/// Files worked on between two writes of results: enough for every thread, little to hold.
const BATCH_FILES: usize = 256;
/// Bytes of files worked on between two writes of results.
const BATCH_BYTES: u64 = 16 << 20;

/// A file to be read.
#[derive(Debug)]
pub struct Input {
    /// Where it is; [`STDIN`] for standard input.
    pub path: PathBuf,
    /// Its name in records.
    pub doc: String,
    /// Whether the user named it, rather than a folder that holds it.
    pub named: bool,
    source: Option<Source>,
}

impl Input {
    /// Name in records of an article of the file: `#n` tells the n-th of several.
    #[must_use]
    pub fn doc_of(&self, article: &Article) -> String {
        article.doc_of(&self.doc)
    }
}

/// Why a file gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// It could not be read.
    #[error(transparent)]
    Walk(#[from] WalkError),
    /// It holds no article.
    #[error("`{}`", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// Why.
        source: ParseError,
    },
    /// Standard input could not be read.
    #[error("cannot read standard input")]
    Stdin(#[source] io::Error),
}

impl Unread {
    /// Whether the file was passed over by rule; otherwise it should have been read.
    #[must_use]
    pub const fn is_by_rule(&self) -> bool {
        match self {
            Self::Walk(_) | Self::Stdin(_) => false,
            Self::Parse { source, .. } => source.is_by_rule(),
        }
    }
}

/// What is made of each article, and how it is told when one is not read.
pub struct Reader<'a> {
    /// The word tables.
    pub lexicon: &'a Lexicon,
    /// How files are parsed.
    pub parse: ParseConfig,
    /// Who tells of files that are not read.
    pub reporter: Reporter,
}

impl Reader<'_> {
    /// Does `work` on every article, on all threads, and hands the results of each file to
    /// `sink` in order. Files that give nothing are told; gives [`Exit::Failed`] if one should
    /// have been read, else [`Exit::Found`].
    ///
    /// # Errors
    /// What `sink` gives.
    pub fn each<T: Send>(
        &self,
        paths: &[PathBuf],
        walk: &WalkConfig,
        work: impl Fn(&Input, Article) -> T + Sync,
        mut sink: impl FnMut(&Input, Vec<T>) -> Result<(), Error>,
    ) -> Result<Exit, Error> {
        let mut failed = false;
        let mut passed = 0_usize;
        let mut inputs = Inputs::new(paths, walk);
        loop {
            let batch = inputs.batch();
            if batch.is_empty() {
                break;
            }
            let results: Vec<_> = batch
                .into_par_iter()
                .map(|input| {
                    let input = input?;
                    let articles = self.articles(&input)?;
                    let notes = articles.iter().flat_map(|article| &article.notes);
                    let lost: Vec<String> = notes
                        .filter(|note| note.severity == Severity::Loss)
                        .map(|note| note.message.clone())
                        .collect();
                    let done: Vec<T> =
                        articles.into_iter().map(|article| work(&input, article)).collect();
                    Ok((input, done, lost))
                })
                .collect();
            for result in results {
                match result {
                    Ok((input, done, lost)) => {
                        failed |= !lost.is_empty();
                        for why in lost {
                            let path = input.path.display();
                            self.reporter.warning(&format!("`{path}` not wholly read: {why}"));
                        }
                        sink(&input, done)?;
                    }
                    Err(Told { unread, named }) => {
                        failed |= !unread.is_by_rule();
                        if named || !unread.is_by_rule() {
                            self.reporter.unread(&unread);
                        } else {
                            passed += 1;
                        }
                    }
                }
            }
        }
        if passed > 0 {
            let files = if passed == 1 { "file" } else { "files" };
            self.reporter.note(&format!("{passed} {files} passed over, without an article"));
        }
        Ok(Exit::Found.or_failed(failed))
    }

    fn articles(&self, input: &Input) -> Result<Vec<Article>, Told> {
        let told = |unread: Unread| Told { unread, named: input.named };
        let bytes = match &input.source {
            Some(source) => {
                walk::read(source, self.parse.max_bytes as u64).map_err(|e| told(e.into()))?
            }
            None => {
                let mut bytes = Vec::new();
                let read =
                    io::stdin().lock().take(self.parse.max_bytes as u64).read_to_end(&mut bytes);
                read.map_err(|error| told(Unread::Stdin(error)))?;
                bytes
            }
        };
        parse::parse(&input.doc, &bytes, self.lexicon, &self.parse)
            .map_err(|source| told(Unread::Parse { path: input.path.clone(), source }))
    }
}

/// A file that gave nothing, and whether the user named it.
struct Told {
    unread: Unread,
    named: bool,
}

/// The files of several paths, each once, named as an index of them would name them.
struct Inputs {
    files: Box<dyn Iterator<Item = Result<Input, Told>>>,
}

impl Inputs {
    fn new(paths: &[PathBuf], config: &WalkConfig) -> Self {
        let mut labels = Labels::default();
        let mut seen = HashSet::new();
        let files = Vec::from(paths).into_iter().flat_map({
            let config = config.clone();
            move |path| files(&path, &config, &mut labels)
        });
        let files = files.filter(move |file| match file {
            Ok(Input { source: Some(source), .. }) => seen.insert(source.path.clone()),
            _ => true,
        });
        Self { files: Box::new(files) }
    }

    /// The next files to work on; none at the end.
    fn batch(&mut self) -> Vec<Result<Input, Told>> {
        let mut batch = Vec::new();
        let mut bytes = 0;
        while batch.len() < BATCH_FILES && bytes < BATCH_BYTES {
            let Some(file) = self.files.next() else { break };
            bytes += file.as_ref().ok().and_then(|f| f.source.as_ref()).map_or(0, |s| s.size);
            batch.push(file);
        }
        batch
    }
}

/// The files at or below one path.
fn files(
    path: &Path,
    config: &WalkConfig,
    labels: &mut Labels,
) -> Box<dyn Iterator<Item = Result<Input, Told>>> {
    if path == Path::new(STDIN) {
        let input =
            Input { path: path.to_owned(), doc: "stdin".to_owned(), named: true, source: None };
        return Box::new(std::iter::once(Ok(input)));
    }
    let named = !path.is_dir();
    let label = labels.of(if named { path.parent().unwrap_or(Path::new("")) } else { path });
    Box::new(walk::walk(path, config).map(move |found| match found {
        Ok(source) => {
            Ok(Input {
                path: source.path.clone(),
                doc:
                    label.as_ref().map_or_else(
                        || source.doc.clone(),
                        |label| format!("{label}:{}", source.doc),
                    ),
                named,
                source: Some(source),
            })
        }
        Err(error) => Err(Told { unread: error.into(), named }),
    }))
}

/// What stands before the names of documents: nothing for the first root, the unique name of
/// its folder for each further one. A file's root is its folder.
#[derive(Default)]
struct Labels {
    roots: Vec<(PathBuf, Option<String>)>,
}

impl Labels {
    fn of(&mut self, folder: &Path) -> Option<String> {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let place = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        if let Some((_, label)) = self.roots.iter().find(|(root, _)| *root == place) {
            return label.clone();
        }
        let label = (!self.roots.is_empty()).then(|| {
            let name = place.file_name().map_or("root".into(), |name| name.to_string_lossy());
            let taken = |label: &str| self.roots.iter().any(|(_, l)| l.as_deref() == Some(label));
            let numbered = (2..).map(|n| format!("{name}-{n}"));
            std::iter::once(name.to_string()).chain(numbered).find(|label| !taken(label))
        });
        let label = label.flatten();
        self.roots.push((place, label.clone()));
        label
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_root_is_bare_and_others_are_told_apart() {
        let mut labels = Labels::default();
        assert_eq!(labels.of(Path::new("a/press")), None);
        assert_eq!(labels.of(Path::new("b/press")).as_deref(), Some("press"));
        assert_eq!(labels.of(Path::new("c/press")).as_deref(), Some("press-2"));
        assert_eq!(labels.of(Path::new("a/press")), None);
        assert_eq!(labels.of(Path::new("b/press")).as_deref(), Some("press"));
    }
}
