//! A nested workflow can fail in ways that no arm names.

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
    #[task]
    fn pay(cents: u32) -> Transition<u32> {
        match payment.run(cents) {
            Ok(receipt) => succeed(receipt),
            Err(TimedOut) => succeed(0),
            Err(Crashed(_)) => succeed(1),
        }
    }
}

fn main() {}
