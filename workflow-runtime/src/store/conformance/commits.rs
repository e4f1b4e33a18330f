//! Commits: whole or not at all, in their order, each for itself.

use std::sync::Arc;

use futures_util::future::join_all;

use super::super::{
    Answer, CommandId, Commit, ExecutionStatus, FrameChange, HistoryId, Position, Store, StoreError, Wake,
};
use super::given::{
    at, begun, commit, ended, execution, frame, frame_row, frames, kept_rows, listed, loaded, ok, only_frame,
    refused, row, same, start, started,
};
use super::{Found, rules};

rules! {
    /// A new store has nothing in it.
    async fn a_new_store_is_empty(store: &dyn Store) -> Found {
        same("position()", &ok("position", store.position().await)?, &Position::default())?;
        same("find()", &ok("find", store.find("orders", "name-1").await)?, &None)?;
        same("load()", &ok("load", store.load(execution(1)).await)?, &None)?;
        same("due()", &ok("due", store.due(None, at(0), 10).await)?, &vec![])?;
        same("list()", &listed(store).await?, &vec![])?;
        same("history()", &kept_rows(store, &[1]).await?, &vec![])?;
        same("commands()", &ok("commands", store.commands(None).await)?, &vec![])
    }

    /// A commit that was acknowledged is seen by every later read, whole and as it was written.
    async fn a_commit_is_seen(store: &dyn Store) -> Found {
        let mut first = start(3);
        first.name = "größe 数 %_".to_owned();
        first.parent = Some(execution(2));
        first.input = vec![0, 255, b'\n', 0];
        let mut main = frame_row(3, 0, Wake::At(at(60)));
        main.data = Vec::new();
        main.head = Some(HistoryId(9));
        let history = vec![row(8, 3, None, &[]), row(9, 3, Some(8), &[])];
        let made = Commit {
            start: vec![first.clone()],
            history: history.clone(),
            frames: vec![FrameChange::Insert(main.clone())],
            ..Commit::default()
        };
        commit(store, made).await?;
        let found = ok("find", store.find("orders", &first.name).await)?;
        same("find()", &found, &Some(begun(first.clone())))?;
        let loaded = loaded(store, 3).await?;
        same("load().execution", &loaded.execution, &begun(first))?;
        same("load().frames", &loaded.frames, &vec![main])?;
        same("history()", &ok("history", store.history(&[HistoryId(8), HistoryId(9)]).await)?, &history)?;
        let position = Position { execution: Some(execution(3)), history: Some(HistoryId(9)) };
        same("position()", &ok("position", store.position().await)?, &position)
    }

    /// A commit with nothing in it is made.
    async fn an_empty_commit(store: &dyn Store) -> Found {
        commit(store, Commit::default()).await
    }

    /// A name that is taken refuses the whole commit (`is_duplicate`), and nothing of it is done.
    async fn a_duplicate_does_nothing(store: &dyn Store) -> Found {
        commit(store, started(1)).await?;
        let mut again = started(2);
        again.start[0].name = start(1).name;
        again.history = vec![row(1, 2, None, &[])];
        again.frames.push(FrameChange::Wake(frame(1, 0), Wake::Never));
        again.executions = vec![ended(1, at(9), None)];
        let refusal = store.commit(Arc::new(again)).await;
        refused("a start with a name that is taken", refusal, "is_duplicate", StoreError::is_duplicate)?;
        same("list()", &listed(store).await?, &vec![1])?;
        same("history()", &kept_rows(store, &[1]).await?, &vec![])?;
        same("load(1).execution", &loaded(store, 1).await?.execution, &begun(start(1)))?;
        same("the wake of frame 1", &only_frame(store, 1).await?.wake, &Wake::Now)?;
        same("load(2)", &ok("load", store.load(execution(2)).await)?, &None)?;
        let position = ok("position", store.position().await)?;
        same("position()", &position, &Position { execution: Some(execution(1)), history: None })
    }

    /// A name is taken within its own workflow only.
    async fn names_are_per_workflow(store: &dyn Store) -> Found {
        commit(store, started(1)).await?;
        let mut other = started(2);
        other.start[0].name = start(1).name;
        other.start[0].workflow = "refunds".to_owned();
        commit(store, other).await?;
        let found = ok("find", store.find("refunds", &start(1).name).await)?;
        same("find()", &found.map(|row| row.start.id), &Some(execution(2)))
    }

    /// Of two executions of the same name in one commit none begins.
    async fn a_duplicate_within_a_commit(store: &dyn Store) -> Found {
        let mut second = start(2);
        second.name = start(1).name;
        let both = Commit { start: vec![start(1), second], ..Commit::default() };
        let refusal = store.commit(Arc::new(both)).await;
        refused("two starts with one name", refusal, "is_duplicate", StoreError::is_duplicate)?;
        same("list()", &listed(store).await?, &vec![])?;
        commit(store, started(1)).await
    }

    /// A duplicate among commits that are made together refuses itself and no other.
    async fn a_duplicate_among_others(store: &dyn Store) -> Found {
        commit(store, started(1)).await?;
        let made = (2..30).map(|number| {
            let mut one = started(number);
            if number % 7 == 0 {
                one.start[0].name = start(1).name;
            }
            store.commit(Arc::new(one))
        });
        for (number, result) in (2..30).zip(join_all(made).await) {
            if number % 7 == 0 {
                refused("a start with a name that is taken", result, "is_duplicate", StoreError::is_duplicate)?;
            } else {
                ok("a start beside a duplicate", result)?;
            }
        }
        let expected: Vec<i64> = (1..30).rev().filter(|number| number % 7 != 0).collect();
        same("list()", &listed(store).await?, &expected)
    }

    /// A commit that changes what is not there, or inserts what is, is refused (`is_misfit`), and nothing of it is done.
    async fn a_misfit_does_nothing(store: &dyn Store) -> Found {
        commit(store, Commit { history: vec![row(1, 1, None, &[])], ..started(1) }).await?;
        for (number, (what, misfit)) in misfits().into_iter().enumerate() {
            let number = i64::try_from(number).unwrap_or_default();
            let mut bad = started(100 + number);
            bad.history = vec![row(100 + number, 1, None, &[])];
            bad.start.extend(misfit.start);
            bad.history.extend(misfit.history);
            bad.frames.extend(misfit.frames);
            bad.executions.extend(misfit.executions);
            bad.answers.extend(misfit.answers);
            let refusal = store.commit(Arc::new(bad)).await;
            refused(what, refusal, "is_misfit", StoreError::is_misfit)?;
            let left = ok("load", store.load(execution(100 + number)).await)?;
            same(&format!("load() after {what}"), &left, &None)?;
            let kept = kept_rows(store, &[100 + number]).await?;
            same(&format!("history() after {what}"), &kept, &vec![])?;
        }
        same("load(1).execution", &loaded(store, 1).await?.execution, &begun(start(1)))?;
        same("the frame of 1", &only_frame(store, 1).await?, &frame_row(1, 0, Wake::Now))?;
        commit(store, started(2)).await
    }

    /// A misfit among commits that are made together refuses itself and no other.
    async fn a_misfit_among_others(store: &dyn Store) -> Found {
        let made = (1..30).map(|number| {
            let mut one = started(number);
            one.history = vec![row(number, number, None, &[])];
            if number % 7 == 0 {
                one.frames.push(FrameChange::Wake(frame(1_000, 0), Wake::Now));
            }
            store.commit(Arc::new(one))
        });
        for (number, result) in (1..30).zip(join_all(made).await) {
            if number % 7 == 0 {
                refused("a wake of a frame that is not there", result, "is_misfit", StoreError::is_misfit)?;
            } else {
                ok("a commit beside a misfit", result)?;
            }
        }
        let kept: Vec<i64> = (1..30).filter(|number| number % 7 != 0).collect();
        let all: Vec<i64> = (1..30).collect();
        same("history()", &kept_rows(store, &all).await?, &kept)?;
        same("list()", &listed(store).await?, &kept.into_iter().rev().collect())
    }

    /// The parts of a commit are applied in the order in which they stand.
    async fn parts_in_order(store: &dyn Store) -> Found {
        let changes = [
            FrameChange::Insert(frame_row(1, 1, Wake::Now)),
            FrameChange::DeleteAll(execution(1)),
            FrameChange::Insert(frame_row(1, 2, Wake::Now)),
            FrameChange::Update { id: frame(1, 2), data: b"first".to_vec(), head: None, wake: Some(Wake::Never) },
            FrameChange::Update { id: frame(1, 2), data: b"last".to_vec(), head: None, wake: None },
            FrameChange::Insert(frame_row(1, 3, Wake::Now)),
            FrameChange::Delete(frame(1, 3)),
            FrameChange::Insert(frame_row(1, 3, Wake::Never)),
        ];
        let mut one = frames(changes);
        one.start = vec![start(1)];
        one.executions = vec![ended(1, at(1), None), ended(1, at(2), None)];
        commit(store, one).await?;
        let found = loaded(store, 1).await?;
        same("load().execution.finished_at", &found.execution.finished_at, &Some(at(2)))?;
        let mut second = frame_row(1, 2, Wake::Never);
        second.data = b"last".to_vec();
        same("load().frames", &found.frames, &vec![second, frame_row(1, 3, Wake::Never)])
    }

    /// Commits take effect in the order in which they were made.
    async fn commits_in_order(store: &dyn Store) -> Found {
        commit(store, started(1)).await?;
        let update = |number: i64| {
            let data = number.to_string().into_bytes();
            let change = FrameChange::Update { id: frame(1, 0), data, head: None, wake: None };
            store.commit(Arc::new(Commit { history: vec![row(number, 1, None, &[])], ..frames([change]) }))
        };
        for result in join_all((1..=100).map(update)).await {
            ok("the commit", result)?;
        }
        let found = String::from_utf8_lossy(&only_frame(store, 1).await?.data).into_owned();
        same("the frame's data after commits 1 to 100", &found, &"100".to_owned())
    }

    /// Payloads are bytes of any length.
    async fn large_payloads(store: &dyn Store) -> Found {
        let large: Vec<u8> = (0..300_000_u32).map(|at| at.to_le_bytes()[0]).collect();
        let mut one = started(1);
        one.start[0].input.clone_from(&large);
        one.history = vec![row(1, 1, None, &[])];
        one.history[0].data.clone_from(&large);
        one.frames = vec![FrameChange::Insert(super::super::FrameRow { data: large.clone(), ..frame_row(1, 0, Wake::Now) })];
        one.executions = vec![ended(1, at(1), Some(1))];
        one.executions[0].outcome = Some(large.clone());
        commit(store, one).await?;
        let found = loaded(store, 1).await?;
        same("the input", &found.execution.start.input, &large)?;
        same("the outcome", &found.execution.outcome, &Some(large.clone()))?;
        same("the frame", &found.frames[0].data, &large)?;
        let rows = ok("history", store.history(&[HistoryId(1)]).await)?;
        same("the row of the history", &rows[0].data, &large)
    }

    /// Times are kept to the microsecond, rounded up.
    async fn times_are_rounded_up(store: &dyn Store) -> Found {
        let nanos = |nanos| at(0) + jiff::SignedDuration::from_nanos(nanos);
        let mut one = started(1);
        one.start[0].started_at = nanos(1);
        one.frames = vec![FrameChange::Insert(frame_row(1, 0, Wake::At(nanos(2_001))))];
        one.executions = vec![ended(1, nanos(3_999), None)];
        one.executions[0].status = ExecutionStatus::Failed;
        commit(store, one).await?;
        let found = loaded(store, 1).await?;
        same("started_at", &found.execution.start.started_at, &nanos(1_000))?;
        same("finished_at", &found.execution.finished_at, &Some(nanos(4_000)))?;
        same("wake", &found.frames[0].wake, &Wake::At(nanos(3_000)))?;
        same("due() before it", &ok("due", store.due(None, nanos(2_000), 1).await)?, &vec![])
    }
}

/// Commits that do not fit a store in which there is execution 1 with its main frame and row 1 of the history.
fn misfits() -> Vec<(&'static str, Commit)> {
    let update = FrameChange::Update { id: frame(1, 1), data: vec![], head: None, wake: None };
    let update_and_wake =
        FrameChange::Update { id: frame(1, 1), data: vec![], head: None, wake: Some(Wake::Now) };
    let mut same_id = start(1);
    same_id.name = "another name".to_owned();
    let answer = Answer { command: CommandId(1), text: String::new() };
    vec![
        ("an insert of a frame that is there", frames([FrameChange::Insert(frame_row(1, 0, Wake::Never))])),
        ("an update of a frame that is not there", frames([update])),
        ("an update with a wake of a frame that is not there", frames([update_and_wake])),
        ("a wake of a frame that is not there", frames([FrameChange::Wake(frame(2, 0), Wake::Now)])),
        (
            "an update of a frame that the same commit deletes",
            frames([FrameChange::Delete(frame(1, 0)), FrameChange::Wake(frame(1, 0), Wake::Now)]),
        ),
        (
            "a row of the history that is there",
            Commit { history: vec![row(1, 1, None, &[])], ..Commit::default() },
        ),
        (
            "the end of an execution that is not there",
            Commit { executions: vec![ended(9, at(0), None)], ..Commit::default() },
        ),
        ("a start with an id that is there", Commit { start: vec![same_id], ..Commit::default() }),
        ("an answer to a command that is not there", Commit { answers: vec![answer], ..Commit::default() }),
    ]
}
