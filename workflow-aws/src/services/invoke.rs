//! AWS Lambda: `lambda:invoke` of functions that were written elsewhere, and with a task's token in the payload.
//!
//! Tasks that are functions of a workflow's own need none of this: they are called by themselves. Read next: `mod.rs`.

use aws_sdk_lambda::error::{DisplayErrorContext, ProvideErrorMetadata as _};
use aws_sdk_lambda::operation::invoke::builders::InvokeFluentBuilder;
use aws_sdk_lambda::primitives::Blob;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use workflow_runtime::prelude::{Data, TaskError, TaskToken};
use workflow_runtime::wire::FunctionError;
use workflow_runtime::{TaskFailure, tasks};

use super::services::{Local, crash, error_named, json_of, text_with_token};

/// What `Invoke` is given (AWS Lambda API reference, `Invoke`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct Invoke<P> {
    /// The name or the ARN of the function: `"${LegacyArn}"` is a substitution of the template, which
    /// [`Template::existing`](crate::Template::existing) says is a function that is there already.
    pub function_name: String,
    /// What the function is given: an object, a list, a number or a boolean. Step Functions hands text over as JSON that is
    /// written down already, and `{}` for `null`.
    pub payload: P,
    /// What may be left out.
    #[serde(flatten)]
    pub options: InvokeOptions,
}

/// What a call may have besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct InvokeOptions {
    /// A version or an alias of the function.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qualifier: Option<String>,
}

/// What a function answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct Invoked<T> {
    /// Its answer.
    pub payload: T,
    /// 200, for a call that is waited for.
    pub status_code: u16,
}

/// Calls functions. [`Local`] does so over the official client.
///
/// The function's own errors are an `E`: its error names are what the function fails with, and `E` says so with
/// `#[error_name = "CardDeclined"]`. Any other failure is a [`Crashed`](workflow_runtime::TaskFailure::Crashed), also
/// those of Lambda itself: a state may retry `error_name("Lambda.TooManyRequestsException")`. A state that calls one
/// names the types: `functions.invoke::<_, Receipt, PaymentError>(..)`.
#[tasks]
pub trait Functions {
    /// Calls a function and waits for its answer.
    #[resource("arn:aws:states:::lambda:invoke")]
    async fn invoke<P: Serialize + Sync, T: DeserializeOwned + Send, E: TaskError>(
        &self,
        call: &Invoke<P>,
    ) -> Result<Invoked<T>, E>;

    /// Calls a function with the task's token in its payload, which is its key `TaskToken`, and waits for whoever
    /// answers: with a `T`, or with an `E`.
    #[resource("arn:aws:states:::lambda:invoke.waitForTaskToken", token_at = "Payload.TaskToken")]
    async fn invoke_with_token<P: Serialize + Sync, T, E: TaskError>(
        &self,
        call: &Invoke<P>,
        token: TaskToken<T>,
    ) -> Result<(), E>;
}

/// The same calls, from here.
impl Functions for Local<aws_sdk_lambda::Client> {
    async fn invoke<P: Serialize + Sync, T: DeserializeOwned + Send, E: TaskError>(
        &self,
        call: &Invoke<P>,
    ) -> Result<Invoked<T>, E> {
        let payload = json_of(&call.payload).to_string();
        let (status_code, answer) = answer(request(self, call, payload)).await?;
        match serde_json::from_slice(&answer) {
            Ok(payload) => Ok(Invoked { payload, status_code }),
            Err(reason) => crash(format!("the answer of `{}`: {reason}", call.function_name)),
        }
    }

    async fn invoke_with_token<P: Serialize + Sync, T, E: TaskError>(
        &self,
        call: &Invoke<P>,
        token: TaskToken<T>,
    ) -> Result<(), E> {
        let payload = text_with_token(&call.payload, token.as_str());
        answer(request(self, call, payload)).await.map(drop)
    }
}

fn request<P>(
    functions: &Local<aws_sdk_lambda::Client>,
    call: &Invoke<P>,
    payload: String,
) -> InvokeFluentBuilder {
    functions
        .client
        .invoke()
        .function_name(functions.resource(&call.function_name))
        .payload(Blob::new(payload))
        .set_qualifier(call.options.qualifier.clone())
}

/// The exception that a refusal with this code is.
fn exception(code: Option<&str>) -> &str {
    match code {
        None => "SdkClientException",
        Some(code) if OF_EVERY_SERVICE.contains(&code) => "AWSLambdaException",
        Some(code) => code,
    }
}

/// Refusals that are not Lambda's own (AWS Lambda API reference, "Common Errors"): they have no exception of their own.
const OF_EVERY_SERVICE: [&str; 14] = [
    "AccessDeniedException",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InternalFailure",
    "InvalidSignatureException",
    "MalformedHttpRequestException",
    "MissingAuthenticationTokenException",
    "NotAuthorized",
    "OptInRequired",
    "RequestAbortedException",
    "RequestExpired",
    "ServiceUnavailable",
    "ThrottlingException",
    "UnrecognizedClientException",
];

/// The answer of the function; of one that failed, its error.
async fn answer<E: TaskError>(request: InvokeFluentBuilder) -> Result<(u16, Vec<u8>), E> {
    let answer = match Box::pin(request.send()).await {
        Ok(answer) => answer,
        Err(refused) => {
            let class = exception(refused.code());
            workflow_runtime::crash(format!("Lambda.{class}"), DisplayErrorContext(refused))
        }
    };
    let payload = answer.payload.map(Blob::into_inner).unwrap_or_default();
    if answer.function_error.is_none() {
        return Ok((u16::try_from(answer.status_code).unwrap_or_default(), payload));
    }
    let words = String::from_utf8_lossy(&payload);
    let Some(failed) = FunctionError::read(&words) else { workflow_runtime::crash("Exception", words) };
    match failed.task_failure::<E>() {
        TaskFailure::Failed(error) => Err(error),
        // The message of a function that was written elsewhere is words, and not the JSON of an `E`.
        TaskFailure::TimedOut | TaskFailure::Crashed(_) => match error_named(&failed.error_type) {
            Some(error) => Err(error),
            None => workflow_runtime::crash(failed.error_type, words),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::exception;

    #[test]
    fn a_refusal_is_an_exception_of_lambdas_or_its_general_one() {
        assert_eq!(exception(Some("TooManyRequestsException")), "TooManyRequestsException");
        assert_eq!(exception(Some("AccessDeniedException")), "AWSLambdaException");
        assert_eq!(exception(None), "SdkClientException");
    }
}
