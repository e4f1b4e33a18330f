//! Runs what a test of `workflows/` runs once more on the engine, over the same script.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use workflow_runtime::observer::HistoryEvent;
use workflow_runtime::wire::FunctionError;
use workflow_runtime::{Error, asl};
use workflow_tests::engine::{Answer, Case, Tasks, judge, shortened};

use crate::workflows::harness::{Reply, Script};

/// The script as functions: `CellarCount` is the task `count`, whatever its trait is called.
struct Functions {
    script: Script,
    calls: Mutex<BTreeMap<&'static str, usize>>,
}

impl Tasks for Functions {
    fn call<'a>(
        &'a self,
        function: &'a str,
        _payload: Value,
        callback: bool,
    ) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>> {
        Box::pin(async move {
            let Some(reply) = self.next(function) else {
                return Answer::Fails(FunctionError::crashed("NoReply", format!("{function} has none left")));
            };
            answer(reply, callback).await
        })
    }
}

async fn answer(mut reply: Reply, callback: bool) -> Answer {
    loop {
        match reply {
            Reply::After(time, then) => {
                tokio::time::sleep(shortened(time)).await;
                reply = *then;
            }
            Reply::Gives(value) if callback => {
                return Answer::HandsOver { heartbeats: Vec::new(), answer: Some(Ok(value)) };
            }
            Reply::Gives(value) => return Answer::Gives(value),
            Reply::Fails(name, error) => {
                return Answer::Fails(FunctionError::crashed(name, error.to_string()));
            }
            Reply::Hangs => return Answer::Hangs,
            Reply::Panics => return Answer::Fails(FunctionError::crashed("Panic", "as its script says")),
        }
    }
}

impl Functions {
    /// The next reply of a function.
    fn next(&self, function: &str) -> Option<Reply> {
        let mut replies = self.script.replies.lock().expect("no test panics here");
        let named = |task: &&&'static str| function.ends_with(&pascal_case(task));
        let task = replies.keys().filter(named).max_by_key(|task| task.len()).copied()?;
        let mut reply = replies.get_mut(task)?.pop_front()?;
        let mut calls = self.calls.lock().expect("no test panics here");
        let call = calls.entry(task).or_default();
        if let Some(value) = self.script.given.lock().expect("no test panics here").remove(&(task, *call)) {
            give(&mut reply, value);
        }
        *call += 1;
        Some(reply)
    }
}

/// Lets a reply give a value as serde writes it.
fn give(reply: &mut Reply, value: Value) {
    match reply {
        Reply::Gives(given) => *given = value,
        Reply::After(_, reply) => give(reply, value),
        Reply::Fails(..) | Reply::Hangs | Reply::Panics => {}
    }
}

/// Whether a task of the script hangs.
fn hangs(script: &Script) -> bool {
    fn one(reply: &Reply) -> bool {
        match reply {
            Reply::Hangs => true,
            Reply::After(_, reply) => one(reply),
            Reply::Gives(_) | Reply::Fails(..) | Reply::Panics => false,
        }
    }
    script.replies.lock().expect("no test panics here").values().flatten().any(one)
}

fn pascal_case(name: &str) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    name.split('_').filter(|word| !word.is_empty()).map(capital).collect()
}

/// The workflows that others start, by the substitution for their ARN.
fn nested() -> BTreeMap<String, Value> {
    let semaphore = crate::workflows::child_runs::semaphore::definition();
    BTreeMap::from([(
        "SemaphoreArn".to_owned(),
        serde_json::to_value(semaphore).expect("a definition is JSON"),
    )])
}

/// Whether a definition calls a service of AWS itself, which there is none of on this machine: such a workflow is judged
/// by its definition alone.
fn calls_services(definition: &Value) -> bool {
    const ANSWERED: [&str; 3] = [
        "arn:aws:states:::lambda:invoke",
        "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "arn:aws:states:::states:startExecution.sync:2",
    ];
    match definition {
        Value::Array(items) => items.iter().any(calls_services),
        Value::Object(fields) => {
            let resource = fields.get("Resource").and_then(Value::as_str);
            resource.is_some_and(|resource| !ANSWERED.contains(&resource))
                || fields.values().any(calls_services)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Runs the definition on the engine, over what was left of the script when the native run began, and compares.
pub(crate) fn beside(
    definition: &asl::StateMachine,
    script: Script,
    history: &[HistoryEvent],
    end: &Result<Value, Error>,
) {
    let definition = serde_json::to_value(definition).expect("a definition is JSON");
    if calls_services(&definition) {
        return;
    }
    let hangs = hangs(&script);
    let case = |definition, input, id: &str| Case {
        definition,
        input,
        name: "test".to_owned(),
        id: id.to_owned(),
        tasks: Arc::new(Functions { script, calls: Mutex::default() }),
        in_turn: true,
        times_out: false,
        nested: nested(),
        hangs,
    };
    let _ = judge(definition, history, end, case);
}
