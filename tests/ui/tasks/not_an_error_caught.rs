//! An error without `TaskError`, which arms and a retrier of a workflow name.

use workflow_runtime::prelude::*;

#[derive(Debug, Serialize, Deserialize)]
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
    #[task(retry(on(TillError::Busy)))]
    fn begin(id: u32) -> Transition<String> {
        match till.charge(id) {
            Ok(_) => again(id),
            Err(Failed(TillError::Declined { reason })) => succeed(reason),
            Err(TimedOut) => succeed("too late"),
            Err(error) => fail(error),
        }
    }

    #[task]
    fn again(id: u32) -> Transition<String> {
        match till.charge(id) {
            Ok(_) => once_more(id),
            Err(Failed(error)) => fail(error),
            Err(error) => succeed(error.name()),
        }
    }

    #[task(retry(on(TillError::Busy)))]
    fn once_more(id: u32) -> Transition<String> {
        let _cents = till.charge(id)?;
        succeed("paid")
    }
}

fn main() {}
