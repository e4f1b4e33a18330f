//! What a retrier is for, in the words of other languages and of `match`.

use workflow_runtime::prelude::*;

#[derive(Debug, Serialize, Deserialize, TaskError)]
pub enum TillError {
    Busy,
    Refused { reason: String },
    Late(u32),
}

#[tasks]
pub trait Till {
    #[task(retry(on(States::ALL)))]
    async fn first(&self, id: u32) -> Result<u32, TillError>;
    #[task(retry(on(all)))]
    async fn second(&self, id: u32) -> Result<u32, TillError>;
    #[task(retry(on(_)))]
    async fn third(&self, id: u32) -> Result<u32, TillError>;
    #[task(retry(on(Failed(_))))]
    async fn fourth(&self, id: u32) -> Result<u32, TillError>;
    #[task(retry(on(TillError::Refused { .. })))]
    async fn fifth(&self, id: u32) -> Result<u32, TillError>;
    #[task(retry(on(TillError::Late(_))))]
    async fn sixth(&self, id: u32) -> Result<u32, TillError>;
    #[task(retry(on = TillError::Busy))]
    async fn seventh(&self, id: u32) -> Result<u32, TillError>;
    #[task(retry = on(any))]
    async fn eighth(&self, id: u32) -> Result<u32, TillError>;
}

fn main() {}
