//! What the definition learns from the types of calls: a task's error names, a branch's output, what `fail` is given.
//!
//! All of it is asked of [`Witness`]es, and nothing has a bound that a user's mistake could violate.

use std::{future::Future, marker::PhantomData};

use crate::{
    BranchFailure, Failure, TaskFailure, TaskToken, Transition, Workflow,
    data::{ErrorName, Shape, Style, TaskError},
    expr::{Expr, Local, Pattern, Witness, branches, witness},
};

use super::way::Failed;
use crate::generated::NoError;

/// The error names of a task.
#[derive(Clone, Copy, Debug)]
pub struct Names(&'static [ErrorName]);

impl Names {
    /// Those of an error.
    #[must_use]
    pub fn of_error(names: &'static [ErrorName]) -> Self {
        Self(names)
    }

    /// No names.
    #[must_use]
    pub fn none() -> Self {
        Self(&[])
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> Vec<&'static str> {
        let mut names: Vec<&'static str> = Vec::new();
        for entry in self.0 {
            if !names.contains(&entry.name) {
                names.push(entry.name);
            }
        }
        names
    }

    /// That of a variant, or of the struct itself; nothing when there is no such variant, which rustc reports.
    #[must_use]
    pub fn of(&self, variant: &str) -> Vec<&'static str> {
        self.0.iter().filter(|entry| entry.variant == variant).map(|entry| entry.name).collect()
    }
}

/// What a task's future gives, inside a witness.
pub fn outcome<F: Future>(_call: F) -> F::Output {
    unreachable!("a witness is never called")
}

/// A handle of a task trait or a nested workflow, inside a witness.
#[must_use]
pub fn handle<T>() -> &'static T {
    unreachable!("a witness is never called")
}

/// The output of the branch that begins with a state, inside a witness.
pub fn output_of<O, S>(_start: Transition<O, S>) -> O {
    unreachable!("a witness is never called")
}

/// The success of a task's outcome, inside a witness.
pub fn settled<T, E>(_outcome: Result<T, E>) -> T {
    unreachable!("a witness is never called")
}

/// The result of a Parallel or a Map, inside a witness.
pub fn branch_witness<T>(_outputs: T) -> Result<T, BranchFailure> {
    unreachable!("a witness is never called")
}

/// What completes a callback, inside a witness: the task's own result says only that it was handed over.
pub fn completed<T, E>(_call: impl FnOnce(TaskToken<T>) -> Result<(), E>) -> Result<T, E> {
    unreachable!("a witness is never called")
}

/// An item of the items of a map, inside a witness.
#[must_use]
pub fn item_of<T>(_items: Vec<T>) -> T {
    unreachable!("a witness is never called")
}

/// The result of a call that succeeded.
#[must_use]
pub fn success<T, E>(_call: &Witness<Result<T, E>>, result: Expr) -> Local<T> {
    Local::new(result)
}

/// The failure that an arm of a parallel's, a map's or a nested workflow's result binds.
#[must_use]
pub fn branch_failure() -> Local<BranchFailure> {
    Local::new(Expr::error_output())
}

/// The task's own error, inside `Failed(..)`: what its Lambda function says.
#[must_use]
pub fn payload<T, E>(_call: &Witness<Result<T, E>>) -> Local<E> {
    Local::new(Expr::error_payload())
}

/// The error inside `Failed(..)` where it may also be the JSON that a Fail state, or whoever has a token, failed with.
#[must_use]
pub fn any_payload<T, E>(_call: &Witness<Result<T, E>>) -> Local<E> {
    Local::new(Expr::any_error_payload())
}

/// What a task returns, inside a witness.
#[must_use]
pub fn returned<R>() -> Witness<R> {
    witness(|| unreachable!("a witness is never called"))
}

/// What a task fails with, as `#[tasks]` knows it: a [`TaskError`]. Of that itself rustc would name each trait above it, too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a `TaskError`: it has no error name in Amazon States Language",
    label = "this cannot be what a task fails with",
    note = "add `#[derive(TaskError)]` to `{Self}`",
    note = "a type that is not yours becomes a variant of an enum of yours, as text: `Variant(#[as_text] {Self})`"
)]
pub trait OwnError {
    /// The error's names.
    const ERROR_NAMES: &'static [ErrorName];
}

#[diagnostic::do_not_recommend]
impl<E: TaskError> OwnError for E {
    const ERROR_NAMES: &'static [ErrorName] = <E as TaskError>::ERROR_NAMES;
}

/// What a task returns, as `#[tasks]` knows it.
#[diagnostic::on_unimplemented(
    message = "a task returns a `Result`, not `{Self}`",
    label = "this is no `Result`",
    note = "write `-> Result<Output, Error>`, with an error that derives `TaskError`"
)]
pub trait Outcome {
    /// The names of its error.
    const ERROR_NAMES: &'static [ErrorName];
}

impl<T, E: TaskError> Outcome for Result<T, E> {
    const ERROR_NAMES: &'static [ErrorName] = E::ERROR_NAMES;
}

/// A failure of branches in a pattern, whose own error type the pattern finds.
#[derive(Debug)]
pub struct Typed<E>(PhantomData<fn() -> E>);

impl<E> Typed<E> {
    /// The failure, for the pattern.
    #[must_use]
    pub fn typed(&self) -> Option<TaskFailure<E>> {
        unreachable!("a witness is never called")
    }
}

/// The error type that a pattern on a failure of branches names.
pub fn failure_of<E>(_never_called: impl FnOnce(Typed<E>)) -> Witness<Result<(), E>> {
    witness(|| unreachable!("a witness is never called"))
}

/// The result of a nested workflow, inside a witness.
pub fn nested_witness<W: Workflow>(_workflow: &W) -> Result<W::Output, BranchFailure> {
    unreachable!("a witness is never called")
}

impl<T, E> Witness<Result<T, E>> {
    /// The error names of the task that gives this, whose error has to be one.
    #[must_use]
    pub fn result_names(&self) -> Names
    where
        E: TaskError,
    {
        Names(E::ERROR_NAMES)
    }
}

impl<T, E: TaskError> Witness<Result<T, E>> {
    /// The error names of the task that gives this.
    #[must_use]
    pub fn error_names(&self) -> Names {
        Names(E::ERROR_NAMES)
    }

    /// The failure that an arm on this binds.
    #[must_use]
    pub fn task_failure(&self) -> Local<TaskFailure<E>> {
        Local::new(Expr::error_output())
    }
}

/// What `fail` takes: an error of a task, or a failure that was caught.
///
/// One trait for all of them, so that rustc has one `failed` to find where a mistake leaves the type unknown.
pub trait FailsWith: Sized {
    /// What `fail(value)` fails with; `variant` is the last segment of the constructor, when the value is written as
    /// one.
    fn failed(value: Expr, variant: Option<&str>) -> Failed;
}

impl<E: FailsWith> Witness<E> {
    /// What `fail(value)` fails with; `variant` is the last segment of the constructor, when the value is written as
    /// one.
    #[must_use]
    pub fn failed(&self, value: Expr, variant: Option<&str>) -> Failed {
        E::failed(value, variant)
    }
}

impl<E: TaskError> Witness<E> {
    /// What `Failure::from(value)` is: the error's name, and its JSON as the cause.
    #[must_use]
    pub fn converted(&self, value: Expr, variant: Option<&str>) -> Expr {
        E::failed(value, variant).into_failure()
    }
}

impl<E: TaskError> FailsWith for E {
    fn failed(value: Expr, variant: Option<&str>) -> Failed {
        if let Some(cause) = value.payload_text() {
            // What was caught, failed with as it is.
            return Failed::cause(Expr::error_name(), cause);
        }
        let names = Names(E::ERROR_NAMES);
        let known = variant.and_then(|variant| names.of(variant).first().copied());
        let error = match (known, names.all().as_slice()) {
            (Some(name), _) | (None, &[name]) => Expr::literal(name.into()),
            _ => name_by_variant::<E>(&value),
        };
        Failed::value(error, value, variant.is_some(), is_object(&E::shape()))
    }
}

impl<E> FailsWith for TaskFailure<E> {
    fn failed(value: Expr, _variant: Option<&str>) -> Failed {
        as_caught(value)
    }
}

impl FailsWith for BranchFailure {
    fn failed(value: Expr, _variant: Option<&str>) -> Failed {
        as_caught(value)
    }
}

impl FailsWith for Failure {
    fn failed(value: Expr, _variant: Option<&str>) -> Failed {
        as_caught(value)
    }
}

/// What was caught, as it is.
fn as_caught(value: Expr) -> Failed {
    Failed::cause(value.clone().key("Error"), value.key("Cause"))
}

/// Whether the JSON of such a value is an object, whatever the value.
fn is_object(shape: &Shape) -> bool {
    matches!(shape, Shape::Struct(shape) if !shape.transparent && matches!(shape.style, Style::Named))
}

/// The error name of a value whose variant is known when it runs.
fn name_by_variant<E: TaskError>(value: &Expr) -> Expr {
    let shape = E::shape();
    let cases = E::ERROR_NAMES.iter().map(|entry| {
        let pattern = Pattern::Fields(entry.variant, Vec::new());
        (pattern.condition(value, &shape), Expr::literal(entry.name.into()))
    });
    branches(cases, Expr::literal("".into()))
}

/// What a witness says of a type that is no task error. Bring it into scope where one is asked: the methods of the same
/// name above come first where their bounds hold.
pub trait Fallback {
    /// The error names of what is no task error: the driver's bound reports it.
    #[must_use]
    fn error_names(&self) -> Names {
        Names(&[])
    }

    /// The error names of what is no `Result`: the driver's bound reports it.
    #[must_use]
    fn result_names(&self) -> Names {
        Names(&[])
    }

    /// The failure with what is no task error.
    #[must_use]
    fn task_failure(&self) -> Local<TaskFailure<NoError>> {
        Local::new(Expr::error_output())
    }

    /// What `T::from(value)` is, of all that is no error of a task: the same JSON.
    #[must_use]
    fn converted(&self, value: Expr, _variant: Option<&str>) -> Expr {
        value
    }

    /// What is no task error cannot be failed with: the driver's bound reports it.
    #[must_use]
    fn failed(&self, value: Expr, _variant: Option<&str>) -> Failed {
        Failed::value(Expr::literal("".into()), value, false, true)
    }
}

impl<T: ?Sized> Fallback for Witness<T> {}
