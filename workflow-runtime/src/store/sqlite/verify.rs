//! Reading all of a store: what opening it has no time for.

use rusqlite::Connection;

use super::super::{CommandId, ExecutionId, HistoryId};
use super::read::{self, Read};
use super::trouble::Trouble;

/// Checks the structure of the file, its indexes, and the checksum of every row.
pub(super) fn verify(connection: &Connection) -> Read<()> {
    let said: String = connection.query_row("pragma integrity_check(1)", [], |row| row.get(0))?;
    if said != "ok" {
        return Err(Trouble::damaged(said));
    }
    let mut hashes = connection.prepare("select hash from definition")?;
    for hash in hashes.query_map([], |row| row.get::<_, String>(0))? {
        read::definition(connection, &hash?)?;
    }
    each(connection, "select id from execution", |id| {
        let Some(id) = ExecutionId::new(id) else {
            return Err(Trouble::damaged(format!("no execution has the id {id}")));
        };
        let Some(loaded) = read::load(connection, id)? else { return Ok(()) };
        let row = &loaded.execution;
        let frames = loaded.frames.iter().filter_map(|frame| frame.head);
        let heads: Vec<HistoryId> = row.head.into_iter().chain(frames).collect();
        read::reach(connection, &heads, |_| true).map(drop)
    })?;
    each(connection, "select id from history", |id| read::history(connection, &[HistoryId(id)]).map(drop))?;
    each(connection, "select id from command where answered_at is not null", |id| {
        read::answer(connection, CommandId(id)).map(drop)
    })?;
    read::commands(connection, None).map(drop)
}

fn each(connection: &Connection, sql: &str, check: impl Fn(i64) -> Read<()>) -> Read<()> {
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        check(row.get(0)?)?;
    }
    Ok(())
}
