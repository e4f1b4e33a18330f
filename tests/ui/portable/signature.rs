use workflow_runtime::portable;

#[portable]
async fn later(count: u32) -> u32 {
    count
}

#[portable]
fn generic<T>(value: T) -> T {
    value
}

#[portable]
fn taken_apart((left, right): (u32, u32)) -> bool {
    left == right
}

#[portable]
const fn constant(count: u32) -> bool {
    count == 0
}

#[portable]
fn without_value(count: u32) {
    count;
}

#[portable(inline)]
fn with_options(count: u32) -> u32 {
    count
}

#[portable]
struct Order;

impl Order {
    #[portable]
    fn total(&self, more: u32) -> u32 {
        more + 1
    }
}

#[portable]
fn counted(order: &Order) -> u32 {
    order.total(1)
}

fn main() {}
