//! The tasks of a test: what they are to answer, and what they were called with.
//!
//! `#[tasks]` implements every task trait for [`Scripted`]; the implementation hands each call over to it by name, with
//! its arguments as JSON. Types are the business of `answer.rs` and `script_macro.rs`.

use std::collections::VecDeque;
use std::fmt;
use std::future::pending;
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::answer::{Reply, Step};
use super::test::end_the_test;
use crate::callback::{complete_json, fail_with};
use crate::data::TaskError;

/// Does the tasks of a task trait as its scripts say: a handle for tests.
///
/// It implements every trait that has `#[tasks]`. [`script!`](crate::script) says what a task answers. Clones share
/// their scripts, so that a test keeps one and gives one to the workflow.
///
/// A call that no script answers ends the test that [`run`](super::run) runs, and says which task was called with what;
/// outside of one it panics, as the task.
#[derive(Clone, Default)]
pub struct Scripted {
    scripts: Arc<Scripts>,
}

#[derive(Debug, Default)]
struct Scripts {
    entries: Mutex<Vec<Entry>>,
    calls: Mutex<Vec<Call>>,
    /// What a call said that no script answered.
    trouble: Mutex<Option<String>>,
}

/// What one `script!` says.
#[derive(Debug)]
struct Entry {
    task: &'static str,
    given: Vec<Written>,
    steps: VecDeque<Step>,
    answered: usize,
    written: usize,
    at: &'static Location<'static>,
}

/// An argument as a script has it.
#[doc(hidden)]
#[derive(Clone, Debug, PartialEq)]
pub enum Written {
    /// Anything.
    Any,
    /// What is equal to this as JSON.
    Equal(Value),
    /// The token of the task.
    Token,
}

/// A call of a scripted task.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The task.
    pub task: &'static str,
    /// Its arguments as JSON, in order; `null` for one that serde cannot write.
    pub arguments: Vec<Value>,
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arguments: Vec<String> = self.arguments.iter().map(Value::to_string).collect();
        write!(f, "{}({})", self.task, arguments.join(", "))
    }
}

impl Scripted {
    /// Tasks without a script.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The calls so far, in order.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        lock(&self.scripts.calls).clone()
    }

    /// The scripts with answers that nobody asked for, one a line; empty if there are none. What `always` answers is
    /// used up by one call.
    #[must_use]
    pub fn unused(&self) -> Vec<String> {
        lock(&self.scripts.entries).iter().filter_map(Entry::unused).collect()
    }

    /// Asserts that every answer was asked for.
    ///
    /// # Panics
    ///
    /// If one was not, or if a call found no answer.
    #[track_caller]
    pub fn assert_used_up(&self) {
        if let Some(trouble) = &*lock(&self.scripts.trouble) {
            panic!("{trouble}");
        }
        let unused = self.unused();
        assert!(unused.is_empty(), "scripts are not used up\n  {}", unused.join("\n  "));
    }

    /// Adds a script.
    pub(super) fn add(
        &self,
        task: &'static str,
        given: Vec<Written>,
        steps: VecDeque<Step>,
        at: &'static Location<'static>,
    ) {
        let written = steps.iter().filter_map(|step| step.left).sum();
        lock(&self.scripts.entries).push(Entry { task, given, steps, answered: 0, written, at });
    }

    /// What the generated implementation of a task trait calls: the answer to this call, when it is time.
    #[doc(hidden)]
    pub async fn answer(&self, tasks: &'static str, task: &'static str, arguments: Vec<Value>) -> Reply {
        let call = Call { task, arguments };
        lock(&self.scripts.calls).push(call.clone());
        let found = next_answer(&mut lock(&self.scripts.entries), &call);
        let (step, token) = match found {
            Ok(found) => found,
            Err(entries) => {
                let number = self.calls().iter().filter(|earlier| earlier.task == task).count();
                let words = trouble(tasks, &call, number, &entries);
                *lock(&self.scripts.trouble) = Some(words.clone());
                end_the_test(words).await
            }
        };
        give(step, token).await
    }
}

/// Gives an answer, when it is time. A token is handed over at once; what becomes of it comes later.
async fn give(step: Step, token: Option<String>) -> Reply {
    let Step { after, reply, left: _ } = step;
    // No answer comes in the moment of the call: on AWS every branch has begun before the first one has a result.
    tokio::task::yield_now().await;
    let handed_over = Reply::Returns(Value::Null);
    match (reply, token) {
        (reply @ (Reply::Completes(_) | Reply::Fails(_)), Some(token)) => {
            tokio::spawn(async move {
                tokio::time::sleep(after).await;
                // The task may be over by then; who answers too late is told, and that is all.
                let _ = match reply {
                    Reply::Completes(value) => complete_json(&token, &value),
                    Reply::Fails(failure) => fail_with(&token, failure),
                    Reply::Returns(_) | Reply::Throws(_) | Reply::Hangs | Reply::Panics(_) => Ok(()),
                };
            });
            handed_over
        }
        (Reply::Hangs, Some(_)) => handed_over,
        (reply, _) => {
            tokio::time::sleep(after).await;
            match reply {
                Reply::Hangs => pending().await,
                Reply::Panics(message) => panic!("{message}"),
                Reply::Returns(_) | Reply::Throws(_) | Reply::Completes(_) | Reply::Fails(_) => reply,
            }
        }
    }
}

/// The answer of the first script that matches and has one left, with the token that the call gives; or all scripts that
/// match.
fn next_answer(entries: &mut [Entry], call: &Call) -> Result<(Step, Option<String>), Vec<String>> {
    let matching = |entry: &&mut Entry| entry.task == call.task && entry.matches(&call.arguments);
    for entry in entries.iter_mut().filter(matching) {
        if let Some(step) = entry.next() {
            let place = entry.given.iter().position(|written| *written == Written::Token);
            let token = place.and_then(|place| call.arguments.get(place)?.as_str().map(str::to_owned));
            return Ok((step, token));
        }
    }
    let of_this_task = entries.iter().filter(|entry| entry.task == call.task);
    Err(of_this_task.map(ToString::to_string).collect())
}

impl Entry {
    fn matches(&self, arguments: &[Value]) -> bool {
        let mut pairs = self.given.iter().zip(arguments);
        pairs.all(|(written, argument)| match written {
            Written::Any | Written::Token => true,
            Written::Equal(value) => value == argument,
        })
    }

    fn next(&mut self) -> Option<Step> {
        let step = self.steps.front_mut()?;
        let answer = step.clone();
        if let Some(left) = &mut step.left {
            *left = left.saturating_sub(1);
            if *left == 0 {
                self.steps.pop_front();
            }
        }
        self.answered += 1;
        Some(answer)
    }

    fn unused(&self) -> Option<String> {
        let left: usize = self.steps.iter().filter_map(|step| step.left).sum();
        (left > 0 || self.answered == 0).then(|| self.to_string())
    }
}

/// `check_name(_), 1 of 3 answers given, scripted at tests/bank.rs:14`
impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arguments = self.given.iter().map(|written| match written {
            Written::Any => "_".to_owned(),
            Written::Equal(value) => value.to_string(),
            Written::Token => "task_token()".to_owned(),
        });
        let arguments: Vec<String> = arguments.collect();
        write!(f, "{}({}), ", self.task, arguments.join(", "))?;
        if self.steps.iter().any(|step| step.left.is_none()) {
            write!(f, "answered {} times", self.answered)?;
        } else {
            write!(f, "{} of {} answers given", self.answered, self.written)?;
        }
        write!(f, ", scripted at {}:{}", self.at.file(), self.at.line())
    }
}

/// What to say of a call that no script answers.
fn trouble(tasks: &str, call: &Call, number: usize, scripts: &[String]) -> String {
    let (task, arguments) = (call.task, call.to_string());
    let called =
        format!("call {number} of task `{task}` of `{tasks}` is not scripted\n  it is called as {arguments}");
    if scripts.is_empty() {
        return format!(
            "{called}\n  the task has no script\nhelp: write `script!(tasks.{task}(_) => Ok(..))`"
        );
    }
    format!("{called}\n  there is {}\nhelp: add an answer, or `always(..)`", scripts.join("\n  there is "))
}

/// An argument of a call, as JSON where serde can write it.
#[derive(Debug)]
pub struct Given<'a, T: ?Sized>(pub &'a T);

impl<T: Serialize + ?Sized> Given<'_, T> {
    /// The argument.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::to_value(self.0).unwrap_or_default()
    }
}

/// What rustc finds for an argument that serde cannot write.
pub trait OtherGiven {
    /// Nothing.
    #[must_use]
    fn json(&self) -> Value {
        Value::Null
    }
}

impl<T: ?Sized> OtherGiven for Given<'_, T> {}

/// The result of a task, read from an answer.
#[derive(Debug)]
pub struct Reads<R>(pub PhantomData<fn() -> R>);

impl<T: DeserializeOwned, E: TaskError> Reads<Result<T, E>> {
    /// The result that an answer stands for.
    ///
    /// # Errors
    ///
    /// The task's own, if the answer is one.
    ///
    /// # Panics
    ///
    /// If a type does not read what it writes.
    pub fn read(&self, reply: Reply) -> Result<T, E> {
        match reply {
            Reply::Returns(value) => {
                Ok(serde_json::from_value(value).expect("a result reads what it writes"))
            }
            Reply::Throws(failure) => Err(failure.decode().expect("an error reads what it writes")),
            Reply::Completes(_) | Reply::Fails(_) => {
                panic!("the answer is for a task token, and the script does not say which argument is one")
            }
            Reply::Hangs | Reply::Panics(_) => unreachable!("such an answer is never given"),
        }
    }
}

/// What rustc finds for a task whose result or error cannot be read back, or depends on its caller.
pub trait OtherReads<R> {
    /// Nothing.
    ///
    /// # Panics
    ///
    /// Always.
    fn read(&self, _reply: Reply) -> R {
        panic!(
            "a task whose result is not `DeserializeOwned` cannot be scripted: implement its trait by hand"
        )
    }
}

impl<R> OtherReads<R> for Reads<R> {}

impl fmt::Debug for Scripted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries = lock(&self.scripts.entries);
        f.debug_list().entries(entries.iter().map(ToString::to_string)).finish()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
