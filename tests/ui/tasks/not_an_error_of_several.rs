//! An error of several tasks that is none is told of once.

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

#[derive(Debug, Serialize, Deserialize)]
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

fn main() {}
