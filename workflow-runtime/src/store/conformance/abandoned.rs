//! Callers that go away: what they asked for is done whole or not at all.

use std::sync::Arc;
use std::task::Poll;

use futures_util::future::{join_all, poll_fn};

use super::super::{Commit, FrameChange, HistoryId, Store};
use super::given::{commit, frame, frames, kept_rows, ok, only_frame, row, started};
use super::{Found, rules};

rules! {
    /// A commit whose caller goes away is made whole or not at all, and holds up no other.
    async fn an_abandoned_commit(store: &dyn Store) -> Found {
        commit(store, started(1)).await?;
        for number in 1..=50 {
            let change = FrameChange::Update {
                id: frame(1, 0), data: vec![], head: Some(HistoryId(number)), wake: None,
            };
            let one = Commit { history: vec![row(number, 1, None, &[])], ..frames([change]) };
            let mut made = store.commit(Arc::new(one));
            poll_fn(|cx| {
                let _ = made.as_mut().poll(cx);
                Poll::Ready(())
            })
            .await;
        }
        commit(store, Commit::default()).await?;
        let all: Vec<i64> = (1..=50).collect();
        let kept = kept_rows(store, &all).await?;
        let head = only_frame(store, 1).await?.head.map(|head| head.0);
        if kept.last().copied() == head {
            return Ok(());
        }
        Err(format!("the frame's head is expected to be the last row that was kept\nhead: {head:?}, kept: {kept:?}"))
    }

    /// Many callers at once are all served.
    async fn many_callers(store: &dyn Store) -> Found {
        let made = (1..=3_000).map(|number| store.commit(Arc::new(started(number))));
        for result in join_all(made).await {
            ok("one of 3,000 commits", result)?;
        }
        let loads = (1..=3_000).map(|number| store.load(super::given::execution(number)));
        for result in join_all(loads).await {
            if ok("one of 3,000 loads", result)?.is_none() {
                return Err("an execution that was committed is expected; load() found none".to_owned());
            }
        }
        Ok(())
    }
}
