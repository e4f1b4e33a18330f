//! Runs a workflow over scripted tasks and writes down where it went.
//!
//! Each task finds its replies in a [`Script`], in order. A [`Run`] says which states were entered, with which inputs,
//! and how it ended; [`pinned`] checks a definition. What is run is shown to `crate::beside`, which `law.rs` uses to run
//! it once more elsewhere.

use std::collections::{BTreeMap, VecDeque};
use std::future::pending;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use workflow_runtime::asl;
use workflow_runtime::observer::{EventDetails, History, HistoryEvent};
use workflow_runtime::{Error, Execution, TaskError, TaskSet, TaskToken, Workflow};
use workflow_tests::engine::Tokens;

/// What a task does when it is called.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// Succeeds with this.
    Gives(Value),
    /// Fails with an error of its own, by its name and its JSON.
    Fails(&'static str, Value),
    /// Never ends.
    Hangs,
    /// Ends in a way nobody foresaw.
    Panics,
    /// Does the same after a time.
    After(Duration, Box<Reply>),
}

/// Succeeds with `value`.
pub(crate) fn gives(value: impl Serialize) -> Reply {
    Reply::Gives(serde_json::to_value(value).expect("a reply is JSON"))
}

/// Fails with `error`.
pub(crate) fn fails(error: impl TaskError + Serialize) -> Reply {
    let name = error.error_name();
    Reply::Fails(name, serde_json::to_value(error).expect("an error is JSON"))
}

impl Reply {
    /// Replies so much later.
    pub(crate) fn after(self, seconds: u64) -> Self {
        Self::After(Duration::from_secs(seconds), Box::new(self))
    }
}

/// The replies of every task, in order, and what the tasks were given.
#[derive(Debug, Default)]
pub(crate) struct Script {
    pub(crate) replies: Mutex<BTreeMap<&'static str, VecDeque<Reply>>>,
    calls: Mutex<Vec<(&'static str, Value)>>,
    /// What tasks gave, as serde writes it, by the number of the task's call.
    pub(crate) given: Mutex<BTreeMap<(&'static str, usize), Value>>,
    /// Who waits for the tokens that tasks hand over, and how fast time goes there.
    pub(crate) tokens: Tokens,
    served: OnceLock<Served>,
}

/// How another engine finds the tasks of a workflow.
#[derive(Clone, Copy, Debug)]
#[allow(dead_code, reason = "`law.rs` alone asks another engine")]
pub(crate) struct Served {
    /// The workflow's own tasks, over a script.
    pub(crate) tasks: fn(Arc<Script>) -> TaskSet,
    /// The tasks that services of AWS do, by their resource: their replies are in the script, too.
    pub(crate) services: &'static [(&'static str, &'static str)],
}

impl Script {
    pub(crate) fn new<const N: usize>(replies: [(&'static str, Reply); N]) -> Arc<Self> {
        let mut script: BTreeMap<&'static str, VecDeque<Reply>> = BTreeMap::new();
        for (task, reply) in replies {
            script.entry(task).or_default().push_back(reply);
        }
        Arc::new(Self { replies: Mutex::new(script), ..Self::default() })
    }

    /// Says how another engine finds the tasks of the workflow that runs over this script.
    pub(crate) fn serve(
        &self,
        tasks: fn(Arc<Self>) -> TaskSet,
        services: &'static [(&'static str, &'static str)],
    ) {
        // A test may make its workflow twice.
        let _ = self.served.set(Served { tasks, services });
    }

    /// What [`serve`](Self::serve) said.
    #[allow(dead_code, reason = "`law.rs` alone asks another engine")]
    pub(crate) fn served(&self) -> Served {
        *self.served.get().expect("the workflow says how its tasks are served")
    }

    /// The next reply of `task`, which was called with `arguments`.
    pub(crate) async fn play<T, E>(&self, task: &'static str, arguments: impl Serialize) -> Result<T, E>
    where
        T: Serialize + DeserializeOwned,
        E: DeserializeOwned,
    {
        match self.reply(task, arguments).await {
            Ok(given) => Ok(self.give(task, given)),
            Err(Some((name, error))) => Err(read(name, error)),
            Err(None) => panic!("{task} panics, as its script says"),
        }
    }

    /// The typed value of what a task gives; it is noted as serde writes it.
    fn give<T: Serialize + DeserializeOwned>(&self, task: &'static str, (call, value): (usize, Value)) -> T {
        let typed: T = read(task, value);
        let written = serde_json::to_value(&typed).expect("what a task gives is JSON");
        self.given.lock().expect("no test panics here").insert((task, call), written);
        typed
    }

    /// As [`play`](Self::play), for a task that hands its token over: what the reply gives completes the token at once.
    pub(crate) async fn hand_over<T, E>(
        &self,
        task: &'static str,
        arguments: impl Serialize,
        token: TaskToken<T>,
    ) -> Result<(), E>
    where
        T: Serialize + DeserializeOwned,
        E: DeserializeOwned,
    {
        let given = match self.reply(task, arguments).await {
            Ok(given) => given,
            Err(Some((name, error))) => return Err(read(name, error)),
            Err(None) => panic!("{task} panics, as its script says"),
        };
        self.tokens.complete(&token, self.give(task, given));
        Ok(())
    }

    /// The next reply of a service's task, as the service writes it, or the error's name with the error, or nothing for
    /// what nobody foresaw.
    #[allow(dead_code, reason = "`law.rs` alone asks another engine")]
    pub(crate) async fn answer(
        &self,
        task: &'static str,
        arguments: Value,
    ) -> Result<Value, Option<(&'static str, Value)>> {
        let (call, value) = self.reply(task, arguments).await?;
        let written = self.given.lock().expect("no test panics here").remove(&(task, call));
        Ok(written.unwrap_or(value))
    }

    /// The number of the call with what it gives, or the error's name with the error, or nothing for a panic.
    async fn reply(
        &self,
        task: &'static str,
        arguments: impl Serialize,
    ) -> Result<(usize, Value), Option<(&'static str, Value)>> {
        let arguments = serde_json::to_value(arguments).expect("arguments are JSON");
        let call = self.calls(task).len();
        self.calls.lock().expect("no test panics here").push((task, arguments));
        let reply =
            self.replies.lock().expect("no test panics here").get_mut(task).and_then(VecDeque::pop_front);
        let mut reply = reply.unwrap_or_else(|| panic!("the script has no more replies for {task}"));
        loop {
            match reply {
                Reply::After(time, then) => {
                    self.tokens.pause(time).await;
                    reply = *then;
                }
                Reply::Hangs => pending().await,
                Reply::Gives(value) => return Ok((call, value)),
                Reply::Fails(name, error) => return Err(Some((name, error))),
                Reply::Panics => return Err(None),
            }
        }
    }

    /// What every task was called with.
    pub(crate) fn all_calls(&self) -> Vec<(&'static str, Value)> {
        self.calls.lock().expect("no test panics here").clone()
    }

    /// What `task` was called with, call by call.
    pub(crate) fn calls(&self, task: &str) -> Vec<Value> {
        let calls = self.calls.lock().expect("no test panics here");
        calls.iter().filter(|(called, _)| *called == task).map(|(_, arguments)| arguments.clone()).collect()
    }

    /// A script with the replies that are left.
    pub(crate) fn left(&self) -> Self {
        let replies = self.replies.lock().expect("no test panics here").clone();
        Self { replies: Mutex::new(replies), served: self.served.clone(), ..Self::default() }
    }

    /// The tasks that have replies left.
    fn unused(&self) -> Vec<&'static str> {
        let replies = self.replies.lock().expect("no test panics here");
        replies.iter().filter(|(_, left)| !left.is_empty()).map(|(task, _)| *task).collect()
    }
}

fn read<T: DeserializeOwned>(what: &str, value: Value) -> T {
    serde_json::from_value(value).unwrap_or_else(|error| panic!("{what} in the script: {error}"))
}

/// What happened in an execution.
#[derive(Debug)]
pub(crate) struct Run {
    /// The states in the order they were entered; one of a branch after the branch's path, as `0.2 Name`.
    path: Vec<String>,
    inputs: Vec<Value>,
    end: Result<Value, Error>,
}

/// Runs `workflow` over the script that is its task handle.
pub(crate) async fn run<W: Workflow>(workflow: &W, script: &Script, input: W::Input) -> Run {
    let left = script.left();
    let (run, events) = run_here(workflow, script, input).await;
    let given = script.given.lock().expect("no test panics here").clone();
    *left.given.lock().expect("no test panics here") = given;
    crate::beside(&W::definition(), left, &script.all_calls(), &events, &run.end);
    run
}

/// As [`run`], natively alone: for a script whose order is that of calls side by side, which another engine may make in
/// another order.
pub(crate) async fn run_here<W: Workflow>(
    workflow: &W,
    script: &Script,
    input: W::Input,
) -> (Run, Vec<HistoryEvent>) {
    let history = History::new();
    let execution = Execution::of(workflow).name("test").observe(&history);
    let end = execution.run(input).await;
    let end = end.map(|output| serde_json::to_value(output).expect("an output is JSON"));
    assert_eq!(script.unused(), Vec::<&str>::new(), "the script has replies that nobody asked for");
    let mut run = Run { path: Vec::new(), inputs: Vec::new(), end };
    let events = history.events();
    for event in &events {
        if let EventDetails::StateEntered { name, input, .. } = &event.details {
            let mut place = event.path.iter().map(ToString::to_string).collect::<Vec<_>>().join(".");
            place += if place.is_empty() { "" } else { " " };
            run.path.push(place + name);
            run.inputs.push(input.clone().unwrap_or(Value::Null));
        }
    }
    (run, events)
}

impl Run {
    /// Asserts which states were entered, in order.
    #[track_caller]
    pub(crate) fn passed<const N: usize>(self, states: [&str; N]) -> Self {
        assert_eq!(self.path, states);
        self
    }

    /// Asserts what the first visit of a state was given.
    #[track_caller]
    pub(crate) fn gave(self, state: &str, input: impl Into<Value>) -> Self {
        let input = input.into();
        let position = self.path.iter().position(|entered| entered == state);
        assert_eq!(position.map(|position| &self.inputs[position]), Some(&input), "input of {state}");
        self
    }

    /// Asserts that it succeeded, with this output.
    #[track_caller]
    pub(crate) fn succeeded(self, output: impl Into<Value>) {
        let output = output.into();
        match self.end {
            Ok(value) => assert_eq!(value, output),
            Err(error) => panic!("it failed: {error}"),
        }
    }

    /// Asserts that it failed, with this error.
    #[track_caller]
    pub(crate) fn failed(self, name: &str, cause: impl Into<Option<Value>>) {
        match self.end {
            Ok(value) => panic!("it succeeded: {value}"),
            Err(error) => {
                let text = error.cause().map(|cause| serde_json::from_str(cause).expect("a cause is JSON"));
                assert_eq!((error.error(), text), (name, cause.into()));
            }
        }
    }
}

/// Asserts that a definition is sound and that it is the one in `pinned`.
#[track_caller]
pub(crate) fn pinned(definition: &asl::StateMachine, file: &expect_test::ExpectFile) {
    let findings: Vec<String> = asl::validate(definition).iter().map(ToString::to_string).collect();
    assert_eq!(findings, Vec::<String>::new());
    file.assert_eq(&(definition.to_json_pretty() + "\n"));
}
