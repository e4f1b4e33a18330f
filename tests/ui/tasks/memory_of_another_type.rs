//! Memory in a constant that is text.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("it does not work")]
pub struct Broken {}

const LARGE: &str = "1024";

#[tasks]
pub trait Press {
    #[task(memory_mb = LARGE)]
    async fn print(&self, pages: u32) -> Result<u32, Broken>;
}

fn main() {}
