//! The states that a run entered, as a tree: a visit has the visits of its branches below it.
//!
//! Built from events alone. Read next: `path.rs`, which compares it, and `coverage.rs`, which counts it.

use std::borrow::Cow;
use std::time::Duration;

use serde_json::Value;

use crate::StateKind;
use crate::observer::{EventDetails, HistoryEvent};

/// One entering of a state.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Visit {
    /// The ASL name of the state.
    pub state: Cow<'static, str>,
    /// Its type.
    pub kind: StateKind,
    /// Its input.
    pub input: Value,
    /// When it was entered, from the start of the execution.
    pub entered_after: Duration,
    /// How often its task was tried; 0 for a state that has none.
    pub attempts: usize,
    /// Its branches, or the iterations of its map, in order; those of a retry stand behind those before it.
    pub branches: Vec<Vec<Visit>>,
    /// Whether what it awaited failed in the end.
    pub(super) failed: bool,
    /// Whether it was left, and not ended by an error or by another branch's.
    pub(super) left: bool,
    /// Where the branches of the last attempt begin.
    attempt_begins: usize,
}

/// The visits of the main machine of the execution that these events begin with. Those of nested executions, which an
/// observer sees too, are not among them.
pub(super) fn visits(events: &[HistoryEvent]) -> Vec<Visit> {
    let mut visits = Vec::new();
    let Some(first) = events.first() else { return visits };
    for event in events.iter().filter(|event| event.execution == first.execution) {
        let after = event.timestamp.duration_since(first.timestamp).try_into().unwrap_or_default();
        note(&mut visits, &event.path, after, &event.details);
    }
    visits
}

/// Notes an event of the machine at `path` below these visits.
fn note(visits: &mut Vec<Visit>, path: &[usize], after: Duration, details: &EventDetails) {
    if let Some((branch, path)) = path.split_first() {
        let Some(visit) = visits.last_mut() else { return };
        let index = visit.attempt_begins + branch;
        while visit.branches.len() <= index {
            visit.branches.push(Vec::new());
        }
        return note(&mut visit.branches[index], path, after, details);
    }
    if let EventDetails::StateEntered { kind, name, input } = details {
        visits.push(Visit {
            state: name.clone(),
            kind: *kind,
            input: input.clone().unwrap_or_default(),
            entered_after: after,
            attempts: 0,
            branches: Vec::new(),
            failed: false,
            left: false,
            attempt_begins: 0,
        });
    } else if let Some(visit) = visits.last_mut() {
        visit.note(details);
    }
}

impl Visit {
    fn note(&mut self, details: &EventDetails) {
        match details {
            EventDetails::TaskScheduled { .. } => self.attempts += 1,
            EventDetails::ParallelStateStarted | EventDetails::MapStateStarted { .. } => {
                self.attempt_begins = self.branches.len();
            }
            EventDetails::TaskSucceeded { .. }
            | EventDetails::ParallelStateSucceeded
            | EventDetails::MapStateSucceeded => self.failed = false,
            EventDetails::TaskFailed { .. }
            | EventDetails::TaskTimedOut { .. }
            | EventDetails::EvaluationFailed { .. }
            | EventDetails::ParallelStateFailed
            | EventDetails::MapStateFailed => self.failed = true,
            EventDetails::StateExited { .. } => self.left = true,
            EventDetails::ExecutionStarted { .. }
            | EventDetails::ExecutionRedriven { .. }
            | EventDetails::ExecutionSucceeded { .. }
            | EventDetails::ExecutionFailed { .. }
            | EventDetails::ExecutionTimedOut
            | EventDetails::ExecutionAborted
            | EventDetails::StateEntered { .. }
            | EventDetails::StateAborted { .. }
            | EventDetails::TaskStarted
            | EventDetails::TaskSubmitted
            | EventDetails::MapIterationStarted { .. }
            | EventDetails::MapIterationSucceeded { .. }
            | EventDetails::MapIterationFailed { .. }
            | EventDetails::MapIterationAborted { .. } => {}
        }
    }
}
