//! The machines as somebody would write them without a library: an enum, a loop, a `match`.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use futures_util::FutureExt as _;

use crate::{Failed, Work, exact, passed, zero};

enum Ring {
    Add { left: u64, total: u64 },
    Decide { left: u64, total: u64 },
    Turn { left: u64, total: u64 },
}

pub(crate) async fn ring<const OPAQUE: bool>(left: u64) -> Result<u64, Failed> {
    let mut state = Ring::Add { left, total: 0 };
    loop {
        state = match passed::<OPAQUE, _>(state) {
            Ring::Add { left, total } => Ring::Decide { left, total: exact(total.checked_add(left))? },
            Ring::Decide { left, total } => {
                if left == zero() {
                    return Ok(total);
                }
                Ring::Turn { left, total }
            }
            Ring::Turn { left, total } => Ring::Add { left: exact(left.checked_sub(1))?, total },
        }
    }
}

/// [`ring`] that does what the workflow's driver does besides: anybody can ask in which visit it is, and it gives its
/// thread back from time to time.
pub(crate) async fn counted_ring(visit: &AtomicU64, left: u64) -> Result<u64, Failed> {
    let mut state = Ring::Add { left, total: 0 };
    let (mut entered, mut last) = (0, STATES_PER_TURN);
    loop {
        entered += 1;
        visit.store(entered, Relaxed);
        if entered == last {
            last += STATES_PER_TURN;
            tokio::task::yield_now().await;
        }
        state = match passed::<true, _>(state) {
            Ring::Add { left, total } => Ring::Decide { left, total: exact(total.checked_add(left))? },
            Ring::Decide { left, total } => {
                if left == zero() {
                    return Ok(total);
                }
                Ring::Turn { left, total }
            }
            Ring::Turn { left, total } => Ring::Add { left: exact(left.checked_sub(1))?, total },
        }
    }
}

/// As many as in a workflow.
const STATES_PER_TURN: u64 = 1024;

enum Tasks {
    Call { left: u64, total: u64 },
    Decide { left: u64, worked: u64, total: u64 },
}

pub(crate) async fn tasks(work: impl Work, left: u64) -> Result<u64, Failed> {
    let mut state = Tasks::Call { left, total: 0 };
    loop {
        state = match passed::<true, _>(state) {
            Tasks::Call { left, total } => {
                let worked = work.ready(left).await?;
                Tasks::Decide { left, worked, total }
            }
            Tasks::Decide { left, worked, total } => {
                if worked == 0 {
                    return Ok(total);
                }
                Tasks::Call { left: exact(left.checked_sub(1))?, total: exact(total.checked_add(worked))? }
            }
        }
    }
}

/// [`tasks`] of which a task that panics is a failure, as it is of a workflow's.
pub(crate) async fn caught_tasks(work: impl Work, left: u64) -> Result<u64, Failed> {
    let mut state = Tasks::Call { left, total: 0 };
    loop {
        state = match passed::<true, _>(state) {
            Tasks::Call { left, total } => {
                let worked = AssertUnwindSafe(work.ready(left)).catch_unwind().await;
                let worked = worked.unwrap_or(Err(Failed::Crashed))?;
                Tasks::Decide { left, worked, total }
            }
            Tasks::Decide { left, worked, total } => {
                if worked == 0 {
                    return Ok(total);
                }
                Tasks::Call { left: exact(left.checked_sub(1))?, total: exact(total.checked_add(worked))? }
            }
        }
    }
}

/// [`caught_tasks`] that does what the workflow's driver does besides: [`counted_ring`]'s.
pub(crate) async fn counted_caught_tasks(
    visit: &AtomicU64,
    work: impl Work,
    left: u64,
) -> Result<u64, Failed> {
    let mut state = Tasks::Call { left, total: 0 };
    let (mut entered, mut last) = (0, STATES_PER_TURN);
    loop {
        entered += 1;
        visit.store(entered, Relaxed);
        if entered == last {
            last += STATES_PER_TURN;
            tokio::task::yield_now().await;
        }
        state = match passed::<true, _>(state) {
            Tasks::Call { left, total } => {
                let worked = AssertUnwindSafe(work.ready(left)).catch_unwind().await;
                let worked = worked.unwrap_or(Err(Failed::Crashed))?;
                Tasks::Decide { left, worked, total }
            }
            Tasks::Decide { left, worked, total } => {
                if worked == 0 {
                    return Ok(total);
                }
                Tasks::Call { left: exact(left.checked_sub(1))?, total: exact(total.checked_add(worked))? }
            }
        }
    }
}
