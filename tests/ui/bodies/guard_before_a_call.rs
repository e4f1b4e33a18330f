//! A guard clause before the call of a state.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("closed")]
pub struct Closed;

#[tasks]
pub trait Shop {
    async fn charge(&self, euros: u32) -> Result<u32, Closed>;
}

#[workflow(tasks(shop(Shop)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn charge(euros: u32) -> Transition<u32> {
        if euros == 0 {
            return succeed(0);
        }
        let charged = shop.charge(euros)?;
        succeed(charged)
    }
}

fn main() {}
