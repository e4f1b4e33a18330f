//! A lifetime that nothing declares.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum TillError {
    #[error("busy")]
    Busy,
}

#[tasks]
pub trait Till {
    async fn charge(&self, order: &'a str) -> Result<u32, TillError>;
}

struct Counter;

impl Till for Counter {
    async fn charge(&self, _order: &str) -> Result<u32, TillError> {
        Ok(1)
    }
}

fn main() {
    let _ = Till(Counter);
}
