//! `cargo lambda`, from `PyPI`: it builds functions, and serves a function's real binary behind Lambda's API
//! (`cargo lambda watch`).
//!
//! It serves the binaries of a package by their names, and a function of ours is a binary with a variable. So it watches a
//! package of programs that are named after tasks, each of which becomes the real binary (`cargo_lambda/function.rs`).
//! Between the two stands `mend`, because `cargo lambda` encodes the client context that a function is told, where Lambda
//! hands it over as it is.

use std::fmt;
use std::fs;
use std::future::Future;
use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Response, StatusCode, Uri, header};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::{Value, json};
use workflow_runtime::wire::FunctionError;

use crate::engine::{Answer, Call, Tasks};
use crate::oracles::{Error, install_pinned, run};

/// How long the server may take to come up.
const PATIENCE: Duration = Duration::from_secs(60);
const CLIENT_CONTEXT: &str = "lambda-runtime-client-context";
const FUNCTION: &str = include_str!("../cargo_lambda/function.rs");
const REQUIREMENTS: &str = include_str!("../oracles/requirements-cargo-lambda.txt");

/// The directory of the program `cargo-lambda`, installed: where it is on the path, `cargo lambda` works.
///
/// # Errors
///
/// [`Error::Unavailable`] when it cannot be installed here.
pub fn install() -> Result<PathBuf, Error> {
    Ok(install_pinned("cargo-lambda", &[("requirements.txt", REQUIREMENTS)])?.join("venv/bin"))
}

/// A running `cargo lambda watch`. It ends with this value, and its functions with it.
pub struct Watch {
    url: String,
    child: Child,
    files: tempfile::TempDir,
}

/// The functions that are served: tasks for an execution on the engine. One that is still called when the server has gone
/// hangs.
#[derive(Clone, Debug)]
pub struct Functions {
    url: String,
    instead: Option<(&'static str, &'static str, Value)>,
}

impl Functions {
    /// In the result of this task this field has this value: what cannot be the same in two runs.
    #[must_use]
    pub fn with(mut self, task: &'static str, field: &'static str, value: impl Into<Value>) -> Self {
        self.instead = Some((task, field, value.into()));
        self
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("url", &self.url).finish_non_exhaustive()
    }
}

impl Watch {
    /// Serves a binary as each of these tasks, with these variables; each in so many processes at most.
    ///
    /// # Errors
    ///
    /// [`Error::Unavailable`] when it cannot be installed here, [`Error::Broken`] when it does not start.
    pub fn start(
        binary: &Path,
        tasks: &[&str],
        variables: &[(&str, &str)],
        at_once: usize,
    ) -> Result<Self, Error> {
        let broken = |error: io::Error| Error::Broken(error.to_string());
        let program = install()?.join("cargo-lambda");
        let files = tempfile::tempdir().map_err(broken)?;
        package(files.path(), tasks).map_err(broken)?;
        let cargo = |program: &Path| {
            let mut command = Command::new(program);
            command.current_dir(files.path()).env("CARGO_TARGET_DIR", files.path().join("target"));
            command.env("CARGO_NET_OFFLINE", "true").env_remove("RUSTFLAGS").stdin(Stdio::null());
            command
        };
        run(cargo(Path::new("cargo")).args(["build", "--quiet"]))?;
        let port = TcpListener::bind(("127.0.0.1", 0)).and_then(|socket| socket.local_addr());
        let port = port.map_err(broken)?.port().to_string();
        let url = format!("http://127.0.0.1:{port}");
        let log = fs::File::create(files.path().join("log")).map_err(broken)?;
        let child = cargo(&program)
            .args(["lambda", "watch", "--ignore-changes", "--wait", "--invoke-address", "127.0.0.1"])
            .args(["--invoke-port", &port, "--concurrency", &at_once.to_string()])
            .env("SERVED_BINARY", binary)
            .env("SERVED_THROUGH", mend(&url).map_err(broken)?)
            .envs(variables.iter().copied())
            .stdout(log.try_clone().map_err(broken)?)
            .stderr(log)
            .spawn()
            .map_err(broken)?;
        Self { url, child, files }.up()
    }

    fn up(mut self) -> Result<Self, Error> {
        let began = Instant::now();
        let address = self.url.trim_start_matches("http://").to_owned();
        while std::net::TcpStream::connect(&address).is_err() {
            let ended = self.child.try_wait().is_ok_and(|status| status.is_some());
            if ended || began.elapsed() > PATIENCE {
                return Err(Error::Broken(format!("cargo lambda does not come up: {}", self.log())));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(self)
    }

    /// What it serves.
    #[must_use]
    pub fn functions(&self) -> Functions {
        Functions { url: self.url.clone(), instead: None }
    }

    /// What it and its functions have said.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.files.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // Asked to, it ends its functions; killed, it would leave them. Where it is gone already there is nothing to do.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

impl Tasks for Functions {
    fn call<'a>(&'a self, call: Call<'a>) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>> {
        let url = format!("{}/2015-03-31/functions/{}/invocations", self.url, call.name);
        let mut headers = HeaderMap::new();
        let context = (!call.custom.is_empty()).then(|| json!({ "custom": call.custom }).to_string());
        if let Some(context) = context.and_then(|context| context.parse().ok()) {
            headers.insert(CLIENT_CONTEXT, context);
        }
        let instead = self.instead.as_ref().filter(|(task, ..)| *task == call.name);
        Box::pin(async move {
            let payload = Bytes::from(call.payload.to_string());
            match asked(Method::POST, url, headers, payload).await {
                Ok((StatusCode::OK, _, body)) => {
                    let mut value: Value = serde_json::from_slice(&body).expect("an answer is JSON");
                    if let Some((_, field, other)) = instead {
                        value[*field] = other.clone();
                    }
                    Answer::Gives(value)
                }
                Ok((_, _, body)) => {
                    let body = String::from_utf8_lossy(&body);
                    Answer::Fails(FunctionError::read(&body).unwrap_or_else(|| panic!("{body}")))
                }
                // It was ended while the function worked.
                Err(_) => Answer::Hangs,
            }
        })
    }
}

/// A package of a program for each task.
fn package(directory: &Path, tasks: &[&str]) -> io::Result<()> {
    let manifest =
        "[package]\nname = \"functions\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n";
    fs::write(directory.join("Cargo.toml"), manifest)?;
    let programs = directory.join("src/bin");
    fs::create_dir_all(&programs)?;
    tasks.iter().try_for_each(|task| fs::write(programs.join(format!("{task}.rs")), FUNCTION))
}

/// Hands a function's requests on to the runtime interface, and decodes the client context in its answers; for as long as
/// this process lives. Gives the address.
fn mend(url: &str) -> io::Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    listener.set_nonblocking(true)?;
    let address = format!("http://{}", listener.local_addr()?);
    let routes = Router::new().fallback(mended).with_state(format!("{url}/.rt"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let serve = async move {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        axum::serve(listener, routes).await
    };
    // A thread of its own, because the caller may be in a runtime.
    std::thread::spawn(move || runtime.block_on(serve));
    Ok(address)
}

async fn mended(
    State(interface): State<String>,
    method: Method,
    uri: Uri,
    mut headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    for name in [header::HOST, header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION] {
        headers.remove(name);
    }
    let answer = asked(method, format!("{interface}{uri}"), headers, body).await;
    let Ok((status, mut headers, body)) = answer else { return Response::new(Body::empty()) };
    headers.remove(header::TRANSFER_ENCODING);
    let context = headers.get(CLIENT_CONTEXT).and_then(|text| BASE64_STANDARD.decode(text).ok());
    if let Some(context) = context.and_then(|context| context.as_slice().try_into().ok()) {
        headers.insert(CLIENT_CONTEXT, context);
    }
    let mut response = Response::new(Body::from(body));
    (*response.status_mut(), *response.headers_mut()) = (status, headers);
    response
}

/// Asks, on a thread that may be blocked: the runtime interface answers when there is work.
async fn asked(
    method: Method,
    url: String,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, HeaderMap, Bytes), String> {
    let ask = move || {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut request = axum::http::Request::builder().method(method).uri(url);
        if let Some(own) = request.headers_mut() {
            *own = headers;
        }
        let request = request.body(body.to_vec()).map_err(|error| error.to_string())?;
        let mut answer = agent.run(request).map_err(|error| error.to_string())?;
        let body = answer.body_mut().read_to_vec().map_err(|error| error.to_string())?;
        Ok((answer.status(), answer.headers().clone(), Bytes::from(body)))
    };
    tokio::task::spawn_blocking(ask).await.map_err(|error| error.to_string())?
}
