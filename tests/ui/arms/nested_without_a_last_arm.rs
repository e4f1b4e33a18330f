//! A nested workflow can fail in ways that no arm names.

use workflow_runtime::prelude::*;

#[workflow]
pub mod payment {
    use super::*;

    #[start]
    #[succeed]
    fn charge(cents: u32) -> Transition<u32> {
        succeed(cents)
    }
}

#[workflow(workflows(payment(super::payment)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn pay(cents: u32) -> Transition<u32> {
        match payment.run(cents) {
            Ok(receipt) => succeed(receipt),
            Err(TimedOut) => succeed(0),
            Err(Crashed(_)) => succeed(1),
        }
    }
}

fn main() {}
