//! Runs a case on the engine beside its native history, and compares.

use serde_json::Value;
use workflow_runtime::Error;
use workflow_runtime::observer::{EventDetails, HistoryEvent};

use super::{Case, compare, engine, trace};
use crate::oracles::or_skip;

/// Runs a case beside its native history, and panics where the two part; gives the engine's run, where there is an
/// engine.
///
/// # Panics
///
/// Where the two part, and where the engine is broken, or unavailable although `CI` is set.
pub fn judge(
    definition: Value,
    history: &[HistoryEvent],
    end: &Result<Value, Error>,
    case: impl FnOnce(Value, Value, &str) -> Case,
) -> Option<trace::Run> {
    let test = std::thread::current().name().unwrap_or_default().to_owned();
    let Native { run: native, input, id } = native_run(history, end);
    let times_out = matches!(native.end, trace::End::Failed { timed_out: true, .. });
    let case = Case { times_out, ..case(definition, input, &id) };
    // Another thread, because a test's clock stands still.
    let ran = std::thread::spawn(move || engine()?.run(&case)).join().expect("the engine's thread ends");
    let foreign = or_skip(&test, ran)?;
    compared(&native, &foreign);
    Some(foreign)
}

/// A native run, read from its history.
pub(super) struct Native {
    pub(super) run: trace::Run,
    pub(super) input: Value,
    pub(super) id: String,
}

pub(super) fn native_run(history: &[HistoryEvent], end: &Result<Value, Error>) -> Native {
    let (input, id) = match history.first() {
        Some(HistoryEvent { details: EventDetails::ExecutionStarted { input }, execution, .. }) => {
            (input.clone().expect("the history has payloads"), execution.to_string())
        }
        other => panic!("a history begins with its input, not with {other:?}"),
    };
    // The history of a nested execution is its own.
    let own: Vec<HistoryEvent> = history.iter().filter(|event| *event.execution == id).cloned().collect();
    let times_out = own.last().is_some_and(|event| matches!(event.details, EventDetails::ExecutionTimedOut));
    Native { run: trace::Run::of_native(&own, native_end(end, times_out)), input, id }
}

/// Panics where two runs part.
pub(super) fn compared(native: &trace::Run, foreign: &trace::Run) {
    let found = compare::differences(native, foreign);
    assert!(
        found.is_empty(),
        "{}\nnative:\n{}engine:\n{}",
        found.join("\n"),
        compare::shown(native),
        compare::shown(foreign)
    );
}

fn native_end(end: &Result<Value, Error>, timed_out: bool) -> trace::End {
    match end {
        Ok(output) => trace::End::Succeeded(output.clone()),
        Err(error) => trace::End::Failed {
            error: error.error().to_owned(),
            cause: error.cause().map(str::to_owned),
            timed_out,
        },
    }
}
