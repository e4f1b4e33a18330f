//! A choice that looks into a type which the definition cannot look into.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Answer {
    Yes { budget: u32 },
    No { reason: String },
}

#[workflow]
pub mod approval {
    use super::*;

    #[start]
    #[choice]
    fn decide(answer: Answer) -> Transition<u32> {
        match answer {
            Answer::Yes { budget } => succeed(budget),
            Answer::No { reason } => refuse(reason),
        }
    }

    #[pass]
    fn refuse(reason: String) -> Transition<u32> {
        let _ = reason;
        succeed(0)
    }
}

fn main() {}
