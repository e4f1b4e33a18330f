//! A service of AWS that speaks JSON, called over the runtime that the official clients are made of.
//!
//! It signs, retries, times out and caches credentials as they do, by the same code; what it does not have is a type for
//! each field of each operation. There are two reasons not to take the clients of ECS, Batch, Glue and SageMaker. What a
//! failed job says on AWS is its JSON, whole, and the types of those clients have none. And they take long to compile,
//! again for every check, test and build: 173 seconds of processor time without optimisation (10 for Batch, 23 for ECS, 51
//! for Glue, 89 for SageMaker; SQS takes 5), with 5 GB of memory, to 1.2 GB on disk. `mod.rs` has what all services share.

use std::time::Duration;

use aws_runtime::auth::sigv4::{SCHEME_ID, SigV4AuthScheme};
use aws_runtime::auth::{SigV4OperationSigningConfig, SigningOptions};
use aws_runtime::retries::classifiers::AwsErrorCodeClassifier;
use aws_smithy_runtime::client::identity::IdentityCache;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::classifiers::{HttpStatusCodeClassifier, TransientErrorClassifier};
use aws_smithy_runtime_api::client::auth::AuthSchemeOptionResolverParams;
use aws_smithy_runtime_api::client::auth::static_resolver::StaticAuthSchemeOptionResolver;
use aws_smithy_runtime_api::client::identity::SharedIdentityCache;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponentsBuilder;
use aws_smithy_runtime_api::client::runtime_plugin::StaticRuntimePlugin;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::Layer;
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::region::SigningRegion;
use aws_types::{SdkConfig, SigningName};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use workflow_runtime::prelude::TaskError;

use super::{Pauses, crash, refusal};

/// A service, and how it is spoken to.
#[derive(Debug)]
pub(crate) struct Service {
    /// What its errors begin with in Step Functions.
    pub(crate) errors: &'static str,
    /// Its name in a signature.
    pub(crate) signing_name: &'static str,
    /// The first part of its host's name.
    pub(crate) host: &'static str,
    pub(crate) protocol: Protocol,
    /// How it writes the keys of its fields.
    pub(crate) keys: Keys,
}

/// Where a request says which operation it is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Protocol {
    /// In the header `X-Amz-Target`, behind this prefix (AWS JSON 1.1).
    Target(&'static str),
    /// In the path: the operation's name in small letters, behind this (REST).
    Path(&'static str),
}

/// How a service writes the keys of its fields, which Step Functions always begins with a capital.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Keys {
    Pascal,
    /// With a small letter, but for what stands inside of these, whose keys are the user's own.
    Camel(&'static [&'static str]),
}

/// A client of a service.
#[derive(Clone, Debug)]
pub(crate) struct Api {
    service: &'static Service,
    config: SdkConfig,
    identities: SharedIdentityCache,
}

impl Api {
    pub(crate) fn new(service: &'static Service, config: &SdkConfig) -> Self {
        let identities = config.identity_cache().unwrap_or_else(|| IdentityCache::lazy().build());
        Self { service, config: config.clone(), identities }
    }

    /// What the service answers, its keys as Step Functions has them; of a refusal the error that it is there.
    pub(crate) async fn call<E: TaskError>(&self, operation: &'static str, input: Value) -> Result<Value, E> {
        // A call has so many layers that a workflow around it would pass rustc's limit.
        let answer = Box::pin(self.operation(operation).invoke(self.service.keys.written(input))).await;
        answer
            .map(|answer| self.service.keys.read(answer))
            .map_err(|refused| refusal(self.service.errors, &refused))
    }

    /// Asks this again and again, until there is the end of a job in the answer.
    pub(crate) async fn until_over<E: TaskError>(
        &self,
        operation: &'static str,
        input: Value,
        end: fn(Value) -> Option<Value>,
    ) -> Result<Value, E> {
        let mut pauses = Pauses::from(Duration::from_millis(200));
        loop {
            if let Some(job) = end(self.call(operation, input.clone()).await?) {
                return Ok(job);
            }
            pauses.next().await;
        }
    }

    fn operation(&self, operation: &'static str) -> Operation<Value, Value, Refused> {
        let Self { service, config, .. } = self;
        let mut builder = Operation::builder()
            .service_name(service.signing_name)
            .operation_name(operation)
            .endpoint_url(&self.endpoint())
            .standard_retry(config.retry_config().unwrap_or(&RetryConfig::standard()))
            .timeout_config(config.timeout_config().cloned().unwrap_or_else(TimeoutConfig::disabled))
            .retry_classifier(TransientErrorClassifier::<Refused>::new())
            .retry_classifier(AwsErrorCodeClassifier::<Refused>::new())
            .retry_classifier(HttpStatusCodeClassifier::default())
            .runtime_plugin(self.signed());
        if let Some(version) = config.behavior_version() {
            builder = builder.behavior_version(version);
        }
        if let Some(client) = config.http_client() {
            builder = builder.http_client(client);
        }
        if let Some(sleep) = config.sleep_impl() {
            builder = builder.sleep_impl(sleep);
        }
        if let Some(time) = config.time_source() {
            builder = builder.time_source(time);
        }
        let protocol = service.protocol;
        builder
            .serializer(move |input: Value| Ok(request(protocol, operation, &input)?))
            .deserializer(answer)
            .build()
    }

    fn region(&self) -> String {
        let Some(region) = self.config.region() else {
            crash(format!("the configuration of `{}` has no region", self.service.signing_name))
        };
        region.to_string()
    }

    /// Where the service is: what the configuration says, or its usual host in the region.
    fn endpoint(&self) -> String {
        if let Some(url) = self.config.endpoint_url() {
            return url.to_owned();
        }
        let region = self.region();
        let domain = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
        format!("https://{}.{region}.{domain}", self.service.host)
    }

    fn signed(&self) -> StaticRuntimePlugin {
        let mut layer = Layer::new("signature");
        layer.store_put(AuthSchemeOptionResolverParams::new(()));
        layer.store_put(SigV4OperationSigningConfig {
            signing_options: SigningOptions::default(),
            ..SigV4OperationSigningConfig::default()
        });
        layer.store_put(SigningRegion::from(aws_types::region::Region::new(self.region())));
        layer.store_put(SigningName::from_static(self.service.signing_name));
        let mut components = RuntimeComponentsBuilder::new("signature")
            .with_auth_scheme(SigV4AuthScheme::new())
            .with_auth_scheme_option_resolver(Some(StaticAuthSchemeOptionResolver::new(vec![SCHEME_ID])))
            .with_identity_cache(Some(self.identities.clone()));
        if let Some(credentials) = self.config.credentials_provider() {
            components = components.with_identity_resolver(SCHEME_ID, credentials);
        }
        StaticRuntimePlugin::new().with_config(layer.freeze()).with_runtime_components(components)
    }
}

fn request(
    protocol: Protocol,
    operation: &str,
    input: &Value,
) -> Result<HttpRequest, aws_smithy_runtime_api::http::HttpError> {
    let mut request = HttpRequest::new(SdkBody::from(input.to_string()));
    request.set_method("POST")?;
    let media = match protocol {
        Protocol::Target(prefix) => {
            request.set_uri("/")?;
            request.headers_mut().insert("x-amz-target", format!("{prefix}.{operation}"));
            "application/x-amz-json-1.1"
        }
        Protocol::Path(prefix) => {
            request.set_uri(format!("{prefix}{}", operation.to_ascii_lowercase()))?;
            "application/json"
        }
    };
    request.headers_mut().insert("content-type", media);
    Ok(request)
}

fn answer(response: &HttpResponse) -> Result<Value, OrchestratorError<Refused>> {
    let body = response.body().bytes().unwrap_or_default();
    let value = serde_json::from_slice::<Value>(body);
    if response.status().is_success() {
        return value.map_err(OrchestratorError::other);
    }
    let value = value.unwrap_or_default();
    let text = |keys: &[&str]| keys.iter().find_map(|key| value[*key].as_str());
    let code = response.headers().get("x-amzn-errortype").or_else(|| text(&["__type", "code"]));
    // `com.amazonaws.ecs#ClusterNotFoundException`, `ClientException:http://...`
    let code = code.and_then(|code| code.split(':').next()?.rsplit('#').next());
    let mut meta = ErrorMetadata::builder().code(code.unwrap_or("UnknownError"));
    if let Some(words) = text(&["message", "Message"]) {
        meta = meta.message(words);
    }
    Err(OrchestratorError::operation(Refused(meta.build())))
}

/// What a service says when it does not do what it is asked.
#[derive(Debug)]
pub(crate) struct Refused(ErrorMetadata);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Refused {}

impl ProvideErrorMetadata for Refused {
    fn meta(&self) -> &ErrorMetadata {
        &self.0
    }
}

impl Keys {
    fn written(self, input: Value) -> Value {
        match self {
            Self::Pascal => input,
            Self::Camel(own) => renamed(input, own, char::to_ascii_lowercase),
        }
    }

    fn read(self, answer: Value) -> Value {
        match self {
            Self::Pascal => answer,
            Self::Camel(own) => renamed(answer, own, char::to_ascii_uppercase),
        }
    }
}

/// A value whose keys begin with another letter, but those inside of what has one of these names.
fn renamed(value: Value, own: &[&str], letter: fn(&char) -> char) -> Value {
    match value {
        Value::Array(elements) => {
            elements.into_iter().map(|element| renamed(element, own, letter)).collect::<Vec<_>>().into()
        }
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(key, value)| {
                let is_own = own.iter().any(|own| own.eq_ignore_ascii_case(&key)) && value.is_object();
                let value = if is_own { value } else { renamed(value, own, letter) };
                let mut letters = key.chars();
                let key = letters.next().iter().map(letter).chain(letters).collect::<String>();
                (key, value)
            });
            Value::Object(fields.collect::<Map<_, _>>())
        }
        other => other,
    }
}

/// What a task gives, out of what the service has said.
pub(crate) fn result<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value)
        .unwrap_or_else(|reason| crash(format!("what the service answers: {reason}")))
}

/// The end of a job that failed: on AWS the cause is the job's JSON.
pub(crate) fn failed(job: &Value) -> ! {
    workflow_runtime::crash("States.TaskFailed", job)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_are_the_services_but_for_those_of_the_user() {
        let keys = Keys::Camel(&["Parameters"]);
        let steps =
            json!({ "JobName": "a", "Parameters": { "Input": "x" }, "Overrides": [{ "Environment": [] }] });
        let written =
            json!({ "jobName": "a", "parameters": { "Input": "x" }, "overrides": [{ "environment": [] }] });
        assert_eq!(keys.written(steps.clone()), written);
        assert_eq!(keys.read(written), steps);
        assert_eq!(Keys::Pascal.written(steps.clone()), steps);
    }

    #[test]
    fn a_refusal_has_the_last_part_of_its_name() {
        for (header, body) in [
            (None, json!({ "__type": "com.amazonaws.ecs#ClusterNotFoundException", "message": "none" })),
            (Some("ClusterNotFoundException:http://internal.amazon.com/"), json!({ "Message": "none" })),
        ] {
            let mut response =
                HttpResponse::new(400.try_into().expect("a status"), SdkBody::from(body.to_string()));
            if let Some(header) = header {
                response.headers_mut().insert("x-amzn-errortype", header);
            }
            let refused = answer(&response).expect_err("it is refused");
            let refused = refused.as_operation_error().expect("by the service");
            assert_eq!((refused.code(), refused.message()), (Some("ClusterNotFoundException"), Some("none")));
        }
    }
}
