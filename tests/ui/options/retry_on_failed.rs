//! A retrier names errors, without what a task's failure is.

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
    Declined,
}

#[tasks]
pub trait Shop {
    async fn charge(&self, order: &Order) -> Result<String, PaymentError>;
    #[task(retry(on(Failed), max_attempts = 2))]
    async fn refund(&self, order: &Order) -> Result<String, PaymentError>;
}

#[workflow(tasks(shop(Shop)))]
pub mod sale {
    use super::*;

    #[start]
    #[task(retry(on(Failed(PaymentError::Busy))))]
    fn charge(order: Order) -> Transition<String> {
        let receipt = shop.charge(&order)?;
        succeed(receipt)
    }
}

fn main() {}
