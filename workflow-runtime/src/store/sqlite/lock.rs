//! Who owns a store: a lock on a file beside the database, with the owner's pid in it.
//!
//! The database itself is never opened or locked here: on Unix, closing any descriptor of it would drop SQLite's own
//! locks. The system lets go of the lock when the process ends, however it ends.

use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::process;
use std::thread;
use std::time::Duration;

use super::super::StoreError;
use super::trouble::Trouble;

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
        for last in [false, false, true] {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if last => return Err(owned(database, &mut file)),
                // It may be somebody who only looks, in `is_taken`: that takes no time.
                Err(TryLockError::WouldBlock) => thread::sleep(LOOK),
                Err(TryLockError::Error(error)) => return Err(told(&error)),
            }
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

/// Whether somebody owns the store at `database`.
pub(super) fn is_taken(database: &Path) -> Result<bool, Trouble> {
    let path = lock_path(database);
    let told = |error: &io::Error| {
        Trouble::Refused(StoreError::other(format!("`{}` cannot be read: {error}", path.display())))
    };
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(told(&error)),
    };
    let free = match file.try_lock_shared() {
        Ok(()) => file.unlock().map(|()| true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    };
    free.map(|free| !free).map_err(|error| told(&error))
}

/// For how long somebody may look whether a store is owned.
const LOOK: Duration = Duration::from_millis(2);

/// `<database>-lock`, beside SQLite's own `-wal` and `-shm`.
pub(super) fn lock_path(database: &Path) -> PathBuf {
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
