//! A workflow's own tasks, served to the engine as they are: what a Lambda function does with them, in this process.
//!
//! The payload is read and the answer written by [`TaskSet`], as in a deployed function. Read next: `tokens.rs`, for the
//! tasks that hand a token over.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use workflow_runtime::{TaskContext, TaskSet};

use super::recorded::Log;
use super::{Answer, Call, Tasks};

/// The tasks of a run.
#[derive(Debug)]
pub struct Live {
    tasks: TaskSet,
    log: Option<Arc<Log>>,
}

impl Live {
    /// Serves these tasks.
    #[must_use]
    pub fn new(tasks: TaskSet) -> Self {
        Self { tasks, log: None }
    }

    /// Serves these tasks where the native run called them with the same payload. Any other call never ends: it is one of
    /// a branch that is given up, or the run does not end.
    #[must_use]
    pub fn beside(tasks: TaskSet, log: &Arc<Log>) -> Self {
        Self { tasks, log: Some(Arc::clone(log)) }
    }
}

impl Tasks for Live {
    fn call<'a>(&'a self, call: Call<'a>) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>> {
        Box::pin(async move {
            let attempt = call.custom.get("attempt").and_then(|text| text.parse().ok()).unwrap_or(0);
            let key = match &self.log {
                Some(log) => log.played(&call, attempt),
                None => Some(call.custom.get("entered").cloned().unwrap_or_default()),
            };
            let Some(key) = key else { return Answer::Hangs };
            let context = TaskContext::served(key, attempt, None);
            match context.scope(self.tasks.call(call.name, call.payload)).await {
                Ok(value) => Answer::Gives(value),
                Err(error) => Answer::Fails(error),
            }
        })
    }
}
