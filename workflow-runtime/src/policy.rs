//! The policy of a task: how long it may take, when it is tried again, and what memory it needs.

use std::time::Duration;

use crate::{Retrier, TaskFailure};

/// Timeout, heartbeat and retriers of a task whose own error is `E`.
///
/// A field that is not set takes what [`or`](Self::or) gives; then there is no limit and no retry.
#[derive(Debug)]
pub struct TaskPolicy<'a, E> {
    /// How long one attempt may take before it is dropped and counts as [`TaskFailure::TimedOut`].
    pub timeout: Option<Duration>,
    /// How long one attempt may go without a heartbeat before it is dropped and counts as [`TaskFailure::TimedOut`].
    pub heartbeat: Option<Duration>,
    /// The retriers, in order; the first that matches a failure decides.
    pub retry: &'a [Retrier<TaskFailure<E>>],
}

impl<'a, E> TaskPolicy<'a, E> {
    /// No limits and no retries.
    pub const NONE: Self = Self { timeout: None, heartbeat: None, retry: &[] };

    /// Whether it says nothing.
    #[inline]
    pub(crate) const fn is_empty(&self) -> bool {
        !self.is_limited() && self.retry.is_empty()
    }

    /// Whether an attempt may be ended by the time it takes.
    #[inline]
    pub(crate) const fn is_limited(&self) -> bool {
        self.timeout.is_some() || self.heartbeat.is_some()
    }

    /// This policy with what it leaves unset taken from `defaults`: the policy on the method of the task's trait.
    #[must_use]
    pub const fn or(self, defaults: TaskPolicy<'a, E>) -> Self {
        Self {
            timeout: if self.timeout.is_some() { self.timeout } else { defaults.timeout },
            heartbeat: if self.heartbeat.is_some() { self.heartbeat } else { defaults.heartbeat },
            retry: if self.retry.is_empty() { defaults.retry } else { self.retry },
        }
    }
}

impl<E> Clone for TaskPolicy<'_, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for TaskPolicy<'_, E> {}

impl<E> Default for TaskPolicy<'_, E> {
    fn default() -> Self {
        Self::NONE
    }
}

/// The memory that a task asks for its Lambda function: `memory_mb` on its method.
///
/// It means nothing where the task runs in this process, and is not in the definition: ASL has no place for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunctionMemory {
    /// The function, as the definition calls it: `BankCheckName`.
    pub function: &'static str,
    /// Megabytes, 128 to 10,240 (AWS Lambda quotas).
    pub memory_mb: u32,
}
