//! Options that depend on data.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("busy")]
pub struct Busy {}

#[tasks]
pub trait Till {
    async fn charge(&self, id: u32) -> Result<u32, Busy>;
}

#[workflow(tasks(till(Till)))]
pub mod sale {
    use super::*;

    #[start]
    #[task(timeout(seconds(patience)), retry(on(any), interval(seconds(2)), max_attempts = interval))]
    fn begin(id: u32, patience: u64, interval: u32) -> Transition<u32> {
        let cents = till.charge(id)?;
        succeed(cents + interval)
    }
}

fn main() {}
