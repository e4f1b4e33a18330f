//! The two databases: SQLite files.
//!
//! SQLite's calls block, so each task runs on a thread that may be blocked, with a connection of its own: a task that is
//! dropped goes on there until it is done, and nothing of it is shared with the one that follows.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior, params};

use super::{Contents, Cursor, Customer, Source, StoreError, Target};

/// How many customers the old database is made with.
pub const CUSTOMERS: u32 = 10_000;

/// The old database: first and last names apart, and numbers with gaps.
#[derive(Clone, Debug)]
pub struct OldDatabase(PathBuf);

/// The new database: a table of customers, and one of one row that says how far they came.
#[derive(Clone, Debug)]
pub struct NewDatabase(PathBuf);

impl OldDatabase {
    /// The database in a file that is there.
    #[must_use]
    pub fn at(file: &Path) -> Self {
        Self(file.to_owned())
    }
}

impl NewDatabase {
    /// The database in a file, which need not be there yet.
    #[must_use]
    pub fn at(file: &Path) -> Self {
        Self(file.to_owned())
    }
}

const READ_OLD: &str = "SELECT id, first_name || ' ' || last_name, email, balance_cents FROM clients";

impl Source for OldDatabase {
    async fn count_customers(&self) -> Result<u32, StoreError> {
        on(&self.0, |old| Ok(old.query_row("SELECT count(*) FROM clients", [], |row| row.get(0))?)).await
    }

    async fn read_page(&self, after: i64, page_size: u32) -> Result<Vec<Customer>, StoreError> {
        on(&self.0, move |old| {
            let mut query = old.prepare(&format!("{READ_OLD} WHERE id > ?1 ORDER BY id LIMIT ?2"))?;
            let rows = query.query_map(params![after, page_size], customer)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    async fn check_source(&self) -> Result<Contents, StoreError> {
        on(&self.0, |old| contents(old, &format!("{READ_OLD} ORDER BY id"))).await
    }
}

impl Target for NewDatabase {
    async fn find_cursor(&self) -> Result<Cursor, StoreError> {
        on(&self.0, |new| {
            let change = begin(new)?;
            change.execute_batch(
                "CREATE TABLE IF NOT EXISTS customers (
                     id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, balance_cents INTEGER NOT NULL
                 );
                 CREATE TABLE IF NOT EXISTS progress (
                     one INTEGER PRIMARY KEY CHECK (one = 1), last_id INTEGER NOT NULL, copied INTEGER NOT NULL
                 );
                 INSERT OR IGNORE INTO progress VALUES (1, 0, 0);",
            )?;
            let cursor = cursor(&change)?;
            change.commit()?;
            Ok(cursor)
        })
        .await
    }

    async fn write_page(&self, after: i64, customers: &[Customer]) -> Result<Cursor, StoreError> {
        let customers = customers.to_vec();
        on(&self.0, move |new| write_page(new, after, &customers)).await
    }

    async fn check_target(&self) -> Result<Contents, StoreError> {
        on(&self.0, |new| contents(new, "SELECT id, name, email, balance_cents FROM customers ORDER BY id"))
            .await
    }
}

/// Writes a page and its end in one transaction. What is there already, because another attempt wrote it, is left as it
/// is.
fn write_page(new: &mut Connection, after: i64, customers: &[Customer]) -> Result<Cursor, StoreError> {
    let change = begin(new)?;
    let Cursor { last_id, mut copied } = cursor(&change)?;
    if last_id < after {
        return Err(StoreError::OutOfOrder { last_id });
    }
    for Customer { id, name, email, balance_cents } in customers.iter().filter(|next| next.id > last_id) {
        let mut insert = change.prepare_cached("INSERT INTO customers VALUES (?1, ?2, ?3, ?4)")?;
        insert.execute(params![id, name, email, balance_cents])?;
        copied += 1;
    }
    let last_id = customers.last().map_or(last_id, |last| last.id.max(last_id));
    change.execute("UPDATE progress SET last_id = ?1, copied = ?2", params![last_id, copied])?;
    change.commit()?;
    Ok(Cursor { last_id, copied })
}

/// Begins a transaction that writes: who waits for another one waits here, and not half-way.
fn begin(new: &mut Connection) -> rusqlite::Result<Transaction<'_>> {
    new.transaction_with_behavior(TransactionBehavior::Immediate)
}

fn cursor(change: &Transaction<'_>) -> rusqlite::Result<Cursor> {
    change.query_row("SELECT last_id, copied FROM progress", [], |row| {
        Ok(Cursor { last_id: row.get(0)?, copied: row.get(1)? })
    })
}

fn customer(row: &rusqlite::Row<'_>) -> rusqlite::Result<Customer> {
    Ok(Customer { id: row.get(0)?, name: row.get(1)?, email: row.get(2)?, balance_cents: row.get(3)? })
}

/// Counts the customers that a query finds, and adds them up.
fn contents(database: &Connection, query: &str) -> Result<Contents, StoreError> {
    let mut query = database.prepare(query)?;
    let (mut customers, mut checksum) = (0, Fnv::new());
    for customer in query.query_map([], customer)? {
        let Customer { id, name, email, balance_cents } = customer?;
        customers += 1;
        checksum.add(&format!("{id}\t{name}\t{email}\t{balance_cents}\n"));
    }
    Ok(Contents { customers, checksum: format!("{:016x}", checksum.0) })
}

/// The 64-bit FNV-1a hash: enough to notice an accident.
struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, text: &str) {
        for byte in text.bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

/// Does work on a database, on a thread that may be blocked.
async fn on<T: Send + 'static>(
    file: &Path,
    work: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let file = file.to_owned();
    tokio::task::spawn_blocking(move || work(&mut Connection::open(file)?))
        .await
        .unwrap_or_else(|stopped| Err(StoreError::Unusable { reason: stopped.to_string() }))
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Unusable { reason: error.to_string() },
        }
    }
}

/// Makes the old database if it is not there: the same customers every time, all or none of them.
///
/// # Errors
///
/// If the file cannot be written, or is no database.
pub async fn seed(file: &Path, customers: u32) -> Result<(), StoreError> {
    const FIRST: [&str; 10] = ["Ada", "Bela", "Chen", "Dora", "Ebo", "Femi", "Gil", "Hana", "Ivo", "Jun"];
    const LAST: [&str; 7] = ["Abel", "Brandt", "Costa", "Diaz", "Ekström", "Fofana", "Grün"];
    on(file, move |old| {
        let change = begin(old)?;
        if change.table_exists(None, "clients")? {
            return Ok(());
        }
        change.execute_batch(
            "CREATE TABLE clients (
                 id INTEGER PRIMARY KEY, first_name TEXT NOT NULL, last_name TEXT NOT NULL, email TEXT NOT NULL,
                 balance_cents INTEGER NOT NULL
             )",
        )?;
        let names = FIRST.iter().cycle().zip(LAST.iter().cycle());
        for (index, (first, last)) in (0..customers).zip(names) {
            // Somebody has left every now and then.
            let id = 1 + index + index / 9;
            let email = format!("{}{id}@example.org", first.to_lowercase());
            let balance_cents = i64::from(index) * 7_919 % 250_000 - 50_000;
            let mut insert = change.prepare_cached("INSERT INTO clients VALUES (?1, ?2, ?3, ?4, ?5)")?;
            insert.execute(params![id, first, last, email, balance_cents])?;
        }
        change.commit()?;
        Ok(())
    })
    .await
}
