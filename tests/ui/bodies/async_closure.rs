//! The closure of a map is not async.

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
    #[map]
    fn begin(orders: Vec<Order>) -> Transition<Vec<String>> {
        let receipts = map(orders, async |order| shop.charge(&order))?;
        succeed(receipts)
    }
}

fn main() {}
