//! What the engine refuses, in words; the names are those of AWS's exceptions.

use super::Blocked;
use crate::Error;
use crate::error::Kind;
use crate::store::{ExecutionId, StoreError};

pub(super) fn closed_token() -> Error {
    Error::of_kind(
        Kind::ClosedToken,
        "TaskTimedOut",
        "the task of this token is over: completed, failed, timed out, or stopped with its execution",
    )
}

pub(super) fn unknown_token() -> Error {
    Error::of_kind(Kind::UnknownToken, "TaskDoesNotExist", "no execution of this store has issued this token")
}

pub(super) fn over() -> Error {
    Error::of_kind(Kind::Over, "ExecutionNotRunning", "the execution is over")
}

pub(super) fn exists(workflow: &str, name: &str) -> Error {
    let cause = format!("`{workflow}` has an execution `{name}` already, with another input");
    Error::of_kind(Kind::Exists, "ExecutionAlreadyExists", cause)
}

pub(super) fn ambiguous(workflow: &str) -> Error {
    let cause = format!(
        "two workflows are registered as `{workflow}`, and an engine knows a workflow by its name: give one of their \
         modules another one"
    );
    Error::of_kind(Kind::Exists, "StateMachineAlreadyExists", cause)
}

pub(super) fn not_found(workflow: &str, name: &str) -> Error {
    let cause = format!("`{workflow}` has no execution `{name}`");
    Error::of_kind(Kind::NotFound, "ExecutionDoesNotExist", cause)
}

pub(super) fn no_execution(id: ExecutionId) -> Error {
    let cause = format!("the store has no execution with the number {id}");
    Error::of_kind(Kind::NotFound, "ExecutionDoesNotExist", cause)
}

pub(super) fn not_registered(workflow: &str) -> Error {
    let cause = format!("the workflow `{workflow}` is not registered with this engine");
    Error::of_kind(Kind::NotRegistered, "StateMachineDoesNotExist", cause)
}

pub(super) fn invalid_name(name: &str, reason: &str) -> Error {
    Error::of_kind(Kind::InvalidName, "InvalidName", format!("the name `{name}` {reason}"))
}

pub(super) fn not_redrivable(reason: &str) -> Error {
    Error::of_kind(Kind::NotRedrivable, "ExecutionNotRedrivable", reason)
}

pub(super) fn shut_down() -> Error {
    Error::of_kind(Kind::Closed, "EngineClosed", "the engine was shut down")
}

pub(super) fn unreadable(reason: impl Into<String>) -> Error {
    Error::of_kind(Kind::Unreadable, "ExecutionUnreadable", reason)
}

/// What whoever waits for a blocked execution is told, or has something to say to it.
pub(super) fn blocked(blocked: &Blocked) -> Error {
    let Blocked { execution, reason, .. } = blocked;
    let cause = format!(
        "`{execution}` cannot go on in this program, and was left in the store as it is: {reason}; it goes on with the \
         next engine whose program can: bring its state to the form that the program has now with `Builder::migrate`, or \
         run the program that it began with"
    );
    unreadable(cause)
}

/// A first commit that was refused.
pub(super) fn refused_start(error: &StoreError) -> Error {
    if error.is_duplicate() {
        let cause = error.to_string();
        Error::of_kind(Kind::Exists, "ExecutionAlreadyExists", cause)
    } else {
        store(error)
    }
}

pub(super) fn store(error: &StoreError) -> Error {
    Error::of_kind(Kind::Store, "StoreFailed", error.to_string())
}
