//! What a task can learn of the attempt that it is.

use std::sync::Arc;

use jiff::Timestamp;

use crate::execution::{Frame, current};

/// The attempt that a task is: its idempotency key, its number, its deadline.
///
/// It is there inside every task that a workflow calls, in the same tokio task: what a task spawns has to be given it.
///
/// ```
/// # use workflow_runtime::TaskContext;
/// /// Charges a card at a service that takes an idempotency key.
/// async fn charge(amount: u32) {
///     if let Some(context) = TaskContext::current() {
///         let key = context.idempotency_key(); // the same for every attempt
///         println!("charging {amount} under {key}, attempt {}", context.attempt());
///     }
/// }
/// # let _ = charge(1);
/// ```
#[derive(Clone, Debug)]
pub struct TaskContext {
    frame: Arc<Frame>,
    visit: u64,
    attempt: u32,
    deadline: Option<Timestamp>,
}

impl TaskContext {
    /// The context of the running attempt; `None` outside a workflow.
    #[must_use]
    pub fn current() -> Option<Self> {
        current(|frame| Self {
            frame: Arc::clone(frame),
            visit: frame.visit(),
            attempt: frame.attempt(),
            deadline: frame.deadline(),
        })
    }

    /// `execution/path/visit`: the same for every attempt of this call, and different for every other call.
    #[must_use]
    pub fn idempotency_key(&self) -> String {
        self.frame.idempotency_key(self.visit)
    }

    /// How many attempts of this call went before.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// When this attempt is dropped, if it has a timeout.
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        self.deadline
    }

    /// Says that this attempt is still at work: the time until its heartbeat expires begins anew.
    ///
    /// It does nothing for an attempt that is over.
    pub fn heartbeat(&self) {
        if self.frame.visit() == self.visit && self.frame.attempt() == self.attempt {
            self.frame.heartbeat();
        }
    }
}
