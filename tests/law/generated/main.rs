//! Runs generated workflows here and on the engine. What is common to all of them; the workflows are in `modules.rs`,
//! which `generated.rs` writes.

#![recursion_limit = "1024"]

use std::collections::BTreeMap;
use std::sync::Arc;

use workflow_runtime::observer::History;
use workflow_runtime::prelude::*;
use workflow_runtime::{Execution, Workflow};
use workflow_tests::engine::{Case, Log, Tasks, judge};
use workflow_tests::recorded;

mod modules;

/// A task handle whose calls are noted, for the engine to be given the same results.
pub struct Recorded<T> {
    handle: T,
    log: Arc<Log>,
}

/// What the states hand on.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "camelCase")]
pub struct Bag {
    pub n: i64,
    pub text: String,
    pub the_list: Vec<i64>,
    pub flag: bool,
    pub maybe: Option<i64>,
}

#[derive(Debug, Serialize, Deserialize, TaskError)]
pub enum LabError {
    Busy,
    Broken { pieces: i64, why: String },
    Told(String),
}

#[derive(Debug, Serialize, Deserialize, TaskError)]
pub struct GivenUp {
    pub at: String,
    pub n: i64,
}

#[tasks]
pub trait Lab {
    /// May fail, as its bag says.
    async fn work(&self, bag: &Bag) -> Result<Bag, LabError>;
    /// May fail, as its arguments say.
    async fn measure(&self, number: i64, scale: i64) -> Result<i64, LabError>;
    /// Never fails.
    async fn calm(&self, number: i64) -> Result<i64, LabError>;
}

recorded!(Recorded: Lab {
    "LabWork" work(bag: &Bag) -> Result<Bag, LabError>;
    "LabMeasure" measure(number: i64, scale: i64) -> Result<i64, LabError>;
    "LabCalm" calm(number: i64) -> Result<i64, LabError>;
});

/// Fails by a script: as its arguments and the attempt say.
pub struct Bench;

fn attempt() -> i64 {
    workflow_runtime::TaskContext::current().map_or(0, |task| task.attempt().into())
}

impl Lab for Bench {
    async fn work(&self, bag: &Bag) -> Result<Bag, LabError> {
        match (bag.n + attempt() * 3).rem_euclid(7) {
            0 => Err(LabError::Busy),
            1 => Err(LabError::Told(bag.text.clone())),
            2 => Err(LabError::Broken { pieces: bag.n, why: format!("\"{}\" \\ 🦀", bag.text) }),
            other => Ok(Bag { n: other, text: format!("{}é", bag.text), ..bag.clone() }),
        }
    }

    async fn measure(&self, number: i64, scale: i64) -> Result<i64, LabError> {
        match (number + attempt()).rem_euclid(5) {
            0 => Err(LabError::Busy),
            1 if scale > 2 => Err(LabError::Broken { pieces: scale, why: String::new() }),
            _ => Ok(number.rem_euclid(100) + scale),
        }
    }

    async fn calm(&self, number: i64) -> Result<i64, LabError> {
        Ok(number.rem_euclid(50))
    }
}

/// The bags that workflows are given.
fn bags() -> [Bag; 3] {
    let bag = |n, text: &str, the_list: &[i64], flag, maybe| Bag {
        n,
        text: text.to_owned(),
        the_list: the_list.to_vec(),
        flag,
        maybe,
    };
    [
        bag(3, "a \"b\" \\ {% $x %}\n🦀 e\u{301}", &[4, -2, 9], true, Some(5)),
        bag(-8, "", &[], false, None),
        bag(15, "plain", &[7], true, None),
    ]
}

async fn lawful<W: Workflow<Input = Bag>>(
    index: usize,
    make: impl Fn(Recorded<Bench>) -> W,
    wrong: &mut usize,
) {
    // One of the bags each, in turn.
    for bag in bags().into_iter().skip(index % 3).take(1) {
        let log = Arc::new(Log::default());
        let workflow = make(Recorded { handle: Bench, log: Arc::clone(&log) });
        let history = History::new();
        let end = Execution::of(&workflow).name("law").seed(1).observe(&history).run(bag.clone()).await;
        let end = end.map(|output| serde_json::to_value(output).expect("an output is JSON"));
        let definition = serde_json::to_value(W::definition()).expect("a definition is JSON");
        let ran = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            judge(definition, &history.events(), &end, |definition, input, id| Case {
                definition,
                input,
                name: "law".to_owned(),
                id: id.to_owned(),
                tasks: Arc::<Log>::clone(&log) as Arc<dyn Tasks>,
                nested: BTreeMap::new(),
                hangs: false,
                in_turn: false,
                times_out: false,
            })
        }));
        if ran.is_err() {
            *wrong += 1;
            println!("w{index} with {bag:?}");
        }
    }
}

fn main() {
    // The engine's client waits on threads of its own; time stands still for the workflows.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    let wrong = runtime.expect("a runtime").block_on(async {
        let mut wrong = 0;
        modules::all(&mut wrong).await;
        wrong
    });
    println!("{} workflows, {} runs, {wrong} differ", modules::COUNT, modules::COUNT);
    std::process::exit(i32::from(wrong > 0));
}
