//! A trait of `async` functions that `#[tasks]` has not seen.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("busy")]
pub struct Busy {}

#[allow(async_fn_in_trait)]
pub trait Till {
    async fn charge(&self, id: u32) -> Result<u32, Busy>;
}

#[workflow(tasks(till(Till)))]
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
