//! What a generated case is made of: its values, edge ones on purpose, and the loop that answers the test.
//!
//! It is compiled into the package of generated cases, and evaluates nothing: what runs natively is what rustc made of
//! the case's own workflow. Read next: `values.rs`.

#[allow(warnings, reason = "it is generated")]
mod types;
mod values;

/// What a case has in scope.
pub mod prelude {
    pub use std::collections::{BTreeMap, HashMap};

    pub use workflow_runtime::prelude::*;

    pub use crate::{Case, all, made, object, rewritten, run, types::*};
}

use std::{
    io::{self, BufRead as _, Write as _},
    panic::{self, AssertUnwindSafe},
    sync::{Arc, Mutex},
};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use workflow_runtime::{Execution, Workflow};

pub use fastrand::Rng;
pub use values::{Make, short};

/// A workflow of one expression.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// Makes an input.
    pub make: fn(&mut Rng) -> Value,
    /// The input as serde writes it, if it is one.
    pub canonical: fn(&Value) -> Option<Value>,
    /// Runs the workflow here.
    pub run: fn(Value) -> Result<Value, String>,
    /// The workflow for AWS.
    pub definition: fn() -> Value,
}

/// A value of a type, as JSON.
pub fn made<T: Make + Serialize>(rng: &mut Rng) -> Value {
    written(&T::make(rng))
}

/// What serde writes for the value that it reads here.
pub fn rewritten<T: DeserializeOwned + Serialize>(value: &Value) -> Option<Value> {
    let value: T = serde_json::from_value(value.clone()).ok()?;
    serde_json::to_value(value).ok()
}

/// An object of parameters.
pub fn object<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// An object of parameters, if each is one.
pub fn all<const N: usize>(entries: [(&str, Option<Value>); N]) -> Option<Value> {
    let entries = entries.into_iter().map(|(key, value)| Some((key.to_owned(), value?)));
    entries.collect::<Option<Map<_, _>>>().map(Value::Object)
}

/// The output, or the name of the error.
pub fn run<W: Workflow>(workflow: &W, input: Value) -> Result<Value, String>
where
    W::Input: DeserializeOwned,
{
    let input = serde_json::from_value(input).expect("the input is one of the workflow's");
    // No time passes, so that a state is entered when the execution begins.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    let began = "2024-02-29T23:59:59.123Z".parse().expect("a timestamp");
    let execution = Execution::of(workflow).name("law").started_at(began);
    match runtime.expect("a runtime").block_on(execution.run(input)) {
        Ok(output) => Ok(written(&output)),
        Err(error) => Err(error.error().to_owned()),
    }
}

fn written<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).expect("serde writes it")
}

/// Answers requests, one a line, until there are none.
pub fn answer(cases: &[(&str, Case)]) {
    for line in io::stdin().lock().lines() {
        let request: Value = serde_json::from_str(&line.expect("a line")).expect("a request is JSON");
        let case = cases.iter().find(|(name, _)| request["case"] == *name).expect("a case of this package").1;
        let inputs: Vec<Value> = match request["inputs"].as_array() {
            Some(inputs) => inputs.iter().filter_map(|input| (case.canonical)(input)).collect(),
            None => {
                let mut rng = Rng::with_seed(request["seed"].as_u64().expect("a seed"));
                let count = request["count"].as_u64().expect("a count");
                (0..count).map(|_| (case.make)(&mut rng)).collect()
            }
        };
        let outcomes: Vec<Value> = inputs.iter().map(|input| outcome(case, input)).collect();
        let definition = caught(case.definition).unwrap_or_else(|panic| json!({ "panic": panic }));
        let answer = json!({ "inputs": inputs, "outcomes": outcomes, "definition": definition });
        println!("{answer}");
        io::stdout().flush().expect("stdout");
    }
}

fn outcome(case: Case, input: &Value) -> Value {
    match caught(|| (case.run)(input.clone())) {
        Ok(Ok(output)) => json!({ "ok": output }),
        Ok(Err(error)) => json!({ "error": error }),
        Err(panic) => json!({ "panic": panic }),
    }
}

/// What a part of a case gives, or what it panics with, which is told as its outcome and nowhere else.
fn caught<T>(part: impl FnOnce() -> T) -> Result<T, String> {
    let last = Arc::new(Mutex::new(String::new()));
    let words = Arc::clone(&last);
    panic::set_hook(Box::new(move |info| *words.lock().expect("one panics at a time") = info.to_string()));
    let result = panic::catch_unwind(AssertUnwindSafe(part));
    drop(panic::take_hook());
    result.map_err(|_| std::mem::take(&mut *last.lock().expect("it has ended")))
}
