//! Exit codes, as grep has them, and what `verify` adds to them.

use std::process::ExitCode;

/// How a command ended. Orders as the codes do; of several the highest is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Something was found or done.
    Found,
    /// Nothing was found, and nothing went wrong.
    Nothing,
    /// Something went wrong, if only with one file.
    Failed,
    /// Of `verify`: something like it was said.
    Altered,
    /// Of `verify`: somebody else said it.
    ByAnother,
}

impl Exit {
    /// [`Exit::Found`] if so, [`Exit::Nothing`] if not.
    #[must_use]
    pub const fn found(found: bool) -> Self {
        if found { Self::Found } else { Self::Nothing }
    }

    /// This, or [`Exit::Failed`] if something failed besides.
    #[must_use]
    pub const fn or_failed(self, failed: bool) -> Self {
        if failed { Self::Failed } else { self }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Found => Self::SUCCESS,
            Exit::Nothing => Self::from(1),
            Exit::Failed => Self::from(2),
            Exit::Altered => Self::from(3),
            Exit::ByAnother => Self::from(4),
        }
    }
}
