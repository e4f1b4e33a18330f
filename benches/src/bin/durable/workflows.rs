//! The workflows that are driven, as a user would write them. Knows nothing of stores and clocks.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use workflow_benches::load::{Cargo, Meter, STEPS};
use workflow_runtime::TaskToken;
use workflow_runtime::prelude::*;

use super::tokens::Tokens;

/// What an execution carries through its states: about 300 bytes of JSON.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Load {
    /// Which of the executions at a time this is, or the number of one that waits.
    pub(crate) worker: usize,
    /// How many steps it has taken.
    pub(crate) step: u32,
    /// What fills it.
    pub(crate) text: String,
}

impl Load {
    /// The load of an execution that begins.
    pub(crate) fn new(worker: usize) -> Self {
        let Cargo { worker, step, text } = Cargo::new(worker);
        Self { worker, step, text }
    }
}

/// A task here does not fail; a panic would end the measurement.
#[derive(Debug, Serialize, Deserialize, TaskError)]
pub(crate) enum Never {
    /// It is not given.
    Fails,
}

/// What steps do.
#[tasks]
pub(crate) trait Work {
    /// Gives the number of the next step.
    async fn step(&self, load: &Load) -> Result<u32, Never>;
    /// Gives back twice the number.
    async fn double(&self, number: u32) -> Result<u32, Never>;
}

/// Whom an execution waits for.
#[tasks]
pub(crate) trait Gate {
    /// Waits until somebody says whether to take the steps.
    async fn ask(&self, load: &Load, token: TaskToken<bool>) -> Result<(), Never>;
}

/// Tasks that do nothing but count, and tell a meter of every step.
#[derive(Debug)]
pub(crate) struct Counted {
    pub(crate) meter: Arc<Meter>,
    pub(crate) calls: Arc<AtomicU64>,
}

impl Work for Counted {
    async fn step(&self, load: &Load) -> Result<u32, Never> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.meter.tick(load.worker);
        Ok(load.step + 1)
    }

    async fn double(&self, number: u32) -> Result<u32, Never> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        Ok(2 * number)
    }
}

/// Counts steps; the load's worker is none of the meter's.
#[derive(Debug)]
pub(crate) struct Uncounted(pub(crate) Arc<AtomicU64>);

impl Work for Uncounted {
    async fn step(&self, load: &Load) -> Result<u32, Never> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(load.step + 1)
    }

    async fn double(&self, number: u32) -> Result<u32, Never> {
        Ok(2 * number)
    }
}

/// Keeps the tokens of those that wait.
#[derive(Debug)]
pub(crate) struct Doorkeeper(pub(crate) Arc<Tokens>);

impl Gate for Doorkeeper {
    async fn ask(&self, load: &Load, token: TaskToken<bool>) -> Result<(), Never> {
        self.0.keep(load.worker, token.as_str());
        Ok(())
    }
}

/// Ten steps, one after the other.
#[workflow(tasks(work(Work)))]
pub(crate) mod ten {
    use super::*;

    #[start]
    #[task]
    fn first(load: Load) -> Transition<u32> {
        let step = work.step(&load)?;
        second(Load { step, ..load })
    }

    #[task]
    fn second(load: Load) -> Transition<u32> {
        let step = work.step(&load)?;
        third(Load { step, ..load })
    }

    #[task]
    fn third(load: Load) -> Transition<u32> {
        let step = work.step(&load)?;
        fourth(Load { step, ..load })
    }

    #[task]
    fn fourth(load: Load) -> Transition<u32> {
        let step = work.step(&load)?;
        fifth(Load { step, ..load })
    }

    #[task]
    fn fifth(load: Load) -> Transition<u32> {
        let step = work.step(&load)?;
        sixth(Load { step, ..load })
    }

    #[task]
    fn sixth(load: Load) -> Transition<u32> {
        let step = work.step(&load)?;
        seventh(Load { step, ..load })
    }

    #[task]
    fn seventh(load: Load) -> Transition<u32> {
        let step = work.step(&load)?;
        eighth(Load { step, ..load })
    }

    #[task]
    fn eighth(load: Load) -> Transition<u32> {
        let step = work.step(&load)?;
        ninth(Load { step, ..load })
    }

    #[task]
    fn ninth(load: Load) -> Transition<u32> {
        let step = work.step(&load)?;
        tenth(Load { step, ..load })
    }

    #[task]
    fn tenth(load: Load) -> Transition<u32> {
        let step = work.step(&load)?;
        succeed(step)
    }
}

/// Waits for a month at most, and takes ten steps then, or none.
#[workflow(tasks(gate(Gate), work(Work)))]
pub(crate) mod patient {
    use super::*;

    #[start]
    #[task(timeout(days(30)))]
    fn ask(load: Load) -> Transition<u32> {
        let go = gate.ask(&load, task_token())?;
        decide(load, go)
    }

    #[choice]
    fn decide(load: Load, go: bool) -> Transition<u32> {
        if go { step(load) } else { succeed(0) }
    }

    #[task]
    fn step(load: Load) -> Transition<u32> {
        let step = work.step(&load)?;
        more(Load { step, ..load })
    }

    #[choice]
    fn more(load: Load) -> Transition<u32> {
        if load.step < 10 { step(load) } else { succeed(load.step) }
    }
}

/// Ten tasks side by side.
#[workflow(tasks(work(Work)))]
pub(crate) mod abreast {
    use super::*;

    #[start]
    #[parallel]
    fn all(number: u32) -> Transition<u32> {
        match parallel(
            named("First", work.double(number)),
            named("Second", work.double(number + 1)),
            named("Third", work.double(number + 2)),
            named("Fourth", work.double(number + 3)),
            named("Fifth", work.double(number + 4)),
            named("Sixth", work.double(number + 5)),
            named("Seventh", work.double(number + 6)),
            named("Eighth", work.double(number + 7)),
            named("Ninth", work.double(number + 8)),
            named("Tenth", work.double(number + 9)),
        ) {
            Ok((a, b, c, d, e, f, g, h, i, j)) => succeed(a + b + c + d + e + f + g + h + i + j),
            Err(error) => fail(error),
        }
    }
}

/// A task for each number.
#[workflow(tasks(work(Work)))]
pub(crate) mod each {
    use super::*;

    #[start]
    #[map]
    fn all(numbers: Vec<u32>) -> Transition<Vec<u32>> {
        match map(numbers, |number| work.double(number)) {
            Ok(doubled) => succeed(doubled),
            Err(error) => fail(error),
        }
    }
}

const _: () = assert!(STEPS == 10, "the workflows have ten steps");
