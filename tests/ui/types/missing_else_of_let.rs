//! An `if let` whose value goes nowhere when the pattern does not match.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub id: u32,
    pub email: Option<String>,
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(order: Order) -> Transition<u32> {
        if let Some(email) = order.email {
            tell(order.id, email)
        }
    }

    #[choice]
    fn tell(id: u32, email: String) -> Transition<u32> {
        if id == 1 {
            succeed(id)
        } else if let "nobody" = email.as_str() {
            succeed(0)
        }
    }
}

fn main() {}
