//! Parameters of a type that borrows.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order<'a> {
    pub id: u32,
    pub customer: &'a str,
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(order: Order<'a>) -> Transition<u32> {
        check(order)
    }

    #[pass]
    fn check(order: Order<'_>) -> Transition<u32> {
        succeed(order.id)
    }
}

fn main() {}
