//! The task of a loaded execution: drives it, and unloads it when there is nothing but waiting.
//!
//! Read `slot.rs` first: why no wake-up is lost.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker, ready};

use futures_util::future::BoxFuture;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, Sleep};

use super::node;
use super::running::{self, Running};
use super::slot::{Doom, Port, Slot};
use super::{Inner, errors};
use crate::Workflow;
use crate::store::{Commit, Wake};

/// Why the task of an execution is done.
enum Done {
    /// The execution is over.
    Over,
    /// It only waits, and the store has all of it; when it is due.
    Resting(Wake),
    Doomed(Doom),
    /// The engine goes no further.
    Halted,
}

/// Runs an execution until it is over or only waits.
pub(super) async fn supervise<W: Workflow>(
    workflow: Arc<W>,
    running: Arc<Running>,
    start: Option<W::State>,
    permit: OwnedSemaphorePermit,
) {
    running.slot.enter_work();
    let _left = Left(&running.slot);
    let (done, blocked) = {
        let driver = pin!(running::run(&*workflow, &running, start));
        let done =
            Supervised { driver, running: &running, resting: Resting::Busy, first: true, waker: None }.await;
        // Before the driver is dropped: who waits for the first commit of an execution then looks for why there is none.
        let blocked = match &done {
            Done::Doomed(Doom::Blocked(reason)) => {
                Some(running.engine.block(running.id, running.run.id().to_string(), reason.clone()))
            }
            _ => None,
        };
        (done, blocked)
    };
    let engine = &running.engine;
    engine.slots.remove(&running.slot);
    drop(permit);
    match done {
        Done::Over => running.slot.close(Some(&|port| match port {
            Port::Token(_) => errors::closed_token(),
            Port::Control(_) => errors::over(),
        })),
        Done::Resting(wake) => {
            if let Wake::At(at) = wake {
                engine.timers.add(running.id, at);
            }
        }
        Done::Doomed(_) | Done::Halted => match blocked {
            Some(error) => running.slot.close(Some(&|_| error.clone())),
            None => running.slot.close(None),
        },
    }
    engine.unloaded();
}

/// Leaves nothing behind in the slot, wherever the task ends: a commit that was under way would keep the engine and its
/// store alive, and nobody makes it any more.
struct Left<'a>(&'a Slot);

impl Drop for Left<'_> {
    fn drop(&mut self) {
        self.0.abandon_orphans();
    }
}

/// How far an execution is on its way out of memory.
enum Resting {
    /// It is not.
    Busy,
    /// It has nothing to do, since a moment.
    Idle(Pin<Box<Sleep>>),
    /// The store is told when its frames are due, the first of them then.
    Settling(BoxFuture<'static, ()>, Wake),
}

struct Supervised<'a, F> {
    driver: Pin<&'a mut F>,
    running: &'a Running,
    resting: Resting,
    first: bool,
    /// The waker that the slot has.
    waker: Option<Waker>,
}

impl<F: Future> Future for Supervised<'_, F> {
    type Output = Done;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Done> {
        let slot = &self.running.slot;
        if !self.waker.as_ref().is_some_and(|waker| waker.will_wake(cx.waker())) {
            slot.set_task(cx.waker().clone());
            self.waker = Some(cx.waker().clone());
        }
        if self.running.engine.is_halted() {
            return Poll::Ready(Done::Halted);
        }
        slot.together.poll_sent(cx);
        // The execution is not polled again after a panic, so nobody sees what the panic left half done.
        match catch_unwind(AssertUnwindSafe(|| self.driver.as_mut().poll(cx))) {
            Ok(Poll::Ready(_)) => return Poll::Ready(Done::Over),
            Ok(Poll::Pending) => {}
            Err(panic) => return Poll::Ready(Done::Doomed(Doom::Blocked(panicked(&*panic)))),
        }
        if let Some(doom) = slot.doom() {
            return Poll::Ready(Done::Doomed(doom.clone()));
        }
        if self.first {
            self.first = false;
            self.running.engine.unblock(self.running.id);
            slot.open();
        }
        self.running.send_gathered(cx);
        self.poll_rest(cx).map(Done::Resting)
    }
}

impl<F> Supervised<'_, F> {
    /// Ready when the execution can be unloaded: with the time when it is due.
    fn poll_rest(&mut self, cx: &mut Context<'_>) -> Poll<Wake> {
        let Self { running, resting, .. } = self;
        let engine = &running.engine;
        if !running.slot.is_idle() {
            // A commit that settles wakes is finished before its frames' next ones are acknowledged.
            if let Resting::Settling(commit, _) = std::mem::replace(resting, Resting::Busy) {
                running.slot.adopt(commit);
            }
            return Poll::Pending;
        }
        loop {
            match resting {
                Resting::Busy => {
                    let after = engine.rest_after();
                    let next = running.next_wake();
                    if is_due_within(engine, next, after) {
                        // Its own timer is as good as any.
                        return Poll::Pending;
                    }
                    *resting = Resting::Idle(Box::pin(tokio::time::sleep_until(Instant::now() + after)));
                }
                Resting::Idle(pause) => {
                    if pause.deadline() > Instant::now() {
                        ready!(pause.as_mut().poll(cx));
                    }
                    let mut commit = Commit::default();
                    let wake = node::rest(engine, &running.main, running.deadline(), &mut commit);
                    let made: BoxFuture<'static, ()> = if commit.frames.is_empty() {
                        Box::pin(std::future::ready(()))
                    } else {
                        Inner::commit(engine, &running.slot, commit, Vec::new(), false)
                    };
                    *resting = Resting::Settling(made, wake);
                }
                Resting::Settling(commit, wake) => {
                    ready!(commit.as_mut().poll(cx));
                    let wake = *wake;
                    *resting = Resting::Busy;
                    return if running.slot.close_if_silent() { Poll::Ready(wake) } else { Poll::Pending };
                }
            }
        }
    }
}

/// Whether an execution with this wake is not worth unloading.
fn is_due_within(engine: &Inner, wake: Wake, after: std::time::Duration) -> bool {
    match wake {
        Wake::Now => !engine.is_draining(),
        Wake::At(at) => !engine.is_draining() && engine.clock.until(at) <= after,
        Wake::Never => false,
    }
}

impl Running {
    /// When the execution goes on by itself.
    fn next_wake(&self) -> Wake {
        node::next_wake(&self.main, self.deadline())
    }
}

/// What the program has to say of a panic outside a task.
fn panicked(panic: &(dyn Any + Send)) -> String {
    let message = crate::execution::attempt::message_of(panic);
    format!("the program panicked outside a task: {message}")
}
