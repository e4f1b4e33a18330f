//! A `let` that returns in some of its cases: where nothing is decided, inside of a value, and with a case that has none.

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
        succeed(paid + fee(Some(0)))
    }

    #[portable]
    fn fee(paid: Option<u32>) -> u32 {
        let is_high = paid.is_some() && {
            let fee = match paid {
                Some(fee) => fee,
                None => return 0,
            };
            fee > 2
        };
        if is_high { 2 } else { 1 }
    }
}

#[workflow]
pub mod refund {
    use super::*;

    #[start]
    #[choice]
    fn decide(paid: Option<u32>, least: u32) -> Transition<u32> {
        let fee = match paid {
            Some(paid) => {
                if paid < least {
                    return succeed(paid);
                }
            }
            None => return succeed(0),
        };
        succeed(fee)
    }
}

fn main() {}
