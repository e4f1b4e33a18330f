//! What every store has to do, as a suite of checks: one for each promise of [`Store`].
//!
//! For whoever writes a store: `conformance::run(|| my_store())` in a test. Knows nothing of any particular store. Read
//! next: `given.rs` (the rows that checks are made of), then any of the others.

mod abandoned;
mod commands;
mod commits;
mod executions;
mod frames;
mod given;
mod history;
mod lifetime;
mod prune;
#[cfg(test)]
mod tests;

use std::fmt;

use futures_util::future::BoxFuture;

use super::Store;

/// A promise that a store does not keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The promise.
    pub rule: &'static str,
    /// What was expected, and what came.
    pub found: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n    {}", self.rule, self.found.replace('\n', "\n    "))
    }
}

/// What a check finds: nothing, or what was expected and what came.
type Found = Result<(), String>;

/// A promise and how it is checked, on a store with nothing in it.
struct Rule {
    rule: &'static str,
    check: for<'a> fn(&'a dyn Store) -> BoxFuture<'a, Found>,
}

/// Gives each check its promise: its first line of documentation.
macro_rules! rules {
    ($($(#[doc = $rule:literal])+ async fn $name:ident($store:ident: &dyn Store) -> Found $body:block)+) => {
        $(
            $(#[doc = $rule])+
            fn $name($store: &dyn Store) -> futures_util::future::BoxFuture<'_, Found> {
                Box::pin(async move $body)
            }
        )+

        pub(super) const RULES: &[super::Rule] =
            &[$(super::Rule { rule: concat!($($rule),+), check: $name }),+];
    };
}
use rules;

/// Checks a store against every promise of [`Store`]. `make` gives a new store with nothing in it each time.
///
/// It has to run on tokio, with its clock running. It takes a second or two of a store that syncs.
///
/// ```
/// use workflow_runtime::store::{MemoryStore, conformance};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// conformance::run(async || MemoryStore::new()).await;
/// # }
/// ```
///
/// # Panics
///
/// If a promise is not kept: with all that are not, what was expected and what came.
pub async fn run<S: Store>(make: impl AsyncFnMut() -> S) {
    let broken = check(make).await;
    assert!(broken.is_empty(), "{}", told(&broken));
}

/// Checks also that what was acknowledged is there when the store is opened again: `reopen` is called when the store
/// that `make` gave has been closed and dropped.
///
/// # Panics
///
/// As [`run`].
pub async fn run_with_reopening<S: Store, P>(
    mut make: impl AsyncFnMut() -> (S, P),
    reopen: impl AsyncFn(&P) -> S,
) {
    let mut broken = check(async || make().await).await;
    let (store, place) = make().await;
    if let Err(found) = lifetime::reopened(store, async || reopen(&place).await).await {
        broken.push(Broken { rule: lifetime::REOPENED, found });
    }
    assert!(broken.is_empty(), "{}", told(&broken));
}

/// Checks a store against every promise of [`Store`], as [`run`] does, and gives those that it does not keep.
pub async fn check<S: Conforming>(mut make: impl AsyncFnMut() -> S) -> Vec<Broken> {
    let mut broken = Vec::new();
    let files = [
        commits::RULES,
        abandoned::RULES,
        frames::RULES,
        executions::RULES,
        history::RULES,
        prune::RULES,
        commands::RULES,
        lifetime::RULES,
    ];
    for Rule { rule, check } in files.into_iter().flatten() {
        let made = make().await;
        if let Err(found) = check(made.store()).await {
            broken.push(Broken { rule: rule.trim(), found });
        }
    }
    broken
}

/// A store, or one with what has to live as long as it does: the directory it is in.
pub trait Conforming {
    /// The store.
    fn store(&self) -> &dyn Store;
}

impl<S: Store> Conforming for S {
    fn store(&self) -> &dyn Store {
        self
    }
}

impl<S: Store, P> Conforming for (S, P) {
    fn store(&self) -> &dyn Store {
        &self.0
    }
}

fn told(broken: &[Broken]) -> String {
    let list: Vec<String> = broken.iter().map(|broken| format!("- {broken}")).collect();
    format!("the store breaks {} of its promises:\n{}", broken.len(), list.join("\n"))
}
