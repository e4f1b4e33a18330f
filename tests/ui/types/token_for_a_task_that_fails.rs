//! A token for a task that takes none, where the states name an error of the task's.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum ShopError {
    #[error("closed")]
    Closed,
}

#[tasks]
pub trait Shop {
    async fn count(&self, id: u32) -> Result<u32, ShopError>;
}

#[workflow(tasks(shop(Shop)))]
pub mod sale {
    use super::*;

    #[start]
    #[task(timeout = hours(1))]
    fn begin(id: u32) -> Transition<u32> {
        match shop.count(id, task_token()) {
            Ok(count) => succeed(count),
            Err(Failed(ShopError::Closed)) => again(id),
            Err(error) => fail(error),
        }
    }

    #[task(timeout = hours(1), retry(on(ShopError::Closed)))]
    fn again(id: u32) -> Transition<u32> {
        let count: u32 = shop.count(id, task_token())?;
        succeed(count)
    }
}

fn main() {}
