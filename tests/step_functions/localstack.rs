//! The client and the worker against an engine that this project did not write: executions of a typed workflow whose task
//! is an activity.

use std::sync::Arc;

use aws_sdk_sfn::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_sfn::types::ExecutionStatus;
use tokio::sync::{Notify, oneshot};
use workflow_aws::Client;
use workflow_aws::activity::Worker;
use workflow_runtime::observer::{EventDetails, History, HistoryEvent};
use workflow_runtime::prelude::*;
use workflow_runtime::{Execution, Workflow};
use workflow_tests::engine::engine;
use workflow_tests::oracles::or_skip;

use crate::{PAINT, PaintError, Painter, Shop};

/// Paints things.
#[workflow(tasks(shop(Shop)))]
pub(crate) mod painting {
    use super::*;

    /// Has it painted.
    #[start]
    #[task(timeout(minutes(10)))]
    fn paint(thing: String, colour: String) -> Transition<String> {
        match shop.paint(&thing, &colour) {
            Ok(painted) => succeed(painted),
            Err(Failed(PaintError::Sold { colour })) => sold_out(colour),
            Err(error) => fail(error),
        }
    }

    /// Ends it: there is no such paint.
    #[fail]
    fn sold_out(colour: String) -> Transition<String> {
        fail(PaintError::Sold { colour })
    }
}

/// The official client, of the account and the region that the activity's ARN has.
fn sfn(url: &str) -> aws_sdk_sfn::Client {
    let config = aws_sdk_sfn::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("123456789012", "test", None, None, "test"))
        .endpoint_url(url)
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    aws_sdk_sfn::Client::from_conf(config)
}

fn job(colour: &str) -> painting::Input {
    painting::Input { thing: "door".to_owned(), colour: colour.to_owned() }
}

#[tokio::test(start_paused = true)]
async fn an_activity_that_is_silent_is_given_up() {
    let definition = painting::definition().to_json();
    assert!(definition.contains(r#""HeartbeatSeconds":60"#), "{definition}");
    let workflow = painting::Workflow { shop: Painter { drying: Arc::default() } };
    let error = workflow.run(job("never")).await.expect_err("nobody says that it is still painted");
    assert_eq!(error.error(), "States.Timeout");
}

/// The official client of an engine; nothing where there is none, which is said.
fn client_of_an_engine(test: &str) -> Option<aws_sdk_sfn::Client> {
    // The engine has a runtime of its own, which is not made inside of another one.
    let started = std::thread::spawn(|| engine().map(|engine| engine.url().to_owned())).join();
    or_skip(test, started.expect("it does not panic")).map(|url| sfn(&url))
}

/// A state machine of this workflow: its ARN.
async fn machine_of<W: Workflow>(sfn: &aws_sdk_sfn::Client) -> String {
    let machine = sfn.create_state_machine().name(W::NAME).definition(W::definition().to_json_pretty());
    let machine = machine.role_arn("arn:aws:iam::123456789012:role/any").send().await;
    machine.expect("it is made").state_machine_arn().to_owned()
}

/// What a history tells, but for the tasks: of an activity called by its ARN AWS has events of its own.
fn told(events: &[HistoryEvent]) -> Vec<String> {
    let types = events.iter().map(|event| event.details.event_type().to_owned());
    types
        .filter(|name| {
            name.ends_with("StateEntered") || name.ends_with("StateExited") || name.starts_with("Execution")
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn executions_whose_task_is_an_activity_run_on_an_engine() {
    let test = "executions_whose_task_is_an_activity_run_on_an_engine";
    let Some(sfn) = client_of_an_engine(test) else { return };
    let activity = sfn.create_activity().name("paint").send().await.expect("it is made");
    assert_eq!(activity.activity_arn(), PAINT);
    let machine = machine_of::<painting::Workflow>(&sfn).await;

    let (stop, stopped) = oneshot::channel();
    let painter = || Painter { drying: Arc::new(Notify::new()) };
    let worker = Worker::new(sfn.clone(), Shop(painter())).activity("ShopPaint", PAINT).at_once(2);
    let working = tokio::spawn(worker.serve(async { stopped.await.unwrap_or_default() }));

    let client = Client::new(sfn);
    for (name, colour) in [("p-1", "red"), ("p-2", "gold")] {
        let history = History::new();
        let workflow = painting::Workflow { shop: painter() };
        let here = Execution::of(&workflow).name(name).observe(&history).run(job(colour)).await;
        let there = client.start::<painting::Workflow>(&machine, name, job(colour)).await.expect("it starts");
        match (there.output().await.expect("the engine answers"), here) {
            (Ok(there), Ok(here)) => assert_eq!(there, here),
            (Err(there), Err(here)) => {
                assert_eq!((there.error(), there.cause()), (here.error(), here.cause()));
                let there = there.downcast::<PaintError>().expect("it is the shop's");
                assert!(matches!(there, PaintError::Sold { colour } if colour == "gold"));
            }
            (there, here) => panic!("{there:?}, and here {here:?}"),
        }
        let recorded = there.history().await.expect("the engine answers");
        assert_eq!(told(&recorded), told(&history.events()));
    }

    stop.send(()).expect("it works");
    // Its request for work is open for a minute.
    working.abort();
}

/// Counts down, a second at a time.
#[workflow]
pub(crate) mod countdown {
    use super::*;

    /// Waits for a second.
    #[start]
    #[wait]
    fn tick(left: u32) -> Transition<u32> {
        wait(seconds(1));
        check(left)
    }

    /// Goes on until nothing is left.
    #[choice]
    fn check(left: u32) -> Transition<u32> {
        if left > 0 { tick(left - 1) } else { succeed(left) }
    }
}

/// The engine notices between two states that it was told to stop, and does not say in `DescribeExecution` why: its history
/// does. `RedriveExecution` is known to no foreign engine here.
#[tokio::test(flavor = "multi_thread")]
async fn an_execution_is_stopped_on_an_engine() {
    let Some(sfn) = client_of_an_engine("an_execution_is_stopped_on_an_engine") else { return };
    let machine = machine_of::<countdown::Workflow>(&sfn).await;
    let client = Client::new(sfn.clone());
    let long = client.start::<countdown::Workflow>(&machine, "c-1", 3_600).await.expect("it starts");
    assert_eq!(long.status().await, Ok(ExecutionStatus::Running));
    long.stop("Operator", "not today").await.expect("the engine stops it");
    let error = long.output().await.expect("the engine answers").expect_err("it was stopped");
    assert_eq!(error.error(), "ABORTED");
    assert_eq!(long.status().await, Ok(ExecutionStatus::Aborted));
    let recorded = long.history().await.expect("the engine answers");
    assert_eq!(recorded.last().map(|event| &event.details), Some(&EventDetails::ExecutionAborted));
    let raw = sfn.get_execution_history().execution_arn(long.arn()).reverse_order(true).send().await;
    let raw = raw.expect("the engine answers");
    let aborted = raw.events()[0].execution_aborted_event_details().expect("it was stopped");
    assert_eq!((aborted.error(), aborted.cause()), (Some("Operator"), Some("not today")));

    let nowhere = client.execution::<countdown::Workflow>(&format!("{}-not", long.arn()));
    let refused = nowhere.stop("Operator", "not today").await.expect_err("there is none");
    assert!(refused.to_string().starts_with("StopExecution: "), "{refused}");
    assert!(refused.to_string().contains("ExecutionDoesNotExist"), "{refused}");
}
