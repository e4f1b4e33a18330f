//! The events of an execution, with the names that AWS gives them.
//!
//! Order and `previousEventId` follow what AWS records; what differs is said on the variant.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use crate::StateKind;

/// One event of an execution's history.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct HistoryEvent {
    /// The number of the event in its execution, from 1.
    pub id: u64,
    /// The event that led to this one; 0 for the first state that is entered, as on AWS.
    pub previous_event_id: u64,
    /// When it happened, by the execution's clock.
    pub timestamp: Timestamp,
    /// The id of the execution.
    pub execution: Arc<str>,
    /// The branch it happened in: the index of each branch from the outermost parallel or map state inwards; empty in
    /// the main machine.
    pub path: Arc<[usize]>,
    /// What happened.
    pub details: EventDetails,
}

impl HistoryEvent {
    /// An event that was recorded elsewhere, as it was.
    #[must_use]
    pub fn recorded(
        id: u64,
        previous_event_id: u64,
        timestamp: Timestamp,
        execution: Arc<str>,
        path: Arc<[usize]>,
        details: EventDetails,
    ) -> Self {
        Self { id, previous_event_id, timestamp, execution, path, details }
    }

    pub(crate) fn new(
        (id, previous_event_id): (u64, u64),
        timestamp: Timestamp,
        execution: Arc<str>,
        path: Arc<[usize]>,
        details: EventDetails,
    ) -> Self {
        Self { id, previous_event_id, timestamp, execution, path, details }
    }
}

/// What happened. Payloads are there if the observer [wants](super::Observer::wants_payloads) them.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum EventDetails {
    /// The execution began.
    ExecutionStarted {
        /// Its input.
        input: Option<Value>,
    },
    /// The execution ended with an output.
    ExecutionSucceeded {
        /// Its output.
        output: Option<Value>,
    },
    /// The execution ended with an error.
    ExecutionFailed {
        /// The error name.
        error: String,
        /// The cause.
        cause: Option<String>,
    },
    /// The execution passed its own deadline.
    ExecutionTimedOut,
    /// The execution was stopped, or dropped before it ended.
    ExecutionAborted,
    /// A durable execution that had ended without success goes on from the state that failed.
    ExecutionRedriven {
        /// How often it was redriven so far, this time counted.
        count: u32,
    },
    /// `PassStateEntered`, `TaskStateEntered`, …: a state was entered.
    StateEntered {
        /// Its type.
        kind: StateKind,
        /// Its name.
        name: Cow<'static, str>,
        /// Its input; of the first state of a parallel branch it is the parallel state's.
        input: Option<Value>,
    },
    /// `PassStateExited`, `TaskStateExited`, …: a state was left for another, or the machine ended with it.
    StateExited {
        /// Its type.
        kind: StateKind,
        /// Its name.
        name: Cow<'static, str>,
        /// Its output: the input of the state that follows, or the machine's output.
        output: Option<Value>,
    },
    /// `TaskStateAborted`, …: another branch failed while this state ran.
    StateAborted {
        /// Its type.
        kind: StateKind,
    },
    /// An expression could not be evaluated. AWS evaluates a task's arguments before it schedules the task; here this
    /// event stands after `TaskStarted`.
    EvaluationFailed {
        /// The error name.
        error: String,
        /// What is wrong.
        cause: Option<String>,
        /// The state.
        state: Cow<'static, str>,
    },
    /// An attempt of a task is about to begin; a second one in the same state is a retry.
    TaskScheduled {
        /// How many attempts went before.
        attempt: u32,
        /// The longest time it may take.
        timeout: Option<Duration>,
        /// The longest time between heartbeats.
        heartbeat: Option<Duration>,
    },
    /// An attempt began.
    TaskStarted,
    /// A callback task handed its token over, or a nested workflow began, and is awaited.
    TaskSubmitted,
    /// An attempt succeeded.
    TaskSucceeded {
        /// Its result.
        output: Option<Value>,
    },
    /// An attempt failed.
    TaskFailed {
        /// The error name.
        error: String,
        /// The JSON of the typed error, or the message of a panic.
        cause: Option<String>,
    },
    /// An attempt passed its deadline, or its heartbeats stopped.
    TaskTimedOut {
        /// The error name.
        error: String,
    },
    /// The branches of a parallel state began; again at each retry.
    ParallelStateStarted,
    /// All branches of a parallel state succeeded.
    ParallelStateSucceeded,
    /// A branch failed, and no retrier allows another attempt.
    ParallelStateFailed,
    /// The items of a map state are about to begin; again at each retry.
    MapStateStarted {
        /// How many items there are.
        length: usize,
    },
    /// All items of a map state succeeded.
    MapStateSucceeded,
    /// An item failed, and no retrier allows another attempt.
    MapStateFailed,
    /// An item began.
    MapIterationStarted {
        /// The map state.
        name: Cow<'static, str>,
        /// The index of the item.
        index: usize,
    },
    /// An item succeeded.
    MapIterationSucceeded {
        /// The map state.
        name: Cow<'static, str>,
        /// The index of the item.
        index: usize,
    },
    /// An item failed.
    MapIterationFailed {
        /// The map state.
        name: Cow<'static, str>,
        /// The index of the item.
        index: usize,
    },
    /// An item was given up because another one failed.
    MapIterationAborted {
        /// The map state.
        name: Cow<'static, str>,
        /// The index of the item.
        index: usize,
    },
}

/// The names of the three events that every type of state may have: entered, exited, aborted.
macro_rules! state_event_names {
    ($kind:expr, $suffix:literal) => {
        match $kind {
            StateKind::Task => concat!("TaskState", $suffix),
            StateKind::Choice => concat!("ChoiceState", $suffix),
            StateKind::Parallel => concat!("ParallelState", $suffix),
            StateKind::Map => concat!("MapState", $suffix),
            StateKind::Wait => concat!("WaitState", $suffix),
            StateKind::Pass => concat!("PassState", $suffix),
            StateKind::Succeed => concat!("SucceedState", $suffix),
            StateKind::Fail => concat!("FailState", $suffix),
        }
    };
}

impl EventDetails {
    /// AWS's name for the type of this event, such as `TaskStateEntered`.
    #[must_use]
    pub const fn event_type(&self) -> &'static str {
        match self {
            Self::ExecutionStarted { .. } => "ExecutionStarted",
            Self::ExecutionSucceeded { .. } => "ExecutionSucceeded",
            Self::ExecutionFailed { .. } => "ExecutionFailed",
            Self::ExecutionTimedOut => "ExecutionTimedOut",
            Self::ExecutionAborted => "ExecutionAborted",
            Self::ExecutionRedriven { .. } => "ExecutionRedriven",
            Self::StateEntered { kind, .. } => state_event_names!(kind, "Entered"),
            Self::StateExited { kind, .. } => state_event_names!(kind, "Exited"),
            Self::StateAborted { kind } => state_event_names!(kind, "Aborted"),
            Self::EvaluationFailed { .. } => "EvaluationFailed",
            Self::TaskScheduled { .. } => "TaskScheduled",
            Self::TaskStarted => "TaskStarted",
            Self::TaskSubmitted => "TaskSubmitted",
            Self::TaskSucceeded { .. } => "TaskSucceeded",
            Self::TaskFailed { .. } => "TaskFailed",
            Self::TaskTimedOut { .. } => "TaskTimedOut",
            Self::ParallelStateStarted => "ParallelStateStarted",
            Self::ParallelStateSucceeded => "ParallelStateSucceeded",
            Self::ParallelStateFailed => "ParallelStateFailed",
            Self::MapStateStarted { .. } => "MapStateStarted",
            Self::MapStateSucceeded => "MapStateSucceeded",
            Self::MapStateFailed => "MapStateFailed",
            Self::MapIterationStarted { .. } => "MapIterationStarted",
            Self::MapIterationSucceeded { .. } => "MapIterationSucceeded",
            Self::MapIterationFailed { .. } => "MapIterationFailed",
            Self::MapIterationAborted { .. } => "MapIterationAborted",
        }
    }
}
