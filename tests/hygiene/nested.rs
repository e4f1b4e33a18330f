//! A workflow that runs another.

use workflow_runtime::prelude::*;

/// Sends twice.
#[workflow(workflows(sending(crate::hygiene::on_the_trait::sending)))]
pub mod twice {
    use super::*;

    #[start]
    #[task(timeout(hours(1)), retry(on(TimedOut)))]
    fn first(text: String) -> Transition<u32> {
        match sending.run(text) {
            Ok(count) => second(text, count),
            Err(Crashed(_)) => succeed(0),
            Err(error) => fail(error),
        }
    }

    #[task]
    fn second(text: String, count: u32) -> Transition<u32> {
        let more = sending.run(text)?;
        succeed(count + more)
    }
}
