//! A parameter that would hide what does the tasks.

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
    #[task]
    fn begin(till: u32) -> Transition<u32> {
        let cents = till.charge(till)?;
        succeed(cents)
    }
}

fn main() {}
