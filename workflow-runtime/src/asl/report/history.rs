//! How many history events a state adds, as AWS records them.
//!
//! A state is entered and exited; a task is scheduled, started and succeeds, and one that waits for a token or another
//! execution is submitted too; a Parallel and a Map start and succeed, and so does each iteration (developer guide,
//! "Execution history"; API reference, `HistoryEvent`).

use std::collections::HashMap;

use crate::asl::machine::StateMachine;
use crate::asl::state::{State, StateKind};
use crate::asl::ways::ways;

/// AWS's quota: an execution fails when its history has so many events (service quotas, "Quotas related to state
/// machine executions").
pub(super) const LIMIT: u64 = 25_000;

/// The events of one visit of a state whose work succeeds at once; a map counts as one item.
pub(super) fn events_of(state: &State) -> u64 {
    let inside: u64 = state.machines().into_iter().map(events_of_machine).sum();
    match &state.kind {
        StateKind::Task(task) => 5 + u64::from(waits_for_others(&task.resource)),
        StateKind::Parallel { .. } => 4 + inside,
        StateKind::Map(_) => 4 + 2 + inside,
        StateKind::Fail(_) => 1,
        StateKind::Choice { .. } | StateKind::Wait(_) | StateKind::Pass { .. } | StateKind::Succeed => 2,
    }
}

fn waits_for_others(resource: &str) -> bool {
    [".waitForTaskToken", ".sync", ".sync:2"].iter().any(|pattern| resource.ends_with(pattern))
}

/// The events of the longest way through a machine that comes to no state twice.
pub(super) fn events_of_machine(machine: &StateMachine) -> u64 {
    longest(machine, &machine.start_at, &mut HashMap::new())
}

fn longest<'a>(machine: &'a StateMachine, name: &'a str, known: &mut HashMap<&'a str, u64>) -> u64 {
    if let Some(known) = known.get(name) {
        return *known;
    }
    let Some(state) = machine.states.get(name) else { return 0 };
    // A way back to here, which is being counted, counts nothing.
    known.insert(name, 0);
    let onwards = ways(state).into_iter().filter_map(|way| way.to);
    let rest = onwards.map(|next| longest(machine, next, known)).max().unwrap_or(0);
    let events = events_of(state) + rest;
    known.insert(name, events);
    events
}
