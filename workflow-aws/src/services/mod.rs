//! What the task traits of services share: the text of a message, and what a refusal is called on AWS.
//!
//! A module a service: what it takes and gives, its task trait, and the implementation for the official client. Each
//! trait exports as the service's optimised integration; none of them knows a workflow. A call of an official client is
//! put in a box: its future has so many layers that a workflow around it would pass rustc's limit.
//!
//! # What errors are called
//!
//! An optimised integration calls its service by the AWS SDK for Java 1, which the causes of its errors show (`Service:
//! AmazonDynamoDBv2; …; Proxy: null`), and an error is called by the service and the SDK's exception class, which is not the
//! service's code: for the code `StateMachineDoesNotExist` executions on AWS have
//! `StepFunctions.StateMachineDoesNotExistException`, as LocalStack's test suite has recorded. So it has
//! `DynamoDB.ResourceNotFoundException`, `DynamoDB.AmazonDynamoDBException`, `SQS.AmazonSQSException` and
//! `SQS.SdkClientException`; the other names are made by the same rule, of the SDK's classes. What has no class of its own
//! is the service's general one (`AmazonSNSException`, `AWSBatchException`), and `SdkClientException` is a call that no
//! answer came to. Names that are none of this are the developer guide's, and are told of where they stand. An
//! `aws-sdk` integration calls by the SDK for Java 2, and its names differ: `DynamoDb.DynamoDbException`.

#[cfg(feature = "_api")]
pub(crate) mod api;
mod local;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::time::Duration;

use aws_smithy_types::error::display::DisplayErrorContext;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use workflow_runtime::prelude::{Data, TaskError};

pub use local::Local;

/// The text of a message or of an event's details, as Step Functions writes it: text as it is, anything else as JSON.
pub(crate) fn text_of<T: Serialize + ?Sized>(value: &T) -> String {
    match json_of(value) {
        Value::String(text) => text,
        value => value.to_string(),
    }
}

/// The JSON of an argument.
pub(crate) fn json_of<T: Serialize + ?Sized>(value: &T) -> Value {
    serde_json::to_value(value)
        .unwrap_or_else(|reason| crash(format!("the arguments cannot be written as JSON: {reason}")))
}

/// The text of a message with the task's token in it, under the key `TaskToken`.
pub(crate) fn text_with_token<T: Serialize + ?Sized>(value: &T, token: &str) -> String {
    match json_of(value) {
        Value::Object(mut object) => {
            object.insert("TaskToken".to_owned(), token.into());
            Value::Object(object).to_string()
        }
        other => crash(format!("a token has its place in an object, and this is {other}")),
    }
}

/// The attributes of a message, each as `made` by the service's own client.
pub(crate) fn attributes<T>(
    given: &BTreeMap<String, MessageAttribute>,
    made: impl Fn(&MessageAttribute) -> Result<T, BuildError>,
) -> Option<HashMap<String, T>> {
    let made = |attribute| made(attribute).unwrap_or_else(|error| crash(error));
    (!given.is_empty()).then(|| given.iter().map(|(name, one)| (name.clone(), made(one))).collect())
}

/// The answer of a call that hands a token over: who has the token names the errors of the task, and so what the service
/// says ends it.
pub(crate) fn handed_over<T, E: TaskError>(answer: Result<T, E>) {
    if let Err(error) = answer {
        workflow_runtime::crash(error.error_name(), "the token was not handed over")
    }
}

/// Ends a task that cannot do what its arguments say: `Crashed` in the workflow, as the same mistake on AWS.
pub(crate) fn crash(words: impl fmt::Display) -> ! {
    workflow_runtime::crash("States.TaskFailed", words)
}

/// The pauses between two looks at something that is not over: longer, once it has taken a while.
pub(crate) struct Pauses(Duration);

impl Pauses {
    const LONGEST: Duration = Duration::from_secs(30);

    pub(crate) fn from(first: Duration) -> Self {
        Self(first)
    }

    pub(crate) async fn next(&mut self) {
        tokio::time::sleep(self.0).await;
        self.0 = (self.0 * 2).min(Self::LONGEST);
    }
}

/// An attribute of a message, beside its body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct MessageAttribute {
    /// `String`, `Number`, or one of them with a name of your own behind a dot.
    pub data_type: String,
    /// The value, as text.
    pub string_value: String,
}

/// An object without a field: the arguments of a job that has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Data)]
pub struct Nothing {}

/// The error that Step Functions would report of a refusal.
///
/// A service's error has the name `Service.CodeException`. `Service` is what the enum calls every refusal without a
/// variant of its own, `SdkClient` a call that no answer came to.
pub(crate) fn refusal<E: TaskError>(
    service: &str,
    refused: &(impl ProvideErrorMetadata + std::error::Error),
) -> E {
    let code = refused.code();
    let words = DisplayErrorContext(refused);
    tracing::warn!(service, code, "{words}");
    let named = code.and_then(|code| {
        // A code may have its namespace in front of it: `com.amazonaws.sqs#QueueDoesNotExist`.
        let code = code.rsplit(['#', '.']).next().unwrap_or(code);
        error_named(&format!("{service}.{code}"))
            .or_else(|| error_named(&format!("{service}.{code}Exception")))
    });
    let fallback = if code.is_some() { "Service" } else { "SdkClient" };
    let fallback = || E::from_json(&Value::from(fallback).to_string()).ok();
    named.or_else(fallback).unwrap_or_else(|| crash(words))
}

/// The error of this name, if it has no fields.
pub(crate) fn error_named<E: TaskError>(name: &str) -> Option<E> {
    let known = E::ERROR_NAMES.iter().find(|known| known.name == name)?;
    let forms = [Value::String(known.variant.to_owned()), serde_json::json!({}), Value::Null];
    let mut read = forms.into_iter().filter_map(|form| E::from_json(&form.to_string()).ok());
    read.find(|error| error.error_name() == name)
}
