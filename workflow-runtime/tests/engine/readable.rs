//! Data that could not be read back is refused before it is stored, in the words of the state that gave it.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use workflow_runtime::engine::Engine;
use workflow_runtime::observer::EventDetails;
use workflow_runtime::prelude::*;
use workflow_runtime::store::{ListFilter, MemoryStore};
use workflow_runtime::{Error, Workflow};

use crate::errands::ErrandError;

/// What a scale shows, and when that was, if it is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
pub(crate) struct Reading {
    grams: f64,
    at: Option<u32>,
}

#[tasks]
pub(crate) trait Scale {
    async fn weigh(&self, what: &str) -> Result<f64, ErrandError>;
    async fn describe(&self, what: &str) -> Result<Value, ErrandError>;
}

/// Shows what it is told to show.
#[derive(Clone, Debug)]
struct Shows(Arc<Mutex<(f64, usize)>>);

impl Scale for Shows {
    async fn weigh(&self, _: &str) -> Result<f64, ErrandError> {
        Ok(self.0.lock().expect("no panic").0)
    }

    async fn describe(&self, _: &str) -> Result<Value, ErrandError> {
        let depth = self.0.lock().expect("no panic").1;
        Ok((0..depth).fold(json!(1), |inner, _| json!([inner])))
    }
}

/// Carries what was weighed from state to state.
#[workflow(tasks(scale(Scale)))]
pub(crate) mod carried {
    use super::*;

    #[start]
    #[task]
    fn weigh(what: String) -> Transition<Reading> {
        let grams = scale.weigh(&what)?;
        rest(what, Reading { grams, at: None })
    }

    #[wait]
    fn rest(what: String, reading: Reading) -> Transition<Reading> {
        wait(hours(1));
        done(what, reading)
    }

    #[task]
    fn done(what: String, reading: Reading) -> Transition<Reading> {
        let again = scale.weigh(&what)?;
        succeed(Reading { grams: again, ..reading })
    }
}

/// Weighs in a branch, and does not keep the others waiting for what it cannot tell.
#[workflow(tasks(scale(Scale)))]
pub(crate) mod side_by_side {
    use super::*;

    #[start]
    #[parallel]
    fn both(what: String) -> Transition<f64> {
        let (one, two) = parallel(scale.weigh(&what), alone(what))?;
        succeed(one + two)
    }

    #[wait]
    fn alone(what: String) -> Transition<f64> {
        wait(hours(1));
        last(what)
    }

    #[pass]
    fn last(what: String) -> Transition<f64> {
        succeed(if what == "" { 0.5 } else { 1.5 })
    }
}

/// Carries something that is nested.
#[workflow(tasks(scale(Scale)))]
pub(crate) mod described {
    use super::*;

    #[start]
    #[task]
    fn describe(what: String) -> Transition<Value> {
        let description = scale.describe(&what)?;
        rest(description)
    }

    #[wait]
    fn rest(description: Value) -> Transition<Value> {
        wait(hours(1));
        done(description)
    }

    #[pass]
    fn done(description: Value) -> Transition<Value> {
        succeed(description)
    }
}

/// Is given a number.
#[workflow]
pub(crate) mod given {
    use super::*;

    #[start]
    #[wait]
    fn rest(reading: Reading) -> Transition<Reading> {
        wait(hours(1));
        succeed(reading)
    }
}

async fn engine(store: &MemoryStore, shows: &Shows) -> Engine {
    Engine::open(store.clone())
        .register(carried::Workflow { scale: shows.clone() })
        .register(side_by_side::Workflow { scale: shows.clone() })
        .register(described::Workflow { scale: shows.clone() })
        .register(given::Workflow)
        .passivate_after(seconds(0))
        .start()
        .await
        .expect("it starts")
}

fn shows(grams: f64, depth: usize) -> Shows {
    Shows(Arc::new(Mutex::new((grams, depth))))
}

/// That it failed as an execution does that cannot go on, with this in the words.
fn is_refused<T: std::fmt::Debug>(result: Result<T, Error>, words: &str) {
    let error = result.expect_err("it could not be read back");
    assert_eq!(error.error(), "States.Runtime", "{error}");
    assert!(error.cause().unwrap_or_default().contains(words), "{words}: {error}");
}

async fn execute<W: Workflow<Input = String>>(
    engine: &Engine,
) -> workflow_runtime::engine::ExecutionHandle<W> {
    engine.execute::<W>("x", "tea".to_owned()).await.expect("it begins")
}

#[tokio::test(start_paused = true)]
async fn a_number_that_is_none_fails_the_state_that_leads_on_with_it_and_a_redrive_runs_it_again() {
    let shown = shows(f64::NAN, 0);
    let store = MemoryStore::new();
    let engine = engine(&store, &shown).await;
    let mut carried = execute::<carried::Workflow<Shows>>(&engine).await;
    is_refused(
        carried.output().await,
        "the input of state `Rest` could not be read back from its JSON: `Rest.reading.grams`: invalid type: null",
    );
    assert_eq!(engine.blocked(), []);
    let state = carried.state().await.expect("it can be read").expect("it has not succeeded");
    assert!(matches!(state, carried::State::Weigh { .. }), "{state:?}");

    // The next time it is a number, and then it is none again: at the end.
    shown.0.lock().expect("no panic").0 = 0.5;
    carried.redrive().await.expect("it has failed");
    tokio::time::sleep(minutes(30)).await;
    shown.0.lock().expect("no panic").0 = f64::INFINITY;
    is_refused(
        carried.output().await,
        "the output of state `Done` could not be read back from its JSON: `grams`",
    );
    shown.0.lock().expect("no panic").0 = 2.5;
    carried.redrive().await.expect("it has failed");
    assert_eq!(carried.output().await.expect("it is a number"), Reading { grams: 2.5, at: None });
    let history = carried.history().await.expect("it can be read");
    let failed = history.iter().filter(|event| matches!(event.details, EventDetails::ExecutionFailed { .. }));
    assert_eq!(failed.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_branch_that_ends_with_a_number_that_is_none_fails_its_state() {
    let engine = engine(&MemoryStore::new(), &shows(f64::NAN, 0)).await;
    let both = execute::<side_by_side::Workflow<Shows>>(&engine).await;
    is_refused(both.output().await, "could not be read back");
    assert_eq!(engine.blocked(), []);
}

#[tokio::test(start_paused = true)]
async fn what_is_nested_too_deep_fails_the_state_and_what_is_not_comes_back() {
    // An object of the state's name, and one of its parameters, stand around it.
    for (depth, words) in [
        (125, None),
        (
            126,
            Some(
                "the input of state `Rest` could not be read back from its JSON: it is nested 128 levels deep",
            ),
        ),
    ] {
        let store = MemoryStore::new();
        let engine = engine(&store, &shows(0.5, depth)).await;
        let described = execute::<described::Workflow<Shows>>(&engine).await;
        match words {
            Some(words) => is_refused(described.output().await, words),
            None => {
                assert_eq!(described.output().await.expect("it is read").to_string().len(), 2 * depth + 1);
            }
        }
        assert_eq!(engine.blocked(), []);
    }
}

#[tokio::test(start_paused = true)]
async fn an_input_that_could_not_be_read_back_is_refused_and_nothing_is_begun() {
    let engine = engine(&MemoryStore::new(), &shows(0.5, 0)).await;
    let begin = |grams| engine.execute::<given::Workflow>("x", Reading { grams, at: None });
    is_refused(
        begin(f64::NAN).await,
        "the input of state `Rest` could not be read back from its JSON: `Rest.reading.grams`",
    );
    assert_eq!(engine.list(&ListFilter::default(), None, 9).await.expect("it lists").len(), 0);
    let given = begin(0.5).await.expect("the name is free");
    assert_eq!(given.output().await.expect("it comes back"), Reading { grams: 0.5, at: None });
}
