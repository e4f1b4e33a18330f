//! Whole executions, from their start to their end.

use std::sync::Arc;

use workflow_runtime::engine::Engine;
use workflow_runtime::prelude::seconds;
use workflow_runtime::store::{ExecutionStatus, MemoryStore};

use crate::shop::{Ledger, Ordered, order, workflow};

/// Answers every token that is handed over.
fn approve_all(engine: &Engine, ledger: &Arc<Ledger>) {
    let (engine, ledger) = (engine.clone(), Arc::clone(ledger));
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(seconds(5)).await;
            let tokens = std::mem::take(&mut *ledger.tokens.lock().expect("no panic"));
            for token in tokens {
                engine.complete_json(&token, "true").await.expect("it is waited for");
            }
        }
    });
}

#[tokio::test(start_paused = true)]
async fn an_order_goes_through_every_kind_of_effect() {
    let ledger = Arc::new(Ledger::default());
    let engine =
        Engine::open(MemoryStore::new()).register(workflow(&ledger)).start().await.expect("it starts");
    approve_all(&engine, &ledger);
    let execution =
        engine.execute::<Ordered>("one", order(&["tea", "milk", "sugar"], 10)).await.expect("it begins");
    assert_eq!(execution.status().await.expect("it is there"), ExecutionStatus::Running);
    assert_eq!(execution.output().await.expect("it succeeds"), 17);
    assert_eq!(execution.status().await.expect("it is there"), ExecutionStatus::Succeeded);
    let again =
        engine.execute::<Ordered>("one", order(&["tea", "milk", "sugar"], 10)).await.expect("the same");
    assert_eq!(again.output().await.expect("it has succeeded"), 17);
    let error = engine.execute::<Ordered>("one", order(&["tea"], 10)).await.expect_err("another input");
    assert!(error.is_already_exists(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_failed_branch_stops_the_others() {
    let ledger = Arc::new(Ledger::default());
    let engine =
        Engine::open(MemoryStore::new()).register(workflow(&ledger)).start().await.expect("it starts");
    let execution =
        engine.execute::<Ordered>("two", order(&["tea", "unicorn", "sugar"], 100)).await.expect("it begins");
    let error = execution.output().await.expect_err("there is no unicorn");
    assert_eq!((error.error(), error.cause()), ("Rejected", Some(r#"{"reason":"unicorn"}"#)));
    assert_eq!(execution.status().await.expect("it is there"), ExecutionStatus::Failed);
}
