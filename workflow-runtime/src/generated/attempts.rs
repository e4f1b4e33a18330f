//! A call of a task as generated code has it, so that one mistake in a task's types is told of once: an output that cannot
//! be written where it goes, an error that is none where the task is declared.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{self, Poll};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::NoError;
use crate::data::TaskError;
use crate::execution::branch::{Branch, callback_branch, task_branch};
use crate::{Context, EvaluationError, TaskFailure, TaskPolicy, TaskToken};

/// The attempts at a task: its policy, and the call that each of them makes.
pub struct Attempts<'a, T, E, F> {
    policy: TaskPolicy<'a, E>,
    call: F,
    output: PhantomData<fn() -> T>,
}

impl<'a, T, E, F> Attempts<'a, T, E, F> {
    /// Attempts at a plain task.
    pub fn of<Fut>(policy: TaskPolicy<'a, E>, call: F) -> Self
    where
        F: Fn() -> Fut,
        Fut: Future<Output = Result<Result<T, E>, EvaluationError>>,
    {
        Self { policy, call, output: PhantomData }
    }

    /// Attempts at a task that hands a token over.
    pub fn with_token<Fut>(policy: TaskPolicy<'a, E>, call: F) -> Self
    where
        F: Fn(TaskToken<T>) -> Fut,
        Fut: Future<Output = Result<Result<(), E>, EvaluationError>>,
    {
        Self { policy, call, output: PhantomData }
    }
}

impl<'a, T: Serialize + DeserializeOwned + Send, E: TaskError, F> Attempts<'a, T, E, F> {
    /// [`Context::task`].
    #[inline(always)]
    pub fn task<C, Fut>(self, cx: &C) -> impl Future<Output = Result<T, TaskFailure<E>>> + Send
    where
        C: Context,
        F: Fn() -> Fut + Send + Sync,
        Fut: Future<Output = Result<Result<T, E>, EvaluationError>> + Send,
    {
        cx.task(self.policy, self.call)
    }

    /// [`Context::callback`].
    pub fn callback<C, Fut>(self, cx: &C) -> impl Future<Output = Result<T, TaskFailure<E>>> + Send
    where
        C: Context,
        T: 'static,
        F: Fn(TaskToken<T>) -> Fut + Send + Sync,
        Fut: Future<Output = Result<Result<(), E>, EvaluationError>> + Send,
    {
        cx.callback(self.policy, self.call)
    }

    /// A branch of this task alone.
    pub fn branch<Fut>(self, name: &'static str) -> impl Branch<Output = T> + 'a
    where
        T: 'a,
        F: Fn() -> Fut + Send + Sync + 'a,
        Fut: Future<Output = Result<Result<T, E>, EvaluationError>> + Send + 'a,
    {
        task_branch(name, self.policy, self.call)
    }

    /// A branch of this task alone, which ends when the token is completed.
    pub fn callback_branch<Fut>(self, name: &'static str) -> impl Branch<Output = T> + 'a
    where
        T: 'static,
        F: Fn(TaskToken<T>) -> Fut + Send + Sync + 'a,
        Fut: Future<Output = Result<Result<(), E>, EvaluationError>> + Send + 'a,
    {
        callback_branch(name, self.policy, self.call)
    }
}

impl<T, E, F> fmt::Debug for Attempts<'_, T, E, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempts").finish_non_exhaustive()
    }
}

/// What rustc finds where a task's error is no [`TaskError`], which has been refused in the task's trait, or where what
/// it gives is none, which has been refused where it goes.
pub trait OtherAttempts<T, E>: Sized {
    /// Never called: the build has failed already.
    #[must_use]
    fn task<C>(self, _cx: &C) -> Unread<Result<T, TaskFailure<E>>> {
        Unread(PhantomData)
    }

    /// Never called: the build has failed already.
    #[must_use]
    fn callback<C>(self, _cx: &C) -> Unread<Result<T, TaskFailure<E>>> {
        Unread(PhantomData)
    }

    /// Never called: the build has failed already.
    #[must_use]
    fn branch<B>(self, _name: &'static str) -> B {
        super::unread()
    }

    /// Never called: the build has failed already.
    #[must_use]
    fn callback_branch<B>(self, _name: &'static str) -> B {
        super::unread()
    }
}

impl<T, E, F> OtherAttempts<T, E> for Attempts<'_, T, E, F> {}

/// The result of a task that is never called.
#[derive(Debug)]
pub struct Unread<R>(PhantomData<fn() -> R>);

impl<R> Future for Unread<R> {
    type Output = R;

    fn poll(self: Pin<&mut Self>, _cx: &mut task::Context<'_>) -> Poll<R> {
        super::unread()
    }
}

/// What an arm on a task's result has caught.
#[derive(Debug)]
pub struct Caught<F>(pub F);

impl<E: TaskError> Caught<TaskFailure<E>> {
    /// The failure as a whole.
    #[inline]
    #[must_use]
    pub fn known(self) -> TaskFailure<E> {
        self.0
    }
}

impl<E: TaskError> Caught<E> {
    /// The task's own error.
    #[inline]
    #[must_use]
    pub fn known_own(self) -> E {
        self.0
    }
}

/// What rustc finds where the error is no [`TaskError`]. It has been refused in the task's trait.
pub trait OtherCaught: Sized {
    /// Never called: the build has failed already.
    #[must_use]
    fn known(self) -> TaskFailure<NoError> {
        super::unread()
    }

    /// Never called: the build has failed already. A `NoError` has no values, and what follows it would be unreachable.
    #[must_use]
    fn known_own(self) -> TaskFailure<NoError> {
        super::unread()
    }
}

impl<F> OtherCaught for Caught<F> {}
