//! Operators that rustc does not have for what stands beside them.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub id: u64,
    pub items: u8,
    pub name: String,
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(order: Order) -> Transition<String> {
        if order.id % 2.0 == 0 { end(order.id + order.items) } else { end(1) }
    }

    #[pass]
    fn end(id: u64) -> Transition<String> {
        named_after(format!("{id}"), id)
    }

    #[pass]
    fn named_after(name: String, id: u64) -> Transition<String> {
        greeted(name + 1, "order " + id)
    }

    #[succeed]
    fn greeted(name: String, text: String) -> Transition<String> {
        succeed(format!("{name}{}", -name.len()))
    }
}

fn main() {}
