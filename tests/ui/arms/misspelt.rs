//! Failures whose names are not known: for rustc each is a name for whatever comes.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub id: u32,
    pub paid: bool,
}

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum TillError {
    #[error("busy")]
    Busy,
    #[error("declined: {reason}")]
    Declined { reason: String },
}

#[tasks]
pub trait Till {
    async fn charge(&self, order: &Order, cents: u32) -> Result<u32, TillError>;
    async fn refund(&self, order: &Order) -> Result<u32, TillError>;
}

#[workflow(tasks(till(Till)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(order: Order) -> Transition<u32> {
        match till.refund(&order) {
            Ok(cents) => charge(order, cents),
            Err(TimeOut) => succeed(0),
            Err(error) => fail(error),
        }
    }

    #[task(retry(on(TillError::Busy)))]
    fn charge(order: Order, cents: u32) -> Transition<u32> {
        match till.charge(&order, cents) {
            Ok(cents) => refund(order, cents),
            Err(Busy) => succeed(0),
            Err(error) => fail(error),
        }
    }

    #[task]
    fn refund(order: Order, cents: u32) -> Transition<u32> {
        match till.charge(&order, cents) {
            Ok(cents) => succeed(cents),
            Err(TimedOut | Crashed) => succeed(0),
            Err(error) => fail(error),
        }
    }
}

fn main() {}
