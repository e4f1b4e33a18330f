//! A policy of a task that returns no `Result`.

use workflow_runtime::prelude::*;

#[derive(Debug, Serialize, Deserialize, TaskError)]
pub enum TillError {
    Busy,
}

#[tasks]
pub trait Till {
    #[task(retry(on(TillError::Busy), max_attempts = 2))]
    async fn charge(&self, id: u32) -> u32;
}

fn main() {}
