//! An observer that prints what it sees, and how an event is said in words.

use std::fmt;

use super::{EventDetails, HistoryEvent, Observer};

/// Prints every event to standard error, one line each.
///
/// ```text
/// 09:30:00.000  1 ExecutionStarted {"name":"Ann"}
/// 09:30:00.000  2 ChoiceStateEntered Decide {"name":"Ann"}
/// 09:30:00.000  3 ChoiceStateExited Decide → "Ann"
/// 09:30:00.000  4   [0] TaskStateEntered CheckName "Ann"
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Print;

impl Observer for Print {
    fn observe(&self, event: &HistoryEvent) {
        eprintln!("{}", line(event));
    }
}

/// The line of one event.
fn line(event: &HistoryEvent) -> String {
    let mut words = vec![event.timestamp.strftime("%H:%M:%S%.3f").to_string(), format!("{:>3}", event.id)];
    if !event.path.is_empty() {
        words.push(format!("{}{:?}", "  ".repeat(event.path.len()), event.path));
    }
    words.push(event.details.to_string());
    words.join(" ")
}

/// The type of the event and what there is to say of it: `TaskStateEntered CheckName "Ann"`.
impl fmt::Display for EventDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.event_type())?;
        facts(self).iter().try_for_each(|fact| write!(f, " {fact}"))
    }
}

/// What a line says of an event beside its type.
fn facts(details: &EventDetails) -> Vec<String> {
    fn error(error: &str, cause: Option<&String>) -> Vec<String> {
        [Some(error.to_owned()), cause.cloned()].into_iter().flatten().collect()
    }
    match details {
        EventDetails::ExecutionStarted { input } => input.iter().map(ToString::to_string).collect(),
        EventDetails::ExecutionSucceeded { output } | EventDetails::TaskSucceeded { output } => {
            output.iter().map(|output| format!("→ {output}")).collect()
        }
        EventDetails::ExecutionFailed { error: name, cause }
        | EventDetails::TaskFailed { error: name, cause } => error(name, cause.as_ref()),
        EventDetails::TaskTimedOut { error: name } => error(name, None),
        EventDetails::EvaluationFailed { error: name, cause, state } => {
            let mut words = vec![state.to_string()];
            words.extend(error(name, cause.as_ref()));
            words
        }
        EventDetails::StateEntered { name, input, .. } => {
            std::iter::once(name.to_string()).chain(input.iter().map(ToString::to_string)).collect()
        }
        EventDetails::StateExited { name, output, .. } => std::iter::once(name.to_string())
            .chain(output.iter().map(|output| format!("→ {output}")))
            .collect(),
        EventDetails::TaskScheduled { attempt: 0, .. } => Vec::new(),
        EventDetails::TaskScheduled { attempt, .. } => vec![format!("(retry {attempt})")],
        EventDetails::ExecutionRedriven { count } => vec![format!("(redrive {count})")],
        EventDetails::MapStateStarted { length } => vec![format!("({length} items)")],
        EventDetails::MapIterationStarted { name, index }
        | EventDetails::MapIterationSucceeded { name, index }
        | EventDetails::MapIterationFailed { name, index }
        | EventDetails::MapIterationAborted { name, index } => vec![format!("{name}[{index}]")],
        EventDetails::ExecutionTimedOut
        | EventDetails::ExecutionAborted
        | EventDetails::StateAborted { .. }
        | EventDetails::TaskStarted
        | EventDetails::TaskSubmitted
        | EventDetails::ParallelStateStarted
        | EventDetails::ParallelStateSucceeded
        | EventDetails::ParallelStateFailed
        | EventDetails::MapStateSucceeded
        | EventDetails::MapStateFailed => Vec::new(),
    }
}
