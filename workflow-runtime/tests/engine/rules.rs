//! What is promised of time and names: when an execution can be redriven, how long it is kept, what its keys are.

use std::sync::Arc;

use workflow_runtime::engine::{Builder, Engine};
use workflow_runtime::prelude::*;
use workflow_runtime::store::{ExecutionStatus, ListFilter, MemoryStore};

use crate::errands::{Account, Doing, Errand, inner, nap, outer, patience, question, regret};
use crate::journey::{Doings, Journey, trip, workflow};

fn builder(store: &MemoryStore, account: &Arc<Account>) -> Builder {
    let errands = || Errand(Arc::clone(account));
    Engine::open(store.clone())
        .register(nap::Workflow { errands: errands() })
        .register(patience::Workflow { errands: errands() })
        .register(question::Workflow { errands: errands() })
        .register(inner::Workflow { errands: errands() })
        .register(outer::Workflow { errands: errands(), inner: inner::Workflow { errands: errands() } })
}

/// Another workflow with the name of [`nap`].
mod elsewhere {
    use workflow_runtime::prelude::*;

    /// Ends at once.
    #[workflow]
    pub(super) mod nap {
        use super::*;

        #[start]
        #[pass]
        fn wake(item: String) -> Transition<String> {
            succeed(item)
        }
    }
}

#[tokio::test(start_paused = true)]
async fn two_workflows_of_one_name_are_refused() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    let twice = builder(&store, &account).register(nap::Workflow { errands: Errand(Arc::clone(&account)) });
    twice.start().await.expect("it is the same one");
    let both = builder(&store, &account).register(elsewhere::nap::Workflow);
    let error = both.start().await.expect_err("they are two");
    assert!(error.is_already_exists() && error.to_string().contains("registered as `Nap`"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn what_can_be_redriven_is_what_aws_redrives() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    let engine = builder(&store, &account).start().await.expect("it starts");
    account.set("bad", Doing::Fail);
    let nap = async |name: &str, item: &str| {
        engine.execute::<nap::Workflow>(name, item.to_owned()).await.expect("it begins")
    };
    let refused = |result: Result<(), workflow_runtime::Error>, reason: &str| {
        let error = result.expect_err("it is refused");
        assert!(error.is_not_redrivable() && error.to_string().contains(reason), "{error}");
    };

    let mut running = nap("running", "tea").await;
    refused(running.redrive().await, "is running");
    running.output().await.expect("it succeeds");
    refused(running.redrive().await, "has succeeded");

    let (mut early, mut late) = (nap("early", "bad").await, nap("late", "bad").await);
    early.output().await.expect_err("it is lost");
    late.output().await.expect_err("it is lost");
    tokio::time::sleep(days(14) - minutes(1)).await;
    account.set("bad", Doing::Succeed);
    early.redrive().await.expect("it ended less than 14 days ago");
    assert_eq!(early.output().await.expect("now it succeeds"), "bad!!");
    refused(late.redrive().await, "more than 14 days ago");
    assert_eq!(late.status().await.expect("there"), ExecutionStatus::Failed);

    account.set("bad", Doing::Fail);
    let mut old = nap("old", "bad").await;
    for _ in 0..28 {
        old.output().await.expect_err("it is lost");
        tokio::time::sleep(days(13)).await;
        old.redrive().await.expect("it ended 13 days ago");
    }
    old.output().await.expect_err("it is lost");
    tokio::time::sleep(days(2)).await;
    refused(old.redrive().await, "began more than a year ago");
    account.set("bad", Doing::Succeed);

    // One that was stopped goes on where it was: in its sleep, which begins anew.
    let mut stopped = nap("stopped", "tea").await;
    tokio::time::sleep(hours(1)).await;
    stopped.stop("Enough", None).await.expect("it runs");
    tokio::time::sleep(days(2)).await;
    let again = tokio::time::Instant::now();
    stopped.redrive().await.expect("it was stopped");
    assert_eq!(stopped.output().await.expect("it goes on"), "tea!!");
    assert_eq!(again.elapsed().as_secs(), days(1).as_secs());

    // The workflow's own time begins anew.
    let mut asked = engine.execute::<patience::Workflow>("p", "why".to_owned()).await.expect("it begins");
    assert!(asked.output().await.expect_err("nobody answers").is_timeout());
    let old = account.token();
    asked.redrive().await.expect("it timed out");
    tokio::time::sleep(days(1)).await;
    assert!(engine.complete(&old, 1).await.is_err(), "the token of the first time is closed");
    engine.complete(&account.token(), 2).await.expect("it is awaited");
    assert_eq!(asked.output().await.expect("it succeeds"), 2);

    // A nested one is redriven with the one that began it.
    account.set("inner", Doing::Fail);
    let outer = engine.execute::<outer::Workflow>("o", vec!["a".to_owned()]).await.expect("it begins");
    outer.output().await.expect_err("inner is lost");
    let filter = ListFilter { workflow: Some("Inner".to_owned()), ..ListFilter::default() };
    let nested = engine.list(&filter, None, 1).await.expect("a list").remove(0);
    let mut nested = engine.execution::<inner::Workflow>(&nested.name).await.expect("it is there");
    refused(nested.redrive().await, "nested");
}

#[tokio::test(start_paused = true)]
async fn a_redrive_enters_a_fail_state_again_and_runs_a_state_that_ends_with_fail_again() {
    let account = Arc::<Account>::default();
    let regret = regret::Workflow { errands: Errand(Arc::clone(&account)) };
    let engine = builder(&MemoryStore::new(), &account).register(regret).start().await.expect("it starts");
    let mut regret = engine.execute::<regret::Workflow>("r", "tea".to_owned()).await.expect("it begins");
    for _ in 0..3 {
        assert_eq!(regret.output().await.expect_err("it is sorry").error(), "ErrandError.Lost");
        regret.redrive().await.expect("it has failed");
    }
    assert_eq!(account.items(), ["tea"], "only the Fail state is entered again");

    account.set("milk", Doing::Fail);
    let mut inner = engine.execute::<inner::Workflow>("i", "milk".to_owned()).await.expect("it begins");
    inner.output().await.expect_err("it is lost");
    account.set("milk", Doing::Succeed);
    inner.redrive().await.expect("it has failed");
    assert_eq!(inner.output().await.expect("the state that failed succeeds now"), "inner!");
    assert_eq!(account.items(), ["tea", "milk", "milk", "inner"]);
}

#[tokio::test(start_paused = true)]
async fn what_is_over_is_kept_for_ninety_days() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    let engine = builder(&store, &account).start().await.expect("it starts");
    let nap = engine.execute::<nap::Workflow>("n", "tea".to_owned()).await.expect("it begins");
    nap.output().await.expect("it succeeds");
    let question = engine.execute::<question::Workflow>("q", "why".to_owned()).await.expect("it begins");
    question.output().await.expect("nobody answers");
    tokio::time::sleep(days(89)).await;
    assert_eq!(engine.list(&ListFilter::default(), None, 10).await.expect("a list").len(), 2);
    assert!(!nap.history().await.expect("it is there").is_empty());
    tokio::time::sleep(days(2)).await;
    assert!(engine.list(&ListFilter::default(), None, 10).await.expect("a list").is_empty());
    assert!(nap.history().await.expect_err("it is gone").is_not_found());
    assert!(nap.show().await.expect_err("it is gone").is_not_found());
    // Its name is free again.
    engine.execute::<nap::Workflow>("n", "another".to_owned()).await.expect("it begins");
}

#[cfg(feature = "sqlite")]
#[tokio::test(start_paused = true)]
async fn the_room_of_what_is_pruned_is_used_again() {
    use workflow_runtime::store::SqliteOptions;
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("w.db");
    let store = SqliteOptions::new().in_place(true).open(&path).expect("a store");
    let account = Arc::<Account>::default();
    let nap = nap::Workflow { errands: Errand(Arc::clone(&account)) };
    let engine = Engine::open(store).register(nap).retention(days(3)).start().await.expect("it starts");
    let mut sizes = Vec::new();
    for round in 0..4 {
        // So many that the log is moved into the file in every round.
        for number in 0..100 {
            let item = "x".repeat(2_000);
            engine.execute::<nap::Workflow>(&format!("{round}-{number}"), item).await.expect("it begins");
        }
        tokio::time::sleep(days(5)).await;
        assert!(engine.list(&ListFilter::default(), None, 10).await.expect("a list").is_empty());
        sizes.push(std::fs::metadata(&path).expect("a file").len());
    }
    assert_eq!(account.items().len(), 4 * 100 * 2);
    assert!(sizes[0] > 100 * 2_000, "{sizes:?}");
    assert!(sizes[3] <= sizes[1] + sizes[1] / 20, "the file does not grow: {sizes:?}");
}

#[tokio::test(start_paused = true)]
async fn a_key_is_the_same_for_every_attempt_and_for_nothing_else() {
    let (store, doings) = (MemoryStore::new(), Arc::new(Doings { busy: 2, ..Doings::default() }));
    let engine = Engine::open(store.clone()).register(workflow(&doings)).start().await.expect("it starts");
    engine.execute::<Journey>("one", trip(&[1, 2])).await.expect("it begins");
    tokio::time::sleep(days(1)).await;
    let keys = doings.begun.lock().expect("no panic").clone();
    let journey = |rest: &str| format!("Journey:one/{rest}");
    let expected = ["1", "1", "1", "2.1/1", "3.0/1", "3.1/1"].map(journey);
    assert_eq!(keys, expected, "greeted three times, weighed in a branch, booked in two");
    let account = Arc::<Account>::default();
    account.set("tea", Doing::Take(100));
    for _ in 0..2 {
        let engine = builder(&store, &account).start().await.expect("it starts");
        engine.execute::<nap::Workflow>("n", "tea".to_owned()).await.expect("it begins, or goes on");
        tokio::time::sleep(seconds(50)).await;
    }
    let fetched = account.fetched.lock().expect("no panic").clone();
    let attempt = ("tea".to_owned(), "Nap:n/1".to_owned(), 0);
    assert_eq!(
        fetched,
        [attempt.clone(), attempt],
        "the attempt that was cut is made again, and is the same"
    );
}
