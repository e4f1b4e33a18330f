//! What is due: loads executions when their time has come, from a heap of what is due soon and the store's index.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Notify;

use super::Inner;
use super::record::{Nanos, from_nanos, to_nanos};
use super::running::locked;
use crate::store::{Due, ExecutionId, FrameId};

/// What is due within this is in the heap.
const HORIZON: Duration = Duration::from_mins(1);
/// How often the store is read on.
const READ_ON: Duration = Duration::from_secs(30);
/// How many frames are read at a time.
const PAGE: usize = 1024;
/// How often what is too old is looked for, and how much of it is deleted at a time.
const PRUNE_EVERY: Duration = Duration::from_mins(10);
const PRUNE_PAGE: usize = 256;

/// Executions that are not in memory and are due soon: 16 bytes each.
#[derive(Default)]
pub(super) struct Timers {
    heap: Mutex<BinaryHeap<Reverse<(Nanos, ExecutionId)>>>,
    /// Until when the store has been read.
    covered: AtomicI64,
    changed: Notify,
}

impl Timers {
    /// An execution was unloaded, and is due then. What is due later than the store has been read is found there.
    pub(super) fn add(&self, id: ExecutionId, at: Timestamp) {
        if to_nanos(at) <= self.covered.load(Ordering::SeqCst) {
            self.push(id, at);
        }
    }

    /// What the store has read is due: it may be a little later than what was asked for, because stores round up.
    fn push(&self, id: ExecutionId, at: Timestamp) {
        let at = to_nanos(at);
        let mut heap = locked(&self.heap);
        let first = heap.peek().is_none_or(|Reverse((first, _))| at < *first);
        heap.push(Reverse((at, id)));
        drop(heap);
        if first {
            self.changed.notify_one();
        }
    }

    /// Looks at the store again.
    pub(super) fn nudge(&self) {
        self.changed.notify_one();
    }

    pub(super) fn len(&self) -> usize {
        locked(&self.heap).len()
    }

    fn first(&self) -> Option<Nanos> {
        locked(&self.heap).peek().map(|Reverse((at, _))| *at)
    }

    fn pop_due(&self, now: Nanos) -> Option<ExecutionId> {
        let mut heap = locked(&self.heap);
        match heap.peek() {
            Some(Reverse((at, _))) if *at <= now => heap.pop().map(|Reverse((_, id))| id),
            Some(_) | None => None,
        }
    }
}

/// Loads what is due, until the engine is dropped.
pub(super) async fn run(engine: Arc<Inner>) {
    let mut after = None;
    let mut read_next = engine.clock.now();
    loop {
        let now = engine.clock.now();
        if now >= read_next {
            after = engine.read_on(after, now).await;
            read_next = now.saturating_add(READ_ON).unwrap_or(Timestamp::MAX);
        }
        while let Some(id) = engine.timers.pop_due(engine.nanos()) {
            engine.load_due(id).await;
        }
        if engine.backlog.swap(false, Ordering::SeqCst) {
            engine.read_backlog().await;
        }
        let next = engine.timers.first().map_or(read_next, |at| from_nanos(at).min(read_next));
        tokio::select! {
            () = tokio::time::sleep(engine.clock.until(next)) => {}
            () = engine.timers.changed.notified() => {}
        }
    }
}

impl Inner {
    /// Reads what is due within the horizon; gives where the next reading begins.
    async fn read_on(self: &Arc<Self>, mut after: Option<Due>, now: Timestamp) -> Option<Due> {
        // A whole microsecond, as stores keep times: what is due after it is after it in the store, too.
        let until = now.saturating_add(HORIZON).unwrap_or(Timestamp::MAX);
        let until = Timestamp::from_microsecond(until.as_microsecond()).unwrap_or(until);
        // First of all: what is unloaded from now on and due before `until` adds itself, and is not missed by the
        // reading, nor by this being late.
        self.timers.covered.store(to_nanos(until), Ordering::SeqCst);
        loop {
            let page = match self.store.due(after, until, PAGE).await {
                Ok(page) => page,
                Err(error) => {
                    self.read_failed(&error);
                    return after;
                }
            };
            for due in &page {
                match due.at {
                    Some(at) if at > self.clock.now() => self.timers.push(due.frame.execution(), at),
                    Some(_) | None => self.load_due(due.frame.execution()).await,
                }
            }
            match page.last() {
                Some(last) if page.len() == PAGE => after = Some(*last),
                Some(_) | None => return Some(Due { at: Some(until), frame: last_frame() }),
            }
        }
    }

    /// Loads what is due now and was not loaded for want of room.
    async fn read_backlog(self: &Arc<Self>) {
        let mut after = None;
        loop {
            let page = match self.store.due(after, self.clock.now(), PAGE).await {
                Ok(page) => page,
                Err(error) => {
                    self.read_failed(&error);
                    return;
                }
            };
            for due in &page {
                self.load_due(due.frame.execution()).await;
            }
            match page.last() {
                Some(last) if page.len() == PAGE => after = Some(*last),
                Some(_) | None => return,
            }
        }
    }

    /// Loads an execution as soon as there is room for it; of a nested one the outermost that it runs in.
    pub(super) async fn load_due(self: &Arc<Self>, id: ExecutionId) {
        if self.is_draining() || self.slots.contains(id) || locked(&self.blocked).contains_key(&id) {
            return;
        }
        let Ok(permit) = Arc::clone(&self.permits).acquire_owned().await else { return };
        self.slot_of(id, Some(permit));
    }
}

fn last_frame() -> FrameId {
    ExecutionId::MAX.frame(FrameId::MAX_NUMBER).unwrap_or_else(|| ExecutionId::MAX.main_frame())
}

/// Deletes executions that ended too long ago, at the start and from time to time until the engine is dropped.
pub(super) async fn prune(engine: Arc<Inner>) {
    loop {
        let before = engine.clock.now().saturating_sub(engine.options.retention).unwrap_or(Timestamp::MIN);
        loop {
            match engine.store.prune(before, PRUNE_PAGE).await {
                Ok(PRUNE_PAGE) => tokio::task::yield_now().await,
                Ok(_) => break,
                Err(error) => {
                    engine.read_failed(&error);
                    break;
                }
            }
        }
        tokio::time::sleep(PRUNE_EVERY).await;
    }
}
