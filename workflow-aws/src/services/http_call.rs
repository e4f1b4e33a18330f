//! Calls of HTTP endpoints from here, over the HTTP client of the official SDK.
//!
//! A connection is what EventBridge would have: who calls, in headers and parameters. Read first: `http.rs`.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::time::Duration;

use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime_api::client::http::{HttpClient, SharedHttpClient};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_smithy_types::timeout::TimeoutConfig;
use form_urlencoded::Serializer;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::http::{
    ArrayFormat, Call, CallWithBody, CallWithForm, Http, HttpAnswer, HttpError, HttpOptions, Transform,
};
use super::services::api::result;
use super::services::{Local, crash, error_named, json_of};

/// For how long Step Functions waits for an answer (developer guide, "Quotas related to HTTP Task").
const LONGEST: Duration = Duration::from_secs(60);

/// A client of HTTP endpoints, with its connections.
///
/// ```
/// use workflow_aws::Local;
/// use workflow_aws::http::{Client, Connection};
///
/// # fn show(http_client: aws_smithy_runtime_api::client::http::SharedHttpClient) {
/// let connection = Connection::api_key("X-Api-Key", "secret");
/// let http = Local::new(Client::new(http_client).connection("${OrdersConnection}", connection));
/// # drop(http);
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    client: SharedHttpClient,
    connections: HashMap<String, Connection>,
}

impl Client {
    /// A client over this one, which is of the official SDK: you choose it, and its TLS.
    #[must_use]
    pub fn new(client: impl HttpClient + 'static) -> Self {
        Self { client: SharedHttpClient::new(client), connections: HashMap::new() }
    }

    /// What a connection has, which is named as the workflow names it: `"${OrdersConnection}"`, or an ARN.
    #[must_use]
    pub fn connection(mut self, arn: impl Into<String>, connection: Connection) -> Self {
        self.connections.insert(arn.into(), connection);
        self
    }
}

/// What an EventBridge connection adds to a call.
///
/// For OAuth it is given a token: asking for one is not done here.
#[derive(Clone, Default)]
pub struct Connection {
    headers: Vec<(String, String)>,
    parameters: Vec<(String, String)>,
}

impl Connection {
    /// A header with a key.
    #[must_use]
    pub fn api_key(header: impl Into<String>, key: impl Into<String>) -> Self {
        Self::default().header(header, key)
    }

    /// A user and a password (RFC 7617).
    #[must_use]
    pub fn basic(user: &str, password: &str) -> Self {
        let both = aws_smithy_types::base64::encode(format!("{user}:{password}"));
        Self::api_key("authorization", format!("Basic {both}"))
    }

    /// A token (RFC 6750).
    #[must_use]
    pub fn bearer(token: &str) -> Self {
        Self::api_key("authorization", format!("Bearer {token}"))
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// With one more parameter of the URL.
    #[must_use]
    pub fn query_parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }
}

/// Names alone: the values are secrets.
impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.headers.iter().chain(&self.parameters).map(|(name, _)| name);
        f.debug_list().entries(names).finish()
    }
}

/// The same calls, from here.
impl Http for Local<Client> {
    async fn call<Q: Serialize + Sync, T: DeserializeOwned + Send>(
        &self,
        call: &Call<Q>,
    ) -> Result<HttpAnswer<T>, HttpError> {
        let Call { api_endpoint, method, invocation_config, query_parameters, options } = call;
        let query = json_of(query_parameters);
        let to = self.target(api_endpoint, method, &invocation_config.connection_arn, &query, options);
        self.ask(to, None).await
    }

    async fn call_with_body<B: Serialize + Sync, T: DeserializeOwned + Send>(
        &self,
        call: &CallWithBody<B>,
    ) -> Result<HttpAnswer<T>, HttpError> {
        let CallWithBody { api_endpoint, method, invocation_config, request_body, options } = call;
        let to = self.target(api_endpoint, method, &invocation_config.connection_arn, &Value::Null, options);
        let body = Body { media: "application/json", text: json_of(request_body).to_string() };
        self.ask(to, Some(body)).await
    }

    async fn call_with_form<B: Serialize + Sync, T: DeserializeOwned + Send>(
        &self,
        call: &CallWithForm<B>,
    ) -> Result<HttpAnswer<T>, HttpError> {
        let CallWithForm { api_endpoint, method, invocation_config, request_body, transform, .. } = call;
        let options = HttpOptions::default();
        let to = self.target(api_endpoint, method, &invocation_config.connection_arn, &Value::Null, &options);
        let Transform::UrlEncoded { request_encoding_options } = transform;
        let text = form(&json_of(request_body), request_encoding_options.array_format);
        self.ask(to, Some(Body { media: "application/x-www-form-urlencoded", text })).await
    }
}

/// What is called: with everything but a body.
#[derive(Debug)]
struct Target {
    method: String,
    /// `https://api.example.com`
    origin: String,
    /// `/orders?state=new`
    path: String,
    headers: BTreeMap<String, String>,
}

#[derive(Debug)]
struct Body {
    media: &'static str,
    text: String,
}

impl Local<Client> {
    fn target(
        &self,
        endpoint: &str,
        method: &impl Serialize,
        connection: &str,
        query: &Value,
        options: &HttpOptions,
    ) -> Target {
        let Some(Connection { headers, parameters }) = self.client.connections.get(connection) else {
            workflow_runtime::crash(
                "States.Runtime",
                format!("nothing is known of `{connection}` here: say what it has with `Client::connection`"),
            )
        };
        let url = self.resource(endpoint);
        let Some(scheme) = url.find("://") else {
            workflow_runtime::crash("States.Runtime", format!("`{url}` is no URL"))
        };
        let host = scheme + "://".len();
        let at = url[host..].find(['/', '?']).map_or(url.len(), |at| host + at);
        let (origin, path) = url.split_at(at);
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        // Where both have a parameter or a header, that of the connection is sent.
        let own = query.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), plain(value)));
        let query: BTreeMap<String, String> = own.chain(parameters.iter().cloned()).collect();
        let query = Serializer::new(String::new()).extend_pairs(query).finish();
        let separator = if path.contains('?') { "&" } else { "?" };
        let path = if query.is_empty() { path } else { format!("{path}{separator}{query}") };
        let own = options.headers.iter().map(|(name, value)| (allowed(name), value.clone()));
        let theirs = headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone()));
        let method = json_of(method).as_str().unwrap_or_default().to_owned();
        Target { method, origin: origin.to_owned(), path, headers: own.chain(theirs).collect() }
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        target: Target,
        body: Option<Body>,
    ) -> Result<HttpAnswer<T>, HttpError> {
        let operation = Operation::builder()
            .service_name("http")
            .operation_name("invoke")
            .http_client(self.client.client.clone())
            .endpoint_url(&target.origin)
            .no_auth()
            .no_retry()
            .timeout_config(TimeoutConfig::builder().operation_timeout(LONGEST).build())
            .serializer(|(target, body): (Target, Option<Body>)| request(target, body))
            .deserializer(read)
            .build();
        match Box::pin(operation.invoke((target, body))).await {
            Ok(answer) => taken(answer),
            Err(failed) => {
                tracing::warn!("{}", DisplayErrorContext(failed));
                Err(HttpError::Socket)
            }
        }
    }
}

fn request(
    target: Target,
    body: Option<Body>,
) -> Result<HttpRequest, aws_smithy_runtime_api::box_error::BoxError> {
    let Body { media, text } = body.unwrap_or(Body { media: "", text: String::new() });
    let mut request = HttpRequest::new(if media.is_empty() { SdkBody::empty() } else { SdkBody::from(text) });
    request.set_method(&target.method)?;
    request.set_uri(target.path)?;
    if !media.is_empty() {
        request.headers_mut().insert("content-type", media);
    }
    for (name, value) in target.headers {
        request.headers_mut().try_insert(name, value)?;
    }
    Ok(request)
}

fn read(response: &HttpResponse) -> Result<HttpAnswer<Value>, OrchestratorError<std::convert::Infallible>> {
    let mut headers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in response.headers() {
        headers.entry(name.to_owned()).or_default().push(value.to_owned());
    }
    let text = String::from_utf8_lossy(response.body().bytes().unwrap_or_default());
    let is_json = headers.get("content-type").into_iter().flatten().any(|media| media.contains("json"));
    let json = is_json.then(|| serde_json::from_str(&text).ok()).flatten();
    Ok(HttpAnswer {
        response_body: json.unwrap_or_else(|| text.into()),
        status_code: response.status().as_u16(),
        headers,
    })
}

/// The answer, if it is one of success.
fn taken<T: DeserializeOwned>(answer: HttpAnswer<Value>) -> Result<HttpAnswer<T>, HttpError> {
    let HttpAnswer { response_body, status_code, headers } = answer;
    if (200..300).contains(&status_code) {
        return Ok(HttpAnswer { response_body: result(response_body), status_code, headers });
    }
    let name = format!("States.Http.StatusCode.{status_code}");
    match error_named(&name) {
        Some(error) => {
            tracing::warn!(name, "{response_body}");
            Err(error)
        }
        None => workflow_runtime::crash(name, response_body),
    }
}

/// The name of a header, if a task may have it (developer guide, "Call HTTPS APIs", `Headers`).
fn allowed(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    let is_of_a_proxy = ["x-forwarded-", "x-amz-", "x-amzn-"].iter().any(|prefix| name.starts_with(prefix));
    if is_of_a_proxy || REFUSED_HEADERS.contains(&name.as_str()) {
        workflow_runtime::crash("States.Runtime", format!("a task cannot have the header `{name}`"));
    }
    name
}

const REFUSED_HEADERS: [&str; 32] = [
    "a-im",
    "accept-charset",
    "accept-datetime",
    "accept-encoding",
    "authorization",
    "cache-control",
    "connection",
    "content-encoding",
    "content-md5",
    "date",
    "expect",
    "forwarded",
    "from",
    "host",
    "http2-settings",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "max-forwards",
    "origin",
    "pragma",
    "proxy-authorization",
    "referer",
    "server",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
    "warning",
];

/// An object as a form.
fn form(body: &Value, lists: ArrayFormat) -> String {
    let Value::Object(fields) = body else { crash(format!("a form is an object, and this is {body}")) };
    let mut form = Serializer::new(String::new());
    for (name, value) in fields {
        append(&mut form, name, value, lists);
    }
    form.finish()
}

fn append(form: &mut Serializer<'_, String>, name: &str, value: &Value, lists: ArrayFormat) {
    match value {
        Value::Object(fields) => {
            for (inner, value) in fields {
                append(form, &format!("{name}[{inner}]"), value, lists);
            }
        }
        Value::Array(elements) if matches!(lists, ArrayFormat::Commas) => {
            let elements: Vec<String> = elements.iter().map(plain).collect();
            form.append_pair(name, &elements.join(","));
        }
        Value::Array(elements) => {
            for (index, value) in elements.iter().enumerate() {
                let name = match lists {
                    ArrayFormat::Indices => format!("{name}[{index}]"),
                    ArrayFormat::Brackets => format!("{name}[]"),
                    ArrayFormat::Repeat | ArrayFormat::Commas => name.to_owned(),
                };
                append(form, &name, value, lists);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            form.append_pair(name, &plain(value));
        }
    }
}

/// A value as the text that stands for it.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_form_has_its_lists_in_the_format_that_is_asked_for() {
        let body = json!({ "name": "A & B", "of": { "n": 2 }, "list": ["a", "b"] });
        let of = |lists| form(&body, lists);
        assert_eq!(of(ArrayFormat::Repeat), "name=A+%26+B&of%5Bn%5D=2&list=a&list=b");
        assert_eq!(of(ArrayFormat::Commas), "name=A+%26+B&of%5Bn%5D=2&list=a%2Cb");
        assert_eq!(of(ArrayFormat::Brackets), "name=A+%26+B&of%5Bn%5D=2&list%5B%5D=a&list%5B%5D=b");
        assert_eq!(of(ArrayFormat::Indices), "name=A+%26+B&of%5Bn%5D=2&list%5B0%5D=a&list%5B1%5D=b");
    }

    #[test]
    fn a_connection_keeps_its_secrets() {
        let connection = Connection::basic("user", "secret").query_parameter("key", "secret");
        assert_eq!(format!("{connection:?}"), r#"["authorization", "key"]"#);
    }
}
