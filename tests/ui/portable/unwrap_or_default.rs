use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Default, Serialize, Deserialize, Data)]
struct Order {
    total: u32,
}

#[portable]
fn order(order: Option<Order>) -> Order {
    order.unwrap_or_default()
}

fn main() {}
