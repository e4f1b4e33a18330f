//! AWS Batch: `batch:submitJob`, also to wait for the job's end (`.sync`). Batch has no `.waitForTaskToken`.
//!
//! Read next: `api.rs` for how it is called, `mod.rs` for what its errors are called.

use std::collections::BTreeMap;

use aws_types::SdkConfig;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use workflow_runtime::prelude::{Data, TaskError};
use workflow_runtime::tasks;

use super::services::api::{Api, Keys, Protocol, Service, failed, result};
use super::services::{Local, json_of};

const BATCH: Service = Service {
    errors: "Batch",
    signing_name: "batch",
    host: "batch",
    protocol: Protocol::Path("/v1/"),
    keys: Keys::Camel(&["Parameters", "Tags"]),
};

/// A client of Batch.
#[derive(Clone, Debug)]
pub struct Client(Api);

impl Client {
    /// The client with the region, the credentials and the HTTP client of this configuration.
    #[must_use]
    pub fn new(config: &SdkConfig) -> Self {
        Self(Api::new(&BATCH, config))
    }
}

/// What `SubmitJob` is given (AWS Batch API reference, `SubmitJob`).
///
/// `P` is an object of texts whose keys are the names of parameters: `#[serde(rename_all = "PascalCase")]`; or a map,
/// carried, or made in the state by `BTreeMap::from([("name".to_owned(), value)])`. A job that has
/// none is given [`Nothing`](crate::Nothing).
///
/// ```compile_fail,E0063
/// # use workflow_aws::batch::{SubmitJob, SubmitJobOptions};
/// let without_a_queue = SubmitJob {
///     job_name: "report".to_owned(),
///     job_definition: "report".to_owned(),
///     parameters: workflow_aws::Nothing {},
///     options: SubmitJobOptions::default(),
/// };
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct SubmitJob<P> {
    /// The job's name: letters, digits, `-` and `_`, 128 at most.
    pub job_name: String,
    /// The name or the ARN of the queue: `"${QueueArn}"` is a parameter of the template, and its value the ARN.
    pub job_queue: String,
    /// The job definition: `name`, which is its newest revision, `name:revision`, or an ARN.
    pub job_definition: String,
    /// What stands for the placeholders `Ref::name` in the command of the job definition.
    pub parameters: P,
    /// What may be left out.
    #[serde(flatten)]
    pub options: SubmitJobOptions,
}

/// What a job may have besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct SubmitJobOptions {
    /// What is different in the container from the job definition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container_overrides: Option<ContainerOverrides>,
    /// The jobs that have to be over before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<JobDependency>,
    /// How often it is tried, if it fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_strategy: Option<RetryStrategy>,
    /// How long an attempt may take.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout: Option<JobTimeout>,
    /// As how many jobs it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub array_properties: Option<ArrayProperties>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
}

/// What is different in a job's container.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct ContainerOverrides {
    /// Its command; none is that of the job definition.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub command: Vec<String>,
    /// Variables in addition to those of the job definition, or instead of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub environment: Vec<EnvironmentVariable>,
    /// Its processors and its memory.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resource_requirements: Vec<ResourceRequirement>,
}

/// An environment variable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct EnvironmentVariable {
    /// Its name, which does not begin with `AWS_BATCH`.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// How much a container has of something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct ResourceRequirement {
    /// Of what.
    pub r#type: ResourceType,
    /// How much, as text: MiB of memory, a number of the others (`"0.25"` processors on Fargate).
    pub value: String,
}

/// What a container has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "UPPERCASE")]
pub enum ResourceType {
    /// Graphics processors.
    Gpu,
    /// Memory, in MiB.
    Memory,
    /// Processors.
    Vcpu,
}

/// A job that has to be over before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct JobDependency {
    /// Its id.
    pub job_id: String,
}

/// How often a job is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct RetryStrategy {
    /// How often: 1 to 10.
    pub attempts: u32,
}

/// How long an attempt may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct JobTimeout {
    /// Seconds: 60 at least.
    pub attempt_duration_seconds: u32,
}

/// As how many jobs a job runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct ArrayProperties {
    /// How many: 2 to 10,000. Each finds its number in `AWS_BATCH_JOB_ARRAY_INDEX`.
    pub size: u32,
}

/// A job that was submitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct SubmittedJob {
    /// Its ARN.
    pub job_arn: String,
    /// Its id.
    pub job_id: String,
    /// Its name.
    pub job_name: String,
}

/// A job that succeeded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct FinishedJob {
    /// Its id.
    pub job_id: String,
    /// Its name.
    pub job_name: String,
    /// `SUCCEEDED`.
    pub status: String,
}

/// Why a job was not submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TaskError)]
pub enum BatchError {
    /// There is no such queue or job definition, or the request is not what Batch takes.
    #[error_name = "Batch.ClientException"]
    Client,
    /// Batch failed: try again.
    #[error_name = "Batch.ServerException"]
    Server,
    /// Batch refuses, for a reason that has no name here: too many requests, for one.
    #[error_name = "Batch.AWSBatchException"]
    Service,
    /// Batch gave no answer.
    #[error_name = "Batch.SdkClientException"]
    SdkClient,
}

/// Submits jobs. [`Local`] does so over a [`Client`].
///
/// Batch gives no token away, so there is no task that waits for one:
///
/// ```compile_fail,E0599
/// # use workflow_aws::batch::{Batch, SubmitJob};
/// # use workflow_runtime::prelude::TaskToken;
/// async fn with_a_token(batch: impl Batch, job: SubmitJob<()>, token: TaskToken<u32>) {
///     batch.submit_job_with_token(&job, token).await;
/// }
/// ```
#[tasks]
pub trait Batch {
    /// Submits a job, and does not wait for it.
    #[resource("arn:aws:states:::batch:submitJob")]
    async fn submit_job<P: Serialize + Sync>(&self, job: &SubmitJob<P>) -> Result<SubmittedJob, BatchError>;

    /// Submits a job and waits for its end.
    ///
    /// One that failed is a [`Crashed`](workflow_runtime::TaskFailure::Crashed) with `States.TaskFailed`, whose cause is the
    /// JSON of the job. AWS terminates the job when the execution is stopped or the state is late; dropping the call here
    /// stops the waiting, and not the job.
    #[resource("arn:aws:states:::batch:submitJob.sync")]
    async fn submit_job_sync<P: Serialize + Sync>(
        &self,
        job: &SubmitJob<P>,
    ) -> Result<FinishedJob, BatchError>;
}

/// The same calls, from here.
impl Batch for Local<Client> {
    async fn submit_job<P: Serialize + Sync>(&self, job: &SubmitJob<P>) -> Result<SubmittedJob, BatchError> {
        Ok(result(self.submit(job).await?))
    }

    async fn submit_job_sync<P: Serialize + Sync>(
        &self,
        job: &SubmitJob<P>,
    ) -> Result<FinishedJob, BatchError> {
        let submitted = self.submit(job).await?;
        let look = json!({ "Jobs": [submitted["JobId"]] });
        let end = |mut answer: Value| {
            let job = answer["Jobs"][0].take();
            let is_over = ["SUCCEEDED", "FAILED"].contains(&job["Status"].as_str().unwrap_or_default());
            is_over.then_some(job)
        };
        let ended = self.client.0.until_over::<BatchError>("DescribeJobs", look, end).await?;
        if ended["Status"] == "SUCCEEDED" { Ok(result(ended)) } else { failed(&ended) }
    }
}

impl Local<Client> {
    async fn submit<P: Serialize>(&self, job: &SubmitJob<P>) -> Result<Value, BatchError> {
        let mut input = json_of(job);
        self.resources(&mut input, &["JobQueue", "JobDefinition"]);
        self.client.0.call("SubmitJob", input).await
    }
}
