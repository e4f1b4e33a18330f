//! Ending an engine gently.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::ending::Outcome;
use super::slot::Slot;
use super::{CLOSED, DRAINING, Engine, errors};
use crate::Error;
use crate::store::ExecutionStatus;

impl Engine {
    /// Begins nothing more, lets attempts that are under way end within `deadline`, stores their results and lets go of
    /// the store. What is left goes on with the next engine; attempts that took too long are made again.
    ///
    /// Whoever waits for an output is told that the engine was shut down.
    ///
    /// # Errors
    ///
    /// If the store cannot be closed.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves the engine refusing new work; calling it again goes on.
    pub async fn shutdown(&self, deadline: Duration) -> Result<(), Error> {
        let inner = self.inner();
        inner.phase.fetch_max(DRAINING, Ordering::AcqRel);
        inner.slots.for_each(Slot::wake);
        // Who is late is dropped where it stands.
        let _ = tokio::time::timeout(deadline, self.emptied()).await;
        inner.phase.store(CLOSED, Ordering::Release);
        for task in &self.alive.tasks {
            task.abort();
        }
        inner.slots.for_each(Slot::abort);
        inner
            .endings
            .end_all(&Outcome { status: ExecutionStatus::Running, result: Err(errors::shut_down()) });
        match inner.store.close().await {
            Err(error) if !error.is_closed() => Err(errors::store(&error)),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    async fn emptied(&self) {
        let inner = self.inner();
        loop {
            let unloaded = inner.unloaded.notified();
            if inner.slots.len() == 0 {
                return;
            }
            unloaded.await;
        }
    }
}
