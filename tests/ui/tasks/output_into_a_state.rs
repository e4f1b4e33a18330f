//! A task gives what cannot be written, and the next state takes it: it is told of there, as any parameter.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Data)]
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
    fn begin(id: u32) -> Transition<u32> {
        match till.charge(id) {
            Ok(receipt) => again(receipt),
            Err(error) => fail(error),
        }
    }

    #[task]
    fn again(first: Receipt) -> Transition<u32> {
        let second = till.charge(first.id)?;
        end(first, second)
    }

    #[succeed]
    fn end(first: Receipt, second: Receipt) -> Transition<u32> {
        succeed(first.id + second.id)
    }
}

fn main() {}
