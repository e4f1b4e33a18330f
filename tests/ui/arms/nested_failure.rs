//! An arm that names the error of a nested workflow.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum TillError {
    #[error("busy")]
    Busy,
    #[error("declined: {reason}")]
    Declined { reason: String },
}

#[workflow(workflows(billing(crate::billing)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(id: u32) -> Transition<u32> {
        match billing.run(id) {
            Ok(id) => succeed(id),
            Err(Failed(TillError::Busy)) => succeed(0),
            Err(error) => fail(error),
        }
    }
}

#[workflow]
pub mod billing {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
