//! A task that is given a token and gives a value itself.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("nobody is there")]
pub struct Away {}

#[tasks]
pub trait Desk {
    async fn ask(&self, id: u32, token: TaskToken<bool>) -> Result<bool, Away>;
}

#[workflow(tasks(desk(Desk)))]
pub mod asking {
    use super::*;

    #[start]
    #[task]
    fn ask(id: u32) -> Transition<bool> {
        let answer = desk.ask(id, task_token())?;
        succeed(answer)
    }
}

fn main() {}
