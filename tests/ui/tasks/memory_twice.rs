//! Memory that is given twice.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("it does not work")]
pub struct Broken {}

#[tasks]
pub trait Press {
    #[task(memory_mb = 512, memory_mb = 1024)]
    async fn print(&self, pages: u32) -> Result<u32, Broken>;
}

fn main() {}
