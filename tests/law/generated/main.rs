//! What generated workflows work with: their data, their tasks, one workflow that they start; and the run of each of them
//! here and on the engine. `../generated.rs` writes the workflows, builds this program and runs it.

#![recursion_limit = "1024"]
#![allow(
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    clippy::pedantic,
    reason = "a program for a test"
)]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use workflow_runtime::observer::{EventDetails, History, HistoryEvent};
use workflow_runtime::prelude::*;
use workflow_runtime::{Error, Execution, Workflow};
use workflow_tests::engine::{Case, Live, Log, Tokens, judge};
use workflow_tests::recorded;

#[allow(warnings, clippy::all, clippy::pedantic, reason = "generated")]
mod modules {
    use super::*;
    include!(env!("LAW_MODULES"));
}

/// A task handle whose calls are noted, for the engine's to be held against them.
pub struct Recorded<T> {
    handle: T,
    log: Arc<Log>,
}

/// What the states hand on.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "camelCase")]
pub struct Bag {
    pub n: i64,
    pub small: u8,
    /// How often a loop went round.
    pub rounds: i64,
    pub text: String,
    pub the_list: Vec<i64>,
    pub flag: bool,
    pub maybe: Option<i64>,
    pub shade: Shade,
    pub part: Part,
    pub parts: Vec<Part>,
    pub spare: Option<Part>,
    pub label: Label,
}

/// A struct within.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Part {
    #[serde(rename = "part-id")]
    pub id: String,
    pub size: i64,
    pub tags: Vec<String>,
    pub shade: Shade,
}

/// An externally tagged enum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
pub enum Shade {
    Dark,
    Light { level: i64, name: String },
    Mixed(Vec<i64>),
    Named(String),
}

/// An internally tagged one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Label {
    Blank,
    Printed { words: String, copies: i64 },
}

#[derive(Debug, Serialize, Deserialize, TaskError)]
pub enum LabError {
    Busy,
    Broken {
        pieces: i64,
        why: String,
    },
    Told(String),
    #[error_name = "Lab.PowerOut"]
    PowerOut,
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
    /// May fail or panic, as the part says.
    async fn inspect(&self, part: &Part, by: &str) -> Result<Part, LabError>;
    /// Gives nothing.
    async fn note(&self, text: &str, list: &[i64]) -> Result<(), LabError>;
    /// Does not answer the first time, as its number says.
    async fn doze(&self, number: i64) -> Result<i64, LabError>;
    /// Hands its token over; it is completed or failed, as the part says.
    async fn ask(&self, part: &Part, token: TaskToken<i64>) -> Result<(), LabError>;
}

recorded!(Recorded: Lab {
    "LabWork" work(bag: &Bag) -> Result<Bag, LabError>;
    "LabMeasure" measure(number: i64, scale: i64) -> Result<i64, LabError>;
    "LabCalm" calm(number: i64) -> Result<i64, LabError>;
    "LabInspect" inspect(part: &Part, by: &str) -> Result<Part, LabError>;
    "LabNote" note(text: &str, list: &[i64]) -> Result<(), LabError>;
    "LabDoze" doze(number: i64) -> Result<i64, LabError>;
    "LabAsk" ask(part: &Part, token: TaskToken<i64>) -> Result<(), LabError>;
});

/// What it does follows from its arguments and the attempt.
pub struct Bench(Tokens);

fn attempt() -> i64 {
    workflow_runtime::TaskContext::current().map_or(0, |task| task.attempt().into())
}

impl Lab for Bench {
    async fn work(&self, bag: &Bag) -> Result<Bag, LabError> {
        match (bag.n + attempt() * 3).rem_euclid(7) {
            0 => Err(LabError::Busy),
            1 => Err(LabError::Told(bag.text.clone())),
            2 => Err(LabError::Broken { pieces: bag.n, why: format!("\"{}\" \\ 🦀", bag.text) }),
            other => {
                let shade = match &bag.shade {
                    Shade::Dark => Shade::Light { level: other, name: bag.text.clone() },
                    Shade::Light { level, .. } => Shade::Mixed(vec![*level, other]),
                    Shade::Mixed(_) => Shade::Named("mixed".to_owned()),
                    Shade::Named(_) => Shade::Dark,
                };
                Ok(Bag { n: other, text: format!("{}é", bag.text), shade, ..bag.clone() })
            }
        }
    }

    async fn measure(&self, number: i64, scale: i64) -> Result<i64, LabError> {
        match (number + attempt()).rem_euclid(5) {
            0 => Err(LabError::Busy),
            1 if scale > 2 => Err(LabError::Broken { pieces: scale, why: String::new() }),
            2 if scale > 3 => Err(LabError::PowerOut),
            _ => Ok(number.rem_euclid(100) + scale),
        }
    }

    async fn calm(&self, number: i64) -> Result<i64, LabError> {
        Ok(number.rem_euclid(50))
    }

    async fn inspect(&self, part: &Part, by: &str) -> Result<Part, LabError> {
        match (part.size + attempt()).rem_euclid(6) {
            0 => Err(LabError::PowerOut),
            1 => panic!("the part cannot be inspected"),
            2 => Err(LabError::Broken { pieces: part.size, why: by.to_owned() }),
            size => Ok(Part { size, tags: vec![by.to_owned(), part.id.clone()], ..part.clone() }),
        }
    }

    async fn note(&self, text: &str, list: &[i64]) -> Result<(), LabError> {
        if list.len() > 4 { Err(LabError::Told(text.to_owned())) } else { Ok(()) }
    }

    async fn doze(&self, number: i64) -> Result<i64, LabError> {
        if attempt() == 0 && number.rem_euclid(3) == 0 {
            std::future::pending::<()>().await;
        }
        Ok(number)
    }

    async fn ask(&self, part: &Part, token: TaskToken<i64>) -> Result<(), LabError> {
        match part.size.rem_euclid(4) {
            0 => self.0.fail(&token, LabError::Told(part.id.clone())),
            1 => return Err(LabError::Busy),
            _ => self.0.complete(&token, part.size + 1),
        }
        Ok(())
    }
}

/// What the workflow that others start is given.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Job {
    pub part: Part,
    pub by: String,
}

/// The workflow that others start.
#[workflow(tasks(lab(Lab)))]
pub mod inner {
    use super::*;

    #[start]
    #[task(retry(on(LabError::PowerOut), max_attempts = 1))]
    fn inspect(job: Job) -> Transition<i64> {
        match lab.inspect(&job.part, &job.by) {
            Ok(part) => weigh(part),
            Err(Failed(LabError::Broken { pieces, .. })) => succeed(pieces),
            Err(error) => fail(error),
        }
    }

    #[choice]
    fn weigh(part: Part) -> Transition<i64> {
        if part.size > 4 { fail(GivenUp { at: part.id, n: part.size }) } else { succeed(part.size) }
    }
}

/// The bags that workflows are given.
fn bags() -> Vec<Bag> {
    let part = |id: &str, size, shade| Part { id: id.to_owned(), size, tags: vec![id.to_owned()], shade };
    let plain = Bag {
        n: 15,
        small: 200,
        rounds: 0,
        text: "plain".to_owned(),
        the_list: vec![7],
        flag: true,
        maybe: None,
        shade: Shade::Dark,
        part: part("p", 3, Shade::Named("red".to_owned())),
        parts: vec![part("only", 9, Shade::Dark)],
        spare: Some(part("spare", 2, Shade::Mixed(vec![]))),
        label: Label::Printed { words: "two words".to_owned(), copies: 2 },
    };
    let text = "a \"b\" \\ {% $x %}\n🦀 e\u{301}";
    let odd = Bag {
        n: 3,
        small: 7,
        text: text.to_owned(),
        the_list: vec![4, -2, 9],
        maybe: Some(5),
        shade: Shade::Light { level: 6, name: text.to_owned() },
        part: part(text, 8, Shade::Mixed(vec![1, 2])),
        parts: vec![
            part("a", 4, Shade::Dark),
            part("", -5, Shade::Mixed(vec![3])),
            part("c", 10, Shade::Dark),
        ],
        spare: None,
        ..plain.clone()
    };
    let empty = Bag {
        n: -8,
        text: String::new(),
        the_list: vec![],
        flag: false,
        parts: vec![],
        label: Label::Blank,
        shade: Shade::Mixed(vec![5]),
        ..plain.clone()
    };
    vec![odd, empty, plain]
}

/// A workflow that ran here.
pub struct Native {
    index: usize,
    definition: Value,
    end: Result<Value, Error>,
    events: Vec<HistoryEvent>,
    log: Arc<Log>,
}

/// Runs a workflow here, with one of the bags, in turn.
async fn native<W: Workflow<Input = Bag>>(index: usize, make: impl Fn(Labs) -> W) -> Native {
    let log = Arc::new(Log::default());
    let bags = bags();
    let bag = bags[index % bags.len()].clone();
    let workflow = make(Labs(Arc::clone(&log)));
    let history = History::new();
    let end = Execution::of(&workflow).name("law").seed(1).observe(&history).run(bag).await;
    let end = end.map(|output| serde_json::to_value(output).expect("an output is JSON"));
    let definition = serde_json::to_value(W::definition()).expect("a definition is JSON");
    Native { index, definition, end, events: history.events(), log }
}

/// Makes the handles of a workflow, over one log.
pub struct Labs(Arc<Log>);

impl Labs {
    pub fn lab(&self) -> Recorded<Bench> {
        Recorded { handle: Bench(Tokens::Here), log: Arc::clone(&self.0) }
    }

    pub fn inner(&self) -> inner::Workflow<Recorded<Bench>> {
        inner::Workflow { lab: self.lab() }
    }
}

/// Whether the engine does the same.
fn is_lawful(native: &Native) -> bool {
    let Native { definition, end, events, log, .. } = native;
    let late = |event: &HistoryEvent| matches!(event.details, EventDetails::TaskTimedOut { .. });
    let hangs = log.hangs() || events.iter().any(late);
    let inner = serde_json::to_value(inner::definition()).expect("a definition is JSON");
    let ran = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        judge(definition.clone(), events, end, |definition, input, id| Case {
            definition,
            input,
            name: "law".to_owned(),
            id: id.to_owned(),
            tasks: Arc::new(Live::beside(Lab(Bench(Tokens::Engine)), log)),
            nested: BTreeMap::from([("InnerArn".to_owned(), inner)]),
            hangs,
            in_turn: false,
            times_out: false,
        })
    }));
    ran.is_ok()
}

/// So many run on the engine at a time: mostly they wait.
const SIDE_BY_SIDE: usize = 6;

fn main() {
    // What tasks of a script panic with is no news.
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let words = panic.payload_as_str().unwrap_or_default();
        if !words.contains("cannot be inspected") {
            report(panic);
        }
    }));
    // Time stands still for the workflows, and goes on for the engine.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    let mut cases = Vec::new();
    runtime.expect("a runtime").block_on(modules::all(&mut cases));
    let next = AtomicUsize::new(0);
    let wrong = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..SIDE_BY_SIDE {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if !is_lawful(case) {
                        wrong.lock().unwrap_or_else(PoisonError::into_inner).push(case.index);
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap_or_else(PoisonError::into_inner);
    let ended = cases.iter().filter(|case| case.end.is_ok()).count();
    let states: usize = cases.iter().map(entered).sum();
    println!(
        "{} workflows, {ended} succeed, {states} states entered; {} differ: {wrong:?}",
        cases.len(),
        wrong.len()
    );
    std::process::exit(i32::from(!wrong.is_empty()));
}

fn entered(case: &Native) -> usize {
    case.events.iter().filter(|event| matches!(event.details, EventDetails::StateEntered { .. })).count()
}
