//! An observer that keeps what it sees.

use std::sync::{Mutex, PoisonError};

use super::{HistoryEvent, Observer};

/// Collects every event, in order.
///
/// ```
/// # use workflow_runtime::observer::History;
/// let history = History::new();
/// // Execution::of(&workflow).observe(&history).run(input).await
/// assert!(history.events().is_empty());
/// ```
#[derive(Debug, Default)]
pub struct History {
    events: Mutex<Vec<HistoryEvent>>,
}

impl History {
    /// An empty history.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The events so far.
    #[must_use]
    pub fn events(&self) -> Vec<HistoryEvent> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Observer for History {
    fn observe(&self, event: &HistoryEvent) {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).push(event.clone());
    }
}
