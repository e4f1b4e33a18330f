//! The client and the worker against an engine that this project did not write: executions of a typed workflow whose task
//! is an activity.

use std::sync::Arc;

use aws_sdk_sfn::config::{BehaviorVersion, Credentials, Region};
use tokio::sync::{Notify, oneshot};
use workflow_aws::Client;
use workflow_aws::activity::Worker;
use workflow_runtime::Execution;
use workflow_runtime::observer::{History, HistoryEvent};
use workflow_runtime::prelude::*;
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
    // The engine has a runtime of its own, which is not made inside of another one.
    let started = std::thread::spawn(|| engine().map(|engine| engine.url().to_owned())).join();
    let test = "executions_whose_task_is_an_activity_run_on_an_engine";
    let Some(url) = or_skip(test, started.expect("it does not panic")) else { return };
    let sfn = sfn(&url);
    let activity = sfn.create_activity().name("paint").send().await.expect("it is made");
    assert_eq!(activity.activity_arn(), PAINT);
    let machine = sfn.create_state_machine().name("Painting");
    let machine = machine.definition(painting::definition().to_json_pretty());
    let machine = machine.role_arn("arn:aws:iam::123456789012:role/any").send().await.expect("it is made");
    let machine = machine.state_machine_arn();

    let (stop, stopped) = oneshot::channel();
    let painter = || Painter { drying: Arc::new(Notify::new()) };
    let worker = Worker::new(sfn.clone(), Shop(painter())).activity("ShopPaint", PAINT).at_once(2);
    let working = tokio::spawn(worker.serve(async { stopped.await.unwrap_or_default() }));

    let client = Client::new(sfn);
    for (name, colour) in [("p-1", "red"), ("p-2", "gold")] {
        let history = History::new();
        let workflow = painting::Workflow { shop: painter() };
        let here = Execution::of(&workflow).name(name).observe(&history).run(job(colour)).await;
        let there = client.start::<painting::Workflow>(machine, name, job(colour)).await.expect("it starts");
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
