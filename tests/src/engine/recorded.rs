//! The calls of a native run, noted so that the engine's can be held against them.
//!
//! A handle with [`recorded!`](crate::recorded) does what the handle inside it does, and notes each call: the function's
//! name, its payload, its attempt and idempotency key, and whether it came to an end. A call whose future is dropped has
//! hung. Read next: `live.rs`, which serves the same tasks to the engine.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};
use workflow_runtime::TaskContext;

use super::Call;
use super::compare::normal;

/// The calls of a run, in the order in which they began.
#[derive(Debug, Default)]
pub struct Log(Mutex<Vec<Noted>>);

#[derive(Debug)]
struct Noted {
    function: &'static str,
    payload: Value,
    attempt: u32,
    key: String,
    ended: bool,
    played: bool,
}

impl Log {
    fn calls(&self) -> MutexGuard<'_, Vec<Noted>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A call begins; gives its number.
    pub fn began(&self, function: &'static str, arguments: Vec<(&str, Value)>) -> usize {
        let payload = match <[_; 1]>::try_from(arguments) {
            Ok([(_, value)]) => value,
            Err(arguments) => {
                let entries = arguments.into_iter().map(|(name, value)| (name.to_owned(), value));
                Value::Object(entries.collect::<Map<_, _>>())
            }
        };
        let task = TaskContext::current();
        let (attempt, key) = task.map(|task| (task.attempt(), task.idempotency_key())).unwrap_or_default();
        let payload = normal(&payload);
        let mut calls = self.calls();
        calls.push(Noted { function, payload, attempt, key, ended: false, played: false });
        calls.len() - 1
    }

    /// A call ended.
    pub fn ended(&self, call: usize) {
        self.calls()[call].ended = true;
    }

    /// Whether a call hung.
    #[must_use]
    pub fn hangs(&self) -> bool {
        self.calls().iter().any(|call| !call.ended)
    }

    /// Nobody has made any of the calls again.
    pub fn rewind(&self) {
        self.calls().iter_mut().for_each(|call| call.played = false);
    }

    /// What was not called again, in words.
    #[must_use]
    pub fn unplayed(&self) -> Vec<String> {
        let left = self.calls();
        left.iter().filter(|call| !call.played).map(|call| format!("{call:?}")).collect()
    }

    /// The same call is made elsewhere: its idempotency key here, if it was made here. Of branches that are given up
    /// because another one failed, one side may make more calls than the other: such a call is the same one again.
    pub(super) fn played(&self, call: &Call<'_>, attempt: u32) -> Option<String> {
        let payload = normal(&call.payload);
        let mut calls = self.calls();
        let is_same = |noted: &Noted| {
            // Each side has its own token.
            noted.function == call.name && (call.token.is_some() || noted.payload == payload)
        };
        let left = calls.iter().position(|noted| !noted.played && noted.attempt == attempt && is_same(noted));
        let same = left.or_else(|| calls.iter().position(is_same))?;
        calls[same].played = true;
        Some(calls[same].key.clone())
    }
}

/// Implements a task trait for a struct of the caller's, `Recorded<T> { handle, log }`, named first: for each task the function's substitution and the signature.
#[macro_export]
macro_rules! recorded {
    ($handle:ident: $trait:ident { $($function:literal $task:ident($($argument:ident: $type:ty),*) -> $result:ty;)* }) => {
        impl<T: $trait + Send + Sync + 'static> $trait for $handle<T> {
            $(async fn $task(&self, $($argument: $type),*) -> $result {
                let arguments = vec![
                    $((stringify!($argument), $crate::to_json(&$argument))),*
                ];
                let call = self.log.began($function, arguments);
                let result = T::$task(&self.handle, $($argument),*).await;
                self.log.ended(call);
                result
            })*
        }
    };
}
