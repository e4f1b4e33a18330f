//! A task gives what cannot be written, and the workflow ends with it.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Deserialize, Data)]
pub struct Receipt {
    pub id: u32,
}

#[derive(Debug, Serialize, Deserialize, TaskError)]
pub enum TillError {
    Busy,
    Declined { reason: String },
}

#[tasks]
pub trait Till {
    async fn charge(&self, id: u32) -> Result<Receipt, TillError>;
}

#[workflow(tasks(till(Till)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(id: u32) -> Transition<Receipt> {
        let receipt = till.charge(id)?;
        succeed(receipt)
    }
}

fn main() {}
