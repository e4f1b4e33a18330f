//! Constants of the wrong type in options and in a wait.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("busy")]
pub struct Busy {}

#[tasks]
pub trait Till {
    async fn charge(&self, id: u32) -> Result<u32, Busy>;
}

const LIMIT: u64 = 30;
const TRIES: &str = "3";

#[workflow(tasks(till(Till)), timeout(LIMIT))]
pub mod sale {
    use super::*;

    #[start]
    #[task(timeout(LIMIT), retry(on(any), max_attempts = TRIES))]
    fn begin(id: u32) -> Transition<u32> {
        let cents = till.charge(id)?;
        rest(cents)
    }

    #[wait]
    fn rest(id: u32) -> Transition<u32> {
        wait(LIMIT);
        succeed(id)
    }
}

fn main() {}
