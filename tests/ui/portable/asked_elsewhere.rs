//! What an execution is asked is asked in its states, by the names of the prelude, with nothing.

use workflow_runtime::prelude::*;

#[portable]
fn tries(other: u32) -> u32 {
    other + retry_count()
}

#[portable]
fn ticket(prefix: String) -> String {
    format!("{prefix}-{}", workflow_runtime::prelude::uuid())
}

#[workflow]
pub mod raffle {
    use super::*;

    #[start]
    #[choice]
    fn begin() -> Transition<String> {
        if workflow_runtime::prelude::retry_count() > tries(1) {
            draw(ticket("a"))
        } else if retry_count(1) > 1 {
            draw("b")
        } else {
            draw("c")
        }
    }

    #[pass]
    fn draw(ticket: String) -> Transition<String> {
        won(ticket, workflow_runtime::prelude::uuid())
    }

    #[succeed]
    fn won(ticket: String, number: String) -> Transition<String> {
        succeed(format!("{ticket} {number}"))
    }
}

fn main() {}
