//! What Lambda is to a function, as far as a test needs it: the runtime interface over HTTP, and a process that is told
//! where it is ("Using the Lambda runtime API for custom runtimes", AWS Lambda developer guide).

use std::collections::HashMap;
use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::body::Body;
use axum::extract::{Path as Segments, State};
use axum::http::{Response, StatusCode};
use axum::routing::{get, post};
use axum::{Router, body::Bytes};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};

/// What an invocation came to: the function's answer, or the error it reported.
pub type Answer = Result<Value, Value>;

/// Seconds from now to the deadline of an invocation.
pub const SECONDS: u64 = 60;

/// A function that runs in a process of its own. It ends with this value.
#[derive(Debug)]
pub struct Function {
    invocations: mpsc::UnboundedSender<Invocation>,
    process: Child,
}

#[derive(Debug)]
struct Invocation {
    id: String,
    payload: String,
    client_context: Option<String>,
    answer: oneshot::Sender<Answer>,
}

/// What the runtime interface knows: the invocations that wait, and those that the function has.
struct Interface {
    waiting: tokio::sync::Mutex<mpsc::UnboundedReceiver<Invocation>>,
    taken: Mutex<HashMap<String, oneshot::Sender<Answer>>>,
}

impl Function {
    /// Starts a function: a binary, and the variables that its template sets.
    ///
    /// # Panics
    ///
    /// If it cannot be started, or no port is free.
    pub async fn start(binary: &Path, variables: &[(&str, &str)]) -> Self {
        let (invocations, waiting) = mpsc::unbounded_channel();
        let interface =
            Interface { waiting: tokio::sync::Mutex::new(waiting), taken: Mutex::new(HashMap::new()) };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("it is bound");
        let routes = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
            .with_state(Arc::new(interface));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let process = Command::new(binary)
            .env("AWS_LAMBDA_RUNTIME_API", address.to_string())
            .env("AWS_LAMBDA_FUNCTION_NAME", "function")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_LOG_FORMAT", "JSON")
            .env_remove("RUST_LOG")
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            // When the interface goes before the function does, that is no news.
            .stderr(Stdio::null())
            .spawn()
            .expect("the function starts");
        Self { invocations, process }
    }

    /// Invokes it, with a client context if there is one, which the interface hands over as it is.
    ///
    /// # Errors
    ///
    /// The error that the function reports.
    ///
    /// # Panics
    ///
    /// If the function ends without an answer.
    pub async fn invoke(&self, payload: &Value, client_context: Option<&Value>) -> Answer {
        static COUNT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);
        let number = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let (answer, answered) = oneshot::channel();
        let invocation = Invocation {
            id: format!("request-{number}"),
            payload: payload.to_string(),
            client_context: client_context.map(ToString::to_string),
            answer,
        };
        self.invocations.send(invocation).expect("the interface is there");
        answered.await.expect("the function answers")
    }

    /// Ends the process, and gives what it logged.
    #[must_use]
    pub fn into_log(mut self) -> String {
        self.end();
        let mut log = String::new();
        let stdout = self.process.stdout.take();
        stdout.and_then(|mut stdout| stdout.read_to_string(&mut log).ok());
        log
    }

    fn end(&mut self) {
        // A process that is gone already cannot be ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        self.end();
    }
}

/// Waits for an invocation, as the interface does.
async fn next(State(interface): State<Arc<Interface>>) -> Response<Body> {
    let Some(invocation) = interface.waiting.lock().await.recv().await else {
        return status(StatusCode::GONE);
    };
    let deadline = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    let mut response = Response::builder()
        .header("Lambda-Runtime-Aws-Request-Id", &invocation.id)
        .header("Lambda-Runtime-Deadline-Ms", (deadline + u128::from(SECONDS) * 1000).to_string())
        .header(
            "Lambda-Runtime-Invoked-Function-Arn",
            "arn:aws:lambda:eu-west-1:123456789012:function:function",
        );
    if let Some(context) = &invocation.client_context {
        response = response.header("Lambda-Runtime-Client-Context", context);
    }
    taken(&interface).insert(invocation.id, invocation.answer);
    response
        .body(Body::from(invocation.payload))
        .unwrap_or_else(|_| status(StatusCode::INTERNAL_SERVER_ERROR))
}

async fn response(
    State(interface): State<Arc<Interface>>,
    Segments(id): Segments<String>,
    body: Bytes,
) -> Response<Body> {
    answered(&interface, &id, &body, Ok)
}

async fn error(
    State(interface): State<Arc<Interface>>,
    Segments(id): Segments<String>,
    body: Bytes,
) -> Response<Body> {
    answered(&interface, &id, &body, Err)
}

fn answered(interface: &Interface, id: &str, body: &[u8], read: fn(Value) -> Answer) -> Response<Body> {
    let (Ok(body), Some(answer)) = (serde_json::from_slice(body), taken(interface).remove(id)) else {
        return status(StatusCode::BAD_REQUEST);
    };
    // The test may have stopped to wait.
    let _ = answer.send(read(body));
    status(StatusCode::ACCEPTED)
}

fn taken(interface: &Interface) -> std::sync::MutexGuard<'_, HashMap<String, oneshot::Sender<Answer>>> {
    interface.taken.lock().unwrap_or_else(PoisonError::into_inner)
}

fn status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
