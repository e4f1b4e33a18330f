//! A choice that matches a number as if it could be missing, in each of its forms.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn by_match(paid: u32) -> Transition<u32> {
        match paid {
            Some(paid) => by_if_let(paid),
            _ => succeed(0),
        }
    }

    #[choice]
    fn by_if_let(paid: u32) -> Transition<u32> {
        if let Some(paid) = paid { by_let_else(paid) } else { succeed(0) }
    }

    #[choice]
    fn by_let_else(paid: u32) -> Transition<u32> {
        let Some(paid) = paid else { return succeed(0) };
        succeed(paid)
    }
}

#[portable]
fn part(paid: (u32, u32)) -> Option<u32> {
    let paid: u32 = paid.0?;
    Some(paid)
}

fn main() {}
