//! The small functions that only generated code calls.

mod attempts;

use std::any::Any;
use std::marker::PhantomData;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    BranchFailure, Context, EvaluationError, FunctionMemory, Retrier, TaskFailure, TaskPolicy, TaskToken,
    Transition, Workflow,
    asl::StateMachine,
    data::{Data, ErrorName, Shape, TaskError},
    definition::TaskMeta,
    execution::branch::Branch,
};

pub use attempts::{Attempts, Caught, OtherAttempts, OtherCaught};

/// Does the tasks of every task trait in name only: it stands for an implementation where a definition is made.
///
/// A workflow's type parameters default to it, so that `Workflow` alone names the workflow. Running it panics.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stub;

/// What a method of [`Stub`] does.
///
/// # Panics
///
/// Always: a stub has no implementation.
#[must_use]
pub fn stub<T>() -> T {
    panic!("this workflow has no implementation of its tasks: `Stub` stands in a definition only")
}

/// The body of a state whose own could not be read: the build has failed already.
///
/// # Panics
///
/// Always.
#[must_use]
pub fn unread<T>() -> T {
    let () = Mistaken::<T>::IS_BUILT;
    unreachable!("a workflow with errors was built")
}

/// What no build has in it: where rustc has not refused what stands for a mistake, the making of code does.
struct Mistaken<T>(PhantomData<T>);

impl<T> Mistaken<T> {
    const IS_BUILT: () = panic!("a workflow with errors was built");
}

/// Several parameters as one object.
///
/// # Errors
///
/// Never; the type is that of an entry, beside which it stands.
pub fn object<const N: usize>(entries: [(&str, Value); N]) -> serde_json::Result<Value> {
    Ok(Value::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()))
}

/// A list, without a macro of the prelude.
#[must_use]
pub fn vec<T, const N: usize>(items: [T; N]) -> Vec<T> {
    items.into()
}

/// The type of a list of these, inside a witness.
#[must_use]
pub fn vec_of<T>(_item: T) -> Vec<T> {
    unreachable!("a witness is never called")
}

/// The items of a map, which are a list.
#[inline]
#[must_use]
pub fn items<T>(items: Vec<T>) -> Vec<T> {
    items
}

/// What a task trait says of its tasks, by their names.
#[derive(Clone, Copy, Debug)]
pub struct Tasks {
    /// A task's policy, whose error type the caller knows.
    pub policy: fn(&str) -> Option<&'static (dyn Any + Sync)>,
    /// What a definition has to know of a task.
    pub describe: fn(&str) -> Option<TaskMeta>,
    /// What memory they ask for.
    pub memories: &'static [FunctionMemory],
}

/// What functions ask for; the prelude of generated code has no `Vec`.
pub type Memories = Vec<FunctionMemory>;

/// What memory the tasks of several traits ask for.
#[must_use]
pub fn memories(traits: &[Tasks]) -> Memories {
    traits.iter().flat_map(|tasks| tasks.memories).copied().collect()
}

/// The definition of a workflow over stubs.
#[derive(Debug)]
pub struct Definition<W>(PhantomData<fn() -> W>);

impl<W: Workflow> Definition<W> {
    /// The definition.
    #[must_use]
    pub fn of_stubs() -> StateMachine {
        W::definition()
    }
}

/// What rustc finds where a stub does not do the tasks. It has said why.
pub trait NoDefinition {
    /// Never called: the build has failed already.
    #[must_use]
    fn of_stubs() -> StateMachine {
        unread()
    }
}

impl<W> NoDefinition for Definition<W> {}

/// A state's policy, with the one that the task's trait gives where the state is silent.
#[must_use]
pub fn policy<'a, E: 'static>(
    own: TaskPolicy<'a, E>,
    of_trait: Option<&'static (dyn Any + Sync)>,
) -> TaskPolicy<'a, E> {
    match of_trait.and_then(|policy| <dyn Any>::downcast_ref::<TaskPolicy<'static, E>>(policy)) {
        Some(defaults) => own.or(*defaults),
        None => own,
    }
}

/// Whether a failure has this ASL error name; its type may not be known yet where this is called.
#[must_use]
pub fn is_named<F: Named>(failure: &F, name: &str) -> bool {
    failure.has_name(name)
}

/// A failure with an ASL error name.
pub trait Named {
    /// Whether it has this one.
    fn has_name(&self, name: &str) -> bool;
}

impl<E: TaskError> Named for TaskFailure<E> {
    fn has_name(&self, name: &str) -> bool {
        self.name() == name
    }
}

impl Named for BranchFailure {
    fn has_name(&self, name: &str) -> bool {
        self.name() == name
    }
}

/// The error of a task, by a call of it that is never made.
#[must_use]
pub fn errors_of<T, E, F>(_call: impl FnOnce() -> F) -> PhantomData<E>
where
    F: Future<Output = Result<Result<T, E>, EvaluationError>>,
{
    PhantomData
}

/// A retrier of a task with these errors.
#[must_use]
pub const fn retrier<E>(
    _errors: PhantomData<E>,
    matches: fn(&TaskFailure<E>) -> bool,
) -> Retrier<TaskFailure<E>> {
    Retrier::on(matches)
}

/// What a map goes over: each item is shown to an observer as JSON, and copied for each attempt.
#[diagnostic::on_unimplemented(
    message = "a map cannot go over items of type `{Self}`",
    label = "an item must be `Serialize + Clone + Send + Sync`",
    note = "add `#[derive(Clone, Serialize, Deserialize)]` to `{Self}`"
)]
pub trait Item: Serialize + Clone + Send + Sync {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + Clone + Send + Sync> Item for T {}

/// [`Context::map`], which says of an item that it is none where the items are.
pub fn map<C, T, B, F>(
    cx: &C,
    max_concurrency: Option<usize>,
    retry: &[Retrier<BranchFailure>],
    items: Vec<T>,
    branch: F,
) -> impl Future<Output = Result<Vec<B::Output>, BranchFailure>> + Send
where
    C: Context,
    T: Item,
    B: Branch,
    F: Fn(usize, T) -> Result<B, EvaluationError> + Send + Sync,
{
    cx.map(max_concurrency, retry, items, branch)
}

/// The type of a task's argument: whether it is the token that a heartbeat is sent with.
#[derive(Debug)]
pub struct Argument<T>(PhantomData<fn() -> T>);

impl<T> Argument<TaskToken<T>> {
    /// It is.
    pub const IS_TOKEN: bool = true;
}

/// What rustc finds for every other argument.
pub trait OtherArgument {
    /// It is not.
    const IS_TOKEN: bool = false;
}

impl<T> OtherArgument for Argument<T> {}

/// What a task returns: `Result<T, E>`.
#[diagnostic::on_unimplemented(
    message = "a task returns a `Result`, not `{Self}`",
    label = "this is no `Result`",
    note = "write `-> Result<Output, Error>`, with an error that derives `TaskError`"
)]
pub trait TaskOutcome {
    /// The task's own error.
    type Error: 'static;
}

impl<T, E: 'static> TaskOutcome for Result<T, E> {
    type Error = E;
}

/// What a task returned.
#[derive(Debug)]
pub struct Returned<R>(pub R);

impl<T, E> Returned<Result<T, E>> {
    /// It.
    #[inline]
    #[allow(clippy::missing_errors_doc, reason = "it is what the task returned")]
    pub fn result(self) -> Result<T, E> {
        self.0
    }

    /// It, where the state names an error of the task's own.
    #[inline]
    #[allow(clippy::missing_errors_doc, reason = "it is what the task returned")]
    pub fn typed_result(self) -> Result<T, E> {
        self.0
    }
}

impl<T, E: TaskError> Returned<Result<T, E>> {
    /// It, where nothing else says which error it is.
    #[inline]
    #[allow(clippy::missing_errors_doc, reason = "it is what the task returned")]
    pub fn settled(self) -> Result<T, E> {
        self.0
    }
}

/// What rustc finds where a task's error is no [`TaskError`]. It has been refused in the task's trait.
pub trait RefusedError<T>: Sized {
    /// Never called: the build has failed already.
    #[allow(clippy::missing_errors_doc, reason = "never called")]
    fn settled(self) -> Result<T, NoError> {
        unread()
    }
}

impl<T, E> RefusedError<T> for Returned<Result<T, E>> {}

impl<E> Returned<Result<(), E>> {
    /// A task that hands a token over may return this.
    pub const IS_UNIT: bool = true;

    /// It, of a task that has handed a token over.
    #[inline]
    #[allow(clippy::missing_errors_doc, reason = "it is what the task returned")]
    pub fn handed_over(self) -> Result<(), E> {
        self.0
    }

    /// It, where the state names an error of the task's own.
    #[inline]
    #[allow(clippy::missing_errors_doc, reason = "it is what the task returned")]
    pub fn typed_handed_over(self) -> Result<(), E> {
        self.0
    }
}

/// What rustc finds where a task returns no `Result`. It has been refused in the task's trait.
pub trait OtherReturned<T>: Sized {
    /// What a state goes on with comes through the token.
    const IS_UNIT: bool = false;

    /// Never called: the build has failed already.
    #[allow(clippy::missing_errors_doc, reason = "never called")]
    fn result(self) -> Result<T, NoError> {
        unread()
    }

    /// Never called: the build has failed already. Behind a reference, so that it is found last.
    #[allow(clippy::missing_errors_doc, reason = "never called")]
    fn settled(&self) -> Result<T, NoError> {
        unread()
    }

    /// Never called: the build has failed already. The error is the one that the state names, which is no second mistake.
    #[allow(clippy::missing_errors_doc, reason = "never called")]
    fn typed_result<E>(self) -> Result<T, E> {
        unread()
    }

    /// Never called: the build has failed already.
    #[allow(clippy::missing_errors_doc, reason = "never called")]
    fn handed_over(self) -> Result<(), NoError> {
        unread()
    }

    /// Never called: the build has failed already. As [`typed_result`](OtherReturned::typed_result).
    #[allow(clippy::missing_errors_doc, reason = "never called")]
    fn typed_handed_over<E>(self) -> Result<(), E> {
        unread()
    }
}

impl<T> OtherReturned<T> for Returned<T> {}

/// The error of a pattern that names no task's own error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoError {}

impl Data for NoError {
    fn shape() -> Shape {
        Shape::Opaque
    }
}

impl TaskError for NoError {
    const ERROR_NAMES: &'static [ErrorName] = &[];

    fn error_name(&self) -> &'static str {
        match *self {}
    }
}

/// A call of a state that there is not, kept so that rustc can say so.
///
/// # Panics
///
/// Always: the build has failed already.
pub fn unknown_branch<O, S>(_start: Transition<O, S>) {
    unreachable!("a workflow with errors was built")
}

/// The output that a state declares, of a machine with this output: the same type.
#[diagnostic::on_unimplemented(
    message = "a state with the output `{Self}`, where its machine has the output `{Machine}`",
    label = "not the output of the machine",
    note = "a state's output is what the execution, or its branch, ends with: the same for each of its states"
)]
pub trait OutputOf<Machine> {
    /// It.
    type Output;
}

#[diagnostic::do_not_recommend]
impl<O> OutputOf<O> for O {
    type Output = O;
}

/// How a state ended whose output is written in another way than its machine's, `O`.
#[derive(Debug)]
pub struct Ended<P, O, S> {
    transition: Transition<P, S>,
    output: PhantomData<fn() -> O>,
}

impl<P, O, S> Ended<P, O, S> {
    /// How it ended.
    pub fn new(transition: Transition<P, S>) -> Self {
        Self { transition, output: PhantomData }
    }
}

impl<O, S> Ended<O, O, S> {
    /// The same: the two outputs are one type.
    pub fn ended(self) -> Transition<O, S> {
        self.transition
    }
}

/// What rustc finds where the two outputs differ. It reports that where the state declares its own.
pub trait OtherOutput<O, S>: Sized {
    /// Never called: the build has failed already.
    fn ended(self) -> Transition<O, S> {
        unread()
    }
}

impl<P, O, S> OtherOutput<O, S> for Ended<P, O, S> {}
