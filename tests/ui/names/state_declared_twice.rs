//! Two functions of one name, and two whose variants would have one.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) -> Transition<u32> {
        pack(id)
    }

    #[pass]
    fn pack(id: u32) -> Transition<u32> {
        send_out(id)
    }

    #[pass]
    fn pack(id: u32) -> Transition<u32> {
        label(id)
    }

    #[pass]
    fn label(id: u32) -> Transition<u32> {
        send_out(id)
    }

    #[succeed]
    fn send_out(id: u32) -> Transition<u32> {
        succeed(id)
    }

    #[succeed(name = "Send")]
    fn sendOut(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
