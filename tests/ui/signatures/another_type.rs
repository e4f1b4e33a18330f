//! A state returns a `Transition`, and what it was to give is known.

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
}

#[tasks]
pub trait Shop {
    async fn charge(&self, line: u32) -> Result<String, PaymentError>;
}

#[workflow(tasks(shop(Shop)))]
pub mod sale {
    use super::*;

    #[start]
    #[map]
    fn begin(order: Order) -> Transition<String> {
        let receipts = map(order.lines, |line| charge(line))?;
        tell(receipts)
    }

    #[task]
    fn charge(line: u32) -> Result<String, PaymentError> {
        let receipt = shop.charge(line)?;
        succeed(receipt)
    }

    #[pass]
    fn tell(receipts: Vec<String>) -> Option<String> {
        succeed(receipts.join(", "))
    }
}

fn main() {}
