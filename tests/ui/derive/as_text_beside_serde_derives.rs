//! `#[as_text]` writes serde's traits itself: whoever derives them as well is shown the attribute.

use workflow_runtime::prelude::*;

#[derive(Debug)]
pub struct Disk;

impl std::fmt::Display for Disk {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the disk is full")
    }
}

impl From<String> for Disk {
    fn from(_: String) -> Self {
        Disk
    }
}

#[derive(Debug, Serialize, Deserialize, TaskError)]
pub enum Failed {
    Io(#[as_text] Disk),
}

fn main() {}
