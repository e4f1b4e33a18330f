//! The copy of a definition that is run: substitutions filled in, and seconds shortened where somebody would have to
//! wait for them.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value};

/// What AWS puts in a payload for the task's token.
const TOKEN: &str = "{% $states.context.Task.Token %}";
/// The same as a whole payload.
const LONE_TOKEN: &str = "{% $replace($string([$states.context.Task.Token]), /^.|.$/, \"\") %}";

/// What a deployed definition tells a function beside its payload, word for word (`workflow-aws`, `template/context.rs`).
pub const CLIENT_CONTEXT: &str = "{% $base64encode($string({\"custom\": {\
    \"execution\": $states.context.Execution.Id, \
    \"state\": $states.context.State.Name, \
    \"entered\": $states.context.State.EnteredTime, \
    \"attempt\": $string($states.context.State.RetryCount), \
    \"item\": $string($states.context.Map.Item.Index)}})) %}";

/// How long the engine waits instead of a time: shorter, in the same order. `launch.py` has the same.
#[must_use]
pub fn shortened(time: Duration) -> Duration {
    Duration::from_secs_f64(0.1 * (1.0 + time.as_secs_f64()).log2())
}

/// The copy of a definition for the run `run`.
///
/// A function's name gets the run's in front, and it is told which attempt it is; `arns` are those of nested workflows; every other substitution becomes its
/// own name. Of `changes` the first says that a task hangs: then a state's `TimeoutSeconds` is at most 10 and its
/// `HeartbeatSeconds` 5, which is more than a busy machine needs for what does not hang; the second that the items of a Map take turns.
pub(super) fn copy(
    definition: &Value,
    run: &str,
    arns: &BTreeMap<String, String>,
    changes: (bool, bool),
) -> Value {
    let Value::Object(machine) = definition else { return definition.clone() };
    let mut machine = machine.clone();
    if let Some(Value::Object(states)) = machine.get_mut("States") {
        for state in states.values_mut() {
            *state = copied(state, run, arns, changes);
        }
    }
    Value::Object(machine)
}

fn copied(value: &Value, run: &str, arns: &BTreeMap<String, String>, changes: (bool, bool)) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| copied(item, run, arns, changes)).collect(),
        Value::Object(fields) => {
            let field = |(key, value): (&String, &Value)| {
                let value = match (key.as_str(), value) {
                    ("TimeoutSeconds", Value::Number(number)) if changes.0 => {
                        number.as_u64().unwrap_or(10).min(10).into()
                    }
                    ("HeartbeatSeconds", Value::Number(number)) if changes.0 => {
                        number.as_u64().unwrap_or(5).min(5).into()
                    }
                    _ => copied(value, run, arns, changes),
                };
                (key.clone(), value)
            };
            let mut copy: Map<String, Value> = fields.iter().map(field).collect();
            if let Some(arguments) = function_arguments(&mut copy) {
                let function = arguments["FunctionName"].as_str().unwrap_or_default();
                arguments.insert("FunctionName".to_owned(), format!("{run}-{function}").into());
                arguments.insert("ClientContext".to_owned(), CLIENT_CONTEXT.into());
            }
            if changes.1 && copy.get("Type").is_some_and(|kind| kind == "Map") {
                copy.insert("MaxConcurrency".to_owned(), 1.into());
            }
            Value::Object(copy)
        }
        Value::String(text) => substituted(text, arns).into(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

/// The arguments of a state that invokes a function.
fn function_arguments(state: &mut Map<String, Value>) -> Option<&mut Map<String, Value>> {
    let resource = state.get("Resource").and_then(Value::as_str)?;
    let is_function = resource.starts_with("arn:aws:states:::lambda:invoke");
    state.get_mut("Arguments").filter(|_| is_function)?.as_object_mut()
}

/// Replaces every `${Name}`.
fn substituted(text: &str, arns: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, from)) = rest.split_once("${") {
        let name = from.split_once('}').map(|(name, _)| name);
        let name = name.filter(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric()));
        out += before;
        rest = match name {
            Some(name) => {
                out += arns.get(name).map_or(name, String::as_str);
                &from[name.len() + 1..]
            }
            None => {
                out += "${";
                from
            }
        };
    }
    out + rest
}

/// Where the functions of a copy find the token in their payload: the key by the function's substitution.
pub(super) fn token_keys(copy: &Value) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    note_token_keys(copy, &mut found);
    found
}

fn note_token_keys(value: &Value, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| note_token_keys(item, found)),
        Value::Object(fields) => {
            let name =
                fields.get("FunctionName").and_then(Value::as_str).and_then(|name| name.split_once('-'));
            if let (Some((_, function)), Some(payload)) = (name, fields.get("Payload")) {
                let key = match payload {
                    Value::String(text) if text == LONE_TOKEN => Some(String::new()),
                    Value::Object(entries) => {
                        entries.iter().find(|(_, value)| *value == TOKEN).map(|(key, _)| key.clone())
                    }
                    _ => None,
                };
                found.extend(key.map(|key| (function.to_owned(), key)));
            }
            fields.values().for_each(|value| note_token_keys(value, found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
