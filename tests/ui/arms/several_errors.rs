//! Several errors are one pattern, inside of `Failed(..)`.

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
            Err(PaymentError::Busy | PaymentError::Lost(_)) => again(order),
            Err(error) => fail(error),
        }
    }

    #[task]
    fn again(order: Order) -> Transition<String> {
        match shop.charge(&order) {
            Ok(receipt) => succeed(receipt),
            Err(Failed(PaymentError::Busy, PaymentError::Lost(_))) => succeed("later"),
            Err(error) => fail(error),
        }
    }
}

fn main() {}
