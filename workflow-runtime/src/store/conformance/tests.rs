//! The suite itself: each of some stores with a defect is found out, by the rule that it breaks.

use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use jiff::Timestamp;

use super::super::{
    Answer, Answered, Command, CommandId, Commit, Due, ExecutionId, ExecutionRow, FrameChange, HistoryId,
    HistoryRow, ListFilter, Loaded, MemoryStore, Position, Store, StoreError, Summary, Wake,
};
use super::check;

#[derive(Clone, Copy, Debug)]
enum Defect {
    /// Refused commits leave their history behind.
    HalfDone,
    /// A duplicate is called a misfit.
    WrongReason,
    /// An update without a wake makes the frame runnable.
    WakesOnUpdate,
    /// Due frames come without regard to `after`.
    ForgetsPage,
    /// What is due at `until` exactly is left out.
    ExclusiveUntil,
    /// A trail follows `prev` alone.
    IgnoresJoins,
    /// A trail brings its data.
    TrailWithData,
    /// Pruning takes what ended at the time itself.
    PrunesTooMuch,
    /// Positions come from what is left.
    ForgetsIds,
    /// The last definition stays, not the first.
    LastDefinition,
    /// Commands stay in the list when they are answered.
    KeepsCommands,
    /// Nobody is told of commands.
    Silent,
    /// It goes on after it was closed.
    NeverCloses,
}

#[derive(Debug)]
struct Defective {
    inner: MemoryStore,
    defect: Defect,
}

#[tokio::test(start_paused = true)]
async fn every_defect_is_found_out() {
    for (defect, rule) in [
        (Defect::HalfDone, "nothing of it is done"),
        (Defect::WrongReason, "(`is_duplicate`)"),
        (Defect::WakesOnUpdate, "leaves the wake as it is"),
        (Defect::ForgetsPage, "What is due is read page by page"),
        (Defect::ExclusiveUntil, "Frames that are due come ordered"),
        (Defect::IgnoresJoins, "A trail is every row"),
        (Defect::TrailWithData, "A trail is every row"),
        (Defect::PrunesTooMuch, "ended before a time"),
        (Defect::ForgetsIds, "ids are never given twice"),
        (Defect::LastDefinition, "the first one stays"),
        (Defect::KeepsCommands, "until they have an answer"),
        (Defect::Silent, "`command_left` resolves"),
        (Defect::NeverCloses, "After it was closed"),
    ] {
        let broken = check(async || Defective { inner: MemoryStore::new(), defect }).await;
        let rules: Vec<&str> = broken.iter().map(|broken| broken.rule).collect();
        assert!(rules.iter().any(|broken| broken.contains(rule)), "{defect:?}: {rules:?}");
        assert!(rules.len() < 12, "{defect:?} is one defect: {rules:?}");
    }
}

impl Defective {
    async fn commit_badly(&self, mut commit: Commit) -> Result<(), StoreError> {
        if let Defect::WakesOnUpdate = self.defect {
            for change in &mut commit.frames {
                if let FrameChange::Update { wake, .. } = change {
                    wake.get_or_insert(Wake::Now);
                }
            }
        }
        let history = commit.history.clone();
        let done = self.inner.commit(Arc::new(commit)).await;
        match (self.defect, done) {
            (Defect::WrongReason, Err(error)) if error.is_duplicate() => {
                Err(StoreError::misfit(error.to_string()))
            }
            (Defect::HalfDone, Err(error)) => {
                let _ = self.inner.commit(Arc::new(Commit { history, ..Commit::default() })).await;
                Err(error)
            }
            (_, done) => done,
        }
    }

    async fn trail_badly(&self, heads: &[HistoryId]) -> Result<Vec<HistoryRow>, StoreError> {
        let trail = self.inner.trail(heads).await?;
        let ids: Vec<HistoryId> = trail.iter().map(|row| row.id).collect();
        match self.defect {
            Defect::TrailWithData => self.inner.history(&ids).await,
            Defect::IgnoresJoins => {
                let joined: Vec<HistoryId> = trail.iter().flat_map(|row| row.joins.clone()).collect();
                Ok(trail.into_iter().filter(|row| !joined.contains(&row.id)).collect())
            }
            _ => Ok(trail),
        }
    }

    async fn remaining_position(&self) -> Result<Position, StoreError> {
        let position = self.inner.position().await?;
        let newest = self.inner.list(&ListFilter::default(), None, 1).await?;
        Ok(Position { execution: newest.first().map(|summary| summary.id), ..position })
    }
}

impl Store for Defective {
    fn position(&self) -> Answered<'_, Position> {
        match self.defect {
            Defect::ForgetsIds => self.remaining_position().boxed(),
            _ => self.inner.position(),
        }
    }

    fn commit(&self, commit: Arc<Commit>) -> Answered<'_, ()> {
        self.commit_badly(Arc::unwrap_or_clone(commit)).boxed()
    }

    fn put_definition(&self, hash: &str, definition: &str) -> Answered<'_, ()> {
        let shown = format!("{hash}/{definition}");
        match self.defect {
            // Kept under another hash as well, where `definition` looks first.
            Defect::LastDefinition if definition.contains("new") => {
                async move { self.inner.put_definition("replaced", &shown).await }.boxed()
            }
            _ => self.inner.put_definition(hash, definition),
        }
    }

    fn definition(&self, hash: &str) -> Answered<'_, Option<String>> {
        let hash = hash.to_owned();
        async move {
            let replaced = self.inner.definition("replaced").await?;
            match replaced {
                Some(replaced) if replaced.starts_with(&format!("{hash}/")) => Ok(Some(replaced)),
                _ => self.inner.definition(&hash).await,
            }
        }
        .boxed()
    }

    fn find(&self, workflow: &str, name: &str) -> Answered<'_, Option<ExecutionRow>> {
        self.inner.find(workflow, name)
    }

    fn load(&self, execution: ExecutionId) -> Answered<'_, Option<Loaded>> {
        self.inner.load(execution)
    }

    fn children(&self, execution: ExecutionId) -> Answered<'_, Vec<ExecutionId>> {
        self.inner.children(execution)
    }

    fn due(&self, after: Option<Due>, until: Timestamp, limit: usize) -> Answered<'_, Vec<Due>> {
        match self.defect {
            Defect::ForgetsPage => self.inner.due(None, until, limit),
            Defect::ExclusiveUntil => {
                let before = until - jiff::SignedDuration::from_micros(1);
                self.inner.due(after, before, limit)
            }
            _ => self.inner.due(after, until, limit),
        }
    }

    fn list(
        &self,
        filter: &ListFilter,
        before: Option<ExecutionId>,
        limit: usize,
    ) -> Answered<'_, Vec<Summary>> {
        self.inner.list(filter, before, limit)
    }

    fn history(&self, ids: &[HistoryId]) -> Answered<'_, Vec<HistoryRow>> {
        self.inner.history(ids)
    }

    fn trail(&self, heads: &[HistoryId]) -> Answered<'_, Vec<HistoryRow>> {
        let heads = heads.to_vec();
        async move { self.trail_badly(&heads).await }.boxed()
    }

    fn prune(&self, finished_before: Timestamp, limit: usize) -> Answered<'_, usize> {
        let later = jiff::SignedDuration::from_micros(1);
        match self.defect {
            Defect::PrunesTooMuch => {
                self.inner.prune(finished_before.saturating_add(later).unwrap_or(finished_before), limit)
            }
            _ => self.inner.prune(finished_before, limit),
        }
    }

    fn leave(&self, command: &str) -> Answered<'_, CommandId> {
        self.inner.leave(command)
    }

    fn commands(&self, after: Option<CommandId>) -> Answered<'_, Vec<Command>> {
        let Defect::KeepsCommands = self.defect else { return self.inner.commands(after) };
        async move {
            let mut commands = self.inner.commands(after).await?;
            for id in 1..10 {
                if let Some(answer) = self.inner.answer(CommandId(id)).await? {
                    commands.push(Command { id: answer.command, left_at: Timestamp::MIN, text: answer.text });
                }
            }
            Ok(commands)
        }
        .boxed()
    }

    fn answer(&self, command: CommandId) -> Answered<'_, Option<Answer>> {
        self.inner.answer(command)
    }

    fn command_left(&self) -> BoxFuture<'_, ()> {
        match self.defect {
            Defect::Silent => futures_util::future::pending().boxed(),
            _ => self.inner.command_left(),
        }
    }

    fn close(&self) -> Answered<'_, ()> {
        match self.defect {
            Defect::NeverCloses => ready(Ok(())).boxed(),
            _ => self.inner.close(),
        }
    }
}
