//! A call of which nothing follows.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub id: u32,
    pub paid: bool,
    pub customer: String,
}

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum TillError {
    #[error("busy")]
    Busy,
}

#[tasks]
pub trait Till {
    async fn charge(&self, order: &Order) -> Result<u32, TillError>;
}

#[workflow(tasks(till(Till)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(order: Order) -> Transition<u32> {
        till.charge(&order)
    }
}

fn main() {}
