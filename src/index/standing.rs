//! How far a file of corrections applies to what an index holds.

use crate::corrections::{Corrections, Misfit};
use crate::index::manifest::{FileTable, Root};

/// What became of the corrections of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// How many apply.
    pub applied: usize,
    /// How many have not been looked at yet: the next run does.
    pub pending: usize,
    /// Those that change nothing, by their position in [`Corrections::rows`], and why.
    pub misfits: Vec<(usize, Misfit)>,
}

impl Standing {
    /// How the corrections stand with the files that runs have seen.
    pub(crate) fn of(corrections: &Corrections, roots: &[Root], table: &FileTable) -> Self {
        let rows = corrections.rows();
        let mut out = Self::default();
        if rows.is_empty() {
            return out;
        }
        let mut seen = vec![false; rows.len()];
        for ((root, file), state) in table {
            let doc = roots.get(*root as usize).map_or_else(|| file.clone(), |root| root.doc(file));
            let of_file = corrections.of_file(&doc);
            let current = of_file.is_empty() || state.corrected == corrections.hash_of_file(&doc);
            for &row in of_file {
                if std::mem::replace(&mut seen[row], true) {
                    continue;
                }
                let hash = rows[row].hash();
                match state.misfits.iter().find(|(known, _)| *known == hash) {
                    _ if !current => out.pending += 1,
                    Some((_, misfit)) => out.misfits.push((row, *misfit)),
                    None => out.applied += 1,
                }
            }
        }
        let unseen = seen.iter().enumerate().filter(|(_, seen)| !**seen);
        out.misfits.extend(unseen.map(|(row, _)| (row, Misfit::NoDocument)));
        out.misfits.sort_by_key(|(row, _)| *row);
        out
    }
}
