//! An engine that is cut at every commit, before it is made and after: the next one goes on from there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use workflow_runtime::Error;
use workflow_runtime::engine::Engine;
use workflow_runtime::prelude::seconds;
use workflow_runtime::store::MemoryStore;

use crate::shop::{Ledger, Ordered, order, workflow};
use crate::support::{Cut, CutStore, Shared, recorded};

/// What an engine came to.
enum Came {
    ToTheEnd(Result<u32, Error>),
    ToTheCut,
}

struct Case {
    items: &'static [&'static str],
    limit: u32,
    answer: &'static str,
    passivate_after: Duration,
}

/// Runs the order until it ends or the store is cut; what is asked is answered.
async fn run(case: &Case, store: &MemoryStore, cut: Cut, ledger: &Arc<Ledger>) -> (Came, Arc<Shared>) {
    let store = CutStore::new(store, cut);
    let shared = Arc::clone(&store.shared);
    let engine = Engine::open(store)
        .register(workflow(ledger))
        .passivate_after(case.passivate_after)
        .start()
        .await
        .expect("it starts");
    let work = async {
        let execution = engine.execute::<Ordered>("order", order(case.items, case.limit)).await?;
        let answers = async {
            loop {
                tokio::time::sleep(seconds(7)).await;
                let tokens = ledger.tokens.lock().expect("no panic").clone();
                for token in tokens {
                    match engine.complete_json(&token, case.answer).await {
                        Ok(()) => {}
                        Err(error) => assert!(error.is_closed_token(), "{error}"),
                    }
                }
            }
        };
        tokio::select! {
            output = execution.output() => output,
            () = answers => unreachable!("it answers for ever"),
        }
    };
    let came = tokio::select! {
        biased;
        () = shared.reached.notified() => Came::ToTheCut,
        result = work => Came::ToTheEnd(result),
    };
    (came, shared)
}

async fn whole(case: &Case) -> (Result<u32, Error>, usize, BTreeSet<String>) {
    let ledger = Arc::new(Ledger::default());
    let (came, shared) = run(case, &MemoryStore::new(), Cut::Never, &ledger).await;
    let Came::ToTheEnd(result) = came else { panic!("nothing was cut") };
    let keys = ledger.succeeded.lock().expect("no panic").iter().cloned().collect();
    (result, shared.commits.load(SeqCst), keys)
}

async fn cut(case: &Case, cut: Cut, expected: &Result<u32, Error>, keys: &BTreeSet<String>) {
    let (store, ledger) = (MemoryStore::new(), Arc::new(Ledger::default()));
    let (came, shared) = run(case, &store, cut, &ledger).await;
    let mut names = BTreeMap::new();
    let durable = recorded(&shared.made.lock().expect("no panic"), &mut names);
    let begun_before = ledger.begun.lock().expect("no panic").len();
    if let Came::ToTheEnd(_) = came {
        panic!("{cut:?} was not reached");
    }
    let (came, _) = tokio::time::timeout(seconds(1_000_000), run(case, &store, Cut::Never, &ledger))
        .await
        .unwrap_or_else(|_| panic!("{cut:?}: it does not end"));
    let Came::ToTheEnd(result) = came else { panic!("nothing was cut") };
    assert_eq!(described(&result), described(expected), "{cut:?}");
    for (key, _) in &ledger.begun.lock().expect("no panic")[begun_before..] {
        assert!(!durable.contains(key), "{cut:?}: {key} ran again after its success was recorded");
    }
    let succeeded: BTreeSet<_> = ledger.succeeded.lock().expect("no panic").iter().cloned().collect();
    assert_eq!(&succeeded, keys, "{cut:?}: the same keys");
}

fn described(result: &Result<u32, Error>) -> Result<u32, (String, Option<String>)> {
    match result {
        Ok(output) => Ok(*output),
        Err(error) => Err((error.error().to_owned(), error.cause().map(str::to_owned))),
    }
}

async fn cut_everywhere(case: Case) {
    let (expected, commits, keys) = whole(&case).await;
    assert!(commits > 3, "{commits} commits");
    for number in 0..commits {
        cut(&case, Cut::Before(number), &expected, &keys).await;
        cut(&case, Cut::After(number), &expected, &keys).await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_that_succeeds() {
    for passivate_after in [Duration::ZERO, seconds(1), seconds(1_000)] {
        cut_everywhere(Case { items: &["tea", "milk", "sugar"], limit: 10, answer: "true", passivate_after })
            .await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_that_is_refused() {
    cut_everywhere(Case { items: &["tea"], limit: 1, answer: "false", passivate_after: Duration::ZERO })
        .await;
}
