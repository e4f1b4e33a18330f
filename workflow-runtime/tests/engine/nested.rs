//! What a state is told of a nested execution that did not succeed.

use serde_json::{Value, json};
use workflow_runtime::Error;
use workflow_runtime::engine::Engine;
use workflow_runtime::prelude::*;
use workflow_runtime::store::{ListFilter, MemoryStore};

/// Sleeps for longer than it may.
#[workflow(timeout(hours(1)))]
pub(crate) mod nap {
    use super::*;

    #[start]
    #[wait]
    fn sleep(whose: String) -> Transition<String> {
        wait(hours(5));
        succeed(whose)
    }
}

/// Has somebody sleep.
#[workflow(workflows(nap(crate::nested::nap)))]
pub(crate) mod cradle {
    use super::*;

    #[start]
    #[task]
    fn rock(whose: String) -> Transition<String> {
        let whose = nap.run(whose)?;
        succeed(whose)
    }
}

const CRADLE: cradle::Workflow = cradle::Workflow { nap: nap::Workflow };

/// The cause of the failure, which has to be AWS's of a nested execution.
fn cause(result: Result<String, Error>) -> Value {
    let error = result.expect_err("nobody sleeps so long");
    assert_eq!(error.error(), "States.TaskFailed");
    serde_json::from_str(error.cause().expect("there is one")).expect("it is JSON")
}

async fn engine(store: &MemoryStore) -> Engine {
    let builder = Engine::open(store.clone()).register(CRADLE).register(nap::Workflow);
    builder.start().await.expect("it starts")
}

#[tokio::test(start_paused = true)]
async fn one_that_took_too_long_has_timed_out() {
    let in_memory = cause(CRADLE.run("Ann".to_owned()).await);
    assert_eq!((&in_memory["Status"], &in_memory["Error"]), (&json!("TIMED_OUT"), &json!("States.Timeout")));
    let engine = engine(&MemoryStore::new()).await;
    let cradle = engine.execute::<cradle::Workflow>("c", "Ann".to_owned()).await.expect("it begins");
    assert_eq!(cause(cradle.output().await), in_memory);
}

#[tokio::test(start_paused = true)]
async fn one_that_was_stopped_was_aborted() {
    for (error, stopped) in [("Woken", json!("Woken")), ("", Value::Null)] {
        let engine = engine(&MemoryStore::new()).await;
        let cradle = engine.execute::<cradle::Workflow>("c", "Ann".to_owned()).await.expect("it begins");
        tokio::time::sleep(minutes(1)).await;
        let filter = ListFilter { workflow: Some("Nap".to_owned()), ..ListFilter::default() };
        let nested = engine.list(&filter, None, 1).await.expect("a list").remove(0);
        let nested = engine.execution::<nap::Workflow>(&nested.name).await.expect("it is there");
        nested.stop(error, Some("it is late".to_owned())).await.expect("it runs");
        let cause = cause(cradle.output().await);
        assert_eq!((&cause["Status"], &cause["Cause"]), (&json!("ABORTED"), &json!("it is late")));
        assert_eq!(cause["Error"], stopped);
    }
}
