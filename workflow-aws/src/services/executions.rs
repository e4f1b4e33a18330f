//! Step Functions itself: `states:startExecution`, and waiting for the end of what was started (`.sync:2`).
//!
//! A workflow of this crate's user is better nested: `#[workflow(workflows(..))]` knows its types. This is for state
//! machines that were written elsewhere. Read next: `mod.rs`.

use std::time::Duration;

use aws_sdk_sfn::operation::start_execution::builders::StartExecutionFluentBuilder;
use aws_sdk_sfn::types::ExecutionStatus;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use workflow_runtime::prelude::{Data, TaskError};
use workflow_runtime::tasks;

use super::services::{Local, Pauses, crash, json_of, refusal};

/// What `StartExecution` is given (Step Functions API reference, `StartExecution`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct StartExecution<I> {
    /// The ARN of the state machine: `"${BillingArn}"` is a parameter of the template.
    pub state_machine_arn: String,
    /// What the execution is given.
    pub input: I,
    /// What may be left out.
    #[serde(flatten)]
    pub options: StartOptions,
}

/// What a start may have besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct StartOptions {
    /// The execution's name; without it AWS makes one. Of a STANDARD machine a name is used once in 90 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// An execution that was started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct Started {
    /// Its ARN.
    pub execution_arn: String,
}

/// An execution that succeeded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct Succeeded<O> {
    /// Its ARN.
    pub execution_arn: String,
    /// Its output.
    pub output: O,
}

/// Why an execution was not started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TaskError)]
pub enum StartError {
    /// Another one has the name.
    #[error_name = "StepFunctions.ExecutionAlreadyExistsException"]
    ExecutionAlreadyExists,
    /// As many run as may.
    #[error_name = "StepFunctions.ExecutionLimitExceededException"]
    ExecutionLimitExceeded,
    /// There is no such state machine.
    #[error_name = "StepFunctions.StateMachineDoesNotExistException"]
    StateMachineDoesNotExist,
    /// The input is not JSON.
    #[error_name = "StepFunctions.InvalidExecutionInputException"]
    InvalidExecutionInput,
    /// Step Functions refuses, for a reason that has no name here.
    #[error_name = "StepFunctions.AWSStepFunctionsException"]
    Service,
    /// Step Functions gave no answer.
    #[error_name = "StepFunctions.SdkClientException"]
    SdkClient,
}

/// Starts executions of state machines. [`Local`] does so over the official client.
#[tasks]
pub trait Executions {
    /// Starts one, and does not wait for it.
    #[resource("arn:aws:states:::states:startExecution")]
    async fn start_execution<I: Serialize + Sync>(
        &self,
        execution: &StartExecution<I>,
    ) -> Result<Started, StartError>;

    /// Starts one, and waits for its output.
    ///
    /// One that does not succeed is a [`Crashed`](workflow_runtime::TaskFailure::Crashed) with `States.TaskFailed`: that
    /// is all AWS says. Dropping the task stops the waiting here, and not the execution; on AWS it stops the execution.
    #[resource("arn:aws:states:::states:startExecution.sync:2")]
    async fn start_execution_sync<I: Serialize + Sync, O: DeserializeOwned + Send>(
        &self,
        execution: &StartExecution<I>,
    ) -> Result<Succeeded<O>, StartError>;
}

/// The same calls, from here.
impl Executions for Local<aws_sdk_sfn::Client> {
    async fn start_execution<I: Serialize + Sync>(
        &self,
        execution: &StartExecution<I>,
    ) -> Result<Started, StartError> {
        Ok(Started { execution_arn: start(request(self, execution)).await? })
    }

    async fn start_execution_sync<I: Serialize + Sync, O: DeserializeOwned + Send>(
        &self,
        execution: &StartExecution<I>,
    ) -> Result<Succeeded<O>, StartError> {
        let execution_arn = start(request(self, execution)).await?;
        let mut pauses = Pauses::from(Duration::from_millis(200));
        loop {
            let describe = self.client.describe_execution().execution_arn(&execution_arn);
            let described = Box::pin(describe.send()).await;
            let described = described.map_err(|refused| refusal::<StartError>("StepFunctions", &refused))?;
            match described.status() {
                ExecutionStatus::Running | ExecutionStatus::PendingRedrive => pauses.next().await,
                ExecutionStatus::Succeeded => {
                    let output = serde_json::from_str(described.output().unwrap_or("null"));
                    let output = output
                        .unwrap_or_else(|reason| crash(format!("the output of {execution_arn}: {reason}")));
                    return Ok(Succeeded { execution_arn, output });
                }
                status => workflow_runtime::crash(
                    "States.TaskFailed",
                    format!(
                        "{execution_arn} is {}: {} {}",
                        status.as_str(),
                        described.error().unwrap_or_default(),
                        described.cause().unwrap_or_default()
                    ),
                ),
            }
        }
    }
}

fn request<I: Serialize>(
    sfn: &Local<aws_sdk_sfn::Client>,
    execution: &StartExecution<I>,
) -> StartExecutionFluentBuilder {
    let input = json_of(&execution.input);
    sfn.client
        .start_execution()
        .state_machine_arn(sfn.resource(&execution.state_machine_arn))
        .input(input.to_string())
        .set_name(execution.options.name.clone())
}

async fn start(request: StartExecutionFluentBuilder) -> Result<String, StartError> {
    let started =
        Box::pin(request.send()).await.map_err(|refused| refusal::<StartError>("StepFunctions", &refused))?;
    Ok(started.execution_arn)
}
