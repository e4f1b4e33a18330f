//! Parameters of a type without `Clone` that are used more than once, in several states.

use workflow_runtime::prelude::*;

#[derive(Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub id: u32,
    pub lines: Vec<u32>,
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(order: Order) -> Transition<u32> {
        both(order, order)
    }

    #[parallel]
    fn both(first: Order, second: Order) -> Transition<u32> {
        let (left, right) = parallel(left(first), right(first))?;
        each(second, left + right)
    }

    #[pass]
    fn left(order: Order) -> Transition<u32> {
        succeed(order.id)
    }

    #[pass]
    fn right(order: Order) -> Transition<u32> {
        succeed(order.id)
    }

    #[map]
    fn each(order: Order, sum: u32) -> Transition<u32> {
        let sums = map(order.lines, |line| add(order, line))?;
        succeed(sum + sums.iter().sum::<u32>())
    }

    #[pass]
    fn add(order: Order, line: u32) -> Transition<u32> {
        succeed(order.id + line)
    }
}

fn main() {}
