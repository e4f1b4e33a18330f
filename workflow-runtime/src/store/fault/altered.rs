//! A store that does what another one does, but for the methods that a test alters: so that a test writes these alone.
//!
//! Knows nothing of what is altered, or why.

use std::fmt::Debug;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use jiff::Timestamp;

use super::super::{
    Answer, Answered, Command, CommandId, Commit, Due, ExecutionId, ExecutionRow, HistoryId, HistoryRow,
    ListFilter, Loaded, Position, Store, Summary,
};

/// Gives all methods of a [`Store`] to a macro, but for [`command_left`](Store::command_left), which cannot fail.
macro_rules! every_method {
    ($print:ident) => {
        $print! {
            position() -> Position;
            commit(commit: Arc<Commit>) -> ();
            put_definition(hash: &str, definition: &str) -> ();
            definition(hash: &str) -> Option<String>;
            find(workflow: &str, name: &str) -> Option<ExecutionRow>;
            load(execution: ExecutionId) -> Option<Loaded>;
            children(execution: ExecutionId) -> Vec<ExecutionId>;
            due(after: Option<Due>, until: Timestamp, limit: usize) -> Vec<Due>;
            list(filter: &ListFilter, before: Option<ExecutionId>, limit: usize) -> Vec<Summary>;
            history(ids: &[HistoryId]) -> Vec<HistoryRow>;
            trail(heads: &[HistoryId]) -> Vec<HistoryRow>;
            prune(finished_before: Timestamp, limit: usize) -> usize;
            leave(command: &str) -> CommandId;
            commands(after: Option<CommandId>) -> Vec<Command>;
            answer(command: CommandId) -> Option<Answer>;
            close() -> ();
        }
    };
}

macro_rules! alter {
    ($($name:ident($($argument:ident: $type:ty),*) -> $result:ty;)*) => {
        /// Alters methods of an `S`; those that are not written do what `inner` does.
        pub trait Alter<S: Store>: Debug + Send + Sync + 'static {
            $(
                #[doc = concat!("Instead of [`Store::", stringify!($name), "`].")]
                fn $name<'a>(&'a self, inner: &'a S $(, $argument: $type)*) -> Answered<'a, $result> {
                    inner.$name($($argument),*)
                }
            )*

            /// Instead of [`Store::command_left`].
            fn command_left<'a>(&'a self, inner: &'a S) -> BoxFuture<'a, ()> {
                inner.command_left()
            }
        }
    };
}

macro_rules! altered {
    ($($name:ident($($argument:ident: $type:ty),*) -> $result:ty;)*) => {
        impl<S: Store, A: Alter<S>> Store for Altered<S, A> {
            $(
                fn $name(&self $(, $argument: $type)*) -> Answered<'_, $result> {
                    self.alter.$name(&self.inner $(, $argument)*)
                }
            )*

            fn command_left(&self) -> BoxFuture<'_, ()> {
                self.alter.command_left(&self.inner)
            }
        }
    };
}

macro_rules! shared {
    ($($name:ident($($argument:ident: $type:ty),*) -> $result:ty;)*) => {
        /// A store that is shared with whoever looks at it.
        impl<S: Store + ?Sized> Store for Arc<S> {
            $(
                fn $name(&self $(, $argument: $type)*) -> Answered<'_, $result> {
                    S::$name(self $(, $argument)*)
                }
            )*

            fn command_left(&self) -> BoxFuture<'_, ()> {
                S::command_left(self)
            }
        }
    };
}

every_method!(alter);
every_method!(altered);
every_method!(shared);

/// A store some of whose methods are [altered](Alter).
///
/// ```
/// use std::sync::Arc;
/// use workflow_runtime::store::fault::{Alter, Altered};
/// use workflow_runtime::store::{Answered, Commit, MemoryStore, Store, StoreError};
///
/// /// There is no room for anything.
/// #[derive(Debug)]
/// struct Full;
///
/// impl<S: Store> Alter<S> for Full {
///     fn commit<'a>(&'a self, _: &'a S, _: Arc<Commit>) -> Answered<'a, ()> {
///         Box::pin(async { Err(StoreError::full("the disk is full")) })
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let store = Altered::new(MemoryStore::new(), Full);
/// assert!(store.position().await.is_ok());
/// assert!(store.commit(Arc::default()).await.is_err_and(|error| error.is_full()));
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Altered<S, A> {
    inner: S,
    alter: A,
}

impl<S: Store, A: Alter<S>> Altered<S, A> {
    /// A store that does what `inner` does, but for what `alter` writes.
    #[must_use]
    pub fn new(inner: S, alter: A) -> Self {
        Self { inner, alter }
    }

    /// The store inside, of which nothing is altered.
    #[must_use]
    pub fn inner(&self) -> &S {
        &self.inner
    }

    /// What alters it.
    #[must_use]
    pub fn alter(&self) -> &A {
        &self.alter
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{MemoryStore, conformance};
    use super::*;

    /// Alters nothing.
    #[derive(Debug)]
    struct Nothing;

    impl<S: Store> Alter<S> for Nothing {}

    #[tokio::test]
    async fn what_is_not_altered_keeps_every_promise() {
        conformance::run(async || Altered::new(Arc::new(MemoryStore::new()), Nothing)).await;
    }
}
