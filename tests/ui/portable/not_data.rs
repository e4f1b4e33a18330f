use workflow_runtime::portable;

#[derive(Clone)]
pub struct Order {
    pub total: u32,
    pub paid: bool,
}

#[portable]
pub fn is_big(order: &Order) -> bool {
    order.paid && order.total > 100 && order.total < 1000
}

fn main() {}
