//! Workflows of all shapes, for an executable that is killed while it runs them: tasks in a row, side by side, over
//! items, waits, callbacks, nested executions, retries.

#![allow(missing_docs, reason = "what they are for stands above; what they do is read below")]

use std::time::Duration;

use workflow_runtime::engine::{Builder, Engine};
use workflow_runtime::prelude::*;
use workflow_runtime::{Error, TaskContext};

use super::cut::{Outcome, outcome};

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum WorkError {
    #[error("not yet")]
    NotYet,
}

/// What there is to be done.
#[tasks]
pub trait Work {
    /// Does it.
    async fn work(&self, item: &str) -> Result<String, WorkError>;
    /// Does it at the third attempt.
    async fn try_hard(&self, item: &str) -> Result<String, WorkError>;
    /// Has it done by somebody else.
    async fn ask(&self, item: &str, token: TaskToken<String>) -> Result<(), WorkError>;
}

#[workflow(tasks(work(Work)))]
pub mod in_a_row {
    use super::*;

    #[start]
    #[task]
    fn first(item: String) -> Transition<String> {
        let item = work.work(&item)?;
        second(item)
    }

    #[task]
    fn second(item: String) -> Transition<String> {
        let item = work.work(&item)?;
        third(item)
    }

    #[task]
    fn third(item: String) -> Transition<String> {
        let item = work.work(&item)?;
        succeed(item)
    }
}

#[workflow(tasks(work(Work)))]
pub mod side_by_side {
    use super::*;

    #[start]
    #[parallel]
    fn both(item: String) -> Transition<String> {
        let (one, two) = parallel(twice(item), work.work(&item))?;
        after(format!("{one}+{two}"))
    }

    #[task]
    fn twice(item: String) -> Transition<String> {
        let item = work.work(&item)?;
        again(item)
    }

    #[task]
    fn again(item: String) -> Transition<String> {
        let item = work.work(&item)?;
        succeed(item)
    }

    #[task]
    fn after(item: String) -> Transition<String> {
        let item = work.work(&item)?;
        succeed(item)
    }
}

#[workflow(tasks(work(Work)))]
pub mod over_items {
    use super::*;

    #[start]
    #[map(max_concurrency = 2)]
    fn each(items: Vec<String>) -> Transition<String> {
        let all = map(items, |item| one(item))?;
        after(all)
    }

    #[task]
    fn one(item: String) -> Transition<String> {
        let item = work.work(&item)?;
        another(item)
    }

    #[task]
    fn another(item: String) -> Transition<String> {
        let item = work.work(&item)?;
        succeed(item)
    }

    #[task]
    fn after(items: Vec<String>) -> Transition<String> {
        let item = work.work(&format!("{}", items.len()))?;
        succeed(item)
    }
}

#[workflow(tasks(work(Work)))]
pub mod with_waits {
    use super::*;

    #[start]
    #[wait]
    fn before(item: String) -> Transition<String> {
        wait(millis(15));
        between(item)
    }

    #[task]
    fn between(item: String) -> Transition<String> {
        let item = work.work(&item)?;
        rest(item)
    }

    #[parallel]
    fn rest(item: String) -> Transition<String> {
        let (one, two) = parallel(short(item), long(item))?;
        after(format!("{one}+{two}"))
    }

    #[wait]
    fn short(item: String) -> Transition<String> {
        wait(millis(10));
        succeed(item)
    }

    #[wait]
    fn long(item: String) -> Transition<String> {
        wait(millis(30));
        done(item)
    }

    #[task]
    fn done(item: String) -> Transition<String> {
        let item = work.work(&item)?;
        succeed(item)
    }

    #[task]
    fn after(item: String) -> Transition<String> {
        let item = work.work(&item)?;
        succeed(item)
    }
}

#[workflow(tasks(work(Work)))]
pub mod with_callbacks {
    use super::*;

    #[start]
    #[task]
    fn ask(item: String) -> Transition<String> {
        let item = work.ask(&item, task_token())?;
        both(item)
    }

    #[parallel]
    fn both(item: String) -> Transition<String> {
        let (one, two) = parallel(ask_one(item), work.work(&item))?;
        succeed(format!("{one}+{two}"))
    }

    #[task]
    fn ask_one(item: String) -> Transition<String> {
        let item = work.ask(&item, task_token())?;
        succeed(item)
    }
}

#[workflow(tasks(work(Work)), workflows(row(crate::durable::shapes::in_a_row)))]
pub mod with_nested {
    use super::*;

    #[start]
    #[task]
    fn first(item: String) -> Transition<String> {
        let item = work.work(&item)?;
        nested(item)
    }

    #[task]
    fn nested(item: String) -> Transition<String> {
        let item = row.run(item)?;
        last(item)
    }

    #[task]
    fn last(item: String) -> Transition<String> {
        let item = work.work(&item)?;
        succeed(item)
    }
}

#[workflow(tasks(work(Work)))]
pub mod with_retries {
    use super::*;

    #[start]
    #[task(retry(on(WorkError::NotYet), interval(seconds(1)), max_attempts = 5, backoff_rate = 1.0))]
    fn first(item: String) -> Transition<String> {
        let item = work.try_hard(&item)?;
        second(item)
    }

    #[task]
    fn second(item: String) -> Transition<String> {
        let item = work.work(&item)?;
        succeed(item)
    }
}

/// So many milliseconds.
#[must_use]
pub const fn millis(count: u64) -> Duration {
    Duration::from_millis(count)
}

/// What work gives.
#[must_use]
pub fn done(item: &str) -> String {
    format!("{item}!")
}

/// How often the running call was tried before.
#[must_use]
pub fn attempt() -> u32 {
    TaskContext::current().map_or(0, |task| task.attempt())
}

/// The shapes, by the names of their workflows.
pub const SHAPES: [&str; 7] =
    ["InARow", "SideBySide", "OverItems", "WithWaits", "WithCallbacks", "WithNested", "WithRetries"];

/// Has an engine know all of them.
pub fn register<W: Work + Clone + Send + Sync + 'static>(builder: Builder, work: &W) -> Builder {
    let row = in_a_row::Workflow { work: work.clone() };
    builder
        .register(in_a_row::Workflow { work: work.clone() })
        .register(side_by_side::Workflow { work: work.clone() })
        .register(over_items::Workflow { work: work.clone() })
        .register(with_waits::Workflow { work: work.clone() })
        .register(with_callbacks::Workflow { work: work.clone() })
        .register(with_nested::Workflow { work: work.clone(), row })
        .register(with_retries::Workflow { work: work.clone() })
}

/// Begins an execution of a shape; says when that is acknowledged.
///
/// # Errors
///
/// As [`Engine::execute`].
///
/// # Panics
///
/// If there is no such shape.
pub async fn begin(engine: &Engine, shape: &str, name: &str) -> Result<(), Error> {
    let item = || "x".to_owned();
    match shape {
        "InARow" => engine.execute::<in_a_row::Workflow>(name, item()).await.map(drop),
        "SideBySide" => engine.execute::<side_by_side::Workflow>(name, item()).await.map(drop),
        "OverItems" => engine.execute::<over_items::Workflow>(name, items()).await.map(drop),
        "WithWaits" => engine.execute::<with_waits::Workflow>(name, item()).await.map(drop),
        "WithCallbacks" => engine.execute::<with_callbacks::Workflow>(name, item()).await.map(drop),
        "WithNested" => engine.execute::<with_nested::Workflow>(name, item()).await.map(drop),
        "WithRetries" => engine.execute::<with_retries::Workflow>(name, item()).await.map(drop),
        other => panic!("there is no shape {other}"),
    }
}

/// Runs one of each shape to its end, under its own name.
///
/// # Errors
///
/// If the engine has ended before.
pub async fn run_all(engine: &Engine) -> Result<Vec<Outcome>, Error> {
    let item = || "x".to_owned();
    Ok(vec![
        outcome::<in_a_row::Workflow>(engine, "InARow", item()).await?,
        outcome::<side_by_side::Workflow>(engine, "SideBySide", item()).await?,
        outcome::<over_items::Workflow>(engine, "OverItems", items()).await?,
        outcome::<with_waits::Workflow>(engine, "WithWaits", item()).await?,
        outcome::<with_callbacks::Workflow>(engine, "WithCallbacks", item()).await?,
        outcome::<with_nested::Workflow>(engine, "WithNested", item()).await?,
        outcome::<with_retries::Workflow>(engine, "WithRetries", item()).await?,
    ])
}

fn items() -> Vec<String> {
    ["x", "y", "z"].map(str::to_owned).into()
}
