//! Catching what an operation fails with, panics included.

use std::future::Future;

use crate::TaskFailure;
use crate::execution::attempt::{Interruption, Limits, attempt};

/// Runs `operation` and gives every way in which it can fail as a value, as ASL's `Catch` does.
///
/// # Errors
///
/// [`TaskFailure::Failed`] with the operation's own error, [`TaskFailure::Crashed`] with `Panic` if it panics.
///
/// ```
/// # use workflow_runtime::{catch, prelude::*};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let broken = async { if true { panic!("no such page") } else { Ok::<u8, ()>(1) } };
/// assert_eq!(catch(broken).await, Err(Crashed("Panic".to_owned())));
/// # }
/// ```
///
/// # Cancel safety
///
/// Dropping the future drops the operation.
pub async fn catch<T, E>(operation: impl Future<Output = Result<T, E>>) -> Result<T, TaskFailure<E>> {
    match attempt(operation, &Limits::default(), None).await {
        Ok(result) => result.map_err(TaskFailure::Failed),
        Err(Interruption::TimedOut) => Err(TaskFailure::TimedOut),
        Err(interruption @ (Interruption::Panicked(_) | Interruption::Crashed(_))) => {
            Err(TaskFailure::Crashed(interruption.error_name().to_owned()))
        }
    }
}
