//! A value that is another one each time is kept where it is made, or it is not made.

use workflow_runtime::prelude::*;

#[workflow]
pub mod raffle {
    use super::*;

    #[start]
    #[pass]
    fn ticket() -> Transition<String> {
        draw(uuid(), format!("drawn by {}", uuid()))
    }

    #[choice]
    fn draw(ticket: String, note: String) -> Transition<String> {
        if random() > 0.5 { won(ticket) } else { won(note) }
    }

    #[succeed]
    fn won(ticket: String) -> Transition<String> {
        succeed(ticket)
    }
}

fn main() {}
