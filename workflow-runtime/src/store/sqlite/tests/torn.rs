//! Loss of power at every byte of a commit: it is there whole or not at all, and everything before it is.

use std::sync::Arc;

use tempfile::TempDir;

use super::super::super::fault::{Cut, Faulty};
use super::super::super::{
    Commit, ExecutionId, FrameChange, FrameRow, HistoryId, HistoryRow, NewExecution, Store, Wake,
};
use super::super::{SqliteOptions, SqliteStore};

/// A commit of execution `number`, with a frame and two rows of the history.
pub(super) fn begins(number: i64) -> Arc<Commit> {
    let id = ExecutionId::new(number).expect("the tests use small ids");
    let row = |row: i64, prev| HistoryRow {
        id: HistoryId(row),
        execution: id,
        prev,
        joins: vec![],
        data: vec![b'h'; 600],
    };
    let first = 2 * number;
    Arc::new(Commit {
        start: vec![NewExecution {
            id,
            workflow: "orders".to_owned(),
            name: format!("name-{number}"),
            definition: "hash".to_owned(),
            started_at: jiff::Timestamp::UNIX_EPOCH,
            parent: None,
            input: vec![b'i'; 300],
        }],
        history: vec![row(first, None), row(first + 1, Some(HistoryId(first)))],
        frames: vec![FrameChange::Insert(FrameRow {
            id: id.main_frame(),
            data: vec![b's'; 400],
            head: Some(HistoryId(first + 1)),
            wake: Wake::Now,
        })],
        ..Commit::default()
    })
}

/// Whether all of execution `number` is there; an error if only a part of it is.
pub(super) async fn is_whole(store: &SqliteStore, number: i64) -> Result<bool, String> {
    let Commit { start, history, frames, .. } = Arc::unwrap_or_clone(begins(number));
    let loaded = store.load(start[0].id).await.map_err(|error| error.to_string())?;
    let ids = [history[0].id, history[1].id];
    let rows = store.history(&ids).await.map_err(|error| error.to_string())?;
    match (loaded, rows.as_slice()) {
        (None, []) => Ok(false),
        (Some(loaded), rows) if rows == history && loaded.execution.start == start[0] => {
            let expected: Vec<FrameRow> = frames
                .into_iter()
                .filter_map(|change| if let FrameChange::Insert(row) = change { Some(row) } else { None })
                .collect();
            if loaded.frames == expected { Ok(true) } else { Err(format!("frames {:?}", loaded.frames)) }
        }
        (loaded, rows) => Err(format!("execution {number}: {} and {} rows", loaded.is_some(), rows.len())),
    }
}

/// A plain step of execution `number`: what most commits are.
fn step(number: i64) -> Arc<Commit> {
    let Commit { start, mut history, .. } = Arc::unwrap_or_clone(begins(number));
    let id = start[0].id;
    let last = history.pop().expect("it has two rows");
    let row = HistoryRow { id: HistoryId(100), prev: Some(last.id), ..last };
    let update =
        FrameChange::Update { id: id.main_frame(), data: vec![b't'; 420], head: Some(row.id), wake: None };
    Arc::new(Commit { history: vec![row], frames: vec![update], ..Commit::default() })
}

/// Whether all of [`step`] is there; an error if only a part of it is.
async fn is_stepped(store: &SqliteStore, number: i64) -> Result<bool, String> {
    let Commit { history, .. } = Arc::unwrap_or_clone(step(number));
    let loaded = store.load(history[0].execution).await.map_err(|error| error.to_string())?;
    let rows = store.history(&[history[0].id]).await.map_err(|error| error.to_string())?;
    let frame = &loaded.ok_or("the execution is gone")?.frames[0];
    match (frame.head == Some(history[0].id), frame.data[0], rows == history) {
        (true, b't', true) => Ok(true),
        (false, b's', false) if rows.is_empty() => Ok(false),
        _ => Err(format!("{frame:?}, {} rows", rows.len())),
    }
}

/// A place where to sync costs nothing, if there is one: what is tested here is what the files say.
fn fast_directory() -> TempDir {
    tempfile::tempdir_in("/dev/shm")
        .or_else(|_| tempfile::tempdir())
        .expect("there is a place for temporary files")
}

/// Cuts the log of commit 4 at every `stride`th byte, and says at which it was whole all the same.
async fn cut_everywhere<F: Future<Output = Result<bool, String>>>(
    last: Arc<Commit>,
    stride: usize,
    is_there: impl Fn(Arc<SqliteStore>) -> F,
) {
    let directory = fast_directory();
    let path = directory.path().join("store.db");
    let options = SqliteOptions::new().in_place(true);
    let store = Faulty::new(options.open(&path).expect("it opens"), Cut::Torn(4, path.clone()));
    for number in 1..=3 {
        store.commit(begins(number)).await.expect("it is before the cut");
    }
    store.commit(Arc::clone(&last)).await.expect_err("it is the cut");
    let (before, after) = store.torn_files().expect("the cut was reached");
    let bytes = before.unsynced(after).expect("there was no checkpoint");
    assert!(bytes.len() > 4_096, "{bytes:?}");
    let torn = directory.path().join("torn.db");
    let mut whole = Vec::new();
    for at in bytes.clone().step_by(stride).chain([bytes.end - 1, bytes.end]) {
        before.torn(after, at).write(&torn).expect("it is written");
        let opened = options.open(&torn).unwrap_or_else(|error| panic!("cut at {at}: {error}"));
        let store = Arc::new(opened);
        for number in 2..=3 {
            assert_eq!(is_whole(&store, number).await, Ok(true), "cut at {at}, execution {number}");
        }
        if is_there(Arc::clone(&store)).await.unwrap_or_else(|error| panic!("cut at {at}: {error}")) {
            whole.push(at);
        } else if at % 101 == 0 {
            // It goes on from there: the same commit is made again.
            store.commit(Arc::clone(&last)).await.unwrap_or_else(|error| panic!("cut at {at}: {error}"));
            assert_eq!(is_there(store).await, Ok(true), "cut at {at}, made again");
        }
    }
    assert_eq!(whole, [bytes.end], "only the whole log has the whole commit");
}

#[tokio::test]
async fn a_step_is_whole_or_not_there_wherever_the_log_is_cut() {
    cut_everywhere(step(1), 1, async |store| is_stepped(&store, 1).await).await;
}

#[tokio::test]
async fn a_start_is_whole_or_not_there_wherever_the_log_is_cut() {
    cut_everywhere(begins(4), 61, async |store| is_whole(&store, 4).await).await;
}
