//! Variants without the name of their enum, which nothing brings into scope.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub enum Payment {
    Cash,
    Card { number: String },
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(payment: Payment, tip: Option<Payment>) -> Transition<u32> {
        match payment {
            Cash => again(tip),
            Payment::Card { .. } => succeed(1),
        }
    }

    #[choice]
    fn again(tip: Option<Payment>) -> Transition<u32> {
        if let Some(Csah) = tip { succeed(2) } else { succeed(3) }
    }
}

fn main() {}
