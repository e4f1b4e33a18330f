//! Who owns a store: a lock on a file beside the database, with the owner's pid in it.
//!
//! The database itself is never opened or locked here: on Unix, closing any descriptor of it would drop SQLite's own
//! locks. The system lets go of the lock when the process ends, however it ends.

use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::process;

use super::super::StoreError;

/// Ownership of a store; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct OwnerLock {
    file: File,
}

impl OwnerLock {
    /// Takes the store at `database` for this process.
    pub(super) fn take(database: &Path) -> Result<Self, StoreError> {
        let path = lock_path(database);
        let told = |error: &io::Error| {
            StoreError::other(format!(
                "`{}` cannot be written: {error}; its directory has to exist, and this process has to have the right \
                 to write there",
                path.display()
            ))
        };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|error| told(&error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(owned(database, &mut file)),
            Err(TryLockError::Error(error)) => return Err(told(&error)),
        }
        // The pid is for people; a disk without room for it is no reason to refuse.
        let _ = file.set_len(0).and_then(|()| write!(file, "{}", process::id()));
        Ok(Self { file })
    }
}

impl Drop for OwnerLock {
    /// Not by closing alone: a child that is just being started still has the file open.
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

/// `<database>-lock`, beside SQLite's own `-wal` and `-shm`.
fn lock_path(database: &Path) -> PathBuf {
    let mut path = OsString::from(database);
    path.push("-lock");
    path.into()
}

fn owned(database: &Path, file: &mut File) -> StoreError {
    let mut pid = String::new();
    let read = file.rewind().and_then(|()| file.read_to_string(&mut pid));
    let owner = match read {
        Ok(_) if !pid.trim().is_empty() => format!("process {}", pid.trim()),
        _ => "another process".to_owned(),
    };
    StoreError::owned(format!(
        "`{}` is owned by {owner}: one engine at a time runs a store; stop that one first, or open the store for \
         reading only",
        database.display()
    ))
}
