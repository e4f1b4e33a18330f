//! What is left in a store for whoever runs it: answers of people, and what is to become of an execution.
//!
//! Word is durable when it is left. Who runs the store takes it up at once; when nobody does, the next run does so
//! before anything else.

use std::time::Duration;

use serde_json::value::{RawValue, to_raw_value};
use workflow_runtime::Workflow;
use workflow_runtime::engine::{Asked, Remote, Request};
use workflow_runtime::store::ExecutionStatus;

use super::{Decision, Place, Verdict, told};
use crate::{Example, Problem, stage};

/// What the tokens of executions in a store begin with.
const TOKEN: &str = "durable.";

/// How long whoever runs the store may take to answer: a command may have to wait for a task that is under way.
const PATIENCE: Duration = Duration::from_secs(30);

/// Stops an execution.
pub(crate) async fn stop<E: Example>(
    place: &Place,
    name: String,
    error: String,
    cause: Option<String>,
) -> Result<(), Problem> {
    let remote = place.remote()?;
    if status::<E>(place, &remote, &name).await? != ExecutionStatus::Running {
        return Err(Problem::new(format_args!("{name} is over; there is nothing to stop")));
    }
    let done = format!("{name} is stopped");
    let workflow = E::Workflow::NAME.to_owned();
    tell(place, &remote, &Request::Stop { workflow, name, error, cause }, &done).await
}

/// Has an execution go on from the state that failed.
pub(crate) async fn redrive<E: Example>(place: &Place, name: String) -> Result<(), Problem> {
    let remote = place.remote()?;
    match status::<E>(place, &remote, &name).await? {
        ExecutionStatus::Running => {
            return Err(Problem::new(format_args!("{name} is running; only what failed can be redriven")));
        }
        ExecutionStatus::Succeeded => {
            return Err(Problem::new(format_args!("{name} has succeeded; only what failed can be redriven")));
        }
        ExecutionStatus::Failed | ExecutionStatus::TimedOut | ExecutionStatus::Aborted => {}
    }
    let done = format!("{name} goes on from the state that failed");
    let workflow = E::Workflow::NAME.to_owned();
    tell(place, &remote, &Request::Redrive { workflow, name }, &done).await
}

/// Gives a task the decision of a person, as the type that it awaits; it is named by its token or by its execution.
pub(crate) async fn decide<E: Example>(
    place: &Place,
    token: String,
    verdict: Verdict,
) -> Result<(), Problem> {
    let done = if verdict == Verdict::Approved { "approved" } else { "denied" };
    let output = output::<E>(verdict)?;
    let remote = place.remote()?;
    let token = if token.starts_with(TOKEN) { token } else { awaited::<E>(place, &remote, &token).await? };
    tell(place, &remote, &Request::Complete { token, output }, done).await
}

/// The token of the one answer that an execution waits for.
async fn awaited<E: Example>(place: &Place, remote: &Remote, name: &str) -> Result<String, Problem> {
    let id = place.find::<E>(remote, name).await?;
    let shown = remote.show(id).await.map_err(told)?;
    let mut tokens = shown.tokens();
    match (tokens.next(), tokens.next()) {
        (Some(token), None) => Ok(token.to_owned()),
        (None, _) => Err(Problem::new(format_args!("{name} does not wait for anybody ({})", shown.status))),
        (Some(_), Some(_)) => Err(Problem::new(format_args!(
            "{name} waits for more than one answer; `show {name} --store {}` has the tokens",
            place.store()
        ))),
    }
}

/// The decision as JSON.
fn output<E: Example>(verdict: Verdict) -> Result<Box<RawValue>, Problem> {
    let decision = E::Decision::of(verdict).ok_or_else(|| {
        Problem::new(format_args!(
            "nothing in {} waits for a person: there is nothing to approve or deny",
            E::Workflow::NAME
        ))
    })?;
    to_raw_value(&decision).map_err(Problem::new)
}

/// How an execution stands.
async fn status<E: Example>(place: &Place, remote: &Remote, name: &str) -> Result<ExecutionStatus, Problem> {
    let id = place.find::<E>(remote, name).await?;
    Ok(remote.show(id).await.map_err(told)?.status)
}

/// Leaves a request, and waits for the answer if somebody is there to give it.
async fn tell(place: &Place, remote: &Remote, request: &Request, done: &str) -> Result<(), Problem> {
    let store = place.store();
    let words = match remote.ask(request, PATIENCE).await.map_err(told)? {
        Asked::Done => format!("{done}\n"),
        Asked::Left { owned: false, .. } => {
            format!(
                "noted: nobody runs {store} at the moment; the next `run --store {store}` does it first\n"
            )
        }
        Asked::Left { owned: true, .. } => {
            format!("noted: whoever runs {store} has not answered yet; what was asked for is kept\n")
        }
    };
    stage::print(&words)
}
