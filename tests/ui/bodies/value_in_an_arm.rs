//! A value where an arm ends.

use workflow_runtime::prelude::*;

#[derive(Debug, Serialize, Deserialize, TaskError)]
pub enum TillError {
    Busy,
}

#[tasks]
pub trait Till {
    async fn charge(&self, id: u32) -> Result<String, TillError>;
}

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Receipt {
    pub id: u32,
    pub text: String,
}

#[workflow(tasks(till(Till)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn made(id: u32) -> Transition<Receipt> {
        match till.charge(id) {
            Ok(text) => Receipt { id, text },
            Err(error) => error,
        }
    }

    #[task]
    fn wrapped(id: u32) -> Transition<Receipt> {
        match till.charge(id) {
            Ok(text) => Ok(succeed(Receipt { id, text })),
            Err(_) => todo!(),
        }
    }

    #[task]
    fn nothing(id: u32) -> Transition<Receipt> {
        match till.charge(id) {
            Ok(_) => (),
            Err(_) => till.charge(id),
        }
    }

    #[pass]
    fn computed(receipt: Receipt) -> Transition<Receipt> {
        receipt.clone()
    }
}

fn main() {}
