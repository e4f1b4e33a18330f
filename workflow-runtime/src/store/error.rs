//! Why a store did not do what it was asked.

use std::error::Error;
use std::fmt;

/// Why a store did not do what it was asked. Its text says what, where, and what to do.
#[derive(Clone, Debug)]
pub struct StoreError {
    kind: Kind,
    message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Duplicate,
    Misfit,
    Full,
    Owned,
    Unreadable,
    Closed,
    Other,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $make:ident $is:ident;)+) => {
        impl StoreError {
            $(
                #[doc = concat!("An error that [`", stringify!($is), "`](Self::", stringify!($is), ").")]
                #[must_use]
                pub fn $make(message: impl Into<String>) -> Self {
                    Self { kind: Kind::$kind, message: message.into() }
                }

                $(#[$doc])*
                #[must_use]
                pub fn $is(&self) -> bool {
                    self.kind == Kind::$kind
                }
            )+
        }
    };
}

kinds! {
    /// Whether an execution of that workflow and name exists already. The commit was refused, nothing else.
    Duplicate duplicate is_duplicate;
    /// Whether the commit does not fit what is stored: it changes what is not there, or inserts what is there already.
    /// The commit was refused, nothing else; it is the caller's mistake.
    Misfit misfit is_misfit;
    /// Whether there is no room. Nothing was done; the same commit may be tried again.
    Full full is_full;
    /// Whether another process owns the store, and then the text names its pid, or another engine does.
    Owned owned is_owned;
    /// Whether what is stored cannot be read: damaged, cut short, or of a newer format. Nothing was changed.
    Unreadable unreadable is_unreadable;
    /// Whether the store was closed.
    Closed closed is_closed;
    /// Whether it is none of the others: the text says what the system said.
    Other other is_other;
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for StoreError {}
