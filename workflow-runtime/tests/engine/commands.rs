//! What other processes ask by the store's inbox, and what they are answered.

use std::sync::Arc;
use std::time::Duration;

use workflow_runtime::engine::{Engine, Reply, Request};
use workflow_runtime::prelude::*;
use workflow_runtime::store::{CommandId, MemoryStore, Store as _};

use crate::errands::{Account, Doing, Errand, nap, question};

async fn engine(store: &MemoryStore, account: &Arc<Account>) -> Engine {
    Engine::open(store.clone())
        .register(question::Workflow { errands: Errand(Arc::clone(account)) })
        .register(nap::Workflow { errands: Errand(Arc::clone(account)) })
        .start()
        .await
        .expect("it starts")
}

/// So soon a command has its answer.
const TAKEN_UP: Duration = Duration::from_millis(100);

async fn leave(store: &MemoryStore, request: &Request) -> CommandId {
    store.leave(&request.to_string()).await.expect("it is left")
}

async fn reply(store: &MemoryStore, command: CommandId) -> Option<Reply> {
    store.answer(command).await.expect("it can be read").map(|answer| answer.text.parse().expect("a reply"))
}

fn complete(token: &TaskToken<u32>, output: &str) -> Request {
    let output = serde_json::from_str(output).expect("JSON");
    Request::Complete { token: token.to_string(), output }
}

#[tokio::test(start_paused = true)]
async fn a_command_is_carried_out_and_answered() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    let engine = engine(&store, &account).await;
    let asked = engine.execute::<question::Workflow>("q", "why".to_owned()).await.expect("it begins");
    tokio::time::sleep(seconds(10)).await;
    let wrong = leave(&store, &complete(&account.token(), "\"many\"")).await;
    let beat = leave(&store, &Request::Heartbeat { token: account.token().to_string() }).await;
    tokio::time::sleep(TAKEN_UP).await;
    assert!(
        matches!(reply(&store, wrong).await, Some(Reply::Refused { error, .. }) if error == "InvalidOutput")
    );
    assert_eq!(reply(&store, beat).await, Some(Reply::Done {}));
    let right = leave(&store, &complete(&account.token(), "3")).await;
    assert_eq!(asked.output().await.expect("it succeeds"), 3);
    assert_eq!(reply(&store, right).await, Some(Reply::Done {}));
    let late = leave(&store, &complete(&account.token(), "3")).await;
    tokio::time::sleep(TAKEN_UP).await;
    assert!(
        matches!(reply(&store, late).await, Some(Reply::Refused { error, .. }) if error == "TaskTimedOut")
    );
    let nonsense = store.leave("nonsense").await.expect("it is left");
    tokio::time::sleep(TAKEN_UP).await;
    assert!(
        matches!(reply(&store, nonsense).await, Some(Reply::Refused { error, .. }) if error == "InvalidCommand")
    );
}

#[tokio::test(start_paused = true)]
async fn a_command_waits_for_the_next_engine() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    account.set("tea!", Doing::Fail);
    {
        let engine = engine(&store, &account).await;
        engine.execute::<nap::Workflow>("n", "tea".to_owned()).await.expect("it begins");
        tokio::time::sleep(seconds(10)).await;
    }
    let (workflow, name) = ("Nap".to_owned(), "n".to_owned());
    let stop =
        Request::Stop { workflow: workflow.clone(), name: name.clone(), error: "E".to_owned(), cause: None };
    let stop = leave(&store, &stop).await;
    assert_eq!(reply(&store, stop).await, None);
    let engine = engine(&store, &account).await;
    let nap = engine.execution::<nap::Workflow>("n").await.expect("it is there");
    assert!(nap.output().await.expect_err("stopped").is_aborted());
    assert_eq!(reply(&store, stop).await, Some(Reply::Done {}));
    let redrive = leave(&store, &Request::Redrive { workflow, name }).await;
    tokio::time::sleep(seconds(10)).await;
    assert_eq!(reply(&store, redrive).await, Some(Reply::Done {}));
    let nap = engine.execution::<nap::Workflow>("n").await.expect("it is there");
    assert_eq!(nap.output().await.expect_err("it is lost").error(), "ErrandError.Lost");
}

#[tokio::test(start_paused = true)]
async fn what_was_left_about_one_thing_is_carried_out_in_its_order() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    {
        let engine = engine(&store, &account).await;
        engine.execute::<nap::Workflow>("n", "tea".to_owned()).await.expect("it begins");
        engine.execute::<question::Workflow>("q", "why".to_owned()).await.expect("it begins");
        tokio::time::sleep(seconds(10)).await;
    }
    let nap = || ("Nap".to_owned(), "n".to_owned());
    let stop = || {
        let (workflow, name) = nap();
        Request::Stop { workflow, name, error: "E".to_owned(), cause: None }
    };
    let redrive = || {
        let (workflow, name) = nap();
        Request::Redrive { workflow, name }
    };
    let mut left = Vec::new();
    for request in [stop(), redrive(), stop(), redrive(), redrive()] {
        left.push(leave(&store, &request).await);
    }
    let first = leave(&store, &complete(&account.token(), "3")).await;
    let second = leave(&store, &complete(&account.token(), "4")).await;

    let engine = engine(&store, &account).await;
    let question = engine.execution::<question::Workflow>("q").await.expect("it is there");
    assert_eq!(question.output().await.expect("the first answer counts"), 3);
    tokio::time::sleep(TAKEN_UP).await;
    for command in &left[..4] {
        assert_eq!(reply(&store, *command).await, Some(Reply::Done {}));
    }
    let is_refused = async |command| matches!(reply(&store, command).await, Some(Reply::Refused { .. }));
    assert!(is_refused(left[4]).await, "it runs");
    assert_eq!(reply(&store, first).await, Some(Reply::Done {}));
    assert!(is_refused(second).await, "the question is answered");
}
