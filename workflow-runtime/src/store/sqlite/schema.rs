//! The tables of a store in SQLite, and the settings of its connections.
//!
//! What the shapes are for: history is appended and never searched (rows chain to each other), so it has no index; a
//! plain step's update of a frame does not name `wake`, so it touches one page; the index on `wake` finds what is due
//! without reading what waits. Every row carries a checksum (`sum`, see `sums.rs`). Payloads stand last in their rows,
//! so that reading the other columns does not read them.

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension as _};

use super::trouble::Trouble;

/// What marks a SQLite file as one of ours: `wflo`.
pub(super) const APPLICATION_ID: i32 = i32::from_be_bytes(*b"wflo");

/// The format that this version writes, and the only one it reads.
pub(super) const FORMAT: i32 = 1;

const TABLES: &str = "
    create table label (id integer primary key, text text not null unique) strict;
    create table definition (hash text primary key, sum integer not null, json text not null) strict;
    create table execution (
        id integer primary key,
        workflow integer not null,
        name text not null,
        definition integer not null,
        started_at integer not null,
        parent integer,
        status integer not null,
        finished_at integer,
        head integer,
        redrives integer not null,
        start_sum integer not null,
        sum integer not null,
        input blob not null,
        outcome blob
    ) strict;
    create unique index execution_name on execution (workflow, name);
    create index execution_status on execution (status) where status <> 1;
    create index execution_finished on execution (finished_at) where finished_at is not null;
    create index execution_parent on execution (parent) where parent is not null and finished_at is null;
    create table frame (
        id integer primary key,
        wake integer,
        head integer,
        sum integer not null,
        data blob not null
    ) strict;
    create index frame_wake on frame (wake) where wake is not null;
    create table history (
        id integer primary key,
        execution integer not null,
        prev integer,
        sum integer not null,
        joins blob,
        data blob not null
    ) strict;
    create table command (
        id integer primary key autoincrement,
        left_at integer not null,
        answered_at integer,
        sum integer not null,
        text text not null,
        answer text
    ) strict;
    create index command_open on command (answered_at) where answered_at is null;
    create index command_answered on command (answered_at) where answered_at is not null;
    create table pruned (
        id integer primary key check (id = 1),
        execution integer not null,
        history integer not null
    ) strict;
    create table garbage (id integer primary key, history blob not null) strict;
";

/// How large a page is. Larger ones make each commit write more.
pub(super) const PAGE_BYTES: u32 = 4_096;

/// How many pages the log may grow by between checkpoints. With more of them a page is moved less often that changes
/// again and again, and a checkpoint takes longer, during which nothing is acknowledged.
pub(super) const CHECKPOINT_PAGES: u32 = 2_000;

/// How many bytes the log's file is cut down to, if a slow reader made it grow beyond that.
const LOG_BYTES: u32 = 16 << 20;

/// Settings of the connection that writes.
pub(super) fn configure_writer(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "page_size", PAGE_BYTES)?;
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
    debug_assert!(mode.eq_ignore_ascii_case("wal"), "a file on disk can have a log");
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.pragma_update(None, "journal_size_limit", LOG_BYTES)?;
    configure_cache(connection, 32)
}

/// Settings of a connection that only reads, or leaves commands.
pub(super) fn configure_other(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    configure_cache(connection, 8)
}

fn configure_cache(connection: &Connection, mebibytes: i32) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(64);
    // Otherwise a statement with a range is planned anew for every value that is bound to it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "cache_size", -1_024 * mebibytes)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update(None, "trusted_schema", false)?;
    // A page whose cells do not fit is found when it is read, not when it is changed.
    connection.pragma_update(None, "cell_size_check", true)
}

/// Whether a file is one of ours and of a format that can be read; `false` if there is nothing in it yet.
pub(super) fn is_ours(connection: &Connection) -> Result<bool, Trouble> {
    let application: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let format: i32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let table: Option<i64> =
        connection.query_row("select 1 from sqlite_schema limit 1", [], |row| row.get(0)).optional()?;
    match (application, format) {
        (0, 0) if table.is_none() => Ok(false),
        (APPLICATION_ID, FORMAT) => Ok(true),
        (APPLICATION_ID, newer) if newer > FORMAT => Err(Trouble::Newer(newer)),
        (APPLICATION_ID, other) => Err(Trouble::damaged(format!("its format is said to be {other}"))),
        _ => Err(Trouble::Foreign),
    }
}

/// Makes the tables of a new store, all at once.
pub(super) fn create(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(&format!(
        "begin immediate; {TABLES}
         pragma application_id = {APPLICATION_ID}; pragma user_version = {FORMAT}; commit;"
    ))
}

/// Reads once through what every later call stands on, so that a file that lacks it is refused when it is opened.
pub(super) fn check_tables(connection: &Connection) -> Result<(), Trouble> {
    for table in ["label", "definition", "execution", "frame", "history", "command", "pruned", "garbage"] {
        connection.query_row(&format!("select max(rowid) from {table}"), [], |_| Ok(()))?;
    }
    Ok(())
}
