//! What an observer is told, and in which order: the order that AWS records.
//!
//! Tasks are in `record/tasks.rs`, branches in `record/branches.rs`. Every function is empty for an observer that is not
//! enabled. Facts taken from recorded histories: the first state's `previousEventId` is 0; a retry adds `TaskScheduled`
//! and no second `StateEntered`; the event that says that a parallel or map state succeeded is no one's predecessor;
//! iterations that fail are no one's either.

mod branches;
mod tasks;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde_json::Value;

use super::branch::Start;
use super::ephemeral::Ephemeral;
use super::frame::{Frame, Run};
use super::span::Inside;
use crate::error::{DATA_LIMIT_EXCEEDED, Kind, RUNTIME};
use crate::observer::{EventDetails, HistoryEvent};
use crate::transition::FailState;
use crate::{Error, Machine, MachineState, Observer, StateKind};

pub(super) use branches::Fork;

/// AWS's quota for the input or output of a state, in bytes of JSON.
pub(crate) const PAYLOAD_LIMIT: usize = 262_144;

/// Where a machine's history stands; nothing without an observer, unless payloads are measured.
#[derive(Clone, Debug, Default)]
pub(super) struct Trail(Option<Arc<Mutex<Position>>>);

#[derive(Debug, Default)]
struct Position {
    /// The event that the next one follows.
    head: u64,
    state: Option<(StateKind, &'static str)>,
    /// The input of the state, for its branches.
    input: Option<Value>,
    /// Of a branch that has not begun: the input that it was given.
    given: Option<Value>,
    end: Outcome,
}

/// How a branch ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Outcome {
    #[default]
    Running,
    Succeeded,
    Failed,
}

/// Tells the observer how the execution ended, also if it is dropped.
pub(super) struct Ending<'c, 'a, O: Observer> {
    cx: &'c Ephemeral<'a, O>,
    over: bool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Trail {
    /// The trail of a machine that nothing went before.
    pub(super) fn new<O: Observer>(run: &Run) -> Self {
        if O::ENABLED || run.payload_limit { Self::following(0, None) } else { Self::default() }
    }

    fn following(head: u64, given: Option<Value>) -> Self {
        Self(Some(Arc::new(Mutex::new(Position { head, given, ..Position::default() }))))
    }

    fn at(&self) -> Option<MutexGuard<'_, Position>> {
        self.0.as_deref().map(lock)
    }

    fn head(&self) -> u64 {
        self.at().map_or(0, |position| position.head)
    }

    fn move_to(&self, head: u64) {
        if let Some(mut position) = self.at() {
            position.head = head;
        }
    }
}

impl<O: Observer> Ephemeral<'_, O> {
    /// Tells the observer of an event that follows `previous`; gives its id.
    fn tell(&self, previous: u64, details: EventDetails) -> u64 {
        self.tell_of(&self.frame, previous, details)
    }

    fn tell_of(&self, frame: &Frame, previous: u64, details: EventDetails) -> u64 {
        let id = frame.run.next_event_id();
        let execution = Arc::clone(frame.run.id());
        let event =
            HistoryEvent::new((id, previous), frame.run.clock.now(), execution, frame.path(), details);
        self.observer.observe(&event);
        id
    }

    /// Tells of the event that comes next in this machine.
    fn tell_next(&self, details: EventDetails) -> u64 {
        let id = self.tell(self.trail.head(), details);
        self.trail.move_to(id);
        id
    }

    /// A payload as JSON, if somebody wants it; what cannot be written is left out.
    fn payload(&self, value: &impl Serialize) -> Option<Value> {
        if self.observer.wants_payloads() { serde_json::to_value(value).ok() } else { None }
    }

    fn state_name(&self) -> &'static str {
        self.trail.at().and_then(|position| position.state).map_or("", |(_, name)| name)
    }

    pub(super) fn execution_started<M: Machine>(&self, start: &Start<M>) -> Ending<'_, '_, O> {
        if O::ENABLED {
            let input = if self.observer.wants_payloads() {
                start.state().and_then(|state| state.input().ok())
            } else {
                None
            };
            self.tell(0, EventDetails::ExecutionStarted { input });
        }
        Ending { cx: self, over: false }
    }

    /// A state is entered, and the one before it left; gives the depth of spans for [`stepped`](Self::stepped).
    #[cold]
    pub(super) fn entered<M: Machine>(&self, machine: &M, state: &M::State) -> Result<usize, Error> {
        if O::ENABLED || self.frame.run.payload_limit {
            self.note_entry(machine, state)?;
        }
        Ok(self.frame.enter_span(Inside::State(machine.state_name(state))))
    }

    /// The effect of a state is over.
    #[cold]
    pub(super) fn stepped(&self, outside: usize) -> Result<(), Error> {
        self.frame.leave_span(outside);
        match self.frame.take_fatal() {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    fn note_entry<M: Machine>(&self, machine: &M, state: &M::State) -> Result<(), Error> {
        let name = machine.state_name(state);
        let written = (self.observer.wants_payloads() || self.frame.run.payload_limit).then(|| state.input());
        if self.frame.run.payload_limit
            && let Some(written) = &written
        {
            self.check_size("input", name, written.as_ref())?;
        }
        if !O::ENABLED {
            // For the words of an error.
            if let Some(mut position) = self.trail.at() {
                position.state = Some((state.kind(), name));
            }
            return Ok(());
        }
        let mut input = written.and_then(Result::ok).filter(|_| self.observer.wants_payloads());
        self.left(input.as_ref());
        if let Some(given) = self.trail.at().and_then(|mut position| position.given.take()) {
            input = Some(given);
        }
        let kind = state.kind();
        self.frame.note_entered();
        self.tell_next(EventDetails::StateEntered { kind, name: name.into(), input: input.clone() });
        if let Some(mut position) = self.trail.at() {
            position.state = Some((kind, name));
            position.input = input;
        }
        Ok(())
    }

    /// The current state, if there is one, is left with `output`.
    fn left(&self, output: Option<&Value>) {
        let state = self.trail.at().and_then(|mut position| position.state.take());
        if let Some((kind, name)) = state {
            self.tell_next(EventDetails::StateExited { kind, name: name.into(), output: output.cloned() });
        }
    }

    /// The machine ends with an output, through a Succeed state that only ASL has, if `via` names one.
    pub(super) fn succeeded<T: Serialize>(&self, output: &T, via: Option<&'static str>) -> Result<(), Error> {
        if self.frame.run.payload_limit {
            let state = via.unwrap_or_else(|| self.state_name());
            self.check_size("output", state, serde_json::to_value(output).as_ref())?;
        }
        if O::ENABLED {
            let output = self.payload(output);
            self.left(output.as_ref());
            if let Some(name) = via {
                let kind = StateKind::Succeed;
                self.tell_next(EventDetails::StateEntered { kind, name: name.into(), input: output.clone() });
                self.tell_next(EventDetails::StateExited { kind, name: name.into(), output });
            }
        }
        Ok(())
    }

    /// The machine ends with an error, through a Fail state that only ASL has, if `via` names one.
    pub(super) fn failed(&self, error: &Error, via: Option<FailState>) {
        if !O::ENABLED {
            return;
        }
        if error.kind() == Kind::Evaluation {
            self.tell_next(EventDetails::EvaluationFailed {
                error: error.error().to_owned(),
                cause: error.cause().map(str::to_owned),
                state: self.state_name().into(),
            });
        }
        if let Some(state) = via {
            let cause = error.cause().unwrap_or_default();
            let (name, input) = match state {
                FailState::Knows(name) => (name, serde_json::from_str(cause).ok()),
                FailState::IsTold(name) => {
                    (name, Some(serde_json::json!({ "Error": error.error(), "Cause": cause })))
                }
            };
            let input: Option<Value> = input.filter(|_| self.observer.wants_payloads());
            self.left(input.as_ref());
            self.tell_next(EventDetails::StateEntered { kind: StateKind::Fail, name: name.into(), input });
        }
    }

    fn check_size(
        &self,
        what: &str,
        state: &str,
        value: Result<&Value, &serde_json::Error>,
    ) -> Result<(), Error> {
        let value = value.map_err(|reason| {
            let cause = format!("the {what} of state `{state}` cannot be written as JSON: {reason}");
            Error::of_kind(Kind::Failed, RUNTIME, cause)
        })?;
        let size = value.to_string().len();
        if size <= PAYLOAD_LIMIT {
            return Ok(());
        }
        let cause =
            format!("the {what} of state `{state}` has {size} bytes of JSON, the limit is {PAYLOAD_LIMIT}");
        Err(Error::of_kind(Kind::Failed, DATA_LIMIT_EXCEEDED, cause))
    }

    /// Whether the result of a task may go on; otherwise the machine ends.
    pub(super) fn check_result<T: Serialize>(&self, result: &T) -> bool {
        if !self.frame.run.payload_limit {
            return true;
        }
        let checked =
            self.check_size("task result", self.state_name(), serde_json::to_value(result).as_ref());
        checked.map_err(|error| self.frame.set_fatal(error)).is_ok()
    }
}

impl<O: Observer> Ending<'_, '_, O> {
    pub(super) fn execution_ended<T: Serialize>(&mut self, result: &Result<T, Error>) {
        self.over = true;
        if !O::ENABLED {
            return;
        }
        self.cx.tell_next(match result {
            Ok(output) => EventDetails::ExecutionSucceeded { output: self.cx.payload(output) },
            Err(error) if error.kind() == Kind::ExecutionTimedOut => EventDetails::ExecutionTimedOut,
            Err(error) => EventDetails::ExecutionFailed {
                error: error.error().to_owned(),
                cause: error.cause().map(str::to_owned),
            },
        });
    }
}

impl<O: Observer> Drop for Ending<'_, '_, O> {
    fn drop(&mut self) {
        if O::ENABLED && !self.over {
            // As AWS records it: nothing that the execution did led to this.
            self.cx.tell(0, EventDetails::ExecutionAborted);
        }
    }
}
