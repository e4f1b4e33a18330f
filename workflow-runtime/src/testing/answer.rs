//! What a scripted task does when it is called: typed where it is written, JSON where it is kept.
//!
//! An answer goes through JSON, as a task's result does on AWS: what serde skips is not in what the workflow sees.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use crate::Failure;
use crate::data::TaskError;

/// What a task that returns `Result<T, E>` does when it is called; `K` is what its task token is completed with.
///
/// [`script!`](crate::script) makes them.
pub struct Answer<T, E, K = NoTaskToken> {
    pub(super) step: Step,
    types: PhantomData<fn(T, E, K)>,
}

/// What a task is completed with that was scripted without a task token.
///
/// To complete the token of a callback, name its place: `script!(desk.ask(_, task_token()) => completes(true))`.
#[derive(Clone, Copy, Debug, Serialize)]
pub enum NoTaskToken {}

/// An answer as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Step {
    pub(super) after: Duration,
    pub(super) reply: Reply,
    /// How often it is left to be given; `None` for as often as it is asked for.
    pub(super) left: Option<usize>,
}

/// What a task does in the end.
#[derive(Clone, Debug, PartialEq)]
#[doc(hidden)]
pub enum Reply {
    /// It returns this.
    Returns(Value),
    /// It returns an error of its own.
    Throws(Failure),
    /// It hands its token over, and the token is completed with this.
    Completes(Value),
    /// It hands its token over, and the token is failed.
    Fails(Failure),
    /// It never returns.
    Hangs,
    /// It panics.
    Panics(String),
}

impl<T, E, K> Answer<T, E, K> {
    fn new(reply: Reply) -> Self {
        Self { step: Step { after: Duration::ZERO, reply, left: Some(1) }, types: PhantomData }
    }

    /// `Ok(value)`: the task succeeds.
    ///
    /// # Panics
    ///
    /// If the value cannot be written as JSON.
    #[must_use]
    pub fn ok(value: T) -> Self
    where
        T: Serialize,
    {
        Self::new(Reply::Returns(json(&value)))
    }

    /// `Err(error)`: the task fails with an error of its own.
    #[must_use]
    pub fn err(error: E) -> Self
    where
        E: TaskError,
    {
        Self::new(Reply::Throws(error.into()))
    }

    /// `hangs()`: the task never returns; its timeout decides. Of a callback the token is handed over, and nobody
    /// completes it.
    #[must_use]
    pub fn hangs() -> Self {
        Self::new(Reply::Hangs)
    }

    /// `panics("message")`: the task panics, which a state sees as `Crashed("Panic")`.
    #[must_use]
    pub fn panics(message: &str) -> Self {
        Self::new(Reply::Panics(message.to_owned()))
    }

    /// `after(duration, answer)`: the same, so much later.
    #[must_use]
    pub fn after(duration: Duration, mut answer: Self) -> Self {
        answer.step.after += duration;
        answer
    }

    /// `times(n, answer)`: the same for `n` calls.
    #[must_use]
    pub fn times(count: usize, mut answer: Self) -> Self {
        answer.step.left = Some(count);
        answer
    }

    /// `always(answer)`: the same for this call and all that follow.
    #[must_use]
    pub fn always(mut answer: Self) -> Self {
        answer.step.left = None;
        answer
    }
}

impl<E, K> Answer<(), E, K> {
    /// `completes(value)`: the token is handed over, and somebody completes it; with `after`, so much later.
    ///
    /// # Panics
    ///
    /// If the value cannot be written as JSON.
    #[must_use]
    pub fn completes(value: K) -> Self
    where
        K: Serialize,
    {
        Self::new(Reply::Completes(json(&value)))
    }

    /// `fails(error)`: the token is handed over, and somebody fails it; with `after`, so much later.
    #[must_use]
    pub fn fails(error: E) -> Self
    where
        E: TaskError,
    {
        Self::new(Reply::Fails(error.into()))
    }
}

fn json<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).expect("an answer can be written as JSON")
}

impl<T, E, K> fmt::Debug for Answer<T, E, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.step.fmt(f)
    }
}
