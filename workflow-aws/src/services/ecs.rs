//! Amazon ECS and AWS Fargate: `ecs:runTask`, also to wait for the task's end (`.sync`) or for its token.
//!
//! The error `AmazonECS.Unknown` is the developer guide's ("Run Amazon ECS or Fargate tasks"). Read next: `api.rs` for how it
//! is called, `mod.rs` for what its other errors are called.

use aws_types::SdkConfig;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use workflow_runtime::prelude::{Data, TaskError, TaskToken};
use workflow_runtime::tasks;

use super::services::api::{Api, Keys, Protocol, Service, failed, result};
use super::services::{Local, handed_over, json_of};

const ECS: Service = Service {
    errors: "ECS",
    signing_name: "ecs",
    host: "ecs",
    protocol: Protocol::Target("AmazonEC2ContainerServiceV20141113"),
    keys: Keys::Camel(&[]),
};

/// A client of ECS.
#[derive(Clone, Debug)]
pub struct Client(Api);

impl Client {
    /// The client with the region, the credentials and the HTTP client of this configuration.
    #[must_use]
    pub fn new(config: &SdkConfig) -> Self {
        Self(Api::new(&ECS, config))
    }
}

/// What `RunTask` is given (Amazon ECS API reference, `RunTask`). One task is run: Step Functions has no `Count`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct RunTask {
    /// The name or the ARN of the cluster: `"${ClusterArn}"` is a parameter of the template, and its value the ARN.
    pub cluster: String,
    /// The task definition: `family`, which is its newest revision, `family:revision`, or an ARN.
    pub task_definition: String,
    /// Where it runs.
    #[serde(flatten)]
    pub launch: Launch,
    /// What may be left out.
    #[serde(flatten)]
    pub options: RunTaskOptions,
}

/// Where a task runs.
///
/// On Fargate it has a network configuration, and elsewhere no version of the platform.
///
/// ```compile_fail,E0063
/// # use workflow_aws::ecs::Launch;
/// let without_network = Launch::Fargate { platform_version: None };
/// ```
///
/// ```compile_fail,E0559
/// # use workflow_aws::ecs::Launch;
/// let of_fargate = Launch::Ec2 { network_configuration: None, platform_version: Some("1.4.0".to_owned()) };
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(tag = "LaunchType", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "PascalCase")]
pub enum Launch {
    /// On AWS Fargate.
    Fargate {
        /// Its subnets.
        network_configuration: NetworkConfiguration,
        /// The version of the platform; without it `LATEST`.
        #[serde(skip_serializing_if = "Option::is_none")]
        platform_version: Option<String>,
    },
    /// On the cluster's instances.
    Ec2 {
        /// Its subnets, where the task definition's network mode is `awsvpc`.
        #[serde(skip_serializing_if = "Option::is_none")]
        network_configuration: Option<NetworkConfiguration>,
    },
    /// On machines that were registered from outside of AWS.
    External,
}

/// The network of a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct NetworkConfiguration {
    /// The network interface that the task gets.
    pub awsvpc_configuration: AwsVpcConfiguration,
}

/// The network interface of a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct AwsVpcConfiguration {
    /// The ids of its subnets, one at least.
    pub subnets: Vec<String>,
    /// The ids of its security groups; without one the default of the VPC.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub security_groups: Vec<String>,
    /// Whether it can be reached from outside, and reaches out.
    pub assign_public_ip: AssignPublicIp,
}

/// Whether a task has a public address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AssignPublicIp {
    /// It has one.
    Enabled,
    /// It has none.
    Disabled,
}

/// What a run may have besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct RunTaskOptions {
    /// What is different from the task definition: the input of the task goes here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overrides: Option<TaskOverrides>,
    /// The group of the task; without it `family:` and the family.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Whether somebody may run commands in its containers while it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_execute_command: Option<bool>,
}

/// What is different from the task definition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct TaskOverrides {
    /// Its containers.
    pub container_overrides: Vec<ContainerOverride>,
}

/// What is different in a container.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct ContainerOverride {
    /// Its name in the task definition.
    pub name: String,
    /// Its command; none is that of the task definition.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub command: Vec<String>,
    /// Variables in addition to those of the task definition, or instead of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub environment: Vec<EnvironmentVariable>,
}

/// An environment variable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct EnvironmentVariable {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// What `RunTask` is given to run a task that has the token of the workflow's task, and answers with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct RunTaskWithToken {
    /// The name or the ARN of the cluster.
    pub cluster: String,
    /// The task definition: `family`, which is its newest revision, `family:revision`, or an ARN.
    pub task_definition: String,
    /// Where it runs.
    #[serde(flatten)]
    pub launch: Launch,
    /// Who gets the token.
    pub overrides: TokenOverrides,
}

/// Who gets the token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct TokenOverrides {
    /// The container.
    pub container_overrides: [TokenContainer; 1],
}

/// The container that gets the token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct TokenContainer {
    /// Its name in the task definition.
    pub name: String,
    /// The variable whose value is the token.
    pub environment: [TokenVariable; 1],
    /// Its command, which has what else the task is told; none is that of the task definition.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub command: Vec<String>,
}

/// The environment variable whose value is the token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct TokenVariable {
    /// Its name: `TASK_TOKEN`.
    pub name: String,
}

/// What became of a request to run a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct RunTaskResult {
    /// The task, if it was placed.
    pub tasks: Vec<EcsTask>,
    /// Why it was not placed: of a request alone AWS makes no error of that.
    pub failures: Vec<PlacementFailure>,
}

/// A task as ECS describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct EcsTask {
    /// Its ARN.
    pub task_arn: String,
    /// Where it is in its life: `PROVISIONING` first, `STOPPED` at the end.
    pub last_status: String,
    /// Why it stopped, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_reason: Option<String>,
    /// Its containers.
    #[serde(default)]
    pub containers: Vec<EcsContainer>,
}

/// A container as ECS describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct EcsContainer {
    /// Its name in the task definition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it ended with, once it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_code: Option<i32>,
}

/// Why a task was not placed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct PlacementFailure {
    /// What failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// Why: `RESOURCE:MEMORY`, `Capacity is unavailable at this time`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Why a task was not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TaskError)]
pub enum EcsError {
    /// It could not be placed: there is no capacity, or no instance fits.
    #[error_name = "AmazonECS.Unknown"]
    NotPlaced,
    /// There is no such cluster.
    #[error_name = "ECS.ClusterNotFoundException"]
    ClusterNotFound,
    /// The request is not what ECS takes, or the caller may not.
    #[error_name = "ECS.ClientException"]
    Client,
    /// A field is not what ECS takes.
    #[error_name = "ECS.InvalidParameterException"]
    InvalidParameter,
    /// The version of the platform does not have what the task definition asks for.
    #[error_name = "ECS.PlatformTaskDefinitionIncompatibilityException"]
    PlatformTaskDefinitionIncompatibility,
    /// ECS failed: try again.
    #[error_name = "ECS.ServerException"]
    Server,
    /// ECS refuses, for a reason that has no name here.
    #[error_name = "ECS.AmazonECSException"]
    Service,
    /// ECS gave no answer.
    #[error_name = "ECS.SdkClientException"]
    SdkClient,
}

/// Runs tasks. [`Local`] does so over a [`Client`].
#[tasks]
pub trait Ecs {
    /// Asks for a task, and does not wait for it.
    #[resource("arn:aws:states:::ecs:runTask")]
    async fn run_task(&self, task: &RunTask) -> Result<RunTaskResult, EcsError>;

    /// Runs a task and waits until it has stopped.
    ///
    /// One that did not start, or of which a container ended with another code than 0, is a
    /// [`Crashed`](workflow_runtime::TaskFailure::Crashed) with `States.TaskFailed`, whose cause is the JSON of the task.
    /// AWS stops the task when the execution is stopped or the state is late; dropping the call here stops the waiting, and
    /// not the task.
    #[resource("arn:aws:states:::ecs:runTask.sync")]
    async fn run_task_sync(&self, task: &RunTask) -> Result<EcsTask, EcsError>;

    /// Runs a task that is given the token, and waits for whoever answers: with a `T`, or with an `E`.
    ///
    /// A task that cannot be run is a [`Crashed`](workflow_runtime::TaskFailure::Crashed).
    #[resource(
        "arn:aws:states:::ecs:runTask.waitForTaskToken",
        token_at = "Overrides.ContainerOverrides.0.Environment.0.Value"
    )]
    async fn run_task_with_token<T, E: TaskError>(
        &self,
        task: &RunTaskWithToken,
        token: TaskToken<T>,
    ) -> Result<(), E>;
}

/// The same calls, from here.
impl Ecs for Local<Client> {
    async fn run_task(&self, task: &RunTask) -> Result<RunTaskResult, EcsError> {
        Ok(result(self.run(json_of(task)).await?))
    }

    async fn run_task_sync(&self, task: &RunTask) -> Result<EcsTask, EcsError> {
        let begun = self.placed(json_of(task)).await?;
        let look = json!({ "Cluster": begun["ClusterArn"], "Tasks": [begun["TaskArn"]] });
        let end = |mut answer: Value| {
            let task = answer["Tasks"][0].take();
            (task["LastStatus"] == "STOPPED").then_some(task)
        };
        let ended = self.client.0.until_over::<EcsError>("DescribeTasks", look, end).await?;
        if went_well(&ended) { Ok(result(ended)) } else { failed(&ended) }
    }

    async fn run_task_with_token<T, E: TaskError>(
        &self,
        task: &RunTaskWithToken,
        token: TaskToken<T>,
    ) -> Result<(), E> {
        let mut input = json_of(task);
        input["Overrides"]["ContainerOverrides"][0]["Environment"][0]["Value"] = token.as_str().into();
        handed_over(self.placed(input).await);
        Ok(())
    }
}

impl Local<Client> {
    async fn run(&self, mut input: Value) -> Result<Value, EcsError> {
        self.resources(&mut input, &["Cluster", "TaskDefinition", "NetworkConfiguration"]);
        self.client.0.call("RunTask", input).await
    }

    /// The task, or the error of one that was not placed.
    async fn placed(&self, input: Value) -> Result<Value, EcsError> {
        let mut answer = self.run(input).await?;
        match answer["Failures"].as_array() {
            Some(failures) if !failures.is_empty() => {
                tracing::warn!(?failures, "the task was not placed");
                Err(EcsError::NotPlaced)
            }
            _ => Ok(answer["Tasks"][0].take()),
        }
    }
}

/// Whether a task that has stopped did its work.
fn went_well(task: &Value) -> bool {
    let mut codes =
        task["Containers"].as_array().into_iter().flatten().map(|container| &container["ExitCode"]);
    task["StopCode"] != "TaskFailedToStart" && codes.all(|code| code.is_null() || *code == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_did_its_work_if_it_started_and_its_containers_ended_with_0() {
        let stopped = |code: &str, exits: &[Value]| {
            let containers: Vec<Value> = exits.iter().map(|exit| json!({ "ExitCode": exit })).collect();
            went_well(&json!({ "StopCode": code, "Containers": containers }))
        };
        assert!(stopped("EssentialContainerExited", &[json!(0), json!(0)]));
        assert!(!stopped("EssentialContainerExited", &[json!(0), json!(1)]));
        assert!(!stopped("TaskFailedToStart", &[Value::Null]));
    }
}
