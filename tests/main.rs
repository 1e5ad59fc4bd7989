//! The one test binary: see each module for what belongs there.
