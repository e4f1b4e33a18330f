//! Lambda's runtime interface, as far as one invocation needs it ("Using the Lambda runtime API for custom runtimes"). It
//! notes when it was asked for work and when it was answered.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc};

/// How long a function may take to answer before it is thought to be broken.
const PATIENCE: Duration = Duration::from_secs(60);

/// The interface, which one function talks to. It ends with this value.
pub(crate) struct Interface {
    address: SocketAddr,
    server: tokio::task::JoinHandle<io::Result<()>>,
    work: mpsc::Sender<&'static str>,
    heard: mpsc::Receiver<(Instant, Heard)>,
}

impl Drop for Interface {
    fn drop(&mut self) {
        self.server.abort();
    }
}

enum Heard {
    Requested,
    Answered(String),
    Failed(String),
}

struct Served {
    work: Mutex<mpsc::Receiver<&'static str>>,
    heard: mpsc::Sender<(Instant, Heard)>,
}

impl Interface {
    pub(crate) async fn start() -> io::Result<Self> {
        let (work, waiting) = mpsc::channel(1);
        let (hears, heard) = mpsc::channel(16);
        let served = Arc::new(Served { work: Mutex::new(waiting), heard: hears });
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let routes = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
            .with_state(served);
        let server = tokio::spawn(async move { axum::serve(listener, routes).await });
        Ok(Self { address, server, work, heard })
    }

    pub(crate) fn address(&self) -> String {
        self.address.to_string()
    }

    /// Gives the function that comes for work this to do: when it came, when it answered, and what.
    pub(crate) async fn asked(&mut self, payload: &'static str) -> io::Result<(Instant, Instant, String)> {
        let answered = async {
            let gone = || io::Error::other("the interface has ended");
            let Some((requested, Heard::Requested)) = self.heard.recv().await else { return Err(gone()) };
            self.work.send(payload).await.map_err(|_| gone())?;
            loop {
                match self.heard.recv().await.ok_or_else(gone)? {
                    // It may have come for more already.
                    (_, Heard::Requested) => {}
                    (answered, Heard::Answered(answer)) => return Ok((requested, answered, answer)),
                    (_, Heard::Failed(error)) => return Err(io::Error::other(error)),
                }
            }
        };
        tokio::time::timeout(PATIENCE, answered).await?
    }
}

async fn next(State(served): State<Arc<Served>>) -> impl IntoResponse {
    let came = served.heard.send((Instant::now(), Heard::Requested)).await;
    let work = match came {
        Ok(()) => served.work.lock().await.recv().await,
        Err(_) => None,
    };
    let status = if work.is_some() { StatusCode::OK } else { StatusCode::GONE };
    let headers = [
        ("Lambda-Runtime-Aws-Request-Id", "1"),
        ("Lambda-Runtime-Deadline-Ms", "4102444800000"),
        ("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:123456789012:function:function"),
    ];
    (status, headers, work.unwrap_or_default())
}

async fn response(State(served): State<Arc<Served>>, body: String) -> StatusCode {
    heard(&served, Heard::Answered(body)).await
}

async fn error(State(served): State<Arc<Served>>, body: String) -> StatusCode {
    heard(&served, Heard::Failed(body)).await
}

async fn heard(served: &Served, what: Heard) -> StatusCode {
    match served.heard.send((Instant::now(), what)).await {
        Ok(()) => StatusCode::ACCEPTED,
        Err(_) => StatusCode::GONE,
    }
}
