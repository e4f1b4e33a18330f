//! A task without a `Result`, called with `?` and matched.

use workflow_runtime::prelude::*;

#[tasks]
pub trait Shop {
    async fn count(&self, id: u32) -> u32;
}

#[workflow(tasks(shop(Shop)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(id: u32) -> Transition<u32> {
        let count = shop.count(id)?;
        again(count)
    }

    #[task]
    fn again(id: u32) -> Transition<u32> {
        match shop.count(id) {
            Ok(count) => succeed(count),
            Err(error) => fail(error),
        }
    }
}

fn main() {}
