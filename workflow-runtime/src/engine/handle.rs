//! What a caller holds of an execution.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::ending::{Ending, Outcome};
use super::history::{EventPages, Source};
use super::load::LoadedExecution;
use super::show::Shown;
use super::slot::{Message, Port};
use super::{Engine, errors};
use crate::observer::HistoryEvent;
use crate::store::{ExecutionId, ExecutionStatus};
use crate::{Error, Failure, Workflow};

/// An execution of a `W`, running or over. It holds nothing of it in memory, and keeps the engine running.
pub struct ExecutionHandle<W> {
    engine: Engine,
    id: ExecutionId,
    name: Arc<str>,
    ending: Arc<Ending>,
    /// Of a nested execution: the outermost one, without which it does not go on.
    within: Option<(ExecutionId, Arc<Ending>)>,
    workflow: PhantomData<fn() -> W>,
}

impl<W: Workflow> ExecutionHandle<W> {
    pub(super) fn new(engine: Engine, id: ExecutionId, name: &str, ending: Arc<Ending>) -> Self {
        Self { engine, id, name: name.into(), ending, within: None, workflow: PhantomData }
    }

    /// The same, of a nested execution: with the outermost one.
    pub(super) fn nested_in(self, within: Option<(ExecutionId, Arc<Ending>)>) -> Self {
        Self { within, ..self }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its number in the store.
    #[must_use]
    pub fn id(&self) -> ExecutionId {
        self.id
    }

    /// Waits for its output.
    ///
    /// # Errors
    ///
    /// What it failed with, `States.Timeout` if it took longer than [`Workflow::TIMEOUT`], or what it was stopped with
    /// ([`Error::is_aborted`]). If the store fails, what the store said ([`Error::is_store_failure`]).
    ///
    /// If it is [blocked](Engine::blocked), at once why ([`Error::is_unreadable`], or [`Error::is_not_registered`]): it has
    /// not ended and is in the store as it was, so that the next engine whose program can read it goes on with it. Until
    /// it has to go on, which may be when a wait ends, nobody knows.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future does nothing to the execution.
    pub async fn output(&self) -> Result<W::Output, Error> {
        if let Some(error) = self.engine.inner().halted.get() {
            return Err(error.clone());
        }
        let outcome = self.outcome().await?;
        let output = outcome.result.as_ref().map_err(Clone::clone)?;
        serde_json::from_str(output.get())
            .map_err(|reason| errors::unreadable(format!("the output cannot be read: {reason}")))
    }

    /// Waits until it is over, or blocked.
    async fn outcome(&self) -> Result<&Outcome, Error> {
        let (root, outermost) =
            self.within.as_ref().map_or((self.id, &self.ending), |(id, ending)| (*id, ending));
        loop {
            // Before looking, so that nothing is missed.
            let (ended, blocked) = (self.ending.changed(), outermost.changed());
            if let Some(outcome) = self.ending.outcome() {
                return Ok(outcome);
            }
            if let Some(error) = self.engine.inner().why_blocked(root) {
                return Err(error);
            }
            tokio::select! {
                () = ended => {}
                () = blocked, if self.within.is_some() => {}
            }
        }
    }

    /// How it stands, as the store has it.
    ///
    /// # Errors
    ///
    /// If the store cannot be read, or the execution was pruned ([`Error::is_not_found`]).
    pub async fn status(&self) -> Result<ExecutionStatus, Error> {
        let inner = self.engine.inner();
        match self.ending.outcome() {
            Some(Outcome { status, .. }) if *status == ExecutionStatus::Succeeded => Ok(*status),
            _ => Ok(inner.find(W::NAME, &self.name).await?.status),
        }
    }

    /// The state that its main machine is in, as it was last stored; `None` of one that has succeeded. Of a nested one
    /// that was just begun it is the first one.
    ///
    /// # Errors
    ///
    /// If the store cannot be read, or what is stored is no state of `W` ([`Error::is_unreadable`]).
    pub async fn state(&self) -> Result<Option<W::State>, Error> {
        let inner = self.engine.inner();
        let loaded = inner.store.load(self.id).await.map_err(|error| inner.read_failed(&error))?;
        let Some(loaded) = loaded else { return Err(errors::not_found(W::NAME, &self.name)) };
        let mut execution = LoadedExecution::of(loaded)?;
        let Some(main) = execution.frames.remove(&0).or_else(|| execution.about_to_begin()) else {
            return Ok(None);
        };
        serde_json::from_str(main.record.state.get()).map(Some).map_err(|reason| {
            errors::unreadable(format!(
                "state `{}` of `{}` cannot be read: {reason}",
                main.record.name, self.name
            ))
        })
    }

    /// What it is doing, or ended with.
    ///
    /// # Errors
    ///
    /// If the store cannot be read, or the execution was pruned ([`Error::is_not_found`]).
    pub async fn show(&self) -> Result<Shown, Error> {
        Shown::read(&self.source(), self.id).await?.ok_or_else(|| errors::not_found(W::NAME, &self.name))
    }

    /// Its whole history so far, at the engine's [`LogLevel`](super::LogLevel): AWS's events, as an
    /// [observer](crate::observer) of the same execution in memory sees them.
    ///
    /// # Errors
    ///
    /// If the store cannot be read, or the execution was pruned ([`Error::is_not_found`]).
    pub async fn history(&self) -> Result<Vec<HistoryEvent>, Error> {
        self.events().await?.rest().await
    }

    /// A page of its history: the events after the one with the number `after` (0: from the first one on), at most
    /// `limit` of them; none when there are no more.
    ///
    /// Every call reads what goes before, too: [`events`](Self::events) does not.
    ///
    /// # Errors
    ///
    /// As [`history`](Self::history).
    pub async fn history_after(&self, after: u64, limit: usize) -> Result<Vec<HistoryEvent>, Error> {
        let mut events = self.events().await?;
        events.skip_to(after).await?;
        events.next(limit).await
    }

    /// Its history so far, to be read page by page.
    ///
    /// # Errors
    ///
    /// As [`history`](Self::history).
    pub async fn events(&self) -> Result<EventPages, Error> {
        let inner = self.engine.inner();
        let events = EventPages::open(self.source(), self.id).await;
        let events = events.map_err(|error| inner.read_failed(&error))?;
        events.ok_or_else(|| errors::not_found(W::NAME, &self.name))
    }

    fn source(&self) -> Source {
        Source::Owned(Arc::clone(&self.engine.inner().store))
    }

    /// Stops it, and the executions nested in it: it ends with `error` and `cause` as `ABORTED`, durable when this
    /// returns.
    ///
    /// # Errors
    ///
    /// If it is over ([`Error::is_over`]) or blocked ([`Error::is_unreadable`]), the store failed
    /// ([`Error::is_store_failure`]), or the engine is shut down ([`Error::is_engine_closed`]).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves open whether it is stopped.
    pub async fn stop(&self, error: impl Into<String>, cause: Option<String>) -> Result<(), Error> {
        let message = Message::Stop(Failure::new(error, cause));
        self.engine.inner().control(self.id, message, None).await
    }

    /// Has an execution that ended without success go on from the state that failed, as AWS's `RedriveExecution`; this
    /// handle then waits for the new end.
    ///
    /// Branches that have succeeded keep their outputs; those that failed or were given up run again from the state they
    /// were in, and retries are counted anew. A state whose payload was too large is run again with all of its branches.
    /// The source is AWS's guide, "Restarting state machine executions with redrive"; its bound on the length of the
    /// history does not apply here.
    ///
    /// # Errors
    ///
    /// If it is running, is being redriven already, is nested in another, has succeeded, or ended more than 14 days or
    /// began more than a year ago ([`Error::is_not_redrivable`]); if the store failed ([`Error::is_store_failure`]), or the engine is shut down
    /// ([`Error::is_engine_closed`]).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves open whether it is redriven; this handle then still has the end before.
    /// [`Engine::execution`](super::Engine::execution) gives one that has the new one.
    pub async fn redrive(&mut self) -> Result<(), Error> {
        self.ending = self.engine.inner().redrive(self.id, None).await?;
        Ok(())
    }
}

impl super::Inner {
    /// Tells an execution as a whole something.
    pub(super) async fn control(
        self: &Arc<Self>,
        id: ExecutionId,
        message: Message,
        command: Option<crate::store::CommandId>,
    ) -> Result<(), Error> {
        let Some(root) = self.root_of(id).await? else { return Err(errors::over()) };
        self.deliver(root, Port::Control(id), None, message, command).await
    }
}

impl<W> Clone for ExecutionHandle<W> {
    fn clone(&self) -> Self {
        Self {
            engine: self.engine.clone(),
            id: self.id,
            name: Arc::clone(&self.name),
            ending: Arc::clone(&self.ending),
            within: self.within.clone(),
            workflow: PhantomData,
        }
    }
}

impl<W> fmt::Debug for ExecutionHandle<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExecutionHandle")
            .field("id", &self.id)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
