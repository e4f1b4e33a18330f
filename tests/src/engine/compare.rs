//! Compares two runs: the same states in the same order with the same inputs and attempts, and the same end.
//!
//! Not compared, because the law does not say it: the text of causes (only what a typed error decodes to), and how far
//! branches got that were given up because another one failed (what they did before must agree).

use std::fmt::Write as _;

use serde_json::{Map, Value};
use workflow_runtime::wire::FunctionError;

use super::trace::{Attempt, End, Fork, Run, Visit};

/// Where two runs part, in words; nothing where they agree.
#[must_use]
pub fn differences(native: &Run, engine: &Run) -> Vec<String> {
    let mut found = Vec::new();
    // How far a run got before its deadline is a matter of how time was shortened.
    let whole = !matches!(native.end, End::Failed { timed_out: true, .. });
    visits(Place::default(), &native.visits, &engine.visits, whole, &mut found);
    let ends = (end(&native.end), end(&engine.end));
    if ends.0 != ends.1 {
        found.push(format!("the end: native {}\n         engine {}", ends.0, ends.1));
    }
    found
}

/// Where visits are: in which branch, of which visit on either side.
#[derive(Clone, Copy, Default)]
struct Place<'a> {
    path: &'a str,
    parents: Option<(&'a Visit, &'a Visit)>,
}

/// Compares the visits of a machine; one that was given up may have got less far.
fn visits(place: Place<'_>, native: &[Visit], engine: &[Visit], whole: bool, found: &mut Vec<String>) {
    for (position, (here, there)) in native.iter().zip(engine).enumerate() {
        let last = position + 1 == native.len().min(engine.len());
        let before = found.len();
        let seen = in_a_branch(place.parents, here, there, position);
        let path = format!("{}{}", place.path, here.name);
        visit(Place { path: &path, parents: Some((here, there)) }, here, &seen, whole || !last, found);
        if found.len() > before {
            return;
        }
    }
    if whole && native.len() != engine.len() {
        let (left, which) =
            if native.len() > engine.len() { (native, "only native") } else { (engine, "only the engine") };
        let next = &left[native.len().min(engine.len())];
        found.push(format!("{which} goes on: {}{} with {}", place.path, next.name, next.input));
    }
}

/// The engine's visit of a branch's state, with its input as the native history has it.
///
/// Two inputs differ by design (`docs/fidelity.md`). Where a branch of a Parallel comes back to its first state, that
/// state finds its input under its own name; when it begins, both sides show the parent's input. And the one state of a
/// Map's task branch has the task's payload, where the native history has the item: the payload is compared as such.
fn in_a_branch(parents: Option<(&Visit, &Visit)>, native: &Visit, engine: &Visit, position: usize) -> Visit {
    let Some(parents) = parents else { return engine.clone() };
    let (here, there) = (normal(&native.input), normal(&engine.input));
    let is = |payload: &Value, input: &Value| normal(payload) == *input;
    let is_as_designed = if position > 0 {
        engine.input.get(&native.name).is_some_and(|own| is(own, &here))
    } else if parents.0.kind == "Parallel" {
        is(&parents.0.input, &here) && engine.input.is_object()
    } else {
        native.kind == "Task" && engine.payload.as_ref().is_some_and(|payload| is(payload, &there))
    };
    let input = if is_as_designed { &native.input } else { &engine.input };
    Visit { input: input.clone(), ..engine.clone() }
}

fn visit(place: Place<'_>, native: &Visit, engine: &Visit, whole: bool, found: &mut Vec<String>) {
    let path = place.path;
    if (&native.name, &native.kind) != (&engine.name, &engine.kind) {
        found.push(format!("{path}: the engine enters {} ({}) there", engine.name, engine.kind));
        return;
    }
    let inputs = (normal(&native.input), normal(&engine.input));
    if inputs.0 != inputs.1 {
        found.push(format!("{path}: input native {}\n       {} engine {}", inputs.0, path, inputs.1));
    }
    if branches_were_not_given(native, engine) {
        return;
    }
    let attempts = (attempts(&native.attempts), attempts(&engine.attempts));
    let count = attempts.0.len().min(attempts.1.len());
    // An attempt that was going on when its branch was given up may have ended on one side.
    let settled = if whole { count } else { count.saturating_sub(1) };
    if attempts.0[..settled] != attempts.1[..settled] || (whole && attempts.0.len() != attempts.1.len()) {
        found.push(format!("{path}: attempts native {:?}\n         engine {:?}", attempts.0, attempts.1));
    }
    if whole && native.forks.len() != engine.forks.len() {
        found.push(format!(
            "{path}: {} times native, {} on the engine",
            native.forks.len(),
            engine.forks.len()
        ));
    }
    for (here, there) in native.forks.iter().zip(&engine.forks) {
        fork(place, here, there, whole, found);
    }
}

/// Whether an argument of a branch could not be evaluated. Here it is evaluated before any branch begins; in the
/// definition the branch's first state does, so that branches have begun when it fails (`docs/fidelity.md`).
fn branches_were_not_given(native: &Visit, engine: &Visit) -> bool {
    let evaluation = |attempt: &Attempt| matches!(attempt, Attempt::Failed(error, _) if error == "States.QueryEvaluationError");
    native.kind == "Parallel"
        && native.attempts.iter().any(evaluation)
        && native.attempts.len() + native.forks.len() == engine.attempts.len() + engine.forks.len()
}

fn fork(place: Place<'_>, native: &Fork, engine: &Fork, whole: bool, found: &mut Vec<String>) {
    let path = place.path;
    if whole && native.succeeded != engine.succeeded {
        found.push(format!(
            "{path}: branches succeed native {}, engine {}",
            native.succeeded, engine.succeeded
        ));
    }
    let all = native.succeeded && engine.succeeded;
    if all && native.branches.len() != engine.branches.len() {
        let (here, there) = (native.branches.keys(), engine.branches.keys());
        found.push(format!("{path}: branches native {here:?}, engine {there:?}"));
    }
    for (key, here) in &native.branches {
        if let Some(there) = engine.branches.get(key) {
            let path = format!("{path}/{key}/");
            visits(Place { path: &path, ..place }, here, there, all, found);
        }
    }
}

fn attempts(attempts: &[Attempt]) -> Vec<Value> {
    let attempt = |attempt: &Attempt| match attempt {
        Attempt::Open => "open".into(),
        Attempt::Succeeded => "succeeded".into(),
        Attempt::Failed(error, cause) => failure(error, cause.as_deref()),
    };
    attempts.iter().map(attempt).collect()
}

fn end(end: &End) -> Value {
    match end {
        End::Succeeded(output) => normal(output),
        End::Failed { timed_out: true, .. } => "timed out".into(),
        End::Failed { error, cause, .. } => failure(error, cause.as_deref()),
    }
}

/// Error name and what the cause decodes to.
fn failure(error: &str, cause: Option<&str>) -> Value {
    let mut object = Map::new();
    object.insert("Error".to_owned(), error.into());
    object.insert("Cause".to_owned(), payload(error, cause));
    object.into()
}

/// The typed payload of a cause; of an error that the engines themselves raise, whose words differ, nothing.
fn payload(error: &str, cause: Option<&str>) -> Value {
    let Some(cause) = cause.filter(|_| !error.starts_with("States.")) else { return Value::Null };
    let text = FunctionError::read(cause).map_or_else(|| cause.to_owned(), |error| error.error_message);
    // Words, such as those of a panic, are no payload.
    serde_json::from_str(&text).map_or(Value::Null, |value| normal(&value))
}

/// JSON with one form for each number, and for each failure that is carried as data.
#[must_use]
pub fn normal(value: &Value) -> Value {
    match value {
        Value::Number(number) => match number.as_f64() {
            #[allow(clippy::cast_possible_truncation, reason = "the number is whole and in range")]
            Some(float) if float.fract() == 0.0 && float.abs() < 9e15 => (float as i64).into(),
            _ => value.clone(),
        },
        Value::Array(items) => items.iter().map(normal).collect(),
        Value::Object(fields) => {
            if let (2, Some(Value::String(error)), Some(Value::String(cause))) =
                (fields.len(), fields.get("Error"), fields.get("Cause"))
            {
                return failure(error, Some(cause));
            }
            Value::Object(fields.iter().map(|(key, value)| (key.clone(), normal(value))).collect())
        }
        // Each side makes its own.
        Value::String(text) if is_uuid(text) => "a uuid".into(),
        Value::Null | Value::Bool(_) | Value::String(_) => value.clone(),
    }
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.chars().all(|c| c.is_ascii_hexdigit()))
}

/// A run as an indented list, for whoever reads a failure.
#[must_use]
pub fn shown(run: &Run) -> String {
    let mut out = String::new();
    show(&run.visits, 2, &mut out);
    let _ = writeln!(out, "  end {}", end(&run.end));
    out
}

fn show(visits: &[Visit], depth: usize, out: &mut String) {
    for visit in visits {
        let _ = writeln!(out, "{:depth$}{} {} {}", "", visit.name, visit.kind, visit.input);
        for attempt in attempts(&visit.attempts) {
            let _ = writeln!(out, "{:depth$}  attempt {attempt}", "");
        }
        for fork in &visit.forks {
            for (key, branch) in &fork.branches {
                let _ = writeln!(out, "{:depth$}  branch {key}", "");
                show(branch, depth + 4, out);
            }
        }
    }
}
