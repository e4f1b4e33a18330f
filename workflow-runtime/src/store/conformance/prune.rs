//! Pruning: what goes, what stays, what is free again.

use super::super::{
    Commit, ExecutionChange, ExecutionStatus, FrameChange, FrameRow, HistoryId, Position, Store, Wake,
};
use super::given::{
    at, commit, ended, execution, frame_row, kept_rows, listed, loaded, ok, row, same, start, started,
};
use super::{Found, rules};

/// An execution of three rows that ended at a time: rows `10n + 1` to `10n + 3`.
fn whole(number: i64, finished_at: i64) -> Commit {
    let first = 10 * number + 1;
    Commit {
        start: vec![start(number)],
        history: vec![
            row(first, number, None, &[]),
            row(first + 1, number, Some(first), &[]),
            row(first + 2, number, Some(first), &[first + 1]),
        ],
        executions: vec![ended(number, at(finished_at), Some(first + 2))],
        ..Commit::default()
    }
}

async fn prune(store: &dyn Store, before: i64, limit: usize) -> Result<usize, String> {
    ok("prune", store.prune(at(before), limit).await)
}

rules! {
    /// Pruning deletes executions that ended before a time, with their history, and no others.
    async fn what_goes(store: &dyn Store) -> Found {
        for (number, finished_at) in [(1, 30), (2, 10), (3, 20)] {
            commit(store, whole(number, finished_at)).await?;
        }
        commit(store, started(4)).await?;
        same("prune(before: 10)", &prune(store, 10, 100).await?, &0)?;
        same("prune(before: 30)", &prune(store, 30, 100).await?, &2)?;
        same("list()", &listed(store).await?, &vec![4, 1])?;
        same("find()", &ok("find", store.find("orders", "name-2").await)?, &None)?;
        same("load(3)", &ok("load", store.load(execution(3)).await)?, &None)?;
        let rows = kept_rows(store, &[11, 12, 13, 21, 22, 23, 31, 32, 33]).await?;
        same("history()", &rows, &vec![11, 12, 13])?;
        same("trail() of one that is gone", &ok("trail", store.trail(&[HistoryId(23)]).await)?, &vec![])?;
        same("prune() again", &prune(store, 30, 100).await?, &0)
    }

    /// Pruning deletes at most so many, those that ended first.
    async fn so_many(store: &dyn Store) -> Found {
        for (number, finished_at) in [(1, 30), (2, 10), (3, 20), (4, 10)] {
            commit(store, whole(number, finished_at)).await?;
        }
        same("prune(limit: 0)", &prune(store, 100, 0).await?, &0)?;
        for expected in [vec![4, 3, 1], vec![3, 1], vec![1], vec![]] {
            same("prune(limit: 1)", &prune(store, 100, 1).await?, &1)?;
            same("list()", &listed(store).await?, &expected)?;
        }
        Ok(())
    }

    /// Pruning deletes the frames of an execution that failed, and what only they lead to.
    async fn frames_go(store: &dyn Store) -> Found {
        let mut failed = whole(1, 10);
        failed.history.push(row(14, 1, Some(11), &[]));
        failed.frames = vec![
            FrameChange::Insert(FrameRow { head: Some(HistoryId(13)), ..frame_row(1, 0, Wake::Never) }),
            FrameChange::Insert(FrameRow { head: Some(HistoryId(14)), ..frame_row(1, 1, Wake::Now) }),
        ];
        failed.executions[0].status = ExecutionStatus::Failed;
        commit(store, failed).await?;
        commit(store, started(2)).await?;
        same("prune()", &prune(store, 100, 100).await?, &1)?;
        let due = ok("due", store.due(None, at(0), 10).await)?;
        same("due()", &due.iter().map(|due| due.frame).collect(), &vec![execution(2).main_frame()])?;
        same("history()", &kept_rows(store, &[11, 12, 13, 14]).await?, &vec![])?;
        commit(store, started(1)).await?;
        same("the frames of a new one", &loaded(store, 1).await?.frames.len(), &1)
    }

    /// Pruning leaves alone what runs, and what runs again.
    async fn what_runs_stays(store: &dyn Store) -> Found {
        commit(store, whole(1, 10)).await?;
        let again = ExecutionChange {
            status: ExecutionStatus::Running, finished_at: None, outcome: None, head: None, redrives: 1,
            ..ended(1, at(0), None)
        };
        commit(store, Commit { executions: vec![again], ..Commit::default() }).await?;
        commit(store, started(2)).await?;
        same("prune()", &prune(store, 1_000, 100).await?, &0)?;
        same("history()", &kept_rows(store, &[11, 12, 13]).await?, &vec![11, 12, 13])
    }

    /// A name that was pruned is free again; ids are never given twice.
    async fn names_are_free_again(store: &dyn Store) -> Found {
        commit(store, whole(5, 10)).await?;
        let before = ok("position", store.position().await)?;
        same("position()", &before, &Position { execution: Some(execution(5)), history: Some(HistoryId(53)) })?;
        same("prune()", &prune(store, 100, 100).await?, &1)?;
        same("position() after pruning", &ok("position", store.position().await)?, &before)?;
        let mut again = started(6);
        again.start[0].name = start(5).name;
        commit(store, again).await?;
        let found = ok("find", store.find("orders", "name-5").await)?.map(|row| row.start.id);
        same("find()", &found, &Some(execution(6)))
    }

    /// The history of an execution may be long, and all of it goes.
    async fn a_long_history_goes(store: &dyn Store) -> Found {
        let mut long = whole(1, 10);
        long.history = (1..=9_000).map(|id| row(id, 1, (id > 1).then(|| id - 1), &[])).collect();
        long.executions = vec![ended(1, at(10), Some(9_000))];
        commit(store, long).await?;
        commit(store, Commit { history: vec![row(9_001, 2, None, &[])], ..started(2) }).await?;
        same("prune()", &prune(store, 100, 100).await?, &1)?;
        let all: Vec<i64> = (1..=9_001).collect();
        same("history()", &kept_rows(store, &all).await?, &vec![9_001])
    }
}
