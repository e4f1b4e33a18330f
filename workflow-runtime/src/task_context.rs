//! What a task can learn of the attempt that it is, and how a server of tasks tells it.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use jiff::Timestamp;

use crate::execution::{Frame, current};

tokio::task_local! {
    /// The attempt that a server of tasks runs here.
    static SERVED: TaskContext;
}

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
    attempt: u32,
    deadline: Option<Timestamp>,
    host: Host,
}

/// Who runs the attempt.
#[derive(Clone)]
enum Host {
    /// An execution in this process: the frame of the machine, and the visit of its state.
    Here { frame: Arc<Frame>, visit: u64 },
    /// A server of tasks, for an execution elsewhere.
    Server(Arc<Served>),
}

/// What a server of tasks knows of an attempt.
struct Served {
    idempotency_key: String,
    request_id: Option<String>,
    heartbeat: Option<Box<dyn Fn() + Send + Sync>>,
}

impl TaskContext {
    /// The context of the running attempt; `None` outside a workflow.
    #[must_use]
    pub fn current() -> Option<Self> {
        let here = current(|frame| Self {
            attempt: frame.attempt(),
            deadline: frame.deadline(),
            host: Host::Here { frame: Arc::clone(frame), visit: frame.visit() },
        });
        here.or_else(|| SERVED.try_with(Clone::clone).ok())
    }

    /// The same text for every attempt of this call, and another one for every other call.
    ///
    /// It is the execution, a step for each branch on the way, `/visit.branch`, and the visit of the state:
    /// `Repairing:kettle-42/5`, in the second branch of the third state `Repairing:kettle-42/3.1/2`; behind the visit of a
    /// parallel or map state that is retried stands its attempt, `/3~1.1`.
    ///
    /// Of a task that a Lambda function does it is made of what AWS knows: `execution/state/moment`, and the index of the
    /// item in a Map.
    #[must_use]
    pub fn idempotency_key(&self) -> String {
        match &self.host {
            Host::Here { frame, visit } => frame.idempotency_key(*visit),
            Host::Server(served) => served.idempotency_key.clone(),
        }
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

    /// What the server of the task calls this attempt, for the log: of a Lambda function its request id. `None` where
    /// the execution runs in this process.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        match &self.host {
            Host::Here { .. } => None,
            Host::Server(served) => served.request_id.as_deref(),
        }
    }

    /// Says that this attempt is still at work: the time until its heartbeat expires begins anew.
    ///
    /// It does nothing for an attempt that is over, and for one whose server sends no heartbeats.
    pub fn heartbeat(&self) {
        match &self.host {
            Host::Here { frame, visit } => {
                if frame.visit() == *visit && frame.attempt() == self.attempt {
                    frame.heartbeat();
                }
            }
            Host::Server(served) => {
                if let Some(heartbeat) = &served.heartbeat {
                    heartbeat();
                }
            }
        }
    }

    /// The context of an attempt for an execution elsewhere, which a server of tasks [runs](Self::scope).
    #[must_use]
    pub fn served(idempotency_key: impl Into<String>, attempt: u32, deadline: Option<Timestamp>) -> Self {
        let served = Served { idempotency_key: idempotency_key.into(), request_id: None, heartbeat: None };
        Self { attempt, deadline, host: Host::Server(Arc::new(served)) }
    }

    /// With what the server calls the attempt. It changes nothing for an execution in this process.
    #[must_use]
    pub fn with_request_id(self, request_id: impl Into<String>) -> Self {
        self.with(|served| served.request_id = Some(request_id.into()))
    }

    /// With what a heartbeat does. It changes nothing for an execution in this process.
    #[must_use]
    pub fn with_heartbeat(self, heartbeat: impl Fn() + Send + Sync + 'static) -> Self {
        self.with(|served| served.heartbeat = Some(Box::new(heartbeat)))
    }

    fn with(mut self, change: impl FnOnce(&mut Served)) -> Self {
        // Nobody else has a context that is still being made.
        if let Host::Server(served) = &mut self.host
            && let Some(served) = Arc::get_mut(served)
        {
            change(served);
        }
        self
    }

    /// Runs a task that finds this context as its [current](Self::current) one.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops the task.
    pub async fn scope<F: Future>(self, task: F) -> F::Output {
        SERVED.scope(self, task).await
    }
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Here { frame, visit } => f.write_str(&frame.idempotency_key(*visit)),
            Self::Server(served) => f.write_str(&served.idempotency_key),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

    use super::*;

    #[tokio::test]
    async fn a_server_of_tasks_tells_its_context() {
        assert!(TaskContext::current().is_none());
        let beats = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&beats);
        let context = TaskContext::served("run/State/now", 2, Some(Timestamp::UNIX_EPOCH))
            .with_request_id("r-1")
            .with_heartbeat(move || {
                counted.fetch_add(1, Relaxed);
            });
        let seen = context.scope(async { TaskContext::current() }).await.expect("it is in scope");
        assert_eq!((seen.idempotency_key().as_str(), seen.attempt()), ("run/State/now", 2));
        assert_eq!((seen.deadline(), seen.request_id()), (Some(Timestamp::UNIX_EPOCH), Some("r-1")));
        seen.heartbeat();
        assert_eq!(beats.load(Relaxed), 1);
        assert!(TaskContext::current().is_none());
    }
}
