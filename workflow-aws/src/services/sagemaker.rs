//! Amazon SageMaker AI: `sagemaker:createTrainingJob`, also to wait for the job's end (`.sync`). It has no
//! `.waitForTaskToken`.
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

const SAGEMAKER: Service = Service {
    errors: "SageMaker",
    signing_name: "sagemaker",
    host: "api.sagemaker",
    protocol: Protocol::Target("SageMaker"),
    keys: Keys::Pascal,
};

/// A client of SageMaker.
#[derive(Clone, Debug)]
pub struct Client(Api);

impl Client {
    /// The client with the region, the credentials and the HTTP client of this configuration.
    #[must_use]
    pub fn new(config: &SdkConfig) -> Self {
        Self(Api::new(&SAGEMAKER, config))
    }
}

/// What `CreateTrainingJob` is given (Amazon SageMaker API reference, `CreateTrainingJob`).
///
/// `H` is an object of texts whose keys are the names of hyperparameters; or a map, carried, or made in the state by
/// `BTreeMap::from([("name".to_owned(), value)])`. A job that has none is given
/// [`Nothing`](crate::Nothing).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct CreateTrainingJob<H> {
    /// The job's name, which no other one of the account has: letters, digits and `-`, 63 at most.
    pub training_job_name: String,
    /// What it trains by.
    pub algorithm_specification: AlgorithmSpecification,
    /// The ARN of the role that it works under: `"${TrainingRole}"` is a parameter of the template.
    pub role_arn: String,
    /// Where the model goes.
    pub output_data_config: OutputDataConfig,
    /// What it runs on.
    pub resource_config: ResourceConfig,
    /// When SageMaker ends it.
    pub stopping_condition: StoppingCondition,
    /// What the algorithm is told.
    pub hyper_parameters: H,
    /// What may be left out.
    #[serde(flatten)]
    pub options: TrainingOptions,
}

/// What a job trains by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct AlgorithmSpecification {
    /// Which algorithm.
    #[serde(flatten)]
    pub algorithm: Algorithm,
    /// How it gets its data.
    pub training_input_mode: TrainingInputMode,
}

/// An algorithm: an image or one that is registered. SageMaker does not take both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
pub enum Algorithm {
    /// The registry's path of a Docker image.
    TrainingImage(String),
    /// The name or the ARN of an algorithm of the account's, or of the marketplace.
    AlgorithmName(String),
}

/// How a job gets its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
pub enum TrainingInputMode {
    /// It is copied before the job begins.
    File,
    /// It is read from S3 when the job asks for it, as from a file.
    FastFile,
    /// It streams out of a pipe.
    Pipe,
}

/// Where the model goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct OutputDataConfig {
    /// `s3://bucket/prefix`
    #[serde(rename = "S3OutputPath")]
    pub s3_output_path: String,
}

/// What a job runs on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct ResourceConfig {
    /// `ml.m5.xlarge`
    pub instance_type: String,
    /// How many.
    pub instance_count: u32,
    /// GB of storage that each has.
    #[serde(rename = "VolumeSizeInGB")]
    pub volume_size_in_gb: u32,
}

/// When SageMaker ends a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct StoppingCondition {
    /// After how many seconds: 28 days at most.
    pub max_runtime_in_seconds: u32,
}

/// What a job may have besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct TrainingOptions {
    /// Its data: 20 channels at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub input_data_config: Vec<Channel>,
    /// Environment variables of the container.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub environment: BTreeMap<String, String>,
    /// The VPC that it works in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vpc_config: Option<VpcConfig>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

/// Data that a job is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct Channel {
    /// `train`
    pub channel_name: String,
    /// Where it is.
    pub data_source: DataSource,
    /// Its media type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
}

/// Where data is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
pub enum DataSource {
    /// In S3.
    S3DataSource(S3DataSource),
}

/// Data in S3.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct S3DataSource {
    /// What is at the URI.
    #[serde(rename = "S3DataType")]
    pub s3_data_type: S3DataType,
    /// `s3://bucket/prefix`
    #[serde(rename = "S3Uri")]
    pub s3_uri: String,
    /// Which instance gets what.
    #[serde(rename = "S3DataDistributionType")]
    pub s3_data_distribution_type: S3DataDistributionType,
}

/// What is at a URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
pub enum S3DataType {
    /// All objects whose keys begin with it.
    S3Prefix,
    /// A list of keys.
    ManifestFile,
    /// A list of objects and labels.
    AugmentedManifestFile,
}

/// Which instance gets what data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
pub enum S3DataDistributionType {
    /// Each gets all of it.
    FullyReplicated,
    /// Each gets its share.
    ShardedByS3Key,
}

/// The VPC that a job works in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct VpcConfig {
    /// The ids of security groups.
    pub security_group_ids: Vec<String>,
    /// The ids of subnets.
    pub subnets: Vec<String>,
}

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct Tag {
    /// Its name.
    pub key: String,
    /// Its value.
    pub value: String,
}

/// A job that was created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct CreatedTrainingJob {
    /// Its ARN.
    pub training_job_arn: String,
}

/// A job that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct FinishedTrainingJob {
    /// Its ARN.
    pub training_job_arn: String,
    /// Its name.
    pub training_job_name: String,
    /// `Completed`, or `Stopped`: by somebody, or by its stopping condition.
    pub training_job_status: String,
    /// What it made.
    pub model_artifacts: ModelArtifacts,
}

/// What a job made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct ModelArtifacts {
    /// `s3://bucket/prefix/job/output/model.tar.gz`
    #[serde(rename = "S3ModelArtifacts")]
    pub s3_model_artifacts: String,
}

/// Why a job was not created.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TaskError)]
pub enum SageMakerError {
    /// Another job has the name.
    #[error_name = "SageMaker.ResourceInUseException"]
    ResourceInUse,
    /// The account has no more of such instances.
    #[error_name = "SageMaker.ResourceLimitExceededException"]
    ResourceLimitExceeded,
    /// Something that the job needs is not there.
    #[error_name = "SageMaker.ResourceNotFoundException"]
    ResourceNotFound,
    /// SageMaker refuses, for a reason that has no name here: a field that it does not take, or too many requests.
    #[error_name = "SageMaker.AmazonSageMakerException"]
    Service,
    /// SageMaker gave no answer.
    #[error_name = "SageMaker.SdkClientException"]
    SdkClient,
}

/// Trains models. [`Local`] does so over a [`Client`].
#[tasks]
pub trait SageMaker {
    /// Creates a training job, and does not wait for it.
    #[resource("arn:aws:states:::sagemaker:createTrainingJob")]
    async fn create_training_job<H: Serialize + Sync>(
        &self,
        job: &CreateTrainingJob<H>,
    ) -> Result<CreatedTrainingJob, SageMakerError>;

    /// Creates a training job and waits for its end.
    ///
    /// One that failed is a [`Crashed`](workflow_runtime::TaskFailure::Crashed) with `States.TaskFailed`, whose cause is the
    /// JSON of the job. AWS stops the job when the execution is stopped or the state is late; dropping the call here stops
    /// the waiting, and not the job.
    #[resource("arn:aws:states:::sagemaker:createTrainingJob.sync")]
    async fn create_training_job_sync<H: Serialize + Sync>(
        &self,
        job: &CreateTrainingJob<H>,
    ) -> Result<FinishedTrainingJob, SageMakerError>;
}

/// The same calls, from here.
impl SageMaker for Local<Client> {
    async fn create_training_job<H: Serialize + Sync>(
        &self,
        job: &CreateTrainingJob<H>,
    ) -> Result<CreatedTrainingJob, SageMakerError> {
        Ok(result(self.create(job).await?))
    }

    async fn create_training_job_sync<H: Serialize + Sync>(
        &self,
        job: &CreateTrainingJob<H>,
    ) -> Result<FinishedTrainingJob, SageMakerError> {
        self.create(job).await?;
        let look = json!({ "TrainingJobName": job.training_job_name });
        let end = |job: Value| {
            let status = job["TrainingJobStatus"].as_str().unwrap_or_default();
            ["Completed", "Failed", "Stopped"].contains(&status).then_some(job)
        };
        let ended = self.client.0.until_over::<SageMakerError>("DescribeTrainingJob", look, end).await?;
        if ended["TrainingJobStatus"] == "Failed" { failed(&ended) } else { Ok(result(ended)) }
    }
}

impl Local<Client> {
    async fn create<H: Serialize>(&self, job: &CreateTrainingJob<H>) -> Result<Value, SageMakerError> {
        let mut input = json_of(job);
        let resources =
            ["RoleArn", "AlgorithmSpecification", "InputDataConfig", "OutputDataConfig", "VpcConfig"];
        self.resources(&mut input, &resources);
        self.client.0.call("CreateTrainingJob", input).await
    }
}
