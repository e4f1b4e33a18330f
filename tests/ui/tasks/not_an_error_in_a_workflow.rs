//! An error without `TaskError`, in a workflow.

use workflow_runtime::prelude::*;

#[derive(Debug, Serialize, Deserialize)]
pub struct Down;

#[tasks]
pub trait Till {
    async fn charge(&self, id: u32) -> Result<u32, Down>;
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
