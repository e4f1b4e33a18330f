//! Variants of an error without its name, which nothing brings into scope: alone, in an alternative, of branches, and a
//! constant, which stands for no variant.

use workflow_runtime::prelude::*;

#[derive(Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum TillError {
    #[error("busy")]
    Busy,
    #[error("declined: {reason}")]
    Declined { reason: String },
}

impl TillError {
    pub const RUSH: TillError = TillError::Busy;
}

#[tasks]
pub trait Till {
    async fn charge(&self, cents: u32) -> Result<u32, TillError>;
    async fn refund(&self, cents: u32) -> Result<u32, TillError>;
}

#[workflow(tasks(till(Till)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(cents: u32) -> Transition<u32> {
        match till.charge(cents) {
            Ok(cents) => again(cents),
            Err(Failed(Bussy)) => succeed(0),
            Err(error) => fail(error),
        }
    }

    #[task]
    fn again(cents: u32) -> Transition<u32> {
        match till.charge(cents) {
            Ok(cents) => back(cents),
            Err(TimedOut | Failed(TillError::Declined { .. } | Busy)) => succeed(0),
            Err(error) => fail(error),
        }
    }

    #[parallel]
    fn back(cents: u32) -> Transition<u32> {
        match parallel(till.refund(cents), named("Second", till.refund(cents))) {
            Ok((first, _)) => each(first),
            Err(Failed(Buzy)) => succeed(0),
            Err(error) => fail(error),
        }
    }

    #[map]
    fn each(cents: u32) -> Transition<u32> {
        match map(vec![cents], |cents| named("One", till.refund(cents))) {
            Ok(_) => last(cents),
            Err(Failed(Buzzy)) => succeed(0),
            Err(error) => fail(error),
        }
    }

    #[task]
    fn last(cents: u32) -> Transition<u32> {
        match till.charge(cents) {
            Ok(cents) => succeed(cents),
            Err(Failed(TillError::RUSH)) => succeed(0),
            Err(error) => fail(error),
        }
    }
}

fn main() {}
