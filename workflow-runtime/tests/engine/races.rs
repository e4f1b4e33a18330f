//! Many executions on several threads, unloaded at every chance while they are told things: no wake-up is lost.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use workflow_runtime::engine::Engine;
use workflow_runtime::prelude::*;
use workflow_runtime::store::{MemoryStore, Store};

use crate::errands::{Account, Errand, inner, outer, question};

const EXECUTIONS: usize = 300;

/// Answers each token once, after a few heartbeats, each as soon as it can.
async fn answer_all(engine: &Engine, account: &Account) {
    let mut seen = HashSet::new();
    let mut answering = Vec::new();
    while seen.len() < EXECUTIONS {
        let tokens = account.tokens.lock().expect("no panic").clone();
        for token in tokens {
            if seen.insert(token.to_string()) {
                let engine = engine.clone();
                answering.push(tokio::spawn(async move {
                    for _ in 0..3 {
                        engine.heartbeat(&token).await.expect("it is awaited");
                    }
                    engine.complete(&token, 5).await.expect("it is awaited");
                    assert!(engine.complete(&token, 6).await.expect_err("twice").is_closed_token());
                }));
            }
        }
        tokio::task::yield_now().await;
    }
    for answer in answering {
        answer.await.expect("no panic");
    }
}

async fn race(store: impl Store, max_running: usize) {
    let account = Arc::<Account>::default();
    let errands = || Errand(Arc::clone(&account));
    let engine = Engine::open(store)
        .register(question::Workflow { errands: errands() })
        .register(outer::Workflow { errands: errands(), inner: inner::Workflow { errands: errands() } })
        .passivate_after(Duration::ZERO)
        .max_running(max_running)
        .start()
        .await
        .expect("it starts");
    let mut ends = Vec::new();
    for number in 0..EXECUTIONS {
        let engine = engine.clone();
        ends.push(tokio::spawn(async move {
            let name = number.to_string();
            let asked = engine.execute::<question::Workflow>(&name, name.clone()).await.expect("it begins");
            let items = vec!["x".to_owned(); number % 7];
            let outer = engine.execute::<outer::Workflow>(&name, items).await.expect("it begins");
            assert_eq!(asked.output().await.expect("it is answered"), 5);
            assert_eq!(outer.output().await.expect("it succeeds"), "inner!!");
        }));
    }
    answer_all(&engine, &account).await;
    for end in ends {
        end.await.expect("no panic");
    }
}

/// A lost wake-up is an execution that never ends.
async fn within_reason(race: impl Future<Output = ()>) {
    tokio::time::timeout(minutes(5), race).await.expect("every execution ends");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn in_memory() {
    within_reason(race(MemoryStore::new(), 4096)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn with_little_room() {
    within_reason(race(MemoryStore::new(), 3)).await;
}

#[cfg(feature = "sqlite")]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn in_a_file() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = workflow_runtime::store::SqliteStore::open(directory.path().join("db")).expect("a store");
    within_reason(race(store, 4096)).await;
}
