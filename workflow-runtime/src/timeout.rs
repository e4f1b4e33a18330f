//! A deadline for any operation.

use std::future::Future;
use std::time::Duration;

use crate::TaskFailure;

/// Runs `operation` for at most `limit`: ASL's `TimeoutSeconds`, by hand.
///
/// # Errors
///
/// [`TaskFailure::TimedOut`] if the time is up before the operation is done, which is then dropped;
/// [`TaskFailure::Failed`] with its own error.
///
/// ```
/// # use workflow_runtime::{prelude::*, timeout};
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// let slow = async {
///     wait(minutes(1)).await;
///     Ok::<_, ()>("done")
/// };
/// assert_eq!(timeout(seconds(30), slow).await, Err(TimedOut));
/// # }
/// ```
///
/// # Cancel safety
///
/// Dropping the future drops the operation.
pub async fn timeout<T, E>(
    limit: Duration,
    operation: impl Future<Output = Result<T, E>>,
) -> Result<T, TaskFailure<E>> {
    match tokio::time::timeout(limit, operation).await {
        Ok(result) => result.map_err(TaskFailure::Failed),
        Err(_) => Err(TaskFailure::TimedOut),
    }
}
