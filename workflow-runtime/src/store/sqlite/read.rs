//! What is asked of a store in SQLite, on one connection. Each function is one read transaction's worth; who calls it
//! sees to the transaction. Knows nothing of threads.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, Row, params, params_from_iter};

use super::super::times::{NOW, due_from_micros, from_micros, to_micros, wake_from_micros, wake_to_micros};
use super::super::{
    Answer, Command, CommandId, Due, ExecutionId, ExecutionRow, ExecutionStatus, FrameId, FrameRow,
    HistoryId, HistoryRow, ListFilter, Loaded, NewExecution, Position, Summary, Wake,
};
use super::apply::Over;
use super::sums::{Sum, read_ids};
use super::trouble::Trouble;

/// What reading gives.
pub(super) type Read<T> = Result<T, Trouble>;

/// A status as it is stored. 1 is what most executions end as: the index on `status` leaves it out.
pub(super) const fn status_number(status: ExecutionStatus) -> i64 {
    match status {
        ExecutionStatus::Running => 0,
        ExecutionStatus::Succeeded => 1,
        ExecutionStatus::Failed => 2,
        ExecutionStatus::TimedOut => 3,
        ExecutionStatus::Aborted => 4,
    }
}

fn status(number: i64) -> Read<ExecutionStatus> {
    ExecutionStatus::ALL
        .into_iter()
        .find(|status| status_number(*status) == number)
        .ok_or_else(|| Trouble::damaged(format!("no execution has the status {number}")))
}

fn execution_id(number: i64) -> Read<ExecutionId> {
    ExecutionId::new(number).ok_or_else(|| Trouble::damaged(format!("no execution has the id {number}")))
}

fn frame_id(number: i64) -> Read<FrameId> {
    FrameId::new(number).ok_or_else(|| Trouble::damaged(format!("no frame has the id {number}")))
}

/// A column that refers to another row which has to be there.
fn label(row: &Row<'_>, column: usize, id: ExecutionId) -> Read<String> {
    let text: Option<String> = row.get(column)?;
    text.ok_or_else(|| Trouble::damaged(format!("execution {id} lacks its workflow or its definition")))
}

pub(super) fn position(connection: &Connection) -> Read<Position> {
    let largest = |sql| -> Read<i64> { Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?) };
    let execution = largest(
        "select max(ifnull((select max(id) from execution), 0), ifnull((select execution from pruned), 0))",
    )?;
    let history = largest(
        "select max(ifnull((select max(id) from history), 0), ifnull((select history from pruned), 0))",
    )?;
    Ok(Position {
        execution: (execution != 0).then(|| execution_id(execution)).transpose()?,
        history: (history != 0).then_some(HistoryId(history)),
    })
}

pub(super) fn definition(connection: &Connection, hash: &str) -> Read<Option<String>> {
    let found: Option<(i32, String)> = connection
        .prepare_cached("select sum, json from definition where hash = ?1")?
        .query_row([hash], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((sum, json)) = found else { return Ok(None) };
    definition_sum(hash, &json).check(sum, || format!("the definition `{hash}`"))?;
    Ok(Some(json))
}

pub(super) fn definition_sum(hash: &str, json: &str) -> Sum {
    Sum::new(0).bytes(hash.as_bytes()).bytes(json.as_bytes())
}

/// The columns of an execution, in the order in which [`execution`] takes them.
macro_rules! execution_where {
    ($condition:literal) => {
        concat!(
            "select e.id, w.text, e.name, d.text, e.started_at, e.parent, e.input, e.status, e.finished_at, ",
            "e.outcome, e.head, e.redrives, e.start_sum, e.sum from execution e ",
            "left join label w on w.id = e.workflow left join label d on d.id = e.definition where ",
            $condition
        )
    };
}

pub(super) fn find(connection: &Connection, workflow: &str, name: &str) -> Read<Option<ExecutionRow>> {
    let mut statement = connection.prepare_cached(execution_where!(
        "e.workflow = (select id from label where text = ?1) and e.name = ?2"
    ))?;
    let mut rows = statement.query(params![workflow, name])?;
    rows.next()?.map(execution).transpose()
}

pub(super) fn load(connection: &Connection, id: ExecutionId) -> Read<Option<Loaded>> {
    let mut statement = connection.prepare_cached(execution_where!("e.id = ?1"))?;
    let mut rows = statement.query([id.get()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(Loaded { execution: execution(row)?, frames: frames(connection, id)? }))
}

fn execution(row: &Row<'_>) -> Read<ExecutionRow> {
    let id = execution_id(row.get(0)?)?;
    let parent: Option<i64> = row.get(5)?;
    let finished_at: Option<i64> = row.get(8)?;
    let start = NewExecution {
        id,
        workflow: label(row, 1, id)?,
        name: row.get(2)?,
        definition: label(row, 3, id)?,
        started_at: from_micros(row.get(4)?),
        parent: parent.map(execution_id).transpose()?,
        input: row.get(6)?,
    };
    let ended = ExecutionRow {
        status: status(row.get(7)?)?,
        finished_at: finished_at.map(from_micros),
        outcome: row.get(9)?,
        head: row.get::<_, Option<i64>>(10)?.map(HistoryId),
        redrives: row.get(11)?,
        start,
    };
    start_sum(&ended.start).check(row.get(12)?, || format!("the start of execution {id}"))?;
    end_sum(&ended).check(row.get(13)?, || format!("the end of execution {id}"))?;
    Ok(ended)
}

/// The checksum of what never changes in an execution.
pub(super) fn start_sum(start: &NewExecution) -> Sum {
    Sum::new(start.id.get())
        .bytes(start.workflow.as_bytes())
        .bytes(start.name.as_bytes())
        .bytes(start.definition.as_bytes())
        .number(to_micros(start.started_at))
        .maybe(start.parent.map(ExecutionId::get))
        .bytes(&start.input)
}

fn end_sum(row: &ExecutionRow) -> Sum {
    standing_sum(row.start.id, row.status, row.finished_at, row.head, row.redrives, row.outcome.as_deref())
}

/// The checksum of how an execution stands.
pub(super) fn standing_sum(
    id: ExecutionId,
    status: ExecutionStatus,
    finished_at: Option<Timestamp>,
    head: Option<HistoryId>,
    redrives: u32,
    outcome: Option<&[u8]>,
) -> Sum {
    Sum::new(id.get())
        .number(status_number(status))
        .maybe(finished_at.map(to_micros))
        .maybe(head.map(|head| head.0))
        .number(redrives.into())
        .maybe_bytes(outcome)
}

fn frames(connection: &Connection, execution: ExecutionId) -> Read<Vec<FrameRow>> {
    let (first, end) = frame_range(execution);
    let mut statement = connection.prepare_cached(
        "select id, wake, head, sum, data from frame where id between ?1 and ?2 order by id",
    )?;
    let mut rows = statement.query([first, end])?;
    let mut frames = Vec::new();
    while let Some(row) = rows.next()? {
        let head: Option<i64> = row.get(2)?;
        let frame = FrameRow {
            id: frame_id(row.get(0)?)?,
            data: row.get(4)?,
            head: head.map(HistoryId),
            wake: wake_from_micros(row.get(1)?),
        };
        frame_sum(frame.id, frame.head, &frame.data)
            .check(row.get(3)?, || format!("frame {} of execution {execution}", frame.id.number()))?;
        frames.push(frame);
    }
    Ok(frames)
}

/// The first and the last id that a frame of an execution can have.
pub(super) fn frame_range(execution: ExecutionId) -> (i64, i64) {
    let first = execution.main_frame().get();
    (first, first + i64::from((1 << super::super::rows::FRAME_BITS) - 1))
}

pub(super) fn frame_sum(id: FrameId, head: Option<HistoryId>, data: &[u8]) -> Sum {
    Sum::new(id.get()).maybe(head.map(|head| head.0)).bytes(data)
}

pub(super) fn children(connection: &Connection, parent: ExecutionId) -> Read<Vec<ExecutionId>> {
    let mut statement = connection.prepare_cached(
        "select id from execution where parent = ?1 and parent is not null and finished_at is null order by id",
    )?;
    let mut rows = statement.query([parent.get()])?;
    let mut children = Vec::new();
    while let Some(row) = rows.next()? {
        children.push(execution_id(row.get(0)?)?);
    }
    Ok(children)
}

pub(super) fn due(
    connection: &Connection,
    after: Option<Due>,
    until: Timestamp,
    limit: usize,
) -> Read<Vec<Due>> {
    let wake = |due: Due| wake_to_micros(due.at.map_or(Wake::Now, Wake::At)).unwrap_or(NOW);
    let (wake, frame) = after.map_or((NOW, 0), |due| (wake(due), due.frame.get()));
    let mut found = Vec::new();
    // The rest of those of the same time first: one range of the index each.
    let same = "select wake, id from frame where wake = ?1 and id > ?2 order by id limit ?3";
    collect_due(connection, same, [wake, frame, sql_limit(limit)], &mut found)?;
    let later = "select wake, id from frame where wake > ?1 and wake <= ?2 order by wake, id limit ?3";
    let rest = limit - found.len();
    if rest > 0 {
        collect_due(connection, later, [wake, to_micros(until), sql_limit(rest)], &mut found)?;
    }
    found.retain(|due| due.at.is_none_or(|at| to_micros(at) <= to_micros(until)));
    Ok(found)
}

fn collect_due(connection: &Connection, sql: &str, parameters: [i64; 3], found: &mut Vec<Due>) -> Read<()> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(parameters)?;
    while let Some(row) = rows.next()? {
        found.push(Due { at: due_from_micros(row.get(0)?), frame: frame_id(row.get(1)?)? });
    }
    Ok(())
}

/// A limit that SQLite understands; none there is larger than what it can count to.
fn sql_limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

pub(super) fn list(
    connection: &Connection,
    filter: &ListFilter,
    before: Option<ExecutionId>,
    limit: usize,
) -> Read<Vec<Summary>> {
    let mut sql = "select e.id, w.text, e.name, d.text, e.status, e.started_at, e.finished_at, e.parent from execution e \
                   left join label w on w.id = e.workflow left join label d on d.id = e.definition \
                   where e.id < ?"
        .to_owned();
    let mut parameters = vec![Value::Integer(before.map_or(i64::MAX, ExecutionId::get))];
    if let Some(workflow) = &filter.workflow {
        sql += " and e.workflow = (select id from label where text = ?)";
        parameters.push(workflow.clone().into());
    }
    if let Some(status) = filter.status {
        // The second condition is for the planner: it names the index.
        sql += " and e.status = ?";
        sql += if status == ExecutionStatus::Succeeded { "" } else { " and e.status <> 1" };
        parameters.push(status_number(status).into());
    }
    if let Some(prefix) = &filter.name_prefix {
        sql += " and e.name >= ?";
        parameters.push(prefix.clone().into());
        if let Some(end) = after_prefix(prefix) {
            sql += " and e.name < ?";
            parameters.push(end.into());
        }
    }
    sql += " order by e.id desc limit ?";
    parameters.push(sql_limit(limit).into());
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(parameters))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(summary(row)?);
    }
    Ok(found)
}

fn summary(row: &Row<'_>) -> Read<Summary> {
    let id = execution_id(row.get(0)?)?;
    let finished_at: Option<i64> = row.get(6)?;
    let parent: Option<i64> = row.get(7)?;
    Ok(Summary {
        id,
        workflow: label(row, 1, id)?,
        name: row.get(2)?,
        definition: label(row, 3, id)?,
        status: status(row.get(4)?)?,
        started_at: from_micros(row.get(5)?),
        finished_at: finished_at.map(from_micros),
        parent: parent.map(execution_id).transpose()?,
    })
}

/// The first text, as SQLite sorts them, that is behind all that begin with `prefix`.
fn after_prefix(prefix: &str) -> Option<String> {
    let mut end = prefix.to_owned();
    while let Some(last) = end.pop() {
        // Between U+D7FF and U+E000 there are no characters.
        let next = if last == '\u{d7ff}' { Some('\u{e000}') } else { char::from_u32(u32::from(last) + 1) };
        if let Some(next) = next {
            end.push(next);
            return Some(end);
        }
    }
    None
}

pub(super) fn history(connection: &Connection, ids: &[HistoryId]) -> Read<Vec<HistoryRow>> {
    let mut statement =
        connection.prepare_cached("select execution, prev, joins, sum, data from history where id = ?1")?;
    let mut found = Vec::new();
    for &id in ids {
        let mut rows = statement.query([id.0])?;
        let Some(row) = rows.next()? else { continue };
        let read = HistoryRow { data: row.get(4)?, ..history_row(id, row)? };
        history_sum(&read).check(row.get(3)?, || format!("row {} of the history", id.0))?;
        found.push(read);
    }
    Ok(found)
}

/// A row without its data, from `execution, prev, joins`.
fn history_row(id: HistoryId, row: &Row<'_>) -> Read<HistoryRow> {
    let prev: Option<i64> = row.get(1)?;
    let joins: Option<&[u8]> = row.get_ref(2)?.as_blob_or_null().map_err(rusqlite::Error::from)?;
    Ok(HistoryRow {
        id,
        execution: execution_id(row.get(0)?)?,
        prev: prev.map(HistoryId),
        joins: joins.map(read_ids).transpose()?.unwrap_or_default(),
        data: Vec::new(),
    })
}

pub(super) fn history_sum(row: &HistoryRow) -> Sum {
    let sum =
        Sum::new(row.id.0).number(row.execution.get()).maybe(row.prev.map(|prev| prev.0)).bytes(&row.data);
    row.joins.iter().fold(sum, |sum, join| sum.number(join.0))
}

pub(super) fn trail(connection: &Connection, heads: &[HistoryId]) -> Read<Vec<HistoryRow>> {
    let reached = reach(connection, heads, |_| true)?;
    Ok(reached.into_values().collect())
}

/// The rows that can be reached from `heads` through those that `follow` lets through, and which it lets through.
///
/// A row that another one names and that is not there is damage, unless that other one's execution has been pruned.
pub(super) fn reach(
    connection: &Connection,
    heads: &[HistoryId],
    follow: impl Fn(&HistoryRow) -> bool,
) -> Read<BTreeMap<HistoryId, HistoryRow>> {
    let mut statement =
        connection.prepare_cached("select execution, prev, joins from history where id = ?1")?;
    let mut reached = BTreeMap::new();
    let mut open: Vec<(HistoryId, Option<ExecutionId>)> = heads.iter().map(|head| (*head, None)).collect();
    while let Some((id, from)) = open.pop() {
        if reached.contains_key(&id) {
            continue;
        }
        let mut rows = statement.query([id.0])?;
        let Some(row) = rows.next()? else {
            check_pruned(connection, id, from)?;
            continue;
        };
        let row = history_row(id, row)?;
        if follow(&row) {
            open.extend(row.prev.iter().chain(&row.joins).map(|next| (*next, Some(row.execution))));
            reached.insert(id, row);
        }
    }
    Ok(reached)
}

fn check_pruned(connection: &Connection, id: HistoryId, from: Option<ExecutionId>) -> Read<()> {
    let Some(from) = from else { return Ok(()) };
    let there = connection.prepare_cached("select 1 from execution where id = ?1")?.exists([from.get()])?;
    if there {
        return Err(Trouble::damaged(format!("execution {from} lacks row {} of its history", id.0)));
    }
    Ok(())
}

/// At most `limit` executions that ended before a time, with what is to go with each.
pub(super) fn over(connection: &Connection, finished_before: Timestamp, limit: usize) -> Read<Vec<Over>> {
    let mut statement = connection.prepare_cached(
        "select id, finished_at, head from execution where finished_at < ?1 order by finished_at, id limit ?2",
    )?;
    let mut rows = statement.query([to_micros(finished_before), sql_limit(limit)])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let execution = execution_id(row.get(0)?)?;
        let head: Option<i64> = row.get(2)?;
        let frames = frames(connection, execution)?.into_iter().filter_map(|frame| frame.head);
        let heads: Vec<HistoryId> = head.map(HistoryId).into_iter().chain(frames).collect();
        let reached = reach(connection, &heads, |row| row.execution == execution)?;
        found.push(Over { execution, finished_at: row.get(1)?, rows: reached.into_keys().collect() });
    }
    Ok(found)
}

pub(super) fn commands(connection: &Connection, after: Option<CommandId>) -> Read<Vec<Command>> {
    let mut statement = connection.prepare_cached(
        "select id, left_at, sum, text from command where answered_at is null and id > ?1 order by id",
    )?;
    let mut rows = statement.query([after.map_or(0, |after| after.0)])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let command =
            Command { id: CommandId(row.get(0)?), left_at: from_micros(row.get(1)?), text: row.get(3)? };
        command_sum(command.id, to_micros(command.left_at), &command.text, None)
            .check(row.get(2)?, || format!("command {}", command.id.0))?;
        found.push(command);
    }
    Ok(found)
}

pub(super) fn answer(connection: &Connection, command: CommandId) -> Read<Option<Answer>> {
    let mut statement = connection.prepare_cached(
        "select left_at, sum, text, answer from command where id = ?1 and answered_at is not null",
    )?;
    let mut rows = statement.query([command.0])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let (text, answer): (String, String) = (row.get(2)?, row.get(3)?);
    command_sum(command, row.get(0)?, &text, Some(&answer))
        .check(row.get(1)?, || format!("the answer to command {}", command.0))?;
    Ok(Some(Answer { command, text: answer }))
}

pub(super) fn command_sum(id: CommandId, left_at: i64, text: &str, answer: Option<&str>) -> Sum {
    Sum::new(id.0).number(left_at).bytes(text.as_bytes()).maybe_bytes(answer.map(str::as_bytes))
}
