//! The files of a SQLite store, as a loss of power would leave them. Knows nothing of what is in them.

use std::fs;
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A SQLite store's database and log, in memory: small stores only.
///
/// What a commit has written to the log and not yet synced may be lost from any byte on when the power goes. So take the
/// files before a commit and after it, and open what [`torn`](Self::torn) makes of them at each byte of
/// [`unsynced`](Self::unsynced): the commit has to be there whole or not at all.
#[derive(Clone, PartialEq, Eq)]
pub struct SqliteFiles {
    database: Vec<u8>,
    log: Vec<u8>,
}

impl SqliteFiles {
    /// The files of the store at `path`, which may be open in this process, but then in no other: to read the database
    /// lets go of the locks that keep other processes away.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn read(path: &Path) -> io::Result<Self> {
        let log = match fs::read(log_path(path)) {
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            read => read?,
        };
        Ok(Self { database: fs::read(path)?, log })
    }

    /// Writes a store that can be opened to `path`.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let mut index = path.as_os_str().to_owned();
        index.push("-shm");
        match fs::remove_file(index) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        fs::write(path, &self.database)?;
        fs::write(log_path(path), &self.log)
    }

    /// Which bytes of the log are new in `later`; `None` if the log was moved into the database in between.
    #[must_use]
    pub fn unsynced(&self, later: &Self) -> Option<Range<usize>> {
        if self.database != later.database {
            return None;
        }
        let same = |(one, other): &(&u8, &u8)| one == other;
        let start = self.log.iter().zip(&later.log).take_while(same).count();
        let same_length = self.log.len() == later.log.len();
        let kept = if same_length {
            self.log[start..].iter().rev().zip(later.log[start..].iter().rev()).take_while(same).count()
        } else {
            0
        };
        Some(start..later.log.len() - kept)
    }

    /// The files if the log was written to disk as far as byte `at` and no further; behind it is what was there before.
    ///
    /// ```no_run
    /// use std::path::Path;
    /// use workflow_runtime::store::fault::SqliteFiles;
    ///
    /// # fn main() -> std::io::Result<()> {
    /// # let path = Path::new("workflows.db");
    /// let before = SqliteFiles::read(path)?;
    /// // … a commit …
    /// let after = SqliteFiles::read(path)?;
    /// for at in before.unsynced(&after).unwrap_or_default() {
    ///     before.torn(&after, at).write(Path::new("torn.db"))?;
    ///     // … open it, and see whether all or nothing of the commit is there …
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn torn(&self, later: &Self, at: usize) -> Self {
        let mut log = self.log.clone();
        let written = &later.log[..at.min(later.log.len())];
        log.resize(log.len().max(written.len()), 0);
        log[..written.len()].copy_from_slice(written);
        Self { database: later.database.clone(), log }
    }
}

impl std::fmt::Debug for SqliteFiles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SqliteFiles({} bytes, log of {} bytes)", self.database.len(), self.log.len())
    }
}

fn log_path(path: &Path) -> PathBuf {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    log.into()
}
