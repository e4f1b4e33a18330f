//! A parameter of a branch that cannot be written.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Deserialize, Data)]
pub struct Order {
    pub id: u32,
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[parallel]
    fn begin(id: u32) -> Transition<u32> {
        let (one, two) = parallel(left(id), right(id))?;
        succeed(one + two)
    }

    #[pass]
    fn left(id: u32) -> Transition<u32> {
        inner(Order { id })
    }

    #[pass]
    fn inner(_order: Order) -> Transition<u32> {
        succeed(1)
    }

    #[pass]
    fn right(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
