//! A `let` that returns in some of its cases: where nothing is decided, where a case that returns has a name that the
//! others do not, where the one that goes on would hide a name, and inside of a value.

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
        let fee = match paid {
            Some(1) => 2_u32,
            Some(most) => return succeed(most),
            None => 4,
        };
        hide(fee + id, paid)
    }

    #[choice]
    fn hide(id: u32, paid: Option<u32>) -> Transition<u32> {
        let paid = match paid {
            Some(id) if id > 3 => id,
            Some(less) => return succeed(less),
            None => return succeed(fee(Some(0))),
        };
        succeed(id + paid)
    }

    #[portable]
    fn fee(paid: Option<u32>) -> u32 {
        let fee = {
            let fee = match paid {
                Some(fee) => fee,
                None => return 0,
            };
            fee * 2
        };
        fee + 1
    }
}

fn main() {}
