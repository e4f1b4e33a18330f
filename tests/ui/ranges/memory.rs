//! Memory that Lambda does not give a function: too little, and too much.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("it does not work")]
pub struct Broken {}

#[tasks]
pub trait Press {
    #[task(memory_mb = 127)]
    async fn print(&self, pages: u32) -> Result<u32, Broken>;

    #[task(memory_mb = 10_241)]
    async fn bind(&self, pages: u32) -> Result<u32, Broken>;
}

fn main() {}
