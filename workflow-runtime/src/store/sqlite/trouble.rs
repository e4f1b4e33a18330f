//! What can go wrong in a SQLite file, and how that is said: which file, what is wrong, what to do.

use std::path::Path;

use rusqlite::ErrorCode;

use super::super::StoreError;

/// Why something could not be done.
#[derive(Debug)]
pub(super) enum Trouble {
    /// SQLite says so.
    Sqlite(rusqlite::Error),
    /// What was read is not what was written.
    Damaged(String),
    /// The file is of a format that a later version of this crate wrote.
    Newer(i32),
    /// The file is a SQLite database of somebody else.
    Foreign,
    /// This process may read the file and not write it.
    ReadOnly,
    /// A commit does not fit what is stored. Nothing is wrong with the file.
    Refused(StoreError),
}

/// The system's own words for "the file that says where the log's pages are cannot grow".
const IOERR_SHMSIZE: i32 = 10 | (19 << 8);

impl Trouble {
    pub(super) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged(what.into())
    }

    /// Whether there was no room.
    pub(super) fn is_full(&self) -> bool {
        match self {
            Self::Sqlite(error) => {
                error.sqlite_error_code() == Some(ErrorCode::DiskFull)
                    || error.sqlite_error().is_some_and(|e| e.extended_code == IOERR_SHMSIZE)
            }
            Self::Damaged(_) | Self::Newer(_) | Self::Foreign | Self::ReadOnly | Self::Refused(_) => false,
        }
    }

    /// Whether a rule of the tables was broken: a key that is there already.
    pub(super) fn is_constraint(&self) -> bool {
        match self {
            Self::Sqlite(error) => error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation),
            Self::Damaged(_) | Self::Newer(_) | Self::Foreign | Self::ReadOnly | Self::Refused(_) => false,
        }
    }

    /// The same for the caller, naming the file.
    pub(super) fn at(self, path: &Path) -> StoreError {
        let file = path.display();
        match self {
            Self::Refused(error) => error,
            Self::Damaged(what) => damaged(path, &what),
            Self::Newer(format) => StoreError::unreadable(format!(
                "`{file}` was written by a newer version of workflow-runtime (its format is {format}, this version \
                 reads {}); open it with that version or a later one",
                super::schema::FORMAT
            )),
            Self::ReadOnly => StoreError::other(format!(
                "`{file}` cannot be written; give this process the right to write the file and its directory"
            )),
            Self::Foreign => StoreError::unreadable(format!(
                "`{file}` is a SQLite database, but not a store of workflows; give another path"
            )),
            full if full.is_full() => StoreError::full(format!(
                "there is no room for `{file}`: nothing was stored; make room and try again"
            )),
            Self::Sqlite(error) => said_by_sqlite(path, &error),
        }
    }
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

fn damaged(path: &Path, what: &str) -> StoreError {
    StoreError::unreadable(format!(
        "`{0}` is damaged: {what}; nothing was changed; restore it from a copy, or save what can be read into a new \
         file with `sqlite3 {0} .recover`",
        path.display()
    ))
}

fn said_by_sqlite(path: &Path, error: &rusqlite::Error) -> StoreError {
    let file = path.display();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt) => damaged(path, &error.to_string()),
        Some(ErrorCode::NotADatabase) => StoreError::unreadable(format!(
            "`{file}` is not a store of workflows (it does not begin like a SQLite database), or its beginning is \
             damaged; give another path, or restore it from a copy"
        )),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => StoreError::other(format!(
            "`{file}` cannot be written: {error}; give this process the right to write the file and its directory"
        )),
        Some(ErrorCode::CannotOpen) => StoreError::other(format!(
            "`{file}` cannot be opened: {error}; its directory has to exist, and this process has to have the right \
             to write both"
        )),
        // Not an answer of SQLite: a value has a type, or a text has bytes, that were never written.
        None => damaged(path, &error.to_string()),
        Some(_) => StoreError::other(format!("SQLite cannot use `{file}`: {error}")),
    }
}
