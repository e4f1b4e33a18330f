//! `fail` of a name, and of a type, that nobody has declared.

use workflow_runtime::prelude::*;

#[derive(Debug, Serialize, Deserialize, TaskError)]
pub struct Refused {
    pub reason: String,
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(total: u32) -> Transition<u32> {
        if total > 100 {
            fail(refusal)
        } else if total > 10 {
            fail(Refusal { reason: "too much" })
        } else if total > 5 {
            fail(Refused { reason: "too much" })
        } else {
            succeed(total)
        }
    }
}

fn main() {}
