//! The one test binary: see each module for what belongs there.
#![expect(clippy::unwrap_used, reason = "a failed step of a test ends it")]

mod cli;
mod corrections;
mod cycles;
mod damage;
mod gold;
mod hostile;
mod look;
mod quotes;
mod readme;
mod schema;
mod scripts;
mod tidy;
mod trouble;
mod verify;
