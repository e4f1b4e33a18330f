//! A task that hands a token over returns nothing else.

use workflow_runtime::prelude::*;

#[derive(Debug, Serialize, Deserialize, TaskError)]
pub struct Down {}

#[tasks]
pub trait Club {
    async fn enrol(&self, name: &str, token: TaskToken<u32>) -> Result<u32, Down>;
}

#[workflow(tasks(club(Club)))]
pub mod sign_up {
    use super::*;

    #[start]
    #[task]
    fn begin(name: String) -> Transition<u32> {
        let member = club.enrol(&name, task_token())?;
        succeed(member)
    }
}

fn main() {}
