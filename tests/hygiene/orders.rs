//! What is computed first, who takes which error, and how an end is named: pinned in `orders.json`.

use workflow_runtime::prelude::*;

/// What a carrier says.
#[derive(Clone, Debug, Serialize, Deserialize, thiserror::Error, TaskError)]
pub enum CarrierError {
    /// It is full.
    #[error("full")]
    Full,
    /// It is late.
    #[error("late")]
    #[error_name = "Carrier.Slow"]
    Late,
    /// It broke.
    #[error("broken")]
    Broken,
}

/// A carrier.
#[tasks]
pub trait Carrier {
    /// Carries it.
    #[task(timeout(std::time::Duration::from_millis(1_500)))]
    async fn carry(&self, count: u32) -> Result<u32, CarrierError>;

    /// Asks somebody.
    #[task(heartbeat(minutes(2)), timeout(hours(1)))]
    async fn ask(&self, count: u32, token: TaskToken<u32>) -> Result<(), CarrierError>;
}

/// Orders things.
#[workflow(tasks(carrier(Carrier)))]
pub mod orders {
    use super::*;

    #[start]
    #[pass]
    fn begin(count: u32, each: u32) -> Transition<u32> {
        let _share = 100 / each;
        sort(count, each)
    }

    #[choice]
    fn sort(count: u32, each: u32) -> Transition<u32> {
        let _rest = 100 % count;
        if count > 3 {
            let _more = count - each;
            carry(count)
        } else {
            match count {
                0 => succeed(each),
                other => {
                    if other > each {
                        carry(other)
                    } else {
                        ask(count)
                    }
                }
            }
        }
    }

    #[task(
        retry(on(Crashed), max_attempts = 1),
        retry(on(CarrierError::Full), max_attempts = 2),
        retry(on(any), max_attempts = 4)
    )]
    fn carry(count: u32) -> Transition<u32> {
        match carrier.carry(count) {
            Ok(carried) => succeed(carried),
            Err(Failed(error)) => refused(error),
            Err(error) => fail(error),
        }
    }

    #[task]
    fn ask(count: u32) -> Transition<u32> {
        let asked = carrier.ask(count, task_token())?;
        succeed(asked)
    }

    #[fail]
    fn refused(error: CarrierError) -> Transition<u32> {
        fail(error)
    }
}

/// A switch that is the same for everybody.
pub const OPEN: bool = true;

/// Goes one way, and keeps the other one.
#[workflow]
pub mod switched {
    use super::*;

    #[start]
    #[choice]
    fn begin(count: u32) -> Transition<u32> {
        if OPEN { opened(count) } else { closed(count) }
    }

    #[succeed]
    fn opened(count: u32) -> Transition<u32> {
        succeed(count + 1)
    }

    #[succeed]
    fn closed(count: u32) -> Transition<u32> {
        succeed(count)
    }
}
