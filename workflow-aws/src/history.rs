//! The history of an execution on AWS, as this project's own: what AWS says of an event becomes the event that a run here
//! would have. Read next: `client.rs`, which pages through it.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_sfn::types::HistoryEvent as Recorded;
use serde_json::Value;
use workflow_runtime::StateKind;
use workflow_runtime::asl::{self, StateMachine};
use workflow_runtime::observer::{EventDetails, HistoryEvent};

/// Reads events in their order, pages one after the other.
///
/// AWS does not say in which branch an event is. It follows from what led to it, and from the definition, which says
/// which branch of a Parallel begins with which state.
#[derive(Debug)]
pub(crate) struct Reader {
    execution: Arc<str>,
    /// The branches of each Parallel, by their first states.
    branches: HashMap<String, usize>,
    /// Where each event was.
    seen: HashMap<u64, Arc<[usize]>>,
    /// The events that begin branches.
    forks: HashSet<u64>,
    /// Where branches are that have not come to their end.
    open: HashSet<Arc<[usize]>>,
    attempts: HashMap<Arc<[usize]>, u32>,
    /// Where states of a name were entered.
    entered: HashMap<String, HashSet<Arc<[usize]>>>,
}

impl Reader {
    pub(crate) fn of(execution: &str, definition: &StateMachine) -> Self {
        let mut branches = HashMap::new();
        note_branches(definition, &mut branches);
        Self {
            execution: execution.into(),
            branches,
            seen: HashMap::new(),
            forks: HashSet::new(),
            open: HashSet::new(),
            attempts: HashMap::new(),
            entered: HashMap::new(),
        }
    }

    /// The event, if a run here has one like it.
    pub(crate) fn read(&mut self, event: &Recorded) -> Option<HistoryEvent> {
        let (id, previous) = (number(event.id), number(event.previous_event_id));
        let path = self.place(event, previous);
        self.seen.insert(id, Arc::clone(&path));
        let kind = event.r#type().as_str();
        if matches!(kind, "ParallelStateStarted" | "MapStateStarted") {
            self.forks.insert(id);
            self.open.insert(Arc::clone(&path));
        }
        let details = self.details(event, kind, &path)?;
        let (seconds, nanos) = (event.timestamp.secs(), event.timestamp.subsec_nanos());
        let nanos = i32::try_from(nanos).unwrap_or_default();
        let timestamp = jiff::Timestamp::new(seconds, nanos).unwrap_or_default();
        Some(HistoryEvent::recorded(id, previous, timestamp, Arc::clone(&self.execution), path, details))
    }

    /// The branch of an event, by what led to it: that may be in another branch of the same whole.
    fn place(&mut self, event: &Recorded, previous: u64) -> Arc<[usize]> {
        let Some(outer) = self.seen.get(&previous).cloned() else { return Arc::new([]) };
        let kind = event.r#type().as_str();
        let iterations = [
            &event.map_iteration_started_event_details,
            &event.map_iteration_succeeded_event_details,
            &event.map_iteration_failed_event_details,
            &event.map_iteration_aborted_event_details,
        ];
        if let Some(iteration) = iterations.into_iter().flatten().next() {
            let map = self.around(iteration.name.as_deref().unwrap_or_default(), outer);
            return inside(&map, usize::try_from(iteration.index).unwrap_or_default());
        }
        if let Some(entered) =
            event.state_entered_event_details.as_ref().filter(|_| self.forks.contains(&previous))
        {
            return inside(&outer, self.branches.get(&entered.name).copied().unwrap_or_default());
        }
        match kind {
            "ParallelStateSucceeded" | "ParallelStateFailed" | "MapStateSucceeded" | "MapStateFailed" => {
                let around =
                    self.open.iter().filter(|path| outer.starts_with(path)).max_by_key(|path| path.len());
                let around = around.map_or(outer, Arc::clone);
                self.open.remove(&around);
                around
            }
            kind if kind.starts_with("Execution") => Arc::new([]),
            _ => match &event.state_exited_event_details {
                Some(exited) => self.around(&exited.name, outer),
                None => outer,
            },
        }
    }

    /// Where the state of this name was entered that is around a place, or at it.
    fn around(&self, name: &str, place: Arc<[usize]>) -> Arc<[usize]> {
        let paths = self.entered.get(name).into_iter().flatten();
        let around = paths.filter(|path| place.starts_with(path)).max_by_key(|path| path.len());
        around.map_or(place, Arc::clone)
    }

    fn details(&mut self, event: &Recorded, kind: &str, path: &Arc<[usize]>) -> Option<EventDetails> {
        if let Some(entered) = &event.state_entered_event_details {
            self.attempts.remove(path);
            self.entered.entry(entered.name.clone()).or_default().insert(Arc::clone(path));
            return Some(EventDetails::StateEntered {
                kind: state_kind(kind)?,
                name: Cow::Owned(entered.name.clone()),
                input: json(entered.input.as_deref()),
            });
        }
        if let Some(exited) = &event.state_exited_event_details {
            return Some(EventDetails::StateExited {
                kind: state_kind(kind)?,
                name: Cow::Owned(exited.name.clone()),
                output: json(exited.output.as_deref()),
            });
        }
        if kind == "TaskScheduled" {
            let attempt = self.attempts.entry(Arc::clone(path)).or_default();
            let scheduled = event.task_scheduled_event_details.as_ref()?;
            let seconds = |seconds: Option<i64>| seconds.map(|seconds| Duration::from_secs(number(seconds)));
            let details = EventDetails::TaskScheduled {
                attempt: *attempt,
                timeout: seconds(scheduled.timeout_in_seconds),
                heartbeat: seconds(scheduled.heartbeat_in_seconds),
            };
            *attempt += 1;
            return Some(details);
        }
        execution(event, kind).or_else(|| task(event, kind)).or_else(|| fork(event, kind))
    }
}

fn note_branches(machine: &StateMachine, found: &mut HashMap<String, usize>) {
    for state in machine.states.values() {
        match &state.kind {
            asl::StateKind::Parallel { branches } => {
                for (index, branch) in branches.iter().enumerate() {
                    found.insert(branch.start_at.clone(), index);
                    note_branches(branch, found);
                }
            }
            asl::StateKind::Map(map) => {
                map.item_processor.iter().chain(&map.iterator).for_each(|inner| note_branches(inner, found));
            }
            asl::StateKind::Task(_)
            | asl::StateKind::Choice { .. }
            | asl::StateKind::Wait(_)
            | asl::StateKind::Pass { .. }
            | asl::StateKind::Succeed
            | asl::StateKind::Fail(_) => {}
        }
    }
}

fn inside(outer: &[usize], index: usize) -> Arc<[usize]> {
    outer.iter().copied().chain([index]).collect()
}

fn execution(event: &Recorded, kind: &str) -> Option<EventDetails> {
    Some(match kind {
        "ExecutionStarted" => {
            let input = event.execution_started_event_details.as_ref().and_then(|one| one.input.as_deref());
            EventDetails::ExecutionStarted { input: json(input) }
        }
        "ExecutionSucceeded" => {
            let output =
                event.execution_succeeded_event_details.as_ref().and_then(|one| one.output.as_deref());
            EventDetails::ExecutionSucceeded { output: json(output) }
        }
        "ExecutionFailed" => {
            let failed = event.execution_failed_event_details.clone()?;
            EventDetails::ExecutionFailed { error: failed.error.unwrap_or_default(), cause: failed.cause }
        }
        "ExecutionTimedOut" => EventDetails::ExecutionTimedOut,
        "ExecutionAborted" => EventDetails::ExecutionAborted,
        "ExecutionRedriven" => {
            let redriven = event.execution_redriven_event_details.as_ref();
            let count = redriven.and_then(|one| one.redrive_count).unwrap_or_default();
            EventDetails::ExecutionRedriven { count: u32::try_from(count).unwrap_or_default() }
        }
        _ => return None,
    })
}

fn task(event: &Recorded, kind: &str) -> Option<EventDetails> {
    let failed =
        |error: Option<String>, cause| EventDetails::TaskFailed { error: error.unwrap_or_default(), cause };
    Some(match kind {
        "TaskStarted" => EventDetails::TaskStarted,
        "TaskSubmitted" => EventDetails::TaskSubmitted,
        "TaskSucceeded" => {
            let output = event.task_succeeded_event_details.as_ref().and_then(|one| one.output.as_deref());
            EventDetails::TaskSucceeded { output: json(output) }
        }
        "TaskFailed" => {
            let details = event.task_failed_event_details.clone()?;
            failed(details.error, details.cause)
        }
        "TaskSubmitFailed" => {
            let details = event.task_submit_failed_event_details.clone()?;
            failed(details.error, details.cause)
        }
        "TaskStartFailed" => {
            let details = event.task_start_failed_event_details.clone()?;
            failed(details.error, details.cause)
        }
        "TaskTimedOut" => {
            let error = event.task_timed_out_event_details.as_ref().and_then(|one| one.error.clone());
            EventDetails::TaskTimedOut { error: error.unwrap_or_default() }
        }
        "EvaluationFailed" => {
            let details = event.evaluation_failed_event_details.clone()?;
            let (error, state) = (details.error.unwrap_or_default(), Cow::Owned(details.state));
            EventDetails::EvaluationFailed { error, cause: details.cause, state }
        }
        kind if kind.ends_with("StateAborted") => EventDetails::StateAborted { kind: state_kind(kind)? },
        _ => return None,
    })
}

fn fork(event: &Recorded, kind: &str) -> Option<EventDetails> {
    let iteration = |details: &Option<aws_sdk_sfn::types::MapIterationEventDetails>| {
        let details = details.as_ref()?;
        let index = usize::try_from(details.index).ok()?;
        Some((Cow::Owned(details.name.clone().unwrap_or_default()), index))
    };
    Some(match kind {
        "ParallelStateStarted" => EventDetails::ParallelStateStarted,
        "ParallelStateSucceeded" => EventDetails::ParallelStateSucceeded,
        "ParallelStateFailed" => EventDetails::ParallelStateFailed,
        "MapStateStarted" => {
            let length = event.map_state_started_event_details.as_ref().map(|one| one.length);
            EventDetails::MapStateStarted { length: usize::try_from(length.unwrap_or_default()).ok()? }
        }
        "MapStateSucceeded" => EventDetails::MapStateSucceeded,
        "MapStateFailed" => EventDetails::MapStateFailed,
        "MapIterationStarted" => {
            let (name, index) = iteration(&event.map_iteration_started_event_details)?;
            EventDetails::MapIterationStarted { name, index }
        }
        "MapIterationSucceeded" => {
            let (name, index) = iteration(&event.map_iteration_succeeded_event_details)?;
            EventDetails::MapIterationSucceeded { name, index }
        }
        "MapIterationFailed" => {
            let (name, index) = iteration(&event.map_iteration_failed_event_details)?;
            EventDetails::MapIterationFailed { name, index }
        }
        "MapIterationAborted" => {
            let (name, index) = iteration(&event.map_iteration_aborted_event_details)?;
            EventDetails::MapIterationAborted { name, index }
        }
        _ => return None,
    })
}

/// `TaskStateEntered` is of a `Task`.
fn state_kind(event: &str) -> Option<StateKind> {
    let (kind, _) = event.split_once("State")?;
    Some(match kind {
        "Task" => StateKind::Task,
        "Choice" => StateKind::Choice,
        "Parallel" => StateKind::Parallel,
        "Map" => StateKind::Map,
        "Wait" => StateKind::Wait,
        "Pass" => StateKind::Pass,
        "Succeed" => StateKind::Succeed,
        "Fail" => StateKind::Fail,
        _ => return None,
    })
}

fn json(text: Option<&str>) -> Option<Value> {
    text.map(|text| serde_json::from_str(text).unwrap_or_else(|_| Value::from(text)))
}

/// Ids and seconds are not negative.
fn number(value: i64) -> u64 {
    u64::try_from(value).unwrap_or_default()
}
