//! Redriving: an execution that ended without success goes on from where it failed.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use jiff::SignedDuration;

use super::ending::{Ending, Outcome};
use super::load::LoadedExecution;
use super::node::{Node, StoredFrame};
use super::record::{Effect, Entry, Tries};
use super::running::locked;
use super::{Inner, errors, inbox};
use crate::Error;
use crate::store::{
    Answer, CommandId, Commit, ExecutionChange, ExecutionId, ExecutionRow, ExecutionStatus, FrameChange,
    FrameId, Loaded, StoreError, Wake,
};

/// For so long an execution can be redriven (AWS's quota, "redrivable period").
const REDRIVABLE: SignedDuration = SignedDuration::from_hours(14 * 24);

/// For so long after its start (AWS's quota, "maximum execution time").
const OPEN: SignedDuration = SignedDuration::from_hours(365 * 24);

/// An execution that is being redriven.
struct Redriving<'a>(&'a Inner, ExecutionId);

impl Drop for Redriving<'_> {
    fn drop(&mut self) {
        locked(&self.0.redriving).remove(&self.1);
    }
}

impl Inner {
    /// Reopens an execution in one commit, and has it loaded.
    pub(super) async fn redrive(
        self: &Arc<Self>,
        id: ExecutionId,
        command: Option<CommandId>,
    ) -> Result<Arc<Ending>, Error> {
        self.check_open()?;
        if !locked(&self.redriving).insert(id) {
            return Err(errors::not_redrivable("the execution is being redriven"));
        }
        let redriving = Redriving(self, id);
        self.until_unloaded(id).await;
        let mut commit = Commit::default();
        self.reopen(id, &mut commit).await?;
        let text = inbox::DONE.to_owned();
        commit.answers.extend(command.map(|command| Answer { command, text }));
        let ending = self.endings.watch(id);
        self.store.commit(Arc::new(commit)).await.map_err(|error| self.write_failed(&error))?;
        self.slot_of(id, None);
        drop(redriving);
        Ok(ending)
    }

    /// A commit outside of any execution failed.
    fn write_failed(&self, error: &StoreError) -> Error {
        if !error.is_full() {
            self.halt(error);
        }
        errors::store(error)
    }

    /// The task of an execution that is over leaves memory a moment later.
    async fn until_unloaded(&self, id: ExecutionId) {
        loop {
            let unloaded = self.unloaded.notified();
            let running = async {
                self.store.load(id).await.is_ok_and(|loaded| {
                    loaded.is_some_and(|loaded| loaded.execution.status == ExecutionStatus::Running)
                })
            };
            if !self.slots.contains(id) || running.await {
                return;
            }
            unloaded.await;
        }
    }

    /// A frame that was loaded by mistake, while its execution was reopened, is loaded again.
    pub(super) fn reload_if_redriven(&self, id: ExecutionId) {
        if locked(&self.redriving).contains(&id) {
            self.backlog.store(true, Ordering::SeqCst);
            self.timers.nudge();
        }
    }

    /// Puts what reopens an execution, and those nested in it, into a commit.
    async fn reopen(&self, id: ExecutionId, commit: &mut Commit) -> Result<(), Error> {
        let mut waiting = vec![id];
        while let Some(next) = waiting.pop() {
            let loaded = self.store.load(next).await.map_err(|error| self.read_failed(&error))?;
            let Some(loaded) = loaded else { return Err(errors::over()) };
            if next == id {
                self.check_redrivable(&loaded.execution)?;
            }
            let nested = self.reopen_one(loaded, commit).await?;
            waiting.extend(nested);
        }
        Ok(())
    }

    fn check_redrivable(&self, row: &ExecutionRow) -> Result<(), Error> {
        match row.status {
            ExecutionStatus::Running => return Err(errors::not_redrivable("the execution is running")),
            ExecutionStatus::Succeeded => return Err(errors::not_redrivable("the execution has succeeded")),
            ExecutionStatus::Failed | ExecutionStatus::TimedOut | ExecutionStatus::Aborted => {}
        }
        if row.start.parent.is_some() {
            return Err(errors::not_redrivable("a nested execution is redriven with the one that began it"));
        }
        let ended = row.finished_at.unwrap_or(row.start.started_at);
        if self.clock.now().duration_since(ended) > REDRIVABLE {
            return Err(errors::not_redrivable("the execution ended more than 14 days ago"));
        }
        if self.clock.now().duration_since(row.start.started_at) > OPEN {
            return Err(errors::not_redrivable("the execution began more than a year ago"));
        }
        Ok(())
    }

    /// Reopens one execution; gives the nested ones that are to be reopened with it.
    ///
    /// A state that failed because its payload was too large is run again as a whole, its branches that succeeded too:
    /// with the same outputs it could only fail again (AWS's "redrive behavior of individual states").
    async fn reopen_one(&self, loaded: Loaded, commit: &mut Commit) -> Result<Vec<ExecutionId>, Error> {
        let id = loaded.execution.start.id;
        let redrives = loaded.execution.redrives + 1;
        let execution = LoadedExecution::of(loaded)?;
        let whole = execution.outcome.as_ref().is_some_and(Outcome::exceeded_the_data_limit);
        let mut nested = Vec::new();
        let mut frames: Vec<(u32, StoredFrame)> = execution.frames.into_iter().collect();
        frames.sort_unstable_by_key(|(number, _)| *number);
        for (number, mut frame) in frames {
            let frame_id = id.frame(number).unwrap_or_else(|| id.main_frame());
            if whole && number != 0 {
                commit.frames.push(FrameChange::Delete(frame_id));
                continue;
            }
            if frame.record.output.is_some() {
                continue;
            }
            let effect = frame.record.effect.take().filter(|_| !whole).map(Cow::into_owned);
            frame.record.effect = self.renewed(effect, &mut nested).await?.map(Cow::Owned);
            self.renew(frame_id, frame, redrives, commit);
        }
        commit.executions.push(ExecutionChange {
            id,
            status: ExecutionStatus::Running,
            finished_at: None,
            outcome: None,
            head: None,
            redrives,
        });
        Ok(nested)
    }

    /// The checkpoint of a frame that runs again; the main one's history says so.
    fn renew(&self, id: FrameId, frame: StoredFrame, redrives: u32, commit: &mut Commit) {
        let node = Node::stored(id, frame);
        let mut book = node.book();
        if id.number() == 0 {
            let at = self.nanos();
            book.since = Some(at);
            book.note(self, &node, &Entry::ExecutionRedriven { at, count: redrives });
        }
        book.write_row(self, id, commit);
        book.write_frame(id, Wake::Now, commit);
    }

    /// An effect that begins anew: of a state with branches, and of one that waits for a nested execution, with these.
    async fn renewed(
        &self,
        effect: Option<Effect>,
        nested: &mut Vec<ExecutionId>,
    ) -> Result<Option<Effect>, Error> {
        let tries = Tries::default();
        Ok(match effect {
            Some(Effect::Fork { base, length, map, .. }) if length > 0 => {
                Some(Effect::Fork { tries, base, length, map })
            }
            Some(Effect::Nested { child, .. }) => match ExecutionId::new(child) {
                Some(id) if self.is_redrivable(id, nested).await? => {
                    Some(Effect::Nested { tries, child, deadline: None, redriven: true })
                }
                Some(_) | None => None,
            },
            _ => None,
        })
    }

    /// Whether a nested execution can go on with its parent; one that has succeeded is taken as it is.
    async fn is_redrivable(&self, id: ExecutionId, nested: &mut Vec<ExecutionId>) -> Result<bool, Error> {
        let loaded = self.store.load(id).await.map_err(|error| self.read_failed(&error))?;
        let Some(loaded) = loaded else { return Ok(false) };
        if loaded.execution.status != ExecutionStatus::Succeeded {
            nested.push(id);
        }
        Ok(true)
    }
}
