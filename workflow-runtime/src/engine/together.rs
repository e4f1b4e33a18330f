//! Commits of branches that are made together: what the branches of an execution begin and end in one poll of its task.
//!
//! Each of them is whole in the commit that they share, and waits until that is durable. It is sent when the poll is over,
//! or has grown enough for the store to begin with it. The main machine shares with nobody: while it is at work there is
//! nobody else. Read next: `running.rs` (who commits), `task.rs` (who sends).

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use futures_util::future::BoxFuture;

use super::slot::Ack;
use crate::store::Commit;

/// So many branches share a commit: few enough that a large map has the store at work while the rest of it is polled.
const AT_MOST: usize = 64;
/// With so many bytes in it a commit is not shared any further.
const BYTES_AT_MOST: usize = 256 * 1024;

/// The shared commits of an execution.
#[derive(Default)]
pub(super) struct Together(Mutex<Inside>);

#[derive(Default)]
struct Inside {
    gathering: Option<Gathered>,
    /// In the order in which they were sent.
    sent: Vec<(Arc<Shared>, BoxFuture<'static, ()>)>,
}

/// What several branches commit, before it is sent.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) commit: Commit,
    pub(super) acks: Vec<Ack>,
    shared: Arc<Shared>,
    branches: usize,
    bytes: usize,
}

/// What those who share a commit wait for.
#[derive(Default)]
pub(super) struct Shared(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    made: bool,
    wakers: Vec<Waker>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Together {
    fn inside(&self) -> MutexGuard<'_, Inside> {
        locked(&self.0)
    }

    /// Adds what `write` writes, of about so many bytes, to the next shared commit; says what to wait for, and whether
    /// that commit is to be sent at once.
    pub(super) fn gather(
        &self,
        bytes: usize,
        write: impl FnOnce(&mut Commit, &mut Vec<Ack>),
    ) -> (Arc<Shared>, bool) {
        let mut inside = self.inside();
        let gathered = inside.gathering.get_or_insert_default();
        write(&mut gathered.commit, &mut gathered.acks);
        gathered.branches += 1;
        gathered.bytes += bytes;
        let is_full = gathered.branches >= AT_MOST || gathered.bytes >= BYTES_AT_MOST;
        (Arc::clone(&gathered.shared), is_full)
    }

    /// Sends what was gathered, if anything was: `commit` makes the future that makes it durable, which is polled once
    /// here, so that the store has it before anything that is committed later.
    pub(super) fn send(
        &self,
        cx: &mut Context<'_>,
        commit: impl FnOnce(Commit, Vec<Ack>) -> BoxFuture<'static, ()>,
    ) {
        let Some(gathered) = self.inside().gathering.take() else { return };
        let Gathered { commit: mut together, acks, shared, .. } = gathered;
        // Rows are numbered when they are begun.
        together.history.sort_by_key(|row| row.id);
        let mut made = commit(together, acks);
        if made.as_mut().poll(cx).is_ready() {
            shared.made();
        } else {
            self.inside().sent.push((shared, made));
        }
    }

    /// Looks which of those that were sent are durable, and wakes whoever waits for them.
    pub(super) fn poll_sent(&self, cx: &mut Context<'_>) {
        let mut sent = mem::take(&mut self.inside().sent);
        if sent.is_empty() {
            return;
        }
        sent.retain_mut(|(shared, made)| {
            let pending = made.as_mut().poll(cx).is_pending();
            if !pending {
                shared.made();
            }
            pending
        });
        self.inside().sent = sent;
    }

    /// What there is to wait for until all is durable that was gathered so far.
    pub(super) fn all(&self) -> Vec<Arc<Shared>> {
        let inside = self.inside();
        let sent = inside.sent.iter().map(|(shared, _)| shared);
        sent.chain(inside.gathering.as_ref().map(|gathered| &gathered.shared)).cloned().collect()
    }

    /// Nobody waits any more.
    pub(super) fn abandon(&self) {
        let inside = mem::take(&mut *self.inside());
        drop(inside);
    }
}

impl Shared {
    fn made(&self) {
        let wakers = {
            let mut waiting = locked(&self.0);
            waiting.made = true;
            mem::take(&mut waiting.wakers)
        };
        wakers.into_iter().for_each(Waker::wake);
    }

    /// Ready when the commit is durable.
    pub(super) fn poll_made(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut waiting = locked(&self.0);
        if waiting.made {
            return Poll::Ready(());
        }
        // The branches of a Parallel are polled together, again and again, with one waker.
        if !waiting.wakers.last().is_some_and(|waker| waker.will_wake(cx.waker())) {
            waiting.wakers.push(cx.waker().clone());
        }
        Poll::Pending
    }
}

/// Waits until a shared commit is durable.
pub(super) struct Made(pub(super) Arc<Shared>);

impl Future for Made {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.0.poll_made(cx)
    }
}
