//! HTTP endpoints anywhere: `http:invoke`, with the credentials of an EventBridge connection.
//!
//! The names of errors are in the Step Functions developer guide ("Handling errors in Step Functions workflows"):
//! `States.Http.StatusCode.` with the number, and `States.Http.Socket`. On AWS an endpoint is HTTPS, and a call may take 60
//! seconds. Read next: `http_call.rs` for the same call from here.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use workflow_runtime::prelude::{Data, TaskError};
use workflow_runtime::tasks;

pub use super::http_call::{Client, Connection};

/// A call without a body (Step Functions developer guide, "Call HTTPS APIs").
///
/// `Q` is an object of texts, numbers and `bool`s. A call that has none is given [`Nothing`](crate::Nothing).
///
/// ```compile_fail,E0063
/// # use workflow_aws::http::{Call, HttpOptions};
/// let without_a_connection = Call {
///     api_endpoint: "https://api.example.com/orders".to_owned(),
///     method: workflow_aws::http::Method::Get,
///     query_parameters: workflow_aws::Nothing {},
///     options: HttpOptions::default(),
/// };
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct Call<Q> {
    /// The URL: `"${OrdersUrl}/orders"` has a parameter of the template in it.
    pub api_endpoint: String,
    /// The method.
    pub method: Method,
    /// The connection.
    pub invocation_config: InvocationConfig,
    /// Parameters that are added to the URL.
    pub query_parameters: Q,
    /// What may be left out.
    #[serde(flatten)]
    pub options: HttpOptions,
}

/// A method of a call without a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// To delete something.
    Delete,
    /// To get something.
    Get,
    /// To get the headers alone.
    Head,
    /// To ask what may be done.
    Options,
}

/// A call with a body.
///
/// ```compile_fail,E0308
/// # use workflow_aws::http::{Method, HttpOptions, InvocationConfig, CallWithBody};
/// let a_body_for_get = CallWithBody {
///     api_endpoint: "https://api.example.com/orders".to_owned(),
///     method: Method::Get,
///     invocation_config: InvocationConfig { connection_arn: "${Connection}".to_owned() },
///     request_body: 7,
///     options: HttpOptions::default(),
/// };
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct CallWithBody<B> {
    /// The URL.
    pub api_endpoint: String,
    /// The method.
    pub method: BodyMethod,
    /// The connection.
    pub invocation_config: InvocationConfig,
    /// The body, which is sent as JSON.
    pub request_body: B,
    /// What may be left out.
    #[serde(flatten)]
    pub options: HttpOptions,
}

/// A call whose body is a form (developer guide, "Applying URL-encoding on request body").
///
/// The body is an object; an object in it is written as `outer[inner]=a`, a list as [`ArrayFormat`] says. Without the
/// header there would be no form, so it is required:
///
/// ```compile_fail,E0063
/// # use workflow_aws::http::{ArrayFormat, BodyMethod, CallWithForm, EncodingOptions, InvocationConfig, Transform};
/// # use std::collections::BTreeMap;
/// let without_its_header = CallWithForm {
///     api_endpoint: "https://api.example.com/orders".to_owned(),
///     method: BodyMethod::Post,
///     invocation_config: InvocationConfig { connection_arn: "${Connection}".to_owned() },
///     request_body: 7,
///     transform: Transform::UrlEncoded {
///         request_encoding_options: EncodingOptions { array_format: ArrayFormat::Indices },
///     },
/// };
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct CallWithForm<B> {
    /// The URL.
    pub api_endpoint: String,
    /// The method.
    pub method: BodyMethod,
    /// The connection.
    pub invocation_config: InvocationConfig,
    /// The header that says that there is a form.
    pub headers: FormHeaders,
    /// The body.
    pub request_body: B,
    /// How it is encoded.
    pub transform: Transform,
}

/// The header of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
pub struct FormHeaders {
    /// Its media type.
    #[serde(rename = "Content-Type")]
    pub content_type: FormType,
}

/// The media type of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
pub enum FormType {
    /// `application/x-www-form-urlencoded`
    #[serde(rename = "application/x-www-form-urlencoded")]
    UrlEncoded,
}

/// A method of a call with a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "UPPERCASE")]
pub enum BodyMethod {
    /// To delete something.
    Delete,
    /// To change something.
    Patch,
    /// To make something.
    Post,
    /// To put something in its place.
    Put,
}

/// The connection of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct InvocationConfig {
    /// The ARN of an EventBridge connection: `"${OrdersConnection}"` is a parameter of the template.
    pub connection_arn: String,
}

/// How a body is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(tag = "RequestBodyEncoding", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "PascalCase")]
pub enum Transform {
    /// As `application/x-www-form-urlencoded`.
    UrlEncoded {
        /// How lists are written.
        request_encoding_options: EncodingOptions,
    },
}

/// How lists are written in a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct EncodingOptions {
    /// How.
    pub array_format: ArrayFormat,
}

/// How a list is written in a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "UPPERCASE")]
pub enum ArrayFormat {
    /// `list[]=a&list[]=b`
    Brackets,
    /// `list=a,b`
    Commas,
    /// `list[0]=a&list[1]=b`
    Indices,
    /// `list=a&list=b`
    Repeat,
}

/// What a call may have besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct HttpOptions {
    /// Headers in addition to those of the connection, which has those that say who calls: with `Authorization`, `Host` and
    /// some others here the call is refused with `States.Runtime` (developer guide, "Call HTTPS APIs").
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
}

/// What an endpoint answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct HttpAnswer<T> {
    /// The body: what its JSON says, or its text where it is none.
    pub response_body: T,
    /// 200 to 299.
    pub status_code: u16,
    /// The headers, each with its values.
    pub headers: BTreeMap<String, Vec<String>>,
}

/// Why there is no answer. A status that has no variant is a [`Crashed`](workflow_runtime::TaskFailure::Crashed) with the
/// name `States.Http.StatusCode.` and the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TaskError)]
pub enum HttpError {
    /// 400
    #[error_name = "States.Http.StatusCode.400"]
    BadRequest,
    /// 401
    #[error_name = "States.Http.StatusCode.401"]
    Unauthorized,
    /// 403
    #[error_name = "States.Http.StatusCode.403"]
    Forbidden,
    /// 404
    #[error_name = "States.Http.StatusCode.404"]
    NotFound,
    /// 409
    #[error_name = "States.Http.StatusCode.409"]
    Conflict,
    /// 422
    #[error_name = "States.Http.StatusCode.422"]
    UnprocessableContent,
    /// 429
    #[error_name = "States.Http.StatusCode.429"]
    TooManyRequests,
    /// 500
    #[error_name = "States.Http.StatusCode.500"]
    InternalServerError,
    /// 502
    #[error_name = "States.Http.StatusCode.502"]
    BadGateway,
    /// 503
    #[error_name = "States.Http.StatusCode.503"]
    ServiceUnavailable,
    /// 504
    #[error_name = "States.Http.StatusCode.504"]
    GatewayTimeout,
    /// There was no answer, or none within 60 seconds.
    #[error_name = "States.Http.Socket"]
    Socket,
}

/// Calls endpoints. [`Local`](crate::Local) does so over a [`Client`].
///
/// A state that calls one names the type of the answer's body: `http.call::<_, Order>(..)`.
#[tasks]
pub trait Http {
    /// Calls an endpoint without a body.
    #[resource("arn:aws:states:::http:invoke")]
    async fn call<Q: Serialize + Sync, T: DeserializeOwned + Send>(
        &self,
        call: &Call<Q>,
    ) -> Result<HttpAnswer<T>, HttpError>;

    /// Calls an endpoint with a body.
    #[resource("arn:aws:states:::http:invoke")]
    async fn call_with_body<B: Serialize + Sync, T: DeserializeOwned + Send>(
        &self,
        call: &CallWithBody<B>,
    ) -> Result<HttpAnswer<T>, HttpError>;

    /// Sends a form to an endpoint.
    #[resource("arn:aws:states:::http:invoke")]
    async fn call_with_form<B: Serialize + Sync, T: DeserializeOwned + Send>(
        &self,
        call: &CallWithForm<B>,
    ) -> Result<HttpAnswer<T>, HttpError>;
}
