//! Waiting, by hand or in a workflow.

use std::time::Duration;

use jiff::Timestamp;

use crate::clock;

/// Waits for `duration` of tokio's clock.
///
/// In a `#[wait]` state it is the state's effect, and a duration that reads no parameter may be at most a year.
///
/// ```
/// # use workflow_runtime::prelude::*;
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// wait(hours(24)).await;
/// # }
/// ```
///
/// # Cancel safety
///
/// Dropping the future ends the wait.
pub async fn wait(duration: Duration) {
    if !duration.is_zero() {
        tokio::time::sleep(duration).await;
    }
}

/// Waits until the time `at`; a time that has passed does not wait.
///
/// ```
/// # use workflow_runtime::{clock, prelude::*};
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// wait_until(clock::now() + minutes(5)).await;
/// # }
/// ```
///
/// # Cancel safety
///
/// Dropping the future ends the wait.
pub async fn wait_until(at: Timestamp) {
    wait(at.duration_since(clock::now()).try_into().unwrap_or(Duration::ZERO)).await;
}
