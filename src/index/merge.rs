//! Which segments are put together, and that none which the disk has damaged is: what a merge
//! copies gets a new checksum, and nobody could tell any more.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tantivy::indexer::{LogMergePolicy, MergeCandidate, MergePolicy};
use tantivy::{Index, SegmentMeta, TantivyError};

use crate::index::Damaged;
use crate::index::check::fault_of;

/// What is known of the segments looked at, by name: what is wrong, or nothing.
pub(crate) type Known = Arc<Mutex<BTreeMap<String, Option<Damaged>>>>;

/// The usual rule, for sound segments alone.
#[derive(Debug)]
pub(crate) struct Careful {
    index: Index,
    usual: LogMergePolicy,
    /// Names of the segments that were there before the run; those it makes are fresh.
    old: Vec<String>,
    known: Known,
}

impl Careful {
    /// For a run on that index; notes in `known` what it looks at.
    pub(crate) fn new(index: &Index, known: Known) -> Result<Self, TantivyError> {
        let old = index.load_metas()?.segments.iter().map(|meta| meta.id().uuid_string()).collect();
        Ok(Self { index: index.clone(), usual: LogMergePolicy::default(), old, known })
    }

    /// Whether a segment is as it was written; looks once.
    fn is_sound(&self, meta: &SegmentMeta) -> bool {
        let name = meta.id().uuid_string();
        if !self.old.contains(&name) {
            return true;
        }
        let Ok(mut known) = self.known.lock() else { return false };
        known.entry(name).or_insert_with(|| fault_of(&self.index, meta)).is_none()
    }
}

impl MergePolicy for Careful {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let mut candidates = self.usual.compute_merge_candidates(segments);
        for MergeCandidate(ids) in &mut candidates {
            ids.retain(|id| {
                segments
                    .iter()
                    .find(|meta| meta.id() == *id)
                    .is_some_and(|meta| self.is_sound(meta))
            });
        }
        candidates.retain(|MergeCandidate(ids)| ids.len() > 1);
        candidates
    }
}
