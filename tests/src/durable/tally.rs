//! Which tasks were called, by their idempotency keys; and a world that does nothing twice.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use workflow_runtime::TaskContext;

/// The calls of tasks, over all lives of a story.
#[derive(Debug, Default)]
pub struct Tally {
    calls: Mutex<Vec<(String, u32)>>,
    /// What was given under a key, if the world remembers.
    given: Option<Mutex<BTreeMap<String, Value>>>,
}

impl Tally {
    /// Of a world whose tasks do nothing twice by themselves.
    #[must_use]
    pub fn counting() -> Self {
        Self::default()
    }

    /// Of a world that is asked to do nothing twice: a call whose key has had its success is given that again, and the
    /// task is not done.
    #[must_use]
    pub fn remembering() -> Self {
        Self { given: Some(Mutex::default()), ..Self::default() }
    }

    /// Notes a call, and makes it; it takes a few milliseconds of tokio's clock, which has to be paused.
    ///
    /// # Errors
    ///
    /// Those of the task.
    ///
    /// # Panics
    ///
    /// If it is not called by a workflow, or what a task gives does not come back from JSON.
    pub async fn call<T, E>(&self, work: impl Future<Output = Result<T, E>>) -> Result<T, E>
    where
        T: Serialize + DeserializeOwned,
    {
        let context = TaskContext::current().expect("a workflow calls it");
        let key = context.idempotency_key();
        locked(&self.calls).push((key.clone(), context.attempt()));
        let takes = takes(&key);
        let result = self.once(key, work).await;
        tokio::time::sleep(takes).await;
        result
    }

    async fn once<T, E>(&self, key: String, work: impl Future<Output = Result<T, E>>) -> Result<T, E>
    where
        T: Serialize + DeserializeOwned,
    {
        if let Some(given) = self.given.as_ref().and_then(|given| locked(given).get(&key).cloned()) {
            return Ok(serde_json::from_value(given).expect("it was this type"));
        }
        let value = work.await?;
        if let Some(given) = &self.given {
            let json = serde_json::to_value(&value).expect("a result is JSON");
            locked(given).insert(key, json);
        }
        Ok(value)
    }

    /// How many calls there were so far.
    #[must_use]
    pub fn count(&self) -> usize {
        locked(&self.calls).len()
    }

    /// The calls from number `from` on: key and attempt.
    #[must_use]
    pub fn calls(&self, from: usize) -> Vec<(String, u32)> {
        locked(&self.calls)[from..].to_vec()
    }

    /// The keys of all calls.
    #[must_use]
    pub fn keys(&self) -> BTreeSet<String> {
        locked(&self.calls).iter().map(|(key, _)| key.clone()).collect()
    }
}

/// How long a task takes, by its key: so that in every life of a story the same branches end at once, and so share a
/// commit, and others do not. While real work is done elsewhere a paused clock stands.
fn takes(key: &str) -> Duration {
    Duration::from_millis(1 + key.bytes().map(u64::from).sum::<u64>() % 2)
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Implements a task trait for a struct of the caller's, `Tallied<T> { handle, tally }`, named first: for each task its signature.
#[macro_export]
macro_rules! tallied {
    ($handle:ident: $trait:ident { $($task:ident($($argument:ident: $type:ty),*) -> $result:ty;)* }) => {
        impl<T: $trait + Send + Sync + 'static> $trait for $handle<T> {
            $(async fn $task(&self, $($argument: $type),*) -> $result {
                self.tally.call(T::$task(&self.handle, $($argument),*)).await
            })*
        }
    };
}
