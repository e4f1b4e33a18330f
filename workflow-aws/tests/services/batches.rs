//! Jobs of Batch: submitted, and waited for.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;
use workflow_aws::batch::{
    self, ArrayProperties, Batch, BatchError, ContainerOverrides, JobTimeout, RetryStrategy, SubmitJob,
    SubmitJobOptions,
};
use workflow_aws::{Local, Nothing};
use workflow_runtime::prelude::*;

use crate::jobs::{Day, configuration, day, fails, says, told};
use crate::stage::{ANY_ROLE, Nobody, here, stage, there};

/// The parameters of a batch job.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Counted {
    day: String,
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

    /// Does not wait; the parameters are a map that is made here.
    #[task]
    fn start(day: Day, status: String) -> Transition<String> {
        let job = batch.submit_job(&SubmitJob {
            job_name: "count-all",
            job_queue: "${QueueArn}",
            job_definition: "count",
            parameters: BTreeMap::from([("Day".to_owned(), day.day), ("Zone".to_owned(), "eu".to_owned())]),
            options: SubmitJobOptions {
                array_properties: Some(ArrayProperties { size: 2 }),
                tags: BTreeMap::from([("team".to_owned(), "count".to_owned())]),
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

#[tokio::test]
async fn the_cause_of_a_job_that_failed_is_its_json() {
    let (day, _) = day();
    let submitted = json!({ "jobArn": "arn", "jobId": "7", "jobName": "count" });
    let job = json!({ "jobId": "7", "status": "FAILED", "parameters": { "Day": "monday" } });
    let batch = batch::Client::new(&says(vec![submitted, json!({ "jobs": [job] })]).await);
    let batch = Local::new(batch).name("QueueArn", "count");
    let (error, cause) = fails(&count::Workflow { batch }, day).await;
    assert_eq!(error, "States.TaskFailed");
    assert_eq!(cause, json!({ "JobId": "7", "Status": "FAILED", "Parameters": { "Day": "monday" } }));
}
