//! What a portable function gives has the type that is wanted.

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
    async fn charge(&self, lines: &[u32]) -> Result<String, PaymentError>;
}

#[portable]
fn first(order: &Order) -> Vec<u32> {
    order.lines[..1].to_vec()
}

#[workflow(tasks(shop(Shop)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(order: Order) -> Transition<String> {
        let receipt = shop.charge(first(&order))?;
        succeed(receipt)
    }
}

fn main() {}
