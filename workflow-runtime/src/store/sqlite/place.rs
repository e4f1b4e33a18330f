//! Whether the files of a store are still the ones that its owner has open.
//!
//! Who deletes or moves a file that is open takes its name away and no more: SQLite goes on writing, and what it
//! acknowledges is gone with the process. The owner looks now and then (`writer.rs`), by the names alone: to open the
//! database once more, and close it, would drop SQLite's own locks.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::super::StoreError;
use super::lock::lock_path;
use super::open::log_path;

/// The database, its log and its lock, as they were found first.
#[derive(Debug)]
pub(super) struct Place {
    files: [(PathBuf, Option<Identity>); 3],
}

/// What tells one file from another that has its name later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Identity {
    #[cfg(unix)]
    number: (u64, u64),
}

impl Identity {
    #[cfg(unix)]
    fn of(file: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        Self { number: (file.dev(), file.ino()) }
    }

    /// Other systems do not let go of a name while the file is open.
    #[cfg(not(unix))]
    fn of(_: &Metadata) -> Self {
        Self {}
    }
}

impl Place {
    /// The files as they are now.
    pub(super) fn of(database: &Path) -> Self {
        let paths = [database.to_owned(), log_path(database), lock_path(database)];
        let found = |path: PathBuf| {
            let file = fs::metadata(&path).ok().as_ref().map(Identity::of);
            (path, file)
        };
        Self { files: paths.map(found) }
    }

    /// Looks whether a file is gone, or another one has its name. One that was not there yet is remembered; what cannot be
    /// looked at says nothing.
    pub(super) fn check(&mut self) -> Result<(), StoreError> {
        for (path, known) in &mut self.files {
            let found = match fs::metadata(&*path) {
                Ok(file) => Some(Identity::of(&file)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                Err(_) => continue,
            };
            match (*known, found) {
                (None, found) => *known = found,
                (Some(known), Some(found)) if known == found => {}
                (Some(_), found) => return Err(taken_away(path, found.is_some())),
            }
        }
        Ok(())
    }
}

fn taken_away(path: &Path, is_replaced: bool) -> StoreError {
    let what = if is_replaced { "another file has its name now" } else { "it was deleted or moved" };
    StoreError::other(format!(
        "`{}` is no longer the file that is open: {what}; nothing more is written, and what was acknowledged just before \
         may be lost: put back what was there, with the files beside it whose names begin like the store's, and start \
         again; a store is moved or deleted while no engine runs it",
        path.display()
    ))
}
