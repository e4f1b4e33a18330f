//! Tasks and callbacks of the in-memory context: attempts, their limits and their retries.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::task::{self, Poll, ready};
use std::time::Duration;

use pin_project_lite::pin_project;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::attempt::{Attempted, Interruption, Limits, Panic, attempt, poll_caught, settled};
use super::ephemeral::Ephemeral;
use super::span::Inside;
use crate::callback::Pending;
use crate::data::TaskError;
use crate::error::DATA_LIMIT_EXCEEDED;
use crate::retry::Counts;
use crate::{Context, EvaluationError, Observer, TaskFailure, TaskPolicy, TaskToken};

pin_project! {
    /// The attempts of a task: the first in place, the others, if it fails, in a future of their own.
    ///
    /// It is no `async` block. That would be made first and moved to where it is awaited, then make the attempt's future
    /// and move it to where that is pinned; and most of what a task that is ready at once costs is moves.
    ///
    /// Fields lie in memory as they stand here. The operation is last, so that it is written last: a few instructions before
    /// it is polled rustc still knows that it has not begun, and needs not look where it goes on.
    #[repr(C)]
    struct Attempts<'a, 'p, O, E, F, Fut, R, G, M> {
        cx: &'a Ephemeral<'a, O>,
        // Of a task whose policy says anything: it, and how another attempt is made.
        policy: Option<(TaskPolicy<'p, E>, F)>,
        read: R,
        more: G,
        // The depth of spans around the first attempt, or `NOTHING`.
        outside: usize,
        #[pin]
        stage: Stage<Fut, M>,
    }
}

pin_project! {
    /// How far the attempts of a task are.
    #[project = StagePinned]
    enum Stage<Fut, M> {
        First { #[pin] operation: Fut },
        More { more: Pin<Box<M>> },
        Over,
    }
}

/// That there is nothing to the end of an attempt but its result: nobody attends, and no alarm is set.
const NOTHING: usize = usize::MAX;

impl<'a, 'p, O, T, E, F, Fut, R, G, M> Future for Attempts<'a, 'p, O, E, F, Fut, R, G, M>
where
    O: Observer,
    T: Serialize,
    E: TaskError,
    Fut: Future,
    R: Fn(Fut::Output) -> Attempted<T, E>,
    G: Fn(&'a Ephemeral<'a, O>, TaskPolicy<'p, E>, TaskFailure<E>, F) -> M,
    M: Future<Output = Result<T, TaskFailure<E>>>,
{
    type Output = Result<T, TaskFailure<E>>;

    /// Here is what a task costs that is ready at once, succeeds and has nothing besides; the rest is not inlined.
    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Self::Output> {
        let mut this = self.as_mut().project();
        let StagePinned::First { operation } = this.stage.as_mut().project() else {
            return self.poll_more(cx);
        };
        let read = &*this.read;
        // Apart, so that what is no success stays out of the way of what is.
        let (mut value, mut other) = (None, None);
        let polled = poll_caught(operation, cx, |given| match read(given) {
            Ok(Ok(given)) => value = Some(given),
            refused => other = Some(refused),
        });
        match value {
            Some(value) if *this.outside == NOTHING => {
                this.stage.set(Stage::Over);
                Poll::Ready(Ok(value))
            }
            value => self.polled(polled, value.map(|value| Ok(Ok(value))).or(other), cx),
        }
    }
}

impl<'a, 'p, O, T, E, F, Fut, R, G, M> Attempts<'a, 'p, O, E, F, Fut, R, G, M>
where
    O: Observer,
    T: Serialize,
    E: TaskError,
    Fut: Future,
    G: Fn(&'a Ephemeral<'a, O>, TaskPolicy<'p, E>, TaskFailure<E>, F) -> M,
    M: Future<Output = Result<T, TaskFailure<E>>>,
{
    /// The first attempt was polled, and gave something if it has ended.
    #[cold]
    fn polled(
        mut self: Pin<&mut Self>,
        polled: Result<Poll<()>, Panic>,
        given: Option<Attempted<T, E>>,
        cx: &mut task::Context<'_>,
    ) -> Poll<Result<T, TaskFailure<E>>> {
        let mut this = self.as_mut().project();
        let limited = this.policy.as_ref().filter(|(policy, _)| policy.is_limited());
        let outcome = match polled {
            Ok(Poll::Ready(())) => Ok(given.expect("an attempt that ended well gave something")),
            Ok(Poll::Pending) => {
                this.cx.frame.note_entered();
                let Some((policy, _)) = limited else { return Poll::Pending };
                if *this.outside == NOTHING {
                    *this.outside = 0;
                }
                ready!(this.cx.poll_alarm(policy, cx));
                Err(Interruption::TimedOut)
            }
            Err(panic) => Err(Interruption::of(&*panic)),
        };
        if limited.is_some() {
            this.cx.unset_alarm();
        }
        let ended = this.cx.attempt_ended(*this.outside, outcome);
        // What the attempt holds is let go before the next one begins.
        this.stage.set(Stage::Over);
        match (ended, this.policy.take()) {
            (Err(failure), Some((policy, call))) => {
                let more = Box::pin((this.more)(*this.cx, policy, failure, call));
                this.stage.set(Stage::More { more });
                self.poll_more(cx)
            }
            (ended, _) => Poll::Ready(ended),
        }
    }

    #[cold]
    fn poll_more(self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Result<T, TaskFailure<E>>> {
        match self.project().stage.project() {
            StagePinned::More { more } => more.as_mut().poll(cx),
            StagePinned::First { .. } | StagePinned::Over => {
                unreachable!("a future that is ready is not polled again")
            }
        }
    }
}

/// What is kept for other attempts. It is a call, so that where rustc finds out that there is nothing to keep, which is
/// late, nothing is.
#[cold]
#[inline(never)]
fn kept<P, F>(policy: P, call: F) -> Option<(P, F)> {
    Some((policy, call))
}

impl<O: Observer> Ephemeral<'_, O> {
    #[inline(always)]
    pub(super) fn run_task<T, E, F, Fut>(
        &self,
        policy: TaskPolicy<'_, E>,
        call: F,
    ) -> impl Future<Output = Result<T, TaskFailure<E>>> + Send
    where
        T: Serialize + DeserializeOwned + Send,
        E: TaskError,
        F: Fn() -> Fut + Send + Sync,
        Fut: Future<Output = Result<Result<T, E>, EvaluationError>> + Send,
    {
        self.attempts(policy, call, |result| result.map(|result| result.map_err(TaskFailure::Failed)))
    }

    pub(super) async fn run_callback<T, E, F, Fut>(
        &self,
        policy: TaskPolicy<'_, E>,
        call: F,
    ) -> Result<T, TaskFailure<E>>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        E: TaskError,
        F: Fn(TaskToken<T>) -> Fut + Send + Sync,
        Fut: Future<Output = Result<Result<(), E>, EvaluationError>> + Send,
    {
        let call = &call;
        let call = || async move {
            let mut pending = Pending::issue(Arc::clone(&self.frame));
            if let Err(error) = call(pending.token()).await? {
                return Ok(Err(TaskFailure::Failed(error)));
            }
            self.task_submitted();
            let result = pending.result().await;
            Ok(result.map_err(|failure| TaskFailure::from_failure(&failure)))
        };
        self.attempts(policy, call, |result| result).await
    }

    /// Makes attempts until one succeeds or no retrier allows another; `read` says what an attempt gave.
    ///
    /// The first attempt begins here, and not when the future is first polled: a state awaits it where it makes it.
    #[inline(always)]
    fn attempts<'a, 'p, T, E, F, Fut, R>(
        &'a self,
        policy: TaskPolicy<'p, E>,
        call: F,
        read: R,
    ) -> impl Future<Output = Result<T, TaskFailure<E>>> + Send
    where
        Self: 'a,
        T: Serialize + Send,
        E: TaskError,
        F: Fn() -> Fut + Send + Sync,
        Fut: Future + Send,
        R: Fn(Fut::Output) -> Attempted<T, E> + Copy + Send + Sync,
    {
        if policy.is_limited() {
            Limits::begin(&self.frame, 0, &policy);
        }
        let outside =
            if self.attended { self.attempt_begun(0, policy.timeout, policy.heartbeat) } else { NOTHING };
        let more = move |cx: &'a Ephemeral<'a, O>, policy, failure, call| {
            cx.more_attempts(policy, failure, call, read)
        };
        let stage = Stage::First { operation: call() };
        let policy = if policy.is_empty() { None } else { kept(policy, call) };
        Attempts { cx: self, policy, read, more, outside, stage }
    }

    async fn more_attempts<T, E, F, Fut, R>(
        &self,
        policy: TaskPolicy<'_, E>,
        mut failure: TaskFailure<E>,
        call: F,
        read: R,
    ) -> Result<T, TaskFailure<E>>
    where
        T: Serialize + Send,
        E: TaskError,
        F: Fn() -> Fut + Send + Sync,
        Fut: Future + Send,
        R: Fn(Fut::Output) -> Attempted<T, E> + Copy + Send + Sync,
    {
        let mut counts = Counts::default();
        loop {
            let Some(delay) = self.backoff(&mut counts, policy.retry, &failure) else { return Err(failure) };
            self.wait(delay).await;
            let number = counts.total();
            let limits = Limits::begin(&self.frame, number, &policy);
            let outside =
                if self.attended { self.attempt_begun(number, policy.timeout, policy.heartbeat) } else { 0 };
            let outcome = attempt(call(), &limits, Some(&self.frame)).await;
            match self.attempt_ended(outside, outcome.map(read)) {
                Ok(value) => return Ok(value),
                Err(next) => failure = next,
            }
        }
    }

    /// Ready when the time of the first attempt is up.
    fn poll_alarm<E>(&self, policy: &TaskPolicy<'_, E>, cx: &mut task::Context<'_>) -> Poll<()> {
        let frame = &self.frame;
        let deadline = policy.timeout.and_then(|_| frame.deadline_instant());
        let limits = Limits { deadline, heartbeat: policy.heartbeat };
        let mut alarm = self.alarm.lock().unwrap_or_else(PoisonError::into_inner);
        let alarm = alarm.get_or_insert_with(|| Box::pin(None));
        limits.poll_passed(Some(frame), alarm.as_mut(), cx)
    }

    fn unset_alarm(&self) {
        if let Some(alarm) = &mut *self.alarm.lock().unwrap_or_else(PoisonError::into_inner) {
            alarm.set(None);
        }
    }

    #[cold]
    fn attempt_begun(&self, number: u32, timeout: Option<Duration>, heartbeat: Option<Duration>) -> usize {
        self.task_scheduled(number, timeout, heartbeat);
        self.frame.enter_span(Inside::Attempt(number))
    }

    /// The result of an attempt, of which the observer is told.
    #[cold]
    fn attempt_ended<T: Serialize, E: TaskError>(
        &self,
        outside: usize,
        outcome: Result<Attempted<T, E>, Interruption>,
    ) -> Result<T, TaskFailure<E>> {
        self.frame.leave_span(outside);
        let (failure, cause) = match settled(outcome, &self.frame) {
            Ok(value) if self.check_result(&value) => {
                self.task_succeeded(&value);
                return Ok(value);
            }
            Ok(_) => (TaskFailure::Crashed(DATA_LIMIT_EXCEEDED.to_owned()), None),
            Err(failed) => failed,
        };
        self.task_failed(&failure, cause);
        Err(failure)
    }
}
