//! Jobs of ECS, Batch, SageMaker and Glue: started, and waited for.

use std::sync::{Arc, Mutex};

use aws_sdk_sfn::config::{BehaviorVersion, Credentials, Region};
use aws_types::SdkConfig;
use serde_json::{Value, json};
use workflow_aws::batch::{
    self, ArrayProperties, Batch, BatchError, ContainerOverrides, JobTimeout, RetryStrategy, SubmitJob,
    SubmitJobOptions,
};
use workflow_aws::ecs::{
    self, AssignPublicIp, AwsVpcConfiguration, ContainerOverride, Ecs, EcsError, EnvironmentVariable, Launch,
    NetworkConfiguration, RunTask, RunTaskOptions, TaskOverrides,
};
use workflow_aws::glue::{self, Capacity, Glue, GlueError, StartJobRun, StartJobRunOptions, WorkerType};
use workflow_aws::sagemaker::{
    self, Algorithm, AlgorithmSpecification, Channel, CreateTrainingJob, DataSource, OutputDataConfig,
    ResourceConfig, S3DataDistributionType, S3DataSource, S3DataType, SageMaker, StoppingCondition,
    TrainingInputMode, TrainingOptions,
};
use workflow_aws::{Local, Nothing};
use workflow_runtime::observer::{EventDetails, History};
use workflow_runtime::prelude::*;

use crate::stage::{ANY_ROLE, Nobody, here, stage, there};

/// Which data.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Day {
    day: String,
}

/// The parameters of a batch job.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Counted {
    day: String,
}

/// The arguments of a Glue job.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Summed {
    #[serde(rename = "--day")]
    day: String,
}

/// The hyperparameters of a training job.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Rounds {
    num_round: String,
}

/// Renders a day on Fargate.
#[workflow(tasks(ecs(Ecs)))]
pub(crate) mod render {
    use super::*;

    /// Waits for the end.
    #[start]
    #[task]
    fn run(day: Day) -> Transition<String> {
        let task = ecs.run_task_sync(&RunTask {
            cluster: "${ClusterArn}",
            task_definition: "${RenderTask}",
            launch: Launch::Fargate {
                network_configuration: NetworkConfiguration {
                    awsvpc_configuration: AwsVpcConfiguration {
                        subnets: vec!["${Subnet}".to_owned()],
                        security_groups: vec!["${Group}".to_owned()],
                        assign_public_ip: AssignPublicIp::Disabled,
                    },
                },
                platform_version: None,
            },
            options: RunTaskOptions {
                overrides: Some(TaskOverrides {
                    container_overrides: vec![ContainerOverride {
                        name: "render",
                        command: vec!["render".to_owned(), day.day],
                        environment: vec![EnvironmentVariable { name: "DAY", value: day.day }],
                    }],
                }),
                ..RunTaskOptions::default()
            },
        })?;
        start(day, task.last_status)
    }

    /// Does not wait.
    #[task]
    fn start(day: Day, status: String) -> Transition<String> {
        let started = ecs.run_task(&RunTask {
            cluster: "${ClusterArn}",
            task_definition: "${RenderTask}",
            launch: Launch::Fargate {
                network_configuration: NetworkConfiguration {
                    awsvpc_configuration: AwsVpcConfiguration {
                        subnets: vec!["${Subnet}".to_owned()],
                        security_groups: vec![],
                        assign_public_ip: AssignPublicIp::Enabled,
                    },
                },
                platform_version: Some("1.4.0".to_owned()),
            },
            options: RunTaskOptions::default(),
        })?;
        succeed(format!("{} {status} {}", day.day, started.failures.len()))
    }
}

/// Renders on a cluster that is not there. LocalStack does not tell the errors of ECS from others.
#[workflow(tasks(ecs(Ecs)))]
pub(crate) mod render_nowhere {
    use super::*;

    /// Waits for the end.
    #[start]
    #[task]
    fn run(task_definition: String) -> Transition<String> {
        match ecs.run_task_sync(&RunTask {
            cluster: "nowhere",
            task_definition,
            launch: Launch::Ec2 { network_configuration: None },
            options: RunTaskOptions::default(),
        }) {
            Ok(task) => succeed(task.task_arn),
            Err(Failed(EcsError::ClusterNotFound)) => succeed("there is no such cluster"),
            Err(error) => fail(error),
        }
    }
}

/// Counts a day in a batch.
#[workflow(tasks(batch(Batch)))]
pub(crate) mod count {
    use super::*;

    /// Waits for the end.
    #[start]
    #[task]
    fn run(day: Day) -> Transition<String> {
        let job = batch.submit_job_sync(&SubmitJob {
            job_name: format!("count-{}", day.day),
            job_queue: "${QueueArn}",
            job_definition: "count",
            parameters: Counted { day: day.day },
            options: SubmitJobOptions {
                container_overrides: Some(ContainerOverrides {
                    environment: vec![batch::EnvironmentVariable { name: "DAY", value: day.day }],
                    ..ContainerOverrides::default()
                }),
                retry_strategy: Some(RetryStrategy { attempts: 2 }),
                timeout: Some(JobTimeout { attempt_duration_seconds: 600 }),
                ..SubmitJobOptions::default()
            },
        })?;
        start(day, job.status)
    }

    /// Does not wait.
    #[task]
    fn start(day: Day, status: String) -> Transition<String> {
        let job = batch.submit_job(&SubmitJob {
            job_name: "count-all",
            job_queue: "${QueueArn}",
            job_definition: "count",
            parameters: Nothing {},
            options: SubmitJobOptions {
                array_properties: Some(ArrayProperties { size: 2 }),
                ..SubmitJobOptions::default()
            },
        })?;
        undefined(day, format!("{status} {}", job.job_name))
    }

    /// Of a definition that is not there.
    #[task]
    fn undefined(day: Day, status: String) -> Transition<String> {
        match batch.submit_job_sync(&SubmitJob {
            job_name: "nothing",
            job_queue: "${QueueArn}",
            job_definition: "nothing",
            parameters: Nothing {},
            options: SubmitJobOptions::default(),
        }) {
            Ok(job) => succeed(job.job_id),
            Err(Failed(BatchError::Client)) => succeed(format!("{} {status}", day.day)),
            Err(error) => fail(error),
        }
    }
}

/// Sums a day up with Glue.
#[workflow(tasks(glue(Glue)))]
pub(crate) mod sum {
    use super::*;

    /// Waits for the end.
    #[start]
    #[task]
    fn run(day: Day) -> Transition<String> {
        let run = glue.start_job_run_sync(&StartJobRun {
            job_name: "${SumJob}",
            arguments: Summed { day: day.day },
            capacity: Capacity::Workers { worker_type: WorkerType::G1X, number_of_workers: 2 },
            options: StartJobRunOptions { timeout: Some(60), ..StartJobRunOptions::default() },
        })?;
        start(day, format!("{} {}", run.job_name, run.job_run_state))
    }

    /// Does not wait.
    #[task]
    fn start(day: Day, state: String) -> Transition<String> {
        let run = glue.start_job_run(&StartJobRun {
            job_name: "${SumJob}",
            arguments: Nothing {},
            capacity: Capacity::OfJob {},
            options: StartJobRunOptions::default(),
        })?;
        nowhere(day, state, run.job_run_id.starts_with("jr_"))
    }

    /// Of a job that is not there.
    #[task]
    fn nowhere(day: Day, state: String, _started: bool) -> Transition<String> {
        match glue.start_job_run(&StartJobRun {
            job_name: "nothing",
            arguments: Nothing {},
            capacity: Capacity::Units { max_capacity: 0.0625 },
            options: StartJobRunOptions::default(),
        }) {
            Ok(run) => succeed(run.job_run_id),
            Err(Failed(GlueError::EntityNotFound)) => succeed(format!("{} {state}", day.day)),
            Err(error) => fail(error),
        }
    }
}

/// Trains a model.
#[workflow(tasks(sagemaker(SageMaker)))]
pub(crate) mod train {
    use super::*;

    /// Does not wait.
    #[start]
    #[task]
    fn start(day: Day) -> Transition<String> {
        let job = sagemaker.create_training_job(&CreateTrainingJob {
            training_job_name: format!("train-{}", day.day),
            algorithm_specification: AlgorithmSpecification {
                algorithm: Algorithm::TrainingImage(
                    "123456789012.dkr.ecr.us-east-1.amazonaws.com/train:1".to_owned(),
                ),
                training_input_mode: TrainingInputMode::File,
            },
            role_arn: "${TrainingRole}",
            output_data_config: OutputDataConfig { s3_output_path: "s3://models" },
            resource_config: ResourceConfig {
                instance_type: "ml.m5.xlarge",
                instance_count: 1,
                volume_size_in_gb: 30,
            },
            stopping_condition: StoppingCondition { max_runtime_in_seconds: 86400 },
            hyper_parameters: Rounds { num_round: "5" },
            options: TrainingOptions {
                input_data_config: vec![Channel {
                    channel_name: "train",
                    data_source: DataSource::S3DataSource(S3DataSource {
                        s3_data_type: S3DataType::S3Prefix,
                        s3_uri: format!("s3://data/{}", day.day),
                        s3_data_distribution_type: S3DataDistributionType::FullyReplicated,
                    }),
                    content_type: Some("text/csv".to_owned()),
                }],
                ..TrainingOptions::default()
            },
        })?;
        succeed(job.training_job_arn)
    }
}

/// Trains a model, and waits for it.
#[workflow(tasks(sagemaker(SageMaker)))]
pub(crate) mod train_to_the_end {
    use super::*;

    /// Waits for the end.
    #[start]
    #[task]
    fn run(day: Day) -> Transition<String> {
        let job = sagemaker.create_training_job_sync(&CreateTrainingJob {
            training_job_name: format!("train-{}", day.day),
            algorithm_specification: AlgorithmSpecification {
                algorithm: Algorithm::AlgorithmName("forest".to_owned()),
                training_input_mode: TrainingInputMode::FastFile,
            },
            role_arn: "${TrainingRole}",
            output_data_config: OutputDataConfig { s3_output_path: "s3://models" },
            resource_config: ResourceConfig {
                instance_type: "ml.m5.xlarge",
                instance_count: 1,
                volume_size_in_gb: 30,
            },
            stopping_condition: StoppingCondition { max_runtime_in_seconds: 86400 },
            hyper_parameters: Nothing {},
            options: TrainingOptions::default(),
        })?;
        succeed(format!("{} {}", job.training_job_status, job.model_artifacts.s3_model_artifacts))
    }
}

/// A configuration of the official SDK that asks at this address.
pub(crate) fn configuration(url: &str) -> SdkConfig {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(aws_sdk_sfn::config::SharedCredentialsProvider::new(Credentials::new(
            "test", "test", None, None, "test",
        )))
        .endpoint_url(url)
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build()
}

/// Tells a service of moto's something that no task here does.
pub(crate) async fn told(url: &str, service: &str, path: &str, target: &str, body: Value) -> Value {
    let credential = format!("AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/{service}/aws4_request");
    let mut request = ureq::post(format!("{url}{path}"))
        .header("authorization", format!("{credential}, SignedHeaders=host, Signature=none"));
    if !target.is_empty() {
        request = request.header("x-amz-target", target).header("content-type", "application/x-amz-json-1.1");
    }
    let sent = tokio::task::spawn_blocking(move || request.send_json(body));
    let mut answer = sent.await.expect("it does not panic").unwrap_or_else(|error| panic!("{error}"));
    answer.body_mut().read_json().expect("it is JSON")
}

/// A cluster with a task definition.
pub(crate) async fn cluster(url: &str) {
    let target = |operation: &str| format!("AmazonEC2ContainerServiceV20141113.{operation}");
    told(url, "ecs", "/", &target("CreateCluster"), json!({ "clusterName": "render" })).await;
    let containers = json!([{ "name": "render", "image": "render:1", "memory": 512, "cpu": 256 }]);
    let definition = json!({ "family": "render", "containerDefinitions": containers });
    told(url, "ecs", "/", &target("RegisterTaskDefinition"), definition).await;
}

/// A job that may run several times at once.
pub(crate) async fn job_of_glue(url: &str) {
    let job = json!({
        "Name": "sum",
        "Role": "arn:aws:iam::123456789012:role/sum",
        "Command": { "Name": "glueetl", "ScriptLocation": "s3://scripts/sum.py" },
        "ExecutionProperty": { "MaxConcurrentRuns": 10 },
    });
    told(url, "glue", "/", "AWSGlue.CreateJob", job).await;
}

fn day() -> (Day, Value) {
    (Day { day: "monday".to_owned() }, json!({ "day": "monday" }))
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_run_on_a_cluster() {
    let Some(stage) = stage("tasks_run_on_a_cluster") else { return };
    let url = stage.services.url();
    cluster(url).await;
    let names = [
        ("ClusterArn", "arn:aws:ecs:us-east-1:123456789012:cluster/render"),
        ("RenderTask", "render:1"),
        ("Subnet", "subnet-1"),
        ("Group", "sg-1"),
    ];
    let local = Local::new(ecs::Client::new(&configuration(url)));
    let ecs = names.iter().fold(local, |local, (name, value)| local.name(*name, *value));
    let (day, input) = day();
    let native = here(&render::Workflow { ecs: ecs.clone() }, day).await;
    assert_eq!(native, Ok(json!("monday STOPPED 0")));
    assert_eq!(there::<render::Workflow>(stage, ANY_ROLE, input, &names, Arc::new(Nobody)), native);
    let nowhere = here(&render_nowhere::Workflow { ecs }, "render:1".to_owned()).await;
    assert_eq!(nowhere, Ok(json!("there is no such cluster")));
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_run_in_a_batch() {
    let Some(stage) = stage("jobs_run_in_a_batch") else { return };
    let url = stage.services.url();
    let role = "arn:aws:iam::123456789012:role/batch";
    let any = json!({ "Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*" });
    let policy = json!({ "Version": "2012-10-17", "Statement": any }).to_string();
    stage.services.give_rights(role, &policy).unwrap_or_else(|error| panic!("{error}"));
    let environment = json!({
        "computeEnvironmentName": "any",
        "type": "UNMANAGED",
        "state": "ENABLED",
        "serviceRole": role,
    });
    let made = told(url, "batch", "/v1/createcomputeenvironment", "", environment).await;
    let order = json!([{ "order": 1, "computeEnvironment": made["computeEnvironmentArn"] }]);
    let queue = json!({ "jobQueueName": "count", "state": "ENABLED", "priority": 1, "computeEnvironmentOrder": order });
    let queue = told(url, "batch", "/v1/createjobqueue", "", queue).await;
    let container = json!({ "image": "count:1", "vcpus": 1, "memory": 128, "command": ["count"] });
    let definition =
        json!({ "jobDefinitionName": "count", "type": "container", "containerProperties": container });
    told(url, "batch", "/v1/registerjobdefinition", "", definition).await;

    let queue = queue["jobQueueArn"].as_str().expect("it has one");
    let batch = Local::new(batch::Client::new(&configuration(url))).name("QueueArn", queue);
    let (day, input) = day();
    let native = here(&count::Workflow { batch }, day).await;
    assert_eq!(native, Ok(json!("monday SUCCEEDED count-all")));
    let names = [("QueueArn", queue)];
    assert_eq!(there::<count::Workflow>(stage, ANY_ROLE, input, &names, Arc::new(Nobody)), native);
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_run_on_glue() {
    let Some(stage) = stage("jobs_run_on_glue") else { return };
    let url = stage.services.url();
    job_of_glue(url).await;
    let glue = Local::new(glue::Client::new(&configuration(url))).name("SumJob", "sum");
    let (day, input) = day();
    let native = here(&sum::Workflow { glue }, day).await;
    assert_eq!(native, Ok(json!("monday sum SUCCEEDED")));
    let names = [("SumJob", "sum")];
    assert_eq!(there::<sum::Workflow>(stage, ANY_ROLE, input, &names, Arc::new(Nobody)), native);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_is_trained() {
    let Some(stage) = stage("a_model_is_trained") else { return };
    let role = ("TrainingRole", "arn:aws:iam::123456789012:role/training");
    let sagemaker = Local::new(sagemaker::Client::new(&configuration(stage.services.url())));
    let sagemaker = sagemaker.name(role.0, role.1);
    let (day, input) = day();
    let native = here(&train::Workflow { sagemaker: sagemaker.clone() }, day.clone()).await;
    assert_eq!(native, Ok(json!("arn:aws:sagemaker:us-east-1:123456789012:training-job/train-monday")));
    assert_eq!(there::<train::Workflow>(stage, ANY_ROLE, input, &[role], Arc::new(Nobody)), native);

    // LocalStack knows no `.sync` of SageMaker.
    let native = here(&train_to_the_end::Workflow { sagemaker }, day).await;
    assert_eq!(native, Ok(json!("Completed s3://models/train-monday/output/model.tar.gz")));
}

/// A service that says what it is told to, one answer after the other, and the last one again and again.
async fn says(answers: Vec<Value>) -> SdkConfig {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let answers = Arc::new(Mutex::new(answers));
    let answer = move || {
        let mut answers = answers.lock().expect("nobody panicked");
        let next = if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() };
        async move { next.to_string() }
    };
    tokio::spawn(async move { axum::serve(listener, axum::Router::new().fallback(answer)).await });
    configuration(&url)
}

/// The error of the first task of a run that failed, and its cause.
async fn fails<W: workflow_runtime::Workflow>(workflow: &W, input: W::Input) -> (String, Value) {
    let history = History::new();
    let _ = workflow_runtime::Execution::of(workflow).observe(&history).run(input).await;
    let failed = history.events().into_iter().find_map(|event| match event.details {
        EventDetails::TaskFailed { error, cause, .. } => Some((error, cause)),
        _ => None,
    });
    let (error, cause) = failed.expect("a task fails");
    let cause = cause.expect("there is a cause");
    (error, serde_json::from_str(&cause).expect("it is the JSON of the job"))
}

#[tokio::test]
async fn the_cause_of_a_job_that_failed_is_its_json() {
    let (day, _) = day();
    let stopped = json!({
        "taskArn": "arn",
        "lastStatus": "STOPPED",
        "stopCode": "EssentialContainerExited",
        "containers": [{ "name": "render", "exitCode": 3 }],
        "overrides": { "containerOverrides": [] },
    });
    let task = |task: &Value| json!({ "tasks": [task], "failures": [] });
    let pending = task(&json!({ "taskArn": "arn", "clusterArn": "cluster", "lastStatus": "PENDING" }));
    let ecs = ecs::Client::new(&says(vec![pending.clone(), pending, task(&stopped)]).await);
    let names = ["ClusterArn", "RenderTask", "Subnet", "Group"];
    let ecs = names.iter().fold(Local::new(ecs), |local, name| local.name(*name, "any"));
    let (error, cause) = fails(&render::Workflow { ecs }, day.clone()).await;
    assert_eq!(error, "States.TaskFailed");
    assert_eq!((&cause["LastStatus"], &cause["Containers"][0]["ExitCode"]), (&json!("STOPPED"), &json!(3)));
    assert_eq!(cause["Overrides"], json!({ "ContainerOverrides": [] }));

    let unplaced = json!({ "tasks": [], "failures": [{ "reason": "RESOURCE:MEMORY" }] });
    let ecs = ecs::Client::new(&says(vec![unplaced]).await);
    let ecs = names.iter().fold(Local::new(ecs), |local, name| local.name(*name, "any"));
    let ended = workflow_runtime::Execution::of(&render::Workflow { ecs }).run(day.clone()).await;
    assert_eq!(ended.expect_err("it fails").error(), "AmazonECS.Unknown");

    let submitted = json!({ "jobArn": "arn", "jobId": "7", "jobName": "count" });
    let job = json!({ "jobId": "7", "status": "FAILED", "parameters": { "Day": "monday" } });
    let batch = batch::Client::new(&says(vec![submitted, json!({ "jobs": [job] })]).await);
    let batch = Local::new(batch).name("QueueArn", "count");
    let (error, cause) = fails(&count::Workflow { batch }, day.clone()).await;
    assert_eq!(error, "States.TaskFailed");
    assert_eq!(cause, json!({ "JobId": "7", "Status": "FAILED", "Parameters": { "Day": "monday" } }));

    let run = json!({ "Id": "jr_1", "JobName": "sum", "JobRunState": "TIMEOUT" });
    let glue = glue::Client::new(&says(vec![json!({ "JobRunId": "jr_1" }), json!({ "JobRun": run })]).await);
    let glue = Local::new(glue).name("SumJob", "sum");
    assert_eq!(fails(&sum::Workflow { glue }, day.clone()).await, ("States.TaskFailed".to_owned(), run));

    let job =
        json!({ "TrainingJobName": "train", "TrainingJobStatus": "Failed", "FailureReason": "no data" });
    let answers = vec![json!({ "TrainingJobArn": "arn" }), job.clone()];
    let sagemaker = Local::new(sagemaker::Client::new(&says(answers).await)).name("TrainingRole", "role");
    let failed = fails(&train_to_the_end::Workflow { sagemaker }, day).await;
    assert_eq!(failed, ("States.TaskFailed".to_owned(), job));
}
