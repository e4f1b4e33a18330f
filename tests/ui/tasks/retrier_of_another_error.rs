//! A retrier of a trait's task that names the error of another.

use workflow_runtime::prelude::*;

#[derive(Debug, Serialize, Deserialize, TaskError)]
pub enum TillError {
    Busy,
}

#[derive(Debug, Serialize, Deserialize, TaskError)]
pub enum PostError {
    Closed,
}

#[tasks]
pub trait Till {
    #[task(timeout(seconds(30)), retry(on(TillError::Busy), max_attempts = 2))]
    async fn charge(&self, id: u32) -> Result<u32, TillError>;
    #[task(timeout(seconds(30)), retry(on(PostError::Closed), interval(seconds(1))))]
    async fn refund(&self, id: u32) -> Result<u32, TillError>;
}

fn main() {}
