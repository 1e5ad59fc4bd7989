//! The built-in tables, as files of schema/.

macro_rules! embed {
    ($($name:literal,)*) => {
        &[$(($name, include_str!(concat!("../../schema/", $name)))),*]
    };
}

/// File name and text of each built-in table.
pub(super) const FILES: &[(&str, &str)] = embed! {
    "abbreviations.toml",
    "concepts.toml",
    "cues.toml",
    "cues-argue.toml",
    "cues-judge.toml",
    "cues-nouns.toml",
    "cues-phrases.toml",
    "cues-think.toml",
    "dates.toml",
    "given-names.toml",
    "issues.toml",
    "issues-subtopics.toml",
    "issues-weights.toml",
    "layout.toml",
    "nouns.toml",
    "outlets.toml",
    "parties.toml",
    "people.toml",
    "people-offices.toml",
    "places.toml",
    "titles.toml",
    "words.toml",
};
