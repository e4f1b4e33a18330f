//! Parentheses that a user needs, and that rustc would call superfluous in tokens that leave the operator out.

use workflow_runtime::prelude::*;

/// A share of something.
#[portable]
#[must_use]
pub fn share(whole: u32, parts: u32) -> u32 {
    whole / (parts - 1)
}

/// Computes with parentheses everywhere.
#[workflow]
pub mod parentheses {
    use super::*;

    #[start]
    #[choice]
    fn decide(whole: u32, parts: u32, list: Vec<u32>) -> Transition<u32> {
        if (whole + 1) * (parts - 1) > 2 && !(whole == 3 || (parts == 4)) {
            divide(whole, parts, list)
        } else {
            match (whole, (parts - 1) * 2) {
                (0, _) => succeed(share(whole, parts)),
                (first, second) => {
                    divide(first, (second + 1) * 2, list[..list.len() - (list.len() / 2)].to_vec())
                }
            }
        }
    }

    #[pass]
    fn divide(whole: u32, parts: u32, list: Vec<u32>) -> Transition<u32> {
        let less = whole / (parts - 1);
        end(
            whole / (parts + 1),
            list.iter().map(|one| (one + 1) * (less - 1)).sum(),
            (-(i64::from(parts) - 3) * 2).abs(),
        )
    }

    #[succeed]
    fn end(half: u32, sum: u32, minus: i64) -> Transition<u32> {
        succeed(if (minus > 0) == (half > 1) { sum } else { half })
    }
}
