//! An error without `TaskError`.

use workflow_runtime::prelude::*;

#[derive(Debug)]
pub struct Down;

#[tasks]
pub trait Till {
    async fn charge(&self, id: u32) -> Result<u32, Down>;
}

fn main() {}
