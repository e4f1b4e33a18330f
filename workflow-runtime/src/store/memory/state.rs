//! The rows of a store in memory, and what is asked of them. Knows nothing of locks. Read next: `check.rs`, which says
//! whether a commit fits.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::mem;
use std::ops::Bound;

use jiff::Timestamp;

use super::super::times::{due_from_micros, kept, to_micros, wake_from_micros, wake_to_micros};
use super::super::{
    Answer, Command, CommandId, Commit, Due, ExecutionChange, ExecutionId, ExecutionRow, ExecutionStatus,
    FrameChange, FrameId, FrameRow, HistoryId, HistoryRow, ListFilter, Loaded, NewExecution, Position,
    StoreError, Summary, Wake,
};

/// A command, and its answer with the system's time when it was given.
#[derive(Debug)]
pub(super) struct Left {
    command: Command,
    pub(super) answer: Option<(Timestamp, String)>,
}

/// Everything that the store keeps.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) executions: BTreeMap<ExecutionId, ExecutionRow>,
    pub(super) names: HashMap<(String, String), ExecutionId>,
    pub(super) frames: BTreeMap<FrameId, FrameRow>,
    pub(super) history: BTreeMap<HistoryId, HistoryRow>,
    pub(super) commands: BTreeMap<CommandId, Left>,
    last_command: i64,
    /// When frames are due, and which; those that are not to be woken are not in it.
    wakes: BTreeSet<(i64, FrameId)>,
    /// When executions ended, and which.
    finished: BTreeSet<(i64, ExecutionId)>,
    definitions: HashMap<String, String>,
    position: Position,
}

impl State {
    pub(super) fn position(&self) -> Position {
        self.position
    }

    /// All of a commit or nothing.
    pub(super) fn commit(&mut self, commit: &Commit) -> Result<(), StoreError> {
        self.check(commit)?;
        for start in &commit.start {
            self.start(start.clone());
        }
        for row in &commit.history {
            self.position.history = self.position.history.max(Some(row.id));
            self.history.insert(row.id, row.clone());
        }
        for change in &commit.frames {
            self.change_frame(change);
        }
        for change in &commit.executions {
            self.change_execution(change);
        }
        for answer in &commit.answers {
            if let Some(left) = self.commands.get_mut(&answer.command) {
                left.answer = Some((Timestamp::now(), answer.text.clone()));
            }
        }
        Ok(())
    }

    fn start(&mut self, mut start: NewExecution) {
        start.started_at = kept(start.started_at);
        self.position.execution = self.position.execution.max(Some(start.id));
        self.names.insert((start.workflow.clone(), start.name.clone()), start.id);
        let row = ExecutionRow {
            start,
            status: ExecutionStatus::Running,
            finished_at: None,
            outcome: None,
            head: None,
            redrives: 0,
        };
        self.executions.insert(row.start.id, row);
    }

    fn change_frame(&mut self, change: &FrameChange) {
        match change {
            FrameChange::Insert(row) => {
                self.frames.insert(row.id, FrameRow { wake: Wake::Never, ..row.clone() });
                self.set_wake(row.id, row.wake);
            }
            FrameChange::Update { id, data, head, wake } => {
                if let Some(frame) = self.frames.get_mut(id) {
                    frame.data.clone_from(data);
                    frame.head = *head;
                }
                if let Some(wake) = wake {
                    self.set_wake(*id, *wake);
                }
            }
            FrameChange::Wake(id, wake) => self.set_wake(*id, *wake),
            FrameChange::Delete(id) => self.delete_frame(*id),
            FrameChange::DeleteAll(execution) => self.delete_frames(*execution),
        }
    }

    fn set_wake(&mut self, id: FrameId, wake: Wake) {
        let Some(frame) = self.frames.get_mut(&id) else { return };
        let micros = wake_to_micros(wake);
        if let Some(before) = wake_to_micros(mem::replace(&mut frame.wake, wake_from_micros(micros))) {
            self.wakes.remove(&(before, id));
        }
        if let Some(micros) = micros {
            self.wakes.insert((micros, id));
        }
    }

    fn delete_frame(&mut self, id: FrameId) {
        self.set_wake(id, Wake::Never);
        self.frames.remove(&id);
    }

    fn delete_frames(&mut self, execution: ExecutionId) {
        let ids: Vec<FrameId> = self.frames_of(execution).map(|frame| frame.id).collect();
        for id in ids {
            self.delete_frame(id);
        }
    }

    fn change_execution(&mut self, change: &ExecutionChange) {
        let Some(row) = self.executions.get_mut(&change.id) else { return };
        if let Some(before) = row.finished_at {
            self.finished.remove(&(to_micros(before), change.id));
        }
        row.status = change.status;
        row.finished_at = change.finished_at.map(kept);
        row.outcome.clone_from(&change.outcome);
        row.head = change.head;
        row.redrives = change.redrives;
        if let Some(at) = row.finished_at {
            self.finished.insert((to_micros(at), change.id));
        }
    }

    pub(super) fn put_definition(&mut self, hash: String, definition: String) {
        self.definitions.entry(hash).or_insert(definition);
    }

    pub(super) fn definition(&self, hash: &str) -> Option<String> {
        self.definitions.get(hash).cloned()
    }

    pub(super) fn find(&self, key: &(String, String)) -> Option<ExecutionRow> {
        self.names.get(key).and_then(|id| self.executions.get(id)).cloned()
    }

    pub(super) fn load(&self, id: ExecutionId) -> Option<Loaded> {
        let execution = self.executions.get(&id)?.clone();
        Some(Loaded { execution, frames: self.frames_of(id).cloned().collect() })
    }

    fn frames_of(&self, execution: ExecutionId) -> impl Iterator<Item = &FrameRow> {
        self.frames
            .range(execution.main_frame()..)
            .map(|(_, frame)| frame)
            .take_while(move |frame| frame.id.execution() == execution)
    }

    pub(super) fn children(&self, execution: ExecutionId) -> Vec<ExecutionId> {
        self.executions
            .values()
            .filter(|row| row.start.parent == Some(execution) && row.finished_at.is_none())
            .map(|row| row.start.id)
            .collect()
    }

    pub(super) fn due(&self, after: Option<Due>, until: Timestamp, limit: usize) -> Vec<Due> {
        let from = after.map_or(Bound::Unbounded, |due| {
            let wake = due.at.map_or(Wake::Now, Wake::At);
            Bound::Excluded((wake_to_micros(wake).unwrap_or_default(), due.frame))
        });
        let until = to_micros(until);
        self.wakes
            .range((from, Bound::Unbounded))
            .map(|&(micros, frame)| (micros, Due { at: due_from_micros(micros), frame }))
            .take_while(|(micros, due)| due.at.is_none() || *micros <= until)
            .map(|(_, due)| due)
            .take(limit)
            .collect()
    }

    pub(super) fn list(
        &self,
        filter: &ListFilter,
        before: Option<ExecutionId>,
        limit: usize,
    ) -> Vec<Summary> {
        let before = before.map_or(Bound::Unbounded, Bound::Excluded);
        self.executions
            .range((Bound::Unbounded, before))
            .rev()
            .map(|(_, row)| row)
            .filter(|row| lets_through(filter, row))
            .take(limit)
            .map(summary)
            .collect()
    }

    pub(super) fn history(&self, ids: &[HistoryId]) -> Vec<HistoryRow> {
        ids.iter().filter_map(|id| self.history.get(id)).cloned().collect()
    }

    pub(super) fn trail(&self, heads: Vec<HistoryId>) -> Vec<HistoryRow> {
        let reached = self.reach(heads, |_| true);
        reached.iter().filter_map(|id| self.history.get(id)).map(without_data).collect()
    }

    /// The rows that can be reached from `heads` through those that `follow` lets through, and which it lets through.
    fn reach(&self, heads: Vec<HistoryId>, follow: impl Fn(&HistoryRow) -> bool) -> BTreeSet<HistoryId> {
        let mut reached = BTreeSet::new();
        let mut open = heads;
        while let Some(id) = open.pop() {
            let Some(row) = self.history.get(&id).filter(|row| follow(row)) else { continue };
            if reached.insert(id) {
                open.extend(row.prev);
                open.extend(&row.joins);
            }
        }
        reached
    }

    pub(super) fn prune(&mut self, finished_before: Timestamp, limit: usize) -> usize {
        let end = (to_micros(finished_before), ExecutionId::FIRST);
        let over: Vec<ExecutionId> =
            self.finished.range(..end).take(limit).map(|&(_, execution)| execution).collect();
        for &id in &over {
            self.prune_one(id);
        }
        over.len()
    }

    fn prune_one(&mut self, id: ExecutionId) {
        let Some(row) = self.executions.remove(&id) else { return };
        let heads = row.head.into_iter().chain(self.frames_of(id).filter_map(|frame| frame.head)).collect();
        for reached in self.reach(heads, |row| row.execution == id) {
            self.history.remove(&reached);
        }
        self.delete_frames(id);
        self.names.remove(&(row.start.workflow, row.start.name));
        if let Some(at) = row.finished_at {
            self.finished.remove(&(to_micros(at), id));
        }
    }

    pub(super) fn leave(&mut self, left_at: Timestamp, text: String) -> CommandId {
        self.last_command += 1;
        let id = CommandId(self.last_command);
        let command = Command { id, left_at: kept(left_at), text };
        self.commands.insert(id, Left { command, answer: None });
        id
    }

    pub(super) fn commands(&self, after: Option<CommandId>) -> Vec<Command> {
        let after = after.map_or(Bound::Unbounded, Bound::Excluded);
        self.commands
            .range((after, Bound::Unbounded))
            .filter(|(_, left)| left.answer.is_none())
            .map(|(_, left)| left.command.clone())
            .collect()
    }

    pub(super) fn answer(&self, command: CommandId) -> Option<Answer> {
        let (_, text) = self.commands.get(&command)?.answer.clone()?;
        Some(Answer { command, text })
    }

    /// Forgets commands that were answered before a time.
    pub(super) fn forget_commands(&mut self, answered_before: Timestamp) {
        self.commands.retain(|_, left| left.answer.as_ref().is_none_or(|(at, _)| *at >= answered_before));
    }
}

fn lets_through(filter: &ListFilter, row: &ExecutionRow) -> bool {
    filter.workflow.as_ref().is_none_or(|workflow| *workflow == row.start.workflow)
        && filter.status.is_none_or(|status| status == row.status)
        && filter.name_prefix.as_ref().is_none_or(|prefix| row.start.name.starts_with(prefix.as_str()))
}

fn summary(row: &ExecutionRow) -> Summary {
    Summary {
        id: row.start.id,
        workflow: row.start.workflow.clone(),
        name: row.start.name.clone(),
        definition: row.start.definition.clone(),
        status: row.status,
        started_at: row.start.started_at,
        finished_at: row.finished_at,
        parent: row.start.parent,
    }
}

fn without_data(row: &HistoryRow) -> HistoryRow {
    HistoryRow { joins: row.joins.clone(), data: Vec::new(), ..*row }
}
