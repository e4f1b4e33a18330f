//! Arms that miss the failures which lead to a state.

use workflow_runtime::prelude::*;

#[derive(Debug, Serialize, Deserialize, TaskError)]
pub enum TillError {
    Busy,
    Declined { reason: String },
}

#[tasks]
pub trait Till {
    async fn charge(&self, id: u32) -> Result<u32, TillError>;
}

#[workflow(tasks(till(Till)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(id: u32) -> Transition<u32> {
        match till.charge(id) {
            Ok(cents) => succeed(cents),
            Err(Failed(error)) => fail(error),
        }
    }

    #[succeed]
    fn nothing_paid() -> Transition<u32> {
        succeed(0)
    }
}

fn main() {}
