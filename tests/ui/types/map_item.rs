//! A whole item of a Map, where the task borrows text.

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
    #[map]
    fn ship_all(orders: Vec<Order>) -> Transition<Vec<u32>> {
        let parcels = map(orders, |order| shop.ship(order))?;
        succeed(parcels)
    }
}

fn main() {}
