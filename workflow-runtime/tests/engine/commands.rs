//! What other processes ask by the store's inbox, and what they are answered.

use std::sync::Arc;
use std::time::Duration;

use workflow_runtime::MachineState as _;
use workflow_runtime::engine::{Engine, Reply, Request};
use workflow_runtime::prelude::*;
use workflow_runtime::store::{CommandId, MemoryStore, Store as _};

use crate::errands::{Account, Doing, Errand, Errands, nap, question};

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

#[tokio::test(start_paused = true)]
async fn a_stop_that_was_left_behind_an_answer_does_not_overtake_it() {
    let is_refused = |reply: Option<Reply>| matches!(reply, Some(Reply::Refused { error, .. }) if error == "ExecutionNotRunning");
    let stop = || {
        let (workflow, name) = ("Question".to_owned(), "q".to_owned());
        Request::Stop { workflow, name, error: "Enough".to_owned(), cause: None }
    };
    // While nobody runs it, and while it is in memory or out of it.
    for (is_left_for_the_next, pause) in [(true, seconds(0)), (false, seconds(0)), (false, days(30))] {
        let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
        let start = async || {
            let question = question::Workflow { errands: Errand(Arc::clone(&account)) };
            let builder = Engine::open(store.clone()).register(question).passivate_after(pause);
            builder.start().await.expect("it starts")
        };
        let first = start().await;
        first.execute::<question::Workflow>("q", "why".to_owned()).await.expect("it begins");
        tokio::time::sleep(seconds(10)).await;
        let engine = Some(first).filter(|_| !is_left_for_the_next);
        let answer = leave(&store, &complete(&account.token(), "3")).await;
        let stop = leave(&store, &stop()).await;
        let engine = match engine {
            Some(engine) => engine,
            None => start().await,
        };
        let question = engine.execution::<question::Workflow>("q").await.expect("it is there");
        assert_eq!(question.output().await.expect("it was answered first"), 3);
        tokio::time::sleep(TAKEN_UP).await;
        assert_eq!(reply(&store, answer).await, Some(Reply::Done {}));
        assert!(is_refused(reply(&store, stop).await), "there was nothing to stop any more");
    }
}

/// Asks, and thinks about the answer for a while.
#[workflow(tasks(errands(Errands)))]
pub(crate) mod thought {
    use super::*;

    #[start]
    #[task]
    fn ask(text: String) -> Transition<u32> {
        let number = errands.ask(&text, task_token())?;
        think(number)
    }

    #[wait]
    fn think(number: u32) -> Transition<u32> {
        wait(hours(1));
        succeed(number)
    }
}

/// Leaves an answer and then a stop, and gives what came of them and the state in which the execution ended.
async fn answered_and_stopped(doing: Doing) -> (Option<Reply>, Option<Reply>, String) {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    account.set("why", doing);
    let thought = thought::Workflow { errands: Errand(Arc::clone(&account)) };
    let engine = Engine::open(store.clone()).register(thought).start().await.expect("it starts");
    let thought = engine.execute::<thought::Workflow>("t", "why".to_owned()).await.expect("it begins");
    tokio::time::sleep(seconds(10)).await;
    let answer = leave(&store, &complete(&account.token(), "3")).await;
    let (workflow, name) = ("Thought".to_owned(), "t".to_owned());
    let stop = Request::Stop { workflow, name, error: "Enough".to_owned(), cause: None };
    let stop = leave(&store, &stop).await;
    assert!(thought.output().await.expect_err("it is stopped").is_aborted());
    tokio::time::sleep(TAKEN_UP).await;
    let state = thought.state().await.expect("it is there").expect("it has not succeeded");
    (reply(&store, answer).await, reply(&store, stop).await, state.name().to_owned())
}

#[tokio::test(start_paused = true)]
async fn a_stop_behind_an_answer_stops_what_the_answer_leads_to() {
    let (answer, stop, state) = answered_and_stopped(Doing::Succeed).await;
    assert_eq!((answer, stop, state.as_str()), (Some(Reply::Done {}), Some(Reply::Done {}), "Think"));
}

#[tokio::test(start_paused = true)]
async fn a_stop_does_not_wait_for_an_answer_that_waits_for_a_task() {
    let (answer, stop, state) = answered_and_stopped(Doing::Hang).await;
    assert_eq!((stop, state.as_str()), (Some(Reply::Done {}), "Ask"));
    assert!(matches!(answer, Some(Reply::Refused { error, .. }) if error == "TaskTimedOut"));
}
