//! An error that the caller of a task chooses, and that is none.

use workflow_runtime::prelude::*;

#[derive(Debug, Serialize, Deserialize)]
pub struct Down;

#[tasks]
pub trait Till {
    async fn charge<E: Send + 'static>(&self, id: u32) -> Result<u32, E>;
}

#[workflow(tasks(till(Till)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(id: u32) -> Transition<u32> {
        let cents = till.charge::<Down>(id)?;
        succeed(cents)
    }
}

fn main() {}
