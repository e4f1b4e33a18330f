//! How executions end, and who waits for it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tokio::sync::Notify;
use tokio::sync::futures::Notified;

use super::record::{Entry, Nanos};
use crate::error::Kind;
use crate::store::{ExecutionId, ExecutionRow, ExecutionStatus};
use crate::{Error, Failure};

/// How an execution ended, as its row has it.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    pub(super) status: ExecutionStatus,
    /// Its output as JSON, or why it has none.
    pub(super) result: Result<Arc<RawValue>, Error>,
}

/// What is stored of an execution that ended without an output.
#[derive(Serialize, Deserialize)]
struct Failed<'a> {
    error: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cause: Option<Cow<'a, str>>,
    /// Whether an expression could not be evaluated.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    evaluation: bool,
}

impl Outcome {
    pub(super) fn of(result: &Result<Box<RawValue>, Error>) -> Self {
        match result {
            Ok(output) => Self { status: ExecutionStatus::Succeeded, result: Ok(Arc::from(output.clone())) },
            Err(error) => Self { status: error.status(), result: Err(error.clone()) },
        }
    }

    /// The outcome of a row; `None` while the execution runs.
    pub(super) fn of_row(row: &ExecutionRow) -> Option<Self> {
        if row.status == ExecutionStatus::Running {
            return None;
        }
        let bytes = row.outcome.as_deref().unwrap_or_default();
        let result = match row.status {
            ExecutionStatus::Succeeded => match serde_json::from_slice::<Box<RawValue>>(bytes) {
                Ok(output) => Ok(Arc::from(output)),
                Err(reason) => Err(super::errors::unreadable(format!("the output cannot be read: {reason}"))),
            },
            ExecutionStatus::Failed
            | ExecutionStatus::TimedOut
            | ExecutionStatus::Aborted
            | ExecutionStatus::Running => Err(stored_error(row.status, bytes)),
        };
        Some(Self { status: row.status, result })
    }

    /// Whether it failed because a payload was too large.
    pub(super) fn exceeded_the_data_limit(&self) -> bool {
        self.result.as_ref().is_err_and(Error::is_data_limit_exceeded)
    }

    /// What a row keeps of it.
    pub(super) fn bytes(&self) -> Vec<u8> {
        match &self.result {
            Ok(output) => output.get().as_bytes().to_vec(),
            Err(error) => {
                let failed = Failed {
                    error: error.error().into(),
                    cause: error.cause().map(Cow::Borrowed),
                    evaluation: error.kind() == Kind::Evaluation,
                };
                serde_json::to_vec(&failed).expect("two strings are JSON")
            }
        }
    }

    /// The entry of the history that says so.
    pub(super) fn entry(&self, at: Nanos) -> Entry<'_> {
        let (error, cause) = match &self.result {
            Ok(_) => (None, None),
            Err(error) => (Some(error.error().into()), error.cause().map(Cow::Borrowed)),
        };
        Entry::ExecutionEnded { at, status: self.status, error, cause }
    }
}

fn stored_error(status: ExecutionStatus, bytes: &[u8]) -> Error {
    let failed: Failed<'_> = serde_json::from_slice(bytes).unwrap_or(Failed {
        error: Cow::Borrowed(crate::error::RUNTIME),
        cause: Some(Cow::Borrowed("what the execution failed with cannot be read")),
        evaluation: false,
    });
    let kind = match status {
        ExecutionStatus::TimedOut => Kind::ExecutionTimedOut,
        ExecutionStatus::Aborted => Kind::Aborted,
        _ if failed.evaluation => Kind::Evaluation,
        _ => Kind::Failed,
    };
    Error::stored(kind, Failure::new(failed.error, failed.cause.map(Cow::into_owned)))
}

/// What somebody who waits for the end of an execution looks at.
#[derive(Debug, Default)]
pub(super) struct Ending {
    outcome: OnceLock<Outcome>,
    /// There is an outcome, or none for now because the execution is blocked.
    changed: Notify,
}

impl Ending {
    /// One that is known.
    pub(super) fn known(outcome: Outcome) -> Arc<Self> {
        Arc::new(Self { outcome: OnceLock::from(outcome), changed: Notify::new() })
    }

    pub(super) fn outcome(&self) -> Option<&Outcome> {
        self.outcome.get()
    }

    pub(super) fn set(&self, outcome: Outcome) {
        let _ = self.outcome.set(outcome);
        self.changed.notify_waiters();
    }

    /// Ready when there is something new to be looked at: counts from this call on, not from the first poll.
    pub(super) fn changed(&self) -> Notified<'_> {
        self.changed.notified()
    }
}

/// The executions whose end somebody waits for.
#[derive(Debug, Default)]
pub(super) struct Endings {
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    endings: HashMap<ExecutionId, Weak<Ending>>,
    /// With so many it is looked for those that nobody waits for.
    sweep_at: usize,
}

impl Waiting {
    /// An execution whose handle was dropped, and that waits for months, is not to leave anything here. To look through
    /// all when there are twice as many as were left the last time costs each of them a little.
    fn sweep_if_many(&mut self) {
        if self.endings.len() >= self.sweep_at {
            self.endings.retain(|_, ending| ending.strong_count() > 0);
            self.sweep_at = (2 * self.endings.len()).max(SWEEP_AT_LEAST);
            self.endings.shrink_to(self.sweep_at);
        }
    }
}

/// So few are not looked through.
const SWEEP_AT_LEAST: usize = 1_024;

impl Endings {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the end of an execution from now on. An execution that is over has to be looked up afterwards.
    pub(super) fn watch(&self, id: ExecutionId) -> Arc<Ending> {
        let mut waiting = self.waiting();
        if let Some(ending) = waiting.endings.get(&id).and_then(Weak::upgrade) {
            return ending;
        }
        waiting.sweep_if_many();
        let ending = Arc::new(Ending::default());
        waiting.endings.insert(id, Arc::downgrade(&ending));
        ending
    }

    /// An execution has ended.
    pub(super) fn end(&self, id: ExecutionId, outcome: Outcome) {
        let ending = self.waiting().endings.remove(&id);
        if let Some(ending) = ending.and_then(|ending| ending.upgrade()) {
            ending.set(outcome);
        }
    }

    /// An execution is blocked: whoever waits for its end is to look at that.
    pub(super) fn look(&self, id: ExecutionId) {
        let ending = self.waiting().endings.get(&id).and_then(Weak::upgrade);
        if let Some(ending) = ending {
            ending.changed.notify_waiters();
        }
    }

    /// Nothing will end any more.
    pub(super) fn end_all(&self, outcome: &Outcome) {
        let all: Vec<_> = self.waiting().endings.drain().collect();
        for ending in all.into_iter().filter_map(|(_, ending)| ending.upgrade()) {
            ending.set(outcome.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_waits_for_is_forgotten() {
        let endings = Endings::default();
        let kept = endings.watch(ExecutionId::FIRST);
        for number in 2..100_000 {
            drop(endings.watch(ExecutionId::new(number).expect("it is in range")));
        }
        let left = endings.waiting().endings.len();
        assert!(left <= SWEEP_AT_LEAST, "{left} are left");
        assert!(Arc::ptr_eq(&kept, &endings.watch(ExecutionId::FIRST)));
    }
}
