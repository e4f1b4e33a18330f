//! Tasks as Lambda functions: one binary has all tasks of a workflow and is deployed once a task.
//!
//! Which task a function is, the environment variable `WORKFLOW_TASK` says; the [template](crate::Template) sets it. The
//! payload is what the definition sends, and a failure has the name and the JSON that its Catch reads. It knows the
//! official runtime and nothing of the template's resources. Read next: `context.rs` (which attempt of which call it is).

mod context;

use std::sync::Arc;

use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde_json::Value;
use tracing::Instrument as _;
use workflow_runtime::TaskSet;
use workflow_runtime::wire::FunctionError;

/// Why a function cannot serve: the runtime of Lambda is not there, or there is no such task.
pub type Error = lambda_runtime::Error;

/// The environment variable that says which task a function is.
pub const TASK_VARIABLE: &str = crate::TASK_VARIABLE;

/// Serves the task that the environment variable [`TASK_VARIABLE`] names, until Lambda ends the process.
///
/// It is the whole of a `main`:
///
/// ```no_run
/// # use workflow_runtime::prelude::*;
/// # /// n
/// # #[derive(Debug, Serialize, Deserialize, TaskError)] struct Closed {}
/// # /// b
/// # #[tasks] trait Bank {
/// #     /// c
/// #     async fn check_name(&self, name: &str) -> Result<bool, Closed>;
/// # }
/// # struct CoreBanking;
/// # impl CoreBanking { async fn connect() -> Self { Self } }
/// # impl Bank for CoreBanking {
/// #     async fn check_name(&self, _name: &str) -> Result<bool, Closed> { Ok(true) }
/// # }
/// #[tokio::main(flavor = "current_thread")]
/// async fn main() -> Result<(), workflow_aws::lambda::Error> {
///     workflow_aws::lambda::serve(Bank(CoreBanking::connect().await)).await
/// }
/// ```
///
/// Tasks of several traits: `serve(Payments(gateway).and(Office(office)))`.
///
/// An invocation answers with the task's result. A task's own error is the function error of its ASL name, with its JSON
/// for a message; a panic is the error `Panic` with what it said; a payload that the task does not take is
/// `InvalidPayload`, naming the field and the task. Inside the task [`TaskContext::current`] has the idempotency key, the
/// attempt, Lambda's deadline and its request id. Of a function that is invoked by something else than a
/// [deployed](crate::Template) definition the key is the request id, which Lambda keeps for its own retries alone.
///
/// Logs are events of `tracing`, JSON lines where the function's log format is JSON, as the template has it; how much
/// is logged is the function's log level, or `RUST_LOG`. A subscriber that is there already is left alone.
///
/// [`TaskContext::current`]: workflow_runtime::TaskContext::current
///
/// # Errors
///
/// If the variable is not set or names no task of the set; the log says so too. If Lambda's runtime interface does not
/// answer.
pub async fn serve(tasks: TaskSet) -> Result<(), Error> {
    log();
    let task = match chosen(&tasks) {
        Ok(task) => Arc::<str>::from(task),
        Err(error) => {
            tracing::error!(error = error.error_message, "the function cannot start");
            return Err(error.error_message.into());
        }
    };
    let tasks = Arc::new(tasks);
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Value>| {
        let (tasks, task) = (Arc::clone(&tasks), Arc::clone(&task));
        async move { invoke(&tasks, &task, event).await }
    }))
    .await
}

/// The task that this function is.
fn chosen(tasks: &TaskSet) -> Result<String, FunctionError> {
    let known = || tasks.names().join(", ");
    let task = std::env::var(TASK_VARIABLE).map_err(|_| {
        let words =
            format!("the environment variable `{TASK_VARIABLE}` names no task; tasks here: {}", known());
        FunctionError::crashed(workflow_runtime::task_set::UNKNOWN_TASK, words)
    })?;
    tasks.check(&task)?;
    Ok(task)
}

async fn invoke(tasks: &TaskSet, task: &str, event: LambdaEvent<Value>) -> Result<Value, Diagnostic> {
    let (payload, lambda) = event.into_parts();
    let context = context::of(&lambda);
    let span = tracing::info_span!(
        "task",
        task,
        request_id = context.request_id(),
        idempotency_key = context.idempotency_key(),
        attempt = context.attempt(),
    );
    let answer = context.scope(tasks.call(task, payload)).instrument(span.clone()).await;
    span.in_scope(|| match &answer {
        Ok(_) => tracing::info!("the task succeeded"),
        Err(error) => tracing::warn!(error = error.error_type, "the task failed"),
    });
    // The runtime tells Lambda of a failure in these two words, and logs it.
    answer.map_err(|error| Diagnostic { error_type: error.error_type, error_message: error.error_message })
}

/// Logs as Lambda's own logging controls say, unless the program has a subscriber.
fn log() {
    use tracing_subscriber::EnvFilter;
    use tracing_subscriber::fmt::format::FmtSpan;

    let level = std::env::var("AWS_LAMBDA_LOG_LEVEL").or_else(|_| std::env::var("RUST_LOG"));
    let filter =
        EnvFilter::try_new(level.as_deref().unwrap_or("info")).unwrap_or_else(|_| EnvFilter::new("info"));
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_target(false)
        .with_span_events(FmtSpan::NONE)
        // CloudWatch has a time of its own for every line.
        .without_time();
    // It fails where there is a subscriber already, which is then the one to keep.
    let _ = match std::env::var("AWS_LAMBDA_LOG_FORMAT").as_deref() {
        Ok("Text") => logs.with_ansi(false).try_init(),
        _ => logs.json().flatten_event(true).try_init(),
    };
}
