//! A task without a `Result`, of which states name an error.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum ShopError {
    #[error("closed")]
    Closed,
}

#[tasks]
pub trait Shop {
    async fn count(&self, id: u32) -> u32;
}

#[workflow(tasks(shop(Shop)))]
pub mod sale {
    use super::*;

    #[start]
    #[task(retry(on(ShopError::Closed)))]
    fn begin(id: u32) -> Transition<u32> {
        let count = shop.count(id)?;
        again(count)
    }

    #[task]
    fn again(id: u32) -> Transition<u32> {
        match shop.count(id) {
            Ok(count) => succeed(count),
            Err(Failed(ShopError::Closed)) => succeed(0),
            Err(error) => fail(error),
        }
    }
}

fn main() {}
