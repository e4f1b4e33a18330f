//! One attempt of a task: it may panic, it may run out of time, and what it gave may be no success.
//!
//! This file knows neither retries nor events. Read next: `task.rs`.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{self, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

use super::Frame;
use crate::crash::Crash;
use crate::error::TIMEOUT;
use crate::{EvaluationError, TaskFailure, TaskPolicy};

/// The error name of a task that panicked.
pub(crate) const PANIC: &str = "Panic";

/// How an attempt ended without a result of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Interruption {
    /// The deadline or the heartbeat passed.
    TimedOut,
    /// It panicked, with this message.
    Panicked(String),
    /// It ended itself, under a name of its own.
    Crashed(Crash),
}

impl Interruption {
    /// What a panic was.
    #[cold]
    pub(crate) fn of(panic: &(dyn Any + Send)) -> Self {
        match Crash::of(panic) {
            Some(crash) => Self::Crashed(crash.clone()),
            None => Self::Panicked(message_of(panic)),
        }
    }

    /// The ASL error name.
    pub(crate) fn error_name(&self) -> &str {
        match self {
            Self::TimedOut => TIMEOUT,
            Self::Panicked(_) => PANIC,
            Self::Crashed(crash) => &crash.name,
        }
    }
}

/// What an attempt of a task gives: its arguments may fail to evaluate, and then the task may fail.
pub(crate) type Attempted<T, E> = Result<Result<T, TaskFailure<E>>, EvaluationError>;

/// How an attempt failed, and what there is to say of it that its type does not.
pub(crate) type Failed<E> = (TaskFailure<E>, Option<String>);

/// What an attempt gave, or how it failed; a panic and a crash are logged.
pub(crate) fn settled<T, E>(
    outcome: Result<Attempted<T, E>, Interruption>,
    frame: &Frame,
) -> Result<T, Failed<E>> {
    match outcome {
        Ok(Ok(Ok(value))) => Ok(value),
        Ok(Ok(Err(failure))) => Err((failure, None)),
        Ok(Err(evaluation)) => {
            let cause = evaluation.to_string();
            Err((evaluation.into(), Some(cause)))
        }
        Err(Interruption::TimedOut) => Err((TaskFailure::TimedOut, None)),
        Err(Interruption::Panicked(message)) => {
            tracing::error!(message, "a task panicked");
            frame.run.panicked(message.clone());
            Err((TaskFailure::Crashed(PANIC.to_owned()), Some(message)))
        }
        Err(Interruption::Crashed(crash)) => {
            tracing::error!(name = crash.name, "a task crashed: {}", crash.words);
            Err((TaskFailure::Crashed(crash.name), Some(crash.words)))
        }
    }
}

/// Until when an attempt may run.
#[derive(Clone, Copy, Default)]
pub(crate) struct Limits {
    pub(crate) deadline: Option<Instant>,
    /// The longest time without a heartbeat; the frame knows when the last one was.
    pub(crate) heartbeat: Option<Duration>,
}

impl Limits {
    /// Those of the attempt with this number, which begins now.
    #[inline]
    pub(crate) fn begin<E>(frame: &Frame, number: u32, policy: &TaskPolicy<'_, E>) -> Self {
        let deadline = frame.begin_attempt(number, policy.timeout);
        if policy.heartbeat.is_some() {
            frame.heartbeat();
        }
        Self { deadline, heartbeat: policy.heartbeat }
    }

    /// When the attempt is out of time, as things stand; heartbeats move it.
    fn due(&self, frame: Option<&Frame>) -> Option<Instant> {
        let silent = self.heartbeat.and_then(|interval| frame?.last_heartbeat()?.checked_add(interval));
        match (self.deadline, silent) {
            (Some(deadline), Some(silent)) => Some(deadline.min(silent)),
            (one, other) => one.or(other),
        }
    }

    /// Ready when the time is up. The timer is made at the first poll: an operation that is ready at once needs none.
    pub(crate) fn poll_passed(
        &self,
        frame: Option<&Frame>,
        mut alarm: Pin<&mut Option<Sleep>>,
        cx: &mut task::Context<'_>,
    ) -> Poll<()> {
        let Some(mut due) = self.due(frame) else { return Poll::Pending };
        loop {
            match alarm.as_mut().as_pin_mut() {
                None => alarm.set(Some(sleep_until(due))),
                Some(timer) if timer.deadline() != due => timer.reset(due),
                Some(timer) => {
                    task::ready!(timer.poll(cx));
                    match self.due(frame) {
                        Some(later) if later > due => due = later,
                        Some(_) | None => return Poll::Ready(()),
                    }
                }
            }
        }
    }
}

/// Runs `operation` until it is done, panics or is out of time.
///
/// The operation is polled first, so that a result that is there when the time is up counts. `frame`, of the state that
/// this is an attempt of, learns that the state has begun to wait.
pub(crate) async fn attempt<F: Future>(
    operation: F,
    limits: &Limits,
    frame: Option<&Frame>,
) -> Result<F::Output, Interruption> {
    let (mut operation, mut alarm) = (pin!(operation), pin!(None));
    poll_fn(|cx| {
        let mut output = None;
        match poll_caught(operation.as_mut(), cx, |given| output = Some(given)) {
            Ok(Poll::Ready(())) => {
                Poll::Ready(Ok(output.expect("an operation that ended well gave something")))
            }
            Ok(Poll::Pending) => {
                frame.map(Frame::note_entered);
                limits.poll_passed(frame, alarm.as_mut(), cx).map(|()| Err(Interruption::TimedOut))
            }
            Err(panic) => Poll::Ready(Err(Interruption::of(&*panic))),
        }
    })
    .await
}

/// What a panic threw.
pub(crate) type Panic = Box<dyn Any + Send>;

/// Polls an operation that may panic; what it gives goes to `take`. After a panic it is not to be polled again.
///
/// What `catch_unwind` gives back goes through memory and is copied from there in whole words, for which a processor has
/// to wait if it was written in bytes just before. So no output goes that way.
#[inline(always)]
pub(crate) fn poll_caught<F: Future>(
    operation: Pin<&mut F>,
    cx: &mut task::Context<'_>,
    take: impl FnOnce(F::Output),
) -> Result<Poll<()>, Panic> {
    // The operation is not polled again after a panic, so nobody sees what the panic left half done.
    catch_unwind(AssertUnwindSafe(|| operation.poll(cx).map(take)))
}

/// The message of a panic: the payloads of `panic!` are strings.
#[cold]
pub(crate) fn message_of(panic: &(dyn Any + Send)) -> String {
    if let Some(message) = panic.downcast_ref::<&str>() {
        (*message).to_owned()
    } else if let Some(message) = panic.downcast_ref::<String>() {
        message.clone()
    } else {
        "a panic whose payload is not a string".to_owned()
    }
}
