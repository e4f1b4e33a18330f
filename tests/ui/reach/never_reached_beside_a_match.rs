//! A state that nothing leads to, beside a choice that misses nothing.

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
    fn begin(kind: Kind) -> Transition<u32> {
        match kind {
            Kind::Book | Kind::Toy => book(),
            Kind::Food { fresh } => food(fresh),
        }
    }

    #[succeed]
    fn book() -> Transition<u32> {
        succeed(1)
    }

    #[pass]
    fn toy() -> Transition<u32> {
        book()
    }

    #[succeed]
    fn food(_fresh: bool) -> Transition<u32> {
        succeed(3)
    }
}

fn main() {}
