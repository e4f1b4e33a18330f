//! Executions of a typed workflow on AWS: start one, wait for its typed output, stop it, answer its tokens.
//!
//! It is the official client with the workflow's types around it; which region, whose credentials and what HTTP client
//! there is, is the official client's.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use crate::history::Reader;
use aws_sdk_sfn::error::DisplayErrorContext;
use aws_sdk_sfn::types::ExecutionStatus;
use serde::Serialize;
use workflow_runtime::data::TaskError;
use workflow_runtime::observer::HistoryEvent;
use workflow_runtime::wire::FunctionError;
use workflow_runtime::{Error, Failure, MachineState as _, TaskToken, Workflow};

/// Why AWS did not do what it was asked for: the words of the call that failed, or of an answer that makes no sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallError {
    call: &'static str,
    words: String,
}

impl CallError {
    fn new(call: &'static str, words: impl fmt::Display) -> Self {
        Self { call, words: words.to_string() }
    }

    fn of(call: &'static str) -> impl Fn(aws_sdk_sfn::Error) -> Self {
        move |error| Self::new(call, DisplayErrorContext(&error))
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.call, self.words)
    }
}

impl std::error::Error for CallError {}

/// A client of Step Functions that knows the types of workflows.
///
/// ```no_run
/// # async fn show<W: workflow_runtime::Workflow<Input = u32>>(sfn: aws_sdk_sfn::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let client = workflow_aws::Client::new(sfn);
/// let arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:Sale";
/// let execution = client.start::<W>(arn, "order-42", 42).await?;
/// match execution.output().await? {
///     Ok(output) => drop(output), // a `W::Output`
///     Err(error) => eprintln!("{error}"), // as of a run here: `error.downcast::<PaymentError>()`
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    sfn: aws_sdk_sfn::Client,
}

impl Client {
    /// A client that asks through this one.
    #[must_use]
    pub fn new(sfn: aws_sdk_sfn::Client) -> Self {
        Self { sfn }
    }

    /// Starts an execution of a state machine that is this workflow's. Of a STANDARD machine a name is used once: while
    /// its execution runs with the same input, starting it again gives the same execution.
    ///
    /// # Errors
    ///
    /// If the input cannot be written as JSON, or AWS refuses.
    pub async fn start<W: Workflow>(
        &self,
        machine_arn: &str,
        name: &str,
        input: W::Input,
    ) -> Result<Execution<W>, CallError> {
        const CALL: &str = "StartExecution";
        let input = W::start(input).input().map_err(|error| CallError::new(CALL, error))?;
        let started = self
            .sfn
            .start_execution()
            .state_machine_arn(machine_arn)
            .name(name)
            .input(input.to_string())
            .send()
            .await
            .map_err(|error| CallError::of(CALL)(error.into()))?;
        Ok(self.execution(started.execution_arn()))
    }

    /// An execution that was started before, by its ARN.
    #[must_use]
    pub fn execution<W: Workflow>(&self, arn: &str) -> Execution<W> {
        Execution { sfn: self.sfn.clone(), arn: arn.to_owned(), workflow: PhantomData }
    }

    /// Gives the task of a token its result: `SendTaskSuccess`.
    ///
    /// # Errors
    ///
    /// If the value cannot be written as JSON, or AWS refuses: the token is unknown, or its task is over.
    pub async fn complete<T: Serialize>(&self, token: &TaskToken<T>, value: &T) -> Result<(), CallError> {
        const CALL: &str = "SendTaskSuccess";
        let output = serde_json::to_string(value).map_err(|error| CallError::new(CALL, error))?;
        let send = self.sfn.send_task_success().task_token(token.as_str()).output(output).send();
        send.await.map(drop).map_err(|error| CallError::of(CALL)(error.into()))
    }

    /// Fails the task of a token: `SendTaskFailure` with the error's name and, as its cause, its JSON.
    ///
    /// # Errors
    ///
    /// If AWS refuses: the token is unknown, or its task is over.
    pub async fn fail<T>(&self, token: &TaskToken<T>, error: impl TaskError) -> Result<(), CallError> {
        let failure = Failure::from(error);
        let send = self
            .sfn
            .send_task_failure()
            .task_token(token.as_str())
            .error(failure.error())
            .set_cause(failure.cause().map(ToOwned::to_owned))
            .send();
        send.await.map(drop).map_err(|error| CallError::of("SendTaskFailure")(error.into()))
    }

    /// Says that the task of a token is still at work: `SendTaskHeartbeat`.
    ///
    /// # Errors
    ///
    /// If AWS refuses: the token is unknown, or its task is over.
    pub async fn heartbeat<T>(&self, token: &TaskToken<T>) -> Result<(), CallError> {
        let send = self.sfn.send_task_heartbeat().task_token(token.as_str()).send();
        send.await.map(drop).map_err(|error| CallError::of("SendTaskHeartbeat")(error.into()))
    }
}

/// An execution on AWS.
#[derive(Clone, Debug)]
pub struct Execution<W> {
    sfn: aws_sdk_sfn::Client,
    arn: String,
    workflow: PhantomData<fn() -> W>,
}

/// How often an execution is asked whether it is over: seldom, once it has taken a while.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

impl<W: Workflow> Execution<W> {
    /// Its ARN.
    #[must_use]
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// What became of it, as AWS says it: `RUNNING`, `SUCCEEDED`, …
    ///
    /// # Errors
    ///
    /// If AWS refuses.
    pub async fn status(&self) -> Result<ExecutionStatus, CallError> {
        Ok(self.described().await?.status().clone())
    }

    /// Waits until it is over, and gives its output, or the error it failed with: as a run here does, with the typed
    /// error to [downcast](Error::downcast) to.
    ///
    /// # Errors
    ///
    /// If AWS refuses, or the output is not this workflow's.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future stops the waiting, and not the execution.
    pub async fn output(&self) -> Result<Result<W::Output, Error>, CallError> {
        let mut pause = FIRST_PAUSE;
        loop {
            let described = self.described().await?;
            match described.status() {
                ExecutionStatus::Running | ExecutionStatus::PendingRedrive => {
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
                ExecutionStatus::Succeeded => {
                    let output = serde_json::from_str(described.output().unwrap_or("null"));
                    return output.map(Ok).map_err(|error| {
                        CallError::new("DescribeExecution", format!("the output: {error}"))
                    });
                }
                _ => {
                    return Ok(Err(failure(described.error(), described.cause(), described.status()).into()));
                }
            }
        }
    }

    /// Its history so far, as of a run here: the events of all pages, with their payloads.
    ///
    /// AWS numbers no branch of a Parallel: this workflow's definition does. What a run here knows nothing of is left out,
    /// as are the events of Lambda functions and activities that a machine calls by their ARN.
    ///
    /// # Errors
    ///
    /// If AWS refuses, as of an execution of an EXPRESS machine, which keeps no history.
    pub async fn history(&self) -> Result<Vec<HistoryEvent>, CallError> {
        let mut reader = Reader::of(&self.arn, &W::definition());
        let (mut events, mut next) = (Vec::new(), None);
        loop {
            let ask = self.sfn.get_execution_history().execution_arn(&self.arn).max_results(1000);
            let page = Box::pin(ask.set_next_token(next).send()).await;
            let page = page.map_err(|error| CallError::of("GetExecutionHistory")(error.into()))?;
            events.extend(page.events.iter().filter_map(|event| reader.read(event)));
            match page.next_token {
                Some(token) => next = Some(token),
                None => return Ok(events),
            }
        }
    }

    /// Stops it: `StopExecution`, with an error name and a cause to be found in its history.
    ///
    /// # Errors
    ///
    /// If AWS refuses.
    pub async fn stop(&self, error: &str, cause: &str) -> Result<(), CallError> {
        let send = self.sfn.stop_execution().execution_arn(&self.arn).error(error).cause(cause).send();
        send.await.map(drop).map_err(|error| CallError::of("StopExecution")(error.into()))
    }

    /// Goes on from the state that failed: `RedriveExecution`.
    ///
    /// # Errors
    ///
    /// If AWS refuses, as of an execution that runs or succeeded.
    pub async fn redrive(&self) -> Result<(), CallError> {
        let send = self.sfn.redrive_execution().execution_arn(&self.arn).send();
        send.await.map(drop).map_err(|error| CallError::of("RedriveExecution")(error.into()))
    }

    async fn described(
        &self,
    ) -> Result<aws_sdk_sfn::operation::describe_execution::DescribeExecutionOutput, CallError> {
        let send = self.sfn.describe_execution().execution_arn(&self.arn).send();
        send.await.map_err(|error| CallError::of("DescribeExecution")(error.into()))
    }
}

/// The failure as a run here has it: what a function said is taken out of AWS's cause.
fn failure(error: Option<&str>, cause: Option<&str>, status: &ExecutionStatus) -> Failure {
    let name = match (error, status) {
        (Some(error), _) => error,
        (None, ExecutionStatus::TimedOut) => "States.Timeout",
        (None, status) => status.as_str(),
    };
    match cause.and_then(FunctionError::read) {
        Some(function) if function.error_type == name => function.failure(),
        _ => Failure::new(name, cause.map(ToOwned::to_owned)),
    }
}
