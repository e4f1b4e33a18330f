//! AWS Glue: `glue:startJobRun`, also to wait for the run's end (`.sync`). Glue has no `.waitForTaskToken`.
//!
//! Read next: `api.rs` for how it is called, `mod.rs` for what its errors are called.

use aws_types::SdkConfig;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use workflow_runtime::prelude::{Data, TaskError};
use workflow_runtime::tasks;

use super::services::api::{Api, Keys, Protocol, Service, failed, result};
use super::services::{Local, json_of};

const GLUE: Service = Service {
    errors: "Glue",
    signing_name: "glue",
    host: "glue",
    protocol: Protocol::Target("AWSGlue"),
    keys: Keys::Pascal,
};

/// A client of Glue.
#[derive(Clone, Debug)]
pub struct Client(Api);

impl Client {
    /// The client with the region, the credentials and the HTTP client of this configuration.
    #[must_use]
    pub fn new(config: &SdkConfig) -> Self {
        Self(Api::new(&GLUE, config))
    }
}

/// What `StartJobRun` is given (AWS Glue web API reference, `StartJobRun`).
///
/// `A` is an object of texts whose keys are the names of arguments: `#[serde(rename = "--day")]`; or a map,
/// carried, or made in the state by `BTreeMap::from([("name".to_owned(), value)])`. A run that has none is
/// given [`Nothing`](crate::Nothing).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct StartJobRun<A> {
    /// The name of the job: `"${ReportJob}"` is a parameter of the template.
    pub job_name: String,
    /// The arguments of the job's script, and Glue's own: each name begins with `--`.
    pub arguments: A,
    /// What it runs on.
    #[serde(flatten)]
    pub capacity: Capacity,
    /// What may be left out.
    #[serde(flatten)]
    pub options: StartJobRunOptions,
}

/// What a run runs on: so many workers, or so many units, or what the job says. Glue takes no two of them.
///
/// ```compile_fail,E0559
/// # use workflow_aws::glue::{Capacity, WorkerType};
/// let both = Capacity::Workers { worker_type: WorkerType::G1X, number_of_workers: 2, max_capacity: 2.0 };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Data)]
#[serde(untagged, rename_all_fields = "PascalCase")]
pub enum Capacity {
    /// Workers of a type.
    Workers {
        /// The type.
        worker_type: WorkerType,
        /// How many.
        number_of_workers: u32,
    },
    /// Data processing units: 0.0625 or 1 for a Python shell, 2 to 100 for an older Spark job.
    Units {
        /// How many.
        max_capacity: f64,
    },
    /// What the job says.
    OfJob {},
}

/// A type of worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
pub enum WorkerType {
    /// A quarter of a unit, for streams.
    #[serde(rename = "G.025X")]
    G025X,
    /// 1 unit: 4 processors and 16 GB.
    #[serde(rename = "G.1X")]
    G1X,
    /// 2 units.
    #[serde(rename = "G.2X")]
    G2X,
    /// 4 units.
    #[serde(rename = "G.4X")]
    G4X,
    /// 8 units.
    #[serde(rename = "G.8X")]
    G8X,
    /// 2 units with more memory, for Ray.
    #[serde(rename = "Z.2X")]
    Z2X,
}

/// What a run may have besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct StartJobRunOptions {
    /// After how many minutes Glue ends the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout: Option<u32>,
    /// The name of a security configuration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_configuration: Option<String>,
    /// Whether it may wait for spare capacity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub execution_class: Option<ExecutionClass>,
}

/// Whether a run may wait for spare capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "UPPERCASE")]
pub enum ExecutionClass {
    /// It may.
    Flex,
    /// It starts at once.
    Standard,
}

/// A run that was started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct StartedJobRun {
    /// Its id.
    pub job_run_id: String,
}

/// A run that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct FinishedJobRun {
    /// Its id.
    pub id: String,
    /// The name of its job.
    pub job_name: String,
    /// `SUCCEEDED`, or `STOPPED` by somebody.
    pub job_run_state: String,
    /// How many seconds it took.
    #[serde(default)]
    pub execution_time: u32,
}

/// Why a run was not started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TaskError)]
pub enum GlueError {
    /// There is no such job.
    #[error_name = "Glue.EntityNotFoundException"]
    EntityNotFound,
    /// As many runs of the job are there as may be.
    #[error_name = "Glue.ConcurrentRunsExceededException"]
    ConcurrentRunsExceeded,
    /// A field is not what Glue takes.
    #[error_name = "Glue.InvalidInputException"]
    InvalidInput,
    /// Some number of resources is exceeded.
    #[error_name = "Glue.ResourceNumberLimitExceededException"]
    ResourceNumberLimitExceeded,
    /// Glue took too long: try again.
    #[error_name = "Glue.OperationTimeoutException"]
    OperationTimeout,
    /// Glue failed: try again.
    #[error_name = "Glue.InternalServiceException"]
    InternalService,
    /// Glue refuses, for a reason that has no name here.
    #[error_name = "Glue.AWSGlueException"]
    Service,
    /// Glue gave no answer.
    #[error_name = "Glue.SdkClientException"]
    SdkClient,
}

/// Runs jobs. [`Local`] does so over a [`Client`].
#[tasks]
pub trait Glue {
    /// Starts a run, and does not wait for it.
    #[resource("arn:aws:states:::glue:startJobRun")]
    async fn start_job_run<A: Serialize + Sync>(
        &self,
        run: &StartJobRun<A>,
    ) -> Result<StartedJobRun, GlueError>;

    /// Starts a run and waits for its end.
    ///
    /// One that failed, or that Glue ended because it was late, is a
    /// [`Crashed`](workflow_runtime::TaskFailure::Crashed) with `States.TaskFailed`, whose cause is the JSON of the run. AWS
    /// stops the run when the execution is stopped or the state is late; dropping the call here stops the waiting, and not
    /// the run.
    #[resource("arn:aws:states:::glue:startJobRun.sync")]
    async fn start_job_run_sync<A: Serialize + Sync>(
        &self,
        run: &StartJobRun<A>,
    ) -> Result<FinishedJobRun, GlueError>;
}

/// The same calls, from here.
impl Glue for Local<Client> {
    async fn start_job_run<A: Serialize + Sync>(
        &self,
        run: &StartJobRun<A>,
    ) -> Result<StartedJobRun, GlueError> {
        Ok(result(self.start(run).await?))
    }

    async fn start_job_run_sync<A: Serialize + Sync>(
        &self,
        run: &StartJobRun<A>,
    ) -> Result<FinishedJobRun, GlueError> {
        let started = self.start(run).await?;
        let look = json!({ "JobName": self.resource(&run.job_name), "RunId": started["JobRunId"] });
        let end = |mut answer: Value| {
            let run = answer["JobRun"].take();
            is_over(run["JobRunState"].as_str().unwrap_or_default()).then_some(run)
        };
        let ended = self.client.0.until_over::<GlueError>("GetJobRun", look, end).await?;
        let went_well = ["SUCCEEDED", "STOPPED"].contains(&ended["JobRunState"].as_str().unwrap_or_default());
        if went_well { Ok(result(ended)) } else { failed(&ended) }
    }
}

impl Local<Client> {
    async fn start<A: Serialize>(&self, run: &StartJobRun<A>) -> Result<Value, GlueError> {
        let mut input = json_of(run);
        self.resources(&mut input, &["JobName", "SecurityConfiguration"]);
        self.client.0.call("StartJobRun", input).await
    }
}

/// Whether a run in this state stays in it (AWS Glue web API reference, `JobRun`).
fn is_over(state: &str) -> bool {
    ["STOPPED", "SUCCEEDED", "FAILED", "TIMEOUT", "ERROR", "EXPIRED"].contains(&state)
}
