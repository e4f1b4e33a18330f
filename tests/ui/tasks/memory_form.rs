//! Memory without a number.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("it does not work")]
pub struct Broken {}

#[tasks]
pub trait Press {
    #[task(memory_mb)]
    async fn print(&self, pages: u32) -> Result<u32, Broken>;

    #[task(memory_mb(512, 1024))]
    async fn bind(&self, pages: u32) -> Result<u32, Broken>;
}

fn main() {}
