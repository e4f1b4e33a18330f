//! Callbacks: who may answer, when, and what is durable by then.

use std::sync::Arc;
use std::time::Duration;

use workflow_runtime::Failure;
use workflow_runtime::engine::{Engine, ExecutionHandle};
use workflow_runtime::prelude::*;
use workflow_runtime::store::MemoryStore;

use crate::errands::{Account, Errand, ErrandError, question};

type Question = question::Workflow;

async fn engine(store: &MemoryStore, account: &Arc<Account>, passivate_after: Duration) -> Engine {
    let question = question::Workflow { errands: Errand(Arc::clone(account)) };
    Engine::open(store.clone())
        .register(question)
        .passivate_after(passivate_after)
        .start()
        .await
        .expect("it starts")
}

async fn asked(engine: &Engine) -> ExecutionHandle<Question> {
    let handle = engine.execute::<Question>("q", "how many".to_owned()).await.expect("it begins");
    tokio::time::sleep(seconds(10)).await;
    handle
}

/// In memory and out of it, a callback does the same.
const PAUSES: [Duration; 2] = [Duration::ZERO, days(30)];

#[tokio::test(start_paused = true)]
async fn a_token_is_completed_once() {
    for pause in PAUSES {
        let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
        let engine = engine(&store, &account, pause).await;
        let handle = asked(&engine).await;
        assert_eq!(engine.loaded(), usize::from(!pause.is_zero()));
        let token = account.token();
        let wrong = engine.complete_json(token.as_str(), "\"many\"").await.expect_err("a number is awaited");
        assert!(wrong.is_wrong_output(), "{wrong}");
        engine.complete(&token, 42).await.expect("it is awaited");
        assert!(engine.complete(&token, 43).await.expect_err("twice").is_closed_token());
        assert_eq!(handle.output().await.expect("it succeeds"), 42);
        assert!(engine.heartbeat(&token).await.expect_err("over").is_closed_token());
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_is_failed() {
    for pause in PAUSES {
        let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
        let engine = engine(&store, &account, pause).await;
        let handle = asked(&engine).await;
        engine.fail(&account.token(), ErrandError::Closed).await.expect("it is awaited");
        assert_eq!(handle.output().await.expect("it is caught"), 0);
    }
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    let engine = engine(&store, &account, Duration::ZERO).await;
    let handle = asked(&engine).await;
    let failure = Failure::new("Lambda.Unknown", None);
    engine.fail_with(account.token().as_str(), failure).await.expect("it is awaited");
    assert_eq!(handle.output().await.expect_err("nobody catches it").error(), "Lambda.Unknown");
}

#[tokio::test(start_paused = true)]
async fn heartbeats_keep_a_callback_waiting_until_its_deadline() {
    for pause in PAUSES {
        let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
        let engine = engine(&store, &account, pause).await;
        let started = tokio::time::Instant::now();
        let handle = asked(&engine).await;
        let token = account.token();
        let beating = async {
            loop {
                tokio::time::sleep(minutes(50)).await;
                if engine.heartbeat(&token).await.is_err() {
                    return;
                }
            }
        };
        beating.await;
        assert_eq!(handle.output().await.expect("it timed out, which is caught"), 1);
        assert!(started.elapsed() >= hours(10) && started.elapsed() < hours(11), "{:?}", started.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn without_heartbeats_a_callback_times_out() {
    for pause in PAUSES {
        let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
        let engine = engine(&store, &account, pause).await;
        let started = tokio::time::Instant::now();
        let handle = asked(&engine).await;
        assert_eq!(handle.output().await.expect("it timed out, which is caught"), 1);
        assert_eq!(started.elapsed().as_secs(), 3600);
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_outlives_its_engine() {
    for pause in PAUSES {
        let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
        let token = {
            let engine = engine(&store, &account, pause).await;
            asked(&engine).await;
            account.token()
        };
        let engine = engine(&store, &account, pause).await;
        engine.complete(&token, 7).await.expect("it is awaited");
        let handle = engine.execution::<Question>("q").await.expect("it is there");
        assert_eq!(handle.output().await.expect("it succeeds"), 7);
        assert_eq!(account.tokens.lock().expect("no panic").len(), 1, "it was handed over once");
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_was_never_issued_is_unknown() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    let engine = engine(&store, &account, Duration::ZERO).await;
    asked(&engine).await;
    let token = account.token().to_string();
    let (rest, _) = token.rsplit_once('.').expect("it has parts");
    for made_up in ["nonsense".to_owned(), "durable.9.150994944.1.0.x".to_owned(), format!("{rest}.guessed")]
    {
        let error = engine.complete_json(&made_up, "1").await.expect_err("nobody issued it");
        assert!(error.is_unknown_token(), "{made_up}: {error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_durable_token_names_who_answers_it() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    let engine = engine(&store, &account, Duration::ZERO).await;
    asked(&engine).await;
    let error = account.token().complete(1).expect_err("it takes the engine");
    assert!(error.to_string().contains("engine.complete"), "{error}");
    let in_memory = workflow_runtime::prelude::task_token::<u32>();
    assert!(engine.complete(&in_memory, 1).await.expect_err("nobody waits").is_unknown_token());
}
