//! A heartbeat longer than the timeout, in a constant.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum TillError {
    #[error("busy")]
    Busy,
    #[error("declined: {reason}")]
    Declined { reason: String },
}

#[tasks]
pub trait Desk {
    async fn ask(&self, id: u32, token: TaskToken<u32>) -> Result<(), TillError>;
}

#[workflow(tasks(desk(Desk)))]
pub mod sale {
    use super::*;

    const LIMIT: std::time::Duration = seconds(5);

    #[start]
    #[task(timeout(LIMIT), heartbeat(seconds(10)))]
    fn begin(id: u32) -> Transition<u32> {
        let answer = desk.ask(id, task_token())?;
        succeed(answer)
    }
}

fn main() {}
