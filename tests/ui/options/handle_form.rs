//! A task trait without a name for the states to use.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("busy")]
pub struct Busy {}

#[tasks]
pub trait Till {
    async fn charge(&self, id: u32) -> Result<u32, Busy>;
}

#[workflow(tasks(Till))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(id: u32) -> Transition<u32> {
        let cents = till.charge(id)?;
        succeed(cents)
    }
}

fn main() {}
