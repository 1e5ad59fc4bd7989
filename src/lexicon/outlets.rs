//! Newspapers, broadcasters, agencies and other publishers: schema/outlets.toml.
//!
//! Known by the hosts of their pages, by name, and by the short forms that people put into file
//! names.

use std::collections::HashMap;

use serde::Deserialize;

use super::Table;
use super::layer::{Fault, Row, TableFile, rows};

/// What kind of publisher an outlet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutletKind {
    /// A daily or weekly paper.
    Newspaper,
    /// A weekly or monthly magazine.
    Magazine,
    /// A radio or television company.
    Broadcaster,
    /// A news agency.
    Agency,
    /// A publisher on the web alone.
    Site,
    /// A government, parliament or party that publishes its own words.
    Institution,
}

/// One publisher.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outlet {
    /// Its id, kebab-case.
    pub id: String,
    /// Its usual name.
    pub name: String,
    /// What it is.
    pub kind: OutletKind,
    /// Hosts of its pages, without `www`; hosts below them are its own too.
    #[serde(default)]
    pub domains: Vec<String>,
    /// Other names and short forms.
    #[serde(default)]
    pub aliases: Vec<String>,
}

impl Row for Outlet {
    const NAME: &'static str = "outlet";

    fn id(&self) -> &str {
        &self.id
    }
}

/// All publishers known.
#[derive(Debug)]
pub struct Outlets {
    rows: Vec<Outlet>,
    by_host: HashMap<String, usize>,
    by_name: HashMap<String, usize>,
}

impl Outlets {
    /// All rows, in the order of the table.
    pub fn iter(&self) -> impl Iterator<Item = &Outlet> {
        self.rows.iter()
    }

    /// The outlet whose page stands at `host`, as in `edition.cnn.com`.
    #[must_use]
    pub fn by_host(&self, host: &str) -> Option<&Outlet> {
        let host = host.to_ascii_lowercase();
        let mut rest = host.as_str();
        loop {
            if let Some(&at) = self.by_host.get(rest) {
                return self.rows.get(at);
            }
            rest = rest.split_once('.')?.1;
        }
    }

    /// The outlet of this name or short form; case, spaces and marks aside, with or without
    /// "the". Serves prefixes of file names too.
    #[must_use]
    pub fn by_name(&self, name: &str) -> Option<&Outlet> {
        let squeezed = squeeze(name);
        let at = self
            .by_name
            .get(&squeezed)
            .or_else(|| self.by_name.get(squeezed.strip_prefix("the")?))?;
        self.rows.get(*at)
    }
}

/// Letters and digits in lower case.
fn squeeze(name: &str) -> String {
    name.chars().filter(|ch| ch.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Table for Outlets {
    const STEM: &'static str = "outlets";

    fn build(files: &[TableFile]) -> (Self, Vec<Fault>) {
        let (placed, mut faults) = rows::<Outlet>(files, &[Outlet::NAME]);
        let mut table = Self { rows: Vec::new(), by_host: HashMap::new(), by_name: HashMap::new() };
        for placed in placed {
            let at = table.rows.len();
            let row = &placed.row;
            for host in &row.domains {
                if let Some(other) = table.by_host.insert(host.to_ascii_lowercase(), at) {
                    let other = &table.rows[other].id;
                    faults.push(placed.fault(format!("host `{host}` belongs to `{other}` too")));
                }
            }
            for name in [&row.id, &row.name].into_iter().chain(&row.aliases) {
                let squeezed = squeeze(name);
                let squeezed = squeezed.strip_prefix("the").unwrap_or(&squeezed).to_owned();
                match table.by_name.insert(squeezed, at) {
                    Some(other) if other != at => {
                        let other = &table.rows[other].id;
                        faults.push(placed.fault(format!("`{name}` names `{other}` too")));
                    }
                    _ => {}
                }
            }
            table.rows.push(placed.row);
        }
        (table, faults)
    }
}

#[cfg(test)]
mod tests {
    use crate::lexicon::Lexicon;

    #[test]
    fn every_row_is_found_by_all_its_names_and_hosts() {
        let lexicon = Lexicon::builtin();
        let outlets = lexicon.outlets();
        for row in outlets.iter() {
            for name in row.domains.iter().chain([&row.id, &row.name]).chain(&row.aliases) {
                let found = outlets.by_host(name).or_else(|| outlets.by_name(name));
                assert_eq!(found.map(|found| &found.id), Some(&row.id), "{name}");
            }
        }
    }

    #[test]
    fn rows_are_sorted_by_id() {
        let lexicon = Lexicon::builtin();
        let ids: Vec<_> = lexicon.outlets().iter().map(|row| row.id.as_str()).collect();
        assert!(
            ids.is_sorted(),
            "out of order: {:?}",
            ids.windows(2).find(|pair| pair[0] > pair[1])
        );
        assert!(ids.len() >= 200, "only {}", ids.len());
    }

    #[test]
    fn hosts_below_a_host_count_and_others_do_not() {
        let lexicon = Lexicon::builtin();
        let outlets = lexicon.outlets();
        assert_eq!(
            outlets.by_host("edition.cnn.com").map(|outlet| outlet.id.as_str()),
            Some("cnn")
        );
        assert_eq!(outlets.by_host("notcnn.com"), None);
        assert_eq!(outlets.by_host(""), None);
        assert_eq!(outlets.by_name("").map(|outlet| &outlet.id), None);
    }
}
