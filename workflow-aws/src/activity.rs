//! Tasks as activities: a worker, on any machine, that asks Step Functions for work.
//!
//! A task is an activity if the trait says so, by `#[resource("arn:aws:states:eu-west-1:123456789012:activity:paint")]` or
//! a substitution for the ARN. A failure is told as a Lambda function tells it, so that the definition reads both alike.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_sfn::error::DisplayErrorContext;
use aws_sdk_sfn::operation::get_activity_task::{GetActivityTaskError, GetActivityTaskOutput};
use serde_json::Value;
use tokio::sync::watch;
use tokio::task::JoinSet;
use workflow_runtime::wire::FunctionError;
use workflow_runtime::{TaskContext, TaskSet};

/// The longest cause that `SendTaskFailure` takes (Step Functions API reference), in bytes.
const LONGEST_CAUSE: usize = 32_768;
/// How long a worker waits before it asks again after AWS did not answer.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Does the tasks of activities.
///
/// ```no_run
/// # async fn show(sfn: aws_sdk_sfn::Client, tasks: workflow_runtime::TaskSet) -> Result<(), workflow_aws::activity::Refused> {
/// workflow_aws::activity::Worker::new(sfn, tasks) // `Shop(implementation)`
///     .activity("ShopPaint", "arn:aws:states:eu-west-1:123456789012:activity:paint")
///     .at_once(4)
///     .serve(async { tokio::signal::ctrl_c().await.unwrap_or_default() })
///     .await
/// # }
/// ```
#[derive(Debug)]
pub struct Worker {
    sfn: aws_sdk_sfn::Client,
    tasks: Arc<TaskSet>,
    activities: Vec<(String, String)>,
    at_once: usize,
    heartbeat: Option<Duration>,
    name: Option<String>,
}

/// An activity that there is no work for here: AWS does not know it or does not let us, or no task is behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(String);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

impl Worker {
    /// A worker with no activity yet, that does one task of each at a time.
    #[must_use]
    pub fn new(sfn: aws_sdk_sfn::Client, tasks: TaskSet) -> Self {
        Self { sfn, tasks: Arc::new(tasks), activities: Vec::new(), at_once: 1, heartbeat: None, name: None }
    }

    /// Does this task, by its name in the set, for the activity with this ARN.
    #[must_use]
    pub fn activity(mut self, task: impl Into<String>, arn: impl Into<String>) -> Self {
        self.activities.push((task.into(), arn.into()));
        self
    }

    /// How many tasks of each activity are done at once; at least one. Each waits for work in a request of its own.
    #[must_use]
    pub fn at_once(mut self, count: usize) -> Self {
        self.at_once = count.max(1);
        self
    }

    /// Sends a heartbeat this often while a task runs, besides those the task sends itself. If AWS then says that the
    /// task is over (it timed out, or its execution was stopped), it is dropped.
    #[must_use]
    pub fn heartbeat_every(mut self, interval: Duration) -> Self {
        self.heartbeat = Some(interval);
        self
    }

    /// What the worker is called in the history of executions.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Works until `stop` is ready: then it asks for no more, and finishes what it was given. A request that waits for
    /// work is waited for, as work that was just given to it would be lost; that is a minute at most.
    ///
    /// A task is called as a Lambda function is, but that AWS tells an activity nothing of the call: the idempotency key
    /// is the task's token, which is another for each attempt. While AWS does not answer, it is asked again, every 30
    /// seconds in the end.
    ///
    /// # Errors
    ///
    /// If there is no task of a name, or AWS refuses an activity. The tasks that run are finished first.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops the tasks that run; AWS learns of it when they time out.
    pub async fn serve(self, stop: impl Future<Output = ()>) -> Result<(), Refused> {
        for (task, _) in &self.activities {
            self.tasks.check(task).map_err(|error| Refused(error.error_message))?;
        }
        let (stopping, stopped) = watch::channel(false);
        let mut pollers = JoinSet::new();
        for (task, arn) in &self.activities {
            for _ in 0..self.at_once {
                let poller = Poller {
                    sfn: self.sfn.clone(),
                    tasks: Arc::clone(&self.tasks),
                    task: task.clone(),
                    arn: arn.clone(),
                    heartbeat: self.heartbeat,
                    name: self.name.clone(),
                };
                pollers.spawn(poller.run(stopped.clone()));
            }
        }
        let mut outcome = Ok(());
        let mut stop = std::pin::pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop, if !*stopping.borrow() => drop(stopping.send_replace(true)),
                ended = pollers.join_next() => match ended {
                    None => return outcome,
                    Some(Ok(Ok(()))) => {}
                    Some(Ok(Err(refused))) => {
                        outcome = outcome.and(Err(refused));
                        stopping.send_replace(true);
                    }
                    // A poller catches what its tasks panic with: this one is broken itself.
                    Some(Err(error)) => std::panic::resume_unwind(error.into_panic()),
                },
            }
        }
    }
}

/// One task at a time, of one activity.
struct Poller {
    sfn: aws_sdk_sfn::Client,
    tasks: Arc<TaskSet>,
    task: String,
    arn: String,
    heartbeat: Option<Duration>,
    name: Option<String>,
}

impl Poller {
    async fn run(self, mut stopped: watch::Receiver<bool>) -> Result<(), Refused> {
        let mut pause = FIRST_PAUSE;
        while !*stopped.borrow() {
            match self.ask().await {
                Ok(work) => {
                    pause = FIRST_PAUSE;
                    // An answer without a token says that there is no work.
                    if let Some(token) = work.task_token().filter(|token| !token.is_empty()) {
                        self.work(token, work.input().unwrap_or("null")).await;
                    }
                }
                Err(Asked::Refused(words)) => return Err(Refused(words)),
                Err(Asked::NoAnswer(words)) => {
                    tracing::warn!(activity = self.arn, error = words, "AWS does not answer; asking again");
                    tokio::select! {
                        () = tokio::time::sleep(pause) => pause = (pause * 2).min(LONGEST_PAUSE),
                        _ = stopped.changed() => {}
                    }
                }
            }
        }
        Ok(())
    }

    async fn ask(&self) -> Result<GetActivityTaskOutput, Asked> {
        let request = self.sfn.get_activity_task().activity_arn(&self.arn).set_worker_name(self.name.clone());
        request.send().await.map_err(|error| {
            let words = format!("activity {}: {}", self.arn, DisplayErrorContext(&error));
            match error.as_service_error() {
                Some(GetActivityTaskError::ActivityDoesNotExist(_) | GetActivityTaskError::InvalidArn(_)) => {
                    Asked::Refused(words)
                }
                Some(other) if other.meta().code() == Some("AccessDeniedException") => Asked::Refused(words),
                _ => Asked::NoAnswer(words),
            }
        })
    }

    /// Does a task and tells AWS what came of it.
    async fn work(&self, token: &str, input: &str) {
        let answer = tokio::select! {
            answer = self.called(token, input) => answer,
            () = self.beating(token) => {
                tracing::warn!(task = self.task, "AWS says that the task is over: it is dropped");
                return;
            }
        };
        if let Err(words) = self.tell(token, answer).await {
            // The task is over for AWS, or its answer is lost: then it times out there.
            tracing::warn!(task = self.task, error = words, "AWS does not take the task's answer");
        }
    }

    async fn called(&self, token: &str, input: &str) -> Result<Value, FunctionError> {
        let payload = serde_json::from_str(input).map_err(|error| {
            FunctionError::crashed(workflow_runtime::task_set::INVALID_PAYLOAD, format!("no JSON: {error}"))
        })?;
        let (sfn, own) = (self.sfn.clone(), token.to_owned());
        let context = TaskContext::served(token, 0, None).with_heartbeat(move || {
            let send = sfn.send_task_heartbeat().task_token(own.as_str()).send();
            // What becomes of it, the task does not wait for.
            tokio::spawn(async move { send.await.map(drop) });
        });
        context.scope(self.tasks.call(&self.task, payload)).await
    }

    /// Sends heartbeats until AWS says that the task is over; for ever where none are wanted.
    async fn beating(&self, token: &str) {
        let Some(interval) = self.heartbeat else { return std::future::pending().await };
        loop {
            tokio::time::sleep(interval).await;
            let sent = self.sfn.send_task_heartbeat().task_token(token).send().await;
            let over = sent.err().and_then(|error| {
                let error = error.into_service_error();
                (error.is_task_timed_out() || error.is_task_does_not_exist()).then_some(())
            });
            if over.is_some() {
                return;
            }
        }
    }

    async fn tell(&self, token: &str, answer: Result<Value, FunctionError>) -> Result<(), String> {
        match answer {
            Ok(output) => {
                let send = self.sfn.send_task_success().task_token(token).output(output.to_string()).send();
                send.await.map(drop).map_err(|error| DisplayErrorContext(&error).to_string())
            }
            Err(error) => {
                let cause = Some(error.to_string()).filter(|cause| cause.len() <= LONGEST_CAUSE);
                let send = self.sfn.send_task_failure().task_token(token).error(&error.error_type);
                let send = send.set_cause(cause).send();
                send.await.map(drop).map_err(|error| DisplayErrorContext(&error).to_string())
            }
        }
    }
}

/// Why there is no work.
enum Asked {
    Refused(String),
    NoAnswer(String),
}
