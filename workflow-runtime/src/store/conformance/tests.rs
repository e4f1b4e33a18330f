//! The suite itself: each of some stores with a defect is found out, by the rule that it breaks.

use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use jiff::Timestamp;

use super::super::fault::{Alter, Altered};
use super::super::{
    Answered, Command, CommandId, Commit, Due, FrameChange, HistoryId, HistoryRow, ListFilter, MemoryStore,
    Position, Store, StoreError, Wake,
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
        let broken = check(async || Altered::new(MemoryStore::new(), defect)).await;
        let rules: Vec<&str> = broken.iter().map(|broken| broken.rule).collect();
        assert!(rules.iter().any(|broken| broken.contains(rule)), "{defect:?}: {rules:?}");
        assert!(rules.len() < 12, "{defect:?} is one defect: {rules:?}");
    }
}

impl Defect {
    async fn commit_badly(&self, inner: &MemoryStore, mut commit: Commit) -> Result<(), StoreError> {
        if let Defect::WakesOnUpdate = self {
            for change in &mut commit.frames {
                if let FrameChange::Update { wake, .. } = change {
                    wake.get_or_insert(Wake::Now);
                }
            }
        }
        let history = commit.history.clone();
        let done = inner.commit(Arc::new(commit)).await;
        match (self, done) {
            (Defect::WrongReason, Err(error)) if error.is_duplicate() => {
                Err(StoreError::misfit(error.to_string()))
            }
            (Defect::HalfDone, Err(error)) => {
                let _ = inner.commit(Arc::new(Commit { history, ..Commit::default() })).await;
                Err(error)
            }
            (_, done) => done,
        }
    }

    async fn trail_badly(
        &self,
        inner: &MemoryStore,
        heads: &[HistoryId],
    ) -> Result<Vec<HistoryRow>, StoreError> {
        let trail = inner.trail(heads).await?;
        let ids: Vec<HistoryId> = trail.iter().map(|row| row.id).collect();
        match self {
            Defect::TrailWithData => inner.history(&ids).await,
            Defect::IgnoresJoins => {
                let joined: Vec<HistoryId> = trail.iter().flat_map(|row| row.joins.clone()).collect();
                Ok(trail.into_iter().filter(|row| !joined.contains(&row.id)).collect())
            }
            _ => Ok(trail),
        }
    }
}

async fn remaining_position(inner: &MemoryStore) -> Result<Position, StoreError> {
    let position = inner.position().await?;
    let newest = inner.list(&ListFilter::default(), None, 1).await?;
    Ok(Position { execution: newest.first().map(|summary| summary.id), ..position })
}

impl Alter<MemoryStore> for Defect {
    fn position<'a>(&'a self, inner: &'a MemoryStore) -> Answered<'a, Position> {
        match self {
            Defect::ForgetsIds => remaining_position(inner).boxed(),
            _ => inner.position(),
        }
    }

    fn commit<'a>(&'a self, inner: &'a MemoryStore, commit: Arc<Commit>) -> Answered<'a, ()> {
        self.commit_badly(inner, Arc::unwrap_or_clone(commit)).boxed()
    }

    fn put_definition<'a>(
        &'a self,
        inner: &'a MemoryStore,
        hash: &str,
        definition: &str,
    ) -> Answered<'a, ()> {
        let shown = format!("{hash}/{definition}");
        match self {
            // Kept under another hash as well, where `definition` looks first.
            Defect::LastDefinition if definition.contains("new") => {
                async move { inner.put_definition("replaced", &shown).await }.boxed()
            }
            _ => inner.put_definition(hash, definition),
        }
    }

    fn definition<'a>(&'a self, inner: &'a MemoryStore, hash: &str) -> Answered<'a, Option<String>> {
        let hash = hash.to_owned();
        async move {
            let replaced = inner.definition("replaced").await?;
            match replaced {
                Some(replaced) if replaced.starts_with(&format!("{hash}/")) => Ok(Some(replaced)),
                _ => inner.definition(&hash).await,
            }
        }
        .boxed()
    }

    fn due<'a>(
        &'a self,
        inner: &'a MemoryStore,
        after: Option<Due>,
        until: Timestamp,
        limit: usize,
    ) -> Answered<'a, Vec<Due>> {
        match self {
            Defect::ForgetsPage => inner.due(None, until, limit),
            Defect::ExclusiveUntil => {
                let before = until - jiff::SignedDuration::from_micros(1);
                inner.due(after, before, limit)
            }
            _ => inner.due(after, until, limit),
        }
    }

    fn trail<'a>(&'a self, inner: &'a MemoryStore, heads: &[HistoryId]) -> Answered<'a, Vec<HistoryRow>> {
        let heads = heads.to_vec();
        async move { self.trail_badly(inner, &heads).await }.boxed()
    }

    fn prune<'a>(
        &'a self,
        inner: &'a MemoryStore,
        finished_before: Timestamp,
        limit: usize,
    ) -> Answered<'a, usize> {
        let later = jiff::SignedDuration::from_micros(1);
        match self {
            Defect::PrunesTooMuch => {
                inner.prune(finished_before.saturating_add(later).unwrap_or(finished_before), limit)
            }
            _ => inner.prune(finished_before, limit),
        }
    }

    fn commands<'a>(
        &'a self,
        inner: &'a MemoryStore,
        after: Option<CommandId>,
    ) -> Answered<'a, Vec<Command>> {
        let Defect::KeepsCommands = self else { return inner.commands(after) };
        async move {
            let mut commands = inner.commands(after).await?;
            for id in 1..10 {
                if let Some(answer) = inner.answer(CommandId(id)).await? {
                    commands.push(Command { id: answer.command, left_at: Timestamp::MIN, text: answer.text });
                }
            }
            Ok(commands)
        }
        .boxed()
    }

    fn command_left<'a>(&'a self, inner: &'a MemoryStore) -> BoxFuture<'a, ()> {
        match self {
            Defect::Silent => futures_util::future::pending().boxed(),
            _ => inner.command_left(),
        }
    }

    fn close<'a>(&'a self, inner: &'a MemoryStore) -> Answered<'a, ()> {
        match self {
            Defect::NeverCloses => ready(Ok(())).boxed(),
            _ => inner.close(),
        }
    }
}
