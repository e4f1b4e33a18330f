//! The client and the worker of activities, over the official SDK, against a service that speaks its protocol; and against
//! an engine.

#[path = "step_functions/localstack.rs"]
mod localstack;
#[path = "step_functions/service.rs"]
mod service;

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use service::Service;
use tokio::sync::{Notify, oneshot};
use workflow_aws::Client;
use workflow_aws::activity::Worker;
use workflow_examples::bank::{Account, Address, Application, OpenError, account_processing};
use workflow_runtime::TaskContext;
use workflow_runtime::observer::HistoryEvent;
use workflow_runtime::prelude::*;

/// Why there is no paint.
#[derive(Debug, Serialize, Deserialize, TaskError)]
pub(crate) enum PaintError {
    /// The colour is not there.
    Sold {
        /// Which one.
        colour: String,
    },
}

/// A paint shop.
#[tasks]
pub(crate) trait Shop {
    /// Paints something.
    #[task(heartbeat(seconds(60)))]
    #[resource("arn:aws:states:eu-west-1:123456789012:activity:paint")]
    async fn paint(&self, thing: &str, colour: &str) -> Result<String, PaintError>;
}

const PAINT: &str = "arn:aws:states:eu-west-1:123456789012:activity:paint";

struct Painter {
    drying: Arc<Notify>,
}

impl Shop for Painter {
    async fn paint(&self, thing: &str, colour: &str) -> Result<String, PaintError> {
        match colour {
            "gold" => Err(PaintError::Sold { colour: colour.to_owned() }),
            "slow" => {
                TaskContext::current().expect("it is served").heartbeat();
                self.drying.notified().await;
                Ok(thing.to_owned())
            }
            "never" => std::future::pending().await,
            _ => Ok(format!("a {colour} {thing}")),
        }
    }
}

/// Works at a service until the test says stop.
fn working(
    service: &Service,
    drying: &Arc<Notify>,
    change: impl FnOnce(Worker) -> Worker,
) -> (oneshot::Sender<()>, tokio::task::JoinHandle<Result<(), workflow_aws::activity::Refused>>) {
    let (stop, stopped) = oneshot::channel();
    let painter = Painter { drying: Arc::clone(drying) };
    let worker = Worker::new(service.client(), Shop(painter)).activity("ShopPaint", PAINT);
    let worker = change(worker).serve(async { stopped.await.unwrap_or_default() });
    (stop, tokio::spawn(worker))
}

fn job(colour: &str) -> Value {
    json!({ "thing": "door", "colour": colour })
}

#[tokio::test]
async fn a_worker_does_tasks_and_tells_failures_as_a_function_does() {
    let service = Service::start().await;
    let (stop, working) = working(&service, &Arc::default(), |worker| worker);
    service.has_work("t1", &job("red"));
    service.has_work("t2", &job("gold"));
    service.has_work("t3", &json!({ "thing": "door" }));
    let asked = service.asked_times(3).await;
    assert_eq!(
        asked[0],
        ("SendTaskSuccess".to_owned(), json!({ "taskToken": "t1", "output": r#""a red door""# }))
    );
    let cause =
        r#"{"errorType":"PaintError.Sold","errorMessage":"{\"Sold\":{\"colour\":\"gold\"}}","trace":[]}"#;
    assert_eq!(
        asked[1],
        (
            "SendTaskFailure".to_owned(),
            json!({ "taskToken": "t2", "error": "PaintError.Sold", "cause": cause })
        )
    );
    assert_eq!(asked[2].1["error"], "InvalidPayload");
    stop.send(()).expect("it works");
    working.await.expect("it does not panic").expect("it is not refused");
}

#[tokio::test]
async fn a_worker_that_is_stopped_finishes_what_it_has() {
    let (service, drying) = (Service::start().await, Arc::new(Notify::new()));
    let (stop, working) = working(&service, &drying, |worker| worker);
    service.has_work("t1", &job("slow"));
    // The task's own heartbeat says that it has begun.
    assert_eq!(service.asked_times(1).await[0].0, "SendTaskHeartbeat");
    stop.send(()).expect("it works");
    service.has_work("t2", &job("red"));
    drying.notify_one();
    working.await.expect("it does not panic").expect("it is not refused");
    let asked = service.asked();
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert_eq!(asked[1].1["taskToken"], "t1");
}

#[tokio::test]
async fn a_task_that_is_over_for_aws_is_dropped() {
    let service = Service::start().await;
    let (stop, working) =
        working(&service, &Arc::default(), |worker| worker.heartbeat_every(Duration::from_millis(5)));
    service.answers("SendTaskHeartbeat", json!({}));
    service.answers("SendTaskHeartbeat", json!({ "__type": "TaskTimedOut", "message": "too late" }));
    service.has_work("t1", &job("never"));
    service.asked_times(2).await;
    stop.send(()).expect("it works");
    working.await.expect("it does not panic").expect("it is not refused");
    assert!(service.asked().iter().all(|(operation, _)| operation == "SendTaskHeartbeat"));
}

#[tokio::test]
async fn so_many_tasks_run_at_once() {
    let (service, drying) = (Service::start().await, Arc::new(Notify::new()));
    let (stop, working) = working(&service, &drying, |worker| worker.at_once(2));
    for token in ["t1", "t2", "t3"] {
        service.has_work(token, &job("slow"));
    }
    // Each tells that it has begun; the third begins when one of the first two is done.
    service.asked_times(2).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(service.asked().len(), 2);
    drying.notify_one();
    service.asked_times(4).await;
    drying.notify_waiters();
    service.asked_times(6).await;
    stop.send(()).expect("it works");
    working.await.expect("it does not panic").expect("it is not refused");
}

#[tokio::test]
async fn an_activity_that_is_not_there_is_refused() {
    let service = Service::start().await;
    service.answers(
        "GetActivityTask",
        json!({ "__type": "ActivityDoesNotExist", "message": "no such activity" }),
    );
    let (_stop, working) = working(&service, &Arc::default(), |worker| worker);
    let refused = working.await.expect("it does not panic").expect_err("it is refused").to_string();
    assert!(refused.contains("ActivityDoesNotExist"), "{refused}");
    let unknown =
        Worker::new(service.client(), Shop(Painter { drying: Arc::default() })).activity("ShopGild", PAINT);
    let refused = unknown.serve(std::future::pending()).await.expect_err("there is no such task");
    assert_eq!(refused.to_string(), "there is no task `ShopGild`; tasks here: ShopPaint");
}

const MACHINE: &str = "arn:aws:states:eu-west-1:123456789012:stateMachine:AccountProcessing";
const EXECUTION: &str = "arn:aws:states:eu-west-1:123456789012:execution:AccountProcessing:a-1";

fn application() -> Application {
    let address = Address { street: "Inselstr. 18".to_owned(), town: "Leipzig".to_owned() };
    Application { name: "Clara Wieck".to_owned(), address, deposit: 10 }
}

/// `DescribeExecution`'s answer, but for how it went.
fn described(rest: &Value) -> Value {
    let mut answer = json!({
        "executionArn": EXECUTION, "stateMachineArn": MACHINE, "name": "a-1", "startDate": 1.0,
    });
    for (key, value) in rest.as_object().expect("an object") {
        answer[key] = value.clone();
    }
    answer
}

#[tokio::test]
async fn an_execution_is_started_and_awaited_with_the_workflow_s_types() {
    let service = Service::start().await;
    service.answers("StartExecution", json!({ "executionArn": EXECUTION, "startDate": 1.0 }));
    service.answers("DescribeExecution", described(&json!({ "status": "RUNNING" })));
    let output = r#"{"number":"A-1001","holder":"Clara Wieck"}"#;
    service.answers("DescribeExecution", described(&json!({ "status": "SUCCEEDED", "output": output })));
    let client = Client::new(service.client());
    let execution =
        client.start::<account_processing::Workflow>(MACHINE, "a-1", application()).await.expect("it starts");
    let account: Account = execution.output().await.expect("AWS answers").expect("it succeeds");
    assert_eq!((account.number.as_str(), account.holder.as_str()), ("A-1001", "Clara Wieck"));
    let (operation, request) = &service.asked()[0];
    assert_eq!(operation, "StartExecution");
    let input: Value = serde_json::from_str(request["input"].as_str().expect("a text")).expect("JSON");
    assert_eq!(input, serde_json::to_value(application()).expect("JSON"));
}

#[tokio::test]
async fn an_error_on_aws_is_the_typed_error_it_is_here() {
    let service = Service::start().await;
    let execution = Client::new(service.client()).execution::<account_processing::Workflow>(EXECUTION);
    // By a function; by a Fail state; by the time.
    let by_function =
        r#"{"errorType":"OpenError.Duplicate","errorMessage":"{\"Duplicate\":{\"holder\":\"Clara\"}}"}"#;
    for cause in [by_function, r#"{"Duplicate":{"holder":"Clara"}}"#] {
        let failed = json!({ "status": "FAILED", "error": "OpenError.Duplicate", "cause": cause });
        service.answers("DescribeExecution", described(&failed));
        let error = execution.output().await.expect("AWS answers").expect_err("it failed");
        let error = error.downcast::<OpenError>().expect("it is the bank's");
        assert!(matches!(error, OpenError::Duplicate { holder } if holder == "Clara"));
    }
    service.answers("DescribeExecution", described(&json!({ "status": "TIMED_OUT" })));
    assert!(execution.output().await.expect("AWS answers").expect_err("it failed").is_timeout());
    service.answers(
        "DescribeExecution",
        json!({ "__type": "ExecutionDoesNotExist", "message": "never heard of" }),
    );
    let error = execution.status().await.expect_err("AWS refuses").to_string();
    assert!(error.starts_with("DescribeExecution: ") && error.contains("never heard of"), "{error}");
}

#[tokio::test]
async fn tokens_are_answered_and_executions_stopped_and_redriven() {
    let service = Service::start().await;
    service.answers("StopExecution", json!({ "stopDate": 1.0 }));
    service.answers("RedriveExecution", json!({ "redriveDate": 1.0 }));
    let client = Client::new(service.client());
    let token: TaskToken<bool> = "token".parse().expect("a token");
    client.heartbeat(&token).await.expect("AWS takes it");
    client.complete(&token, &true).await.expect("AWS takes it");
    client.fail(&token, PaintError::Sold { colour: "red".to_owned() }).await.expect("AWS takes it");
    let execution = client.execution::<account_processing::Workflow>(EXECUTION);
    execution.stop("Operator", "not today").await.expect("AWS takes it");
    execution.redrive().await.expect("AWS takes it");
    let cause = r#"{"Sold":{"colour":"red"}}"#;
    let mut asked = service.asked();
    // Redriving has a token of its own, made by the SDK, so that it is done once.
    asked[4].1.as_object_mut().expect("an object").remove("clientToken");
    let expected = [
        ("SendTaskHeartbeat", json!({ "taskToken": "token" })),
        ("SendTaskSuccess", json!({ "taskToken": "token", "output": "true" })),
        ("SendTaskFailure", json!({ "taskToken": "token", "error": "PaintError.Sold", "cause": cause })),
        ("StopExecution", json!({ "executionArn": EXECUTION, "error": "Operator", "cause": "not today" })),
        ("RedriveExecution", json!({ "executionArn": EXECUTION })),
    ];
    assert_eq!(asked, expected.map(|(operation, request)| (operation.to_owned(), request)));
}

/// What AWS tells of an application whose checks fail: events of two branches, one of which is given up.
fn recorded() -> Vec<Value> {
    let input = serde_json::to_string(&application()).expect("JSON");
    let entered = |id: u64, previous: u64, kind: &str, name: &str| json!({ "id": id, "previousEventId": previous, "type": format!("{kind}StateEntered"), "timestamp": 1.5, "stateEnteredEventDetails": { "name": name, "input": input } });
    let task = json!({
        "resourceType": "lambda", "resource": "invoke", "region": "eu-west-1", "parameters": "{}", "timeoutInSeconds": 30,
    });
    let failed = json!({ "resourceType": "lambda", "resource": "invoke", "error": "CheckError.RegisterDown", "cause": "{}" });
    let cause = r#"{"name":"Clara Wieck","reason":"CheckError.RegisterDown"}"#;
    let event = |id: u64, previous: u64, kind: &str| json!({ "id": id, "previousEventId": previous, "type": kind, "timestamp": 1.5 });
    let with = |mut event: Value, key: &str, details: &Value| {
        event[key] = details.clone();
        event
    };
    vec![
        with(event(1, 0, "ExecutionStarted"), "executionStartedEventDetails", &json!({ "input": input })),
        entered(2, 0, "Parallel", "CheckApplicant"),
        event(3, 2, "ParallelStateStarted"),
        entered(4, 3, "Task", "CheckAddress"),
        entered(5, 3, "Task", "CheckName"),
        with(event(6, 5, "TaskScheduled"), "taskScheduledEventDetails", &task),
        with(event(7, 6, "TaskFailed"), "taskFailedEventDetails", &failed),
        event(8, 4, "TaskStateAborted"),
        event(9, 7, "ParallelStateFailed"),
        with(
            event(10, 9, "ParallelStateExited"),
            "stateExitedEventDetails",
            &json!({ "name": "CheckApplicant", "output": "{}" }),
        ),
        entered(11, 10, "Fail", "Rejected"),
        with(
            event(12, 11, "ExecutionFailed"),
            "executionFailedEventDetails",
            &json!({ "error": "Rejected", "cause": cause }),
        ),
    ]
}

/// Wherever a page ends, the history is the same: each event with its branch, as of a run here.
#[tokio::test]
async fn a_history_is_paged_into_this_project_s_events() {
    let service = Service::start().await;
    let execution = Client::new(service.client()).execution::<account_processing::Workflow>(EXECUTION);
    let events = recorded();
    let mut histories = Vec::new();
    for cut in 1..events.len() {
        let (first, second) = events.split_at(cut);
        service.answers("GetExecutionHistory", json!({ "events": first, "nextToken": "more" }));
        service.answers("GetExecutionHistory", json!({ "events": second }));
        let history = execution.history().await.expect("AWS answers");
        let told = |event: &HistoryEvent| (event.id, event.path.to_vec(), event.details.event_type());
        histories.push(history.iter().map(told).collect::<Vec<_>>());
    }
    let asked = service.asked();
    assert_eq!((asked.len(), &asked[1].1["nextToken"]), (2 * (events.len() - 1), &json!("more")));
    let expected: [(u64, &[usize], &str); 12] = [
        (1, &[], "ExecutionStarted"),
        (2, &[], "ParallelStateEntered"),
        (3, &[], "ParallelStateStarted"),
        (4, &[1], "TaskStateEntered"),
        (5, &[0], "TaskStateEntered"),
        (6, &[0], "TaskScheduled"),
        (7, &[0], "TaskFailed"),
        (8, &[1], "TaskStateAborted"),
        (9, &[], "ParallelStateFailed"),
        (10, &[], "ParallelStateExited"),
        (11, &[], "FailStateEntered"),
        (12, &[], "ExecutionFailed"),
    ];
    let expected: Vec<_> = expected.map(|(id, path, kind)| (id, path.to_vec(), kind)).to_vec();
    for history in histories {
        assert_eq!(history, expected);
    }
}
