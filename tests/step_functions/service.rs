//! As much of Step Functions as a client needs that is to be tested: its protocol, with answers that the test gives.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_sdk_sfn::config::{BehaviorVersion, Credentials, Region};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{Mutex as AsyncMutex, mpsc};

/// The service: what it was asked, and what it answers.
#[derive(Debug)]
pub(crate) struct Service {
    address: String,
    inner: Arc<Inner>,
    work: mpsc::UnboundedSender<Value>,
}

#[derive(Debug)]
struct Inner {
    asked: Mutex<Vec<(String, Value)>>,
    /// Answers by operation, the next one first; an object with `__type` is an error.
    answers: Mutex<BTreeMap<String, Vec<Value>>>,
    work: AsyncMutex<mpsc::UnboundedReceiver<Value>>,
}

impl Service {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = format!("http://{}", listener.local_addr().expect("it is bound"));
        let (work, waiting) = mpsc::unbounded_channel();
        let inner = Arc::new(Inner {
            asked: Mutex::default(),
            answers: Mutex::default(),
            work: AsyncMutex::new(waiting),
        });
        let routes = Router::new().route("/", post(call)).with_state(Arc::clone(&inner));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { address, inner, work }
    }

    /// The official client, asking here.
    pub(crate) fn client(&self) -> aws_sdk_sfn::Client {
        let config = aws_sdk_sfn::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-west-1"))
            .credentials_provider(Credentials::new("test", "test", None, None, "test"))
            .endpoint_url(&self.address)
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .build();
        aws_sdk_sfn::Client::from_conf(config)
    }

    /// Answers an operation with this, once; answers are given in the order they are set.
    pub(crate) fn answers(&self, operation: &str, answer: Value) {
        locked(&self.inner.answers).entry(operation.to_owned()).or_default().push(answer);
    }

    /// Has work for the worker that asks next.
    pub(crate) fn has_work(&self, token: &str, input: &Value) {
        let work = json!({ "taskToken": token, "input": input.to_string() });
        self.work.send(work).expect("the service is there");
    }

    /// What it was asked, but for work.
    pub(crate) fn asked(&self) -> Vec<(String, Value)> {
        locked(&self.inner.asked).clone()
    }

    /// Waits until it was asked so often.
    pub(crate) async fn asked_times(&self, count: usize) -> Vec<(String, Value)> {
        while self.asked().len() < count {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        self.asked()
    }
}

async fn call(State(inner): State<Arc<Inner>>, headers: HeaderMap, body: axum::body::Bytes) -> Response {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    let operation = target.trim_start_matches("AWSStepFunctions.").to_owned();
    let request: Value = serde_json::from_slice(&body).unwrap_or_default();
    let set = {
        let mut answers = locked(&inner.answers);
        let answers = answers.get_mut(&operation);
        answers.filter(|answers| !answers.is_empty()).map(|answers| answers.remove(0))
    };
    let answer = match (set, operation.as_str()) {
        (Some(answer), _) => answer,
        // Without work the answer is empty, after a while that is short here.
        (None, "GetActivityTask") => {
            let mut work = inner.work.lock().await;
            let asked = tokio::time::timeout(std::time::Duration::from_millis(20), work.recv()).await;
            asked.ok().flatten().unwrap_or_else(|| json!({}))
        }
        (None, _) => json!({}),
    };
    if operation != "GetActivityTask" {
        locked(&inner.asked).push((operation, request));
    }
    let status = if answer.get("__type").is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    (status, [(header::CONTENT_TYPE, "application/x-amz-json-1.0")], answer.to_string()).into_response()
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
