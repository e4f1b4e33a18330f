//! A choice that misses the one case which leads to a state.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub enum Kind {
    Book,
    Toy,
    Food { fresh: bool },
}

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub kind: Kind,
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(order: Order) -> Transition<u32> {
        match order.kind {
            Kind::Book => book(),
            Kind::Food { fresh } if fresh => food(fresh),
            Kind::Food { .. } => book(),
        }
    }

    #[succeed]
    fn book() -> Transition<u32> {
        succeed(1)
    }

    #[succeed]
    fn toy() -> Transition<u32> {
        succeed(2)
    }

    #[succeed]
    fn food(_fresh: bool) -> Transition<u32> {
        succeed(3)
    }
}

fn main() {}
