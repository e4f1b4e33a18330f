//! An option that stands beside its attribute, of a state and of a task.

use workflow_runtime::prelude::*;

#[derive(Debug, Serialize, Deserialize, TaskError)]
pub enum TillError {
    Busy,
}

#[tasks]
pub trait Till {
    #[retry(on(TillError::Busy), max_attempts = 3)]
    async fn charge(&self, id: u32) -> Result<u32, TillError>;
}

#[workflow(tasks(till(Till)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    #[timeout(seconds(3))]
    fn charge(id: u32) -> Transition<u32> {
        match till.charge(id) {
            Ok(id) => succeed(id),
            Err(error) => fail(error),
        }
    }
}

fn main() {}
