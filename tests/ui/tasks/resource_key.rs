//! What has attribute values is a key of the object itself, named once.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("refused")]
pub struct Refused {}

#[tasks]
pub trait Desk {
    #[resource("arn:aws:states:::dynamodb:getItem", attributes_at("Key.Id", ""), attributes_from(7))]
    async fn get(&self, id: u32) -> Result<u32, Refused>;

    #[resource("arn:aws:states:::dynamodb:putItem", attributes_at("Item", "Item"))]
    async fn put(&self, id: u32) -> Result<u32, Refused>;
}

fn main() {}
