//! How commits are written: what each part of one does to the tables, statements prepared once.
//!
//! Knows nothing of transactions, threads or callers. Read next: `group.rs`, which makes transactions of these.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{CachedStatement, Connection, params};

use super::super::times::{to_micros, wake_to_micros};
use super::super::{
    Answer, CommandId, ExecutionChange, ExecutionId, ExecutionStatus, FrameChange, FrameId, FrameRow,
    HistoryId, HistoryRow, NewExecution, misfits,
};
use super::read::{
    command_sum, definition_sum, frame_range, frame_sum, history_sum, standing_sum, start_sum, status_number,
};
use super::sums::write_ids;
use super::trouble::Trouble;

/// What a write gives: [`Trouble::Refused`] is the commit's fault, everything else the file's.
pub(super) type Written<T = ()> = Result<T, Trouble>;

/// The ids of workflow names and hashes, which are stored once each.
#[derive(Debug, Default)]
pub(super) struct Labels(HashMap<String, i64>);

/// The statements that change the tables, and those around them.
pub(super) struct Statements<'c> {
    connection: &'c Connection,
    pub(super) begin: CachedStatement<'c>,
    pub(super) commit: CachedStatement<'c>,
    insert_execution: CachedStatement<'c>,
    insert_history: CachedStatement<'c>,
    insert_few_histories: CachedStatement<'c>,
    insert_many_histories: CachedStatement<'c>,
    insert_frame: CachedStatement<'c>,
    update_frame: CachedStatement<'c>,
    update_frame_and_wake: CachedStatement<'c>,
    update_wake: CachedStatement<'c>,
    delete_frame: CachedStatement<'c>,
    delete_frames: CachedStatement<'c>,
    update_execution: CachedStatement<'c>,
}

impl<'c> Statements<'c> {
    pub(super) fn prepare(connection: &'c Connection) -> rusqlite::Result<Self> {
        let prepare = |sql: &str| connection.prepare_cached(sql);
        Ok(Self {
            connection,
            begin: prepare("begin immediate")?,
            commit: prepare("commit")?,
            insert_execution: prepare(
                "insert into execution (id, workflow, name, definition, started_at, parent, status, redrives,
                 start_sum, sum, input) values (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, ?7, ?8, ?9)",
            )?,
            insert_history: prepare(
                "insert into history (id, execution, prev, joins, sum, data) values (?1, ?2, ?3, ?4, ?5, ?6)",
            )?,
            insert_few_histories: prepare(&insert_histories::<FEW>())?,
            insert_many_histories: prepare(&insert_histories::<MANY>())?,
            insert_frame: prepare(
                "insert into frame (id, wake, head, sum, data) values (?1, ?2, ?3, ?4, ?5)",
            )?,
            update_frame: prepare("update frame set head = ?2, sum = ?3, data = ?4 where id = ?1")?,
            update_frame_and_wake: prepare(
                "update frame set head = ?2, sum = ?3, data = ?4, wake = ?5 where id = ?1",
            )?,
            update_wake: prepare("update frame set wake = ?2 where id = ?1")?,
            delete_frame: prepare("delete from frame where id = ?1")?,
            delete_frames: prepare("delete from frame where id between ?1 and ?2")?,
            update_execution: prepare(
                "update execution set status = ?2, finished_at = ?3, outcome = ?4, head = ?5, redrives = ?6,
                 sum = ?7 where id = ?1",
            )?,
        })
    }

    /// An execution begins. If it is refused, nothing of it was done.
    pub(super) fn start(&mut self, labels: &mut Labels, start: &NewExecution) -> Written {
        let workflow = self.label(labels, &start.workflow)?;
        let definition = self.label(labels, &start.definition)?;
        let id = start.id.get();
        let standing = standing_sum(start.id, ExecutionStatus::Running, None, None, 0, None).get();
        let done = self.insert_execution.execute(params![
            id,
            workflow,
            start.name,
            definition,
            to_micros(start.started_at),
            start.parent.map(ExecutionId::get),
            start_sum(start).get(),
            standing,
            start.input,
        ]);
        match done.map_err(Trouble::from) {
            Ok(_) => Ok(()),
            Err(trouble) if trouble.is_constraint() => Err(self.why_no_start(workflow, start)?),
            Err(trouble) => Err(trouble),
        }
    }

    fn why_no_start(&self, workflow: i64, start: &NewExecution) -> Written<Trouble> {
        let taken = self
            .connection
            .prepare_cached("select 1 from execution where workflow = ?1 and name = ?2")?
            .exists(params![workflow, start.name])?;
        let refusal = if taken { misfits::name_taken(start) } else { misfits::execution_there(start.id) };
        Ok(Trouble::Refused(refusal))
    }

    fn label(&self, labels: &mut Labels, text: &str) -> Written<i64> {
        if let Some(id) = labels.0.get(text) {
            return Ok(*id);
        }
        self.connection
            .prepare_cached("insert into label (text) values (?1) on conflict do nothing")?
            .execute([text])?;
        let id = self
            .connection
            .prepare_cached("select id from label where text = ?1")?
            .query_row([text], |row| row.get(0))?;
        labels.0.insert(text.to_owned(), id);
        Ok(id)
    }

    /// Rows of different commits, which are given up together if one of them is there already: as many as there are in
    /// statements of several.
    pub(super) fn histories(&mut self, rows: &[&HistoryRow]) -> Written {
        let (many, rest) = rows.as_chunks::<MANY>();
        many.iter().try_for_each(|rows| insert_together(&mut self.insert_many_histories, rows))?;
        let (few, rest) = rest.as_chunks::<FEW>();
        few.iter().try_for_each(|rows| insert_together(&mut self.insert_few_histories, rows))?;
        rest.iter().try_for_each(|row| self.history(row))
    }

    pub(super) fn history(&mut self, row: &HistoryRow) -> Written {
        let done = self.insert_history.execute(params![
            row.id.0,
            row.execution.get(),
            row.prev.map(|prev| prev.0),
            joins(row),
            history_sum(row).get(),
            row.data,
        ]);
        refuse_if_there(done, || misfits::history_there(row.id))
    }

    pub(super) fn frame(&mut self, change: &FrameChange) -> Written {
        match change {
            FrameChange::Insert(row) => self.insert_frame(row),
            FrameChange::Update { id, data, head, wake: None } => {
                let sum = frame_sum(*id, *head, data).get();
                let changed =
                    self.update_frame.execute(params![id.get(), head.map(|head| head.0), sum, data])?;
                frame_was_there(changed, *id)
            }
            FrameChange::Update { id, data, head, wake: Some(wake) } => {
                let sum = frame_sum(*id, *head, data).get();
                let changed = self.update_frame_and_wake.execute(params![
                    id.get(),
                    head.map(|head| head.0),
                    sum,
                    data,
                    wake_to_micros(*wake)
                ])?;
                frame_was_there(changed, *id)
            }
            FrameChange::Wake(id, wake) => {
                let changed = self.update_wake.execute(params![id.get(), wake_to_micros(*wake)])?;
                frame_was_there(changed, *id)
            }
            FrameChange::Delete(id) => {
                self.delete_frame.execute([id.get()])?;
                Ok(())
            }
            FrameChange::DeleteAll(execution) => {
                let (first, last) = frame_range(*execution);
                self.delete_frames.execute([first, last])?;
                Ok(())
            }
        }
    }

    fn insert_frame(&mut self, row: &FrameRow) -> Written {
        let done = self.insert_frame.execute(params![
            row.id.get(),
            wake_to_micros(row.wake),
            row.head.map(|head| head.0),
            frame_sum(row.id, row.head, &row.data).get(),
            row.data,
        ]);
        refuse_if_there(done, || misfits::frame_there(row.id))
    }

    pub(super) fn execution(&mut self, change: &ExecutionChange) -> Written {
        let sum = standing_sum(
            change.id,
            change.status,
            change.finished_at,
            change.head,
            change.redrives,
            change.outcome.as_deref(),
        );
        let changed = self.update_execution.execute(params![
            change.id.get(),
            status_number(change.status),
            change.finished_at.map(to_micros),
            change.outcome,
            change.head.map(|head| head.0),
            change.redrives,
            sum.get(),
        ])?;
        if changed == 0 { Err(Trouble::Refused(misfits::no_execution(change.id))) } else { Ok(()) }
    }

    pub(super) fn answer(&mut self, answer: &Answer) -> Written {
        let id = answer.command;
        let mut select = self
            .connection
            .prepare_cached("select left_at, text from command where id = ?1 and answered_at is null")?;
        let mut rows = select.query([id.0])?;
        let Some(row) = rows.next()? else { return Err(Trouble::Refused(misfits::no_open_command(id))) };
        let sum = command_sum(
            id,
            row.get(0)?,
            row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?,
            Some(&answer.text),
        );
        drop(rows);
        self.connection
            .prepare_cached("update command set answered_at = ?2, answer = ?3, sum = ?4 where id = ?1")?
            .execute(params![id.0, to_micros(Timestamp::now()), answer.text, sum.get()])?;
        Ok(())
    }
}

/// So many rows of the history are inserted by one statement, where there are as many: what a statement takes to begin
/// and to end is a third of what a row takes.
const FEW: usize = 8;
/// A statement of several rows also keeps what the pages were that it changes.
const MANY: usize = 64;

/// How many columns a row of the history has.
const COLUMNS: usize = 6;

fn insert_histories<const ROWS: usize>() -> String {
    let values = ["(?, ?, ?, ?, ?, ?)"; ROWS].join(", ");
    format!("insert or fail into history (id, execution, prev, joins, sum, data) values {values}")
}

fn insert_together(statement: &mut CachedStatement<'_>, rows: &[&HistoryRow]) -> Written {
    for (row, first) in rows.iter().zip((1..).step_by(COLUMNS)) {
        statement.raw_bind_parameter(first, row.id.0)?;
        statement.raw_bind_parameter(first + 1, row.execution.get())?;
        statement.raw_bind_parameter(first + 2, row.prev.map(|prev| prev.0))?;
        statement.raw_bind_parameter(first + 3, joins(row))?;
        statement.raw_bind_parameter(first + 4, history_sum(row).get())?;
        statement.raw_bind_parameter(first + 5, row.data.as_slice())?;
    }
    match rows {
        [] => Ok(()),
        [first, ..] => refuse_if_there(statement.raw_execute(), || misfits::history_there(first.id)),
    }
}

fn joins(row: &HistoryRow) -> Option<Vec<u8>> {
    (!row.joins.is_empty()).then(|| write_ids(row.joins.iter().copied()))
}

fn refuse_if_there(
    done: rusqlite::Result<usize>,
    refusal: impl FnOnce() -> super::super::StoreError,
) -> Written {
    match done.map_err(Trouble::from) {
        Ok(_) => Ok(()),
        Err(trouble) if trouble.is_constraint() => Err(Trouble::Refused(refusal())),
        Err(trouble) => Err(trouble),
    }
}

fn frame_was_there(changed: usize, id: FrameId) -> Written {
    if changed == 0 { Err(Trouble::Refused(misfits::no_frame(id))) } else { Ok(()) }
}

pub(super) fn put_definition(connection: &Connection, hash: &str, json: &str) -> Written {
    connection
        .prepare_cached(
            "insert into definition (hash, sum, json) values (?1, ?2, ?3) on conflict do nothing",
        )?
        .execute(params![hash, definition_sum(hash, json).get(), json])?;
    Ok(())
}

pub(super) fn leave(connection: &Connection, text: &str) -> Written<CommandId> {
    let left_at = to_micros(Timestamp::now());
    connection
        .prepare_cached("insert into command (left_at, sum, text) values (?1, 0, ?2)")?
        .execute(params![left_at, text])?;
    let id = CommandId(connection.last_insert_rowid());
    connection
        .prepare_cached("update command set sum = ?2 where id = ?1")?
        .execute(params![id.0, command_sum(id, left_at, text, None).get()])?;
    Ok(id)
}

/// An execution that is over, and the rows of its history.
#[derive(Clone, Debug)]
pub(super) struct Over {
    pub(super) execution: ExecutionId,
    pub(super) finished_at: i64,
    pub(super) rows: Vec<HistoryId>,
}

/// How many of `over` one transaction may forget: one at least, and no more rows than it should have.
pub(super) fn forget_together(over: &[Over]) -> usize {
    let mut rows = 0;
    let fits = |over: &&Over| {
        rows += 1 + over.rows.len();
        rows <= ROWS_A_SWEEP
    };
    over.iter().take_while(fits).count().max(1)
}

/// Deletes executions that are over and their frames, and writes down which rows of the history are to go; those of a
/// long one take more than this transaction. Says how many there were, as they were seen.
pub(super) fn forget_all(connection: &Connection, over: &[Over]) -> Written<usize> {
    mark_position(connection)?;
    let mut forgotten = 0;
    for one in over {
        forgotten += usize::from(forget(connection, one)?);
    }
    sweep(connection)?;
    Ok(forgotten)
}

fn forget(connection: &Connection, Over { execution, finished_at, rows }: &Over) -> Written<bool> {
    let deleted = connection
        .prepare_cached("delete from execution where id = ?1 and finished_at = ?2")?
        .execute(params![execution.get(), finished_at])?;
    if deleted == 0 {
        return Ok(false);
    }
    let (first, last) = frame_range(*execution);
    connection.prepare_cached("delete from frame where id between ?1 and ?2")?.execute([first, last])?;
    for rows in rows.chunks(ROWS_A_SWEEP) {
        connection
            .prepare_cached("insert into garbage (history) values (?1)")?
            .execute([write_ids(rows.iter().copied())])?;
    }
    Ok(true)
}

/// How many rows of the history one transaction deletes: a few milliseconds.
const ROWS_A_SWEEP: usize = 2_000;

/// Remembers the largest ids before they may be deleted.
fn mark_position(connection: &Connection) -> Written {
    connection
        .prepare_cached(
            "insert into pruned (id, execution, history)
             values (1, ifnull((select max(id) from execution), 0), ifnull((select max(id) from history), 0))
             on conflict do update set execution = max(execution, excluded.execution),
             history = max(history, excluded.history)",
        )?
        .execute([])?;
    Ok(())
}

/// Deletes history that nothing refers to any more, about [`ROWS_A_SWEEP`] rows; says whether there is more.
pub(super) fn sweep(connection: &Connection) -> Written<bool> {
    let mut select = connection.prepare_cached("select id, history from garbage order by id")?;
    let mut delete = connection.prepare_cached("delete from history where id = ?1")?;
    let mut rows = select.query([])?;
    let (mut swept, mut done) = (0, Vec::new());
    let more = loop {
        let Some(row) = rows.next()? else { break false };
        if swept >= ROWS_A_SWEEP {
            break true;
        }
        done.push(row.get::<_, i64>(0)?);
        let bytes = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        for HistoryId(id) in super::sums::read_ids(bytes)? {
            swept += delete.execute([id])?;
        }
    };
    drop(rows);
    for id in done {
        connection.prepare_cached("delete from garbage where id = ?1")?.execute([id])?;
    }
    Ok(more)
}

/// Forgets commands that were answered before a time.
pub(super) fn forget_commands(connection: &Connection, answered_before: Timestamp) -> Written {
    connection
        .prepare_cached("delete from command where answered_at is not null and answered_at < ?1")?
        .execute([to_micros(answered_before)])?;
    Ok(())
}
