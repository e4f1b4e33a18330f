//! Tasks as Lambda functions, served by this process over the Invoke API; and the services that a definition calls, which
//! the engine asks here for (`launch.py`).
//!
//! A function's name is the run's and the substitution's: `r7-BankCheckName` is `${BankCheckName}` of run `r7`.

use std::collections::BTreeMap;
use std::fmt;
use std::future::{Future, pending};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::serve::ListenerExt as _;
use axum::{Router, body::Bytes, routing::post};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use workflow_runtime::wire::{FUNCTION_ERROR_HEADER, FunctionError};

/// What a task answers.
#[derive(Clone, Debug)]
pub enum Answer {
    /// It succeeds with this.
    Gives(Value),
    /// It fails with this.
    Fails(FunctionError),
    /// It never answers.
    Hangs,
}

/// A call that the engine makes.
#[derive(Debug)]
pub struct Call<'a> {
    /// The function by the name of its substitution, such as `BankCheckName`; of a service the resource.
    pub name: &'a str,
    /// What the task is given.
    pub payload: Value,
    /// The task's token, if it is given one.
    pub token: Option<String>,
    /// What the definition says of the attempt: of a function that it is given as `deploy.rs` has it.
    pub custom: BTreeMap<String, String>,
}

/// What stands behind the Lambda functions and the services of a run.
pub trait Tasks: Send + Sync {
    /// Does what is called.
    fn call<'a>(&'a self, call: Call<'a>) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;
}

/// What is served at the moment.
pub(super) struct Endpoint {
    runtime: tokio::runtime::Runtime,
    address: OnceLock<std::net::SocketAddr>,
    runs: Mutex<BTreeMap<String, Arc<Served>>>,
}

pub(super) struct Served {
    pub(super) tasks: Arc<dyn Tasks>,
    /// Of a function that is given a token the key of its payload; empty where the token is the whole payload.
    pub(super) token_keys: BTreeMap<String, String>,
    /// The execution's id on the engine, and the one it is told tasks by.
    pub(super) renamed: (String, String),
}

impl Served {
    /// The JSON of a body, told as it is told here.
    fn read<T: DeserializeOwned>(&self, body: &[u8]) -> Option<T> {
        let text = std::str::from_utf8(body).ok()?;
        serde_json::from_str(&text.replace(&self.renamed.0, &self.renamed.1)).ok()
    }
}

/// Serves the tasks of a run until it is dropped.
pub(super) struct Serving {
    endpoint: Arc<Endpoint>,
    run: String,
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Endpoint {
    pub(super) fn start() -> std::io::Result<Arc<Self>> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let listener = runtime.block_on(tokio::net::TcpListener::bind(("127.0.0.1", 0)))?;
        let address = OnceLock::from(listener.local_addr()?);
        let endpoint = Arc::new(Self { runtime, address, runs: Mutex::default() });
        let router = Router::new()
            .route("/2015-03-31/functions/{function}/invocations", post(invoke))
            .route("/services/{run}", post(serve))
            .with_state(Arc::clone(&endpoint));
        // Without it the second of two small writes waits for the first to be acknowledged: 40 ms a call.
        let listener = listener.tap_io(|socket| {
            let _ = socket.set_nodelay(true);
        });
        endpoint.runtime.spawn(async move { axum::serve(listener, router).await });
        Ok(endpoint)
    }

    pub(super) fn url(&self) -> String {
        self.address.get().map(|address| format!("http://{address}")).unwrap_or_default()
    }

    pub(super) fn serve(self: &Arc<Self>, run: String, served: Served) -> Serving {
        self.runs().insert(run.clone(), Arc::new(served));
        Serving { endpoint: Arc::clone(self), run }
    }

    fn runs(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Served>>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.endpoint.runs().remove(&self.run);
    }
}

/// The entry `custom` of the client context, which Lambda hands over in base64 (Invoke, `X-Amz-Client-Context`).
fn custom(headers: &HeaderMap) -> Option<BTreeMap<String, String>> {
    let text = BASE64_STANDARD.decode(headers.get("x-amz-client-context")?).ok()?;
    let mut context: Value = serde_json::from_slice(&text).ok()?;
    serde_json::from_value(context["custom"].take()).ok()
}

async fn invoke(
    State(endpoint): State<Arc<Endpoint>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let function = name.rsplit(':').next().unwrap_or_default();
    let (run, function) = function.split_once('-').unwrap_or((function, ""));
    let served = endpoint.runs().get(run).cloned();
    let Some(served) = served else { return StatusCode::NOT_FOUND.into_response() };
    let payload: Value = served.read(&body).unwrap_or_default();
    let key = served.token_keys.get(function);
    let token = key.map(|key| if key.is_empty() { &payload } else { &payload[key] });
    let token = token.and_then(Value::as_str).map(str::to_owned);
    let call = Call { name: function, payload, token, custom: custom(&headers).unwrap_or_default() };
    match served.tasks.call(call).await {
        Answer::Gives(value) => {
            ([(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
        }
        Answer::Fails(error) => {
            let headers = [(header::CONTENT_TYPE.as_str(), "application/json"), FUNCTION_ERROR_HEADER];
            (headers, error.to_string()).into_response()
        }
        Answer::Hangs => pending().await,
    }
}

/// What a definition asks of a service of AWS.
#[derive(Deserialize)]
struct Asked {
    resource: String,
    parameters: Value,
    token: Option<String>,
}

/// Answers in the words of a mock configuration: `{"Return": ..}` or `{"Throw": {"Error": .., "Cause": ..}}`.
async fn serve(State(endpoint): State<Arc<Endpoint>>, Path(run): Path<String>, body: Bytes) -> Response {
    let served = endpoint.runs().get(&run).cloned();
    let Some(served) = served else { return StatusCode::NOT_FOUND.into_response() };
    let Some(asked) = served.read::<Asked>(&body) else { return StatusCode::BAD_REQUEST.into_response() };
    let (name, payload) = (asked.resource.as_str(), asked.parameters);
    match served.tasks.call(Call { name, payload, token: asked.token, custom: BTreeMap::new() }).await {
        Answer::Gives(value) => json!({ "Return": value }).to_string().into_response(),
        Answer::Fails(FunctionError { error_type, error_message, .. }) => {
            json!({ "Throw": { "Error": error_type, "Cause": error_message } }).to_string().into_response()
        }
        Answer::Hangs => pending().await,
    }
}
