//! A constant's conversion is written with the type that it gives, too.

use workflow_runtime::prelude::*;

const LEAST: u32 = 3;
const NAMELESS: &str = "nobody";

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub id: u64,
    pub name: Option<String>,
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(order: Order) -> Transition<u64> {
        let least: u64 = LEAST.into();
        let id = order.id.max(LEAST.into()).max(least);
        named(id, order.name.unwrap_or_else(|| NAMELESS.into()))
    }

    #[succeed]
    fn named(id: u64, name: String) -> Transition<u64> {
        succeed(if name.is_empty() { id } else { 0 })
    }
}

fn main() {}
