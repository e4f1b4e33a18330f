//! The bank's tasks as Lambda functions: what `account_processing -- template` deploys once a task.

use workflow_aws::lambda::{Error, serve};
use workflow_examples::bank::{Bank, SimulatedBank};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    serve(Bank(SimulatedBank::default())).await
}
