//! A Glue workflow that is run again and again: a poll loop, and an execution that starts its own successor.

use std::sync::Arc;

use expect_test::expect_file;
use serde_json::{Value, json};
use workflow_runtime::TaskSet;
use workflow_runtime::prelude::*;

use super::harness::{Reply, Script, fails, gives, pinned, run};

/// Which Glue workflow to run.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Order {
    workflow_name: String,
}

/// What Glue takes to start a run.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct StartRun {
    name: String,
}

/// A run that began.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Started {
    run_id: String,
}

/// Which run to look at.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GetRun {
    name: String,
    run_id: String,
}

/// What Glue says of a run.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Answer {
    run: Run,
}

/// A run.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Run {
    name: String,
    workflow_run_id: String,
    status: Status,
    statistics: Statistics,
}

/// How far a run is.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Status {
    /// Not at its end.
    Running,
    /// At its end.
    Completed,
    /// Given up.
    Error,
}

/// What became of the actions of a run.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Statistics {
    failed_actions: u32,
}

/// What Step Functions takes to start an execution.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct StartExecution {
    state_machine_arn: String,
    input: Successor,
}

/// The input of the next execution.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Successor {
    workflow_name: String,
    #[serde(rename = "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID")]
    started_by: String,
}

/// An execution that began.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ExecutionStarted {
    execution_arn: String,
}

/// Glue refuses.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("the service refuses")]
#[error_name = "Glue.GlueException"]
pub(crate) struct GlueError {}

/// Step Functions refuses.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("the service refuses")]
#[error_name = "StepFunctions.SfnException"]
pub(crate) struct SfnError {}

/// A run did not do what it was for.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("run {run_id} of {name} failed")]
pub(crate) struct RunFailed {
    name: String,
    run_id: String,
}

/// Runs Glue workflows.
#[tasks]
pub(crate) trait Glue {
    /// Starts a run.
    #[resource("arn:aws:states:::aws-sdk:glue:startWorkflowRun")]
    async fn start_workflow_run(&self, run: &StartRun) -> Result<Started, GlueError>;
    /// Looks at a run.
    #[resource("arn:aws:states:::aws-sdk:glue:getWorkflowRun")]
    async fn get_workflow_run(&self, run: &GetRun) -> Result<Answer, GlueError>;
}

/// Starts executions.
#[tasks]
pub(crate) trait Executions {
    /// Starts one and does not wait for it.
    #[resource("arn:aws:states:::states:startExecution")]
    async fn start(&self, execution: &StartExecution) -> Result<ExecutionStarted, SfnError>;
}

/// Runs a Glue workflow, waits for its end, and starts the next run.
#[workflow(tasks(glue(Glue), executions(Executions)))]
pub(crate) mod glue_runs {
    use super::*;

    #[start]
    #[task(name = "StartWorkflowRun")]
    fn start_workflow_run(order: Order) -> Transition<ExecutionStarted> {
        let started = glue.start_workflow_run(&StartRun { name: order.workflow_name })?;
        wait_for_run(order.workflow_name, started.run_id)
    }

    #[wait(name = "Wait until workflow run is completed")]
    fn wait_for_run(name: String, run_id: String) -> Transition<ExecutionStarted> {
        wait(seconds(60));
        get_workflow_run(name, run_id)
    }

    #[task(
        name = "GetWorkflowRun",
        retry(on(GlueError), interval(seconds(2)), max_attempts = 6, backoff_rate = 1.0)
    )]
    fn get_workflow_run(name: String, run_id: String) -> Transition<ExecutionStarted> {
        let answer = glue.get_workflow_run(&GetRun { name, run_id })?;
        check_status(answer.run)
    }

    #[choice(name = "CheckWorkflowRunStatus")]
    fn check_status(run: Run) -> Transition<ExecutionStarted> {
        match run.status {
            Status::Running => keep_waiting(run),
            Status::Completed => check_statistics(run),
            Status::Error => failed(run),
        }
    }

    #[pass(name = "Transform data required for GetWorkflowRun state")]
    fn keep_waiting(run: Run) -> Transition<ExecutionStarted> {
        wait_for_run(run.name, run.workflow_run_id)
    }

    #[fail(name = "Fail")]
    fn failed(run: Run) -> Transition<ExecutionStarted> {
        fail(RunFailed { name: run.name, run_id: run.workflow_run_id })
    }

    #[choice(name = "CheckWorkflowRunStatistics")]
    fn check_statistics(run: Run) -> Transition<ExecutionStarted> {
        if run.statistics.failed_actions != 0 { failed(run) } else { rest(run) }
    }

    #[wait(name = "Wait before start of next run")]
    fn rest(run: Run) -> Transition<ExecutionStarted> {
        wait(seconds(60));
        prepare_next(run)
    }

    #[pass(name = "Transform data required for execution of Step Function")]
    fn prepare_next(run: Run) -> Transition<ExecutionStarted> {
        start_next(Order { workflow_name: run.name })
    }

    #[task(name = "Step Functions StartExecution")]
    fn start_next(order: Order) -> Transition<ExecutionStarted> {
        let started = executions.start(&StartExecution {
            state_machine_arn: "${StateMachineArn}",
            input: Successor { workflow_name: order.workflow_name, started_by: execution_id() },
        })?;
        succeed(started)
    }
}

impl Glue for Script {
    async fn start_workflow_run(&self, run: &StartRun) -> Result<Started, GlueError> {
        self.play("start_workflow_run", run).await
    }
    async fn get_workflow_run(&self, run: &GetRun) -> Result<Answer, GlueError> {
        self.play("get_workflow_run", run).await
    }
}

impl Executions for Script {
    async fn start(&self, execution: &StartExecution) -> Result<ExecutionStarted, SfnError> {
        self.play("start", execution).await
    }
}

fn workflow(script: &Arc<Script>) -> glue_runs::Workflow<Arc<Script>, Arc<Script>> {
    script.serve(
        |_| TaskSet::new(),
        &[
            ("arn:aws:states:::aws-sdk:glue:startWorkflowRun", "start_workflow_run"),
            ("arn:aws:states:::aws-sdk:glue:getWorkflowRun", "get_workflow_run"),
            ("arn:aws:states:::states:startExecution", "start"),
        ],
    );
    glue_runs::Workflow { glue: script.clone(), executions: script.clone() }
}

fn order() -> Order {
    Order { workflow_name: "nightly".to_owned() }
}

fn run_is(status: &str, failed_actions: u32) -> Value {
    json!({
        "Name": "nightly",
        "WorkflowRunId": "wr-1",
        "Status": status,
        "Statistics": { "FailedActions": failed_actions },
    })
}

fn answers(status: &str, failed_actions: u32) -> Reply {
    gives(json!({ "Run": run_is(status, failed_actions) }))
}

#[tokio::test(start_paused = true)]
async fn a_run_is_watched_to_its_end_and_followed_by_the_next() {
    let script = Script::new([
        ("start_workflow_run", gives(json!({ "RunId": "wr-1" }))),
        ("get_workflow_run", answers("RUNNING", 0)),
        ("get_workflow_run", fails(GlueError {})),
        ("get_workflow_run", answers("COMPLETED", 0)),
        ("start", gives(json!({ "ExecutionArn": "arn:next" }))),
    ]);
    run(&workflow(&script), &script, order())
        .await
        .passed([
            "StartWorkflowRun",
            "Wait until workflow run is completed",
            "GetWorkflowRun",
            "CheckWorkflowRunStatus",
            "Transform data required for GetWorkflowRun state",
            "Wait until workflow run is completed",
            "GetWorkflowRun",
            "CheckWorkflowRunStatus",
            "CheckWorkflowRunStatistics",
            "Wait before start of next run",
            "Transform data required for execution of Step Function",
            "Step Functions StartExecution",
        ])
        .gave("Wait until workflow run is completed", json!({ "name": "nightly", "run_id": "wr-1" }))
        .gave("Step Functions StartExecution", json!({ "workflow_name": "nightly" }))
        .succeeded(json!({ "ExecutionArn": "arn:next" }));
    let started_by = &script.calls("start")[0]["Input"]["AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID"];
    assert!(started_by.as_str().is_some_and(|id| id.contains("test")), "{started_by}");
}

#[tokio::test(start_paused = true)]
async fn a_run_with_failed_actions_fails() {
    let script = Script::new([
        ("start_workflow_run", gives(json!({ "RunId": "wr-1" }))),
        ("get_workflow_run", answers("COMPLETED", 2)),
    ]);
    run(&workflow(&script), &script, order())
        .await
        .passed([
            "StartWorkflowRun",
            "Wait until workflow run is completed",
            "GetWorkflowRun",
            "CheckWorkflowRunStatus",
            "CheckWorkflowRunStatistics",
            "Fail",
        ])
        .gave("Fail", run_is("COMPLETED", 2))
        .failed("RunFailed", json!({ "name": "nightly", "run_id": "wr-1" }));
}

#[tokio::test(start_paused = true)]
async fn a_run_that_was_given_up_fails() {
    let script = Script::new([
        ("start_workflow_run", gives(json!({ "RunId": "wr-1" }))),
        ("get_workflow_run", answers("ERROR", 0)),
    ]);
    run(&workflow(&script), &script, order())
        .await
        .passed([
            "StartWorkflowRun",
            "Wait until workflow run is completed",
            "GetWorkflowRun",
            "CheckWorkflowRunStatus",
            "Fail",
        ])
        .failed("RunFailed", json!({ "name": "nightly", "run_id": "wr-1" }));
}

#[test]
fn its_definition() {
    pinned(&glue_runs::definition(), &expect_file!["glue_runs.json"]);
}
