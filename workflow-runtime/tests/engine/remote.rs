//! Executions as another process sees them: listed, shown, asked for things.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::json;
use workflow_runtime::Workflow as _;
use workflow_runtime::engine::{Asked, Doing, Engine, Remote, Request, Shown};
use workflow_runtime::prelude::*;
use workflow_runtime::store::{ExecutionStatus, ListFilter, MemoryStore};

use crate::errands::{self, Account, Errand, keeper, nap, question, two_naps};
use crate::journey::{Doings, Journey, trip, workflow};

fn at(path: &[(&str, Option<usize>)]) -> Vec<(String, Option<usize>)> {
    path.iter().map(|(state, branch)| ((*state).to_owned(), *branch)).collect()
}

async fn shown(remote: &Remote, workflow: &str, name: &str) -> Shown {
    let id = remote.find(workflow, name).await.expect("it is there");
    remote.show(id).await.expect("it can be read")
}

#[tokio::test(start_paused = true)]
async fn an_execution_is_shown_where_it_is() {
    let (store, doings) = (MemoryStore::new(), Arc::new(Doings { busy: 1, ..Doings::default() }));
    let began = Timestamp::constant(1_700_000_000, 0);
    let engine = Engine::open(store.clone())
        .register(workflow(&doings))
        .started_at(began)
        .start()
        .await
        .expect("it starts");
    let remote = Remote::of(store.clone());
    let handle = engine.execute::<Journey>("one", trip(&[1, 2, 3])).await.expect("it begins");
    tokio::time::sleep(seconds(2)).await;
    let one = shown(&remote, Journey::NAME, "one").await;
    assert_eq!(one, handle.show().await.expect("the same"));
    assert_eq!(
        (one.workflow.as_str(), one.name.as_str(), one.status),
        ("Journey", "one", ExecutionStatus::Running)
    );
    assert_eq!(one.started_at, began);
    assert_eq!(one.input, Some(json!({ "traveller": "Ann", "legs": [1, 2, 3] })));
    assert_eq!(one.machines.len(), 1);
    assert_eq!((one.machines[0].state.as_str(), one.machines[0].attempts), ("Greet", 1));
    assert_eq!(
        one.machines[0].doing,
        Doing::BackingOff { until: began.saturating_add(seconds(6)).expect("soon") }
    );

    tokio::time::sleep(seconds(6)).await;
    let one = shown(&remote, Journey::NAME, "one").await;
    let paths: Vec<_> = one.machines.iter().map(|machine| machine.path.clone()).collect();
    let main = at(&[("Prepare", None)]);
    let (weigh, pack) =
        (at(&[("Prepare", Some(1)), ("Weigh", None)]), at(&[("Prepare", Some(2)), ("Pack", None)]));
    assert_eq!(paths, [main, weigh, pack]);
    assert_eq!(one.machines[2].to_string(), "Prepare[2] / Pack");
    assert_eq!(one.machines[2].input, Some(json!("Ann")));
    assert_eq!(one.machines[1].doing, Doing::Running);
    assert!(matches!(one.machines[0].doing, Doing::Branches { count: 3, succeeded: 0 }), "{one:?}");
    let until = began.saturating_add(seconds(7 + 600)).expect("soon");
    assert_eq!(one.machines[2].doing, Doing::Waiting { until });

    // Weighed, and out of memory.
    tokio::time::sleep(seconds(9)).await;
    assert_eq!(engine.loaded(), 0);
    let one = shown(&remote, Journey::NAME, "one").await;
    assert!(matches!(one.machines[0].doing, Doing::Branches { count: 3, succeeded: 2 }), "{one:?}");
    assert_eq!(one.machines.len(), 2, "what has succeeded is not shown");

    tokio::time::sleep(minutes(20)).await;
    let one = shown(&remote, Journey::NAME, "one").await;
    let token = doings.tokens.lock().expect("no panic")[0].to_string();
    assert_eq!(one.tokens().collect::<Vec<_>>(), [token.as_str()]);
    assert_eq!(one.machines[0].state, "Approve");

    let output = serde_json::from_str("true").expect("JSON");
    let asked = remote.ask(&Request::Complete { token, output }, seconds(5)).await.expect("it is waited for");
    assert_eq!(asked, Asked::Done);
    tokio::time::sleep(minutes(5)).await;
    let one = shown(&remote, Journey::NAME, "one").await;
    let Doing::Nested { execution } = one.machines[0].doing else { panic!("{one:?}") };
    let nested = remote.show(execution).await.expect("it is there");
    assert_eq!((nested.parent, nested.workflow.as_str()), (Some(one.id), "Billing"));
    assert_eq!(nested.machines[0].to_string(), "Rest");

    assert_eq!(handle.output().await.expect("it succeeds"), 67);
    let one = shown(&remote, Journey::NAME, "one").await;
    assert_eq!((one.status, one.output.clone()), (ExecutionStatus::Succeeded, Some(json!(67))));
    assert!(one.machines.is_empty() && one.finished_at.is_some() && one.error.is_none());
}

#[tokio::test(start_paused = true)]
async fn one_that_failed_is_shown_with_its_error_and_where_it_goes_on() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    account.set("tea!", errands::Doing::Fail);
    let two_naps = two_naps::Workflow { errands: Errand(Arc::clone(&account)) };
    let engine = Engine::open(store.clone()).register(two_naps).start().await.expect("it starts");
    account.set("tea", errands::Doing::Fail);
    let handle = engine.execute::<two_naps::Workflow>("n", "tea".to_owned()).await.expect("it begins");
    handle.output().await.expect_err("it is lost");
    let one = shown(&Remote::of(store), "TwoNaps", "n").await;
    assert_eq!(one.status, ExecutionStatus::Failed);
    assert_eq!(
        (one.error.as_deref(), one.cause.as_deref()),
        (Some("ErrandError.Lost"), Some(r#"{"Lost":{"item":"tea"}}"#))
    );
    let machines: Vec<_> = one.machines.iter().map(ToString::to_string).collect();
    assert_eq!(machines, ["Both", "Both[0] / AfterShort", "Both[1] / Long"]);
    assert!(one.machines.iter().all(|machine| machine.doing == Doing::Over));
}

#[tokio::test(start_paused = true)]
async fn lists_are_filtered_and_paged() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    let errands = || Errand(Arc::clone(&account));
    let engine = Engine::open(store.clone())
        .register(nap::Workflow { errands: errands() })
        .register(keeper::Workflow { nap: nap::Workflow { errands: errands() } })
        .start()
        .await
        .expect("it starts");
    for number in 0..25 {
        let name = format!("{}-{number}", if number % 2 == 0 { "even" } else { "odd" });
        let handle = engine.execute::<nap::Workflow>(&name, "tea".to_owned()).await.expect("it begins");
        if number < 5 {
            handle.stop("Enough", None).await.expect("it runs");
        }
    }
    engine.execute::<keeper::Workflow>("even-k", "tea".to_owned()).await.expect("it begins");
    tokio::time::sleep(seconds(5)).await;
    let remote = Remote::of(store);
    let filters = [
        (ListFilter::default(), 27),
        (ListFilter { workflow: Some("Nap".to_owned()), ..ListFilter::default() }, 26),
        (ListFilter { workflow: Some("Keeper".to_owned()), ..ListFilter::default() }, 1),
        (ListFilter { name_prefix: Some("even".to_owned()), ..ListFilter::default() }, 14),
        (ListFilter { status: Some(ExecutionStatus::Aborted), ..ListFilter::default() }, 5),
        (
            ListFilter {
                status: Some(ExecutionStatus::Running),
                workflow: Some("Nap".to_owned()),
                name_prefix: Some("odd".to_owned()),
            },
            10,
        ),
    ];
    for (filter, count) in filters {
        let all = remote.list(&filter, None, 1_000).await.expect("it lists");
        assert_eq!(all.len(), count, "{filter:?}");
        assert!(all.is_sorted_by_key(|one| std::cmp::Reverse(one.id)), "the newest first");
        let mut paged = Vec::new();
        loop {
            let page =
                remote.list(&filter, paged.last().map(|one: &workflow_runtime::store::Summary| one.id), 4);
            let page = page.await.expect("it lists");
            if page.is_empty() {
                break;
            }
            paged.extend(page);
        }
        assert_eq!(paged, all);
        assert_eq!(engine.list(&filter, None, 1_000).await.expect("it lists"), all);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_is_refused_with_the_engines_own_error() {
    let (store, account) = (MemoryStore::new(), Arc::<Account>::default());
    let question = question::Workflow { errands: Errand(Arc::clone(&account)) };
    let engine = Engine::open(store.clone()).register(question).start().await.expect("it starts");
    let handle = engine.execute::<question::Workflow>("q", "why".to_owned()).await.expect("it begins");
    tokio::time::sleep(seconds(10)).await;
    let (remote, token) = (Remote::of(store), account.token().to_string());
    let patience = seconds(5);
    let ask = async |request: Request| remote.ask(&request, patience).await.expect_err("it is refused");
    let json = |text: &str| serde_json::from_str(text).expect("JSON");
    let (workflow, name) = ("Question".to_owned(), "q".to_owned());
    assert!(ask(Request::Complete { token: token.clone(), output: json("\"a\"") }).await.is_wrong_output());
    assert!(ask(Request::Heartbeat { token: "nonsense".to_owned() }).await.is_unknown_token());
    let redrive = Request::Redrive { workflow: workflow.clone(), name: name.clone() };
    assert!(ask(redrive).await.is_not_redrivable());
    let nobody = Request::Redrive { workflow: workflow.clone(), name: "nobody".to_owned() };
    assert!(ask(nobody).await.is_not_found());
    assert_eq!(
        remote.ask(&Request::Heartbeat { token: token.clone() }, patience).await.expect("open"),
        Asked::Done
    );
    let fail = Request::Fail {
        token: token.clone(),
        error: "ErrandError.Closed".to_owned(),
        cause: Some("\"Closed\"".to_owned()),
    };
    assert_eq!(remote.ask(&fail, patience).await.expect("open"), Asked::Done);
    assert_eq!(handle.output().await.expect("it is caught"), 0);
    assert!(ask(fail).await.is_closed_token());
    let stop = Request::Stop { workflow, name, error: "E".to_owned(), cause: None };
    assert!(ask(stop).await.is_over());
    assert!(remote.find("Question", "nobody").await.expect_err("there is none").is_not_found());
}

#[cfg(feature = "sqlite")]
#[tokio::test]
async fn a_request_to_a_file_that_nobody_owns_is_left_for_the_next_engine() {
    use workflow_runtime::store::SqliteStore;
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("w.db");
    assert!(Remote::open(&path).expect_err("there is no file").is_store_failure());
    let account = Arc::<Account>::default();
    let open = async || {
        let question = question::Workflow { errands: Errand(Arc::clone(&account)) };
        let store = SqliteStore::open(&path).expect("a store");
        Engine::open(store).register(question).start().await.expect("it starts")
    };
    let engine = open().await;
    engine.execute::<question::Workflow>("q", "why".to_owned()).await.expect("it begins");
    let remote = Remote::open(&path).expect("it can be read");
    let token = loop {
        let shown = shown(&remote, "Question", "q").await;
        if let Some(token) = shown.tokens().next() {
            break token.to_owned();
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    };
    let beat = Request::Heartbeat { token: token.clone() };
    assert_eq!(remote.ask(&beat, minutes(1)).await.expect("it is waited for"), Asked::Done);
    engine.shutdown(minutes(1)).await.expect("it closes");
    drop(engine);
    let complete = Request::Complete { token, output: serde_json::from_str("3").expect("JSON") };
    // Nobody is waited for, however long one would wait.
    let Asked::Left { command, owned: false } = remote.ask(&complete, days(400)).await.expect("it is left")
    else {
        panic!("nobody owns the store")
    };
    assert!(!remote.answer(command).await.expect("it can be read"));
    let engine = open().await;
    let handle = engine.execution::<question::Workflow>("q").await.expect("it is there");
    assert_eq!(handle.output().await.expect("it is completed"), 3);
    assert!(remote.answer(command).await.expect("it is answered"));
    let history = remote.history(handle.id()).await.expect("it can be read");
    assert_eq!(history, handle.history().await.expect("the same"));
    assert!(!history.is_empty());
}
