//! How commits become transactions: those that are queued together are one, and each is done whole or not at all.
//!
//! Knows nothing of threads and callers. Read next: `writer.rs`, which queues.

use std::path::Path;
use std::slice;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use rusqlite::Connection;

use super::super::{Commit, HistoryRow, StoreError};
use super::apply::{Labels, Statements, Written};
use super::schema::CHECKPOINT_PAGES;
use super::trouble::Trouble;

/// What became of each commit of a group, in their order.
pub(super) type Verdicts = Vec<Result<(), StoreError>>;

/// How many pages the log held after the last commit, and at the last checkpoint.
#[derive(Debug, Default)]
pub(super) struct Log {
    pub(super) pages: AtomicU32,
    checkpointed: AtomicU32,
}

impl Log {
    /// Whether it is long enough for a checkpoint. A log that became shorter was begun anew.
    fn is_long(&self) -> bool {
        let pages = self.pages.load(Ordering::Relaxed);
        let done = self.checkpointed.load(Ordering::Relaxed);
        let done = if pages < done { 0 } else { done };
        self.checkpointed.store(done, Ordering::Relaxed);
        pages - done >= CHECKPOINT_PAGES
    }
}

/// What is to be found out about commits that are applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum VerdictOn {
    /// Whether all can be made; if not, they are applied one after the other.
    All,
    /// What one is refused for: its refusal names the row.
    One,
}

/// A connection that writes, with what it needs at hand.
pub(super) struct Session<'c> {
    pub(super) connection: &'c Connection,
    statements: Statements<'c>,
    labels: &'c mut Labels,
    path: &'c Path,
    log: &'c Log,
}

impl<'c> Session<'c> {
    pub(super) fn new(
        connection: &'c Connection,
        labels: &'c mut Labels,
        path: &'c Path,
        log: &'c Log,
    ) -> rusqlite::Result<Self> {
        let statements = Statements::prepare(connection)?;
        Ok(Self { connection, statements, labels, path, log })
    }

    /// Makes the commits durable. `Err` ends the store: then nothing is known of any of them.
    pub(super) fn commit(&mut self, commits: &[Arc<Commit>]) -> Result<Verdicts, StoreError> {
        self.commit_together(commits).map_err(|trouble| trouble.at(self.path))
    }

    fn commit_together(&mut self, commits: &[Arc<Commit>]) -> Written<Verdicts> {
        let mut verdicts = vec![Ok(()); commits.len()];
        let done = self.transaction(|session| session.apply_all(commits, &mut verdicts, VerdictOn::All));
        match done {
            Ok(()) => Ok(verdicts),
            // One of them was refused halfway.
            Err(Trouble::Refused(_)) => self.commit_in_turn(commits),
            Err(trouble) if trouble.is_full() => self.commit_alone(commits),
            Err(trouble) => Err(trouble),
        }
    }

    /// All commits, table by table: history in the order of its ids, so that pages are filled one after the other.
    ///
    /// A commit whose only start is refused has done nothing yet and is left out; any other refusal gives up the whole
    /// attempt.
    fn apply_all(
        &mut self,
        commits: &[Arc<Commit>],
        verdicts: &mut [Result<(), StoreError>],
        verdict_on: VerdictOn,
    ) -> Written {
        for (commit, verdict) in commits.iter().zip(verdicts.iter_mut()) {
            match commit.start.as_slice() {
                [] => {}
                [start] => match self.statements.start(self.labels, start) {
                    Err(Trouble::Refused(refusal)) => *verdict = Err(refusal),
                    done => done?,
                },
                several => {
                    for start in several {
                        self.statements.start(self.labels, start)?;
                    }
                }
            }
        }
        let taken = || commits.iter().zip(&*verdicts).filter(|(_, verdict)| verdict.is_ok()).map(|(c, _)| c);
        let mut history: Vec<&HistoryRow> = taken().flat_map(|commit| &commit.history).collect();
        history.sort_by_key(|row| row.id);
        match verdict_on {
            VerdictOn::All => self.statements.histories(&history)?,
            VerdictOn::One => history.into_iter().try_for_each(|row| self.statements.history(row))?,
        }
        for change in taken().flat_map(|commit| &commit.frames) {
            self.statements.frame(change)?;
        }
        for change in taken().flat_map(|commit| &commit.executions) {
            self.statements.execution(change)?;
        }
        for answer in taken().flat_map(|commit| &commit.answers) {
            self.statements.answer(answer)?;
        }
        Ok(())
    }

    /// The commits in one transaction, but one after the other and each undone by itself if it is refused.
    fn commit_in_turn(&mut self, commits: &[Arc<Commit>]) -> Written<Verdicts> {
        let mut verdicts = vec![Ok(()); commits.len()];
        let done = self.transaction(|session| {
            for (commit, verdict) in commits.iter().zip(&mut verdicts) {
                *verdict = session.apply_alone(commit)?;
            }
            Ok(())
        });
        match done {
            Ok(()) => Ok(verdicts),
            Err(trouble) if trouble.is_full() => self.commit_alone(commits),
            Err(trouble) => Err(trouble),
        }
    }

    fn apply_alone(&mut self, commit: &Arc<Commit>) -> Written<Result<(), StoreError>> {
        self.connection.execute_batch("savepoint one")?;
        let mut verdict = [Ok(())];
        match self.apply_all(slice::from_ref(commit), &mut verdict, VerdictOn::One) {
            Ok(()) => {
                self.connection.execute_batch("release one")?;
                let [verdict] = verdict;
                Ok(verdict)
            }
            Err(Trouble::Refused(refusal)) => {
                self.connection.execute_batch("rollback to one; release one")?;
                // A label may have been undone.
                *self.labels = Labels::default();
                Ok(Err(refusal))
            }
            Err(trouble) => Err(trouble),
        }
    }

    /// The commits one transaction each, for there was no room for all: what fits is done, the rest is refused.
    fn commit_alone(&mut self, commits: &[Arc<Commit>]) -> Written<Verdicts> {
        // What is in the log may have room in the database, and then the log begins anew.
        let _ = self.checkpoint_now();
        let mut verdicts = Vec::with_capacity(commits.len());
        for commit in commits {
            let mut verdict = Ok(());
            let done = self.transaction(|session| {
                verdict = session.apply_alone(commit)?;
                Ok(())
            });
            match done {
                Ok(()) => verdicts.push(verdict),
                Err(trouble) if trouble.is_full() => verdicts.push(Err(trouble.at(self.path))),
                Err(trouble) => return Err(trouble),
            }
        }
        Ok(verdicts)
    }

    /// Runs `work` as one transaction: durable when this returns `Ok`, and undone if it returns `Err`.
    pub(super) fn transaction<T>(&mut self, work: impl FnOnce(&mut Self) -> Written<T>) -> Written<T> {
        self.statements.begin.execute([])?;
        let mut done = work(self);
        if done.is_ok()
            && let Err(error) = self.statements.commit.execute([])
        {
            done = Err(error.into());
        }
        if done.is_err() {
            *self.labels = Labels::default();
            // SQLite itself ends the transaction after some errors.
            if !self.connection.is_autocommit() {
                self.connection.execute_batch("rollback")?;
            }
        }
        done
    }

    /// Moves the log into the database once it is long enough. Readers are not waited for.
    ///
    /// No room for that is no reason to stop: the log keeps what it has, and it is tried again.
    pub(super) fn checkpoint(&self) -> Result<(), StoreError> {
        if !self.log.is_long() {
            return Ok(());
        }
        match self.checkpoint_now() {
            Ok(()) => Ok(()),
            Err(trouble) if trouble.is_full() => {
                tracing::error!(store = %self.path.display(), "no room to move the log into the database");
                Ok(())
            }
            Err(trouble) => Err(trouble.at(self.path)),
        }
    }

    fn checkpoint_now(&self) -> Written {
        self.connection.prepare_cached("pragma wal_checkpoint(passive)")?.query_row([], |_| Ok(()))?;
        self.log.checkpointed.store(self.log.pages.load(Ordering::Relaxed), Ordering::Relaxed);
        Ok(())
    }

    /// A number that changes whenever another connection has changed the file.
    pub(super) fn data_version(&self) -> Result<i64, StoreError> {
        let read = || -> Written<i64> {
            Ok(self.connection.prepare_cached("pragma data_version")?.query_row([], |row| row.get(0))?)
        };
        read().map_err(|trouble| trouble.at(self.path))
    }
}
