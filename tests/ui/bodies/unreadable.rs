//! A body that is no Rust: of the rest of the module nothing is missed, and its own mistakes are told of.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(paid: bool, cents: u32) -> Transition<u32> {
        if paid and cents > 0 { end(cents) } else { fail("not paid") }
    }

    #[pass]
    fn end(cents: u32) -> Transition<u32> {
        succeed(cents);
    }
}

fn main() {
    let _ = sale::definition();
    let _ = sale::Workflow {};
    let _ = sale::State::End { cents: 1 };
}
