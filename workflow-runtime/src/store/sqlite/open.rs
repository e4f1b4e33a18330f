//! How a file is opened: by its owner, or by others for reading; what is checked then.
//!
//! A store may hold gigabytes and has to be ready within milliseconds, so opening checks what everything stands on: the
//! file's beginning, its format, its length, the root of every table. The rest is checked as it is read.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};
use std::{env, fs, io};

use rusqlite::{Connection, OpenFlags};

use super::super::StoreError;
use super::group::Log;
use super::schema;
use super::trouble::Trouble;

/// A path that stays right whatever happens to the working directory, and the same for everyone: symbolic links are
/// followed.
pub(super) fn absolute(path: &Path) -> Result<PathBuf, StoreError> {
    let told = |error: io::Error| {
        StoreError::other(format!(
            "`{}` cannot be opened: {error}; its directory has to exist",
            path.display()
        ))
    };
    if let Ok(path) = fs::canonicalize(path) {
        return Ok(path);
    }
    let (Some(directory), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(told(io::ErrorKind::InvalidFilename.into()));
    };
    let directory =
        if directory.as_os_str().is_empty() { env::current_dir() } else { fs::canonicalize(directory) };
    Ok(directory.map_err(told)?.join(name))
}

/// The connection of a store's owner; tables are made in an empty file.
pub(super) fn owner(path: &Path, max_pages: Option<u32>, log: &Arc<Log>) -> Result<Connection, Trouble> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    check_not_emptied(path)?;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_handler(Some(wait_for_ever(path)))?;
    // Before anything is set: a file that is not ours is not changed.
    let ours = schema::is_ours(&connection)?;
    check_writable(&connection)?;
    schema::configure_writer(&connection)?;
    if !ours {
        schema::create(&connection)?;
    }
    check_length(&connection, path)?;
    schema::check_tables(&connection)?;
    if let Some(pages) = max_pages {
        connection.pragma_update(None, "max_page_count", pages)?;
    }
    let log = Arc::clone(log);
    connection.wal_hook(Some(move |_: &mut _, pages| {
        log.pages.store(u32::try_from(pages).unwrap_or(u32::MAX), Ordering::Relaxed);
        Ok(())
    }))?;
    Ok(connection)
}

/// A connection that only reads. The file has to be there.
pub(super) fn reader(path: &Path) -> Result<Connection, Trouble> {
    other(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

/// A connection of a process that does not own the store and leaves a command.
pub(super) fn visitor(path: &Path) -> Result<Connection, Trouble> {
    let connection = other(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    check_writable(&connection)?;
    Ok(connection)
}

fn other(path: &Path, access: OpenFlags) -> Result<Connection, Trouble> {
    let mut connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_handler(Some(wait_a_while()))?;
    if !schema::is_ours(&connection)? {
        return Err(Trouble::Foreign);
    }
    schema::configure_other(&connection)?;
    Ok(connection)
}

/// SQLite makes a new database of a file that is shorter than any database, and throws away the log beside it.
fn check_not_emptied(path: &Path) -> Result<(), Trouble> {
    let length = |path: &Path| fs::metadata(path).map_or(0, |file| file.len());
    let (file, log) = (length(path), length(&log_path(path)));
    let what = match file {
        0 if log > 0 => format!("it is empty, but its log has {log} bytes"),
        1..512 => format!("it is only {file} bytes long"),
        _ => return Ok(()),
    };
    Err(Trouble::damaged(what))
}

/// SQLite opens for reading what it may not write, and says nothing.
fn check_writable(connection: &Connection) -> Result<(), Trouble> {
    if connection.is_readonly(rusqlite::MAIN_DB)? { Err(Trouble::ReadOnly) } else { Ok(()) }
}

/// The owner waits for a command of another process to be written, however long that takes: nothing is acknowledged
/// meanwhile. It says so.
fn wait_for_ever(path: &Path) -> impl FnMut(i32) -> bool + Send + 'static {
    let path = path.to_owned();
    let mut since = Instant::now();
    move |tries| {
        if tries == 0 {
            since = Instant::now();
        } else if since.elapsed() > Duration::from_secs(5) {
            since = Instant::now();
            tracing::error!(store = %path.display(), "waiting for another process that is writing to the store");
        }
        thread::sleep(PAUSE);
        true
    }
}

/// Another process finds its turn between two commits of an owner that is never idle: it has to try often.
fn wait_a_while() -> impl FnMut(i32) -> bool + Send + 'static {
    let mut since = Instant::now();
    move |tries| {
        if tries == 0 {
            since = Instant::now();
        }
        thread::sleep(PAUSE);
        since.elapsed() < Duration::from_secs(30)
    }
}

const PAUSE: Duration = Duration::from_micros(100);

/// Whether the file is as long as it says. What is still in the log need not be in it yet.
fn check_length(connection: &Connection, path: &Path) -> Result<(), Trouble> {
    connection.query_row("pragma wal_checkpoint(passive)", [], |_| Ok(()))?;
    let pages: u32 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
    let page: u32 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
    let stated = u64::from(pages) * u64::from(page);
    let Ok(file) = fs::metadata(path) else { return Ok(()) };
    // A reader that is slow may keep the end of the log out of the file.
    let in_log = fs::metadata(log_path(path)).map_or(0, |log| log.len());
    if file.len() + in_log < stated {
        return Err(Trouble::damaged(format!(
            "it is {} bytes long and should be {stated}: it was cut short",
            file.len()
        )));
    }
    Ok(())
}

/// Where SQLite keeps the log of a database.
pub(super) fn log_path(database: &Path) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push("-wal");
    path.into()
}
