//! Task tokens: how somebody outside a workflow gives a task its result.
//!
//! Tokens of durable executions are answered by their [`Engine`](crate::Engine). Those that executions in memory wait for
//! are in one registry, so that a token can be completed anywhere in the process,
//! also from its text. The registry knows no execution. Read next: `execution/task.rs`, which waits.

use std::any::Any;
use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use tokio::sync::oneshot;

use crate::data::TaskError;
use crate::error::Kind;
use crate::execution::Frame;
use crate::{Error, Failure};

/// The right to give the result of a task, a `T`: ASL's task token.
///
/// A task that takes one hands it over (to a person, a queue, another service), and its state waits until the token is
/// [completed](Self::complete) or [failed](Self::fail), by whoever has it. A token is text ([`Display`](fmt::Display),
/// [`FromStr`], serde), so that it can travel.
///
/// A token of a durable execution is answered through the engine, because the answer is durable when it returns:
/// [`Engine::complete`](crate::Engine::complete), which takes those of executions in memory, too.
///
/// ```
/// # use workflow_runtime::TaskToken;
/// let token: TaskToken<bool> = "somebody-elses".parse()?;
/// assert!(token.complete(true).unwrap_err().is_unknown_token());
/// # Ok::<_, workflow_runtime::Error>(())
/// ```
pub struct TaskToken<T> {
    text: Arc<str>,
    output: PhantomData<fn(T)>,
}

/// The longest token, in bytes: AWS's quota.
const MAX_TOKEN_LEN: usize = 2048;

impl<T> TaskToken<T> {
    pub(crate) fn from_text(text: impl Into<Arc<str>>) -> Self {
        Self { text: text.into(), output: PhantomData }
    }

    /// The token as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Gives the task its result.
    ///
    /// # Errors
    ///
    /// If the task of this token is over ([`Error::is_closed_token`]), if no run in memory of this process issued the token
    /// ([`Error::is_unknown_token`]: that of a durable execution is answered through its engine), or if the value is not what the task awaits ([`Error::is_wrong_output`]; the task
    /// goes on waiting).
    pub fn complete(&self, value: T) -> Result<(), Error>
    where
        T: Serialize,
    {
        let value = serde_json::to_value(value).map_err(|reason| wrong_output(&reason))?;
        complete_json(&self.text, &value)
    }

    /// Fails the task: with one of its own errors it is [`Failed`](crate::TaskFailure::Failed), with any other
    /// [`Crashed`](crate::TaskFailure::Crashed).
    ///
    /// # Errors
    ///
    /// As [`complete`](Self::complete), except for the value.
    pub fn fail(&self, error: impl TaskError) -> Result<(), Error> {
        fail_with(&self.text, error.into())
    }

    /// Says that the work is still going on: the time until the heartbeat expires begins anew.
    ///
    /// # Errors
    ///
    /// As [`fail`](Self::fail).
    pub fn heartbeat(&self) -> Result<(), Error> {
        heartbeat(&self.text)
    }
}

/// In a `#[task]` state, the token that the task hands over: `desk.ask(&request, task_token())`.
///
/// There the macro puts a token in its place. Anywhere else it is a token that no task waits for, and completing it
/// says so.
#[must_use]
pub fn task_token<T>() -> TaskToken<T> {
    TaskToken::from_text("task_token() outside a workflow's state")
}

/// Completes the task of a token with JSON; the untyped face of [`TaskToken::complete`].
///
/// # Errors
///
/// As [`TaskToken::complete`].
pub fn complete_json(token: &str, value: &Value) -> Result<(), Error> {
    check_in_memory(token)?;
    let decode = registry().get(token).map(|waiting| waiting.decode).ok_or_else(|| not_pending(token))?;
    let value = decode(value).map_err(|reason| wrong_output(&reason))?;
    let waiting = registry().remove(token).ok_or_else(|| not_pending(token))?;
    waiting.result.send(Ok(value)).map_err(|_| not_pending(token))
}

/// Fails the task of a token with an error name and a cause; the untyped face of [`TaskToken::fail`].
///
/// # Errors
///
/// As [`TaskToken::fail`].
pub fn fail_with(token: &str, failure: Failure) -> Result<(), Error> {
    check_in_memory(token)?;
    let waiting = registry().remove(token).ok_or_else(|| not_pending(token))?;
    waiting.result.send(Err(failure)).map_err(|_| not_pending(token))
}

/// A heartbeat for the task of a token; the untyped face of [`TaskToken::heartbeat`].
///
/// # Errors
///
/// As [`TaskToken::heartbeat`].
pub fn heartbeat(token: &str) -> Result<(), Error> {
    check_in_memory(token)?;
    let pending = registry();
    let waiting = pending.get(token).ok_or_else(|| not_pending(token))?;
    waiting.frame.heartbeat();
    Ok(())
}

/// What is said of a durable token is durable when the engine has answered, and that takes time.
fn check_in_memory(token: &str) -> Result<(), Error> {
    if !crate::engine::is_durable(token) {
        return Ok(());
    }
    let cause = "this is the token of a durable execution: its engine completes it (`engine.complete(&token, value)`)";
    Err(Error::of_kind(Kind::UnknownToken, "TaskDoesNotExist", cause))
}

/// A token that a task waits for. Dropping it closes the token.
pub(crate) struct Pending<T> {
    token: Arc<str>,
    result: oneshot::Receiver<Completion>,
    output: PhantomData<fn() -> T>,
}

/// The result as the registry hands it over: a boxed `T`, or the failure.
type Completion = Result<Box<dyn Any + Send>, Failure>;

/// What the registry keeps of a token.
struct Waiting {
    decode: fn(&Value) -> serde_json::Result<Box<dyn Any + Send>>,
    result: oneshot::Sender<Completion>,
    /// The frame of the state that waits: where its heartbeats are noted.
    frame: Arc<Frame>,
}

impl<T: DeserializeOwned + Send + 'static> Pending<T> {
    /// Issues a token for the state that runs in `frame`.
    pub(crate) fn issue(frame: Arc<Frame>) -> Self {
        let token: Arc<str> = format!("{}-{}", *ISSUER, uuid::Uuid::new_v4().simple()).into();
        let (sender, result) = oneshot::channel();
        let waiting = Waiting { decode: decode::<T>, result: sender, frame };
        registry().insert(Arc::clone(&token), waiting);
        Self { token, result, output: PhantomData }
    }

    pub(crate) fn token(&self) -> TaskToken<T> {
        TaskToken::from_text(Arc::clone(&self.token))
    }

    /// Waits for the result.
    pub(crate) async fn result(&mut self) -> Result<T, Failure> {
        match (&mut self.result).await {
            Ok(Ok(value)) => Ok(*value.downcast::<T>().expect("the registry decodes what this token awaits")),
            Ok(Err(failure)) => Err(failure),
            Err(_) => unreachable!("the sender is in the registry until it is used or this value is dropped"),
        }
    }
}

impl<T> Drop for Pending<T> {
    fn drop(&mut self) {
        registry().remove(&self.token);
    }
}

fn decode<T: DeserializeOwned + Send + 'static>(value: &Value) -> serde_json::Result<Box<dyn Any + Send>> {
    T::deserialize(value).map(|value| Box::new(value) as Box<dyn Any + Send>)
}

/// What marks the tokens of this process, so that one which is closed can be told from one it never issued.
static ISSUER: LazyLock<String> = LazyLock::new(|| uuid::Uuid::new_v4().simple().to_string());

/// The lock is held for a look-up, and no code of a user runs under it.
fn registry() -> MutexGuard<'static, HashMap<Arc<str>, Waiting>> {
    static PENDING: LazyLock<Mutex<HashMap<Arc<str>, Waiting>>> = LazyLock::new(Mutex::default);
    PENDING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// AWS's exceptions: `TaskTimedOut` for a token that is closed, `TaskDoesNotExist` for one never issued.
fn not_pending(token: &str) -> Error {
    if token.starts_with(ISSUER.as_str()) {
        Error::of_kind(
            Kind::ClosedToken,
            "TaskTimedOut",
            "the task of this token is over: completed, failed, timed out, or dropped with its execution",
        )
    } else {
        Error::of_kind(Kind::UnknownToken, "TaskDoesNotExist", "no task of this process waits for this token")
    }
}

pub(crate) fn wrong_output(reason: &serde_json::Error) -> Error {
    Error::of_kind(
        Kind::WrongOutput,
        "InvalidOutput",
        format!("not the value that the task awaits: {reason}"),
    )
}

impl<T> Clone for TaskToken<T> {
    fn clone(&self) -> Self {
        Self::from_text(Arc::clone(&self.text))
    }
}

impl<T> PartialEq for TaskToken<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T> Eq for TaskToken<T> {}

impl<T> fmt::Display for TaskToken<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<T> fmt::Debug for TaskToken<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TaskToken").field(&self.text).finish()
    }
}

impl<T> FromStr for TaskToken<T> {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        if text.is_empty() || text.len() > MAX_TOKEN_LEN {
            let cause = format!("a task token has 1 to {MAX_TOKEN_LEN} bytes, this has {}", text.len());
            return Err(Error::of_kind(Kind::UnknownToken, "InvalidToken", cause));
        }
        Ok(Self::from_text(text))
    }
}

impl<T> Serialize for TaskToken<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, T> Deserialize<'de> for TaskToken<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
