//! Nested workflows: executions of their own, driven by the state that waits for them.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use serde_json::value::{RawValue, to_raw_value};
use tokio::time::Instant;

use super::context::Durable;
use super::ending::Outcome;
use super::forks::Working;
use super::load::LoadedExecution;
use super::record::{Effect, Entry, How, Tries, from_nanos, to_nanos};
use super::running::{self, Origin, Running, unwritable};
use super::slot::Ack;
use super::tasks::nanos;
use crate::error::{RUNTIME, TIMEOUT};
use crate::execution::attempt::{Limits, attempt};
use crate::retry::Counts;
use crate::store::{ExecutionId, NewExecution};
use crate::{BranchFailure, EvaluationError, Failure, Retrier, Workflow};

impl Durable {
    pub(super) async fn run_nested<W, F>(
        &self,
        timeout: Option<Duration>,
        retry: &[Retrier<BranchFailure>],
        workflow: &W,
        input: F,
    ) -> Result<W::Output, BranchFailure>
    where
        W: Workflow,
        F: Fn() -> Result<W::Input, EvaluationError> + Send + Sync,
    {
        let (mut counts, mut begun) = self.tries().await;
        loop {
            self.frame.begin_attempt(counts.total(), timeout);
            let result = self.nested_once(&counts, begun, timeout, workflow, &input).await;
            begun = false;
            self.nested_ended(&result);
            let failure = match result {
                Ok(raw) => match serde_json::from_str(raw.get()) {
                    Ok(output) => return Ok(output),
                    Err(reason) => {
                        let cause = format!("the output of `{}` cannot be read back: {reason}", W::NAME);
                        BranchFailure::from(Failure::new(RUNTIME, Some(cause)))
                    }
                },
                Err(failure) => failure,
            };
            let Some(delay) = self.backoff(&mut counts, retry, &failure) else { return Err(failure) };
            self.node.book().clear(&self.running.numbers);
            self.back_off(delay, &counts, |tries| Effect::Nested {
                tries,
                child: 0,
                deadline: None,
                redriven: false,
            })
            .await;
        }
    }

    async fn nested_once<W, F>(
        &self,
        counts: &Counts,
        begun: bool,
        timeout: Option<Duration>,
        workflow: &W,
        input: &F,
    ) -> Result<Box<RawValue>, BranchFailure>
    where
        W: Workflow,
        F: Fn() -> Result<W::Input, EvaluationError> + Send + Sync,
    {
        let stored = match self.effect() {
            Some(Effect::Nested { child, deadline, redriven, .. }) if begun => {
                ExecutionId::new(child).map(|id| (id, deadline, redriven))
            }
            _ => None,
        };
        let (id, deadline, begins) = match stored {
            Some((id, deadline, false)) => (id, deadline, false),
            // One that is redriven is scheduled again, with all of its time.
            None | Some((.., true)) => {
                let id = stored.map_or_else(|| self.running.engine.ids.next_execution(), |(id, ..)| id);
                let (at, attempt) = (self.now(), counts.total());
                self.note(&Entry::TaskScheduled {
                    at,
                    attempt,
                    timeout: timeout.map(nanos),
                    heartbeat: None,
                });
                self.note(&Entry::TaskSubmitted { at, child: Some(id.get()) });
                let now = self.running.engine.clock.now();
                let deadline =
                    |timeout| to_nanos(now.saturating_add(timeout).unwrap_or(jiff::Timestamp::MAX));
                (id, timeout.map(deadline), true)
            }
        };
        let (child, start) = match self.running.engine.take_loaded(&self.running.slot, id) {
            Some(loaded) => match &loaded.outcome {
                Some(outcome) => return child_result(outcome),
                None if loaded.has_begun() => (self.stored_child::<W>(id, loaded), None),
                // All that is stored of it is that it begins.
                None => {
                    let state = W::start(input().map_err(|error| self.not_evaluated(error))?);
                    (self.stored_child::<W>(id, loaded), Some(state))
                }
            },
            None => {
                let state = W::start(input().map_err(|error| self.not_evaluated(error))?);
                let child = self.new_child::<W>(id, counts, &state)?;
                (child, Some(state))
            }
        };
        if begins {
            let tries = Tries { counts: counts.as_slice().to_vec(), not_before: None };
            // In one commit: an id that only the effect had would be given again after a crash.
            self.node.book().carried.start.extend(child.take_start());
            self.begin(Effect::Nested { tries, child: id.get(), deadline, redriven: false }, None).await;
        }
        self.node.book().nested = Some(Arc::clone(&child));
        let deadline =
            deadline.map(|deadline| Instant::now() + self.running.engine.clock.until(from_nanos(deadline)));
        let outcome = {
            let _waiting = self.wait_for_branches();
            let _working = Working::new(self);
            let limits = Limits { deadline, heartbeat: None };
            attempt(Box::pin(running::run(workflow, &child, start)), &limits, None).await
        };
        match outcome {
            Ok(result) => result.map_err(|error| error.of_execution().into()),
            Err(interruption) => {
                self.running.slot.orphans_made().await;
                self.give_up(&child);
                Err(Failure::new(interruption.error_name(), None).into())
            }
        }
    }

    /// The nested execution that begins now.
    fn new_child<W: Workflow>(
        &self,
        id: ExecutionId,
        counts: &Counts,
        state: &W::State,
    ) -> Result<Arc<Running>, BranchFailure> {
        let engine = &self.running.engine;
        let input = to_raw_value(state).map_err(|reason| unwritable("input", W::NAME, &reason))?;
        let start = NewExecution {
            id,
            workflow: W::NAME.to_owned(),
            name: self.child_name(counts.total()),
            definition: engine.definition_of::<W>(),
            started_at: engine.clock.now(),
            parent: Some(self.running.id),
            input: input.get().as_bytes().to_vec(),
        };
        let origin = Origin::New { start, ack: Ack::nobody() };
        Ok(Running::new::<W>(engine, &self.running.slot, id, origin, Some(self)))
    }

    fn stored_child<W: Workflow>(&self, id: ExecutionId, loaded: LoadedExecution) -> Arc<Running> {
        let origin = loaded.into_origin(&self.running.engine.definition_of::<W>());
        Running::new::<W>(&self.running.engine, &self.running.slot, id, origin, Some(self))
    }

    /// As of a nested execution in memory: the idempotency key, with the attempt; and with the redrive, because the name
    /// of one that went before is taken.
    fn child_name(&self, attempt: u32) -> String {
        let mut name = self.frame.idempotency_key(self.frame.visit());
        if attempt > 0 {
            let _ = write!(name, "~{attempt}");
        }
        if self.running.redrives > 0 {
            let _ = write!(name, "+{}", self.running.redrives);
        }
        name
    }

    /// The nested execution is stopped with the next commit.
    fn give_up(&self, child: &Running) {
        let mut commit = crate::store::Commit::default();
        let mut acks = Vec::new();
        child.abort_into(&mut commit, &mut acks);
        let mut book = self.node.book();
        super::node::append(&mut book.carried, &mut commit);
        for ack in acks {
            book.acknowledge(ack);
        }
    }

    fn nested_ended(&self, result: &Result<Box<RawValue>, BranchFailure>) {
        match result {
            Ok(output) => {
                self.note(&Entry::TaskSucceeded { at: self.now(), output: Cow::Borrowed(output) });
            }
            Err(failure) => {
                let failure = Failure::from(failure.clone());
                let how = if failure.error() == TIMEOUT { How::TimedOut } else { How::Failed };
                let cause = failure.cause().filter(|_| how == How::Failed).map(Cow::Borrowed);
                self.note(&Entry::TaskFailed { at: self.now(), error: failure.error().into(), cause, how });
            }
        }
    }
}

fn child_result(outcome: &Outcome) -> Result<Box<RawValue>, BranchFailure> {
    match &outcome.result {
        Ok(output) => Ok((**output).to_owned()),
        Err(error) => Err(error.clone().of_execution().into()),
    }
}
