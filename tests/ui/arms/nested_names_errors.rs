//! AWS says of every nested execution that failed that it failed, and not why.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum TillError {
    #[error("busy")]
    Busy,
    #[error("declined")]
    Declined,
}

#[tasks]
pub trait Till {
    async fn charge(&self, cents: u32) -> Result<u32, TillError>;
}

#[workflow(tasks(till(Till)))]
pub mod payment {
    use super::*;

    #[start]
    #[task]
    fn charge(cents: u32) -> Transition<u32> {
        let receipt = till.charge(cents)?;
        succeed(receipt)
    }
}

#[workflow(workflows(payment(super::payment)))]
pub mod sale {
    use super::*;

    #[start]
    #[task(retry(on(TillError::Busy)))]
    fn pay(cents: u32) -> Transition<u32> {
        match payment.run(cents) {
            Ok(receipt) => succeed(receipt),
            Err(Failed(TillError::Declined)) => succeed(0),
            Err(error) => fail(error),
        }
    }
}

fn main() {}
