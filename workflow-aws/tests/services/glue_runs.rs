//! Runs of Glue jobs: started, and waited for.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;
use workflow_aws::glue::{self, Capacity, Glue, GlueError, StartJobRun, StartJobRunOptions, WorkerType};
use workflow_aws::{Local, Nothing};
use workflow_runtime::prelude::*;

use crate::jobs::{Day, configuration, day, fails, says, told};
use crate::stage::{ANY_ROLE, Nobody, here, stage, there};

/// The arguments of a Glue job.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Summed {
    #[serde(rename = "--day")]
    day: String,
}

/// Arguments that somebody else has chosen.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Chosen {
    arguments: BTreeMap<String, String>,
}

/// Sums up what it is told to: the arguments are a map that the input has.
#[workflow(tasks(glue(Glue)))]
pub(crate) mod sum_as_told {
    use super::*;

    /// Does not wait.
    #[start]
    #[task]
    fn run(chosen: Chosen) -> Transition<bool> {
        let run = glue.start_job_run(&StartJobRun {
            job_name: "${SumJob}",
            arguments: chosen.arguments,
            capacity: Capacity::OfJob {},
            options: StartJobRunOptions::default(),
        })?;
        succeed(run.job_run_id.starts_with("jr_"))
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

#[tokio::test(flavor = "multi_thread")]
async fn jobs_run_on_glue() {
    let Some(stage) = stage("jobs_run_on_glue") else { return };
    let url = stage.services.url();
    job_of_glue(url).await;
    let glue = Local::new(glue::Client::new(&configuration(url))).name("SumJob", "sum");
    let (day, input) = day();
    let native = here(&sum::Workflow { glue: glue.clone() }, day).await;
    assert_eq!(native, Ok(json!("monday sum SUCCEEDED")));
    let names = [("SumJob", "sum")];
    assert_eq!(there::<sum::Workflow>(stage, ANY_ROLE, input, &names, Arc::new(Nobody)), native);

    let arguments = BTreeMap::from([("--day".to_owned(), "monday".to_owned())]);
    let input = json!({ "arguments": arguments });
    let native = here(&sum_as_told::Workflow { glue }, Chosen { arguments }).await;
    assert_eq!(native, Ok(json!(true)));
    assert_eq!(there::<sum_as_told::Workflow>(stage, ANY_ROLE, input, &names, Arc::new(Nobody)), native);
    // moto has the runs of both sides, with what each was given.
    let runs = told(url, "glue", "/", "AWSGlue.GetJobRuns", json!({ "JobName": "sum" })).await;
    let given = runs["JobRuns"].as_array().expect("it is a list").iter().map(|run| &run["Arguments"]);
    let given = given.filter(|arguments| **arguments == json!({ "--day": "monday" })).count();
    assert_eq!(given, 4, "{runs}");
}

#[tokio::test]
async fn the_cause_of_a_run_that_failed_is_its_json() {
    let (day, _) = day();
    let run = json!({ "Id": "jr_1", "JobName": "sum", "JobRunState": "TIMEOUT" });
    let glue = glue::Client::new(&says(vec![json!({ "JobRunId": "jr_1" }), json!({ "JobRun": run })]).await);
    let glue = Local::new(glue).name("SumJob", "sum");
    assert_eq!(fails(&sum::Workflow { glue }, day).await, ("States.TaskFailed".to_owned(), run));
}
