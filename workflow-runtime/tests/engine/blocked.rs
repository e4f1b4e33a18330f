//! Executions that cannot go on in this program: whoever waits for one is told at once, and it is left as it is.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use workflow_runtime::engine::{Engine, ExecutionHandle, Remote, Request};
use workflow_runtime::prelude::*;
use workflow_runtime::store::{ListFilter, Loaded, MemoryStore, Store as _};
use workflow_runtime::{Error, Workflow};

use crate::errands::ErrandError;
use crate::panics::Bomb;

/// A letter, and a mail that waits for one.
mod old {
    use super::*;

    #[workflow]
    pub(super) mod letter {
        use super::*;

        #[start]
        #[wait]
        fn rest(to: String) -> Transition<String> {
            wait(hours(5));
            read(to)
        }

        #[fail]
        fn read(to: String) -> Transition<String> {
            fail(ErrandError::Lost { item: to })
        }
    }

    #[workflow(workflows(letter(letter)))]
    pub(super) mod mail {
        use super::*;

        #[start]
        #[task]
        fn send(to: String) -> Transition<String> {
            let sent = letter.run(to)?;
            succeed(sent)
        }
    }
}

/// The same, of a program in which the letter's states have another parameter.
mod new {
    use super::*;

    #[workflow]
    pub(super) mod letter {
        use super::*;

        #[start]
        #[wait]
        fn rest(address: String) -> Transition<String> {
            wait(hours(5));
            read(address)
        }

        #[succeed]
        fn read(address: String) -> Transition<String> {
            succeed(address)
        }
    }

    #[workflow(workflows(letter(letter)))]
    pub(super) mod mail {
        use super::*;

        #[start]
        #[task]
        fn send(to: String) -> Transition<String> {
            let sent = letter.run(to)?;
            succeed(sent)
        }
    }
}

async fn old(store: &MemoryStore) -> Engine {
    let mail = old::mail::Workflow { letter: old::letter::Workflow };
    let builder = Engine::open(store.clone()).register(old::letter::Workflow).register(mail);
    builder.start().await.expect("it starts")
}

fn migrate(mut state: Value, _: &str) -> Result<Value, String> {
    for name in ["Rest", "Read"] {
        if let Some(to) = state.pointer_mut(&format!("/{name}/to")).map(Value::take) {
            state = json!({ name: { "address": to } });
        }
    }
    Ok(state)
}

async fn new(store: &MemoryStore, is_migrated: bool) -> Engine {
    let mail = new::mail::Workflow { letter: new::letter::Workflow };
    let builder = Engine::open(store.clone()).register(new::letter::Workflow).register(mail);
    let builder = if is_migrated { builder.migrate::<new::letter::Workflow>(migrate) } else { builder };
    builder.start().await.expect("it starts")
}

/// The output of an execution; waits no longer than it has to.
async fn output<W: Workflow>(handle: &ExecutionHandle<W>) -> Result<W::Output, Error> {
    tokio::time::timeout(days(30), handle.output()).await.expect("nobody waits for ever")
}

/// That it is told what is the matter, of which execution, and what to do.
fn is_told<T: std::fmt::Debug>(result: Result<T, Error>, execution: &str, reason: &str) {
    let error = result.expect_err("it is blocked");
    assert!(error.is_unreadable(), "{error}");
    let text = error.to_string();
    for part in [execution, reason, "was left in the store as it is", "Builder::migrate"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

async fn rows(store: &MemoryStore) -> BTreeMap<String, Loaded> {
    let mut all = BTreeMap::new();
    for one in store.list(&ListFilter::default(), None, 100).await.expect("it lists") {
        all.insert(one.name, store.load(one.id).await.expect("readable").expect("there"));
    }
    all
}

const REST: &str = "state `Rest` cannot be read: unknown field `to`";

#[tokio::test(start_paused = true)]
async fn whoever_waits_for_it_is_told_at_once_and_it_goes_on_with_a_program_that_can_read_it() {
    let store = MemoryStore::new();
    {
        let engine = old(&store).await;
        engine.execute::<old::letter::Workflow>("ann", "Ann".to_owned()).await.expect("it begins");
        tokio::time::sleep(minutes(1)).await;
    }
    let before = rows(&store).await;
    {
        let engine = new(&store, false).await;
        // It waits, and nobody knows yet.
        let early = engine.execution::<new::letter::Workflow>("ann").await.expect("it is there");
        let (waiting, begun) = (early.clone(), tokio::time::Instant::now());
        let waiting = tokio::spawn(async move { output(&waiting).await });
        is_told(waiting.await.expect("no panic"), "`Letter:ann`", REST);
        assert!(begun.elapsed() > hours(4) && begun.elapsed() < hours(6), "when it was to go on");
        assert_eq!(engine.blocked().len(), 1);

        // Whoever asks from now on is told at once, wherever the handle comes from.
        let begun = tokio::time::Instant::now();
        is_told(output(&early).await, "`Letter:ann`", REST);
        let late = engine.execution::<new::letter::Workflow>("ann").await.expect("it is there");
        is_told(output(&late).await, "`Letter:ann`", REST);
        assert_eq!(late.status().await.expect("it is there").as_str(), "RUNNING");
        is_told(late.stop("Enough", None).await, "`Letter:ann`", REST);
        let redriven = late.clone().redrive().await.expect_err("it runs");
        assert!(redriven.is_not_redrivable(), "{redriven}");
        let remote = Remote::of(store.clone());
        let (workflow, name) = ("Letter".to_owned(), "ann".to_owned());
        let stop = Request::Stop { workflow, name, error: "Enough".to_owned(), cause: None };
        is_told(remote.ask(&stop, minutes(1)).await, "`Letter:ann`", REST);
        assert_eq!(begun.elapsed().as_secs(), 0, "nobody waits");

        engine.shutdown(minutes(1)).await.expect("it ends");
        assert!(output(&late).await.expect_err("nothing runs").is_engine_closed());
    }
    assert_eq!(rows(&store).await, before, "it is left as it is");
    let engine = new(&store, true).await;
    let execute = engine.execute::<new::letter::Workflow>("ann", "Ann".to_owned()).await;
    assert_eq!(output(&execute.expect("it is the same")).await.expect("it goes on"), "Ann");
    assert!(engine.blocked().is_empty());
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_for_a_nested_execution_is_told_of_the_one_that_began_it() {
    let store = MemoryStore::new();
    {
        let engine = old(&store).await;
        engine.execute::<old::mail::Workflow>("ann", "Ann".to_owned()).await.expect("it begins");
        tokio::time::sleep(minutes(1)).await;
    }
    let before = rows(&store).await;
    assert_eq!(before.len(), 2);
    let name = before.keys().find(|name| *name != "ann").expect("a nested one").clone();
    {
        let engine = new(&store, false).await;
        let outer = engine.execution::<new::mail::Workflow>("ann").await.expect("it is there");
        let inner = engine.execution::<new::letter::Workflow>(&name).await.expect("it is there");
        let waiting = inner.clone();
        let waiting = tokio::spawn(async move { output(&waiting).await });
        is_told(output(&outer).await, "`Mail:ann`", REST);
        is_told(waiting.await.expect("no panic"), "`Mail:ann`", REST);
        is_told(output(&inner).await, "`Mail:ann`", REST);
    }
    assert_eq!(rows(&store).await, before, "they are left as they are");
    let engine = new(&store, true).await;
    let inner = engine.execution::<new::letter::Workflow>(&name).await.expect("it is there");
    let outer = engine.execution::<new::mail::Workflow>("ann").await.expect("it is there");
    assert_eq!(output(&outer).await.expect("it goes on"), "Ann");
    assert_eq!(output(&inner).await.expect("it goes on"), "Ann");
}

#[tokio::test(start_paused = true)]
async fn one_that_is_redriven_into_a_state_that_is_not_there_is_blocked() {
    let store = MemoryStore::new();
    {
        let engine = old(&store).await;
        let letter =
            engine.execute::<old::letter::Workflow>("ann", "Ann".to_owned()).await.expect("it begins");
        output(&letter).await.expect_err("it is lost");
    }
    let engine = new(&store, false).await;
    let mut letter = engine.execution::<new::letter::Workflow>("ann").await.expect("it is there");
    assert_eq!(output(&letter).await.expect_err("it is lost").error(), "ErrandError.Lost");
    letter.redrive().await.expect("it has failed");
    is_told(output(&letter).await, "`Letter:ann`", "state `Read` cannot be read");
    drop(engine);
    let engine = new(&store, true).await;
    let letter = engine.execution::<new::letter::Workflow>("ann").await.expect("it is there");
    assert_eq!(output(&letter).await.expect("it goes on"), "Ann");
}

#[tokio::test(start_paused = true)]
async fn one_whose_workflow_is_not_registered_says_so() {
    let store = MemoryStore::new();
    {
        let engine = old(&store).await;
        engine.execute::<old::letter::Workflow>("ann", "Ann".to_owned()).await.expect("it begins");
        tokio::time::sleep(minutes(1)).await;
    }
    let engine = Engine::open(store.clone()).start().await.expect("it starts");
    let letter = engine.execution::<old::letter::Workflow>("ann").await.expect("it is there");
    let error = output(&letter).await.expect_err("nobody runs it");
    assert!(error.is_not_registered() && error.to_string().contains("`Letter`"), "{error}");
}

/// Somebody who gives a bomb when asked, and the tokens with which it can be given.
#[tasks]
pub(crate) trait Store {
    async fn ask(&self, what: &str, token: TaskToken<Bomb>) -> Result<(), ErrandError>;
}

#[derive(Clone, Debug, Default)]
struct Tokens(Arc<Mutex<Vec<TaskToken<Bomb>>>>);

impl Store for Tokens {
    async fn ask(&self, _: &str, token: TaskToken<Bomb>) -> Result<(), ErrandError> {
        self.0.lock().expect("no panic").push(token);
        Ok(())
    }
}

/// Panics over the wrong answer.
#[workflow(tasks(store(Store)))]
pub(crate) mod delivery {
    use super::*;

    #[start]
    #[task]
    fn ask(what: String) -> Transition<(Bomb, Bomb)> {
        let bomb = store.ask(&what, task_token())?;
        double(bomb)
    }

    #[pass]
    fn double(bomb: Bomb) -> Transition<(Bomb, Bomb)> {
        succeed((bomb, bomb))
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_over_which_the_program_panics_is_refused_and_another_one_is_taken() {
    for pause in [seconds(0), days(30)] {
        let tokens = Tokens::default();
        let engine = Engine::open(MemoryStore::new())
            .register(delivery::Workflow { store: tokens.clone() })
            .passivate_after(pause)
            .start()
            .await
            .expect("it starts");
        let handle =
            engine.execute::<delivery::Workflow<Tokens>>("x", "which".to_owned()).await.expect("it begins");
        tokio::time::sleep(minutes(1)).await;
        let token = tokens.0.lock().expect("no panic")[0].clone();
        let answer = |armed| engine.complete_json(token.as_str(), json!({ "armed": armed }).to_string());
        for _ in 0..2 {
            is_told(answer(true).await, "`Delivery:x`", "panicked outside a task: it was armed");
            is_told(output(&handle).await, "`Delivery:x`", "panicked outside a task: it was armed");
            assert_eq!(engine.blocked().len(), 1);
        }
        answer(false).await.expect("it is awaited");
        assert!(!output(&handle).await.expect("it goes on").0.armed());
        assert!(engine.blocked().is_empty());
    }
}
