//! AWS's Step Functions API, as far as a case needs it: JSON over `POST /`, the operation in a header.

use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::{Value, json};

use super::trace::{End, Event};
use crate::oracles::Error;

/// Nobody checks the signature; the region is read from it.
const AUTHORIZATION: &str = "AWS4-HMAC-SHA256 Credential=test/20250101/us-east-1/states/aws4_request, SignedHeaders=host, Signature=0";

/// A client.
#[derive(Debug)]
pub(super) struct Api {
    url: String,
    agent: ureq::Agent,
    /// A text of answers, and what it is read as.
    renamed: Option<(String, String)>,
}

/// What `DescribeExecution` says of the end.
#[derive(Debug, Deserialize)]
pub(super) struct Description {
    pub(super) status: String,
    pub(super) output: Option<String>,
    pub(super) error: Option<String>,
    pub(super) cause: Option<String>,
}

impl Api {
    pub(super) fn new(url: &str) -> Self {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        Self { url: url.to_owned(), agent, renamed: None }
    }

    /// The same client, which reads `from` as `to`.
    pub(super) fn renaming(self, from: &str, to: &str) -> Self {
        Self { renamed: Some((from.to_owned(), to.to_owned())), ..self }
    }

    fn call(&self, operation: &str, request: &Value) -> Result<Value, Error> {
        let broken = |why: String| Error::Broken(format!("{operation}: {why}"));
        let mut response = self
            .agent
            .post(&self.url)
            .header("X-Amz-Target", format!("AWSStepFunctions.{operation}"))
            .header("Content-Type", "application/x-amz-json-1.0")
            .header("Authorization", AUTHORIZATION)
            .send(request.to_string())
            .map_err(|error| broken(error.to_string()))?;
        let text = response.body_mut().with_config().limit(1 << 30).read_to_string();
        let text = text.map_err(|error| broken(error.to_string()))?;
        if !response.status().is_success() {
            return Err(broken(text));
        }
        let text = self.renamed.iter().fold(text, |text, (from, to)| text.replace(from, to));
        serde_json::from_str(&text).map_err(|error| broken(format!("{error}: {text}")))
    }

    /// Creates a state machine; gives its ARN.
    pub(super) fn create(&self, name: &str, definition: &Value, role: &str) -> Result<String, Error> {
        let request = json!({ "name": name, "definition": definition.to_string(), "roleArn": role });
        text_of(&self.call("CreateStateMachine", &request)?, "stateMachineArn")
    }

    /// Starts an execution; gives its ARN.
    pub(super) fn start(&self, machine: &str, name: &str, input: &Value) -> Result<String, Error> {
        let request = json!({ "stateMachineArn": machine, "name": name, "input": input.to_string() });
        text_of(&self.call("StartExecution", &request)?, "executionArn")
    }

    pub(super) fn await_end(&self, execution: &str, patience: Duration) -> Result<End, Error> {
        let began = Instant::now();
        let mut pause = Duration::from_millis(5);
        while began.elapsed() < patience {
            let answer = self.call("DescribeExecution", &json!({ "executionArn": execution }))?;
            let description: Description =
                serde_json::from_value(answer).map_err(|error| Error::Broken(error.to_string()))?;
            if description.status != "RUNNING" {
                return Ok(description.into());
            }
            std::thread::sleep(pause);
            pause = (pause * 3 / 2).min(Duration::from_millis(100));
        }
        let history = self.history(execution)?;
        let last = history.len().saturating_sub(12);
        Err(Error::Broken(format!("the execution does not end; its last events are {:#?}", &history[last..])))
    }

    /// The whole history.
    pub(super) fn history(&self, execution: &str) -> Result<Vec<Event>, Error> {
        let mut events = Vec::new();
        let mut next = Value::Null;
        loop {
            let mut request = json!({ "executionArn": execution, "maxResults": 1000 });
            if !next.is_null() {
                request["nextToken"] = next;
            }
            let mut page = self.call("GetExecutionHistory", &request)?;
            let listed = page["events"].as_array_mut().map(std::mem::take).unwrap_or_default();
            events.extend(listed.iter().map(Event::of_aws));
            next = page["nextToken"].take();
            if next.is_null() {
                return Ok(events);
            }
        }
    }

    /// Completes the task that waits for a token.
    pub(super) fn complete(&self, token: &str, output: &Value) -> Result<(), Error> {
        self.call("SendTaskSuccess", &json!({ "taskToken": token, "output": output.to_string() })).map(drop)
    }

    /// Fails the task that waits for a token.
    pub(super) fn fail(&self, token: &str, error: &str, cause: &str) -> Result<(), Error> {
        self.call("SendTaskFailure", &json!({ "taskToken": token, "error": error, "cause": cause })).map(drop)
    }
}

fn text_of(answer: &Value, key: &str) -> Result<String, Error> {
    let text = answer[key].as_str().map(str::to_owned);
    text.ok_or_else(|| Error::Broken(format!("no {key} in {answer}")))
}
