//! A `match` that misses a case, where the last arm's body is an `if`.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(paid: Option<u32>, price: u32) -> Transition<u32> {
        match paid {
            Some(paid) => if paid < price { succeed(price - paid) } else { succeed(0) },
        }
    }
}

fn main() {}
