//! The branches of parallel and map states: machines that begin with a state of their own, or with a task alone.
//!
//! A branch is a machine and the transition to its first state, so that whoever drives the main machine drives it the
//! same way, and can store its state in between.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Context;
use crate::data::TaskError;
use crate::{
    BranchFailure, EvaluationError, Machine, MachineState, StateKind, TaskFailure, TaskPolicy, TaskToken,
    Transition, fail, succeed,
};

/// A branch: a machine, and how it begins.
pub trait Branch: Send {
    /// What the branch ends with.
    type Output: Serialize + DeserializeOwned + Send;
    /// The machine that the branch runs.
    type Machine: Machine<Output = Self::Output>;

    /// The machine, and the transition to its first state.
    fn into_parts(self) -> (Self::Machine, Start<Self::Machine>);
}

/// The transition to the first state of a machine.
pub type Start<M> = Transition<<M as Machine>::Output, <M as Machine>::State>;

/// The branches of a parallel state: a tuple of one to twelve, or a list of equals.
pub trait Branches: Send {
    /// The outputs, in the same shape.
    type Output: Serialize + DeserializeOwned + Send;

    /// How many there are.
    fn count(&self) -> usize;

    /// Runs every branch with `runner`, side by side, until all have succeeded or one has failed.
    fn run_with<R: BranchRunner>(
        self,
        runner: &R,
    ) -> impl Future<Output = Result<Self::Output, BranchFailure>> + Send;
}

/// Runs one branch: how an engine takes part in [`Branches::run_with`].
pub trait BranchRunner: Sync {
    /// Runs the branch with this index to its end.
    fn run_branch<B: Branch>(
        &self,
        index: usize,
        branch: B,
    ) -> impl Future<Output = Result<B::Output, BranchFailure>> + Send;
}

impl<B: Branch> Branches for Vec<B> {
    type Output = Vec<B::Output>;

    fn count(&self) -> usize {
        self.len()
    }

    async fn run_with<R: BranchRunner>(self, runner: &R) -> Result<Self::Output, BranchFailure> {
        crate::map::in_order(self, usize::MAX, |index, branch| runner.run_branch(index, branch)).await
    }
}

macro_rules! tuple_of_branches {
    ($($branch:ident $index:literal),+) => {
        impl<$($branch: Branch),+> Branches for ($($branch,)+) {
            type Output = ($($branch::Output,)+);

            fn count(&self) -> usize {
                [$($index),+].len()
            }

            #[allow(non_snake_case, reason = "a variable is named after its type")]
            async fn run_with<R: BranchRunner>(self, runner: &R) -> Result<Self::Output, BranchFailure> {
                let ($($branch,)+) = self;
                // In the order written: the same execution has the same history.
                tokio::try_join!(biased; $(runner.run_branch($index, $branch)),+)
            }
        }
    };
}

tuple_of_branches!(A 0);
tuple_of_branches!(A 0, B 1);
tuple_of_branches!(A 0, B 1, C 2);
tuple_of_branches!(A 0, B 1, C 2, D 3);
tuple_of_branches!(A 0, B 1, C 2, D 3, E 4);
tuple_of_branches!(A 0, B 1, C 2, D 3, E 4, F 5);
tuple_of_branches!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple_of_branches!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
tuple_of_branches!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
tuple_of_branches!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
tuple_of_branches!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
tuple_of_branches!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);

/// A branch that begins with a state function: `start` is what the constructor of that state returned.
pub fn machine_branch<M: Machine>(machine: M, start: Start<M>) -> impl Branch<Output = M::Output>
where
    M::Output: 'static,
{
    MachineBranch { machine, start }
}

struct MachineBranch<M: Machine> {
    machine: M,
    start: Start<M>,
}

impl<M: Machine> Branch for MachineBranch<M> {
    type Output = M::Output;
    type Machine = M;

    fn into_parts(self) -> (M, Start<M>) {
        (self.machine, self.start)
    }
}

/// A branch of one state, which calls a task and succeeds with its result; the call is as in [`Context::task`].
pub fn task_branch<'a, T, E, F, Fut>(
    name: &'static str,
    policy: TaskPolicy<'a, E>,
    call: F,
) -> impl Branch<Output = T> + 'a
where
    T: Serialize + DeserializeOwned + Send + 'a,
    E: TaskError,
    F: Fn() -> Fut + Send + Sync + 'a,
    Fut: Future<Output = Result<Result<T, E>, EvaluationError>> + Send + 'a,
{
    TaskBranch { name, policy, effect: Called(call), output: PhantomData::<fn() -> T> }
}

/// A branch of one state, which hands a token over and succeeds with what completes it; the call is as in
/// [`Context::callback`].
pub(crate) fn callback_branch<'a, T, E, F, Fut>(
    name: &'static str,
    policy: TaskPolicy<'a, E>,
    call: F,
) -> impl Branch<Output = T> + 'a
where
    T: Serialize + DeserializeOwned + Send + 'static,
    E: TaskError,
    F: Fn(TaskToken<T>) -> Fut + Send + Sync + 'a,
    Fut: Future<Output = Result<Result<(), E>, EvaluationError>> + Send + 'a,
{
    TaskBranch { name, policy, effect: HandedOver(call), output: PhantomData::<fn() -> T> }
}

struct TaskBranch<'a, T, E, F> {
    name: &'static str,
    policy: TaskPolicy<'a, E>,
    effect: F,
    output: PhantomData<fn() -> T>,
}

/// How the one state of a branch comes to its result.
trait Effect<T, E>: Send + Sync {
    fn result<C: Context>(
        &self,
        policy: TaskPolicy<'_, E>,
        cx: &C,
    ) -> impl Future<Output = Result<T, TaskFailure<E>>> + Send;
}

struct Called<F>(F);

struct HandedOver<F>(F);

impl<T, E, F, Fut> Effect<T, E> for Called<F>
where
    T: Serialize + DeserializeOwned + Send,
    E: TaskError,
    F: Fn() -> Fut + Send + Sync,
    Fut: Future<Output = Result<Result<T, E>, EvaluationError>> + Send,
{
    fn result<C: Context>(
        &self,
        policy: TaskPolicy<'_, E>,
        cx: &C,
    ) -> impl Future<Output = Result<T, TaskFailure<E>>> + Send {
        cx.task(policy, &self.0)
    }
}

impl<T, E, F, Fut> Effect<T, E> for HandedOver<F>
where
    T: Serialize + DeserializeOwned + Send + 'static,
    E: TaskError,
    F: Fn(TaskToken<T>) -> Fut + Send + Sync,
    Fut: Future<Output = Result<Result<(), E>, EvaluationError>> + Send,
{
    fn result<C: Context>(
        &self,
        policy: TaskPolicy<'_, E>,
        cx: &C,
    ) -> impl Future<Output = Result<T, TaskFailure<E>>> + Send {
        cx.callback(policy, &self.0)
    }
}

impl<T, E, F> Branch for TaskBranch<'_, T, E, F>
where
    T: Serialize + DeserializeOwned + Send,
    E: TaskError,
    F: Effect<T, E>,
{
    type Output = T;
    type Machine = Self;

    fn into_parts(self) -> (Self, Start<Self>) {
        (self, Transition::next(TaskAlone))
    }
}

impl<T, E, F> Machine for TaskBranch<'_, T, E, F>
where
    T: Serialize + DeserializeOwned + Send,
    E: TaskError,
    F: Effect<T, E>,
{
    type State = TaskAlone;
    type Output = T;

    async fn step<C: Context>(&self, TaskAlone: TaskAlone, cx: &C) -> Transition<T, TaskAlone> {
        match self.effect.result(self.policy, cx).await {
            Ok(output) => succeed(output),
            Err(failure) => fail(failure),
        }
    }

    fn state_name(&self, TaskAlone: &TaskAlone) -> &'static str {
        self.name
    }

    fn takes_parent_input() -> bool {
        true
    }
}

impl<T, E, F> fmt::Debug for TaskBranch<'_, T, E, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TaskBranch").field(&self.name).finish()
    }
}

/// The only state of a branch that is a task; what it calls is part of the parallel or map state it stands in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TaskAlone;

impl MachineState for TaskAlone {
    fn name(&self) -> &'static str {
        "Task"
    }

    fn kind(&self) -> StateKind {
        StateKind::Task
    }

    fn input(&self) -> serde_json::Result<Value> {
        Ok(Value::Null)
    }
}
