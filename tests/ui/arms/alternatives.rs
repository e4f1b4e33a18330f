//! Alternatives around `Err`, and a failure with something in it that has nothing.

use workflow_runtime::prelude::*;

#[derive(Debug, Serialize, Deserialize, TaskError)]
pub enum TillError {
    Busy,
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
            Ok(charged) => succeed(charged),
            Err(Failed(TillError::Busy)) => again(id),
            Err(TimedOut) | Err(Crashed(_)) => succeed(0),
        }
    }

    #[task]
    fn again(id: u32) -> Transition<u32> {
        match till.charge(id) {
            Ok(charged) => succeed(charged),
            Err(TimedOut(_)) => succeed(0),
            Err(error) => fail(error),
        }
    }
}

fn main() {}
