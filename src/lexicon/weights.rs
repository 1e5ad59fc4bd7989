//! Fitted weights: schema/weights/*.tsv. Part of the lexicon, so that an index made with other
//! weights is known for it; not layered, since weights only fit the features of this program.

use std::sync::OnceLock;

use super::calibration::Calibration;
use super::linear::Linear;

const SOURCE: &str = include_str!("../../schema/weights/source.tsv");
const CONFIDENCE: &str = include_str!("../../schema/weights/confidence.tsv");

/// All fitted models, each read when it is first asked for.
#[derive(Debug, Default)]
pub struct Weights {
    source: OnceLock<Linear>,
    confidence: OnceLock<Calibration>,
}

impl Weights {
    /// The ranker of sources, see `speakers::rank`.
    #[must_use]
    pub fn source(&self) -> &Linear {
        // the file is checked by a test of this module
        self.source.get_or_init(|| Linear::parse(SOURCE).unwrap_or_default())
    }

    /// How sure attributions are.
    #[must_use]
    pub fn confidence(&self) -> &Calibration {
        self.confidence.get_or_init(|| Calibration::parse(CONFIDENCE).unwrap_or_default())
    }

    /// The text of all models, for the lexicon's hash.
    pub(super) fn text() -> [&'static str; 2] {
        [SOURCE, CONFIDENCE]
    }
}

#[cfg(test)]
mod tests {
    use super::{CONFIDENCE, Calibration, Linear, SOURCE};

    #[test]
    fn the_shipped_weights_can_be_read() {
        assert!(Linear::parse(SOURCE).unwrap().len() > 1000);
        assert_ne!(Calibration::parse(CONFIDENCE).unwrap(), Calibration::default());
    }
}
