//! Back-pressure: what is queued for the writer is bounded, and who finds no room waits.

use std::sync::mpsc;
use std::task::Poll;

use futures_util::future::poll_fn;

use super::super::super::{ListFilter, Store};
use super::super::SqliteOptions;
use super::make;
use super::torn::begins;

/// While the writer is held up, a thousand commits are queued and no more. Of callers that go away then, those that were
/// queued are served, and those that waited for room have asked for nothing.
#[tokio::test]
async fn who_finds_no_room_in_the_queue_waits() {
    let (store, _directory) = make(&SqliteOptions::new());
    let (go_on, held_up) = mpsc::channel::<()>();
    let (began, begun) = tokio::sync::oneshot::channel();
    let holding = store.writer.change(&store.shared, move |_| {
        let _ = began.send(());
        let _ = held_up.recv();
        Ok(())
    });
    let mut holding = Box::pin(holding);
    tokio::select! {
        biased;
        held = &mut holding => panic!("nothing holds it up: {held:?}"),
        begun = begun => begun.expect("the writer is held up"),
    }
    let mut commits: Vec<_> = (1..=3_000).map(|number| store.commit(begins(number))).collect();
    // All of them, whatever tokio thinks of a task that does so much at once.
    tokio::task::unconstrained(poll_fn(|cx| {
        for commit in &mut commits {
            assert!(commit.as_mut().poll(cx).is_pending(), "nothing is written meanwhile");
        }
        Poll::Ready(())
    }))
    .await;
    drop(commits);
    go_on.send(()).expect("the writer waits");
    holding.await.expect("it is done");
    // It comes after all that was queued.
    store.put_definition("hash", "{}").await.expect("it is written");
    let made = store.list(&ListFilter::default(), None, 4_000).await.expect("it lists").len();
    assert!((1_000..=1_024).contains(&made), "{made} of 3,000 were queued");
}
