//! Tasks as Lambda functions: the Invoke API, served by this process.
//!
//! A function's name is the run's and the substitution's: `r7-BankCheckName` is `${BankCheckName}` of run `r7`.

use std::collections::BTreeMap;
use std::fmt;
use std::future::{Future, pending};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::serve::ListenerExt as _;
use axum::{Router, body::Bytes, routing::post};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::Value;
use workflow_runtime::wire::{FUNCTION_ERROR_HEADER, FunctionError};

use super::api::Api;

/// What a task answers.
#[derive(Clone, Debug)]
pub enum Answer {
    /// It succeeds with this.
    Gives(Value),
    /// It fails with this.
    Fails(FunctionError),
    /// It never answers.
    Hangs,
    /// It hands its token over and says so; then the token is sent a number of heartbeats so far apart, and completed
    /// or failed, by error name and cause.
    HandsOver {
        /// What goes before the answer.
        heartbeats: Vec<Duration>,
        /// The answer; nobody answers when it is missing.
        answer: Option<Result<Value, (String, String)>>,
    },
}

/// What stands behind the Lambda functions of a run.
pub trait Tasks: Send + Sync {
    /// Calls a function by the name of its substitution, such as `BankCheckName`; `callback` if it is given a token.
    fn call<'a>(
        &'a self,
        function: &'a str,
        payload: Value,
        callback: bool,
    ) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;

    /// [`call`](Self::call) with the client context that the definition gives, if it gives one.
    fn call_with<'a>(
        &'a self,
        function: &'a str,
        payload: Value,
        callback: bool,
        _client_context: Option<Value>,
    ) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>> {
        self.call(function, payload, callback)
    }
}

/// What is served at the moment.
pub(super) struct Endpoint {
    runtime: tokio::runtime::Runtime,
    address: OnceLock<std::net::SocketAddr>,
    engine: OnceLock<String>,
    runs: Mutex<BTreeMap<String, Arc<Served>>>,
}

struct Served {
    tasks: Arc<dyn Tasks>,
    /// Of a function that is given a token the key of its payload; empty where the token is the whole payload.
    token_keys: BTreeMap<String, String>,
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
        let endpoint = Arc::new(Self { runtime, address, engine: OnceLock::new(), runs: Mutex::default() });
        let router = Router::new()
            .route("/2015-03-31/functions/{function}/invocations", post(invoke))
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

    /// Where the engine is that tokens are answered at.
    pub(super) fn answer_tokens_at(&self, url: &str) {
        let _ = self.engine.set(url.to_owned());
    }

    pub(super) fn serve(
        self: &Arc<Self>,
        run: String,
        tasks: Arc<dyn Tasks>,
        token_keys: BTreeMap<String, String>,
    ) -> Serving {
        self.runs().insert(run.clone(), Arc::new(Served { tasks, token_keys }));
        Serving { endpoint: Arc::clone(self), run }
    }

    fn runs(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Served>>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers a token later, as whoever has it would.
    fn answer_token(
        &self,
        token: String,
        heartbeats: Vec<Duration>,
        answer: Option<Result<Value, (String, String)>>,
    ) {
        let Some(engine) = self.engine.get().cloned() else { return };
        self.runtime.spawn_blocking(move || {
            let api = Api::new(&engine);
            // An answer that comes while the call is still being answered is lost on LocalStack.
            std::thread::sleep(Duration::from_millis(150));
            for pause in heartbeats {
                std::thread::sleep(pause);
                // The task may be over: then nobody wants to know.
                let _ = api.heartbeat(&token);
            }
            if let Some(answer) = answer {
                let _ = api.answer_token(&token, &answer);
            }
        });
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.endpoint.runs().remove(&self.run);
    }
}

/// Lambda hands it over in base64 (Invoke, `X-Amz-Client-Context`).
fn client_context(headers: &HeaderMap) -> Option<Value> {
    let text = BASE64_STANDARD.decode(headers.get("x-amz-client-context")?).ok()?;
    serde_json::from_slice(&text).ok()
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
    let payload: Value = serde_json::from_slice(&body).unwrap_or_default();
    let key = served.token_keys.get(function);
    let token = key.map(|key| if key.is_empty() { &payload } else { &payload[key] });
    let token = token.and_then(Value::as_str).map(str::to_owned);
    match served.tasks.call_with(function, payload, token.is_some(), client_context(&headers)).await {
        Answer::Gives(value) => {
            ([(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
        }
        Answer::Fails(error) => {
            let headers = [(header::CONTENT_TYPE.as_str(), "application/json"), FUNCTION_ERROR_HEADER];
            (headers, error.to_string()).into_response()
        }
        Answer::Hangs => pending().await,
        Answer::HandsOver { heartbeats, answer } => {
            if let Some(token) = token {
                endpoint.answer_token(token, heartbeats, answer);
            }
            "null".into_response()
        }
    }
}
