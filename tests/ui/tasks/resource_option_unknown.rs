//! An option that `#[resource]` does not have.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("refused")]
pub struct Refused {}

#[tasks]
pub trait Desk {
    #[resource("arn:aws:states:::dynamodb:getItem", attribute_at("Key"))]
    async fn misspelt(&self, id: u32) -> Result<u32, Refused>;

    #[resource("arn:aws:states:::dynamodb:getItem", timeout(seconds(1)))]
    async fn of_another_attribute(&self, id: u32) -> Result<u32, Refused>;
}

fn main() {}
