//! Of a failure a workflow reads the name, and looks at nothing else.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub id: u32,
    pub name: String,
    pub note: Option<String>,
    pub lines: Vec<u32>,
    pub tags: Vec<String>,
    pub price: f64,
}

#[derive(Debug, Serialize, Deserialize, TaskError)]
pub enum PaymentError {
    Busy,
    Declined { reason: String },
    Lost(String),
}

#[tasks]
pub trait Shop {
    async fn charge(&self, order: &Order) -> Result<String, PaymentError>;
    async fn tell(&self, text: &str) -> Result<(), PaymentError>;
}

#[workflow(tasks(shop(Shop)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(order: Order) -> Transition<String> {
        match shop.charge(&order) {
            Ok(receipt) => succeed(receipt),
            Err(Failed(PaymentError::Busy)) => again(order),
            Err(error) => succeed(error.cause),
        }
    }

    #[task]
    fn again(order: Order) -> Transition<String> {
        match shop.charge(&order) {
            Ok(receipt) => succeed(receipt),
            Err(error) => succeed(error.message()),
        }
    }
}

fn main() {}
