//! An observer that says a line whenever an execution enters a state worth one: progress, for a user who looks on.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use workflow_runtime::Observer;
use workflow_runtime::observer::{EventDetails, HistoryEvent};

use crate::{Problem, Stage};

/// A state that the execution has just entered.
#[derive(Clone, Copy, Debug)]
pub struct Entered<'a> {
    /// Its ASL name.
    pub state: &'a str,
    /// Its input, which is all that the execution carries on from here.
    pub input: &'a Value,
    /// The time since the execution began.
    pub after: Duration,
}

/// Says on the stage what `words` makes of the states of the main machine.
#[derive(Debug)]
pub struct Commentary<'a, F> {
    stage: &'a Stage,
    words: F,
    said: Mutex<Said>,
}

#[derive(Debug, Default)]
struct Said {
    began: Option<Timestamp>,
    problem: Option<Problem>,
}

impl<'a, F: Fn(Entered<'_>) -> Option<String> + Send + Sync> Commentary<'a, F> {
    /// A commentary; `words` gives the line for a state, or nothing.
    pub fn new(stage: &'a Stage, words: F) -> Self {
        Self { stage, words, said: Mutex::default() }
    }

    /// Why a line could not be printed, if one could not.
    ///
    /// # Errors
    ///
    /// The first problem that there was.
    pub fn ended(self) -> Result<(), Problem> {
        let said = self.said.into_inner().unwrap_or_else(PoisonError::into_inner);
        said.problem.map_or(Ok(()), Err)
    }

    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<F: Fn(Entered<'_>) -> Option<String> + Send + Sync> Observer for Commentary<'_, F> {
    fn observe(&self, event: &HistoryEvent) {
        let mut said = self.said();
        let began = *said.began.get_or_insert(event.timestamp);
        let EventDetails::StateEntered { name, input: Some(input), .. } = &event.details else { return };
        if !event.path.is_empty() || said.problem.is_some() {
            return;
        }
        let after = event.timestamp.duration_since(began).unsigned_abs();
        if let Some(line) = (self.words)(Entered { state: name, input, after }) {
            said.problem = self.stage.say(line).err();
        }
    }
}
