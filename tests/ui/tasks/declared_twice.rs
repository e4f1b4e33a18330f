//! Two tasks of one name, and two parameters of one name.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("busy")]
pub struct Busy {}

#[tasks]
pub trait Till {
    async fn charge(&self, id: u32, id: u32) -> Result<u32, Busy>;
    async fn charge(&self) -> Result<u32, Busy>;
}

#[workflow(tasks(till(Till)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(id: u32) -> Transition<u32> {
        let cents = till.charge(id, id)?;
        succeed(cents)
    }
}

fn main() {}
