//! What becomes of an execution whose code panics where no task runs: it is left as it is, and its caller is told.

use workflow_runtime::engine::Engine;
use workflow_runtime::prelude::*;
use workflow_runtime::store::{ListFilter, MemoryStore};

/// What cannot be cloned where it is armed.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Bomb {
    armed: bool,
}

impl Bomb {
    pub(crate) fn armed(&self) -> bool {
        self.armed
    }
}

impl Clone for Bomb {
    fn clone(&self) -> Self {
        assert!(!self.armed, "it was armed");
        Self { armed: self.armed }
    }
}

/// Takes something twice, after a while.
#[workflow]
pub(crate) mod doubling {
    use super::*;

    #[start]
    #[pass]
    fn double(bomb: Bomb) -> Transition<(Bomb, Bomb)> {
        succeed((bomb, bomb))
    }
}

/// The same, after a while.
#[workflow]
pub(crate) mod slowly {
    use super::*;

    #[start]
    #[wait]
    fn rest(bomb: Bomb) -> Transition<(Bomb, Bomb)> {
        wait(hours(1));
        double(bomb)
    }

    #[pass]
    fn double(bomb: Bomb) -> Transition<(Bomb, Bomb)> {
        succeed((bomb, bomb))
    }
}

const REASON: &str = "the program panicked outside a task: it was armed";

async fn engine(store: &MemoryStore) -> Engine {
    let builder = Engine::open(store.clone()).register(doubling::Workflow).register(slowly::Workflow);
    builder.start().await.expect("it starts")
}

#[tokio::test(start_paused = true)]
async fn an_execution_that_panics_before_it_begins_is_refused_with_the_panic() {
    let engine = engine(&MemoryStore::new()).await;
    let error = engine.execute::<doubling::Workflow>("x", Bomb { armed: true }).await.expect_err("it panics");
    assert!(error.is_unreadable() && error.to_string().contains(REASON), "{error}");
    assert_eq!(engine.blocked(), [], "there is no execution");
    assert_eq!(engine.list(&ListFilter::default(), None, 9).await.expect("it lists").len(), 0);
    // The engine goes on, and the name is free.
    let unarmed = engine.execute::<doubling::Workflow>("x", Bomb { armed: false }).await.expect("it begins");
    assert!(!unarmed.output().await.expect("it succeeds").0.armed);
}

#[tokio::test(start_paused = true)]
async fn an_execution_that_panics_on_its_way_is_blocked() {
    let engine = engine(&MemoryStore::new()).await;
    let handle = engine.execute::<slowly::Workflow>("x", Bomb { armed: true }).await.expect("it begins");
    let output = tokio::time::timeout(hours(2), handle.output()).await.expect("nobody waits for ever");
    let error = output.expect_err("it cannot go on");
    assert!(error.is_unreadable() && error.to_string().contains(REASON), "{error}");
    let blocked: Vec<String> = engine.blocked().iter().map(ToString::to_string).collect();
    assert_eq!(blocked, [format!("`Slowly:x`: {REASON}")]);
}
