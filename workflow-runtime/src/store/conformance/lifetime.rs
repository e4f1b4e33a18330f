//! The end of a store, and its next beginning.

use std::sync::Arc;

use futures_util::future::{join, join_all};

use super::super::{Commit, FrameChange, HistoryId, ListFilter, Store, StoreError, Wake};
use super::given::{
    at, commit, ended, execution, frame_row, kept_rows, listed, loaded, ok, row, same, start, started,
};
use super::{Found, rules};

rules! {
    /// After it was closed every call to a store fails (`is_closed`).
    async fn closed(store: &dyn Store) -> Found {
        commit(store, started(1)).await?;
        ok("close", store.close().await)?;
        let commit = Arc::new(started(2));
        let results = [
            ("position", store.position().await.map(drop)),
            ("commit", store.commit(commit).await),
            ("put_definition", store.put_definition("hash", "{}").await),
            ("definition", store.definition("hash").await.map(drop)),
            ("find", store.find("orders", "name-1").await.map(drop)),
            ("load", store.load(execution(1)).await.map(drop)),
            ("children", store.children(execution(1)).await.map(drop)),
            ("due", store.due(None, at(0), 1).await.map(drop)),
            ("list", store.list(&ListFilter::default(), None, 1).await.map(drop)),
            ("history", store.history(&[HistoryId(1)]).await.map(drop)),
            ("trail", store.trail(&[HistoryId(1)]).await.map(drop)),
            ("prune", store.prune(at(0), 1).await.map(drop)),
            ("leave", store.leave("stop").await.map(drop)),
            ("commands", store.commands(None).await.map(drop)),
            ("answer", store.answer(super::super::CommandId(1)).await.map(drop)),
            ("close", store.close().await),
        ];
        for (call, result) in results {
            super::given::refused(&format!("{call}() after close()"), result, "is_closed", StoreError::is_closed)?;
        }
        Ok(())
    }

    /// Closing a store answers every commit that was queued before.
    async fn close_answers_what_is_queued(store: &dyn Store) -> Found {
        let commits = join_all((1..=100).map(|number| store.commit(Arc::new(started(number)))));
        let (results, closed) = join(commits, store.close()).await;
        ok("close", closed)?;
        for result in results {
            ok("a commit that was queued before close()", result)?;
        }
        Ok(())
    }
}

/// The promise of [`reopened`].
pub(super) const REOPENED: &str =
    "What was acknowledged is there when the store is opened again, and ids go on where they were.";

/// Fills a store, closes it, and compares what the next one has.
pub(super) async fn reopened<S: Store>(store: S, reopen: impl AsyncFn() -> S) -> Found {
    fill(&store).await?;
    let before = everything(&store).await?;
    let queued = join_all((10..=20).map(|number| store.commit(Arc::new(started(number)))));
    let (results, closed) = join(queued, store.close()).await;
    ok("close", closed)?;
    for result in results {
        ok("a commit that was queued before close()", result)?;
    }
    drop(store);
    let store = reopen().await;
    for number in 10..=20 {
        loaded(&store, number).await.map_err(|found| format!("queued before close(): {found}"))?;
    }
    let mut after = everything(&store).await?;
    after[0] = before[0].clone();
    same("what is in the store", &after, &before)?;
    let position = ok("position", store.position().await)?;
    same("position().execution", &position.execution, &Some(execution(20)))?;
    same("position().history", &position.history, &Some(HistoryId(43)))?;
    let next = ok("leave", store.leave("next").await)?;
    same("whether ids of commands go on", &(next.0 > 2), &true)
}

async fn fill(store: &dyn Store) -> Found {
    let mut first = started(1);
    first.history = vec![row(1, 1, None, &[]), row(2, 1, Some(1), &[1])];
    commit(store, first).await?;
    commit(store, Commit { executions: vec![ended(1, at(5), Some(2))], ..Commit::default() }).await?;
    let waits = FrameChange::Insert(frame_row(2, 0, Wake::At(at(30))));
    commit(store, Commit { start: vec![start(2)], frames: vec![waits], ..Commit::default() }).await?;
    let mut gone = started(4);
    gone.history = vec![row(43, 4, None, &[])];
    gone.executions = vec![ended(4, at(1), Some(43))];
    commit(store, gone).await?;
    same("prune()", &ok("prune", store.prune(at(2), 10).await)?, &1)?;
    ok("put_definition", store.put_definition("hash", "{}").await)?;
    let done = ok("leave", store.leave("done").await)?;
    ok("leave", store.leave("open").await)?;
    let answer = super::super::Answer { command: done, text: "yes".to_owned() };
    commit(store, Commit { answers: vec![answer], ..Commit::default() }).await
}

/// All that can be asked of the store that [`fill`] made, as text; the list first.
async fn everything(store: &dyn Store) -> Result<Vec<String>, String> {
    let commands = ok("commands", store.commands(None).await)?;
    let done = super::super::CommandId(commands[0].id.0 - 1);
    Ok(vec![
        format!("{:?}", listed(store).await?),
        format!("{:?}", loaded(store, 1).await?),
        format!("{:?}", loaded(store, 2).await?),
        format!("{:?}", ok("load", store.load(execution(4)).await)?),
        format!("{:?}", ok("history", store.history(&[HistoryId(1), HistoryId(2)]).await)?),
        format!("{:?}", ok("trail", store.trail(&[HistoryId(2)]).await)?),
        format!("{:?}", kept_rows(store, &[1, 2, 43]).await?),
        format!("{:?}", ok("definition", store.definition("hash").await)?),
        format!("{commands:?}"),
        format!("{:?}", ok("answer", store.answer(done).await)?),
    ])
}
