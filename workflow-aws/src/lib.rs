//! A workflow on AWS: the other half of `definition()`.
//!
//! - [`Template`] makes a deployment of a definition: an AWS SAM template with the state machine, one Lambda function a
//!   task, logs, alarms, and roles that name exactly what the definition uses.
//! - [`Cost`] says what executions are billed, path by path, and where a state could go.
//! - `lambda::serve` (feature `lambda`) is the `main` of those functions.
//! - `Client` (feature `sfn`) starts executions of a typed workflow on AWS, waits for them, and answers task tokens.
//! - Task traits of services, a feature each, which export as the optimised integration and have an implementation over
//!   the official client: `sqs`, `sns`, `dynamodb`, `eventbridge`, `invoke` (feature `lambda-invoke`), `executions`
//!   (feature `sfn`), `ecs`, `batch`, `sagemaker`, `glue`, `http`.
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
#[cfg(feature = "sfn")]
mod history;
#[cfg(feature = "lambda")]
pub mod lambda;
#[cfg(feature = "_services")]
#[cfg_attr(
    not(all(
        feature = "_api",
        feature = "dynamodb",
        feature = "eventbridge",
        feature = "lambda-invoke",
        feature = "sqs"
    )),
    allow(dead_code, reason = "each service needs a part of what they share")
)]
mod services;
pub mod template;

#[cfg(feature = "batch")]
#[path = "services/batch.rs"]
pub mod batch;
#[cfg(feature = "dynamodb")]
#[path = "services/dynamodb.rs"]
pub mod dynamodb;
#[cfg(feature = "ecs")]
#[path = "services/ecs.rs"]
pub mod ecs;
#[cfg(feature = "eventbridge")]
#[path = "services/eventbridge.rs"]
pub mod eventbridge;
#[cfg(feature = "sfn")]
#[path = "services/executions.rs"]
pub mod executions;
#[cfg(feature = "glue")]
#[path = "services/glue.rs"]
pub mod glue;
#[cfg(feature = "http")]
#[path = "services/http.rs"]
pub mod http;
#[cfg(feature = "http")]
#[path = "services/http_call.rs"]
mod http_call;
#[cfg(feature = "lambda-invoke")]
#[path = "services/invoke.rs"]
pub mod invoke;
#[cfg(feature = "sagemaker")]
#[path = "services/sagemaker.rs"]
pub mod sagemaker;
#[cfg(feature = "sns")]
#[path = "services/sns.rs"]
pub mod sns;
#[cfg(feature = "sqs")]
#[path = "services/sqs.rs"]
pub mod sqs;

#[cfg(feature = "_services")]
pub use services::{Local, MessageAttribute, Nothing};

#[cfg(feature = "sfn")]
pub use client::Client;
pub use cost::{Cost, Prices};
pub use error::{Error, Finding};
pub use template::{Deployment, LogLevel, Template};

/// The blocks of the README are compiled.
#[cfg(all(doctest, feature = "sqs"))]
#[doc = include_str!("../README.md")]
struct Readme;

/// The environment variable that says which task a function is: the template sets it, and the function reads it.
const TASK_VARIABLE: &str = "WORKFLOW_TASK";
