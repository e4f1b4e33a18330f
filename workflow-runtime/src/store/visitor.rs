//! What may be done with a store without owning it: reading it, and leaving commands.
//!
//! The methods are those of [`Store`] of the same names. Read next: `engine/remote.rs`, which is made of them.

use std::fmt::Debug;

use futures_util::FutureExt as _;
use futures_util::future::ready;

use super::{
    Answer, Answered, CommandId, ExecutionId, ExecutionRow, HistoryId, HistoryRow, ListFilter, Loaded, Store,
    Summary,
};

/// A store as another process sees it: the half of [`Store`] that needs no ownership.
///
/// Every store is one, and so is `SqliteReader`.
pub trait Visitor: Debug + Send + Sync {
    /// As [`Store::definition`].
    fn definition(&self, hash: &str) -> Answered<'_, Option<String>>;

    /// As [`Store::find`].
    fn find(&self, workflow: &str, name: &str) -> Answered<'_, Option<ExecutionRow>>;

    /// As [`Store::load`].
    fn load(&self, execution: ExecutionId) -> Answered<'_, Option<Loaded>>;

    /// As [`Store::list`].
    fn list(
        &self,
        filter: &ListFilter,
        before: Option<ExecutionId>,
        limit: usize,
    ) -> Answered<'_, Vec<Summary>>;

    /// As [`Store::history`].
    fn history(&self, ids: &[HistoryId]) -> Answered<'_, Vec<HistoryRow>>;

    /// As [`Store::trail`].
    fn trail(&self, heads: &[HistoryId]) -> Answered<'_, Vec<HistoryRow>>;

    /// As [`Store::leave`].
    fn leave(&self, command: &str) -> Answered<'_, CommandId>;

    /// As [`Store::answer`].
    fn answer(&self, command: CommandId) -> Answered<'_, Option<Answer>>;

    /// Whether somebody owns the store, who takes up commands now; without an owner they wait for the next one.
    fn is_owned(&self) -> Answered<'_, bool>;
}

/// Whoever has the store itself has its owner, or is it.
impl<S: Store + ?Sized> Visitor for S {
    fn definition(&self, hash: &str) -> Answered<'_, Option<String>> {
        Store::definition(self, hash)
    }

    fn find(&self, workflow: &str, name: &str) -> Answered<'_, Option<ExecutionRow>> {
        Store::find(self, workflow, name)
    }

    fn load(&self, execution: ExecutionId) -> Answered<'_, Option<Loaded>> {
        Store::load(self, execution)
    }

    fn list(
        &self,
        filter: &ListFilter,
        before: Option<ExecutionId>,
        limit: usize,
    ) -> Answered<'_, Vec<Summary>> {
        Store::list(self, filter, before, limit)
    }

    fn history(&self, ids: &[HistoryId]) -> Answered<'_, Vec<HistoryRow>> {
        Store::history(self, ids)
    }

    fn trail(&self, heads: &[HistoryId]) -> Answered<'_, Vec<HistoryRow>> {
        Store::trail(self, heads)
    }

    fn leave(&self, command: &str) -> Answered<'_, CommandId> {
        Store::leave(self, command)
    }

    fn answer(&self, command: CommandId) -> Answered<'_, Option<Answer>> {
        Store::answer(self, command)
    }

    fn is_owned(&self) -> Answered<'_, bool> {
        ready(Ok(true)).boxed()
    }
}
