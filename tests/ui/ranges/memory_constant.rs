//! Memory that Lambda does not give a function, in a constant.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("it does not work")]
pub struct Broken {}

const SMALL: u32 = 64;

#[tasks]
pub trait Press {
    #[task(memory_mb = SMALL)]
    async fn print(&self, pages: u32) -> Result<u32, Broken>;
}

fn main() {}
