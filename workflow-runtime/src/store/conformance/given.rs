//! Rows and commits that the checks are made of, and how what came is compared with what was expected.

use std::fmt::Debug;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::super::{
    Commit, ExecutionChange, ExecutionId, ExecutionRow, ExecutionStatus, FrameChange, FrameId, FrameRow,
    HistoryId, HistoryRow, ListFilter, Loaded, NewExecution, Store, StoreError, Wake,
};
use super::Found;

/// An execution id.
pub(super) fn execution(number: i64) -> ExecutionId {
    ExecutionId::new(number).expect("the checks use small ids")
}

/// A frame id.
pub(super) fn frame(of: i64, number: u32) -> FrameId {
    execution(of).frame(number).expect("the checks use small numbers")
}

/// So many seconds after a fixed time in 2026.
pub(super) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000).expect("it is in range") + SignedDuration::from_secs(seconds)
}

/// An execution `name-<number>` of workflow `orders`.
pub(super) fn start(number: i64) -> NewExecution {
    NewExecution {
        id: execution(number),
        workflow: "orders".to_owned(),
        name: format!("name-{number}"),
        definition: "hash".to_owned(),
        started_at: at(number),
        parent: None,
        input: br#"{"order":7}"#.to_vec(),
    }
}

/// The row of an execution that has begun and nothing else.
pub(super) fn begun(start: NewExecution) -> ExecutionRow {
    ExecutionRow {
        start,
        status: ExecutionStatus::Running,
        finished_at: None,
        outcome: None,
        head: None,
        redrives: 0,
    }
}

/// A frame with some data.
pub(super) fn frame_row(of: i64, number: u32, wake: Wake) -> FrameRow {
    FrameRow { id: frame(of, number), data: format!("state {of}/{number}").into_bytes(), head: None, wake }
}

/// A row of the history of an execution.
pub(super) fn row(id: i64, of: i64, prev: Option<i64>, joins: &[i64]) -> HistoryRow {
    HistoryRow {
        id: HistoryId(id),
        execution: execution(of),
        prev: prev.map(HistoryId),
        joins: joins.iter().copied().map(HistoryId).collect(),
        data: format!("event {id}").into_bytes(),
    }
}

/// The same row, as a trail shows it.
pub(super) fn bare(row: HistoryRow) -> HistoryRow {
    HistoryRow { data: Vec::new(), ..row }
}

/// The end of an execution.
pub(super) fn ended(number: i64, finished_at: Timestamp, head: Option<i64>) -> ExecutionChange {
    ExecutionChange {
        id: execution(number),
        status: ExecutionStatus::Succeeded,
        finished_at: Some(finished_at),
        outcome: Some(b"done".to_vec()),
        head: head.map(HistoryId),
        redrives: 0,
    }
}

/// An execution with its main frame, due now.
pub(super) fn started(number: i64) -> Commit {
    Commit {
        start: vec![start(number)],
        frames: vec![FrameChange::Insert(frame_row(number, 0, Wake::Now))],
        ..Commit::default()
    }
}

/// A commit of nothing but changes of frames.
pub(super) fn frames(changes: impl IntoIterator<Item = FrameChange>) -> Commit {
    Commit { frames: changes.into_iter().collect(), ..Commit::default() }
}

/// Makes a commit that has to succeed.
pub(super) async fn commit(store: &dyn Store, commit: Commit) -> Found {
    ok("the commit", store.commit(Arc::new(commit)).await)
}

/// What a call gave, which has to succeed.
pub(super) fn ok<T>(call: &str, result: Result<T, StoreError>) -> Result<T, String> {
    result.map_err(|error| format!("{call} is expected to succeed; it failed: {error} ({error:?})"))
}

/// Compares what came with what was expected.
pub(super) fn same<T: PartialEq + Debug>(what: &str, came: &T, expected: &T) -> Found {
    if came == expected {
        return Ok(());
    }
    Err(format!("{what}\nexpected: {}\ncame:     {}", short(expected), short(came)))
}

/// Has a commit refused, for a reason.
pub(super) fn refused(
    what: &str,
    result: Result<(), StoreError>,
    reason: &str,
    is: fn(&StoreError) -> bool,
) -> Found {
    match result {
        Err(error) if is(&error) => Ok(()),
        Err(error) => {
            Err(format!("{what}\nexpected: an error that `{reason}`\ncame:     {error} ({error:?})"))
        }
        Ok(()) => Err(format!("{what}\nexpected: an error that `{reason}`\ncame:     success")),
    }
}

fn short(value: &impl Debug) -> String {
    let mut text = format!("{value:?}");
    if text.len() > 2_000 {
        text.truncate((0..=2_000).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0));
        text += "…";
    }
    text
}

/// An execution with its frames, which has to be there.
pub(super) async fn loaded(store: &dyn Store, number: i64) -> Result<Loaded, String> {
    let found = ok("load", store.load(execution(number)).await)?;
    found.ok_or_else(|| format!("load({number}) is expected to find the execution; it found none"))
}

/// The only frame of an execution.
pub(super) async fn only_frame(store: &dyn Store, number: i64) -> Result<FrameRow, String> {
    let frames = loaded(store, number).await?.frames;
    match <[FrameRow; 1]>::try_from(frames) {
        Ok([frame]) => Ok(frame),
        Err(frames) => {
            Err(format!("one frame of execution {number} is expected; there are {}", frames.len()))
        }
    }
}

/// All executions in a list, newest first.
pub(super) async fn listed(store: &dyn Store) -> Result<Vec<i64>, String> {
    let list = ok("list", store.list(&ListFilter::default(), None, usize::MAX).await)?;
    Ok(list.iter().map(|summary| summary.id.get()).collect())
}

/// The ids of those of `ids` that are in the history.
pub(super) async fn kept_rows(store: &dyn Store, ids: &[i64]) -> Result<Vec<i64>, String> {
    let ids: Vec<HistoryId> = ids.iter().copied().map(HistoryId).collect();
    let rows = ok("history", store.history(&ids).await)?;
    Ok(rows.iter().map(|row| row.id.0).collect())
}
