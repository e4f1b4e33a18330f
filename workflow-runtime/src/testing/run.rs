//! What came of a run: how it ended, the checkpoints it passed, and its history.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

use super::path::{Lines, lines};
use super::visit::{Visit, visits};
use crate::data::TaskError;
use crate::observer::{EventDetails, HistoryEvent};
use crate::{Error, Workflow};

/// A workflow that was run by a test.
pub struct Run<W: Workflow> {
    result: Result<W::Output, Error>,
    states: Vec<W::State>,
    history: Vec<HistoryEvent>,
    visits: Vec<Visit>,
}

impl<W: Workflow> Run<W> {
    pub(super) fn new(
        result: Result<W::Output, Error>,
        states: Vec<W::State>,
        history: Vec<HistoryEvent>,
    ) -> Self {
        let visits = visits(&history);
        Self { result, states, history, visits }
    }

    /// The output.
    ///
    /// # Panics
    ///
    /// If the run failed; the message has the error and the path.
    #[track_caller]
    pub fn output(&self) -> &W::Output {
        match &self.result {
            Ok(output) => output,
            Err(error) => panic!("the run failed: {error}\n{}", self.path()),
        }
    }

    /// The error.
    ///
    /// # Panics
    ///
    /// If the run succeeded; the message has the output and the path.
    #[track_caller]
    pub fn error(&self) -> &Error {
        match &self.result {
            Ok(output) => {
                let output = serde_json::to_value(output).unwrap_or_default();
                panic!("the run succeeded: {output}\n{}", self.path())
            }
            Err(error) => error,
        }
    }

    /// The error as the typed one that it is.
    ///
    /// # Panics
    ///
    /// If the run succeeded, or failed with something else.
    #[track_caller]
    #[must_use]
    pub fn failed_with<E: TaskError>(&self) -> E {
        let error = self.error();
        let typed = error.typed();
        typed.unwrap_or_else(|| panic!("the run failed with something else: {error}\n{}", self.path()))
    }

    /// How it ended.
    ///
    /// # Errors
    ///
    /// What the workflow failed with.
    pub fn result(&self) -> Result<&W::Output, &Error> {
        self.result.as_ref()
    }

    /// [`result`](Self::result) by value.
    ///
    /// # Errors
    ///
    /// What the workflow failed with.
    pub fn into_result(self) -> Result<W::Output, Error> {
        self.result
    }

    /// The checkpoints that the main machine passed, in order: the states with their data. A state that only ASL has is
    /// not among them.
    #[must_use]
    pub fn states(&self) -> &[W::State] {
        &self.states
    }

    /// The states that were entered, those that only ASL has among them, with their branches.
    #[must_use]
    pub fn visits(&self) -> &[Visit] {
        &self.visits
    }

    /// Every event, also of nested executions.
    #[must_use]
    pub fn history(&self) -> &[HistoryEvent] {
        &self.history
    }

    /// The input as JSON.
    #[must_use]
    pub fn input(&self) -> Value {
        match self.history.first().map(|event| &event.details) {
            Some(EventDetails::ExecutionStarted { input: Some(input) }) => input.clone(),
            _ => Value::Null,
        }
    }

    /// How long it took, in simulated time.
    #[must_use]
    pub fn took(&self) -> Duration {
        let ends = self.history.first().zip(self.history.last());
        let took = ends.map(|(first, last)| last.timestamp.duration_since(first.timestamp));
        took.and_then(|took| took.try_into().ok()).unwrap_or_default()
    }

    /// The path that was taken, as text: a line a state, the branches of a state indented below it.
    #[must_use]
    pub fn path(&self) -> String {
        lines(&self.visits, &Lines::All).join("\n")
    }
}

impl<W: Workflow> fmt::Debug for Run<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let result = self.result.as_ref().map(|output| serde_json::to_value(output).unwrap_or_default());
        f.debug_struct("Run").field("result", &result).field("states", &self.states).finish_non_exhaustive()
    }
}
