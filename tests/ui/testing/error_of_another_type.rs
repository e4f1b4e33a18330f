//! An error has the type of the task's error.

use workflow_runtime::prelude::*;
use workflow_runtime::testing::{Scripted, script};

#[derive(Debug, Serialize, Deserialize, TaskError)]
pub enum DeskError {
    Closed,
}

#[tasks]
pub trait Desk {
    async fn price(&self, item: &str) -> Result<u32, DeskError>;
    async fn ask(&self, item: &str, token: TaskToken<bool>) -> Result<(), DeskError>;
}

fn main() {
    let desk = Scripted::new();
    script!(desk.price(_) => Err("closed"));
}
