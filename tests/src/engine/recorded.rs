//! Tasks that are done here, and whose results the engine is given: the same script of results for both sides.
//!
//! A handle with [`recorded!`](crate::recorded) does what the handle inside it does, and notes each call: the function's name, its payload, what
//! came of it. A call whose future is dropped has hung. On the engine the same call finds the same results, in order.

use std::future::Future;
use std::pin::Pin;
use std::sync::Mutex;

use serde::Serialize;
use serde_json::{Map, Value};
use workflow_runtime::TaskError;
use workflow_runtime::wire::FunctionError;

use super::compare::normal;
use super::{Answer, Tasks};

/// The calls of a run, in the order in which they began.
#[derive(Debug, Default)]
pub struct Log(Mutex<Vec<Call>>);

#[derive(Debug)]
struct Call {
    function: &'static str,
    payload: Value,
    answer: Answer,
    played: bool,
}

impl Log {
    /// A call begins; gives its number.
    ///
    /// # Panics
    ///
    /// If a test panicked in here.
    pub fn began(&self, function: &'static str, arguments: Vec<(&str, Value)>) -> usize {
        let payload = match <[_; 1]>::try_from(arguments) {
            Ok([(_, value)]) => value,
            Err(arguments) => {
                let entries = arguments.into_iter().map(|(name, value)| (name.to_owned(), value));
                Value::Object(entries.collect::<Map<_, _>>())
            }
        };
        let mut calls = self.0.lock().expect("no test panics here");
        calls.push(Call { function, payload: normal(&payload), answer: Answer::Hangs, played: false });
        calls.len() - 1
    }

    /// A call ended with this.
    ///
    /// # Panics
    ///
    /// If the result is no JSON.
    pub fn ended<T: Serialize, E: TaskError>(&self, call: usize, result: &Result<T, E>) {
        let answer = match result {
            Ok(value) => Answer::Gives(serde_json::to_value(value).expect("what a task gives is JSON")),
            Err(error) => Answer::Fails(FunctionError::of(error)),
        };
        self.0.lock().expect("no test panics here")[call].answer = answer;
    }

    /// Whether a call hung.
    ///
    /// # Panics
    ///
    /// If a test panicked in here.
    #[must_use]
    pub fn hangs(&self) -> bool {
        self.0.lock().expect("no test panics here").iter().any(|call| matches!(call.answer, Answer::Hangs))
    }

    /// Nobody has made any of the calls again.
    ///
    /// # Panics
    ///
    /// If a test panicked in here.
    pub fn rewind(&self) {
        self.0.lock().expect("no test panics here").iter_mut().for_each(|call| call.played = false);
    }

    /// How many calls nobody has made again.
    ///
    /// # Panics
    ///
    /// If a test panicked in here.
    #[must_use]
    pub fn unplayed(&self) -> usize {
        self.0.lock().expect("no test panics here").iter().filter(|call| !call.played).count()
    }
}

impl Tasks for Log {
    fn call<'a>(
        &'a self,
        function: &'a str,
        payload: Value,
        _callback: bool,
    ) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>> {
        let payload = normal(&payload);
        let mut calls = self.0.lock().expect("no test panics here");
        let same = calls
            .iter_mut()
            .find(|call| !call.played && call.function == function && call.payload == payload);
        let answer = match same {
            Some(call) => {
                call.played = true;
                call.answer.clone()
            }
            // A call that was not made here is one of a branch that is given up, or else the run does not end.
            None => Answer::Hangs,
        };
        Box::pin(async move { answer })
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
                self.log.ended(call, &result);
                result
            })*
        }
    };
}
