//! A `let` that is not the first of a choice's conditions.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(id: u32, nick: Option<String>) -> Transition<u32> {
        if id > 3 && let Some(nick) = nick { named(id, nick) } else { succeed(id) }
    }

    #[choice]
    fn named(id: u32, nick: String) -> Transition<u32> {
        if nick.is_empty() { succeed(0) } else { succeed(id) }
    }
}

fn main() {}
