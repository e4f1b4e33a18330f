//! Tasks whose results borrow from what they are given.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum TillError {
    #[error("busy")]
    Busy,
}

#[tasks]
pub trait Till {
    async fn name(&self, order: &str) -> Result<&str, TillError>;
    async fn lines<'a>(&self, order: &'a str) -> Result<Vec<&'a str>, TillError>;
}

#[workflow(tasks(till(Till)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(order: String) -> Transition<String> {
        let name = till.name(&order)?;
        succeed(name)
    }
}

fn main() {}
