//! Memory on a state, and not on the task.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("it does not work")]
pub struct Broken {}

#[tasks]
pub trait Press {
    async fn print(&self, pages: u32) -> Result<u32, Broken>;
}

#[workflow(tasks(press(Press)))]
pub mod printing {
    use super::*;

    #[start]
    #[task(memory_mb = 512)]
    fn print(pages: u32) -> Transition<u32> {
        let printed = press.print(pages)?;
        succeed(printed)
    }
}

fn main() {}
