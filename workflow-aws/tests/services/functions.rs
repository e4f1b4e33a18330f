//! Functions and state machines that were written elsewhere.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use aws_sdk_sfn::types::StateMachineType;
use axum::Router;
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use serde_json::{Value, json};
use workflow_aws::Local;
use workflow_aws::executions::{Executions, StartError, StartExecution, StartOptions};
use workflow_aws::invoke::{Functions, Invoke, InvokeOptions};
use workflow_runtime::prelude::*;
use workflow_runtime::wire::{FUNCTION_ERROR_HEADER, FunctionError};
use workflow_tests::engine::{Answer, Call, Tasks};

use crate::stage::{ANY_ROLE, Nobody, OWN_ROLE, client, here, stage, step_functions, there};

/// What is charged.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Card {
    number: String,
    amount: u32,
}

/// What the function says.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Receipt {
    receipt_id: String,
}

/// What the function fails with.
#[derive(Clone, Debug, Serialize, Deserialize, TaskError)]
pub(crate) enum CardError {
    /// Not this card.
    #[error_name = "CardDeclined"]
    Declined,
}

/// Charges a card by a function that is there already.
#[workflow(tasks(functions(Functions)))]
pub(crate) mod charge {
    use super::*;

    /// Calls it.
    #[start]
    #[task]
    fn call(card: Card) -> Transition<String> {
        let call =
            Invoke { function_name: "${LegacyCharge}", payload: card, options: InvokeOptions::default() };
        match functions.invoke::<_, Receipt, CardError>(&call) {
            Ok(answer) => succeed(answer.payload.receipt_id),
            Err(Failed(CardError::Declined)) => succeed("declined"),
            Err(Crashed(name)) => succeed(format!("crashed: {name}")),
            Err(error) => fail(error),
        }
    }
}

/// The function, written elsewhere.
fn charges(card: &Value) -> Result<Value, FunctionError> {
    match card["number"].as_str() {
        Some("good") => Ok(json!({ "receiptId": format!("R{}", card["amount"]) })),
        Some("bad") => Err(FunctionError::crashed("CardDeclined", "not this one")),
        _ => Err(FunctionError::crashed("Runtime.ExitError", "the function is broken")),
    }
}

struct Legacy;

impl Tasks for Legacy {
    fn call<'a>(&'a self, call: Call<'a>) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>> {
        assert_eq!(call.name, "LegacyCharge");
        Box::pin(async move {
            match charges(&call.payload) {
                Ok(value) => Answer::Gives(value),
                Err(error) => Answer::Fails(error),
            }
        })
    }
}

async fn invoke(Path(name): Path<String>, body: Bytes) -> Response {
    assert_eq!(name, "legacy");
    match charges(&serde_json::from_slice(&body).expect("a payload is JSON")) {
        Ok(value) => value.to_string().into_response(),
        Err(error) => ([FUNCTION_ERROR_HEADER], error.to_string()).into_response(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_is_called_and_its_errors_are_told_apart() {
    let Some(stage) = stage("a_function_is_called_and_its_errors_are_told_apart") else { return };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let router = Router::new().route("/2015-03-31/functions/{name}/invocations", post(invoke));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let functions = Local::new(client!(aws_sdk_lambda, url)).name("LegacyCharge", "legacy");
    let workflow = charge::Workflow { functions };
    for (number, expected) in [("good", "R12"), ("bad", "declined"), ("broken", "crashed: Runtime.ExitError")]
    {
        let native = here(&workflow, Card { number: number.to_owned(), amount: 12 }).await;
        assert_eq!(native, Ok(json!(expected)));
        let input = json!({ "number": number, "amount": 12 });
        assert_eq!(there::<charge::Workflow>(stage, ANY_ROLE, input, &[], Arc::new(Legacy)), native);
    }
}

/// Runs another state machine.
#[workflow(tasks(machines(Executions)))]
pub(crate) mod delegate {
    use super::*;

    /// Starts it and does not wait.
    #[start]
    #[task]
    fn begin(amount: u32) -> Transition<u32> {
        let started = machines.start_execution(&StartExecution {
            state_machine_arn: "${BillingArn}",
            input: Card { number: "1", amount },
            options: StartOptions::default(),
        })?;
        wait_for(amount, started.execution_arn.starts_with("arn:"))
    }

    /// Starts it and waits.
    #[task]
    fn wait_for(amount: u32, _begun: bool) -> Transition<u32> {
        match machines.start_execution_sync::<_, Card>(&StartExecution {
            state_machine_arn: "${BillingArn}",
            input: Card { number: "2", amount },
            options: StartOptions::default(),
        }) {
            Ok(done) => fails(done.output.amount),
            Err(error) => fail(error),
        }
    }

    /// One that fails.
    #[task]
    fn fails(amount: u32) -> Transition<u32> {
        match machines.start_execution_sync::<_, Card>(&StartExecution {
            state_machine_arn: "${BrokenArn}",
            input: Card { number: "3", amount },
            options: StartOptions::default(),
        }) {
            Ok(_) => succeed(0),
            Err(Crashed(_)) => nowhere(amount),
            Err(error) => fail(error),
        }
    }

    /// One that is not there.
    #[task]
    fn nowhere(amount: u32) -> Transition<u32> {
        match machines.start_execution(&StartExecution {
            state_machine_arn: "${BillingArn}-that-is-not-there",
            input: amount,
            options: StartOptions::default(),
        }) {
            Ok(_) => succeed(0),
            Err(Failed(StartError::StateMachineDoesNotExist)) => succeed(amount),
            Err(error) => fail(error),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_machine_is_run() {
    let Some(stage) = stage("another_machine_is_run") else { return };
    let sfn = step_functions(stage.engine.url());
    let doubled = json!({
        "QueryLanguage": "JSONata",
        "StartAt": "Double",
        "States": { "Double": { "Type": "Succeed", "Output": { "number": "x", "amount": "{% $states.input.amount * 2 %}" } } },
    });
    let broken =
        json!({ "StartAt": "No", "States": { "No": { "Type": "Fail", "Error": "No", "Cause": "no" } } });
    let mut arns = Vec::new();
    for (name, definition) in [("billing", doubled), ("broken", broken)] {
        let made = sfn.create_state_machine().name(name).definition(definition.to_string());
        let made = made.role_arn(OWN_ROLE).r#type(StateMachineType::Standard).send().await;
        arns.push(made.expect("a machine is made").state_machine_arn);
    }
    let machines = Local::new(sfn).name("BillingArn", &arns[0]).name("BrokenArn", &arns[1]);
    let native = here(&delegate::Workflow { machines }, 21).await;
    assert_eq!(native, Ok(json!(42)));
    let names = [("BillingArn", arns[0].as_str()), ("BrokenArn", &arns[1])];
    assert_eq!(there::<delegate::Workflow>(stage, OWN_ROLE, json!(21), &names, Arc::new(Nobody)), native);
}

/// Charges cards side by side.
#[workflow(tasks(machines(Executions)))]
pub(crate) mod both {
    use super::*;

    /// Bills each amount, and two more.
    #[start]
    #[parallel]
    fn bill(amounts: Vec<u32>) -> Transition<u32> {
        let (count, _, _) = parallel(bill_all(amounts), bill_one(7), bill_one_more(8))?;
        succeed(count)
    }

    #[map]
    fn bill_all(amounts: Vec<u32>) -> Transition<u32> {
        let ids = map(amounts, |amount| bill_each(amount))?;
        succeed(ids.iter().sum::<u32>())
    }

    #[pass]
    fn bill_each(amount: u32) -> Transition<u32> {
        succeed(amount)
    }

    #[pass]
    fn bill_one(amount: u32) -> Transition<u32> {
        succeed(amount)
    }

    #[task]
    fn bill_one_more(amount: u32) -> Transition<u32> {
        match machines.start_execution(&StartExecution {
            state_machine_arn: "arn:aws:states:us-east-1:000000000000:stateMachine:nowhere",
            input: amount,
            options: StartOptions::default(),
        }) {
            Ok(_) => succeed(0),
            Err(Failed(StartError::StateMachineDoesNotExist)) => succeed(1),
            Err(error) => fail(error),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_on_aws_is_read_as_of_a_run_here() {
    use workflow_runtime::observer::{EventDetails, History};
    let Some(stage) = stage("the_history_on_aws_is_read_as_of_a_run_here") else { return };
    let sfn = step_functions(stage.engine.url());
    let made = sfn.create_state_machine().name("both").role_arn(OWN_ROLE);
    let made = made.definition(both::definition().to_json_pretty()).send().await;
    let arn = made.expect("a machine is made").state_machine_arn;
    let client = workflow_aws::Client::new(sfn.clone());
    let execution = client.start::<both::Workflow>(&arn, "one", vec![1, 2]).await.expect("it starts");
    assert_eq!(execution.output().await.expect("it ends").expect("well"), 3);
    let there = execution.history().await.expect("there is one");

    let history = History::new();
    let workflow = both::Workflow { machines: Local::new(sfn) };
    let run = workflow_runtime::Execution::of(&workflow).observe(&history).run(vec![1, 2]).await;
    assert_eq!(run.expect("it ends well"), 3);
    let told = |events: &[workflow_runtime::observer::HistoryEvent]| {
        let mut told: Vec<String> = events
            .iter()
            .filter(|event| !matches!(event.details, EventDetails::TaskFailed { .. }))
            .map(|event| {
                let name = match &event.details {
                    EventDetails::StateEntered { name, .. } | EventDetails::StateExited { name, .. } => name,
                    _ => "",
                };
                format!("{:?} {} {name}", event.path, event.details.event_type())
            })
            .collect();
        // Branches run side by side.
        told.sort();
        told
    };
    assert_eq!(told(&there), told(&history.events()));
}
