//! Takes the globs of a user and decides which paths below a root are wanted.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::WalkError;

/// Globs against paths relative to the root, written with `/`.
///
/// A glob without a slash is matched against the last part of the path at any depth, one with a
/// slash against the whole path, as in `.gitignore`. `*` does not cross a slash, `**` does.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    include: Option<GlobSet>,
    exclude: GlobSet,
}

impl Filter {
    /// Compiles the globs. No `include` glob means that every path is wanted.
    ///
    /// # Errors
    ///
    /// [`WalkError::Glob`] for the first glob that does not parse.
    pub fn new(include: &[String], exclude: &[String]) -> Result<Self, WalkError> {
        Ok(Self {
            include: if include.is_empty() { None } else { Some(set(include)?) },
            exclude: set(exclude)?,
        })
    }

    /// Whether a file at `path` is wanted.
    #[must_use]
    pub fn wants_file(&self, path: &str) -> bool {
        self.include.as_ref().is_none_or(|globs| globs.is_match(path))
            && !self.exclude.is_match(path)
    }

    /// Whether a folder at `path` is to be entered. Only an `exclude` glob keeps one out.
    #[must_use]
    pub fn wants_folder(&self, path: &str) -> bool {
        !self.exclude.is_match(path)
    }
}

/// The globs, with those without a slash spread over all depths.
fn set(globs: &[String]) -> Result<GlobSet, WalkError> {
    let mut builder = GlobSetBuilder::new();
    for glob in globs {
        let bare = glob.trim_end_matches('/');
        let anchored = match bare.strip_prefix('/') {
            Some(rooted) => rooted.to_owned(),
            None if bare.contains('/') => bare.to_owned(),
            None => format!("**/{bare}"),
        };
        let compiled = GlobBuilder::new(&anchored).literal_separator(true).build();
        builder.add(compiled.map_err(|source| WalkError::Glob { glob: glob.clone(), source })?);
    }
    builder.build().map_err(|source| WalkError::Glob { glob: globs.join(" "), source })
}

#[cfg(test)]
mod tests {
    use super::Filter;

    fn filter(include: &[&str], exclude: &[&str]) -> Filter {
        let own = |globs: &[&str]| globs.iter().map(|&glob| glob.to_owned()).collect::<Vec<_>>();
        Filter::new(&own(include), &own(exclude)).expect("the globs parse")
    }

    #[test]
    fn a_glob_without_slash_matches_names_at_any_depth() {
        let filter = filter(&["*.txt"], &["draft*"]);
        assert!(filter.wants_file("a.txt"));
        assert!(filter.wants_file("2016/09/a.txt"));
        assert!(!filter.wants_file("2016/09/a.md"));
        assert!(!filter.wants_file("2016/draft-1.txt"));
        assert!(!filter.wants_folder("drafts"));
    }

    #[test]
    fn a_glob_with_slash_matches_the_whole_path() {
        let filter = filter(&["press/**"], &["press/old/*.txt", "/top"]);
        assert!(filter.wants_file("press/new/a.txt"));
        assert!(!filter.wants_file("other/press/a.txt"));
        assert!(!filter.wants_file("press/old/a.txt"));
        assert!(filter.wants_file("press/old/deeper/a.txt"));
        assert!(!filter.wants_folder("top"));
        assert!(filter.wants_folder("press/top"));
    }

    #[test]
    fn a_glob_that_does_not_parse_is_named() {
        let error = Filter::new(&["a[".to_owned()], &[]).expect_err("an open class");
        assert!(error.to_string().contains("`a[`"), "{error}");
    }
}
