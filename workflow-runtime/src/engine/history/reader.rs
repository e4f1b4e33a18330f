//! From the entries of rows to AWS's events, in the order in which they happened.
//!
//! It says again what `execution/record.rs` tells an observer, from what was written of it: which event follows which is
//! explained there.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::frames::{Fork, FrameState, Frames, State};
use super::payload::{input_of, value_of};
use crate::StateKind;
use crate::engine::record::{Entry, GivenUp, How, Nanos, Row, from_nanos};
use crate::observer::{EventDetails, HistoryEvent};
use crate::store::{ExecutionRow, ExecutionStatus};

/// Makes events of rows.
#[derive(Debug)]
pub(super) struct Reader {
    execution: Arc<str>,
    /// What the execution began with.
    input: Option<Value>,
    /// What its main machine ended with.
    output: Option<Value>,
    last: u64,
    frames: Frames,
    /// The events of the row that is read.
    events: Vec<HistoryEvent>,
}

impl Reader {
    pub(super) fn new(row: &ExecutionRow) -> Self {
        let input = serde_json::from_slice(&row.start.input).ok().and_then(|raw: Box<_>| input_of(&raw));
        Self {
            execution: format!("{}:{}", row.start.workflow, row.start.name).into(),
            input,
            output: None,
            last: 0,
            frames: Frames::default(),
            events: Vec::new(),
        }
    }

    /// The events of the next row.
    pub(super) fn read(&mut self, row: &Row<'_>) -> Vec<HistoryEvent> {
        for entry in &row.entries {
            self.take(row.frame, entry);
        }
        std::mem::take(&mut self.events)
    }

    fn frame(&mut self, number: u32) -> &mut FrameState {
        self.frames.get(number)
    }

    /// An event that follows `previous`; gives its id.
    fn tell_at(&mut self, path: Arc<[usize]>, previous: u64, at: Nanos, details: EventDetails) -> u64 {
        self.last += 1;
        let execution = Arc::clone(&self.execution);
        let event = HistoryEvent::new((self.last, previous), from_nanos(at), execution, path, details);
        self.events.push(event);
        self.last
    }

    fn tell_after(&mut self, frame: u32, previous: u64, at: Nanos, details: EventDetails) -> u64 {
        let path = Arc::clone(&self.frame(frame).path);
        self.tell_at(path, previous, at, details)
    }

    /// The event that comes next in a machine.
    fn tell(&mut self, frame: u32, at: Nanos, details: EventDetails) -> u64 {
        let previous = self.frame(frame).head;
        let id = self.tell_after(frame, previous, at, details);
        self.frame(frame).head = id;
        id
    }

    fn take(&mut self, frame: u32, entry: &Entry<'_>) {
        match *entry {
            Entry::ExecutionStarted { at } => {
                let input = self.input.clone();
                self.tell_after(frame, 0, at, EventDetails::ExecutionStarted { input });
            }
            Entry::ExecutionRedriven { at, count } => {
                let id = self.tell(frame, at, EventDetails::ExecutionRedriven { count });
                self.frames.redrive(id);
            }
            Entry::Within { ref path, ref name } => {
                let state = State { kind: None, name: name.to_string(), input: None, left: false };
                let frame = self.frame(frame);
                frame.path = path.iter().copied().collect();
                frame.state = Some(state);
            }
            Entry::BranchStarted { at, index, ref item } => {
                let given = item.as_deref().and_then(value_of);
                self.branch_started(frame, at, index as usize, given);
            }
            Entry::StateEntered { at, ref name, kind, ref state, .. } => {
                self.frames.end_fork(frame);
                self.entered(frame, at, (kind, name), input_of(state));
            }
            Entry::TaskScheduled { at, attempt, timeout, heartbeat } => {
                let (timeout, heartbeat) =
                    (timeout.map(Duration::from_nanos), heartbeat.map(Duration::from_nanos));
                self.tell(frame, at, EventDetails::TaskScheduled { attempt, timeout, heartbeat });
                self.tell(frame, at, EventDetails::TaskStarted);
            }
            Entry::TaskSubmitted { at, .. } => {
                self.tell(frame, at, EventDetails::TaskSubmitted);
            }
            Entry::TaskSucceeded { at, ref output } => {
                self.tell(frame, at, EventDetails::TaskSucceeded { output: value_of(output) });
            }
            Entry::TaskFailed { at, ref error, ref cause, how } => {
                let (error, cause) = (error.to_string(), cause.as_deref().map(str::to_owned));
                let state = self.frame(frame).state_name();
                let details = match how {
                    How::Failed => EventDetails::TaskFailed { error, cause },
                    How::TimedOut => EventDetails::TaskTimedOut { error },
                    How::NotEvaluated => EventDetails::EvaluationFailed { error, cause, state: state.into() },
                };
                self.tell(frame, at, details);
            }
            Entry::EvaluationFailed { at, ref error, ref cause } => {
                self.not_evaluated(frame, at, error, Some(cause));
            }
            Entry::Forked { at, base, length, map, .. } => self.forked(frame, at, (base, length), map),
            Entry::Joined { at, succeeded, map, ref given_up } => {
                self.joined(frame, at, succeeded, map, given_up);
            }
            Entry::ForkFailed { at, map } => {
                let details =
                    if map { EventDetails::MapStateFailed } else { EventDetails::ParallelStateFailed };
                self.tell(frame, at, details);
            }
            Entry::MachineSucceeded { at, ref via, ref output } => {
                self.succeeded(frame, at, via.as_deref(), value_of(output));
            }
            Entry::MachineFailed { at, ref error, ref cause, evaluation, ref via, told } => {
                let failure = (&**error, cause.as_deref());
                self.failed(frame, at, failure, evaluation, via.as_deref().map(|via| (via, told)));
            }
            Entry::ExecutionEnded { at, status, ref error, ref cause } => {
                self.ended(frame, at, status, (error.as_deref(), cause.as_deref()));
            }
        }
    }

    /// A state is entered, and the one before it left.
    fn entered(&mut self, frame: u32, at: Nanos, (kind, name): (StateKind, &str), input: Option<Value>) {
        self.left(frame, at, input.as_ref());
        let given = self.frame(frame).given.take();
        let input = given.or(input);
        let details = EventDetails::StateEntered { kind, name: name.to_owned().into(), input: input.clone() };
        self.tell(frame, at, details);
        let state = State { kind: Some(kind), name: name.to_owned(), input, left: false };
        self.frame(frame).state = Some(state);
    }

    /// The state of a machine, if it is in one, is left with `output`.
    fn left(&mut self, frame: u32, at: Nanos, output: Option<&Value>) {
        let Some(state) = &mut self.frame(frame).state else { return };
        let Some(kind) = state.kind.filter(|_| !state.left) else { return };
        state.left = true;
        let name = state.name.clone().into();
        self.tell(frame, at, EventDetails::StateExited { kind, name, output: output.cloned() });
    }

    fn not_evaluated(&mut self, frame: u32, at: Nanos, error: &str, cause: Option<&str>) {
        let state = self.frame(frame).state_name().into();
        let (error, cause) = (error.to_owned(), cause.map(str::to_owned));
        self.tell(frame, at, EventDetails::EvaluationFailed { error, cause, state });
    }

    fn forked(&mut self, frame: u32, at: Nanos, (base, length): (u32, u32), map: bool) {
        let details = if map {
            EventDetails::MapStateStarted { length: length as usize }
        } else {
            EventDetails::ParallelStateStarted
        };
        let head = self.tell(frame, at, details);
        self.frames.fork(frame, Fork { base, length, map, head });
    }

    fn branch_started(&mut self, frame: u32, at: Nanos, index: usize, given: Option<Value>) {
        self.frames.begin(frame, index, given);
        if let Some(name) = self.map_of(frame) {
            self.tell(frame, at, EventDetails::MapIterationStarted { name: name.into(), index });
        }
    }

    /// The map state that a machine is an iteration of.
    fn map_of(&mut self, frame: u32) -> Option<String> {
        let (parent, _) = self.frame(frame).parent?;
        let parent = self.frame(parent);
        parent.fork.as_ref().filter(|fork| fork.map)?;
        Some(parent.state_name())
    }

    /// A machine has ended: if it is a branch, its parent goes on from there.
    fn branch_ended(&mut self, frame: u32, at: Nanos, succeeded: bool) {
        let Some((parent, index)) = self.frame(frame).parent else { return };
        if succeeded && let Some(name) = self.map_of(frame) {
            let head = self.frame(frame).head;
            if let Some(fork) = &mut self.frame(parent).fork {
                fork.head = head;
            }
            self.tell(frame, at, EventDetails::MapIterationSucceeded { name: name.into(), index });
        }
        self.frame(parent).head = self.frame(frame).head;
    }

    fn succeeded(&mut self, frame: u32, at: Nanos, via: Option<&str>, output: Option<Value>) {
        self.left(frame, at, output.as_ref());
        if let Some(name) = via {
            self.entered(frame, at, (StateKind::Succeed, name), output.clone());
            self.left(frame, at, output.as_ref());
        }
        if frame == 0 {
            self.output = output;
        }
        self.branch_ended(frame, at, true);
    }

    fn failed(
        &mut self,
        frame: u32,
        at: Nanos,
        (error, cause): (&str, Option<&str>),
        evaluation: bool,
        via: Option<(&str, bool)>,
    ) {
        if evaluation {
            self.not_evaluated(frame, at, error, cause);
        }
        if let Some((name, told)) = via {
            let cause = cause.unwrap_or_default();
            let input = if told {
                Some(json!({ "Error": error, "Cause": cause }))
            } else {
                serde_json::from_str(cause).ok()
            };
            self.left(frame, at, input.as_ref());
            let name = name.to_owned().into();
            self.tell(frame, at, EventDetails::StateEntered { kind: StateKind::Fail, name, input });
        }
        self.branch_ended(frame, at, false);
    }

    fn joined(&mut self, frame: u32, at: Nanos, succeeded: bool, map: bool, given_up: &[GivenUp]) {
        let head = self.frame(frame).head;
        if succeeded {
            let details =
                if map { EventDetails::MapStateSucceeded } else { EventDetails::ParallelStateSucceeded };
            self.tell_after(frame, head, at, details);
            return;
        }
        let name = self.frame(frame).state_name();
        for &GivenUp { index, failed, kind } in given_up {
            let index = index as usize;
            let path = self.frame(frame).branch_path(index);
            if map {
                let name = name.clone().into();
                let details = if failed {
                    EventDetails::MapIterationFailed { name, index }
                } else {
                    EventDetails::MapIterationAborted { name, index }
                };
                self.tell_at(Arc::clone(&path), head, at, details);
            }
            if let Some(kind) = kind {
                self.tell_at(path, head, at, EventDetails::StateAborted { kind });
            }
        }
    }

    fn ended(
        &mut self,
        frame: u32,
        at: Nanos,
        status: ExecutionStatus,
        (error, cause): (Option<&str>, Option<&str>),
    ) {
        let details = match status {
            ExecutionStatus::Succeeded => EventDetails::ExecutionSucceeded { output: self.output.take() },
            ExecutionStatus::TimedOut => EventDetails::ExecutionTimedOut,
            // As AWS records it: nothing that the execution did led to this.
            ExecutionStatus::Aborted => {
                let id = self.tell_after(frame, 0, at, EventDetails::ExecutionAborted);
                self.frame(frame).head = id;
                return;
            }
            ExecutionStatus::Failed | ExecutionStatus::Running => EventDetails::ExecutionFailed {
                error: error.unwrap_or_default().to_owned(),
                cause: cause.map(str::to_owned),
            },
        };
        self.tell(frame, at, details);
    }
}
