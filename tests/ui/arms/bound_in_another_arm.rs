//! What another arm or block binds is not read.

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
}

#[tasks]
pub trait Shop {
    async fn charge(&self, order: &Order) -> Result<String, PaymentError>;
}

#[workflow(tasks(shop(Shop)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn charge(order: Order) -> Transition<String> {
        match shop.charge(&order) {
            Ok(receipt) => look(order, receipt),
            Err(Failed(PaymentError::Declined { reason })) => succeed(reason),
            Err(_) => succeed(reason),
        }
    }

    #[choice]
    fn look(order: Order, receipt: String) -> Transition<String> {
        if let Some(note) = order.note { succeed(note) } else { tell(receipt, format!("no {note}")) }
    }

    #[pass]
    fn tell(receipt: String, text: String) -> Transition<String> {
        succeed(receipt + &text)
    }
}

fn main() {}
