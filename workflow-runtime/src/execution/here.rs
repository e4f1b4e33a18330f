//! What the running code can ask about its execution, without being handed anything.
//!
//! In a state these are part of the definition, and the macro asks the state's context instead.

use jiff::Timestamp;

use super::frame::{Frame, current};

/// The id of the running execution: ASL's `$states.context.Execution.Id`.
///
/// # Panics
///
/// Outside an execution. Within one it is there in states, and in whatever they call in the same tokio task.
#[must_use]
pub fn execution_id() -> String {
    here(|frame| frame.run().id().to_string())
}

/// The name of the running execution: `$states.context.Execution.Name`.
///
/// # Panics
///
/// Outside an execution, as [`execution_id`].
#[must_use]
pub fn execution_name() -> String {
    here(|frame| frame.run().name().to_owned())
}

/// When the running execution began: `$states.context.Execution.StartTime`.
///
/// # Panics
///
/// Outside an execution, as [`execution_id`].
#[must_use]
pub fn execution_started_at() -> Timestamp {
    here(|frame| frame.run().clock().started_at())
}

/// When the running state was entered: `$states.context.State.EnteredTime`.
///
/// It is noted when the state first has to wait, or is first asked.
///
/// # Panics
///
/// Outside an execution, as [`execution_id`].
#[must_use]
pub fn state_entered_at() -> Timestamp {
    here(Frame::entered_at)
}

/// How often the effect of the running state was retried so far: `$states.context.State.RetryCount`.
///
/// # Panics
///
/// Outside an execution, as [`execution_id`].
#[must_use]
pub fn retry_count() -> u32 {
    here(Frame::attempt)
}

/// A new UUID of version 4: `$uuid()`. In a workflow it stands only in the transition of a `#[pass]` state.
#[must_use]
pub fn uuid() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// A random number from 0.0 up to but not 1.0: `$random()`. In a workflow it stands only in the transition of a
/// `#[pass]` state.
#[must_use]
pub fn random() -> f64 {
    current(|frame| frame.run().random()).unwrap_or_else(fastrand::f64)
}

fn here<T>(ask: impl FnOnce(&Frame) -> T) -> T {
    current(|frame| ask(frame)).expect("this is asked of a running execution, and none runs here")
}
