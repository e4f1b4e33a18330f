//! The variants of an untagged enum, whose JSON does not name them: of the value, and of a part of it.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(untagged)]
pub enum Payment {
    Card { number: String },
    Cash(u32),
}

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub id: u32,
    pub payment: Option<Payment>,
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(payment: Payment, order: Order) -> Transition<u32> {
        match payment {
            Payment::Cash(cents) => succeed(cents),
            Payment::Card { .. } => look(order),
        }
    }

    #[choice]
    fn look(order: Order) -> Transition<u32> {
        match order.payment {
            Some(Payment::Cash(cents)) => succeed(cents),
            Some(Payment::Card { number: _ }) => succeed(order.id),
            None => succeed(0),
        }
    }
}

fn main() {}
