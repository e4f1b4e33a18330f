//! A workflow on AWS: the other half of `definition()`.
//!
//! - [`Template`] makes a deployment of a definition: an AWS SAM template with the state machine, one Lambda function a
//!   task, logs, alarms, and roles that name exactly what the definition uses.
//! - [`Cost`] says what executions are billed, path by path, and where a state could go.
//! - `lambda::serve` (feature `lambda`) is the `main` of those functions.
//! - `Client` (feature `sfn`) starts executions of a typed workflow on AWS, waits for them, and answers task tokens.
//! - `activity::Worker` (feature `sfn`) does tasks that are activities, from any machine.
//!
//! The crate's README has the whole way in five commands.
//!
//! In the source this file only lists modules. Read next: `template/mod.rs`.

#[cfg(feature = "sfn")]
pub mod activity;
#[cfg(feature = "sfn")]
pub mod client;
pub mod cost;
mod error;
#[cfg(feature = "lambda")]
pub mod lambda;
pub mod template;

#[cfg(feature = "sfn")]
pub use client::Client;
pub use cost::{Cost, Prices};
pub use error::{Error, Finding};
pub use template::{Deployment, LogLevel, Template};

/// The environment variable that says which task a function is: the template sets it, and the function reads it.
const TASK_VARIABLE: &str = "WORKFLOW_TASK";
