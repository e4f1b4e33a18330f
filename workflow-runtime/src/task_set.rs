//! Tasks by name, for a server of them: a Lambda function, a worker of an activity.
//!
//! `#[tasks]` writes a function that makes a set of an implementation; this file knows how a payload becomes arguments
//! and a result an answer, and nothing of who asks. Read next: `wire.rs` (how a failure is told).

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::data::TaskError;
use crate::execution::attempt::{Interruption, Limits, PANIC, attempt};
use crate::wire::FunctionError;

/// The error name of a payload that is not what the task takes.
pub const INVALID_PAYLOAD: &str = "InvalidPayload";
/// The error name of a task that the set does not have.
pub const UNKNOWN_TASK: &str = "UnknownTask";

type Answered = Pin<Box<dyn Future<Output = Result<Value, FunctionError>> + Send>>;

enum Entry {
    Served(Box<dyn Fn(Arguments) -> Answered + Send + Sync>, &'static [&'static str]),
    /// It cannot be served, and why.
    LeftOut(&'static str),
}

/// The tasks of one task trait or of several, each under the name that a definition calls it by: `BankCheckName`.
///
/// `#[tasks] trait Bank` brings a function of the trait's own name, which makes the set of an implementation:
///
/// ```
/// use workflow_runtime::prelude::*;
///
/// /// Nobody is there.
/// #[derive(Debug, Serialize, Deserialize, TaskError)]
/// pub struct Nobody {
///     /// Who was meant.
///     pub name: String,
/// }
///
/// /// Greets people.
/// #[tasks]
/// pub trait Door {
///     /// Greets somebody.
///     async fn greet(&self, name: &str) -> Result<String, Nobody>;
/// }
///
/// struct Porter;
///
/// impl Door for Porter {
///     async fn greet(&self, name: &str) -> Result<String, Nobody> {
///         if name.is_empty() { Err(Nobody { name: name.to_owned() }) } else { Ok(format!("Good day, {name}")) }
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let tasks = Door(Porter);
/// assert_eq!(tasks.call("DoorGreet", "Ann".into()).await, Ok("Good day, Ann".into()));
/// let error = tasks.call("DoorGreet", "".into()).await.unwrap_err();
/// assert_eq!(error.error_type, "Nobody");
/// # }
/// ```
///
/// A task that a service does (`#[resource("arn:aws:states:::…")]`) is not in it; one that is an activity is. One with a generic parameter, or one that borrows other than
/// as a whole (`&str`, `&[T]`, `&T`), cannot be called with JSON, and calling it says so.
#[derive(Default)]
pub struct TaskSet(BTreeMap<&'static str, Entry>);

impl TaskSet {
    /// A set without tasks.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// These tasks and those of another set.
    ///
    /// # Panics
    ///
    /// If both have a task of one name: the two traits have one name, and a definition could not tell them apart.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        for (name, entry) in other.0 {
            let twice = self.0.insert(name, entry).is_some();
            assert!(!twice, "two task traits have a task called `{name}`");
        }
        self
    }

    /// The names of the tasks that can be called, sorted.
    #[must_use]
    pub fn names(&self) -> Vec<&'static str> {
        let served = self.0.iter().filter(|(_, entry)| matches!(entry, Entry::Served(..)));
        served.map(|(name, _)| *name).collect()
    }

    /// Why a task cannot be called, if it cannot.
    ///
    /// # Errors
    ///
    /// That there is none of this name, or that it cannot be called with JSON.
    pub fn check(&self, name: &str) -> Result<(), FunctionError> {
        let words = match self.0.get(name) {
            Some(Entry::Served(..)) => return Ok(()),
            Some(Entry::LeftOut(reason)) => format!("the task `{name}` cannot be called with JSON: {reason}"),
            None => format!("there is no task `{name}`; tasks here: {}", self.names().join(", ")),
        };
        Err(FunctionError::crashed(UNKNOWN_TASK, words))
    }

    /// Does a task. The payload is what a definition sends: of one argument its value, of several an object keyed by
    /// the parameters' names, of none anything.
    ///
    /// # Errors
    ///
    /// The task's own error with its name and its JSON; `Panic` with what it said; [`INVALID_PAYLOAD`] with the field
    /// and the task; [`UNKNOWN_TASK`] as [`check`](Self::check).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops the task.
    pub async fn call(&self, name: &str, payload: Value) -> Result<Value, FunctionError> {
        self.check(name)?;
        let Some((name, Entry::Served(task, params))) = self.0.get_key_value(name) else {
            unreachable!("it was checked to be served")
        };
        // The call itself may panic, before there is a future: it is made inside the one that is watched.
        let operation = async { task(Arguments { task: name, params, payload }).await };
        match attempt(operation, &Limits::default(), None).await {
            Ok(answer) => answer,
            Err(Interruption::Panicked(message)) => Err(FunctionError::crashed(PANIC, message)),
            Err(Interruption::Crashed(crash)) => Err(FunctionError::crashed(crash.name, crash.words)),
            Err(Interruption::TimedOut) => unreachable!("there is no limit"),
        }
    }

    /// Adds a task; called by generated code.
    #[doc(hidden)]
    #[must_use]
    pub fn task<F>(
        mut self,
        name: &'static str,
        params: &'static [&'static str],
        task: impl Fn(Arguments) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Value, FunctionError>> + Send + 'static,
    {
        let task = move |arguments: Arguments| -> Answered { Box::pin(task(arguments)) };
        self.0.insert(name, Entry::Served(Box::new(task), params));
        self
    }

    /// Notes a task that cannot be called with JSON; called by generated code.
    #[doc(hidden)]
    #[must_use]
    pub fn left_out(mut self, name: &'static str, reason: &'static str) -> Self {
        self.0.insert(name, Entry::LeftOut(reason));
        self
    }
}

impl fmt::Debug for TaskSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TaskSet").field(&self.names()).finish()
    }
}

/// The payload of a call, from which generated code takes one argument after the other.
#[doc(hidden)]
#[derive(Debug)]
pub struct Arguments {
    task: &'static str,
    params: &'static [&'static str],
    payload: Value,
}

impl Arguments {
    /// The argument of a parameter. A key that is not there is `null`, as serde has it for an `Option`.
    ///
    /// # Errors
    ///
    /// If the payload has another shape: with the task, and the field where that shows.
    pub fn take<T: DeserializeOwned>(&mut self, param: &str) -> Result<T, FunctionError> {
        let (value, absent) = match (self.params, &mut self.payload) {
            ([_], payload) => (payload.take(), false),
            (_, Value::Object(fields)) => match fields.get_mut(param) {
                Some(value) => (value.take(), false),
                None => (Value::Null, true),
            },
            (_, other) => {
                let (keys, kind) = (self.params.join("`, `"), kind(other));
                return Err(self.invalid(&format!("an object with `{keys}` is needed, and not {kind}")));
            }
        };
        serde_path_to_error::deserialize(value).map_err(|error| {
            let path = error.path().to_string();
            let place = match path.as_str() {
                "." => format!("`{param}`"),
                path if path.starts_with('[') => format!("`{param}{path}`"),
                path => format!("`{param}.{path}`"),
            };
            let reason =
                if absent { "is missing".to_owned() } else { format!("is wrong: {}", error.inner()) };
            self.invalid(&format!("{place} {reason}"))
        })
    }

    fn invalid(&self, words: &str) -> FunctionError {
        FunctionError::crashed(INVALID_PAYLOAD, format!("the payload of the task `{}`: {words}", self.task))
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// What a task may borrow as an argument.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from JSON, so the task that takes it cannot be called with a payload",
    label = "a task takes a `&{Self}`",
    note = "derive `Deserialize` for `{Self}`"
)]
pub trait Lent {
    /// What is read.
    type Owned: DeserializeOwned + Send;

    /// What is lent of it.
    fn lend(owned: &Self::Owned) -> &Self;
}

impl Lent for str {
    type Owned = String;

    fn lend(owned: &String) -> &Self {
        owned
    }
}

impl<T: DeserializeOwned + Send> Lent for [T] {
    type Owned = Vec<T>;

    fn lend(owned: &Vec<T>) -> &Self {
        owned
    }
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + Send> Lent for T {
    type Owned = T;

    fn lend(owned: &T) -> &Self {
        owned
    }
}

/// What a task may take as an argument.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from JSON, so the task that takes it cannot be called with a payload",
    label = "a task takes a `{Self}`",
    note = "derive `Deserialize` for `{Self}`"
)]
pub trait Given: DeserializeOwned + Send {}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + Send> Given for T {}

/// What a task returns.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "what a task returns cannot be written as JSON, so the task cannot answer a call",
    label = "a task returns `{Self}`",
    note = "a task returns a `Result` of something that is `Serialize` and an error that is a `TaskError`"
)]
pub trait Answer: Send {
    /// The answer.
    ///
    /// # Errors
    ///
    /// The task's own error, or that the result cannot be written as JSON.
    fn answer(self) -> Result<Value, FunctionError>;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + Send, E: TaskError> Answer for Result<T, E> {
    fn answer(self) -> Result<Value, FunctionError> {
        let value = self.map_err(|error| FunctionError::of(&error))?;
        serde_json::to_value(value).map_err(|reason| {
            FunctionError::crashed(
                "States.Runtime",
                format!("the result cannot be written as JSON: {reason}"),
            )
        })
    }
}

#[cfg(test)]
mod tests;
