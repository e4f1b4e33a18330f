//! What several states look into, make and change is no `Data`: it is told of where the definition asks first.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Order {
    pub id: u32,
    pub total: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Receipt {
    pub id: u32,
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(order: Order) -> Transition<Receipt> {
        if order.total == 0 { free(order.id) } else { discounted(order) }
    }

    #[pass]
    fn discounted(order: Order) -> Transition<Receipt> {
        paid(order.id, order.total - 1)
    }

    #[succeed]
    fn paid(id: u32, _total: u32) -> Transition<Receipt> {
        succeed(Receipt { id })
    }

    #[succeed]
    fn free(id: u32) -> Transition<Receipt> {
        succeed(Receipt { id })
    }
}

fn main() {}
