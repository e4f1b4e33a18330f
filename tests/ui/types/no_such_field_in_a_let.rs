//! A `let` of a field that does not exist, given to a task that borrows text.

use workflow_runtime::prelude::*;

#[derive(Debug, Clone, Serialize, Deserialize, Data)]
pub struct Order {
    name: String,
}

#[derive(Debug, Serialize, Deserialize, TaskError)]
pub struct Down {}

#[tasks]
pub trait Shop {
    async fn ship(&self, name: &str) -> Result<u32, Down>;
}

#[workflow(tasks(shop(Shop)))]
pub mod orders {
    use super::*;

    #[start]
    #[task]
    fn ship(order: Order) -> Transition<u32> {
        let name = order.nmae;
        let parcel = shop.ship(&name)?;
        succeed(parcel)
    }
}

fn main() {}
