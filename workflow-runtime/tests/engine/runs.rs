//! Whole executions, from their start to their end.

use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;

use workflow_runtime::Workflow;
use workflow_runtime::engine::Engine;
use workflow_runtime::prelude::seconds;
use workflow_runtime::store::{ExecutionStatus, MemoryStore};

use crate::errands::{Errand, asking_countdown, countdown, echo, inner, many};
use crate::shop::{Ledger, Ordered, order, workflow};
use crate::support::{Cut, cut_store};

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

/// How many commits an execution takes, from its start to its end, and what it gives.
async fn commits<W: Workflow>(workflow: W, input: W::Input) -> (usize, W::Output) {
    let (store, shared) = cut_store(&MemoryStore::new(), Cut::Never);
    let engine = Engine::open(store).register(workflow).start().await.expect("it starts");
    let execution = engine.execute::<W>("one", input).await.expect("it begins");
    let output = execution.output().await.expect("it succeeds");
    (shared.commits.load(SeqCst), output)
}

#[tokio::test(start_paused = true)]
async fn a_step_is_one_commit_and_branches_share_two() {
    let errands = Errand::default;
    let (steps, _) = commits(inner::Workflow { errands: errands() }, "x".to_owned()).await;
    assert_eq!(steps, 3, "a start and two steps");
    let (branches, done) = commits(many::Workflow { errands: errands() }, vec!["x".to_owned(); 10]).await;
    assert_eq!(branches, 4, "a start, the beginning and the end of ten branches, and the end");
    assert_eq!(done, 10);
    let (nothing, _) = commits(echo::Workflow, "x".to_owned()).await;
    assert_eq!(nothing, 1, "states that await nothing cost nothing");
}

#[tokio::test(start_paused = true)]
async fn states_that_await_nothing_are_committed_from_time_to_time() {
    let (silent, _) = commits(countdown::Workflow, 1_100).await;
    assert_eq!(silent, 3, "two after 512 states each, and the end");
    let (asking, _) = commits(asking_countdown::Workflow, 1_100).await;
    assert_eq!(asking, 3, "whatever they ask");
}
