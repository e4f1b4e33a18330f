//! Whether a commit fits what is stored. It is asked before anything is changed, so that a refused commit does nothing.

use std::collections::{HashMap, HashSet};

use super::super::{Commit, ExecutionId, FrameChange, FrameId, StoreError, misfits};
use super::state::State;

impl State {
    /// Refuses a commit of which a part cannot be done.
    pub(super) fn check(&self, commit: &Commit) -> Result<(), StoreError> {
        self.check_starts(commit)?;
        self.check_history(commit)?;
        self.check_frames(commit)?;
        self.check_executions(commit)?;
        self.check_answers(commit)
    }

    fn check_starts(&self, commit: &Commit) -> Result<(), StoreError> {
        let mut names = HashSet::new();
        let mut ids = HashSet::new();
        for start in &commit.start {
            let key = (start.workflow.clone(), start.name.clone());
            if self.names.contains_key(&key) || !names.insert(key) {
                return Err(misfits::name_taken(start));
            }
            if self.executions.contains_key(&start.id) || !ids.insert(start.id) {
                return Err(misfits::execution_there(start.id));
            }
        }
        Ok(())
    }

    fn check_history(&self, commit: &Commit) -> Result<(), StoreError> {
        let mut ids = HashSet::new();
        match commit.history.iter().find(|row| self.history.contains_key(&row.id) || !ids.insert(row.id)) {
            Some(row) => Err(misfits::history_there(row.id)),
            None => Ok(()),
        }
    }

    fn check_frames(&self, commit: &Commit) -> Result<(), StoreError> {
        let mut frames = Frames { state: self, changed: HashMap::new(), emptied: HashSet::new() };
        for change in &commit.frames {
            match change {
                FrameChange::Insert(row) => {
                    if frames.there(row.id) {
                        return Err(misfits::frame_there(row.id));
                    }
                    frames.changed.insert(row.id, true);
                }
                FrameChange::Update { id, .. } | FrameChange::Wake(id, _) => {
                    if !frames.there(*id) {
                        return Err(misfits::no_frame(*id));
                    }
                }
                FrameChange::Delete(id) => {
                    frames.changed.insert(*id, false);
                }
                FrameChange::DeleteAll(execution) => frames.empty(*execution),
            }
        }
        Ok(())
    }

    fn check_executions(&self, commit: &Commit) -> Result<(), StoreError> {
        let started: HashSet<ExecutionId> = commit.start.iter().map(|start| start.id).collect();
        let there = |id| self.executions.contains_key(&id) || started.contains(&id);
        match commit.executions.iter().find(|change| !there(change.id)) {
            Some(change) => Err(misfits::no_execution(change.id)),
            None => Ok(()),
        }
    }

    fn check_answers(&self, commit: &Commit) -> Result<(), StoreError> {
        let mut answered = HashSet::new();
        for answer in &commit.answers {
            let open = self.commands.get(&answer.command).is_some_and(|left| left.answer.is_none());
            if !open || !answered.insert(answer.command) {
                return Err(misfits::no_open_command(answer.command));
            }
        }
        Ok(())
    }
}

/// Which frames there are halfway through a commit.
struct Frames<'a> {
    state: &'a State,
    changed: HashMap<FrameId, bool>,
    emptied: HashSet<ExecutionId>,
}

impl Frames<'_> {
    fn there(&self, id: FrameId) -> bool {
        let before = || !self.emptied.contains(&id.execution()) && self.state.frames.contains_key(&id);
        self.changed.get(&id).copied().unwrap_or_else(before)
    }

    fn empty(&mut self, execution: ExecutionId) {
        self.emptied.insert(execution);
        self.changed.retain(|id, _| id.execution() != execution);
    }
}
