//! The ledger: a table of payments, each under the idempotency key of the task that made it, so that it is made once.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, ErrorCode, params};
use workflow_runtime::TaskContext;
use workflow_runtime::prelude::*;

use super::{Claim, Decision, Payment, Treasury};

/// A ledger that did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum LedgerError {
    /// Somebody else writes; it will be over soon.
    #[error("the ledger is busy")]
    Busy,
    /// Anything else.
    #[error("the ledger cannot be used: {reason}")]
    Unusable {
        /// What it says.
        reason: String,
    },
}

/// The ledger of the treasury, a SQLite file. A clone is the same ledger.
#[derive(Clone, Debug)]
pub struct Ledger(Arc<Mutex<Connection>>);

impl Ledger {
    /// The ledger in a file, which need not be there yet.
    ///
    /// # Errors
    ///
    /// If the file cannot be used.
    pub fn at(file: &Path) -> Result<Self, LedgerError> {
        Self::of(Connection::open(file)?)
    }

    /// A ledger that is gone with the process.
    ///
    /// # Errors
    ///
    /// If there is no memory for it.
    pub fn in_memory() -> Result<Self, LedgerError> {
        Self::of(Connection::open_in_memory()?)
    }

    fn of(ledger: Connection) -> Result<Self, LedgerError> {
        ledger.execute_batch(
            "CREATE TABLE IF NOT EXISTS payments (
                 number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, employee TEXT NOT NULL, cents INTEGER NOT NULL
             )",
        )?;
        Ok(Self(Arc::new(Mutex::new(ledger))))
    }

    /// Works on the ledger, on a thread that may be blocked.
    async fn on<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, LedgerError> {
        let ledger = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || {
            work(&mut ledger.lock().unwrap_or_else(PoisonError::into_inner))
        });
        match done.await {
            Ok(result) => Ok(result?),
            Err(stopped) => Err(LedgerError::Unusable { reason: stopped.to_string() }),
        }
    }
}

impl Treasury for Ledger {
    /// Nobody has to be told: the manager looks at what `GET /claims` says, and the store knows the token.
    async fn ask_manager(&self, _: &Claim, _: TaskToken<Decision>) -> Result<(), LedgerError> {
        Ok(())
    }

    async fn pay(&self, claim: &Claim) -> Result<Payment, LedgerError> {
        let key = TaskContext::current().map_or_else(|| claim.number.clone(), |task| task.idempotency_key());
        let Claim { employee, cents, .. } = claim.clone();
        self.on(move |ledger| {
            let amount = i64::try_from(cents).unwrap_or(i64::MAX);
            // A payment that an earlier attempt made, before it could say so, is the one.
            let insert = "INSERT OR IGNORE INTO payments (key, employee, cents) VALUES (?1, ?2, ?3)";
            ledger.execute(insert, params![key, employee, amount])?;
            let query = "SELECT number FROM payments WHERE key = ?1";
            let number: i64 = ledger.query_row(query, [key], |row| row.get(0))?;
            Ok(Payment { number: number.unsigned_abs(), employee, cents })
        })
        .await
    }
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Unusable { reason: error.to_string() },
        }
    }
}
