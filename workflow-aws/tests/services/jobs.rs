//! What the tests of jobs share, whichever service runs them: which data, what moto is told beside the tasks, and a
//! service that says what it is told to. Read next: `containers.rs`, `batches.rs`, `glue_runs.rs`, `training.rs`.

use std::sync::{Arc, Mutex};

use aws_sdk_sfn::config::{BehaviorVersion, Credentials, Region};
use aws_types::SdkConfig;
use serde_json::{Value, json};
use workflow_runtime::observer::{EventDetails, History};
use workflow_runtime::prelude::*;

/// Which data.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Day {
    pub(crate) day: String,
}

/// The data of a test, and the same as a definition is given it.
pub(crate) fn day() -> (Day, Value) {
    (Day { day: "monday".to_owned() }, json!({ "day": "monday" }))
}

/// A configuration of the official SDK that asks at this address.
pub(crate) fn configuration(url: &str) -> SdkConfig {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(aws_sdk_sfn::config::SharedCredentialsProvider::new(Credentials::new(
            "test", "test", None, None, "test",
        )))
        .endpoint_url(url)
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build()
}

/// Tells a service of moto's something that no task here does.
pub(crate) async fn told(url: &str, service: &str, path: &str, target: &str, body: Value) -> Value {
    let credential = format!("AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/{service}/aws4_request");
    let mut request = ureq::post(format!("{url}{path}"))
        .header("authorization", format!("{credential}, SignedHeaders=host, Signature=none"));
    if !target.is_empty() {
        request = request.header("x-amz-target", target).header("content-type", "application/x-amz-json-1.1");
    }
    let sent = tokio::task::spawn_blocking(move || request.send_json(body));
    let mut answer = sent.await.expect("it does not panic").unwrap_or_else(|error| panic!("{error}"));
    answer.body_mut().read_json().expect("it is JSON")
}

/// A service that says what it is told to, one answer after the other, and the last one again and again.
pub(crate) async fn says(answers: Vec<Value>) -> SdkConfig {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let answers = Arc::new(Mutex::new(answers));
    let answer = move || {
        let mut answers = answers.lock().expect("nobody panicked");
        let next = if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() };
        async move { next.to_string() }
    };
    tokio::spawn(async move { axum::serve(listener, axum::Router::new().fallback(answer)).await });
    configuration(&url)
}

/// The error of the first task of a run that failed, and its cause.
pub(crate) async fn fails<W: workflow_runtime::Workflow>(workflow: &W, input: W::Input) -> (String, Value) {
    let history = History::new();
    let _ = workflow_runtime::Execution::of(workflow).observe(&history).run(input).await;
    let failed = history.events().into_iter().find_map(|event| match event.details {
        EventDetails::TaskFailed { error, cause, .. } => Some((error, cause)),
        _ => None,
    });
    let (error, cause) = failed.expect("a task fails");
    let cause = cause.expect("there is a cause");
    (error, serde_json::from_str(&cause).expect("it is the JSON of the job"))
}
