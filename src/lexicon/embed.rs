//! The built-in tables, as files of schema/.

/// File name and text of each built-in table.
pub(super) const FILES: &[(&str, &str)] =
    &[("abbreviations.toml", include_str!("../../schema/abbreviations.toml"))];
