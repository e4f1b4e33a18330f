//! Runs what a test of `workflows/` runs once more on the engine: over a script with the same replies, whose tasks are
//! served to it live.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use serde_json::{Value, json};
use workflow_runtime::observer::HistoryEvent;
use workflow_runtime::wire::FunctionError;
use workflow_runtime::{Error, TaskToken, asl};
use workflow_tests::engine::compare::normal;
use workflow_tests::engine::{Answer, Call, Case, Live, Tasks, Tokens, judge};

use crate::workflows::harness::{Reply, Script};

/// The workflow's own tasks, live over a script; and the services that it calls, which are answered with what the script
/// says of the tasks that stand for them.
struct Scripted {
    live: Live,
    services: &'static [(&'static str, &'static str)],
    script: Arc<Script>,
}

impl Tasks for Scripted {
    fn call<'a>(&'a self, call: Call<'a>) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>> {
        let service = self.services.iter().find(|(resource, _)| *resource == call.name);
        match service {
            Some((_, task)) => Box::pin(self.service(task, call)),
            None => self.live.call(call),
        }
    }
}

impl Scripted {
    async fn service(&self, task: &'static str, mut call: Call<'_>) -> Answer {
        if call.token.is_some() {
            remove(&mut call.payload, call.token.as_deref());
        }
        match self.script.answer(task, call.payload).await {
            Ok(value) => match call.token.map(|token| token.parse::<TaskToken<Value>>()) {
                Some(token) => {
                    self.script.tokens.complete(&token.expect("AWS's own token"), value);
                    Answer::Gives(json!({ "MessageId": "m-0" }))
                }
                None => Answer::Gives(value),
            },
            Err(Some((name, error))) => Answer::Fails(FunctionError::crashed(name, error.to_string())),
            Err(None) => Answer::Fails(FunctionError::crashed("Panic", "as its script says")),
        }
    }
}

/// Takes the token out of a payload: natively a task is given it beside its arguments.
fn remove(payload: &mut Value, token: Option<&str>) {
    if let Value::Object(fields) = payload {
        fields.retain(|_, value| value.as_str() != token);
        fields.values_mut().for_each(|value| remove(value, token));
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

/// The workflows that others start, by the substitution for their ARN.
fn nested() -> BTreeMap<String, Value> {
    let semaphore = crate::workflows::child_runs::semaphore::definition();
    BTreeMap::from([(
        "SemaphoreArn".to_owned(),
        serde_json::to_value(semaphore).expect("a definition is JSON"),
    )])
}

/// Runs the definition on the engine, over what was left of the script when the native run began, and compares; also what
/// each task was called with.
pub(crate) fn beside(
    definition: &asl::StateMachine,
    mut script: Script,
    calls: &[(&'static str, Value)],
    history: &[HistoryEvent],
    end: &Result<Value, Error>,
) {
    let definition = serde_json::to_value(definition).expect("a definition is JSON");
    let hangs = hangs(&script);
    let served = script.served();
    script.tokens = Tokens::Engine;
    let script = Arc::new(script);
    let live = Live::new((served.tasks)(Arc::clone(&script)));
    let tasks = Arc::new(Scripted { live, services: served.services, script: Arc::clone(&script) });
    let case = |definition, input, id: &str| Case {
        definition,
        input,
        name: "test".to_owned(),
        id: id.to_owned(),
        tasks,
        in_turn: true,
        times_out: false,
        nested: nested(),
        hangs,
    };
    if judge(definition, history, end, case).is_some() {
        same_calls(calls, &script.all_calls());
    }
}

/// Each task was called with the same, in the same order.
fn same_calls(native: &[(&'static str, Value)], engine: &[(&'static str, Value)]) {
    let tasks: BTreeSet<_> = native.iter().chain(engine).map(|(task, _)| *task).collect();
    for task in tasks {
        let of = |calls: &[(&'static str, Value)]| -> Vec<Value> {
            calls
                .iter()
                .filter(|(called, _)| *called == task)
                .map(|(_, given)| normal(&filled_in(given)))
                .collect()
        };
        assert_eq!(of(native), of(engine), "what {task} is called with: here, and on the engine");
    }
}

/// With every substitution `${Name}` filled in by its name, as in the copy that the engine runs.
fn filled_in(value: &Value) -> Value {
    match value {
        Value::String(text) if text.starts_with("${") => text.trim_matches(['$', '{', '}']).into(),
        Value::Array(items) => items.iter().map(filled_in).collect(),
        Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), filled_in(value))).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}
