//! Results of branches that are not taken apart as a tuple.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum TillError {
    #[error("busy")]
    Busy,
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
    #[parallel]
    fn begin(cents: u32) -> Transition<u32> {
        match parallel(till.charge(cents), till.refund(cents)) {
            Ok(charged, refunded) => end(charged, refunded),
            Err(error) => fail(error),
        }
    }

    #[parallel]
    fn end(charged: u32, refunded: u32) -> Transition<u32> {
        match parallel(named("First", till.charge(charged)), named("Second", till.refund(refunded))) {
            Ok([charged, _]) => succeed(charged),
            Err(error) => fail(error),
        }
    }
}

fn main() {}
