//! One-click approval by mail: a callback whose answer may be missing, and retries of errors that only AWS knows.

use std::sync::Arc;

use expect_test::expect_file;
use serde_json::json;
use workflow_runtime::prelude::*;

use super::harness::{Reply, Script, fails, gives, pinned, run};

/// What is asked for.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Request {
    title: String,
    cost: u32,
}

/// What the approver clicked.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Answer {
    result: Option<bool>,
}

/// What was done about it.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Handled {
    note: String,
}

/// The mail does not go out.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub(crate) enum MailError {
    /// There is no such address.
    #[error("{address} does not exist")]
    NoAddress {
        /// The address.
        address: String,
    },
}

/// The office does not do it.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub(crate) enum OfficeError {
    /// It is closed.
    #[error("the office is closed")]
    Closed,
}

/// The approver.
#[tasks]
pub(crate) trait Approver {
    /// Sends a mail with two links, one to approve and one to reject.
    async fn ask(
        &self,
        execution: &str,
        input: &Request,
        task_token: TaskToken<Answer>,
    ) -> Result<(), MailError>;
}

/// The office.
#[tasks]
pub(crate) trait Office {
    /// Does what follows from the answer.
    #[task(retry(
        on(
            error_name("Lambda.ServiceException"),
            error_name("Lambda.AWSLambdaException"),
            error_name("Lambda.SdkClientException")
        ),
        interval(seconds(2)),
        max_attempts = 6,
        backoff_rate = 2.0
    ))]
    async fn handle(&self, input: &Request, result: &str) -> Result<Handled, OfficeError>;
}

/// Asks a person and does what they say.
#[workflow(tasks(approver(Approver), office(Office)))]
pub(crate) mod approval {
    use super::*;

    #[start]
    #[task(name = "Notify Approver", timeout(hours(1)))]
    fn notify_approver(request: Request) -> Transition<Handled> {
        let answer: Answer = approver.ask(&execution_id(), &request, task_token())?;
        decide(request, answer)
    }

    #[choice(name = "Approved?")]
    fn decide(request: Request, answer: Answer) -> Transition<Handled> {
        match answer.result {
            Some(true) => handle_approval(request),
            Some(false) => handle_rejection(request),
            None => handle_failure(request),
        }
    }

    #[task(name = "Handle failure")]
    fn handle_failure(request: Request) -> Transition<Handled> {
        let handled = office.handle(&request, "failure")?;
        succeed(handled)
    }

    #[task(name = "Handle rejection")]
    fn handle_rejection(request: Request) -> Transition<Handled> {
        let handled = office.handle(&request, "rejected")?;
        succeed(handled)
    }

    #[task(name = "Handle approval")]
    fn handle_approval(request: Request) -> Transition<Handled> {
        let handled = office.handle(&request, "approved")?;
        succeed(handled)
    }
}

impl Approver for Script {
    async fn ask(
        &self,
        execution: &str,
        input: &Request,
        task_token: TaskToken<Answer>,
    ) -> Result<(), MailError> {
        self.hand_over("ask", json!({ "execution": execution, "input": input }), task_token).await
    }
}

impl Office for Script {
    async fn handle(&self, input: &Request, result: &str) -> Result<Handled, OfficeError> {
        self.play("handle", json!({ "input": input, "result": result })).await
    }
}

fn workflow(script: &Arc<Script>) -> approval::Workflow<Arc<Script>, Arc<Script>> {
    script.serve(|script| Approver(script.clone()).and(Office(script)), &[]);
    approval::Workflow { approver: script.clone(), office: script.clone() }
}

fn request() -> Request {
    Request { title: "a new chair".to_owned(), cost: 120 }
}

async fn answered(answer: serde_json::Value, state: &str, result: &str) {
    let script = Script::new([("ask", gives(answer)), ("handle", gives(json!({ "note": "done" })))]);
    run(&workflow(&script), &script, request())
        .await
        .passed(["Notify Approver", "Approved?", state])
        .gave(state, json!({ "title": "a new chair", "cost": 120 }))
        .succeeded(json!({ "note": "done" }));
    assert_eq!(script.calls("handle")[0]["result"], result);
}

#[tokio::test(start_paused = true)]
async fn an_approval() {
    answered(json!({ "result": true }), "Handle approval", "approved").await;
}

#[tokio::test(start_paused = true)]
async fn a_rejection() {
    answered(json!({ "result": false }), "Handle rejection", "rejected").await;
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_says_nothing() {
    answered(json!({ "result": null }), "Handle failure", "failure").await;
}

#[tokio::test(start_paused = true)]
async fn no_answer_in_time() {
    let script = Script::new([("ask", Reply::Hangs)]);
    run(&workflow(&script), &script, request())
        .await
        .passed(["Notify Approver"])
        .failed("States.Timeout", None);
}

#[tokio::test(start_paused = true)]
async fn a_mail_that_cannot_be_sent() {
    let script = Script::new([("ask", fails(MailError::NoAddress { address: "a@b".to_owned() }))]);
    run(&workflow(&script), &script, request())
        .await
        .passed(["Notify Approver"])
        .failed("MailError.NoAddress", json!({ "NoAddress": { "address": "a@b" } }));
}

#[test]
fn its_definition() {
    pinned(&approval::definition(), &expect_file!["approval.json"]);
}
