//! Transitions where values stand: in a `let`, in a closure, and in what a transition is given.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(counts: Vec<u32>, limit: Option<u32>) -> Transition<u32> {
        let next = if counts.len() > 3 { many(counts) } else { few(limit) };
        next
    }

    #[choice]
    fn many(counts: Vec<u32>) -> Transition<u32> {
        let halves: Vec<u32> = counts
            .iter()
            .map(|count| {
                if *count > 3 {
                    return succeed(3);
                }
                count / 2
            })
            .collect();
        if halves.is_empty() { few(None) } else { succeed(1) }
    }

    #[pass]
    fn few(limit: Option<u32>) -> Transition<u32> {
        last(limit.map_or(last(3), |limit| last(limit)))
    }

    #[pass]
    fn last(count: u32) -> Transition<u32> {
        succeed(count)
    }
}

fn main() {}
