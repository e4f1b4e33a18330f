//! Integrations that do not wait like this: DynamoDB for nothing, Batch for no token, an SDK call for no end of a job, and
//! a pattern that there is not.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("it does not work")]
pub struct Broken {}

#[tasks]
pub trait Clerk {
    #[resource("arn:aws:states:::dynamodb:putItem.sync")]
    async fn put(&self, id: u32) -> Result<u32, Broken>;

    #[resource("arn:aws:states:::batch:submitJob.waitForTaskToken")]
    async fn submit(&self, id: u32, token: TaskToken<u32>) -> Result<(), Broken>;

    #[resource("arn:aws:states:::aws-sdk:glue:startCrawler.sync")]
    async fn crawl(&self, id: u32) -> Result<u32, Broken>;

    #[resource("arn:aws:states:::ecs:runTask.sync:2")]
    async fn run(&self, id: u32) -> Result<u32, Broken>;

    #[resource("arn:aws:states:::codebuild:startBuild.synch")]
    async fn build(&self, id: u32) -> Result<u32, Broken>;
}

fn main() {}
