//! A `let` that returns in some of its cases: where nothing is decided, where several cases go on, and where the one
//! that goes on would hide a name.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(paid: Option<u32>) -> Transition<u32> {
        let paid = match paid {
            Some(paid) => paid,
            None => return succeed(0),
        };
        decide(paid, Some(paid))
    }

    #[choice]
    fn decide(id: u32, paid: Option<u32>) -> Transition<u32> {
        let fee = match id {
            1 => 2,
            2 => 4,
            _ => return succeed(0),
        };
        hide(fee, paid)
    }

    #[choice]
    fn hide(id: u32, paid: Option<u32>) -> Transition<u32> {
        let paid = if let Some(id) = paid { id } else { return succeed(fee(Some(0))) };
        succeed(id + paid)
    }

    #[portable]
    fn fee(paid: Option<u32>) -> u32 {
        let fee = if paid.is_none() {
            return 0;
        } else if paid == Some(1) {
            2
        } else {
            3
        };
        fee + 1
    }
}

fn main() {}
